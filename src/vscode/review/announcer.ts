// Says what happened to hunks where a screen reader hears it and where it disturbs nobody: for a moment in the status bar.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';

const shownMs = 4_000;

export class Announcer implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly item = this.owned.add(vscode.window.createStatusBarItem('understudy.said', vscode.StatusBarAlignment.Left, 9));
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.item.name = 'Understudy announcements';
    this.owned.add({ dispose: () => clearTimeout(this.timer) });
  }

  /** One sentence; the newest takes the place of the one before. */
  say(text: string): void {
    this.item.text = text;
    this.item.accessibilityInformation = { label: text, role: 'alert' };
    this.item.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.item.hide(), shownMs);
  }

  dispose(): void {
    this.owned.dispose();
  }
}
