// What the person is at work on: the files in their editors, and the last command that failed in a terminal.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { FailedCommand, OpenFile, Surroundings } from '../../core/ports/surroundings.ts';
import { findPath } from './workspacePaths.ts';

const maxOutput = 24_000;
const maxProblemFiles = 20;
/** What a command printed may come a moment after its end. */
const lastWordsMs = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is taken out
const controlSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * Listens from its creation on. The editor tells an extension nothing of other extensions' test results, so no failures come from here;
 * what a test runner printed in a terminal is read from the failed command.
 */
export class EditorSurroundings implements Surroundings, Disposable {
  private readonly owned = new DisposableStore();
  private readonly outputs = new Map<vscode.TerminalShellExecution, Output>();
  private failed: FailedCommand | undefined;
  private settled: Promise<void> = Promise.resolve();

  constructor() {
    this.owned.add(
      vscode.window.onDidStartTerminalShellExecution(({ execution }) => void this.outputs.set(execution, readOutput(execution))),
    );
    this.owned.add(vscode.window.onDidEndTerminalShellExecution((event) => (this.settled = this.take(event))));
  }

  async files(): Promise<readonly OpenFile[]> {
    const active = vscode.window.activeTextEditor;
    const shown = vscode.window.visibleTextEditors.toSorted((left, right) => Number(right === active) - Number(left === active));
    const visible = shown.flatMap((editor) => toOpenFile(editor) ?? []);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).flatMap((tab) => pathOfTab(tab) ?? []);
    const rest = [...new Set(tabs)].filter((path) => !visible.some((file) => file.path === path));
    return [...visible, ...rest.map((path) => ({ path }))];
  }

  async failedCommand(): Promise<FailedCommand | undefined> {
    await this.settled;
    return this.failed;
  }

  async testFailures(): Promise<readonly []> {
    return [];
  }

  async problemFiles(): Promise<readonly string[]> {
    const reported = vscode.languages.getDiagnostics();
    const wrong = reported.filter(([, entries]) => entries.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
    return wrong.slice(0, maxProblemFiles).flatMap(([uri]) => findPath(uri) ?? []);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async take({ execution, exitCode }: vscode.TerminalShellExecutionEndEvent): Promise<void> {
    const output = this.outputs.get(execution);
    this.outputs.delete(execution);
    if (output) await Promise.race([output.ended, pause(lastWordsMs)]);
    if (exitCode === undefined) return;
    const command = execution.commandLine.value;
    const folder = execution.cwd && findPath(execution.cwd)?.replace(/\/$/, '');
    if (exitCode !== 0) this.failed = { command, exitCode, output: toPlain(output?.text ?? ''), ...(folder ? { folder } : {}) };
    else if (this.failed?.command === command) this.failed = undefined;
  }
}

/** What a command has printed so far; a long one keeps its end. */
interface Output {
  text: string;
  readonly ended: Promise<void>;
}

function readOutput(execution: vscode.TerminalShellExecution): Output {
  const output = { text: '', ended: Promise.resolve() };
  const read = async () => {
    for await (const chunk of execution.read()) output.text = (output.text + chunk).slice(-2 * maxOutput);
  };
  output.ended = read();
  return output;
}

const toPlain = (text: string) => text.replaceAll(controlSequences, '').slice(-maxOutput);

function toOpenFile(editor: vscode.TextEditor): OpenFile | undefined {
  const path = findPath(editor.document.uri);
  if (path === undefined) return undefined;
  const [range] = editor.visibleRanges;
  return { path, ...(range ? { visible: { startLine: range.start.line, endLine: range.end.line + 1 } } : {}) };
}

const pathOfTab = (tab: vscode.Tab) => (tab.input instanceof vscode.TabInputText ? findPath(tab.input.uri) : undefined);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
