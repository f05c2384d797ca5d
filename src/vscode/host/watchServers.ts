// Tells the private language servers which files of the folder changed on disk, as the editor's watcher sees it.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { LanguageServers } from '../../node/language/languageServers.ts';
import type { IndexPlace } from './openIndex.ts';

type Kind = Parameters<LanguageServers['filesChanged']>[1];

/** A build or a checkout changes many files in one go: they are told together. */
const gatherMs = 100;
const nobodysSource = /(^|\/)(\.git|node_modules|\.understudy)\//;

/** `findPath` gives the path of a file in this folder, undefined for one elsewhere. */
export function watchServers(
  { root, findPath }: Pick<IndexPlace, 'root' | 'findPath'>,
  servers: Pick<LanguageServers, 'filesChanged'>,
): Disposable {
  const owned = new DisposableStore();
  const watcher = owned.add(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**/*')));
  const news = new Map<string, Kind>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    for (const kind of ['created', 'changed', 'deleted'] as const) {
      const paths = [...news].flatMap(([path, what]) => (what === kind ? [path] : []));
      servers.filesChanged(paths, kind);
    }
    news.clear();
  };
  const note = (kind: Kind) => (uri: vscode.Uri) => {
    const path = findPath(uri);
    if (path === undefined || nobodysSource.test(path)) return;
    news.set(path, kind);
    timer ??= setTimeout(flush, gatherMs);
  };
  owned.add(watcher.onDidCreate(note('created')));
  owned.add(watcher.onDidChange(note('changed')));
  owned.add(watcher.onDidDelete(note('deleted')));
  owned.add({ dispose: () => clearTimeout(timer) });
  return owned;
}
