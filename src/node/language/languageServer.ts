// One running language server and what it has been told. Asks it for diagnostics of exactly the text that is open.

import { createHash } from 'node:crypto';
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver-protocol';
import type { FilePath } from '../../core/model/document.ts';
import type { Diagnostic } from '../../core/model/validation.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { type Answer, ServerConnection } from './connection.ts';
import type { HungFiles } from './hungFiles.ts';
import { OpenDocuments } from './openDocuments.ts';
import type { Paths } from './paths.ts';
import { KeptProjects } from './projects.ts';
import { PushInbox } from './pushInbox.ts';
import { Readiness } from './readiness.ts';
import type { ServerCommand, ServerRow } from './serverRow.ts';
import { extensionOf } from './serverTable.ts';
import type { TextState } from './textState.ts';
import { VirtualLayer } from './virtualLayer.ts';
import {
  configurationRequest,
  fileAskedFor,
  fromTsserver,
  initializeResult,
  pullReport,
  pushReport,
  toDiagnostic,
  tsserverAnswer,
} from './wire.ts';

export interface ServerSetup {
  readonly row: ServerRow;
  readonly server: ServerCommand;
  readonly paths: Paths;
  readonly logger: Logger;
  readonly hung: HungFiles;
  /** The person's text of a file. */
  textOf(path: FilePath): Promise<string | undefined>;
  onEnd(why: string): void;
}

const capabilities: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    synchronization: { dynamicRegistration: false },
    publishDiagnostics: { versionSupport: true },
    diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false },
    definition: { linkSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    diagnostics: { refreshSupport: true },
  },
  experimental: { serverStatusNotification: true },
};

export class LanguageServer {
  private readonly documents: OpenDocuments;
  private readonly connection: ServerConnection;
  private readonly inbox = new PushInbox();
  private readonly layer: VirtualLayer;
  private readonly readiness: Readiness;
  readonly projects: KeptProjects;

  constructor(readonly setup: ServerSetup) {
    const { paths, server, row, logger } = setup;
    this.readiness = new Readiness(server.announcesReadiness ?? false);
    this.connection = new ServerConnection(
      server,
      paths.root,
      {
        onNotification: (method, params) => this.receive(method, params),
        onRequest: (method, params) => this.reply(method, params),
        onHang: (params) => {
          const path = fileAskedFor(params, paths);
          if (path !== undefined) setup.hung.note(path);
        },
        onEnd: (why) => setup.onEnd(why),
      },
      logger,
    );
    this.layer = new VirtualLayer({
      lay: (files) => this.connection.lay(files.map(([path, text]) => [paths.toAbsolute(path), text])),
      tell: (changed, kind) => this.filesChanged(changed, kind),
    });
    this.projects = new KeptProjects(row, paths);
    this.documents = new OpenDocuments(
      (method, params) => this.connection.notify(method, params),
      paths,
      (path) => row.languages[extensionOf(path)] ?? 'plaintext',
    );
  }

  get isAlive(): boolean {
    return this.connection.isAlive;
  }

  get pid(): number | undefined {
    return this.connection.pid;
  }

  async initialize(ms: number, signal: AbortSignal): Promise<Answer<unknown>> {
    const { paths, server } = this.setup;
    const folder = paths.toUri('.').replace(/\/$/, '');
    const answer = await this.connection.ask(
      'initialize',
      {
        processId: process.pid,
        clientInfo: { name: 'understudy' },
        rootUri: folder,
        workspaceFolders: [{ uri: folder, name: 'workspace' }],
        initializationOptions: server.initializationOptions,
        capabilities,
      } satisfies InitializeParams,
      ms,
      signal,
    );
    if (answer.kind !== 'answer') return answer;
    if (!initializeResult.safeParse(answer.value).success) return { kind: 'failed', why: 'answered the greeting with what is no greeting' };
    this.connection.notify('initialized', {});
    return answer;
  }

  /** Makes a state the server's present. Where the server pushes, every version is new, so that no earlier push counts. */
  async become(state: TextState): Promise<void> {
    const { row, server } = this.setup;
    const texts = new Map(state.open);
    for (const path of this.projects.beside([...state.open.keys()].filter((open) => !state.created.has(open)))) {
      const text = state.gone.has(path) ? undefined : await this.setup.textOf(path);
      if (text !== undefined) texts.set(path, text);
    }
    if (server.seesVirtualFiles) await this.layer.show(state);
    else for (const [path, text] of state.gone) texts.set(path, row.emptied(text));
    const present = new Map<FilePath, string>();
    const met = server.meetsOldTextFirst ? [...texts.keys()].filter((path) => !state.created.has(path)) : [];
    for (const path of met.filter((file) => this.documents.versionOf(file) === undefined)) {
      const text = await this.setup.textOf(path);
      if (text !== undefined) present.set(path, text);
    }
    this.documents.become(texts, present);
    if (server.asking === 'push') this.documents.renewVersions();
  }

