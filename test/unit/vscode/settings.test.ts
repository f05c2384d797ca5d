import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { settingDefaults, settingsTable } from '../../../src/core/model/settings.ts';

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

  it('gives no workspace a say in which model is asked', () => {
    const names = Object.keys(offered).filter((name) => name.startsWith('understudy.model.'));
    assert.deepEqual([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(), [...names].sort());
  });
});
