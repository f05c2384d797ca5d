// Red lines where lines will go, and a quiet mark where lines will come.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import { removedRange, zoneLine } from './hunkPlace.ts';
import type { Reviews } from './reviews.ts';

export class HunkDecorations implements Disposable {
  private readonly owned = new DisposableStore();
  private removed = createRemovedLines();
  private readonly place = this.owned.add(
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      borderColor: new vscode.ThemeColor('diffEditorGutter.insertedLineBackground'),
      borderStyle: 'solid',
      borderWidth: '0 0 1px 0',
      overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.insertedForeground'),
      overviewRulerLane: vscode.OverviewRulerLane.Full,
    }),
  );

  constructor(private readonly reviews: Reviews) {
    this.owned.add(reviews.onDidChange(() => this.draw()));
    this.owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.draw()));
    this.owned.add(vscode.window.onDidChangeActiveColorTheme(() => this.follow()));
    this.draw();
  }

  dispose(): void {
    this.removed.dispose();
    this.owned.dispose();
  }

  private follow(): void {
    this.removed.dispose();
    this.removed = createRemovedLines();
    this.draw();
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const path = findPath(editor.document.uri);
      if (path === undefined) continue;
      const hunks = this.reviews.isInline() ? this.reviews.waiting(path) : [];
      const removed = hunks.flatMap(({ hunk }) => removedRange(hunk, editor.document) ?? []);
      const inserted = hunks.filter(({ hunk }) => hunk.removed.length === 0).map(({ hunk }) => zoneLine(hunk, editor.document));
      editor.setDecorations(this.removed, removed);
      editor.setDecorations(
        this.place,
        inserted.map((line) => new vscode.Range(line, 0, line, 0)),
      );
    }
  }
}

/**
 * A colour of our own, because some themes leave that of the diff editor out. High-contrast themes draw no backgrounds: there the lines
 * are framed and struck through.
 */
function createRemovedLines(): vscode.TextEditorDecorationType {
  const { kind } = vscode.window.activeColorTheme;
  const isHighContrast = kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('understudy.removedLineBackground'),
    overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.removedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    borderColor: new vscode.ThemeColor(isHighContrast ? 'diffEditor.removedTextBorder' : 'editorGutter.deletedBackground'),
    borderStyle: isHighContrast ? 'dashed' : 'solid',
    borderWidth: '0 0 0 3px',
    ...(isHighContrast ? { textDecoration: 'line-through' } : {}),
  });
}
