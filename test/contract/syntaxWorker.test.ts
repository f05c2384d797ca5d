// Grammars in their worker: the same answers as without it, and no trace of it at the end.
import assert from 'node:assert/strict';
import { findWasm } from '../../src/node/assets.ts';
import { createSyntaxParser } from '../../src/node/syntax/syntaxParser.ts';
import { createSyntaxWorker } from '../../src/node/syntax/syntaxWorker.ts';

const text = 'export class Cart {\n  total(): number {\n    return 1;\n  }\n}\n';

describe('the syntax worker', function () {
  this.timeout(30_000);
  const worker = createSyntaxWorker();
  const parser = createSyntaxParser({ findWasm });
  after(() => worker.dispose());

  it('answers as the parser does', async () => {
    assert.deepEqual(await worker.outline('src/cart.ts', text), await parser.outline('src/cart.ts', text));
    assert.equal((await worker.outline('src/cart.ts', text))?.[1]?.path, 'Cart.total');
    assert.deepEqual(await worker.syntaxErrors('src/cart.ts', 'let = ;'), await parser.syntaxErrors('src/cart.ts', 'let = ;'));
    assert.equal(await worker.outline('notes.unknown', text), undefined);
  });

  it('takes a text apart anew when it has changed, and only then', async () => {
    const first = await worker.outline('src/a.ts', text);
    assert.equal(await worker.outline('src/a.ts', text), first);
    assert.equal((await worker.outline('src/a.ts', text.replace('Cart', 'Basket')))?.[0]?.path, 'Basket');
  });

  it('refuses what is asked after its end, and rejects what waited', async () => {
    const other = createSyntaxWorker();
    const asked = other.outline('src/cart.ts', text);
    other.dispose();
    await assert.rejects(asked, /stopped/);
    await assert.rejects(other.outline('src/cart.ts', text), /stopped/);
  });
});
