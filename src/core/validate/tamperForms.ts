// Forms that make a check say less: skipped tests, silenced rules, loosened types and settings, assertions that are always true. A table.

/** A form that makes a check say less. `in` narrows it to some files. */
export interface Form {
  readonly pattern: RegExp;
  readonly what: string;
  readonly in?: RegExp;
  /** Looked for in the code alone, not in comments. */
  readonly isCode?: boolean;
  /** Counts when it goes, not when it comes. */
  readonly whenGone?: boolean;
}

const script = /\.[mc]?[jt]sx?$/i;
const python = /\.pyi?$/i;
export const testFile =
  /(^|\/)(tests?|__tests__|spec|e2e)\/|[._-](test|spec)s?\.[a-z]+$|(^|\/)test_[^/]*\.py$|_test\.(go|py)$|Tests?\.(java|cs|kt)$/i;

export const forms: readonly Form[] = [
  {
    pattern:
      /\b(describe|context|it|test|suite)(\.\w+)*\.(skip|skipIf|runIf|todo|fixme|failing|fails)\b|\bx(it|test|describe|context|specify)\s*\(|\[\s*['"](skip|todo|only)['"]\s*\]/,
    what: 'skips a test',
    in: script,
  },
  { pattern: /\b(describe|context|it|test|suite)\.only\b|\bf(it|describe|context)\s*\(/, what: 'runs only some tests', in: script },
  {
    pattern: /\b(this|t|ctx|context)\.(skip|todo)\s*\(|[{,]\s*(skip|todo)\s*:\s*(true\b|['"`])|\bpending\s*\(\s*\)/,
    what: 'skips a test',
    in: script,
  },
  {
    pattern:
      /@(pytest\.mark\.(skip|skipif|xfail)|(unittest\.)?(skip(If|Unless)?|expectedFailure)\b)|\bpytest\.(skip|xfail|importorskip)\s*\(|\.skipTest\s*\(|\bSkipTest\b|^\s*__test__\s*=\s*False|\bcollect_ignore/,
    what: 'skips a test',
    in: python,
  },
  { pattern: /\b[tbf]\.Skip(f|Now)?\s*\(|\bos\.Exit\(0\)/, what: 'skips a test', in: /_test\.go$/ },
  { pattern: /^\s*\/\/\s*(go:build|\+build)\s+(ignore|never|disabled)\b/, what: 'leaves a file out of the build', in: /\.go$/ },
  { pattern: /#\[ignore\b/, what: 'skips a test', in: /\.rs$/ },
  { pattern: /@(Disabled|Ignore)\b|\[(Ignore|Skip)\b|Skip\s*=\s*"/, what: 'skips a test', in: /\.(java|kt|cs)$/ },
  { pattern: /@ts-(ignore|expect-error|nocheck)/, what: 'silences the compiler', in: script },
  { pattern: /(eslint|tslint|biome|oxlint|stylelint|prettier|deno-lint|jshint|jscs)[-: ]?(disable|ignore)/, what: 'silences a lint rule' },
  {
    pattern:
      /#\s*(type:\s*ignore|(based)?pyright:\s*(ignore|basic|off|report\w+\s*=\s*(false|none))|mypy:\s*(ignore|disable)|ty:\s*ignore|pyre-(ignore|fixme))|\bno_type_check\b/,
    what: 'silences the type checker',
    in: python,
  },
  { pattern: /#\s*(noqa|pylint:\s*disable|ruff:\s*noqa|flake8:\s*noqa|nosec\b)/i, what: 'silences a lint rule', in: python },
  { pattern: /\/\/\s*(nolint\b|lint:(file-)?ignore\b)|#nosec\b/, what: 'silences a lint rule', in: /\.go$/ },
  { pattern: /#!?\[(allow|expect)\(/, what: 'silences a lint rule', in: /\.rs$/ },
  { pattern: /@SuppressWarnings|#pragma warning disable|\bNOSONAR\b/, what: 'silences a warning' },
  { pattern: /(istanbul|c8|v8)\s+ignore|#\s*pragma:\s*no cover/, what: 'hides lines from coverage' },
  {
    pattern: /([:<|&(,=]\s*any\b(?!\s*[(.:'"`]))|\bas\s+any\b|\bany\[\]|\bas\s+unknown\s+as\b|\bas\s+never\b/,
    what: 'loosens a type to any',
    in: /\.[mc]?tsx?$/i,
  },
  { pattern: /(->|:|\[|,|\||\(|=)\s*(typing\.)?Any\b/, what: 'loosens a type to Any', in: python, isCode: true },
  {
    pattern:
      /[(,]\s*\w+\s+(\.\.\.)?(any|interface\{\})\s*[,)]|\)\s*(any|interface\{\})\s*\{|\](any|interface\{\})(?!\w)|^\s+\w+\s+(any|interface\{\})\s*$/,
    what: 'loosens a type to any',
    in: /\.go$/,
    isCode: true,
  },
  { pattern: /@(type|param|returns?|typedef)\s*\{\s*(any|\*|\?)\s*\}/, what: 'loosens a type to any', in: script },
  { pattern: /^\s*declare\s+module\s+['"][^'"]+['"]\s*;?\s*$/, what: 'loosens a module to any', in: /\.[mc]?tsx?$/i },
  {
    pattern: /"(strict\w*|noImplicit\w*|noUnchecked\w*|alwaysStrict|exactOptionalPropertyTypes)"\s*:\s*false/,
    what: 'loosens the compiler settings',
    in: /\.json$/i,
  },
  {
    pattern: /"(strict\w*|noImplicit\w*|noUnchecked\w*|checkJs)"\s*:\s*true/,
    what: 'loosens the compiler settings',
    in: /tsconfig[^/]*\.json$/i,
    whenGone: true,
  },
  { pattern: /^\s*\/\/\s*@ts-check\b/, what: 'silences the compiler', in: script, whenGone: true },
  {
    pattern:
      /"?\b(report\w+|typeCheckingMode)"?\s*[:=]\s*("?(none|off|basic)"?|false)|\bignore_(errors|missing_imports)\s*=\s*(true|1)\b|\bdisable_error_code\b|\bdisallow_\w+\s*=\s*(false|0)\b/i,
    what: 'loosens the checker settings',
    in: /(^|\/)(pyproject\.toml|pyrightconfig\.json|mypy\.ini|\.mypy\.ini|setup\.cfg)$/,
  },
  {
    pattern: /["'][\w@/-]+["']\s*:\s*\[?\s*(["'](off|none)["']|0\b)|\bper-file-ignores\b|^\s*(extend-)?ignore\s*=/,
    what: 'silences a lint rule',
    in: /(^|\/)(\.?eslint[^/]*|biome\.jsonc?|\.oxlintrc[^/]*|\.?ruff\.toml|pyproject\.toml|setup\.cfg|\.flake8)$/,
  },
  {
    pattern:
      /\b(passWithNoTests|testPathIgnorePatterns|continue-on-error)\b(?!["']?\s*[:=]\s*false)|--(pass-with-no-tests|deselect|exitfirst=0)\b|\|\|\s*(true|exit 0|:)(?=["'\s]|$)|"test"\s*:\s*"(exit 0|true|echo\b[^"&|]*)"/,
    what: 'lets failing checks pass',
    in: /(^|\/)(package\.json|Makefile|[^/]*\.ya?ml|[^/]*\.toml|[^/]*\.cfg|[^/]*\.ini|(jest|vitest|playwright|\.?mocharc)[^/]*)$/,
  },
  {
    pattern: /\bthis\.retries\s*\(|\bretryTimes\s*\(|[{,]\s*retr(y|ies)\s*:\s*[1-9]|\bmark\.flaky\b|\breruns\s*=/,
    what: 'retries a failing test',
  },
  {
    pattern: /\bif\s*\(\s*(false|0)\b|\bif\s+(False|0)\s*:|\bif\s+false\s*\{|\bwhile\s*\(\s*false\b/,
    what: 'turns code off',
    isCode: true,
  },
  { pattern: /"(skipLibCheck|allowJs|noCheck)"\s*:\s*true/, what: 'loosens the compiler settings', in: /\.json$/i },
  {
    pattern:
      /\b(expect\(\s*(true|1)\s*\)|assert(\.ok)?\(\s*(true|1)\s*[,)]|assert\s+(True|1)\b(?!\s*[=!<>])|assertTrue\(\s*(True|true)\s*\)|assert\b.*\bor\s+(True|1)\b|(assert|expect)\b.*\|\|\s*true\b)/,
    what: 'asserts what is always true',
  },
  { pattern: /\bassert\w*(?:\.\w+)?\(\s*(?<one>[\w.]+),\s*\k<one>\s*[,)]/, what: 'asserts what is always true' },
  { pattern: /\bexpect\(\s*(?<one>[\w.]+)\s*\)\.to(?:Be|Equal|StrictEqual)\(\s*\k<one>\s*\)/, what: 'asserts what is always true' },
  { pattern: /\bassert\s+(?<one>[\w.]+)\s*==\s*\k<one>\s*$/, what: 'asserts what is always true', in: python },
];
