// The chat as one thing: its view, the chats behind it, the connection to a model, and the commands that lead there.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import type { EditRequest } from '../../core/model/run.ts';
import type { Journal } from '../../core/ports/journal.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { QuestionView } from '../../protocol/view.ts';
import { listEditorModels } from '../adapters/editorModel.ts';
import { findPath, findUri } from '../adapters/workspacePaths.ts';
import { registerCommand } from '../commands/showFault.ts';
import { Connection } from '../connect/connection.ts';
import type { OpenEngine } from '../engine.ts';
import type { MisfitDesk } from '../misfits/misfitDesk.ts';
import type { Models } from '../models.ts';
import { hunkKey, type Reviews } from '../review/reviews.ts';
import type { Runs } from '../runs.ts';
import type { ChatHost, ChatReviews } from './chatHost.ts';
import { Chats } from './chats.ts';
import { ChatView, chatViewId } from './chatView.ts';
import { toFocusView } from './turnView.ts';

export interface ChatOptions {
  readonly runs: Runs;
  readonly reviews: Reviews;
  readonly models: Models;
  readonly misfits: MisfitDesk;
  readonly logger: Logger;
  readonly openEngine: OpenEngine;
  readonly extensionFolder: vscode.Uri;
  /** Remembers which chat was open. */
  readonly memory: vscode.Memento;
  newId(): string;
  now(): number;
}

export interface Chat extends Disposable {
  /** Asks in the chat, and shows it. */
  ask(request: EditRequest): Promise<void>;
}

const openChatKey = 'understudy.openChat';

export function createChat(options: ChatOptions): Chat {
  const owned = new DisposableStore();
  const { logger, memory, misfits, models, now, newId } = options;
  const host: ChatHost = {
    runs: options.runs,
    reviews: toChatReviews(options.reviews),
    logger,
    journal: () => findJournal(options.openEngine),
    workspace: workspaceState,
    now,
  };
  const remembered = {
    recall: () => memory.get<string>(openChatKey),
    keep: (id: string) => void memory.update(openChatKey, id),
  };
  const chats = owned.add(new Chats(host, remembered, newId));
  const connection = owned.add(
    new Connection({
      store: models,
      search: {
        findLocalServers: async (signal) =>
          (await models.findLocal(signal)).map((server) => ({ ...server, models: server.models.map((id) => ({ id })) })),
        listEditorModels,
        onDidChangeEditorModels: (listener) => vscode.lm.onDidChangeChatModels(listener),
      },
      now,
    }),
  );
  const tellConnected = () => void vscode.commands.executeCommand('setContext', 'understudy.connected', models.find() !== undefined);
  tellConnected();
  owned.add(models.onDidChange(tellConnected));
  const pageFolder = vscode.Uri.joinPath(options.extensionFolder, 'dist', 'webview');
  const view = owned.add(new ChatView({ host, chats, connection, misfits, pageFolder, places: { findPath, findUri }, newNonce }));
  owned.add(vscode.window.registerWebviewViewProvider(chatViewId, view));
  owned.add(registerCommand('understudy.newChat', logger, () => startNew(chats, view)));
  owned.add(registerCommand('understudy.showChats', logger, () => view.show('chats')));
  owned.add(registerCommand('understudy.connectModel', logger, () => view.show('connect')));
  owned.add(misfits.onDidAsk((question) => void callToQuestion(question, view)));
  const ask = async (request: EditRequest) => {
    await view.show('chat');
    await chats.send({ text: request.text, mode: request.kind, focus: request.focus.map(toFocusView) });
  };
  return { ask, dispose: () => owned.dispose() };
}

/** A question that nobody sees is announced; the chat itself is not brought forward unasked. */
async function callToQuestion(question: QuestionView, view: ChatView): Promise<void> {
  if (view.isVisible()) return;
  const place = question.path === undefined ? '' : ` for ${question.path}`;
  const show = 'Decide in the Chat';
  const chosen = await vscode.window.showWarningMessage(`Block ${question.number}${place} fits nowhere. The run waits for you.`, show);
  if (chosen === show) await view.show('chat');
}

function startNew(chats: Chats, view: ChatView): Promise<void> {
  chats.startNew();
  return view.show('chat');
}

function workspaceState(): ReturnType<ChatHost['workspace']> {
  if (!vscode.workspace.workspaceFolders?.length) return 'noFolder';
  return vscode.workspace.isTrusted ? 'ready' : 'untrusted';
}

/** Without a folder there is no journal; any other fault is one. */
async function findJournal(openEngine: OpenEngine): Promise<Journal | undefined> {
  try {
    return (await openEngine()).journal;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code.startsWith('workspace.')) return undefined;
    throw thrown;
  }
}

function newNonce(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

function toChatReviews(reviews: Reviews): ChatReviews {
  return {
    open: (run, proposal) => {
      if (!reviews.find(run)) reviews.add(run, proposal);
    },
    hunks: (run) => reviews.find(run)?.hunks.map((hunk) => ({ hunk, state: hunk.state })) ?? [],
    decide: (run, ids, decision) => reviews.decide(new Set([...ids].map((id) => hunkKey(run, id))), decision),
    show: async (run, path) => {
      const waiting = reviews.waiting().find((entry) => entry.run === run && entry.hunk.path === path);
      if (waiting) return void (await vscode.commands.executeCommand('understudy.showHunk', waiting.key));
      const uri = findUri(path);
      if (uri) await vscode.window.showTextDocument(uri);
    },
    onDidChange: (listener) => reviews.onDidChange(listener),
  };
}
