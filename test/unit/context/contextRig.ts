// The real reader contract, search, tokeniser and packing over files in memory; only servers are scripted.

import { createTextSearchIndex } from '../../../src/core/codeIndex/textSearchIndex.ts';
import type { ContextPorts } from '../../../src/core/context/gathering.ts';
import type { ContextBundle } from '../../../src/core/model/context.ts';
import type { FilePath } from '../../../src/core/model/document.ts';
import type { EditRequest } from '../../../src/core/model/run.ts';
import type { SyntaxParser } from '../../../src/core/ports/syntaxParser.ts';
import type { TokenCounter } from '../../../src/core/ports/tokenCounter.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { loadEncoder } from '../../../src/node/tokens/encoder.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';
import { type FeatureScript, scriptedFeatures } from '../../fakes/scriptedFeatures.ts';

const encode = loadEncoder();

/** The product's own vocabulary, in this process. */
export const exactTokens: TokenCounter = { count: async (texts) => texts.map(await encode) };

/** No grammar for any file. */
export const noSyntax: SyntaxParser = { outline: async () => undefined, syntaxErrors: async () => undefined };

export function contextRig(
  files: Readonly<Record<FilePath, string>>,
  script: FeatureScript = {},
): ContextPorts & { reader: MemoryWorkspace } {
  const reader = new MemoryWorkspace(files);
  return {
    reader,
    index: createTextSearchIndex(reader),
    features: scriptedFeatures(script),
    tokens: exactTokens,
    syntax: noSyntax,
    clock: systemClock,
  };
}

export const editOf = (text: string, ...focus: EditRequest['focus']): EditRequest => ({ kind: 'edit', text, focus });

/** `path form` of every ledger line, for short assertions. */
export const formsOf = (bundle: ContextBundle): string[] =>
  bundle.ledger.map((entry) => `${entry.source} ${entry.path ?? entry.title} ${entry.form}`);
