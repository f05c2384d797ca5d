// The code that a compiler's message or a stack trace points at.
import type { ContextSource } from '../model/context.ts';
import type { FailedCommand } from '../ports/surroundings.ts';
import { filePiece, type Gathering, type Sink } from './gathering.ts';
import { clamp } from './lineRanges.ts';
import { enclosingRegion } from './regions.ts';
import { findPrinted } from './testFailures.ts';

const maxPlaces = 5;
const linesAround = 10;
/** `src/a.ts:12`, `src/a.ts(12,5)`, `File "a.py", line 12`. */
const printedPlace = /(?:"([^"\n]+\.\w{1,5})", line (\d+)|((?:[A-Za-z]:)?[\w@.+/\\-]*\w\.[A-Za-z]\w{0,4})[:(](\d+)(?=[,:)\s]|$))/gm;

/** What a failed command's output names first is what it is about; each file once. */
export async function offerTraced(
  { output, folder }: FailedCommand,
  { source, score }: { source: ContextSource; score: number },
  { files }: Gathering,
  sink: Sink,
): Promise<void> {
  const seen = new Set<string>();
  for (const [, quoted, quotedLine, plain, plainLine] of output.matchAll(printedPlace)) {
    if (seen.size === maxPlaces) return;
    const printed = quoted ?? plain ?? '';
    if (/node_modules|site-packages/.test(printed)) continue;
    const path = await findPrinted(printed, folder, files);
    const file = path === undefined || seen.has(path) ? undefined : await files.find(path);
    const line = Number(quotedLine ?? plainLine) - 1;
    if (!file || line < 0 || line >= file.lines.length) continue;
    seen.add(file.path);
    const at = { startLine: line, endLine: line + 1 };
    const region = enclosingRegion(file, await files.outline(file.path), at);
    const around = clamp({ startLine: line - linesAround, endLine: line + linesAround }, file.lines.length);
    const range = region.symbol === undefined ? around : region.range;
    const reason = `the failed command names line ${line + 1} of it`;
    sink.offer(filePiece(file, range, { source, title: region.symbol ?? file.path, score: score * (1 - seen.size / 20), reason }));
  }
}
