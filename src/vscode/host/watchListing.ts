// Tells the kept list of files what came and went, as the editor's watcher sees it.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { KeptListing } from '../../node/files/keptListing.ts';

const neverListed = /\/(?:node_modules|\.git)\//;

export function watchListing(listing: Pick<KeptListing, 'forget'>): Disposable {
  const owned = new DisposableStore();
  const note = ({ path }: vscode.Uri) => {
    if (!neverListed.test(path)) listing.forget();
  };
  const files = owned.add(vscode.workspace.createFileSystemWatcher('**/*', false, true, false));
  owned.add(files.onDidCreate(note));
  owned.add(files.onDidDelete(note));
  const rules = owned.add(vscode.workspace.createFileSystemWatcher('**/.{gitignore,ignore,rgignore}', true, false, true));
  owned.add(rules.onDidChange(note));
  return owned;
}
