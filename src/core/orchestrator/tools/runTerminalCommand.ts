// run_terminal_command: one command line in the workspace, only as the person approved it.
import { z } from 'zod/mini';
import type { CommandResult } from '../../ports/commandRunner.ts';
import { findDisguise } from './honestText.ts';
import { defineTool, refuse } from './tool.ts';

export const runTerminalCommandTool = defineTool({
  name: 'run_terminal_command',
  description:
    'Runs one command line in the workspace root and answers with its output and exit code. The person is asked first. No input can be typed; no pager, no editor, nothing that runs on in the background.',
  schema: z.strictObject({
    cmd: z.string().check(z.minLength(1), z.maxLength(4_000), z.describe('The command line, as one would type it in a shell.')),
  }),
  async plan({ cmd }, { commands }) {
    const disguise = findDisguise(cmd);
    if (disguise) return refuse(`The command was not shown to the person. ${disguise} Write it plainly.`);
    const prepared = await commands.prepare(cmd, '');
    return {
      action: { kind: 'runCommand', command: cmd, folder: prepared.folder, digest: prepared.digest },
      shown: `Run ${cmd}`,
      run: async (signal, onOutput) => report(await commands.run(prepared, onOutput, signal)),
    };
  },
});

const endings: Record<CommandResult['endedBy'], string> = {
  itself: '',
  timeout: ' It was ended because it took too long.',
  cancelled: ' It was ended by the person.',
};

/** What the model is told, taken apart again for the person; undefined for any other answer. */
export function readReport(text: string): { readonly exitCode: number; readonly headline: string; readonly output: string } | undefined {
  const match = /^(Exit code (\d+) after [^\n]*)\n([\s\S]*)$/.exec(text);
  return match ? { exitCode: Number(match[2]), headline: match[1] ?? '', output: match[3] ?? '' } : undefined;
}

const report = (result: CommandResult): string =>
  `Exit code ${result.exitCode} after ${(result.durationMs / 1000).toFixed(1)} s.${endings[result.endedBy]}\n${result.output || '(no output)'}`;
