// The real run loop over a temporary project and its real language server; the model is a real HTTP server with a script.
import assert from 'node:assert/strict';
import { createTextSearchIndex } from '../../../src/core/codeIndex/textSearchIndex.ts';
import type { RunEvent } from '../../../src/core/model/run.ts';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import { pathPolicy } from '../../../src/core/policy/paths.ts';
import type { ShadowWorkspace } from '../../../src/core/ports/shadowWorkspace.ts';
import { findWasm, ripgrepProgram } from '../../../src/node/assets.ts';
import { createWorkspaceReader } from '../../../src/node/files/workspaceReader.ts';
import { createOpenAiChat } from '../../../src/node/models/openAiChat.ts';
import { createSyntaxParser } from '../../../src/node/syntax/syntaxParser.ts';
import type { Exchange } from '../../fakes/exchanges.ts';
import { demoModelName, startModelServer } from '../../fakes/modelServer.ts';
import { createRunBench, requestFor } from '../../fakes/runBench.ts';
import type { Workbench } from './workbench.ts';

export interface Heard {
  readonly event: RunEvent;
  readonly at: number;
}

/** Lines of a file become others; no `from` makes a new file. */
export const block = (path: string, from: string, to: string): string =>
  `${path}\n<<<<<<< SEARCH\n${from === '' ? '' : `${from}\n`}=======\n${to}\n>>>>>>> REPLACE\n`;

/** Runs one request to its end. A prompt that no exchange fits fails the test. */
export async function runLoop(
  bench: Workbench,
  exchanges: readonly Exchange[],
  shadow: ShadowWorkspace = bench.servers.shadow,
): Promise<Heard[]> {
  const server = await startModelServer({ exchanges });
  const reader = createWorkspaceReader({ root: bench.root, paths: pathPolicy, ripgrep: async () => ripgrepProgram() });
  const model = createOpenAiChat({ baseUrl: server.baseUrl, model: demoModelName });
  const { host } = createRunBench({ files: {}, model });
  const syntax = createSyntaxParser({ findWasm });
  const ports = { ...host.ports, reader, syntax, shadow, index: createTextSearchIndex(reader) };
  const heard: Heard[] = [];
  for await (const event of startRun(requestFor('Change the shop.'), { ...host, ports }, new AbortController().signal).events)
    heard.push({ event, at: performance.now() });
  await server.close();
  assert.deepEqual(server.failures, []);
  return heard;
}

/** Milliseconds from the end of the first answer to its verdict. */
export function verdictMs(heard: readonly Heard[]): number {
  const at = (kind: RunEvent['kind']) => heard.find(({ event }) => event.kind === kind)?.at ?? Number.NaN;
  return at('validated') - at('modelAnswered');
}

export const verdictsOf = (heard: readonly Heard[]): string[] =>
  heard.flatMap(({ event }) => (event.kind === 'validated' ? [event.report.verdict] : []));
