// Opens the engine for the workspace that is open now: which adapter stands behind which port in the editor.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import { fitRequest } from '../../core/edit/fitRequest.ts';
import { createJournal } from '../../core/journal/createJournal.ts';
import type { Trust } from '../../core/model/policy.ts';
import type { RunPorts } from '../../core/orchestrator/ports.ts';
import { openBudget } from '../../core/orchestrator/spending.ts';
import { pathPolicy } from '../../core/policy/paths.ts';
import { defaultPolicy } from '../../core/policy/policy.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Person } from '../../core/ports/person.ts';
import { findWasm } from '../../node/assets.ts';
import { systemClock } from '../../node/clock.ts';
import { createCommandRunner } from '../../node/commands/commandRunner.ts';
import { openDataFolder } from '../../node/dataFolder.ts';
import { createAnswerFitter } from '../../node/edit/answerFitter.ts';
import { isReadOnlyFile } from '../../node/files/diskFile.ts';
import { diskPlace } from '../../node/files/diskPlace.ts';
import { createWriteGuard } from '../../node/files/guardedWrite.ts';
import { createWorkspaceReader } from '../../node/files/workspaceReader.ts';
import type { RecoveredWrite } from '../../node/files/writeTransaction.ts';
import { createGitProcess } from '../../node/git/gitProcess.ts';
import { sha256 } from '../../node/hash.ts';
import { createIds, freshSalt } from '../../node/ids.ts';
import { createFileRecordStore } from '../../node/journal/fileRecordStore.ts';
import { createLanguageServers } from '../../node/language/languageServers.ts';
import { createPageReader } from '../../node/pages/pageReader.ts';
import { findRipgrep } from '../../node/ripgrep.ts';
import { createFileLedger } from '../../node/spendingLedger.ts';
import { createSyntaxParser } from '../../node/syntax/syntaxParser.ts';
import { createTokenCounter } from '../../node/tokens/tokenCounter.ts';
import { createDocumentsReader, unsavedTexts } from '../adapters/documentsReader.ts';
import { createDocumentsWriter } from '../adapters/documentsWriter.ts';
import type { KeyStore } from '../adapters/keys.ts';
import { createEditorFeatures } from '../adapters/languageFeatures.ts';
import { readSettings, spendingRules } from '../adapters/settings.ts';
import { EditorSurroundings } from '../adapters/surroundings.ts';
import type { Engine } from '../engine.ts';
import { chosenEmbeddings, type IndexPlace, openIndex } from './openIndex.ts';
import { untrustedPorts } from './untrustedPorts.ts';
import { watchServers } from './watchServers.ts';

export interface EngineOptions {
  readonly logger: Logger;
  readonly person: Person;
  readonly trust: Trust;
  readonly keys: Pick<KeyStore, 'find'>;
}

/** Throws `workspace.none` without a folder on disk. */
export async function openEngine({ logger, person, trust, keys }: EngineOptions): Promise<Engine> {
  const owned = new DisposableStore();
  const root = workspaceRoot();
  const data = await openDataFolder(root, process.env);
  const ripgrep = () => findRipgrep(vscode.env.appRoot, process.env);
  const disk = createWorkspaceReader({ root, paths: pathPolicy, ripgrep });
  const reader = createDocumentsReader(disk);
  const guard = createWriteGuard({ root, paths: pathPolicy, notes: data.writes, ids: createIds(systemClock) });
  for (const recovered of await guard.recover()) tellRecovered(recovered, logger);
  const shared = {
    reader,
    person,
    clock: systemClock,
    ids: createIds(systemClock),
    hash: sha256,
    syntax: createSyntaxParser({ findWasm }),
    features: createEditorFeatures(),
    surroundings: owned.add(new EditorSurroundings()),
  };
  const embeddings = await chosenEmbeddings(readSettings(), keys);
  const place = { root, folder: data.index, reader, logger, ...(embeddings ? { embeddings } : {}) };
  const working = trust === 'trusted' ? trustedPorts(place, owned) : untrustedPorts(reader);
  const journal = createJournal(createFileRecordStore(data.journal), { hash: sha256, clock: systemClock, salt: freshSalt });
  return {
    journal,
    judged: new Map(),
    budget: await openBudget(root, () => spendingRules(readSettings()), { ...shared, journal, ledger: createFileLedger(data.spending) }),
    writer: createDocumentsWriter({
      reader,
      disk,
      guard,
      savesOpenFiles: () => readSettings()['review.saveAfterAccept'],
      isReadOnly: async (path) => isReadOnlyFile((await pathPolicy.judge(path, diskPlace(root))).absolute),
    }),
    rules: { policy: defaultPolicy, trust },
    ports: { ...shared, ...working },
    dispose: () => owned.dispose(),
  };
}

/** A write that the editor's end cut off was settled: the person hears how. */
function tellRecovered({ settled, paths }: RecoveredWrite, logger: Logger): void {
  const files = paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
  logger.warn(`A write that was cut off was settled: ${settled.kind}; ${paths.join(', ')}`);
  if (settled.kind === 'stuck')
    void vscode.window.showWarningMessage(`Understudy: a write was cut off and could not be undone (${files}). ${settled.message}`);
  else if (settled.kind === 'undone')
    void vscode.window.showInformationMessage(
      `Understudy: a write was cut off when the editor ended, so it was undone: ${files}. Its hunks wait again.`,
    );
}

/** Children are started by these when they are first needed, and end with the engine. */
function trustedPorts(
  place: IndexPlace,
  owned: DisposableStore,
): Pick<RunPorts, 'index' | 'shadow' | 'commands' | 'pages' | 'git' | 'tokens' | 'fitter'> {
  const servers = owned.add(createLanguageServers({ ...place, buffers: unsavedTexts, editorRoot: vscode.env.appRoot }));
  owned.add(watchServers(place.root, servers));
  const commands = createCommandRunner({ root: place.root });
  return {
    index: openIndex(place, owned),
    shadow: servers.shadow,
    commands,
    pages: createPageReader(),
    git: owned.add(createGitProcess(place.root)),
    tokens: owned.add(createTokenCounter()),
    fitter: createAnswerFitter({ fitHere: fitRequest }),
  };
}

function workspaceRoot(): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  if (!first) throw new AppError('workspace.none', 'No folder is open. Open your project’s folder, then ask again.');
  if (first.uri.scheme !== 'file')
    throw new AppError('workspace.virtual', 'This folder is not on a disk that Understudy can reach, so edits cannot be rehearsed here.');
  return first.uri.fsPath;
}
