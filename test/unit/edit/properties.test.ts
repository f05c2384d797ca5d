// Laws of applying, on random files and edits. UNDERSTUDY_LONG=1 runs many more of each.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createEditBlockParser, parseAnswer } from '../../../src/core/edit/editBlockParser.ts';
import { fitAnswer } from '../../../src/core/edit/fitAnswer.ts';
import type { FitResult } from '../../../src/core/model/change.ts';

const runs = process.env.UNDERSTUDY_LONG ? 100_000 : 1500;

const word = fc.constantFrom('total', 'price', 'line', 'cart', 'user', 'order', 'return', 'const', 'tax');
const codeLine = fc
  .tuple(fc.constantFrom('', '  ', '    '), fc.array(word, { minLength: 1, maxLength: 4 }), fc.nat({ max: 40 }))
  .map(([indent, words, number]) => `${indent}${words.join(' ')} ${number};`);
const anyLine = fc.oneof({ weight: 8, arbitrary: codeLine }, { weight: 1, arbitrary: fc.constantFrom('', '}', '// note', '  ', '{') });
const lineEnd = fc.constantFrom('\n', '\r\n');

/** A file, a range of it to replace, and lines of context around. */
const edit = fc
  .record({
    lines: fc.tuple(fc.array(anyLine, { minLength: 2, maxLength: 40 }), codeLine).map(([most, last]) => [...most, last]),
    at: fc.nat(),
    length: fc.nat({ max: 4 }),
    added: fc.array(codeLine, { maxLength: 4 }),
    context: fc.nat({ max: 4 }),
    end: lineEnd,
    closed: fc.boolean(),
  })
  .map(({ lines, at, length, added, context, end, closed }) => {
    const from = at % lines.length;
    const to = Math.min(lines.length, from + length);
    const start = Math.max(0, from - context);
    const stop = Math.min(lines.length, to + context);
    const after = [...lines.slice(0, from), ...added, ...lines.slice(to)];
    const join = (all: readonly string[]) => (all.length === 0 ? '' : all.join(end) + (closed ? end : ''));
    return {
      before: join(lines),
      search: lines.slice(start, stop),
      replace: [...lines.slice(start, from), ...added, ...lines.slice(to, stop)],
      added,
      after: join(after),
      isOpenEnded: after.at(-1)?.trim() === '',
    };
  })
  // A text whose last line is blank and not closed reads as a closed text with one line less.
  .filter(({ isOpenEnded }) => !isOpenEnded);

const render = (search: readonly string[], replace: readonly string[]) =>
  `${['<<<<<<< SEARCH', ...search, '=======', ...replace, '>>>>>>> REPLACE'].join('\n')}\n`;

const fitText = (text: string, answer: string): FitResult =>
  fitAnswer(parseAnswer(answer), new Map([['a.ts', { path: 'a.ts', text, version: '1' }]]), 'a.ts');

/** The new text; `undefined` where the answer was refused or nothing was left to do. */
function textAfter(text: string, answer: string): string | undefined {
  const [change] = fitText(text, answer).changes;
  return change?.kind === 'modify' ? change.after : undefined;
}

const loose = (text: string | undefined) => text?.replace(/[ \t\r]+$/gm, '').trimEnd();

describe('laws of applying', () => {
  it('changes what the block changes and not a byte more, or refuses', () => {
    fc.assert(
      fc.property(edit, ({ before, after, search, replace }) => {
        const result = textAfter(before, render(search, replace));
        if (result !== undefined) assert.equal(loose(result), loose(after));
      }),
      { numRuns: runs },
    );
  });

  it('keeps line ends and the final newline', () => {
    fc.assert(
      fc.property(edit, ({ before, search, replace }) => {
        const result = textAfter(before, render(search, replace));
        if (!result || before === '') return;
        assert.equal(result.endsWith('\n'), before.endsWith('\n'));
        if (!/(^|[^\r])\n/.test(before) && before.includes('\n')) assert.doesNotMatch(result, /(^|[^\r])\n/);
      }),
      { numRuns: runs },
    );
  });

  it('accepts every block that stands in the file once', () => {
    fc.assert(
      fc.property(edit, ({ before, after, search, replace, added }) => {
        fc.pre(search.some((line) => line.trim().length > 6) && search.join('\n') !== replace.join('\n'));
        const lines = before.split(/\r?\n/);
        const places = lines.filter((_, at) => search.every((line, offset) => lines[at + offset] === line)).length;
        fc.pre(places === 1 && added.every((line) => !lines.includes(line)));
        assert.equal(textAfter(before, render(search, replace)), after);
      }),
      { numRuns: runs },
    );
  });

  it('changes nothing the second time, and says already applied unless other lines make it doubtful', () => {
    fc.assert(
      fc.property(edit, ({ before, search, replace, added }) => {
        const answer = render(search, replace);
        const once = textAfter(before, answer);
        fc.pre(once !== undefined && added.length > 0 && added.every((line) => !before.includes(line)));
        const again = fitText(once!, answer);
        assert.deepEqual(again.changes, []);
        if (again.misfits.length === 0) assert.deepEqual(again.alreadyApplied, ['a.ts']);
        else assert.ok(['missing', 'ambiguous'].includes(again.misfits[0]!.reason));
      }),
      { numRuns: runs },
    );
  });

  it('never throws, whatever the answer, and gives the same result however the stream is cut', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<<<<<<< SEARCH',
        '=======',
        '>>>>>>> REPLACE',
        '<<<< // a.ts',
        '====',
        '>>>>',
        '```',
        '```diff',
        '@@ -1,2 +1 @@',
        '@@',
      ),
      fc.constantFrom(
        '--- a/a.ts',
        '+++ b/a.ts',
        '*** Begin Patch',
        '*** Update File: a.ts',
        '*** End Patch',
        '...',
        '// ... existing code ...',
      ),
      fc.constantFrom(
        'a.ts',
        '<<<<<<< DELETE',
        '>>>>>>> DELETE',
        '<<<<<<< RENAME',
        '>>>>>>> RENAME',
        '-total 1;',
        '+total 2;',
        ' line 3;',
        '\r',
      ),
      anyLine,
      fc.string({ maxLength: 12 }),
    );
    const answer = fc
      .array(piece, { maxLength: 25 })
      .chain((pieces) => fc.constantFrom(pieces.join('\n'), `${pieces.join('\n')}\n`, pieces.join('\r\n')));
    const cuts = fc.array(fc.nat({ max: 300 }), { maxLength: 8 });
    const text = fc.array(anyLine, { maxLength: 20 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(answer, cuts, text, (response, points, before) => {
        const parser = createEditBlockParser();
        let from = 0;
        for (const to of [...points.sort((a, b) => a - b), response.length]) {
          parser.push(response.slice(from, Math.max(from, to)));
          from = Math.max(from, to);
        }
        assert.deepEqual(parser.finish(), parseAnswer(response));
        const result = fitText(before, response);
        if (parseAnswer(response).truncated !== undefined) assert.deepEqual(result.changes, []);
      }),
      { numRuns: runs },
    );
  });
});
