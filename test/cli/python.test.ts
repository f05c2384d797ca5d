// The built command line finds Python's type checker by itself, and shows the evidence.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliBench } from './workbench.ts';

const edit = (from: string, to: string) => `shop/cart.py\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;

describe('understudy edit in Python', () => {
  let bench: CliBench;
  beforeEach(async () => {
    bench = await CliBench.open([
      { name: 'first', needs: ['Charge by weight.'], answer: edit('    return quantity * 450', '    return "much"') },
      {
        name: 'repair',
        needs: ['Charge by weight.', 'is not assignable to return type "int"'],
        answer: edit('    return "much"', '    return quantity * 700'),
      },
    ]);
    mkdirSync(join(bench.folder, 'shop'));
    writeFileSync(join(bench.folder, 'shop', '__init__.py'), '');
    writeFileSync(join(bench.folder, 'shop', 'cart.py'), 'def total(quantity: int) -> int:\n    return quantity * 450\n');
    bench.git('add', '-A');
  });
  afterEach(() => bench.close());

  it('repairs what the checker finds, and says whose checker it was and how long it took', async () => {
    const finished = await bench.run(['edit', 'Charge by weight.', '--file', 'shop/cart.py', '--yes']);
    assert.deepEqual(bench.model.failures, []);
    assert.equal(finished.code, 0, finished.stderr + finished.stdout);
    assert.match(finished.stdout, /✗ 1 new problem: .*types \d+\.\d s, (based)?pyright \d/);
    assert.match(finished.stdout, /shop\/cart\.py:2:\d+ error reportReturnType/);
    assert.match(finished.stdout, /✓ rehearsed: .*types \d+\.\d s, (based)?pyright \d/);
    assert.match(bench.read('shop/cart.py'), /quantity \* 700/);
  });
});
