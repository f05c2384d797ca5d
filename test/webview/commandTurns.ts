// Turns whose command prints what real ones do: colours, progress bars, thousands of lines, lines without end. Through the product's own
// reader of output and its own fold.
import type { RunEvent } from '../../src/core/model/run.ts';
import { PlainOutput } from '../../src/node/commands/plainOutput.ts';
import type { TurnView } from '../../src/protocol/view.ts';
import { beginTurn, foldTurn, type TurnState } from '../../src/vscode/chat/turnState.ts';
import { toTurnView } from '../../src/vscode/chat/turnView.ts';

const esc = '\u001b';
const colour = (code: number, text: string) => `${esc}[${code}m${text}${esc}[0m`;

const build = `${esc}]0;npm run build\u0007${colour(36, 'vite v7.1.2')} building for production...
${colour(32, '✓')} 1204 modules transformed.
dist/assets/index-${'a1b2c3d4'.repeat(40)}.js   ${colour(1, '412.18 kB')}
`;
const bar = (percent: number) => `\rDownloading [${'#'.repeat(percent / 5)}${' '.repeat(20 - percent / 5)}] ${percent} %`;
const tests = Array.from({ length: 4_000 }, (_, at) => `  ${colour(32, '✔')} counts line ${at + 1} (${at % 7} ms)\n`).join('');

type Called = Extract<RunEvent, { kind: 'toolCalled' }>;
const called = (cmd: string): Called => ({
  kind: 'toolCalled',
  call: { id: 'call-1', name: 'run_terminal_command', argumentsJson: JSON.stringify({ cmd }) },
  shown: `Run ${cmd}`,
});

/** Printed in pieces that end anywhere. */
function printed(cmd: string, pieces: readonly string[]): TurnState {
  const plain = new PlainOutput();
  const asked = beginTurn('turn-command', { kind: 'ask', text: 'Does it build, and do the tests pass?', focus: [] }, Date.now());
  const events = pieces.map((piece): RunEvent => {
    const text = plain.push(piece);
    return { kind: 'toolOutput', callId: 'call-1', text, line: plain.line() };
  });
  return [called(cmd), ...events].reduce(foldTurn, asked);
}

const inPieces = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));

const answered = (turn: TurnState, exitCode: number, output: string): TurnState =>
  [
    { kind: 'toolAnswered', callId: 'call-1', outcome: 'done', text: `Exit code ${exitCode} after 3.2 s.\n${output}` } as const,
    { kind: 'runEnded', outcome: { kind: 'answered', text: 'It does not: one test fails.' } } as const,
  ].reduce<TurnState>(foldTurn, turn);

const downloading = printed('npm run build', [...inPieces(build, 7), bar(10), bar(35), bar(65).slice(0, 9), bar(65).slice(9)]);
const testing = printed(
  'npm test -- --reporter spec --grep "counts every line of the receipt, whatever its length"',
  inPieces(tests, 1_000),
);
const failing = `${'  ✔ counts\n'.repeat(200)}  1) adds cents\n\n  AssertionError: 101 !== 100\n`;

export const commandTurns: Readonly<Record<'downloading' | 'testing' | 'failed', TurnView>> = {
  downloading: toTurnView(downloading),
  testing: toTurnView(testing),
  failed: toTurnView(answered(testing, 1, failing)),
};
