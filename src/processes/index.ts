// Entry of the index process: opens one folder's index, answers about it, and tells its state as it is built. A person waits for its
// answers, so its priority is normal; what takes files apart has a low one.
import { AppError } from '../base/errors.ts';
import { indexQuestion } from '../node/codeIndex/wire.ts';
import { answerParent } from './answerParent.ts';
import { IndexService } from './indexService.ts';

const { signal } = new AbortController();
let service: Promise<IndexService> | undefined;

const tell = answerParent({ answer, leave: async () => (await service)?.close() });

async function answer(asked: unknown): Promise<unknown> {
  const request = indexQuestion.parse(asked);
  if (request.kind === 'open') {
    service = IndexService.open(request.place, tell, signal);
    return (await service).state();
  }
  if (!service) throw new AppError('index.notOpen', 'The index has not been opened.');
  const index = await service;
  switch (request.kind) {
    case 'search':
      return index.search(request.query, signal);
    case 'findNames':
      return index.findNames(request.names, signal);
    case 'structure':
      return index.structure(signal);
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
