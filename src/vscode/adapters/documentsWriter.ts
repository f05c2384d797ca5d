// Writes accepted changes as one labelled WorkspaceEdit: one undo step, refused as a whole when a text is no longer the one it was made for.
import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever.ts';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import type { WorkspaceWriter, WriteResult } from '../../core/ports/workspaceWriter.ts';
import { diffLines } from '../../core/text/lineDiff.ts';
import { indexLines } from '../../core/text/lines.ts';
import { isUnicode } from './documentsReader.ts';
import { findDocument, findUri } from './workspacePaths.ts';

type Refusal = Extract<WriteResult, { kind: 'refused' }>;

export interface DocumentsWriterOptions {
  readonly reader: Pick<WorkspaceReader, 'read' | 'judgePath'>;
  /** Open files too are saved after writing. Files that were closed always are: nothing unsaved is left behind unseen. */
  savesOpenFiles(): boolean;
  /** The files themselves, without the buffers. */
  readonly disk: Pick<WorkspaceReader, 'read'>;
  /** What reaches the disk is put back if the editor dies over it. */
  readonly guard: DiskGuard;
  /** The person locked the file; the editor itself finds out only when it saves. */
  isReadOnly(path: FilePath): Promise<boolean>;
}

/** Keeps what stands on disk while `work` has the editor write there; false from `work`, or a crash, brings it back. */
export interface DiskGuard {
  run(changes: readonly FileChange[], confirmed: ReadonlySet<FilePath>, work: () => Promise<boolean>): Promise<WriteResult>;
}

export function createDocumentsWriter(options: DocumentsWriterOptions): WorkspaceWriter {
  return {
    write: (changes, signal) => writeChanges(changes, { ...options, confirmed: new Set() }, signal),
    writeConfirmed: (changes, confirmed, signal) => writeChanges(changes, { ...options, confirmed }, signal),
  };
}

interface Judging extends DocumentsWriterOptions {
  readonly confirmed: ReadonlySet<FilePath>;
}

async function writeChanges(changes: readonly FileChange[], judging: Judging, signal: AbortSignal): Promise<WriteResult> {
  const refusals = new Map<FileChange, Refusal>();
  await inBatches(changes, async (change) => {
    const refusal = (await judgePaths(change, judging)) ?? (await judgeText(change, judging, signal));
    if (refusal) refusals.set(change, refusal);
  });
  const refused = changes.find((change) => refusals.has(change));
  if (refused) return refusals.get(refused)!;
  await inBatches(changes, openDocument);
  const edit = new vscode.WorkspaceEdit();
  const saved = new Set(changes.filter((change) => judging.savesOpenFiles() || !isInUse(change.path)));
  for (const change of changes) {
    const refusal = await addChange(edit, change);
    if (refusal) return refusal;
  }
  const onDisk = await changesOnDisk(changes, saved, judging.disk, signal);
  signal.throwIfAborted();
  const apply = async () => {
    if (changes.some(changesSomething) && !(await vscode.workspace.applyEdit(edit))) return false;
    await inBatches([...saved].flatMap(savedAfter), saveFile);
    return true;
  };
  if (onDisk.length > 0) return judging.guard.run(onDisk, judging.confirmed, apply);
  return (await apply()) ? { kind: 'written' } : stale(changes[0]?.path ?? '');
}

/** What the editor will do to the disk: texts that it saves, and files that come, go or move, whether or not their text is saved. */
async function changesOnDisk(
  changes: readonly FileChange[],
  saved: ReadonlySet<FileChange>,
  disk: DocumentsWriterOptions['disk'],
  signal: AbortSignal,
): Promise<readonly FileChange[]> {
  const found = await Promise.all(
    changes.map(async (change): Promise<FileChange | undefined> => {
      if (change.kind === 'create') return change;
      if (change.kind === 'modify' && !saved.has(change)) return undefined;
      const read = await disk.read(change.path, signal);
      if (read.kind !== 'found') return undefined;
      return change.kind === 'rename' && !saved.has(change)
        ? { ...change, before: read.snapshot, after: read.snapshot.text }
        : { ...change, before: read.snapshot };
    }),
  );
  return found.filter((change) => change !== undefined);
}

