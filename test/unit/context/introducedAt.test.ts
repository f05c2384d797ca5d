// Where a server is asked about a name, so that it need not check the call.
import assert from 'node:assert/strict';
import { introducedAt } from '../../../src/core/context/introducedAt.ts';
import { importsOf } from '../../../src/core/text/importsOf.ts';

const at = (path: string, text: string, name: string) => {
  const file = { path, text, lines: text.split('\n') };
  const found = introducedAt(file, name, new Set(importsOf(file).map((entry) => entry.name)));
  return found && `${found.line}:${found.character}`;
};

describe('where a file introduces a name', () => {
  it('is its import, in one line or in several', () => {
    assert.equal(at('a.ts', "// total\nimport { total } from './b.ts';\ntotal();\n", 'total'), '1:9');
    assert.equal(at('a.ts', "import {\n  other,\n  type Money as Cash,\n} from './b.ts';\nlet a: Cash;\n", 'Cash'), '2:16');
    assert.equal(at('a.py', 'from .money import (\n    to_cents,\n)\n\nto_cents(1)\n', 'to_cents'), '1:4');
  });

  it('is its declaration', () => {
    assert.equal(at('a.ts', 'export async function merge(x: X) {\n  return merge(x);\n}\n', 'merge'), '0:22');
    assert.equal(at('a.go', 'package a\n\nfunc Total() int { return Total() }\n', 'Total'), '2:5');
  });

  it('is unknown for a name that first stands elsewhere, as a member or in a call', () => {
    assert.equal(at('a.ts', 'run();\nfunction run() {}\n', 'run'), undefined);
    assert.equal(at('a.ts', 'cart.total();\n', 'total'), undefined);
  });
});
