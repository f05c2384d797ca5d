// Composes the engine for the command line: which adapter stands behind which port.
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DisposableStore } from '../base/disposable.ts';
import { AppError } from '../base/errors.ts';
import { fitRequest } from '../core/edit/fitRequest.ts';
import { createJournal } from '../core/journal/createJournal.ts';
import type { RunEnvironment } from '../core/model/run.ts';
import { defaultRunLimits } from '../core/model/settings.ts';
import type { RunPorts } from '../core/orchestrator/ports.ts';
import { openBudget, type RunBudget } from '../core/orchestrator/spending.ts';
import { pathPolicy } from '../core/policy/paths.ts';
import { defaultPolicy } from '../core/policy/policy.ts';
import { redact } from '../core/policy/redact.ts';
import type { JudgedTexts } from '../core/policy/secretWatch.ts';
import type { Journal } from '../core/ports/journal.ts';
import type { LanguageModel } from '../core/ports/languageModel.ts';
import type { Person } from '../core/ports/person.ts';
import type { WorkspaceWriter } from '../core/ports/workspaceWriter.ts';
import { parseBudget } from '../core/routing/budgetText.ts';
import { connectModels, type ModelEndpoint } from '../core/routing/connectModels.ts';
import { findVendor, listTells } from '../core/routing/vendors.ts';
import { systemClock } from '../node/clock.ts';
import { createCommandRunner } from '../node/commands/commandRunner.ts';
import { type DataFolder, openDataFolder } from '../node/dataFolder.ts';
import { createAnswerFitter } from '../node/edit/answerFitter.ts';
import { createWorkspaceReader } from '../node/files/workspaceReader.ts';
import { createWorkspaceWriter } from '../node/files/workspaceWriter.ts';
import { createGitProcess } from '../node/git/gitProcess.ts';
import { sha256 } from '../node/hash.ts';
import { createIds, freshSalt } from '../node/ids.ts';
import { createFileRecordStore } from '../node/journal/fileRecordStore.ts';
import { createLanguageServers } from '../node/language/languageServers.ts';
import { createLineLogger } from '../node/logger.ts';
import { askListedFacts } from '../node/models/listedFacts.ts';
import { createOpenAiChat } from '../node/models/openAiChat.ts';
import { createProxyFetch, proxyFromEnvironment } from '../node/models/proxyFetch.ts';
import { createPageReader } from '../node/pages/pageReader.ts';
import { findRipgrep } from '../node/ripgrep.ts';
import { createFileLedger } from '../node/spendingLedger.ts';
import { createSyntaxWorker } from '../node/syntax/syntaxWorker.ts';
import { createTokenCounter } from '../node/tokens/tokenCounter.ts';
import type { Options } from './args.ts';
import { openCodeIndex } from './codeIndex.ts';
import { productVersion } from './version.ts';

/** Everything a command needs. `dispose` ends the child processes. */
export interface CliHost {
  readonly root: string;
  readonly journal: Journal;
  readonly writer: WorkspaceWriter;
  readonly ports: RunPorts;
  readonly environment: RunEnvironment;
  readonly budget: RunBudget;
  readonly judged: JudgedTexts;
  dispose(): void;
}

/** The workspace folder with links resolved. Throws `cli.noWorkspace`. */
export function workspaceRoot(options: Options): string {
  const folder = resolve(options.workspace);
  try {
    if (statSync(folder).isDirectory()) return realpathSync(folder);
  } catch (cause) {
    throw new AppError('cli.noWorkspace', `There is no folder ${folder}. Name your project's folder with --workspace DIR.`, { cause });
  }
  throw new AppError('cli.noWorkspace', `${folder} is a file. Name your project's folder with --workspace DIR, and the file with --file.`);
}

/** The workspace's journal, which the editor shares. */
export async function openJournal(root: string): Promise<Journal> {
  return journalIn(await openDataFolder(root, process.env));
}

const journalIn = (folder: DataFolder): Journal =>
  createJournal(createFileRecordStore(folder.journal), { hash: sha256, clock: systemClock, salt: freshSalt });

