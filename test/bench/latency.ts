// Own overhead: from the request to its bytes on the wire, and from the end of an answer to the rehearsal's request, in a workspace of
// 10,000 files with everything warm. `npm run bench:latency [-- --files 10000 --runs 30]`. Exit status 1 where a limit is missed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCliHost } from '../../src/cli/host.ts';
import { nobody } from '../../src/cli/person.ts';
import { defaultRunLimits } from '../../src/core/model/settings.ts';
import { startRun } from '../../src/core/orchestrator/startRun.ts';
import { defaultPolicy } from '../../src/core/policy/policy.ts';
import type { CodeIndex } from '../../src/core/ports/codeIndex.ts';
import { createIndexProcess } from '../../src/node/codeIndex/indexProcess.ts';
import { createOpenAiChat } from '../../src/node/models/openAiChat.ts';
import { createTrace, showTrace } from './tracePorts.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '30' },
    trace: { type: 'boolean', default: false },
  },
});
const files = Number(values.files);
const runs = Number(values.runs);
const limits = { toWire: 150, toVerdict: 50 };
const scratch = mkdtempSync(join(tmpdir(), 'understudy-latency-'));
const root = join(scratch, 'workspace');
process.env.UNDERSTUDY_DATA = join(scratch, 'data');

const nouns = ['order', 'invoice', 'customer', 'basket', 'price', 'stock', 'parcel', 'route', 'ledger', 'account', 'ticket', 'report'];
const verbs = ['load', 'save', 'merge', 'check', 'format', 'count', 'sort', 'filter', 'send', 'parse', 'close', 'open'];
const pick = (list: readonly string[], at: number) => list[at % list.length] ?? '';
const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const nameOf = (at: number) => `${pick(verbs, at)}${title(pick(nouns, Math.floor(at / 12)))}${at}`;

function writeWorkspace(): void {
  for (let at = 0; at < files; at++) {
    const folder = join(root, 'src', `area${Math.floor(at / 100)}`);
    if (at % 100 === 0) mkdirSync(folder, { recursive: true });
    const other = at % 100 === 0 ? '' : `import { ${nameOf(at - 1)} } from './${nameOf(at - 1)}.ts';\n`;
    const body = Array.from(
      { length: 12 },
      (_, line) => `  // step ${line}: ${pick(verbs, at + line)} the ${pick(nouns, at * 7 + line)}\n  total += ${line};`,
    );
    const call = at % 100 === 0 ? '' : `  total += ${nameOf(at - 1)}(total);\n`;
    const text = `${other}/** ${title(pick(verbs, at))}s one ${pick(nouns, at)}. */\nexport function ${nameOf(at)}(start: number): number {\n  let total = start;\n${body.join('\n')}\n${call}  return total;\n}\n`;
    writeFileSync(join(folder, `${nameOf(at)}.ts`), text);
  }
  writeFileSync(
    join(root, 'tsconfig.json'),
    '{"compilerOptions":{"strict":true,"noEmit":true,"allowImportingTsExtensions":true,"module":"preserve","target":"es2022"},"include":["src"]}',
  );
  execFileSync('git', ['init', '-q'], { cwd: root });
}

const stamps = { onWire: 0, answered: 0, rehearsed: 0 };
let edited = '';
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const event = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event({ content: edited }, null));
    setTimeout(() => {
      stamps.answered = performance.now();
      response.end(`${event({}, 'stop')}data: [DONE]\n\n`);
    }, 20);
  });
});
server.on('connection', (socket) => socket.on('data', () => (stamps.onWire ||= performance.now())));

const searches: number[] = [];
const timed = (index: CodeIndex): CodeIndex => ({
  ...index,
  search: async (query, signal) => {
    const asked = performance.now();
    const hits = await index.search(query, signal);
    searches.push(performance.now() - asked);
    return hits;
  },
});

const share = (sorted: readonly number[], part: number) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0;
const show = (name: string, times: readonly number[], limit: number) => {
  const sorted = [...times].sort((a, b) => a - b);
  const p95 = share(sorted, 0.95);
  console.log(
    `${name}: median ${share(sorted, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, limit ${limit} ms · ${p95 <= limit ? 'holds' : 'FALLS SHORT'}`,
  );
  return p95 <= limit;
};

async function measure(): Promise<boolean> {
  writeWorkspace();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const model = createOpenAiChat({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, model: 'bench' });
  const options = { workspace: root, focus: [], yes: true, json: true };
  const host = await createCliHost(options, model, nobody);
  const shadow = {
    ...host.ports.shadow,
    rehearse: (...args: Parameters<typeof host.ports.shadow.rehearse>) => {
      stamps.rehearsed ||= performance.now();
      return host.ports.shadow.rehearse(...args);
    },
  };
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const index = createIndexProcess({ root, folder: join(scratch, 'index'), logger: quiet });
  const indexing = performance.now();
  await index.start();
  console.log(`index warm after ${((performance.now() - indexing) / 1000).toFixed(1)} s: ${JSON.stringify(await index.state())}`);
  const trace = createTrace();
  const watched = trace.watch({ ...host.ports, shadow, index: timed(index) });
  const journal = trace.watch({ journal: host.journal }).journal;
  const toWire: number[] = [];
  const toVerdict: number[] = [];
  for (let turn = -3; turn < runs; turn++) {
    const at = 101 + (((turn + 3) * 997) % (files - 200));
    const path = `src/area${Math.floor(at / 100)}/${nameOf(at)}.ts`;
    edited = `One line more.\n\n${path}\n<<<<<<< SEARCH\n  let total = start;\n=======\n  let total = start + 1;\n>>>>>>> REPLACE\n`;
    Object.assign(stamps, { onWire: 0, answered: 0, rehearsed: 0 });
    const request = {
      kind: 'edit',
      text: `Let ${nameOf(at)} begin one higher.`,
      focus: [{ path, lines: { startLine: 2, endLine: 6 } }],
    } as const;
    trace.begin();
    const pressed = performance.now();
    const run = startRun(
      { request, limits: defaultRunLimits, rules: { policy: defaultPolicy, trust: 'trusted' } },
      values.trace ? { ...host, journal, ports: watched } : { ...host, ports: { ...host.ports, shadow, index: timed(index) } },
      new AbortController().signal,
    );
    let outcome = await run.events.next();
    while (!outcome.done) {
      trace.mark(`event ${outcome.value.kind}`);
      outcome = await run.events.next();
    }
    if (outcome.value.kind !== 'forReview') throw new Error(`The run ended as ${JSON.stringify(outcome.value).slice(0, 500)}`);
    if (turn < 0) continue;
    toWire.push(stamps.onWire - pressed);
    if (values.trace && turn === runs - 1) console.log(showTrace(trace.calls).join('\n'), `\non the wire at ${stamps.onWire - pressed}`);
    toVerdict.push(stamps.rehearsed - stamps.answered);
  }
  host.dispose();
  index.dispose();
  console.log(`${files} files, ${runs} runs after 3 to warm up`);
  console.log(
    `of which the index: median ${share(
      [...searches].sort((a, b) => a - b),
      0.5,
    ).toFixed(0)} ms`,
  );
  const holds = [
    show('request to bytes on the wire', toWire, limits.toWire),
    show('end of the answer to the verdict request', toVerdict, limits.toVerdict),
  ];
  return holds.every(Boolean);
}

const holds = await measure().finally(() => {
  server.closeAllConnections();
  server.close();
  rmSync(scratch, { recursive: true, force: true });
});
process.exit(holds ? 0 : 1);
