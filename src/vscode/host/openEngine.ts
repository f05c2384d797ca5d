// Opens the engine for the workspace that is open now: which adapter stands behind which port in the editor.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { createJournal } from '../../core/journal/createJournal.ts';
import type { Trust } from '../../core/model/policy.ts';
import { openBudget } from '../../core/orchestrator/spending.ts';
import { defaultPolicy } from '../../core/policy/policy.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Person } from '../../core/ports/person.ts';
import { systemClock } from '../../node/clock.ts';
import { openDataFolder, openJoinedDataFolder } from '../../node/dataFolder.ts';
import { isReadOnlyFile } from '../../node/files/diskFile.ts';
import { diskPlace } from '../../node/files/diskPlace.ts';
import { createWriteGuard } from '../../node/files/guardedWrite.ts';
import { keepListing } from '../../node/files/keptListing.ts';
import type { RecoveredWrite } from '../../node/files/writeTransaction.ts';
import { sha256 } from '../../node/hash.ts';
import { createIds, freshSalt } from '../../node/ids.ts';
import { createFileRecordStore } from '../../node/journal/fileRecordStore.ts';
import { createFileLedger } from '../../node/spendingLedger.ts';
import { createSyntaxWorker } from '../../node/syntax/syntaxWorker.ts';
import { createDocumentsReader } from '../adapters/documentsReader.ts';
import { createDocumentsWriter } from '../adapters/documentsWriter.ts';
import type { KeyStore } from '../adapters/keys.ts';
import { createEditorFeatures } from '../adapters/languageFeatures.ts';
import { readSettings, spendingRules } from '../adapters/settings.ts';
import { EditorSurroundings } from '../adapters/surroundings.ts';
import type { Engine } from '../engine.ts';
import { openDisk, openProjects, policyOf, workspaceFolders } from './openFolders.ts';
import { chosenEmbeddings } from './openIndex.ts';
import { putBackBuffers } from './recoveredBuffers.ts';
import { untrustedPorts } from './untrustedPorts.ts';
import { watchListing } from './watchListing.ts';

export interface EngineOptions {
  readonly logger: Logger;
  readonly person: Person;
  readonly trust: Trust;
  readonly keys: Pick<KeyStore, 'find'>;
}

/** Throws `workspace.none` without a folder on disk. */
export async function openEngine({ logger, person, trust, keys }: EngineOptions): Promise<Engine> {
  const owned = new DisposableStore();
  const folders = workspaceFolders();
  const roots = folders.map(({ part }) => part);
  const data = await (roots.length === 1 ? openDataFolder(roots[0]!, process.env) : openJoinedDataFolder(roots, process.env));
  const disk = openDisk(folders);
  const listing = keepListing(createDocumentsReader(disk));
  owned.add(watchListing(listing));
  const { reader } = listing;
  const paths = policyOf(folders);
  const root = roots[0]!;
  const guard = createWriteGuard({ root, paths, notes: data.writes, ids: createIds(systemClock) });
  for (const recovered of await guard.recover()) {
    tellRecovered(recovered, logger);
    owned.add(putBackBuffers(recovered, disk));
  }
  const shared = {
    reader,
    person,
    clock: systemClock,
    ids: createIds(systemClock),
    hash: sha256,
    syntax: owned.add(createSyntaxWorker()),
    features: createEditorFeatures(),
    surroundings: owned.add(new EditorSurroundings()),
  };
  const embeddings = await chosenEmbeddings(readSettings(), keys);
  const projects = { folders, reader, logger, ...(embeddings ? { embeddings } : {}) };
  const working = trust === 'trusted' ? await openProjects(projects, owned) : untrustedPorts(reader);
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
      isReadOnly: async (path) => isReadOnlyFile((await paths.judge(path, diskPlace(root))).absolute),
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
