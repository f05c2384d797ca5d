// Composition of the extension: every adapter is made here and handed on, and all of them end with the host.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Person } from '../core/ports/person.ts';
import { systemClock } from '../node/clock.ts';
import { sha256 } from '../node/hash.ts';
import { createIds } from '../node/ids.ts';
import { createKeyStore } from './adapters/keys.ts';
import { createLogger } from './adapters/logger.ts';
import { createDialogPerson } from './adapters/person.ts';
import { readSettings, runLimits } from './adapters/settings.ts';
import { createChat } from './chat/createChat.ts';
import { registerEditCommands } from './commands/editCommands.ts';
import { tellIgnoredRedirects } from './connect/ignoredRedirects.ts';
import { EngineDoor } from './host/engineDoor.ts';
import { createServerModels, listLocalServers } from './host/serverModel.ts';
import { RunMarks } from './inlineEdit/runMarks.ts';
import { HandEdits } from './misfits/handEdits.ts';
import { MisfitDesk } from './misfits/misfitDesk.ts';
import { Models } from './models.ts';
import { QuickFixes } from './quickFix/quickFixes.ts';
import { createReview } from './review/createReview.ts';
import { Runs } from './runs.ts';
import { SpendingStatus } from './status/spendingStatus.ts';

/** The running extension. Disposing it ends everything it started. */
export function createHost(context: vscode.ExtensionContext): Disposable {
  const owned = new DisposableStore();
  const channel = owned.add(vscode.window.createOutputChannel('Understudy', { log: true }));
  const logger = createLogger(channel);
  owned.add(vscode.commands.registerCommand('understudy.showLog', () => channel.show(true)));

  const keys = createKeyStore(context.secrets);
  const misfits = owned.add(new MisfitDesk(owned.add(new HandEdits())));
  const person: Person = { ...createDialogPerson(), settleMisfit: (question, signal) => misfits.ask(question, signal) };
  const engine = owned.add(new EngineDoor({ logger, person, keys }));
  const models = new Models({
    keys,
    openServer: createServerModels(() => readSettings()['model.localOnly']),
    findLocal: listLocalServers,
  });
  const runs = owned.add(
    new Runs({
      product: `understudy ${context.extension.packageJSON.version}`,
      editor: `${vscode.env.appName} ${vscode.version}`,
      hash: sha256,
      logger,
      openEngine: () => engine.open(),
      openModel: () => models.open(),
      limits: () => runLimits(readSettings()),
    }),
  );
  const openEngine = () => engine.open();
  const { reviews } = owned.add(createReview({ runs, logger, openEngine }));
  const extensionFolder = context.extensionUri;
  const memory = context.workspaceState;
  const newId = createIds(systemClock);
  const now = systemClock.now;
  const chat = owned.add(createChat({ runs, reviews, models, misfits, logger, openEngine, extensionFolder, memory, newId, now }));
  const marks = owned.add(new RunMarks(runs));
  const runsHere = () => marks.runsHere();
  owned.add(registerEditCommands({ runs, logger, memory: context.globalState, ask: chat.ask, runsHere }));
  owned.add(new SpendingStatus(runs));
  owned.add(vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new QuickFixes(), QuickFixes.metadata));
  tellIgnoredRedirects(logger).catch((thrown: unknown) => logger.error('The settings of the workspace could not be looked at', thrown));
  logger.info('Understudy is ready.');
  return owned;
}
