// The recorded demo model as a program: `npm run model:recorded [-- --port 4517 --exchanges FOLDER]`.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoModelName, startModelServer } from './modelServer.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4517' },
    exchanges: { type: 'string', multiple: true, default: [join(import.meta.dirname, '..', 'fixtures', 'exchanges', 'sample')] },
    'chunk-delay-ms': { type: 'string', default: '15' },
  },
});

const server = await startModelServer({
  exchanges: values.exchanges,
  port: Number(values.port),
  chunkDelayMs: Number(values['chunk-delay-ms']),
});
console.log(`The ${demoModelName} answers at ${server.baseUrl} from ${values.exchanges.join(', ')}`);

let toldFailures = 0;
setInterval(() => {
  for (const failure of server.failures.slice(toldFailures)) console.error(failure);
  toldFailures = server.failures.length;
}, 250).unref();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void server.close());
