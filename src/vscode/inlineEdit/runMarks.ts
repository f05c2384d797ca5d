// Progress in place: where an answer will land, one quiet line says what the run is doing.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { EditRequest, RunEvent } from '../../core/model/run.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import type { Runs } from '../runs.ts';

interface Mark {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Drawn for runs that point at one place, until they end. Streamed text is not shown before the verdict. */
export class RunMarks implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly marks = new Map<string, Mark>();
  private readonly decoration = this.owned.add(
    vscode.window.createTextEditorDecorationType({
      after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em', fontStyle: 'italic' },
      overviewRulerColor: new vscode.ThemeColor('progressBar.background'),
      overviewRulerLane: vscode.OverviewRulerLane.Right,
    }),
  );

  constructor(runs: Runs) {
    this.owned.add(runs.onDidEvent(({ run, event }) => this.follow(run, event)));
    this.owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.draw()));
    this.owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.draw()));
  }

  /** The runs that point at the file in front. */
  runsHere(): readonly string[] {
    const active = vscode.window.activeTextEditor;
    const inFront = active && findPath(active.document.uri);
    return [...this.marks].flatMap(([run, mark]) => (mark.path === inFront ? [run] : []));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private follow(run: string, event: RunEvent): void {
    if (event.kind === 'runStarted') this.begin(run, event.request);
    const mark = this.marks.get(run);
    if (!mark) return;
    const text = progressText(event);
    if (event.kind === 'runEnded') this.marks.delete(run);
    else if (event.kind === 'landingFound' && event.path === mark.path) this.marks.set(run, { ...mark, line: event.range.startLine });
    else if (text !== undefined && text !== mark.text) this.marks.set(run, { ...mark, text });
    else return;
    this.draw();
  }

  private begin(run: string, request: EditRequest): void {
    const [place] = request.focus;
    if (request.kind !== 'edit' || !place?.lines) return;
    this.marks.set(run, { path: place.path, line: place.lines.startLine, text: 'reading' });
    this.draw();
  }

  /** Escape stops what runs in front of the person, and leaves a run of the chat alone. */
  private draw(): void {
    void vscode.commands.executeCommand('setContext', 'understudy.runningHere', this.runsHere().length > 0);
    for (const editor of vscode.window.visibleTextEditors) {
      const path = findPath(editor.document.uri);
      const marks = [...this.marks.values()].filter((mark) => mark.path === path);
      const options = marks.map(({ line, text }) => ({
        range: editor.document.lineAt(Math.min(line, editor.document.lineCount - 1)).range,
        renderOptions: { after: { contentText: `Understudy: ${text}… (Esc stops)` } },
      }));
      editor.setDecorations(this.decoration, options);
    }
  }
}

/** What the run does now, in a word or two; undefined when the event changes nothing to see. */
export function progressText(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'contextReady':
      return 'asking the model';
    case 'modelAsked':
      return event.repairs === 0 ? 'asking the model' : `repairing, ${event.repairs} of 3`;
    case 'textStreamed':
      return 'the model is answering';
    case 'blocksFitted':
      return 'rehearsing';
    default:
      return undefined;
  }
}
