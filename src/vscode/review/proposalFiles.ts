// The right side of the diff presentation: proposed files in memory. Editing and saving one changes the proposal, never the disk.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { findDocument, findUri } from '../adapters/workspacePaths.ts';
import { conflictText } from './conflicts.ts';
import {
  type ConflictName,
  emptyPath,
  nothingUri,
  type ProposalName,
  parseConflictUri,
  parseProposalUri,
  proposalScheme,
  standing,
  toProposalUri,
  toStandingUri,
} from './proposalNames.ts';
import type { Reviews } from './reviews.ts';

export class ProposalFiles implements vscode.FileSystemProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly onDidChangeFile = this.changed.event;
  private readonly shown = new Map<string, { readonly text: string; readonly at: number }>();

  /** The editor asks for the texts of restored comparisons at once: they are told when the reviews are back. */
  constructor(
    private readonly reviews: Reviews,
    private readonly restored: Promise<void>,
  ) {
    this.owned.add(vscode.workspace.registerFileSystemProvider(proposalScheme, this, { isCaseSensitive: true }));
    this.owned.add(reviews.onDidChange(() => this.refresh()));
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const bytes = await this.readFile(uri);
    const at = this.shown.get(uri.toString())?.at ?? 0;
    const permissions = parseProposalUri(uri) ? {} : { permissions: vscode.FilePermission.Readonly };
    return { type: vscode.FileType.File, ctime: 0, mtime: at, size: bytes.length, ...permissions };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    if (uri.path === emptyPath) return new Uint8Array();
    await this.restored;
    if (uri.query === standing) return readStanding(uri);
    const conflict = parseConflictUri(uri);
    if (conflict) return this.readConflict(conflict, uri);
    const text = this.proposed(uri);
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    if (this.shown.get(uri.toString())?.text !== text) this.shown.set(uri.toString(), { text, at: Date.now() });
    return new TextEncoder().encode(text);
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const name = parseProposalUri(uri);
    if (!name) throw vscode.FileSystemError.NoPermissions(uri);
    this.reviews.revise(name.run, name.path, new TextDecoder().decode(content));
  }

  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  readDirectory = (): [string, vscode.FileType][] => [];

  createDirectory(uri: vscode.Uri): void {
    refuse(uri);
  }

  delete(uri: vscode.Uri): void {
    refuse(uri);
  }

  rename(uri: vscode.Uri): void {
    refuse(uri);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private readConflict({ run, hunkId, side }: ConflictName, uri: vscode.Uri): Uint8Array {
    const hunk = this.reviews.find(run)?.hunks.find((candidate) => candidate.id === hunkId);
    if (!hunk) throw vscode.FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(conflictText(hunk, side));
  }

  private proposed(uri: vscode.Uri): string | undefined {
    const name = parseProposalUri(uri);
    return name && this.reviews.find(name.run)?.proposedText(name.path);
  }

  private refresh(): void {
    const known = [...this.shown].map(([text, shown]) => ({ uri: vscode.Uri.parse(text, true), shown }));
    const stale = known.filter(({ uri, shown }) => this.proposed(uri) !== shown.text);
    this.changed.fire(stale.map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })));
  }
}

/** The open buffer, else the file. Read once: the diff shows what the proposal was weighed against when it was opened. */
async function readStanding(uri: vscode.Uri): Promise<Uint8Array> {
  const path = parseProposalUri(uri.with({ query: '' }))?.path ?? '';
  const open = findDocument(path)?.getText();
  if (open !== undefined) return new TextEncoder().encode(open);
  const file = findUri(path);
  if (!file) throw vscode.FileSystemError.FileNotFound(uri);
  return vscode.workspace.fs.readFile(file);
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

export const proposedChangesTitle = 'Understudy: proposed changes';

/** Opens one proposed file beside the person's, or all of them in one view. Focus stays where it is unless asked for. */
export async function openDiff(reviews: Reviews, names: readonly ProposalName[]): Promise<void> {
  const [only] = names;
  if (!only) return;
  if (names.length === 1) {
    const [left, right] = sides(reviews, only);
    await vscode.commands.executeCommand('vscode.diff', left, right, `${only.path} (proposed)`, { preview: true });
    return;
  }
  const rows = names.map((name) => [findUri(name.path), ...sides(reviews, name)]);
  await vscode.commands.executeCommand('vscode.changes', proposedChangesTitle, rows);
}

function sides(reviews: Reviews, name: ProposalName): [vscode.Uri, vscode.Uri] {
  const change = reviews.find(name.run)?.proposal.changes.changes.find((entry) => entry.path === name.path);
  return [change?.kind === 'create' ? nothingUri : toStandingUri(name), change?.kind === 'delete' ? nothingUri : toProposalUri(name)];
}