/** The editor never ends a save whose local history hangs; a decision must not hang with it. */
const longestSaveMs = 20_000;

/** A text that could not be saved is not lost: the editor keeps it open, unsaved. */
async function saveFile(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), longestSaveMs);
  });
  const isSaved = await Promise.race([document.save(), tooLate]);
  clearTimeout(timer);
  if (isSaved) return;
  void vscode.window.showWarningMessage(`${vscode.workspace.asRelativePath(uri)} was changed but could not be saved. Save it yourself.`);
  await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
}

/** The editor says that an empty edit was not applied. */
const changesSomething = (change: FileChange) => change.kind !== 'modify' || change.after !== change.before.text;

const batch = 16;

/** Files are opened and saved side by side: one after the other, 200 of them take a minute. */
async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += batch) await Promise.all(items.slice(start, start + batch).map(work));
}

const longestDelayMs = 2_000;

/** Loads the text. The editor may still hold an older one of a file that was just closed; it hears of the newer one a moment later. */
async function openDocument(change: FileChange): Promise<void> {
  const uri = change.kind === 'modify' || change.kind === 'rename' ? findUri(change.path) : undefined;
  if (!uri || change.kind === 'create' || change.kind === 'delete') return;
  const document = await vscode.workspace.openTextDocument(uri);
  const isCurrent = () => document.isDirty || sameApartFromLineEnds(document.getText(), change.before.text);
  for (const end = Date.now() + longestDelayMs; !isCurrent() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 25));
}

const sameApartFromLineEnds = (left: string, right: string) =>
  left === right || left.replaceAll(/\r\n?/g, '\n') === right.replaceAll(/\r\n?/g, '\n');

/** Shown in a tab, or changed: the person saves it. Other documents are only remembered by the editor. */
function isInUse(path: FilePath): boolean {
  const uri = findUri(path)?.toString();
  const isShown = (tab: vscode.Tab) => tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri;
  return findDocument(path)?.isDirty === true || vscode.window.tabGroups.all.some((group) => group.tabs.some(isShown));
}

async function judgePaths(change: FileChange, { reader, confirmed }: Judging): Promise<Refusal | undefined> {
  for (const path of change.kind === 'rename' ? [change.path, change.to] : [change.path]) {
    const judged = await reader.judgePath(path);
    if (judged.verdict === 'outside') return { kind: 'refused', path, reason: 'outside', message: judged.why };
    if (judged.verdict === 'protected' && !confirmed.has(judged.path))
      return { kind: 'refused', path, reason: 'protected', message: judged.why };
  }
  return undefined;
}

/** The text counts, not its version: the same text may be named by the file's version and then by the buffer's. */
async function judgeText(change: FileChange, { reader, isReadOnly }: Judging, signal: AbortSignal): Promise<Refusal | undefined> {
  if (change.kind === 'create') return (await exists(change.path)) ? taken(change.path) : undefined;
  if (change.kind === 'rename' && (await exists(change.to))) return taken(change.to);
  const now = await reader.read(change.path, signal);
  if (now.kind === 'unreadable') return { kind: 'refused', path: change.path, reason: 'stale', message: now.message };
  if (now.kind !== 'found' || now.snapshot.text !== change.before.text) return stale(change.path);
  return (await isReadOnly(change.path)) || (await isReadOnlyInEditor(change.path)) ? locked(change.path) : undefined;
}

async function addChange(edit: vscode.WorkspaceEdit, change: FileChange): Promise<Refusal | undefined> {
  const uri = findUri(change.path);
  if (!uri) return { kind: 'refused', path: change.path, reason: 'outside', message: `${change.path} is not in an open folder.` };
  switch (change.kind) {
    case 'create':
      edit.createFile(uri, { contents: new TextEncoder().encode(change.after), overwrite: false }, label(change));
      return undefined;
    case 'delete':
      edit.deleteFile(uri, { ignoreIfNotExists: false }, label(change));
      return undefined;
    case 'modify':
      return addText(edit, uri, change);
    case 'rename': {
      const refusal = await addText(edit, uri, change);
      edit.renameFile(uri, findUri(change.to) ?? uri, { overwrite: false }, label(change));
      return refusal;
    }
    default:
      return assertNever(change);
  }
}

