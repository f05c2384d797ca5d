// Entry of the index process: opens one folder's index, answers over the parent's channel, and ends with it. A person waits for its answers,
// so its priority is normal; what takes files apart has a low one.
import { AppError, messageOf } from '../base/errors.ts';
import { type IndexReply, type IndexRequest, indexRequest } from '../node/codeIndex/wire.ts';
import { IndexService } from './indexService.ts';

const { signal } = new AbortController();
let service: Promise<IndexService> | undefined;

process.on('disconnect', () => void leave());
process.on('message', (message) => {
  const request = indexRequest.parse(message);
  answer(request).then(
    (value) => reply({ kind: 'answer', id: request.id, value }),
    (thrown: unknown) => reply({ kind: 'failure', id: request.id, code: codeOf(thrown), message: messageOf(thrown) }),
  );
});

async function answer(request: IndexRequest): Promise<unknown> {
  if (request.kind === 'open') {
    service = IndexService.open(request.place, (state) => reply({ kind: 'progress', state }), signal);
    return (await service).state();
  }
  if (!service) throw new AppError('index.notOpen', 'The index has not been opened.');
  const index = await service;
  switch (request.kind) {
    case 'search':
      return index.search(request.query, signal);
    case 'findNames':
      return index.findNames(request.names, signal);
    case 'update':
      return index.update(request.paths, signal);
    case 'refresh':
      return index.refresh(signal);
    case 'pause':
      return index.pause.set(request.paused);
    case 'state':
      return index.state();
  }
}

function reply(message: IndexReply): void {
  process.send?.(message, undefined, undefined, (fault) => {
    if (fault) process.exit(0);
  });
}

async function leave(): Promise<void> {
  await (await service?.catch(() => undefined))?.close();
  process.exit(0);
}

const codeOf = (thrown: unknown) => (thrown instanceof AppError ? thrown.code : 'index.failed');
