// The ports of a run over a workspace in memory: all real but the model and the rehearsal's judge, which are played.
import { createTextSearchIndex } from '../../src/core/codeIndex/textSearchIndex.ts';
import type { FileChange } from '../../src/core/model/change.ts';
import type { Diagnostic } from '../../src/core/model/validation.ts';
import type { RunPorts } from '../../src/core/orchestrator/ports.ts';
import type { LanguageModel } from '../../src/core/ports/languageModel.ts';
import type { Person } from '../../src/core/ports/person.ts';
import { createCommandRunner } from '../../src/node/commands/commandRunner.ts';
import { sha256 } from '../../src/node/hash.ts';
import type { MemoryWorkspace } from './memoryWorkspace.ts';
import { scriptedFeatures } from './scriptedFeatures.ts';

export interface PlayedParts {
  readonly workspace: MemoryWorkspace;
  readonly model: LanguageModel;
  readonly clock: RunPorts['clock'];
  readonly ids: RunPorts['ids'];
  readonly person?: Person;
  /** The problems that the played compiler sees in the changes; none when left out. */
  readonly judge?: (changes: readonly FileChange[]) => readonly Diagnostic[];
}

export function playedPorts({ workspace, model, clock, ids, person = { approve: async () => 'yes' }, judge }: PlayedParts): RunPorts {
  return {
    reader: workspace,
    index: createTextSearchIndex(workspace),
    features: scriptedFeatures(),
    commands: createCommandRunner({ root: process.cwd() }),
    syntax: { outline: async () => undefined, syntaxErrors: async () => undefined },
    shadow: {
      warm: () => undefined,
      rehearse: async ({ changes }) => {
        const checks = [{ name: 'types', judge: 'played compiler', durationMs: 200, paths: changes.map((change) => change.path) }] as const;
        return { checks, baseline: [], after: judge?.(changes) ?? [], notChecked: [] };
      },
    },
    tokens: { count: async (texts) => texts.map((text) => Math.ceil(text.length / 4)) },
    model,
    person,
    clock,
    ids,
    hash: sha256,
  };
}
