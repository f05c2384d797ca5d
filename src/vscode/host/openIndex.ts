// The code index in the editor: built in the background, told of every file that changes, its progress in the status bar.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { createSteadyIndex } from '../../core/codeIndex/steadyIndex.ts';
import { createTextSearchIndex } from '../../core/codeIndex/textSearchIndex.ts';
import type { EditorSettings } from '../../core/model/settings.ts';
import type { CodeIndex, CodeIndexState } from '../../core/ports/codeIndex.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import { isLocalAddress } from '../../core/routing/vendors.ts';
import { systemClock } from '../../node/clock.ts';
import { createIndexProcess, type IndexProcessOptions } from '../../node/codeIndex/indexProcess.ts';
import type { KeyStore } from '../adapters/keys.ts';

export interface IndexPlace {
  readonly root: string;
  /** Where the index is kept. */
  readonly folder: string;
  readonly reader: WorkspaceReader;
  readonly logger: Logger;
  /** The path of a file in this folder; undefined for one elsewhere. */
  findPath(uri: vscode.Uri): string | undefined;
  /** Where vectors come from instead of the table that comes along. */
  readonly embeddings?: IndexProcessOptions['embeddings'];
}

/** The endpoint that the settings name; undefined for none, and for another machine when only this one may be asked. */
export async function chosenEmbeddings(settings: EditorSettings, keys: Pick<KeyStore, 'find'>): Promise<IndexProcessOptions['embeddings']> {
  const [baseUrl, model] = [settings['embeddings.baseUrl'].trim(), settings['embeddings.model'].trim()];
  if (baseUrl === '' || model === '' || (settings['model.localOnly'] && !isLocalAddress(baseUrl))) return undefined;
  const apiKey = await keys.find(baseUrl);
  return { baseUrl, model, ...(apiKey ? { apiKey } : {}) };
}

/** A request waits so long for an index that is still being built, then the files are searched. */
const patienceMs = 400;
/** Changes are gathered so long, because a checkout or an install changes many files at once. */
const gatherMs = 50;
const neverIndexed = /(^|\/)(node_modules|\.git)\//;

/** Starts at once. What it started ends with `owned`. */
export function openIndex(place: IndexPlace, owned: DisposableStore): CodeIndex {
  const { root, folder, reader, logger, embeddings } = place;
  const status = owned.add(new IndexStatus());
  const index = createSteadyIndex({
    index: owned.add(
      createIndexProcess({
        root,
        folder,
        exclude: excludedByEditor(),
        first: openPaths(place),
        onState: (state) => status.show(state),
        ...(embeddings ? { embeddings } : {}),
        logger,
      }),
    ),
    fallback: createTextSearchIndex(reader),
    clock: systemClock,
    patienceMs,
    logger,
  });
  index.start().catch((thrown: unknown) => logger.error('The code index did not start', thrown));
  owned.add(watchFiles(place, index));
  return index;
}

function watchFiles({ root, logger, findPath }: IndexPlace, index: CodeIndex): Disposable {
  const owned = new DisposableStore();
  const watcher = owned.add(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**/*')));
  const changed = new Set<string>();
  const { signal } = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    const paths = [...changed];
    changed.clear();
    index
      .update(paths, signal)
      .catch((thrown: unknown) => logger.warn(`The index missed ${paths.length} changed files. ${String(thrown)}`));
  };
  const note = (uri: vscode.Uri) => {
    const path = findPath(uri);
    if (path === undefined || neverIndexed.test(path)) return;
    changed.add(path);
    timer ??= setTimeout(flush, gatherMs);
  };
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) owned.add(event(note));
  owned.add({ dispose: () => clearTimeout(timer) });
  return owned;
}

function excludedByEditor(): string[] {
  const excluded = vscode.workspace.getConfiguration('files').get<Record<string, boolean>>('exclude', {});
  return Object.entries(excluded).flatMap(([glob, isExcluded]) => (isExcluded === true ? [glob] : []));
}

const openPaths = ({ findPath }: IndexPlace): string[] =>
  vscode.workspace.textDocuments.flatMap((document) => findPath(document.uri) ?? []);

/** Visible only while there is something to wait for. */
class IndexStatus implements Disposable {
  private readonly item = vscode.window.createStatusBarItem('understudy.index', vscode.StatusBarAlignment.Right, 50);

  constructor() {
    this.item.name = 'Understudy index';
  }

  show(state: CodeIndexState): void {
    if (state.kind !== 'indexing') {
      this.item.hide();
      return;
    }
    const total = state.totalFiles === undefined ? '' : ` of ${state.totalFiles}`;
    this.item.text = `$(sync~spin) Indexing ${state.indexedFiles}${total}`;
    this.item.tooltip = 'Understudy indexes this workspace on this machine. Requests work meanwhile.';
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
