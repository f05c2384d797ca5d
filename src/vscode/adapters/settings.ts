// The editor's settings, read through the table. A value of the wrong kind counts as its default.
import * as vscode from 'vscode';
import { defaultRunLimits, type EditorSettings, type RunLimits, settingDefaults, settingsTable } from '../../core/model/settings.ts';
import type { SpendingRules } from '../../core/orchestrator/spending.ts';
import { type BudgetScope, type BudgetUnit, budgetScopes, budgetUnits } from '../../core/routing/budget.ts';

const section = 'understudy';

export function readSettings(): EditorSettings {
  const configuration = vscode.workspace.getConfiguration(section);
  const entries = Object.entries(settingsTable.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(configuration.get(name));
    return [name, parsed.success ? parsed.data : settingDefaults[name as keyof EditorSettings]];
  });
  return Object.fromEntries(entries) as EditorSettings;
}

/** Kept for the person, in every workspace. */
export async function writeSetting<K extends keyof EditorSettings>(name: K, value: EditorSettings[K]): Promise<void> {
  await vscode.workspace.getConfiguration(section).update(name, value, vscode.ConfigurationTarget.Global);
}

/** A limit of zero is none. */
export function spendingRules(settings: EditorSettings): SpendingRules {
  const nameOf = (scope: BudgetScope, unit: BudgetUnit) => `budget.${scope}${unitNames[unit]}` as const;
  const limitsOf = (scope: BudgetScope) =>
    Object.fromEntries(budgetUnits.map((unit) => [unit, settings[nameOf(scope, unit)]] as const).filter(([, amount]) => amount > 0));
  const limits = Object.fromEntries(budgetScopes.map((scope) => [scope, limitsOf(scope)]));
  return { atLimit: settings['budget.atLimit'], limits };
}

const unitNames = { dollars: 'Dollars', tokens: 'Tokens', minutes: 'Minutes' } as const;

export function runLimits(settings: EditorSettings): RunLimits {
  return {
    ...defaultRunLimits,
    maxRepairs: settings['run.maxRepairs'],
    contextTokens: settings['run.contextTokens'],
    maxOutputTokens: settings['run.maxOutputTokens'],
    validateMs: settings['run.validateSeconds'] * 1000,
  };
}
