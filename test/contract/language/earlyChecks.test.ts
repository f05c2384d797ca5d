// A finished file is checked while the model still streams: with the real loop, the real TypeScript and a model that takes its time.
import assert from 'node:assert/strict';
import type { ShadowWorkspace } from '../../../src/core/ports/shadowWorkspace.ts';
import { block, runLoop, verdictMs, verdictsOf } from './repairLoop.ts';
import { openWorkbench } from './workbench.ts';

const shop = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext" }, "include": ["src"] }\n',
  'src/cart.ts': 'export function total(quantity: number): number {\n  return quantity * 450;\n}\n',
  'src/main.ts': "import { total } from './cart.js';\n\nexport const text: string = String(total(2));\n",
};
const two =
  block('src/cart.ts', '  return quantity * 450;', '  return quantity * 420;') +
  block('src/main.ts', 'export const text: string = String(total(2));', 'export const text: string = String(total(3));');
const prose = `\n${'That is all there is to it. '.repeat(20)}\n`;

/** Milliseconds from the end of the answer to the verdict, of a server that nothing but the run itself wakes. */
async function measure(answer: string, chunkDelayMs: number): Promise<number> {
  const bench = openWorkbench(shop);
  const shadow: ShadowWorkspace = { rehearse: bench.servers.shadow.rehearse, warm: () => undefined };
  try {
    const heard = await runLoop(bench, [{ name: 'slow', needs: ['Change the shop.'], answer, chunkChars: 24, chunkDelayMs }], shadow);
    assert.deepEqual(verdictsOf(heard), ['clean']);
    return verdictMs(heard);
  } finally {
    bench.dispose();
  }
}

describe('checks while the answer streams', function () {
  this.timeout(120_000);

  it('bring the verdict nearer to the end of the answer', async () => {
    await measure(two, 0);
    const atOnce = await measure(two, 0);
    const slow = await measure(two, 60);
    const withProse = await measure(two + prose, 60);
    const ms = (value: number) => `${Math.round(value)} ms`;
    console.log(
      `      answer end to verdict: at once ${ms(atOnce)}, slowly ${ms(slow)}, slowly and with prose at the end ${ms(withProse)}`,
    );
    assert.ok(withProse < atOnce, 'all was known when the answer ended');
  });
});
