// Vendors are data: addresses lead to rows, rows to facts, facts to costs.
import assert from 'node:assert/strict';
import { costOf, showCost } from '../../../src/core/model/cost.ts';
import { factsOf, findVendor, isLocalAddress, vendors } from '../../../src/core/routing/vendors.ts';

describe('vendors', () => {
  it('are found again by their own address', () => {
    for (const vendor of vendors.filter((each) => each.baseUrl !== '')) assert.equal(findVendor(vendor.baseUrl).id, vendor.id);
  });

  it('are found by host and port, whatever the path', () => {
    assert.equal(findVendor('https://mine.openai.azure.com/openai/v1').id, 'azure');
    assert.equal(findVendor('http://localhost:11434/v1').id, 'ollama');
    assert.equal(findVendor('https://models.example/v1').id, 'custom');
    assert.equal(findVendor('http://127.0.0.1:4517/v1').isLocal, true);
  });

  it('know what stays on this machine', () => {
    assert.ok(isLocalAddress('http://[::1]:8080/v1'));
    assert.ok(!isLocalAddress('http://127.0.0.1.example.com/v1'));
    assert.ok(!isLocalAddress('http://localhost@evil.example/v1'));
  });

  it('give the facts of the longest matching name', () => {
    const openai = findVendor('https://api.openai.com/v1');
    assert.equal(factsOf(openai, 'gpt-4o-mini-2024-07-18').price?.input, 0.15);
    assert.equal(factsOf(openai, 'gpt-4o').price?.input, 2.5);
    assert.equal(factsOf(openai, 'something-new').price, undefined);
  });

  it('take no price from an earlier model of the same line', () => {
    const openai = findVendor('https://api.openai.com/v1');
    const anthropic = findVendor('https://api.anthropic.com/v1');
    assert.deepEqual([factsOf(openai, 'gpt-5.9').price, factsOf(openai, 'gpt-5-turbo').price], [undefined, undefined]);
    assert.equal(factsOf(openai, 'gpt-5.9').quirks?.maxTokensField, 'max_completion_tokens');
    assert.equal(factsOf(anthropic, 'claude-opus-5-5').price?.input, 4);
    assert.equal(factsOf(anthropic, 'claude-haiku-4-5-20251001').price?.input, 1);
    assert.equal(factsOf(anthropic, 'claude-opus-5-9').price, undefined);
    assert.equal(factsOf(findVendor('https://api.deepseek.com'), 'deepseek-v4-pro').price, undefined);
  });

  it('price cached input apart, and never guess an unknown price', () => {
    const price = { input: 2, cachedInput: 0.5, output: 8 };
    assert.equal(costOf({ input: 1_000_000, output: 500_000, cachedInput: 500_000 }, price), 1 + 0.25 + 4);
    assert.equal(costOf({ input: 1, output: 1 }, undefined), undefined);
    assert.deepEqual([undefined, 0, 0.00001, 0.0123, 3].map(showCost), ['price unknown', 'free', 'less than $0.0001', '$0.0123', '$3.00']);
  });
});
