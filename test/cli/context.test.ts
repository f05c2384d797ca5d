// `understudy context`: the account of what would be sent, without a model.
import assert from 'node:assert/strict';
import { CliBench } from './workbench.ts';

describe('understudy context', () => {
  let bench: CliBench;
  before(async () => {
    bench = await CliBench.open();
  });
  after(async () => {
    await bench.close();
  });

  it('prints every piece with its tokens and reason, and what was left out', async () => {
    const { code, stdout } = await bench.run(['context', 'make shipping free above 50 euros', '--file', 'src/shipping.ts']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+ pieces, \d+ of 12000 tokens, free\n/);
    assert.match(stdout, /whole +src\/shipping\.ts:1-11 +the file you named/);
    assert.match(stdout, /left out: \d+\n/);
  });

  it('gives the pieces and the exact text as JSON, with sums that agree', async () => {
    const { code, stdout } = await bench.run(['context', 'count the quantity', '--file', 'src/cart.ts:27-29', '--json']);
    assert.equal(code, 0);
    const bundle = JSON.parse(stdout) as { prompt: string; tokens: number; ledger: { tokens: number }[] };
    assert.match(bundle.prompt, /export function add\(left: Money, right: Money\): Money/);
    assert.equal(
      bundle.ledger.reduce((sum, entry) => sum + entry.tokens, 0),
      bundle.tokens,
    );
  });

  it('prices every piece with the model that would be asked, and says where no price is known', async () => {
    const show = async (model: string, baseUrl: string) => {
      const env = { UNDERSTUDY_BASE_URL: baseUrl, UNDERSTUDY_MODEL: model };
      const { stdout } = await bench.run(['context', 'count', '--file', 'src/cart.ts', '--json'], { env });
      return JSON.parse(stdout) as { dollars: number | null; ledger: { tokens: number; dollars?: number }[] };
    };
    const priced = await show('gpt-4o', 'https://api.openai.com/v1');
    const sum = priced.ledger.reduce((total, entry) => total + (entry.dollars ?? Number.NaN), 0);
    assert.ok(priced.dollars !== null && priced.dollars > 0);
    assert.ok(Math.abs(sum - priced.dollars) < 1e-9);
    const unknown = await show('some-model', 'https://models.example.com/v1');
    assert.equal(unknown.dollars, null);
    assert.ok(unknown.ledger.every((entry) => entry.dollars === undefined));
    const { stdout } = await bench.run(['context', 'count'], { env: { UNDERSTUDY_BASE_URL: '', UNDERSTUDY_MODEL: '' } });
    assert.match(stdout, /tokens, price unknown\n/);
  });

  it('needs no model and asks none', async () => {
    const { code } = await bench.run(['context', 'anything'], { env: { UNDERSTUDY_BASE_URL: '', UNDERSTUDY_MODEL: '' } });
    assert.equal(code, 0);
    assert.equal(bench.model.requests.length, 0);
  });
});
