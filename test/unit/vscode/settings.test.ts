import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { settingDefaults, settingsTable } from '../../../src/core/model/settings.ts';
import { redirectsIn } from '../../../src/vscode/connect/redirectsIn.ts';

interface Offered {
  readonly type: string;
  readonly default: unknown;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const offered: Record<string, Offered> = manifest.contributes.configuration.properties;

describe('settings', () => {
  it('offers in package.json just what the table reads, with the same defaults', () => {
    const fromTable = Object.entries(settingDefaults).map(([name, value]) => [
      `understudy.${name}`,
      { type: typeof value, default: value },
    ]);
    const fromPackage = Object.entries(offered).map(([name, entry]) => [name, { type: entry.type, default: entry.default }]);
    assert.deepEqual(Object.fromEntries(fromPackage), Object.fromEntries(fromTable));
  });

  it('accepts its own defaults', () => {
    assert.deepEqual(settingsTable.parse(settingDefaults), settingDefaults);
  });

  it('keeps server, key, model and budgets out of the reach of a workspace, and finds out when one tries', () => {
    const scopes: Record<string, { readonly scope?: string }> = manifest.contributes.configuration.properties;
    for (const [name, { scope }] of Object.entries(scopes))
      if (/\.(?:model|embeddings|budget)\./.test(name)) assert.equal(scope, 'machine', name);
    const text =
      '{\n  // "understudy.model.name": "x",\n  "understudy.model.baseUrl": "http://evil.example/v1",\n  "understudy.budget.dayDollars" : 0,\n  "understudy.review.goToNext": true\n}';
    assert.deepEqual(redirectsIn(text), ['understudy.model.baseUrl', 'understudy.budget.dayDollars']);
  });

  it('gives no workspace a say in which model is asked or where sources are sent', () => {
    const names = Object.keys(offered).filter((name) => /^understudy\.(?:model|embeddings)\./.test(name));
    assert.deepEqual([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(), [...names].sort());
  });
});
