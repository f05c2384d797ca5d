// The indentation of added lines, learnt from lines that stand both in the block and in the file.

/** One line as the block and as the file indents it. `search` is its place in the block. */
export interface IndentPair {
  readonly search: number;
  readonly from: string;
  readonly to: string;
}

/** Where an added line stands: its number in the REPLACE part, and the line of the SEARCH part before which it goes in. */
export interface AddedAt {
  readonly replace: number;
  readonly search: number;
}

/** Gives an added line the file's indentation. */
export type Reindent = (line: string, at: AddedAt) => string;

type IndentMap = (indent: string) => string | undefined;

export const indentOf = (line: string) => /^[ \t]*/.exec(line)![0];

const verbatim: Reindent = (line) => line;

/** What there is to learn from. `others` are pairs of the answer's other blocks; they count where a block's own lines tell nothing. */
export interface IndentEvidence {
  readonly pairs: readonly IndentPair[];
  readonly others: readonly IndentPair[];
  readonly blockLines: readonly string[];
  readonly fileLines: readonly string[];
}

/** True for pairs that do not show how the block's indentation compares with the file's. */
export const tellsNothing = (pairs: readonly IndentPair[]): boolean => pairs.every(({ from, to }) => from === '' && to === '');

/** `blockLines` and `fileLines` show which unit each side indents with. */
export function createReindent({ pairs, others, blockLines, fileLines }: IndentEvidence): Reindent {
  const changed = pairs.filter((pair) => pair.from !== pair.to);
  if (changed.length === 0 && others.length > 0 && tellsNothing(pairs)) return asInOthers(others, blockLines, fileLines);
  if (changed.length === 0) return pairs.some((pair) => pair.from !== '') ? verbatim : ownKind(blockLines, fileLines);
  if (changed.length === 1 && changed[0]!.search === 0 && changed[0]!.from === '' && pairs.length > 1) return firstLineOnly(changed[0]!);
  const map = bestMap(pairs, indentUnit(blockLines), indentUnit(fileLines));
  return (line, at) => {
    const indent = indentOf(line);
    if (indent.length === line.length) return line;
    const known = nearestPair(pairs, indent, at.search);
    return (known?.to ?? map(indent) ?? indent) + line.slice(indent.length);
  };
}

/** A model indents all blocks of an answer alike: the map that leaves the first column alone and explains the other blocks, all of them. */
function asInOthers(others: readonly IndentPair[], blockLines: readonly string[], fileLines: readonly string[]): Reindent {
  const flush: IndentPair = { search: 0, from: '', to: '' };
  const map = bestMap([flush, ...others], indentUnit(others.map(({ from }) => `${from}x`)), indentUnit(fileLines));
  const explainsAll = [flush, ...others].every(({ from, to }) => map(from) === to);
  if (!explainsAll) return ownKind(blockLines, fileLines);
  return (line) =>
    indentOf(line).length === line.length ? line : (map(indentOf(line)) ?? indentOf(line)) + line.slice(indentOf(line).length);
}

/** Nothing tells how the block's indentation compares with the file's, but one has only tabs and the other only spaces. */
function ownKind(blockLines: readonly string[], fileLines: readonly string[]): Reindent {
  const isBlockTabbed = blockLines.some((line) => line.startsWith('\t'));
  const isFileTabbed = fileLines.some((line) => line.startsWith('\t'));
  const from = indentUnit(blockLines);
  const to = indentUnit(fileLines);
  const indented = fileLines.filter((line) => /^[ \t]+\S/.test(line)).length;
  const isMixed = indented < 3 || (isFileTabbed ? fileLines : blockLines).some((line) => /^ {2}/.test(line));
  if (from === undefined || to === undefined || isBlockTabbed === isFileTabbed || isMixed) return verbatim;
  const map = convert(from, to, 0);
  return (line) => (map(indentOf(line)) ?? '') + line.slice(indentOf(line).length);
}