/** Only the lines that differ, so that carets, folds and markers elsewhere stay where they are. */
async function addText(
  edit: vscode.WorkspaceEdit,
  uri: vscode.Uri,
  change: FileChange & { kind: 'modify' | 'rename' },
): Promise<Refusal | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (!sameApartFromLineEnds(document.getText(), change.before.text)) return stale(change.path);
  if (document.getText() !== change.before.text) {
    const message = `${change.path} reads differently in the editor (mixed line ends, or another encoding). Open it, choose one line end, then accept again.`;
    return { kind: 'refused', path: change.path, reason: 'encoding', message };
  }
  if (!(await canHold(document, change.after))) {
    const message = `${change.path} is stored as ${document.encoding}, which does not have every character of the new lines. Save it with encoding UTF-8, then accept again.`;
    return { kind: 'refused', path: change.path, reason: 'encoding', message };
  }
  const isLarge = change.before.text.length > largeText;
  const before = fullLines(change.before.text);
  const after = fullLines(change.after);
  if (isLarge) await nextTurn();
  for (const { aStart, aEnd, bStart, bEnd } of diffLines(before.lines, after.lines)) {
    const added = after.lines.slice(bStart, bEnd).join('');
    const shared = sharedLineEnd(before.lines[aEnd - 1], added, aEnd > aStart);
    const end = before.offset(aEnd) - shared;
    const range = new vscode.Range(document.positionAt(before.offset(aStart)), document.positionAt(end));
    edit.replace(uri, range, added.slice(0, added.length - shared), label(change));
  }
  if (isLarge) await nextTurn();
  return undefined;
}

/** The editor would write question marks. */
async function canHold(document: vscode.TextDocument, text: string): Promise<boolean> {
  const { encoding } = document;
  return isUnicode(document) || (await vscode.workspace.decode(await vscode.workspace.encode(text, { encoding }), { encoding })) === text;
}

/** An end that stays is left alone: then no line is joined with the next one and parted again, which costs large files much. */
function sharedLineEnd(last: string | undefined, added: string, replaces: boolean): number {
  const end = (text: string) => /\r\n$|\n$|\r$/.exec(text)?.[0] ?? '';
  return replaces && last !== undefined && end(last) === end(added) ? end(added).length : 0;
}

const largeText = 500_000;

/** Long work on a large text lets others take their turns. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function fullLines(text: string): { readonly lines: readonly string[]; offset(line: number): number } {
  const { starts } = indexLines(text);
  const offset = (line: number) => starts[line] ?? text.length;
  return { lines: starts.map((start, at) => text.slice(start, offset(at + 1))), offset };
}

function label(change: FileChange): vscode.WorkspaceEditEntryMetadata {
  return { label: 'Understudy', description: change.path, needsConfirmation: false };
}

function savedAfter(change: FileChange): vscode.Uri[] {
  if (change.kind === 'delete' || change.kind === 'create') return [];
  return [findUri(change.kind === 'rename' ? change.to : change.path) ?? []].flat();
}

async function exists(path: FilePath): Promise<boolean> {
  const uri = findUri(path);
  if (!uri) return false;
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

async function isReadOnlyInEditor(path: FilePath): Promise<boolean> {
  const uri = findUri(path);
  const permissions = uri && (await vscode.workspace.fs.stat(uri)).permissions;
  return permissions !== undefined && (permissions & vscode.FilePermission.Readonly) !== 0;
}

function locked(path: FilePath): Refusal {
  return { kind: 'refused', path, reason: 'readOnly', message: `${path} is read-only. Make it writable, then accept again.` };
}

function stale(path: FilePath): Refusal {
  return { kind: 'refused', path, reason: 'stale', message: `${path} changed in the meantime. Look at the hunk again, then accept it.` };
}

function taken(path: FilePath): Refusal {
  return { kind: 'refused', path, reason: 'exists', message: `${path} exists already. Rename or delete it, then accept again.` };
}
