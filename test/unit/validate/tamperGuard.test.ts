import assert from 'node:assert/strict';
import { findTampering } from '../../../src/core/validate/tamperGuard.ts';

const flags = (path: string, from: string, to: string) =>
  findTampering({ changes: [{ kind: 'modify', path, before: { path, text: from, version: '1' }, after: to }] }).map(({ what }) => what);

const cases: readonly [title: string, path: string, from: string, to: string, what: string | undefined][] = [
  ['a skipped test', 'a.test.ts', "it('adds', f);\n", "it.skip('adds', f);\n", 'skips a test'],
  ['a focused test', 'a.test.ts', "it('adds', f);\n", "it.only('adds', f);\n", 'runs only some tests'],
  ['a Python skip', 'test_a.py', 'def test_x():\n    pass\n', '@pytest.mark.skip\ndef test_x():\n    pass\n', 'skips a test'],
  ['a Go skip', 'a_test.go', 'func TestX(t *testing.T) {\n}\n', 'func TestX(t *testing.T) {\n\tt.Skip("later")\n}\n', 'skips a test'],
  ['a silenced compiler', 'a.ts', 'const a = f();\n', '// @ts-ignore\nconst a = f();\n', 'silences the compiler'],
  ['a silenced linter', 'a.ts', 'const a = f();\n', '// eslint-disable-next-line\nconst a = f();\n', 'silences a lint rule'],
  ['a silenced type checker', 'a.py', 'a: int = f()\n', 'a: int = f()  # type: ignore\n', 'silences the type checker'],
  ['a type loosened by annotation', 'a.ts', 'let a: string = f();\n', 'let a: any = f();\n', 'loosens a type to any'],
  ['a type loosened by assertion', 'a.ts', 'let a: string = f();\n', 'let a: string = f() as any;\n', 'loosens a type to any'],
  ['a Python type loosened', 'a.py', 'def f(a: int): pass\n', 'def f(a: Any): pass\n', 'loosens a type to Any'],
  ['loosened settings', 'tsconfig.json', '{ "strict": true }\n', '{ "strict": false }\n', 'loosens the compiler settings'],
  ['a vaguer assertion', 'a.test.ts', 'expect(total).toEqual(3);\n', 'expect(total).toBeTruthy();\n', 'weakens an assertion'],
  ['a vaguer assertion in Python', 'test_a.py', '    assert total == 3\n', '    assert total\n', 'weakens an assertion'],
  ['a removed assertion', 'a.test.ts', 'f();\nassert.equal(a, 1);\n', 'f();\n', 'removes an assertion'],
  ['a removed test', 'a.test.ts', "it('adds', f);\nit('takes', g);\n", "it('adds', f);\n", 'deletes the test "takes"'],
  ['a test skipped by an option', 'a.test.ts', "it('adds', f);\n", "it('adds', { skip: true }, f);\n", 'skips a test'],
  ['a test skipped by a computed name', 'a.test.ts', "it('adds', f);\n", "it['skip']('adds', f);\n", 'skips a test'],
  ['a test skipped by a condition', 'a.test.ts', "it('adds', f);\n", "it.skipIf(ci)('adds', f);\n", 'skips a test'],
  ['a test that is commented out', 'a.test.ts', "it('adds', f);\n", "// it('adds', f);\n", 'deletes the test "adds"'],
  ['an assertion that is commented out', 'a.test.ts', 'expect(a).toBe(1);\n', '// expect(a).toBe(1);\n', 'removes an assertion'],
  [
    'an exact assertion with a loose matcher',
    'a.test.ts',
    'expect(a).toEqual(1);\n',
    'expect(a).toEqual(expect.anything());\n',
    'weakens an assertion',
  ],
  ['a comparison with itself', 'a.test.ts', 'assert.equal(a, 1);\n', 'assert.equal(a, a);\n', 'asserts what is always true'],
  [
    'a way out of a test',
    'a.test.ts',
    '  run();\n  expect(a).toBe(1);\n',
    '  run();\n  if (slow) return;\n  expect(a).toBe(1);\n',
    'leaves a test before its assertions',
  ],
  ['a swallowed failure', 'a.test.ts', '  check();\n', '  try { check(); } catch {}\n', 'swallows a failure'],
  [
    'a swallowed failure on lines of its own',
    'a.test.ts',
    '  check();\n',
    '  try {\n    check();\n  } catch {\n  }\n',
    'swallows a failure',
  ],
  ['code that is turned off', 'a.ts', 'check();\n', 'if (false) check();\n', 'turns code off'],
  ['a retried test', 'a.test.ts', "it('adds', f);\n", "it('adds', { retry: 3 }, f);\n", 'retries a failing test'],
  ['a module that becomes any', 'a.d.ts', '', "declare module 'shop';\n", 'loosens a module to any'],
  ['a type loosened in a comment', 'a.js', '/** @type {Cart} */\nlet a;\n', '/** @type {any} */\nlet a;\n', 'loosens a type to any'],
  [
    'a strict setting that goes',
    'tsconfig.json',
    '{\n  "strict": true,\n  "a": 1\n}\n',
    '{\n  "a": 1\n}\n',
    'loosens the compiler settings',
  ],
  ['a test command that always succeeds', 'package.json', '"test": "mocha"\n', '"test": "mocha || true"\n', 'lets failing checks pass'],
  ['a lint rule that is turned off', 'eslint.config.js', 'rules: {}\n', "rules: { 'no-undef': 'off' }\n", 'silences a lint rule'],
  [
    'a Python test without its decorator’s module',
    'test_a.py',
    'def test_x():\n    f()\n',
    '@skip("later")\ndef test_x():\n    f()\n',
    'skips a test',
  ],
  ['a Python cast to Any', 'a.py', 'a = f()\n', 'a = cast(Any, f())\n', 'loosens a type to Any'],
  ['a Python checker turned off for a function', 'a.py', 'def f(): pass\n', '@no_type_check\ndef f(): pass\n', 'silences the type checker'],
  [
    'a Python checker turned off by its settings',
    'pyproject.toml',
    '[tool.mypy]\n',
    '[tool.mypy]\nignore_errors = true\n',
    'loosens the checker settings',
  ],
  [
    'a Python failure that is swallowed',
    'test_a.py',
    '    f()\n',
    '    try:\n        f()\n    except Exception:\n        pass\n',
    'swallows a failure',
  ],
  ['a Python assertion made true', 'test_a.py', '    assert a == 1\n', '    assert a == 1 or True\n', 'asserts what is always true'],
  [
    'a Python test left early',
    'test_a.py',
    '    f()\n    assert a == 1\n',
    '    f()\n    return\n    assert a == 1\n',
    'leaves a test before its assertions',
  ],
  ['a Go type loosened', 'a.go', 'func f(a int) {\n', 'func f(a any) {\n', 'loosens a type to any'],
  ['a Go file left out of the build', 'a.go', 'package a\n', '//go:build ignore\n\npackage a\n', 'leaves a file out of the build'],
  ['a Go linter silenced', 'a.go', 'f()\n', 'f() //lint:ignore SA1019 old\n', 'silences a lint rule'],
  ['a Go assertion weakened', 'a_test.go', '\tassert.Equal(t, 1, a)\n', '\tassert.NotNil(t, a)\n', 'weakens an assertion'],
  ['a Go test turned off', 'a_test.go', '\tif got != want {\n', '\tif false {\n', 'turns code off'],
  ['a Go test run that always succeeds', 'a_test.go', '\tos.Exit(m.Run())\n', '\tm.Run()\n\tos.Exit(0)\n', 'skips a test'],
  ['Go generics', 'a.go', 'f()\n', 'func Map[T any, U any](in []T) []U {\n', undefined],
  ['the word any in a Go comment', 'a.go', 'f()\n', 'f() // whether (of any) is left\n', undefined],
  ['a catch that does something', 'a.test.ts', '  f();\n', '  try {\n    f();\n  } catch (error) {\n    log(error);\n  }\n', undefined],
  ['a return in a helper of a test', 'a.test.ts', 'function f() {\n}\n', 'function f() {\n  if (x) return;\n  g();\n}\n', undefined],
  ['a test that is renamed', 'a.test.ts', "it('adds', f);\n", "it('adds two', f);\n", undefined],
  ['an old suppression that moved', 'a.ts', '// @ts-ignore\nf();\ng();\n', 'g();\n// @ts-ignore\nf();\n', undefined],
  ['the word any in prose', 'a.ts', 'f();\n', '// whether any of them is left\nf();\n', undefined],
  ['a stronger assertion', 'a.test.ts', 'assert.ok(a);\n', 'assert.equal(a, 1);\n', undefined],
  ['an ordinary edit', 'a.ts', 'const a = 1;\n', 'const a = 2;\n', undefined],
];

describe('findTampering', () => {
  for (const [title, path, from, to, what] of cases) {
    it(`${what ? 'flags' : 'lets pass'} ${title}`, () => assert.deepEqual([...new Set(flags(path, from, to))], what ? [what] : []));
  }
  it('flags a test file that is renamed out of the run', () => {
    const before = { path: 'test/a.test.ts', text: 'a\n', version: '1' };
    const change = { kind: 'rename', path: before.path, to: 'old/a.txt', before, after: 'a\n' } as const;
    assert.deepEqual(
      findTampering({ changes: [change] }).map(({ what }) => what),
      ['takes a test file out of the run'],
    );
  });
  it('flags a deleted test file', () => {
    const before = { path: 'test/a.test.ts', text: '', version: '1' };
    assert.deepEqual(
      findTampering({ changes: [{ kind: 'delete', path: before.path, before }] }).map(({ what }) => what),
      ['deletes a test file'],
    );
  });
});