/** A block whose first line alone lost its indentation, as happens when a model starts to write in the middle of a line. */
function firstLineOnly(first: IndentPair): Reindent {
  return (line, at) => (at.replace === 0 && indentOf(line) === first.from ? first.to + line.slice(first.from.length) : line);
}

/** Among pairs with this indentation the nearest to the place; lines above count as nearer than lines below. */
function nearestPair(pairs: readonly IndentPair[], indent: string, near: number): IndentPair | undefined {
  let best: IndentPair | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const pair of pairs) {
    if (pair.from !== indent) continue;
    const distance = pair.search < near ? near - pair.search : pair.search - near + 0.5;
    if (distance < bestDistance) [best, bestDistance] = [pair, distance];
  }
  return best;
}

/** The simplest map that explains the most pairs. */
function bestMap(pairs: readonly IndentPair[], blockUnit: string | undefined, fileUnit: string | undefined): IndentMap {
  const maps = [...shiftsOf(pairs), ...conversionsOf(pairs, blockUnit, fileUnit)];
  if (blockUnit !== undefined && fileUnit !== undefined && blockUnit !== fileUnit) maps.unshift(convert(blockUnit, fileUnit, 0));
  let best: IndentMap = (indent) => indent;
  let most = pairs.filter((pair) => pair.from === pair.to).length;
  for (const map of maps) {
    const explained = pairs.filter((pair) => map(pair.from) === pair.to).length;
    if (explained > most) [best, most] = [map, explained];
  }
  return best;
}

/** The same blanks added or taken away in front of every line. */
function shiftsOf(pairs: readonly IndentPair[]): IndentMap[] {
  const maps: IndentMap[] = [];
  for (const { from, to } of pairs) {
    if (to.endsWith(from) && to !== from) maps.push((indent) => to.slice(0, to.length - from.length) + indent);
    else if (from.endsWith(to) && to !== from) {
      const extra = from.slice(0, from.length - to.length);
      maps.push((indent) => (indent.startsWith(extra) ? indent.slice(extra.length) : undefined));
    }
  }
  return maps;
}

const units = ['\t', '  ', '    ', '   ', '        '];

function conversionsOf(pairs: readonly IndentPair[], blockUnit: string | undefined, fileUnit: string | undefined): IndentMap[] {
  const froms = blockUnit === undefined ? units : [blockUnit, ...units];
  const tos = fileUnit === undefined ? units : [fileUnit, ...units];
  const shifts = new Set([0]);
  for (const { from, to } of pairs.slice(0, 20)) {
    const shift = levels(to, tos[0]!).count - levels(from, froms[0]!).count;
    if (Math.abs(shift) <= 12) shifts.add(shift);
  }
  return [...shifts].flatMap((shift) => froms.flatMap((from) => tos.filter((to) => to !== from).map((to) => convert(from, to, shift))));
}

function levels(indent: string, unit: string): { count: number; rest: string } {
  let count = 0;
  while (indent.startsWith(unit, count * unit.length)) count++;
  return { count, rest: indent.slice(count * unit.length) };
}

function convert(from: string, to: string, shift: number): IndentMap {
  return (indent) => {
    const { count, rest } = levels(indent, from);
    return count + shift < 0 ? undefined : to.repeat(count + shift) + rest;
  };
}

/** The step in which lines are indented; `undefined` where no line shows it. */
export function indentUnit(lines: readonly string[]): string | undefined {
  const steps = new Map<string, number>();
  let before: number | undefined;
  for (const line of lines) {
    const indent = indentOf(line);
    if (indent.length === line.length) continue;
    // How deep the first line stands says nothing about the step.
    before ??= indent.length;
    if (indent.startsWith('\t')) steps.set('\t', (steps.get('\t') ?? 0) + 1);
    else if (Math.abs(indent.length - before) > 1) {
      const step = ' '.repeat(Math.abs(indent.length - before));
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    before = indent.length;
  }
  let best: string | undefined;
  for (const [step, count] of steps) if (step.length <= 8 && (best === undefined || count > steps.get(best)!)) best = step;
  return best;
}
