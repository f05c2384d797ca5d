// Finds changes that defeat their own check: tests skipped, deleted or weakened, rules silenced, types loosened.
// Judged on lines that the change adds or takes away, so that moving old ones raises no flag.
import type { ChangeSet, FileChange } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import type { TamperFlag } from '../model/validation.ts';
import { diffLines } from '../text/lineDiff.ts';
import { splitLines } from '../text/lines.ts';
import { forms, testFile } from './tamperForms.ts';

const assertion = /\b(expect|assert\w*|should|require\.\w+|t\.(Error|Fatal)f?|chai)\b\s*[.(!]|\bassert\s|\bassert!|self\.assert/;
const exact =
  /\b(assert|require)\.(Equal|EqualValues|Exactly|ErrorIs|Contains|Len|JSONEq|ElementsMatch)\(|\.(toBe|toEqual|toStrictEqual|toMatchObject|toHaveLength|toMatchInlineSnapshot|toThrow)\(|\b(equal|strictEqual|deepEqual|deepStrictEqual|throws|rejects|match)\(|assert(Equal|Equals|Is|In|Raises|DictEqual|ListEqual)\b|assert_eq!|\bassert\b.*(==|\bis\b|\bin\b)/;
const vague =
  /\b(assert|require)\.(NotNil|NotEmpty|True|NoError|Error|NotPanics)\(|\bexpect\.(anything|any|objectContaining|stringContaining)\(|\.(toBeTruthy|toBeFalsy|toBeDefined|toBeUndefined|toBeNull|not\.toThrow|not\.toBeNull|anything)\b|\bassert(\.ok)?\(|assert(True|False|IsNotNone)\b|\bassert!\(|\bassert\s+(?!.*(==|\bis\b|\bin\b))/;
/** Stands in an exact assertion and takes the exactness out of it. */
const looseMatcher = /\bexpect\.(anything|any|objectContaining|stringContaining)\(/;
const testName =
  /\b(?:it|test|specify)\s*(?:\.\w+\s*|\[[^\]]*\]|\([^()'"`]*\))*\(\s*(['"`])(.*?)\1|\bdef\s+(test_\w+)|\bfunc\s+(Test\w+)|\bfn\s+(test_\w+)/;

/** Flags in the order of the changes and their lines. Lines are those of the new text; of the old one where a file or test is gone. */
export function findTampering(changes: ChangeSet): readonly TamperFlag[] {
  return changes.changes.flatMap((change) => {
    if (change.kind === 'delete') return testFile.test(change.path) ? [{ path: change.path, line: 0, what: 'deletes a test file' }] : [];
    if (change.kind === 'rename' && testFile.test(change.path) && !testFile.test(change.to))
      return [{ path: change.to, line: 0, what: 'takes a test file out of the run' }];
    const difference = differenceOf(change);
    return [
      ...findForms(difference),
      ...(testFile.test(difference.path) ? [...findWeakening(difference), ...findSwallowing(difference)] : []),
    ];
  });
}

interface Line {
  readonly line: number;
  readonly text: string;
}

interface Difference {
  readonly path: FilePath;
  readonly after: readonly string[];
  readonly blocks: readonly { readonly removed: readonly Line[]; readonly added: readonly Line[] }[];
}

const slice = (lines: readonly string[], start: number, end: number): Line[] =>
  lines.slice(start, end).map((text, index) => ({ line: start + index, text }));

function differenceOf(change: Exclude<FileChange, { kind: 'delete' }>): Difference {
  const path = change.kind === 'rename' ? change.to : change.path;
  const before = change.kind === 'create' ? [] : splitLines(change.before.text);
  const after = splitLines(change.after);
  const blocks = diffLines(before, after).map((block) => ({
    removed: slice(before, block.aStart, block.aEnd),
    added: slice(after, block.bStart, block.bEnd),
  }));
  return { path, after, blocks };
}

/** A line without its comment; nothing where all of it is one. */
function codeIn(path: FilePath, text: string): string {
  if (/\.(pyi?|rb|sh|ya?ml|toml)$/i.test(path)) return text.replace(/(^|\s)#.*$/, '');
  return /^\s*(\*|\/\*)/.test(text) ? '' : text.replace(/(^|\s)\/\/.*$/, '');
}

/** A form on an added line, unless as many lines with it went away elsewhere in the file: then it has only moved. */
function findForms({ path, blocks }: Difference): TamperFlag[] {
  return forms.flatMap(({ pattern, what, in: files, isCode, whenGone }) => {
    if (files && !files.test(path)) return [];
    const withForm = (lines: readonly Line[]) => lines.filter(({ text }) => pattern.test(isCode ? codeIn(path, text) : text));
    const [from, to] = whenGone ? (['added', 'removed'] as const) : (['removed', 'added'] as const);
    const moved = new Set(blocks.flatMap((block) => withForm(block[from])).map(({ text }) => text.trim()));
    const found = blocks.flatMap((block) => withForm(block[to])).filter(({ text }) => !moved.has(text.trim()));
    return found.map(({ line }) => ({ path, line, what }));
  });
}

const indentOf = (text: string) => /^\s*/.exec(text)?.[0].length ?? 0;
const swallows =
  /\bcatch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(?\w*\)?\s*=>\s*(\{\s*\}|undefined|null)|\bcontextlib\.suppress\(|\brecover\(\)/;
const swallowsBelow = /\bcatch\s*(\([^)]*\))?\s*\{\s*$|^\s*except\b[^:]*:\s*$/;
const nothingDone = /^\s*(\}|pass|\.\.\.|return;?)\s*$/;

/** In a test: failures that are caught and forgotten, and a way out before the assertions. */
function findSwallowing({ path, after, blocks }: Difference): TamperFlag[] {
  const isUnreached = (line: number) => {
    const indent = indentOf(after[line] ?? '');
    for (const text of after.slice(line + 1)) {
      if (text.trim() !== '' && indentOf(text) < indent) return false;
      if (indentOf(text) === indent && assertion.test(codeIn(path, text))) return true;
    }
    return false;
  };
  return blocks.flatMap(({ added }) =>
    added.flatMap(({ line, text }) => {
      const code = codeIn(path, text);
      if (swallows.test(code) || /^\s*except\b[^:]*:\s*(pass|\.\.\.)\s*$/.test(code)) return [{ path, line, what: 'swallows a failure' }];
      if (swallowsBelow.test(code) && nothingDone.test(after[line + 1] ?? '')) return [{ path, line, what: 'swallows a failure' }];
      return /^\s*(if\b.*[):]\s*)?return;?\s*$/.test(code) && isUnreached(line)
        ? [{ path, line, what: 'leaves a test before its assertions' }]
        : [];
    }),
  );
}

function findWeakening({ path, blocks: all }: Difference): TamperFlag[] {
  const inCode = (lines: readonly Line[]) => lines.map(({ line, text }) => ({ line, text: codeIn(path, text) }));
  const blocks = all.map(({ removed, added }) => ({ removed: inCode(removed), added: inCode(added) }));
  const names = (lines: readonly Line[]) =>
    lines.flatMap(({ line, text }) => {
      const found = testName.exec(text);
      const name = found?.[2] ?? found?.[3] ?? found?.[4] ?? found?.[5];
      return name === undefined ? [] : [{ line, name }];
    });
  const removed = blocks.flatMap((block) => names(block.removed));
  const added = blocks.flatMap((block) => names(block.added));
  const lost = removed.length - added.length;
  const gone = removed.filter(({ name }) => !added.some((other) => other.name === name)).slice(0, Math.max(0, lost));
  const count = (lines: readonly Line[], kind: RegExp) => lines.filter(({ text }) => kind.test(text)).length;
  const weakened = blocks.flatMap((block) => {
    const line = block.added[0]?.line ?? block.removed[0]?.line ?? 0;
    const fewer =
      count(block.removed, assertion) - count(block.added, assertion) > 0 && names(block.removed).length <= names(block.added).length;
    const isLessExact = count(block.removed, exact) > count(block.added, exact) || count(block.added, looseMatcher) > 0;
    const vaguer = isLessExact && count(block.removed, exact) > 0 && count(block.added, vague) > count(block.removed, vague);
    if (vaguer) return [{ path, line, what: 'weakens an assertion' }];
    return fewer ? [{ path, line, what: 'removes an assertion' }] : [];
  });
  return [...gone.map(({ line, name }) => ({ path, line, what: `deletes the test "${name}"` })), ...weakened];
}