/** The model of the environment. Throws `model.none` with the next step. */
export async function chosenModel(options: Options, environment: NodeJS.ProcessEnv, role: 'edit' | 'ask' = 'edit'): Promise<LanguageModel> {
  const baseUrl = environment.UNDERSTUDY_BASE_URL ?? '';
  const names = options.model ?? environment.UNDERSTUDY_MODEL ?? '';
  const keyVariable = findVendor(baseUrl).keyVariable ?? '';
  const apiKey = environment.UNDERSTUDY_API_KEY ?? environment[keyVariable];
  const localOnly = Boolean(environment.UNDERSTUDY_LOCAL_ONLY);
  const proxy = proxyFromEnvironment(baseUrl, environment);
  const key = apiKey === undefined ? {} : { apiKey };
  const carry = proxy ? { fetch: createProxyFetch(proxy) } : {};
  const open = (endpoint: ModelEndpoint) => createOpenAiChat({ ...endpoint, ...carry });
  const listed = listTells(baseUrl, localOnly) && names.trim() !== '' ? await askListedFacts({ baseUrl, ...key, ...carry }) : [];
  const wanted = { baseUrl, names, role, localOnly, listed, ...key };
  const model = baseUrl === '' ? undefined : connectModels(wanted, { open, clock: systemClock, random: Math.random });
  if (model) return model;
  const missing = baseUrl ? 'UNDERSTUDY_MODEL (or --model)' : 'UNDERSTUDY_BASE_URL';
  throw new AppError(
    'model.none',
    `No model is set up: ${missing} is missing. For Ollama: UNDERSTUDY_BASE_URL=http://127.0.0.1:11434/v1 UNDERSTUDY_MODEL=<name>. See understudy --help.`,
  );
}

/** Composes the host. Child processes start when they are first needed. */
export async function createCliHost(options: Options, model: LanguageModel, person: Person): Promise<CliHost> {
  const owned = new DisposableStore();
  const root = workspaceRoot(options);
  const reader = createWorkspaceReader({ root, paths: pathPolicy, ripgrep: () => findRipgrep(undefined, process.env) });
  const data = await openDataFolder(root, process.env);
  const ids = createIds(systemClock);
  const writer = createWorkspaceWriter({ root, paths: pathPolicy, notes: data.writes, ids });
  await writer.recover();
  const logger = createLineLogger(
    (line) => process.stderr.write(redact(line)),
    systemClock,
    process.env.UNDERSTUDY_DEBUG ? 'debug' : 'error',
  );
  const syntax = owned.add(createSyntaxWorker());
  const servers = owned.add(createLanguageServers({ root, reader, logger, syntax }));
  const tokens = owned.add(createTokenCounter());
  const index = openCodeIndex({ root, folder: data.index, first: options.focus.map((focus) => focus.path), logger, reader }, owned);
  const journal = journalIn(data);
  const spending = parseBudget(process.env.UNDERSTUDY_BUDGET ?? '');
  const budget = await openBudget(root, () => spending, { journal, ledger: createFileLedger(data.spending), clock: systemClock, ids });
  return {
    root,
    journal,
    budget,
    judged: new Map(),
    writer,
    ports: {
      reader,
      pages: createPageReader(),
      git: owned.add(createGitProcess(root)),
      index,
      features: servers.features,
      syntax,
      shadow: servers.shadow,
      commands: createCommandRunner({ root }),
      tokens,
      fitter: createAnswerFitter({ fitHere: fitRequest }),
      model,
      person,
      clock: systemClock,
      ids,
      hash: sha256,
    },
    environment: {
      product: `understudy ${productVersion}`,
      host: `command line, Node ${process.versions.node}, ${process.platform}`,
      model: model.id,
      ...(model.facts ? { modelFacts: model.facts } : {}),
      ...(model.cheaper ? { cheaper: model.cheaper } : {}),
      settingsHash: sha256(JSON.stringify(defaultRunLimits)),
      policyHash: sha256(JSON.stringify(defaultPolicy)),
    },
    dispose: () => owned.dispose(),
  };
}
