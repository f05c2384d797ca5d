// The mistakes models make when they quote a file, one function each. `undefined`: this edit gives no room for the mistake.
import type { Edit, Pair } from './edits.ts';
import type { Random } from './random.ts';

export interface Made {
  readonly before?: string;
  readonly after?: string;
  readonly expected?: 'refuse';
  readonly response: string;
}

export type Mistake = (edit: Edit, random: Random) => Made | undefined;

const render = (pairs: readonly Pair[]) =>
  pairs.map(({ search, replace }) => `${['<<<<<<< SEARCH', ...search, '=======', ...replace, '>>>>>>> REPLACE'].join('\n')}\n`).join('\n');

const isBlank = (line: string) => line.trim() === '';
const isComment = (line: string) => /^\s*(?:\/\/|#\s|\*|--\s|\/\*)/.test(line);
const says = (line: string) => /\w{4}/.test(line);

/** Lines of context: at the head and at the tail of the pair, `margin` lines away from the change. */
function contextLines({ search, replace }: Pair, margin: number): { head: number; tail: number } {
  let head = 0;
  while (head < search.length && head < replace.length && search[head] === replace[head]) head++;
  let tail = 0;
  while (tail < search.length - head && tail < replace.length - head && search.at(-1 - tail) === replace.at(-1 - tail)) tail++;
  return { head: Math.max(0, head - margin), tail: Math.max(0, tail - margin) };
}

type Rule = (line: string) => string | undefined | false;

/** Changes one line of context in both parts; `undefined` removes it. */
function touchContext(edit: Edit, random: Random, margin: number, rule: Rule): Made | undefined {
  const pairs = spoilContext(edit, random, margin, rule);
  return pairs && { response: render(pairs) };
}

function spoilContext(edit: Edit, random: Random, margin: number, rule: Rule): Pair[] | undefined {
  const spots = edit.pairs.flatMap((pair, at) => {
    const { head, tail } = contextLines(pair, margin);
    return pair.search.flatMap((line, index) => {
      const fromEnd = pair.search.length - 1 - index;
      if (index >= head && fromEnd >= tail) return [];
      const text = rule(line);
      return text === false ? [] : [{ at, index, fromEnd, isHead: index < head, text }];
    });
  });
  if (spots.length === 0) return undefined;
  const spot = random.pick(spots);
  const pairs = edit.pairs.map((pair, at) => {
    if (at !== spot.at) return pair;
    const inReplace = spot.isHead ? spot.index : pair.replace.length - 1 - spot.fromEnd;
    const { text } = spot;
    const put = (lines: string[], index: number) => lines.toSpliced(index, 1, ...(text === undefined ? [] : text.split('\n')));
    return { ...pair, search: put(pair.search, spot.index), replace: put(pair.replace, inReplace) };
  });
  return pairs.some(({ search }) => !search.some(says)) ? undefined : pairs;
}

const wordsOf = (line: string) => [...line.matchAll(/[A-Za-z_]{5,}/g)];

/** Rules for one line of context, and how far it must be from the change. */
const lineRules: readonly ((random: Random) => readonly [number, Rule])[] = [
  (random) => [0, (line) => misspell(line, random)],
  () => [0, (line) => says(line) && (/[;,]$/.test(line) ? line.slice(0, -1) : `${line},`)],
  () => [0, (line) => /["']/.test(line) && line.replace(/["']/g, (mark) => (mark === '"' ? "'" : '"'))],
  () => [0, (line) => isComment(line) && says(line) && `${/^\s*\S+/.exec(line)![0]} does what it says here`],
  () => [0, (line) => says(line) && `${line}  `],
  () => [1, (line) => isBlank(line) && undefined],
  () => [1, (line) => isComment(line) && undefined],
  () => [1, (line) => says(line) && `${line}\n`],
  () => [0, (line) => says(line) && /\w+\(/.test(line) && line.replace(/(\w+)\(/, '$1Old(')],
];

/** The same indentation mistake on all lines. */
function indentAll(edit: Edit, random: Random): Edit {
  const rules = [
    (line: string) => `  ${line}`,
    (line: string) => `    ${line}`,
    usesTabs(edit.before) ? swapUnit('\t', '    ') : swapUnit(usesFour(edit.before) ? '    ' : '  ', '\t'),
    usesFour(edit.before) ? swapUnit('    ', '  ') : swapUnit('  ', '    '),
  ];
  const rule = random.pick(rules);
  const change = (line: string) => (isBlank(line) ? line : rule(line));
  return { ...edit, pairs: edit.pairs.map((pair) => ({ ...pair, search: pair.search.map(change), replace: pair.replace.map(change) })) };
}

/** `count` different mistakes one after the other, on lines of context. */
function severalLines(edit: Edit, random: Random, count: number): Edit | undefined {
  let spoilt = edit;
  const left = [...lineRules];
  for (let made = 0; made < count && left.length > 0; ) {
    const [margin, rule] = left.splice(random.below(left.length), 1)[0]!(random);
    const pairs = spoilContext(spoilt, random, margin, rule);
    if (!pairs) continue;
    spoilt = { ...spoilt, pairs };
    made++;
    if (made === count) return spoilt;
  }
  return undefined;
}

/** A removed line misspelt in SEARCH only. */
function misspellRemoved(edit: Edit, random: Random): Edit | undefined {
  const at = random.below(edit.pairs.length);
  const pair = edit.pairs[at]!;
  const { head, tail } = contextLines(pair, 0);
  if (pair.search.length - tail <= head || pair.search.filter(says).length < 3) return undefined;
  const index = head + random.below(pair.search.length - tail - head);
  const misspelt = misspell(pair.search[index]!, random);
  if (misspelt === false) return undefined;
  return { ...edit, pairs: edit.pairs.map((one, place) => (place === at ? { ...one, search: one.search.with(index, misspelt) } : one)) };
}

/** An identifier that the block spells differently wherever it stands in it. */
function renameInBlock(edit: Edit, random: Random): Edit | undefined {
  const at = random.below(edit.pairs.length);
  const pair = edit.pairs[at]!;
  const { head, tail } = contextLines(pair, 0);
  const context = [...pair.search.slice(0, head), ...pair.search.slice(pair.search.length - tail)];
  const changed = [...pair.search.slice(head, pair.search.length - tail), ...pair.replace.slice(head, pair.replace.length - tail)].join(
    '\n',
  );
  const words = context
    .flatMap(wordsOf)
    .map(([word]) => word)
    .filter((word) => !new RegExp(`\\b${word}\\b`).test(changed));
  if (words.length === 0) return undefined;
  const word = random.pick(words);
  const spoil = (line: string) => line.replace(new RegExp(`\\b${word}\\b`, 'g'), `${word}s`);
  const change = (one: Pair) => ({ ...one, search: one.search.map(spoil), replace: one.replace.map(spoil) });
  return { ...edit, pairs: edit.pairs.map((one, place) => (place === at ? change(one) : one)) };
}

const written = (edit: Edit | undefined): Made | undefined => edit && { response: render(edit.pairs) };

/** Changes every line of one or all pairs in both parts. */
function touchAll(edit: Edit, random: Random, rule: (line: string) => string, everyPair = random.chance(0.5)): Made | undefined {
  const only = random.below(edit.pairs.length);
  const change = (pair: Pair) => ({ ...pair, search: pair.search.map(rule), replace: pair.replace.map(rule) });
  const pairs = edit.pairs.map((pair, at) => (everyPair || at === only ? change(pair) : pair));
  return render(pairs) === render(edit.pairs) ? undefined : { response: render(pairs) };
}

function misspell(line: string, random: Random): string | false {
  const words = [...line.matchAll(/[A-Za-z_]{5,}/g)];
  if (words.length === 0) return false;
  const word = words[random.below(words.length)]!;
  const at = word.index + 1 + random.below(word[0].length - 2);
  const ways = [
    line.slice(0, at) + line.slice(at + 1),
    line.slice(0, at) + line[at] + line.slice(at),
    line.slice(0, at) + line[at + 1] + line[at] + line.slice(at + 2),
  ];
  const misspelt = random.pick(ways);
  return misspelt === line ? false : misspelt;
}

function swapUnit(from: string, to: string): (line: string) => string {
  return (line) => {
    const [indent] = /^[ \t]*/.exec(line)!;
    if (indent.length === line.length) return line;
    let levels = 0;
    while (indent.startsWith(from, levels * from.length)) levels++;
    return to.repeat(levels) + line.slice(levels * from.length);
  };
}

const usesTabs = (text: string) => /^\t/m.test(text);
const usesFour = (text: string) => /^ {4}\S/m.test(text) && !/^ {2}\S/m.test(text);

function elide(edit: Edit, random: Random, both: boolean): Made | undefined {
  const markers = ['// ... existing code ...', '# ...', '...', '/* ... rest of the code ... */', '<!-- ... existing code ... -->'];
  const spots = edit.pairs.flatMap((pair, at) => {
    const { head, tail } = contextLines(pair, 1);
    return [
      { at, from: 1, to: head - 1 },
      { at, from: pair.search.length - tail + 1, to: pair.search.length - 1 },
    ].filter(({ from, to }) => to - from >= 2);
  });
  if (spots.length === 0) return undefined;
  const { at, from, to } = random.pick(spots);
  const pair = edit.pairs[at]!;
  const isHead = from === 1;
  const marker = random.pick(markers);
  const offset = isHead ? 0 : pair.replace.length - pair.search.length;
  const cut = (lines: string[], shift: number) => lines.toSpliced(from + shift, to - from, marker);
  if (isBlank(pair.search[from - 1]!) || isBlank(pair.search[to]!)) return undefined;
  if (new Set(pair.search).size < pair.search.length && !both) return undefined;
  const made = { ...pair, search: both ? cut(pair.search, 0) : pair.search, replace: cut(pair.replace, offset) };
  return { response: render(edit.pairs.map((one, index) => (index === at ? made : one))) };
}

function toDiff(
  edit: Edit,
  spoil: (lines: string[]) => string[],
  header = ({ start, search, replace }: Pair) => `@@ -${start + 1},${search.length} +${start + 1},${replace.length} @@`,
): string {
  const hunks = edit.pairs.map((pair) => {
    const { head, tail } = contextLines(pair, 0);
    const lines = [
      ...pair.search.slice(0, head).map((line) => ` ${line}`),
      ...pair.search.slice(head, pair.search.length - tail).map((line) => `-${line}`),
      ...pair.replace.slice(head, pair.replace.length - tail).map((line) => `+${line}`),
      ...pair.search.slice(pair.search.length - tail).map((line) => ` ${line}`),
    ];
    return [header(pair), ...spoil(lines)].join('\n');
  });
  return `\`\`\`diff\n--- a/file\n+++ b/file\n${hunks.join('\n')}\n\`\`\`\n`;
}

const smart = (line: string) => line.replace(/"/g, '\u201d').replace(/'/g, '\u2019');

/** By name; the harness labels each case with it. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  exact: (edit) => ({ response: render(edit.pairs) }),
  trailing_ws_added: (edit, random) =>
    touchAll(edit, random, (line) => (says(line) ? `${line}  ` : line)) &&
    touchContext(edit, random, 0, (line) => says(line) && `${line}   `),
  trailing_ws_lost: (edit, random) => {
    const at = random.below(edit.pairs.length);
    const { head } = contextLines(edit.pairs[at]!, 0);
    if (head === 0) return undefined;
    const line = edit.pairs[at]!.search[head - 1]!;
    const place = edit.pairs[at]!.start + head - 1;
    const spoil = (text: string, index: number) => {
      const lines = text.split('\n');
      lines[index] = `${lines[index]}   `;
      return lines.join('\n');
    };
    const shift = edit.pairs.slice(0, at).reduce((sum, pair) => sum + pair.replace.length - pair.search.length, 0);
    if (edit.after.split('\n')[place + shift] !== line || edit.before.split('\n')[place] !== line) return undefined;
    return { before: spoil(edit.before, place), after: spoil(edit.after, place + shift), response: render(edit.pairs) };
  },
  indent_shift: (edit, random) =>
    touchAll(edit, random, (line) => (isBlank(line) ? line : `${usesTabs(edit.before) ? '\t' : '    '}${line}`)),
  dedent_col0: (edit, random) => {
    const pairs = edit.pairs.map((pair) => {
      const filled = [...pair.search, ...pair.replace].filter((line) => !isBlank(line));
      const least = Math.min(...filled.map((line) => /^[ \t]*/.exec(line)![0].length));
      const cut = (line: string) => (isBlank(line) ? line : line.slice(least));
      return { ...pair, search: pair.search.map(cut), replace: pair.replace.map(cut) };
    });
    return render(pairs) === render(edit.pairs) || !random ? undefined : { response: render(pairs) };
  },
  indent_first_line: (edit) => {
    const pairs = edit.pairs.map((pair) => ({
      ...pair,
      search: pair.search.with(0, pair.search[0]!.trimStart()),
      replace: pair.replace.length === 0 ? [] : pair.replace.with(0, pair.replace[0]!.trimStart()),
    }));
    return render(pairs) === render(edit.pairs) || edit.pairs.some(({ search, replace }) => isBlank(search[0]!) || search[0] !== replace[0])
      ? undefined
      : { response: render(pairs) };
  },
  indent_tabs_spaces: (edit, random) =>
    touchAll(edit, random, usesTabs(edit.before) ? swapUnit('\t', '    ') : swapUnit(usesFour(edit.before) ? '    ' : '  ', '\t')),
  indent_2_4: (edit, random) =>
    usesTabs(edit.before)
      ? undefined
      : usesFour(edit.before)
        ? touchAll(edit, random, swapUnit('    ', '  '))
        : touchAll(edit, random, swapUnit('  ', '    ')),
  blank_line_missing: (edit, random) => touchContext(edit, random, 1, (line) => isBlank(line) && undefined),
  blank_line_extra: (edit, random) => touchContext(edit, random, 1, (line) => says(line) && `${line}\n`),
  comment_dropped: (edit, random) => touchContext(edit, random, 1, (line) => isComment(line) && undefined),
  comment_reworded: (edit, random) =>
    touchContext(edit, random, 0, (line) => isComment(line) && says(line) && `${/^\s*\S+/.exec(line)![0]} does what it says here`),
  typo_identifier: (edit, random) => touchContext(edit, random, 0, (line) => misspell(line, random)),
  typo_removed: (edit, random) => {
    const at = random.below(edit.pairs.length);
    const pair = edit.pairs[at]!;
    const { head, tail } = contextLines(pair, 0);
    const removed = pair.search.slice(head, pair.search.length - tail);
    const index = head + random.below(Math.max(1, removed.length));
    const misspelt = removed.length > 0 ? misspell(pair.search[index]!, random) : false;
    if (misspelt === false || pair.search.filter(says).length < 3) return undefined;
    return {
      response: render(edit.pairs.map((one, place) => (place === at ? { ...one, search: one.search.with(index, misspelt) } : one))),
    };
  },
  quote_style: (edit, random) =>
    touchContext(edit, random, 0, (line) => /["']/.test(line) && line.replace(/["']/g, (mark) => (mark === '"' ? "'" : '"'))),
  punctuation: (edit, random) =>
    touchContext(edit, random, 0, (line) => says(line) && (/[;,]$/.test(line) ? line.slice(0, -1) : `${line},`)),
  unicode_norm: (edit, random) => touchContext(edit, random, 0, (line) => /["']/.test(line) && smart(line)),
  stale_line: (edit, random) =>
    touchContext(edit, random, 0, (line) => says(line) && /\d|\w+\(/.test(line) && line.replace(/\d+/g, '42').replace(/(\w+)\(/, '$1Old(')),
  mixed: (edit, random) => {
    const shifted = {
      ...edit,
      pairs: edit.pairs.map((pair) => ({
        ...pair,
        search: pair.search.map((line) => (isBlank(line) ? line : `  ${line}`)),
        replace: pair.replace.map((line) => (isBlank(line) ? line : `  ${line}`)),
      })),
    };
    return touchContext(shifted, random, 0, (line) => misspell(line, random));
  },
  two_lines: (edit, random) => written(severalLines(edit, random, 2)),
  three_lines: (edit, random) => written(severalLines(edit, random, 3)),
  indent_and_line: (edit, random) => written(severalLines(indentAll(edit, random), random, 1)),
  indent_and_two: (edit, random) => written(severalLines(indentAll(edit, random), random, 2)),
  typo_renamed: (edit, random) => written(renameInBlock(edit, random)),
  typo_removed_and_line: (edit, random) => {
    const removed = misspellRemoved(edit, random);
    return removed && written(severalLines(removed, random, 1));
  },
  typo_removed_indent: (edit, random) => {
    const removed = misspellRemoved(edit, random);
    return removed && written(indentAll(removed, random));
  },
  elision_replace_indent: (edit, random) => elide(indentAll(edit, random), random, false),
  elision_replace_line: (edit, random) => {
    const spoilt = severalLines(edit, random, 1);
    return spoilt && elide(spoilt, random, false);
  },
  elision_both_line: (edit, random) => {
    const spoilt = severalLines(edit, random, 1);
    return spoilt && elide(spoilt, random, true);
  },
  udiff_two_lines: (edit, random) => {
    const spoilt = severalLines(edit, random, 2);
    return spoilt && { response: toDiff(spoilt, (lines) => lines) };
  },
  elision_both: (edit, random) => elide(edit, random, true),
  elision_replace_only: (edit, random) => elide(edit, random, false),
  crlf_file: (edit) => ({
    before: edit.before.replace(/\n/g, '\r\n'),
    after: edit.after.replace(/\n/g, '\r\n'),
    response: render(edit.pairs),
  }),
  crlf_block: (edit) => ({ response: render(edit.pairs).replace(/\n/g, '\r\n') }),
  no_final_newline: (edit) =>
    edit.before.endsWith('\n') && edit.after.endsWith('\n')
      ? { before: edit.before.slice(0, -1), after: edit.after.slice(0, -1), response: render(edit.pairs) }
      : undefined,
  swapped_order: (edit) => (edit.pairs.length > 1 ? { response: render(edit.pairs.toReversed()) } : undefined),
  truncated: (edit, random) => {
    const text = render(edit.pairs);
    return { expected: 'refuse', response: text.slice(0, text.length - 2 - random.below(text.length >> 2)) };
  },
  fence_inner: (edit) => ({
    response: render(
      edit.pairs.map((pair) => ({ ...pair, search: ['```', ...pair.search, '```'], replace: ['```', ...pair.replace, '```'] })),
    ),
  }),
  already_applied: (edit) => ({ before: edit.after, after: edit.after, response: render(edit.pairs) }),
  udiff_exact: (edit) => ({ response: toDiff(edit, (lines) => lines) }),
  udiff_wrong_lines: (edit, random) => ({
    response: toDiff(
      edit,
      (lines) => lines,
      () => `@@ -${1 + random.below(500)},3 +${1 + random.below(500)},9 @@`,
    ),
  }),
  udiff_missing_space: (edit, random) => ({
    response: toDiff(edit, (lines) =>
      lines.map((line) => (line.startsWith(' ') && !/^ [-+@\\ ]/.test(line) && random.chance(0.5) ? line.slice(1) : line)),
    ),
  }),
  udiff_lost_space_all: (edit) => ({
    response: toDiff(edit, (lines) => lines.map((line) => (line.startsWith(' ') && !/^ [-+@\\]/.test(line) ? line.slice(1) : line))),
  }),
  udiff_indent: (edit) => ({
    response: toDiff(edit, (lines) => lines.map((line) => (isBlank(line.slice(1)) ? line : `${line[0]}    ${line.slice(1)}`))),
  }),
  udiff_truncated: (edit) => ({ expected: 'refuse', response: toDiff(edit, (lines) => lines).slice(0, -5) }),
};

/** A block whose SEARCH part comes from another file. */
export function foreignBlock(edit: Edit, other: Edit): Made | undefined {
  const lines = new Set(edit.before.split('\n').map((line) => line.trim()));
  const foreign = other.pairs.filter(
    ({ search }) => search.filter((line) => says(line) && !lines.has(line.trim())).length >= 0.7 * search.length,
  );
  return foreign.length === 0 ? undefined : { expected: 'refuse', response: render([foreign[0]!]) };
}
