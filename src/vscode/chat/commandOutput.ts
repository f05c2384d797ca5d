// What a command prints, as much of it as the chat shows: the last lines, long ones cut.

const shownLines = 60;
const shownLength = 400;
/** Enough for the lines that are shown, however they are cut. */
const keptLength = shownLines * shownLength;

/** What was shown before and what came since. */
export function growOutput(shown: string, text: string): string {
  const lines = (shown + text).slice(-2 * keptLength).split('\n');
  return lines
    .slice(-shownLines - 1)
    .map(cutLine)
    .join('\n');
}

/** Long lines are data; their beginning says what they are. */
export const cutLine = (line: string): string => (line.length > shownLength ? `${line.slice(0, shownLength)}…` : line);
