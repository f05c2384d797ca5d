// The recorded model for ui tests, and the settings that make it the one in use.
import { join } from 'node:path';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../fakes/modelServer.ts';
import { repository } from '../workbench/server.mjs';

export function startDemoModel(options: Omit<ModelServerOptions, 'exchanges'> = {}): Promise<ModelServer> {
  return startModelServer({ exchanges: join(repository, 'test', 'fixtures', 'exchanges', 'sample'), ...options });
}

export const modelSettings = (model: Pick<ModelServer, 'baseUrl'>) => ({
  'understudy.model.baseUrl': model.baseUrl,
  'understudy.model.name': 'recorded demo model',
});