  ask<T>(method: string, params: unknown, ms: number, signal: AbortSignal): Promise<Answer<T>> {
    return this.connection.ask<T>(method, params, ms, signal);
  }

  /** Tells the server that files on disk are not what they were. */
  filesChanged(paths: readonly FilePath[], kind: 'created' | 'changed' | 'deleted'): void {
    if (paths.length === 0) return;
    const type = { created: 1, changed: 2, deleted: 3 }[kind];
    this.connection.notify('workspace/didChangeWatchedFiles', {
      changes: paths.map((path) => ({ uri: this.setup.paths.toUri(path), type })),
    });
  }

  /** Problems of the text now open (or, not open, of the file), never of an earlier one. */
  async diagnostics(path: FilePath, ms: number, signal: AbortSignal): Promise<Answer<readonly Diagnostic[]>> {
    if (this.setup.hung.has(path)) return { kind: 'failed', why: 'was busy without end on this file lately, and is not asked for it now' };
    const asked = this.documents.versionOf(path);
    const unready = await this.readiness.wait(ms, signal);
    if (unready !== undefined) return { kind: 'failed', why: unready };
    const answer = await this.askFor[this.setup.server.asking](path, ms, signal);
    if (answer.kind === 'answer' && this.documents.versionOf(path) !== asked) return { kind: 'failed', why: 'the text changed meanwhile' };
    return answer;
  }

  dispose(): void {
    this.connection.end('was stopped');
  }

  private readonly askFor = {
    pull: async (path: FilePath, ms: number, signal: AbortSignal): Promise<Answer<readonly Diagnostic[]>> => {
      const answer = await this.connection.ask(
        'textDocument/diagnostic',
        { textDocument: { uri: this.setup.paths.toUri(path) } },
        ms,
        signal,
      );
      if (answer.kind !== 'answer') return answer;
      const report = pullReport.safeParse(answer.value);
      if (!report.success) return { kind: 'failed', why: 'answered with what is no diagnostic report' };
      return { kind: 'answer', value: (report.data.items ?? []).map((item) => toDiagnostic(path, item, this.setup.row.id)) };
    },
    tsserver: async (path: FilePath, ms: number, signal: AbortSignal): Promise<Answer<readonly Diagnostic[]>> => {
      const found: Diagnostic[] = [];
      for (const command of ['syntacticDiagnosticsSync', 'semanticDiagnosticsSync']) {
        const parts = [command, { file: this.setup.paths.toAbsolute(path) }, {}];
        const asked = { command: 'typescript.tsserverRequest', arguments: parts };
        const answer = await this.connection.ask('workspace/executeCommand', asked, ms, signal);
        if (answer.kind !== 'answer') return answer;
        const report = tsserverAnswer.safeParse(answer.value);
        if (!report.success || !report.data.body) return { kind: 'failed', why: `tsserver gave no answer to ${command}` };
        found.push(...fromTsserver(path, report.data));
      }
      return { kind: 'answer', value: found };
    },
    push: async (path: FilePath, ms: number, signal: AbortSignal): Promise<Answer<readonly Diagnostic[]>> => {
      const version = this.documents.versionOf(path);
      if (version === undefined) return { kind: 'failed', why: 'the file is not open' };
      const barrier = await this.connection.ask(
        'textDocument/documentSymbol',
        { textDocument: { uri: this.setup.paths.toUri(path) } },
        ms,
        signal,
      );
      if (barrier.kind === 'silent' || barrier.kind === 'gone') return barrier;
      const items = await this.inbox.wait(path, { version, barrier: this.inbox.count }, ms, signal);
      if (!items) return { kind: 'silent', why: `sent no diagnostics for this text in ${ms} ms` };
      return { kind: 'answer', value: items.map((item) => toDiagnostic(path, item, this.setup.row.id)) };
    },
  };

  private receive(method: string, params: unknown): void {
    if (method === 'experimental/serverStatus') this.readiness.receive(params);
    if (method !== 'textDocument/publishDiagnostics') return;
    const push = pushReport.safeParse(params);
    const path = push.success ? this.setup.paths.fromUri(push.data.uri) : undefined;
    if (push.success && path) this.inbox.receive(path, push.data.version ?? undefined, push.data.diagnostics);
  }

  private reply(method: string, params: unknown): unknown {
    if (method !== 'workspace/configuration') return null;
    const asked = configurationRequest.safeParse(params);
    if (!asked.success) return [];
    return asked.data.items.map(({ section }) => (section === undefined ? null : (this.setup.server.settings?.[section] ?? null)));
  }
}

/** A name for a server's way of starting, to share one process among files that want the same. */
export const keyOf = (row: ServerRow, server: ServerCommand): string =>
  `${row.id}:${createHash('sha256')
    .update(JSON.stringify([server.command, server.args, server.initializationOptions, server.settings]))
    .digest('hex')
    .slice(0, 12)}`;
