// Finds changes that defeat their own check: tests skipped, deleted or weakened, rules silenced, types loosened.
// Judged on lines that the change adds or takes away, so that moving old ones raises no flag.
import type { ChangeSet, FileChange } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import type { TamperFlag } from '../model/validation.ts';
import { diffLines } from '../text/lineDiff.ts';
import { splitLines } from '../text/lines.ts';

/** A form that makes a check say less. `in` narrows it to some files. */
interface Form {
  readonly pattern: RegExp;
  readonly what: string;
  readonly in?: RegExp;
}

const script = /\.[mc]?[jt]sx?$/i;
const python = /\.pyi?$/i;
const testFile =
  /(^|\/)(tests?|__tests__|spec|e2e)\/|[._-](test|spec)s?\.[a-z]+$|(^|\/)test_[^/]*\.py$|_test\.(go|py)$|Tests?\.(java|cs|kt)$/i;

const forms: readonly Form[] = [
  {
    pattern: /\b(describe|context|it|test|suite)\.(skip|todo|fixme|failing)\b|\bx(it|test|describe)\s*\(/,
    what: 'skips a test',
    in: script,
  },
  { pattern: /\b(describe|context|it|test|suite)\.only\b|\bf(it|describe)\s*\(/, what: 'runs only some tests', in: script },
  { pattern: /\bthis\.skip\s*\(/, what: 'skips a test', in: script },
  {
    pattern: /@(pytest\.mark\.(skip|skipif|xfail)|unittest\.(skip|expectedFailure))|\bpytest\.(skip|xfail)\s*\(|\.skipTest\s*\(/,
    what: 'skips a test',
    in: python,
  },
  { pattern: /\b[tb]\.Skip(f|Now)?\s*\(/, what: 'skips a test', in: /\.go$/ },
  { pattern: /#\[ignore\b/, what: 'skips a test', in: /\.rs$/ },
  { pattern: /@(Disabled|Ignore)\b|\[(Ignore|Skip)\b|Skip\s*=\s*"/, what: 'skips a test', in: /\.(java|kt|cs)$/ },
  { pattern: /@ts-(ignore|expect-error|nocheck)/, what: 'silences the compiler', in: script },
  { pattern: /(eslint|tslint|biome|oxlint|stylelint|prettier)[-:]?(disable|ignore)/, what: 'silences a lint rule' },
  { pattern: /#\s*(type:\s*ignore|pyright:\s*(ignore|basic|off)|mypy:\s*ignore)/, what: 'silences the type checker', in: python },
  { pattern: /#\s*(noqa|pylint:\s*disable|ruff:\s*noqa|flake8:\s*noqa)/i, what: 'silences a lint rule', in: python },
  { pattern: /\/\/\s*nolint\b/, what: 'silences a lint rule', in: /\.go$/ },
  { pattern: /#!?\[(allow|expect)\(/, what: 'silences a lint rule', in: /\.rs$/ },
  { pattern: /@SuppressWarnings|#pragma warning disable|\bNOSONAR\b/, what: 'silences a warning' },
  { pattern: /(istanbul|c8|v8)\s+ignore|#\s*pragma:\s*no cover/, what: 'hides lines from coverage' },
  {
    pattern: /([:<|&(,=]\s*any\b(?!\s*[(.:'"`]))|\bas\s+any\b|\bany\[\]|\bas\s+unknown\s+as\b|\bas\s+never\b/,
    what: 'loosens a type to any',
    in: /\.[mc]?tsx?$/i,
  },
  { pattern: /(->|:|\[|,|\|)\s*(typing\.)?Any\b/, what: 'loosens a type to Any', in: python },
  {
    pattern: /"(strict\w*|noImplicit\w*|noUnchecked\w*|alwaysStrict|exactOptionalPropertyTypes)"\s*:\s*false/,
    what: 'loosens the compiler settings',
    in: /\.json$/i,
  },
  { pattern: /"(skipLibCheck|allowJs|noCheck)"\s*:\s*true/, what: 'loosens the compiler settings', in: /\.json$/i },
  {
    pattern: /\b(expect\(\s*(true|1)\s*\)|assert(\.ok)?\(\s*(true|1)\s*[,)]|assert\s+True\b|assertTrue\(\s*(True|true)\s*\))/,
    what: 'asserts what is always true',
  },
];

const assertion = /\b(expect|assert\w*|should|require\.\w+|t\.(Error|Fatal)f?|chai)\b\s*[.(!]|\bassert\s|\bassert!|self\.assert/;
const exact =
  /\.(toBe|toEqual|toStrictEqual|toMatchObject|toHaveLength|toMatchInlineSnapshot|toThrow)\(|\b(equal|strictEqual|deepEqual|deepStrictEqual|throws|rejects|match)\(|assert(Equal|Equals|Is|In|Raises|DictEqual|ListEqual)\b|assert_eq!|\bassert\b.*(==|\bis\b|\bin\b)/;
const vague =
  /\.(toBeTruthy|toBeFalsy|toBeDefined|toBeUndefined|toBeNull|not\.toThrow|not\.toBeNull|anything)\b|\bassert(\.ok)?\(|assert(True|False|IsNotNone)\b|\bassert!\(|\bassert\s+(?!.*(==|\bis\b|\bin\b))/;
const testName = /\b(?:it|test|specify)\s*(?:\.\w+\s*)*\(\s*(['"`])(.*?)\1|\bdef\s+(test_\w+)|\bfunc\s+(Test\w+)|\bfn\s+(test_\w+)/;

/** Flags in the order of the changes and their lines. Lines are those of the new text; of the old one where a file or test is gone. */
export function findTampering(changes: ChangeSet): readonly TamperFlag[] {
  return changes.changes.flatMap((change) => {
    if (change.kind === 'delete') return testFile.test(change.path) ? [{ path: change.path, line: 0, what: 'deletes a test file' }] : [];
    const difference = differenceOf(change);
    return [...findForms(difference), ...(testFile.test(difference.path) ? findWeakening(difference) : [])];
  });
}

interface Line {
  readonly line: number;
  readonly text: string;
}

interface Difference {
  readonly path: FilePath;
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
  return { path, blocks };
}

/** A form on an added line, unless as many lines with it went away elsewhere in the file: then it has only moved. */
function findForms({ path, blocks }: Difference): TamperFlag[] {
  return forms.flatMap(({ pattern, what, in: files }) => {
    if (files && !files.test(path)) return [];
    const withForm = (lines: readonly Line[]) => lines.filter(({ text }) => pattern.test(text));
    const moved = new Set(blocks.flatMap((block) => withForm(block.removed)).map(({ text }) => text.trim()));
    const added = blocks.flatMap((block) => withForm(block.added)).filter(({ text }) => !moved.has(text.trim()));
    return added.map(({ line }) => ({ path, line, what }));
  });
}

function findWeakening({ path, blocks }: Difference): TamperFlag[] {
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
    const vaguer = count(block.removed, exact) > count(block.added, exact) && count(block.added, vague) > count(block.removed, vague);
    if (vaguer) return [{ path, line, what: 'weakens an assertion' }];
    return fewer ? [{ path, line, what: 'removes an assertion' }] : [];
  });
  return [...gone.map(({ line, name }) => ({ path, line, what: `deletes the test "${name}"` })), ...weakened];
}
