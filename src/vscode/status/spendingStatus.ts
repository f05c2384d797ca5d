// What this window's requests have cost, in the status bar, after every call of a model. Not there until one was made.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Runs } from '../runs.ts';
import { addEvent, nothingSpent, type Spending, spendingDetail, spendingLabel } from './spending.ts';

export class SpendingStatus implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly item = this.owned.add(vscode.window.createStatusBarItem('understudy.cost', vscode.StatusBarAlignment.Left, 9));
  private spent: Spending = nothingSpent;

  constructor(runs: Pick<Runs, 'onDidEvent' | 'running'>) {
    this.item.name = 'Understudy cost';
    this.item.command = 'understudy.chat.focus';
    this.owned.add(
      runs.onDidEvent(({ run, event }) => {
        this.spent = addEvent(this.spent, run, event);
        this.draw(runs.running().length > 0);
      }),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  private draw(isRunning: boolean): void {
    if (this.spent.calls === 0) return;
    const label = spendingLabel(this.spent);
    this.item.text = `${isRunning ? '$(loading~spin)' : '$(sparkle)'} ${label}`;
    this.item.tooltip = `Understudy\n${spendingDetail(this.spent)}`;
    this.item.accessibilityInformation = { label: `Understudy cost: ${label}` };
    this.item.show();
  }
}
