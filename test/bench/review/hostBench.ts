// Large proposals in the real extension host: time to show, to walk, to type beside them, to accept, and how long the host's event loop is held.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { FileChange } from '../../../src/core/model/change.ts';
import { HunkDecorations } from '../../../src/vscode/review/hunkDecorations.ts';
import { HunkLens } from '../../../src/vscode/review/hunkLens.ts';
import { HunkZones } from '../../../src/vscode/review/hunkZones.ts';
import { ReviewStatus } from '../../../src/vscode/review/reviewStatus.ts';
import { step } from '../../../src/vscode/review/walkHunks.ts';
import { closeEditors, ReviewDesk, show, uriOf } from '../../host/reviewDesk.ts';

const folder = 'review-bench';
const goalMs = 50;
const resolutionMs = 5;
const print = (text: string) => console.log(`[mocha] ${text}`);

interface Scene {
  readonly name: string;
  readonly files: number;
  readonly lines: number;
  readonly hunksPerFile: number;
}

const scenes: readonly Scene[] = [
  { name: '100 hunks in a file of 40,000 lines', files: 1, lines: 40_000, hunksPerFile: 100 },
  { name: '200 files with 5 hunks each', files: 200, lines: 100, hunksPerFile: 5 },
];

class Stage {
  readonly desk = new ReviewDesk(true);
  private readonly surfaces: { dispose(): void }[];
  private readonly delays = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    const { reviews } = this.desk;
    const lens = new HunkLens(reviews);
    const provider = vscode.languages.registerCodeLensProvider([{ scheme: 'file' }, { scheme: 'vscode-remote' }], lens);
    this.surfaces = [new HunkZones(reviews), new HunkDecorations(reviews), new ReviewStatus(reviews), lens, provider];
  }

  /** How long `work` takes, and the longest waits of the event loop meanwhile. */
  async measure(what: string, work: () => Promise<unknown>): Promise<number> {
    this.delays.reset();
    this.delays.enable();
    const begin = performance.now();
    await work();
    const took = performance.now() - begin;
    this.delays.disable();
    const p99 = Math.max(0, this.delays.percentile(99) / 1e6 - resolutionMs);
    const most = Math.max(0, this.delays.max / 1e6 - resolutionMs);
    print(`  ${what.padEnd(28)} ${took.toFixed(0).padStart(6)} ms   event loop p99 ${p99.toFixed(1)} ms, most ${most.toFixed(1)} ms`);
    return p99;
  }

  dispose(): void {
    for (const surface of this.surfaces) surface.dispose();
    this.desk.dispose();
  }
}

const pathOf = (at: number) => `${folder}/file${at}.txt`;

async function write({ files, lines, hunksPerFile }: Scene, desk: ReviewDesk): Promise<readonly FileChange[]> {
  mkdirSync(uriOf(folder).fsPath, { recursive: true });
  const text = Array.from({ length: lines }, (_, index) => `${index} ${'x'.repeat(90)}`);
  const every = Math.floor(lines / hunksPerFile);
  const proposed = text.map((line, index) => (index % every === 7 ? `${line} changed\nand one more` : line));
  const changes: FileChange[] = [];
  for (let at = 0; at < files; at++) {
    writeFileSync(uriOf(pathOf(at)).fsPath, `${text.join('\n')}\n`);
    changes.push({ kind: 'modify', path: pathOf(at), before: await desk.snapshot(pathOf(at)), after: `${proposed.join('\n')}\n` });
  }
  return changes;
}

/** What was sent to the window before has arrived there once this is answered. */
const drawn = () => vscode.commands.executeCommand('vscode.executeCodeLensProvider', uriOf(pathOf(0)), 100);

async function typeAbove(editor: vscode.TextEditor, characters: number): Promise<void> {
  for (let at = 0; at < characters; at++)
    await editor.edit((edit) => edit.insert(new vscode.Position(0, at), 'y'), { undoStopBefore: false, undoStopAfter: false });
}

async function play(scene: Scene): Promise<number> {
  const stage = new Stage();
  const { desk } = stage;
  print(scene.name);
  try {
    const changes = await write(scene, desk);
    await show(pathOf(0));
    const editor = vscode.window.activeTextEditor!;
    const worst: number[] = [];
    const measure = async (what: string, work: () => Promise<unknown>) => worst.push(await stage.measure(what, work));
    const { run: proposing, proposal } = await desk.record(changes);
    await measure('show', async () => {
      desk.reviews.add(proposing, proposal);
      await drawn();
    });
    const hunks = desk.reviews.waiting().length;
    assert.equal(hunks, scene.files * scene.hunksPerFile);
    await measure('walk through 100 hunks', async () => {
      for (let count = 0; count < 100; count++) await step(desk.reviews, 1, () => undefined);
      await drawn();
    });
    await show(pathOf(0));
    await measure('type 60 characters above', () => typeAbove(vscode.window.activeTextEditor ?? editor, 60));
    await measure('accept all', () => desk.acceptAll());
    assert.deepEqual(desk.lastResult, { kind: 'written' });
    assert.equal(desk.reviews.waiting().length, 0);
    await (await vscode.workspace.openTextDocument(uriOf(pathOf(0)))).save();
    for (const change of changes) {
      const typed = change.path === pathOf(0) ? 'y'.repeat(60) : '';
      assert.equal(readFileSync(uriOf(change.path).fsPath, 'utf8'), typed + (change.kind === 'delete' ? '' : change.after));
    }
    return Math.max(...worst);
  } finally {
    stage.dispose();
    await closeEditors();
    rmSync(uriOf(folder).fsPath, { recursive: true, force: true });
  }
}

/** Fails when the event loop was held for longer than the goal. */
export async function run(): Promise<void> {
  const worst: number[] = [];
  for (const scene of scenes) worst.push(await play(scene));
  print(`Event loop delay, worst p99 of all steps: ${Math.max(...worst).toFixed(1)} ms (goal ${goalMs} ms)`);
  if (Math.max(...worst) > goalMs) throw new Error(`The event loop was held for more than ${goalMs} ms.`);
}
