// Failing tests read out of what real runs printed: mocha 11, vitest 3, jest 29, pytest 9, go 1.26, cargo 1.9x.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import { failuresIn } from '../../../src/core/context/testOutput.ts';
import type { FailedCommand, Surroundings } from '../../../src/core/ports/surroundings.ts';
import { contextSection } from '../../../src/core/prompt/parts.ts';
import { contextRig } from './contextRig.ts';

const outputOf = (run: string) => readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'testRuns', `${run}.txt`), 'utf8');

/** Name, place with a one-based line, and a part of the message that matters. */
type Expected = readonly [name: string, place: string | undefined, says: RegExp];

const expected: Readonly<Record<string, readonly Expected[]>> = {
  mocha: [
    ['the cart > counts every line by its quantity', '/home/me/shop/test/cart.test.js:6', /2 !== 6/],
    ['the cart > when it is empty > has no first price', '/home/me/shop/test/cart.test.js:11', /TypeError[\s\S]*src\/cart\.js:4:42/],
  ],
  vitest: [
    ['the cart > counts every line by its quantity', 'test/cart.vitest.test.js:6', /expected 2 to be 6/],
    ['the cart > when it is empty > has no first price', 'test/cart.vitest.test.js:11', /first src\/cart\.js:4:42/],
  ],
  jest: [
    ['the cart > counts every line by its quantity', 'test/cart.jest.test.js:6', /Expected: 6\n {4}Received: 2/],
    ['the cart > when it is empty > has no first price', 'test/cart.jest.test.js:11', /src\/cart\.js:4:42/],
  ],
  pytest: [
    ['TestCart.test_counts_quantity', 'tests/test_cart.py:7', /assert 2 == 6/],
    ['TestCart.test_sizes[2]', 'tests/test_cart.py:11', /assert 2 == 0/],
    ['test_first_of_none', 'tests/test_cart.py:15', /shop\.py:6: IndexError/],
  ],
  go: [
    ['TestTotal', 'example.com/shop/cart/cart_test.go:7', /Total = 3, want 4/],
    ['TestTotal/with_one', 'example.com/shop/cart/cart_test.go:10', /one is not enough\n\s+really not/],
  ],
  goPanic: [
    ['TestTotal', 'example.com/shop/cart/cart_test.go:7', /Total = 3, want 4/],
    ['TestTotal/with_one', 'example.com/shop/cart/cart_test.go:10', /really not/],
    ['TestFirst', '/home/me/shop/cart/cart_test.go:15', /index out of range/],
  ],
  cargo: [
    ['tests::counts_all', 'src/lib.rs:11', /left: 3\n right: 4$/],
    ['tests::has_a_first', 'src/lib.rs:18', /a first price$/],
  ],
};

describe('what a test runner printed', () => {
  for (const [run, wanted] of Object.entries(expected)) {
    it(`names the failing tests with place and message (${run})`, () => {
      const found = failuresIn(outputOf(run));
      assert.deepEqual(
        found.map(({ name, path, line }) => [name, path === undefined ? undefined : `${path}:${(line ?? -1) + 1}`]),
        wanted.map(([name, place]) => [name, place]),
      );
      for (const [at, [, , says]] of wanted.entries()) assert.match(found[at]!.message, says);
    });
  }

  it('names failing tests of a summary without tracebacks', () => {
    const found = failuresIn('FAILED tests/test_a.py::TestA::test_b - assert 1 == 2\n1 failed in 0.01s\n');
    assert.deepEqual(found, [{ name: 'TestA.test_b', message: 'assert 1 == 2', path: 'tests/test_a.py' }]);
  });

  it('is nothing when the command was no test run, or all tests passed', () => {
    assert.deepEqual(failuresIn("src/a.ts(3,5): error TS2304: Cannot find name 'x'.\n"), []);
    assert.deepEqual(failuresIn('  the cart\n    ✔ adds up\n\n  1 passing (3ms)\n'), []);
    assert.deepEqual(failuresIn(''), []);
  });
});

describe('failing tests in the context', () => {
  const goFiles = {
    'shop/cart/cart.go': 'package cart\n\nfunc Total(prices []int) int { return 0 }\n',
    'shop/cart/cart_test.go': `package cart\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) {\n\tif got := Total(nil); got != 4 {\n\t\tt.Errorf("no")\n\t}\n}\n`,
  };
  const build = async (files: Readonly<Record<string, string>>, text: string, failed: FailedCommand) => {
    const surroundings: Surroundings = {
      files: async () => [],
      testFailures: async () => [],
      problemFiles: async () => [],
      failedCommand: async () => failed,
    };
    const limits = { contextTokens: 6_000, collectMs: 5_000 };
    const { signal } = new AbortController();
    return buildContext({ kind: 'edit', text, focus: [] }, limits, { ...contextRig(files), surroundings }, signal);
  };

  it('come from the last failed command, with the file of the workspace and the test itself', async () => {
    const failed = { command: 'go test ./...', exitCode: 1, output: outputOf('go'), folder: 'shop' };
    const bundle = await build(goFiles, 'make the tests pass', failed);
    const text = contextSection(bundle);
    assert.match(text, /failing test: TestTotal\n```\nshop\/cart\/cart_test\.go:7\n\s+cart_test\.go:7: Total = 3, want 4/);
    assert.match(text, /shop\/cart\/cart_test\.go \([^)]*\): the failing test TestTotal\n```go\n[\s\S]*func TestTotal/);
  });

  it('are found by the end of an absolute path', async () => {
    const files = { 'test/cart.test.js': Array.from({ length: 14 }, (_, at) => `// line ${at}`).join('\n') };
    const bundle = await build(files, 'fix the failing test', { command: 'npx mocha', exitCode: 2, output: outputOf('mocha') });
    assert.match(contextSection(bundle), /failing test: the cart > counts every line by its quantity\n```\ntest\/cart\.test\.js:6\n/);
  });

  it('have no place where the file is not of the workspace', async () => {
    const bundle = await build({ 'a.ts': 'export {};\n' }, 'fix the test', {
      command: 'npx mocha',
      exitCode: 2,
      output: outputOf('mocha'),
    });
    const [entry] = bundle.items.filter((item) => item.source === 'tests');
    assert.match(entry!.text, /^ *AssertionError/);
  });
});
