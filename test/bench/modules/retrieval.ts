// The retrieval scorer's contract over the product's own index and store. Options: store=memory, near=off.
import { readFileSync } from 'node:fs';
import type { IndexEngine } from '../../../src/core/codeIndex/indexEngine.ts';
import { isSecret } from '../../../src/core/policy/pathPlaces.ts';
import { ripgrepProgram } from '../../../src/node/assets.ts';
import { createFileSource } from '../../../src/node/codeIndex/fileSource.ts';
import { chooseEmbedder } from '../../../src/processes/chooseEmbedder.ts';
import { openIndexEngine } from '../../../src/processes/openIndexEngine.ts';

type Options = { readonly indexDir: string; readonly history?: string; readonly store?: string; readonly near?: string };
const { signal } = new AbortController();

export async function open(root: string, options: Options): Promise<IndexEngine> {
  const lines = options.history ? readFileSync(options.history, 'utf8').trim().split('\n') : [];
  const commits = async () => lines.map((line) => JSON.parse(line)).map(({ t, s, f }) => ({ at: t, subject: s, paths: f }));
  const source = createFileSource({ root, ripgrep: ripgrepProgram(), isSecret, commits });
  return openIndexEngine({
    root,
    folder: options.indexDir,
    source,
    inMemory: options.store === 'memory',
    chosen: options.near === 'off' ? {} : await chooseEmbedder(undefined),
  });
}
export async function index(root: string, options: Options): Promise<IndexEngine> {
  const engine = await open(root, options);
  await engine.refresh([], () => undefined, signal);
  return engine;
}
export async function search(engine: IndexEngine, text: string, maxFiles: number, { expansion }: { expansion?: { terms: string[] } } = {}) {
  return engine.search({ text, maxFiles, ...(expansion ? { terms: expansion.terms } : {}) }, signal);
}
export const update = (engine: IndexEngine, paths: string[]) => engine.update(paths, signal);
export async function close(engine: IndexEngine) {
  await engine.rest('keep');
  engine.dispose();
}
