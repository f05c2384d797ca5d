// How long one piece of a streaming answer keeps its host: a 500-line diff in 40-byte pieces through the parser and the landing finder.
import { createEditBlockParser } from '../../../src/core/edit/editBlockParser.ts';
import { fitAnswer } from '../../../src/core/edit/fitAnswer.ts';
import { createLandingFinder } from '../../../src/core/edit/landing.ts';
import { quantile } from './score.ts';

const lines = Array.from({ length: 3000 }, (_, at) => `  const value${at} = compute(${at % 17}, 'item ${at}');`);
const text = `${lines.join('\n')}\n`;
const changed = (line: string) => line.replace('compute', 'recompute');

/** 25 places of 20 changed lines each, three lines of context around. */
const places = Array.from({ length: 25 }, (_, at) => 40 + at * 115);

export const largeAnswers: Readonly<Record<string, string>> = {
  blocks: places
    .map((start) => {
      const search = lines.slice(start - 3, start + 23);
      const replace = search.map((line, at) => (at >= 3 && at < 23 ? changed(line) : line));
      return `a.ts\n<<<<<<< SEARCH\n${search.join('\n')}\n=======\n${replace.join('\n')}\n>>>>>>> REPLACE\n`;
    })
    .join('\n'),
  diff: `\`\`\`diff\n--- a/a.ts\n+++ b/a.ts\n${places
    .map((start) => {
      const context = (from: number) => lines.slice(from, from + 3).map((line) => ` ${line}`);
      const body = lines.slice(start, start + 20);
      const hunk = [
        ...context(start - 3),
        ...body.map((line) => `-${line}`),
        ...body.map((line) => `+${changed(line)}`),
        ...context(start + 20),
      ];
      return `@@ -${start - 2},26 +${start - 2},26 @@\n${hunk.join('\n')}\n`;
    })
    .join('')}\`\`\`\n`,
};

/** Streams one answer; returns the time of every piece, and of what is left to do at the end. */
export function streamPieces(answer: string, pieceLength: number): { pieces: number[]; finishMs: number; fitMs: number; landed: number } {
  const parser = createEditBlockParser();
  const findLanding = createLandingFinder(text);
  const pieces: number[] = [];
  let landed = 0;
  for (let at = 0; at < answer.length; at += pieceLength) {
    const began = performance.now();
    for (const event of parser.push(answer.slice(at, at + pieceLength))) {
      if (event.kind === 'searchComplete' && findLanding(event.search, event.lineHint)) landed++;
    }
    pieces.push(performance.now() - began);
  }
  const finishing = performance.now();
  const parsed = parser.finish();
  const fitting = performance.now();
  const { changes, misfits } = fitAnswer(parsed, new Map([['a.ts', { path: 'a.ts', text, version: '1' }]]), 'a.ts');
  if (misfits.length > 0 || changes.length !== 1) throw new Error(`The large answer does not fit: ${misfits[0]?.explanation}`);
  return { pieces, finishMs: fitting - finishing, fitMs: performance.now() - fitting, landed };
}

export function printPieces(): void {
  console.log('\n500-line diff in 40-byte pieces: work per piece');
  for (const [name, answer] of Object.entries(largeAnswers)) {
    streamPieces(answer, 40);
    const { pieces, finishMs, fitMs, landed } = streamPieces(answer, 40);
    const [p50, p99, most] = [0.5, 0.99, 1].map((share) => quantile(pieces, share).toFixed(3));
    console.log(
      `${name.padEnd(8)} ${pieces.length} pieces, p50 ${p50} ms, p99 ${p99} ms, max ${most} ms, finish ${finishMs.toFixed(2)} ms, fit ${fitMs.toFixed(2)} ms, ${landed} landings told early`,
    );
  }
}
