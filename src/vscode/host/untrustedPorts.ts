// What stands behind the ports until the workspace is trusted: nothing is started, listed or searched.
import { AppError } from '../../base/errors.ts';
import type { RunPorts } from '../../core/orchestrator/ports.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';

const untrusted = 'the workspace is not trusted, so nothing was run; trust it to have edits rehearsed';
const refuseCommand = (): never => {
  throw new AppError('command.untrusted', 'In an untrusted workspace no command runs. Trust the workspace first.');
};
/** Bytes of UTF-8 a token: a cautious guess where the tokeniser's process may not start. */
const bytesPerToken = 3;

export function untrustedPorts(reader: WorkspaceReader): Pick<RunPorts, 'index' | 'shadow' | 'commands' | 'tokens' | 'reader'> {
  return {
    reader: { ...reader, list: async () => [], searchText: async () => [] },
    index: {
      search: async () => [],
      update: async () => undefined,
      state: async () => ({ kind: 'off', indexedFiles: 0, note: untrusted }),
    },
    shadow: {
      rehearse: async (changes) => ({
        checks: [],
        baseline: [],
        after: [],
        notChecked: [{ paths: changes.changes.map((change) => change.path), reason: untrusted }],
      }),
      warm: () => undefined,
    },
    commands: { prepare: refuseCommand, run: refuseCommand },
    tokens: { count: async (texts) => texts.map((text) => Math.ceil(new TextEncoder().encode(text).length / bytesPerToken)) },
  };
}
