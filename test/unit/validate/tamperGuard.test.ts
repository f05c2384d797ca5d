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
  it('flags a deleted test file', () => {
    const before = { path: 'test/a.test.ts', text: '', version: '1' };
    assert.deepEqual(
      findTampering({ changes: [{ kind: 'delete', path: before.path, before }] }).map(({ what }) => what),
      ['deletes a test file'],
    );
  });
});
