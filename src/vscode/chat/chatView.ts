// The chat view: the page in the side bar, fed from the open chat and the connection, and the doors behind its buttons.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import { type Arrival, type Channel, createChannel } from '../../protocol/channel.ts';
import { type ChatToHost, chatToHost, type HostToChat } from '../../protocol/messages.ts';
import type { FocusView, Screen } from '../../protocol/view.ts';
import type { Connection } from '../connect/connection.ts';
import type { MisfitDesk } from '../misfits/misfitDesk.ts';
import type { ChatHost } from './chatHost.ts';
import type { Chats } from './chats.ts';
import { choose, forget } from './contextChoices.ts';
import type { ChatRequest } from './conversation.ts';
import { pageHtml } from './pageHtml.ts';

export const chatViewId = 'understudy.chat';

export interface ChatViewParts {
  readonly host: ChatHost;
  readonly chats: Chats;
  readonly connection: Connection;
  readonly misfits: MisfitDesk;
  /** The folder of the built page. */
  readonly pageFolder: vscode.Uri;
  readonly places: Places;
  newNonce(): string;
}

/** The workspace's names for files. */
export interface Places {
  findPath(uri: vscode.Uri): string | undefined;
  findUri(path: string): vscode.Uri | undefined;
}

export class ChatView implements vscode.WebviewViewProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly receivers: Receivers;
  private page: Channel<ChatToHost, HostToChat> | undefined;
  private view: vscode.WebviewView | undefined;
  private screen: Screen = 'chat';
  /** A request for the prompt box that came before the page was there. */
  private offered: ChatRequest | undefined;

  constructor(private readonly parts: ChatViewParts) {
    this.receivers = createReceivers(parts, this);
    this.owned.add(parts.chats.onDidTell((message) => (message === 'replaced' ? this.draw() : this.page?.send(message))));
    this.owned.add(parts.connection.onDidChange(() => this.page?.send({ type: 'connection', connection: parts.connection.view() })));
    this.owned.add(parts.misfits.onDidChange(() => this.page?.send({ type: 'questions', questions: parts.misfits.view() })));
    this.owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.tellFocus()));
    this.owned.add(vscode.window.onDidChangeTextEditorSelection(() => this.tellFocus()));
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.draw()));
    this.owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.draw()));
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { pageFolder, host } = this.parts;
    view.webview.options = { enableScripts: true, localResourceRoots: [pageFolder] };
    const file = (name: string) => view.webview.asWebviewUri(vscode.Uri.joinPath(pageFolder, name)).toString();
    const page = createChannel<ChatToHost, HostToChat>(
      {
        post: (raw) => void view.webview.postMessage(raw),
        listen: (receive) => view.webview.onDidReceiveMessage(receive),
      },
      chatToHost,
    );
    page.onArrival((arrival) => this.receive(arrival));
    view.onDidDispose(() => {
      page.dispose();
      if (this.page === page) this.page = undefined;
    });
    this.page = page;
    this.view = view;
    view.webview.html = pageHtml({
      ownSource: view.webview.cspSource,
      nonce: this.parts.newNonce(),
      script: file('page.js'),
      style: file('page.css'),
    });
    host.logger.debug('The chat view is open.');
  }

  isVisible(): boolean {
    return this.page !== undefined && this.view?.visible === true;
  }

  /** Brings a page of the view forward. */
  async show(screen: Screen): Promise<void> {
    this.screen = screen;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    this.page?.send({ type: 'screen', screen });
  }

  /** Puts a request into the prompt box, for the person to send. */
  async offer(request: ChatRequest): Promise<void> {
    this.offered = request;
    await this.show('chat');
    this.tellOffer();
  }

  draw(): void {
    const { host, chats, connection, misfits } = this.parts;
    const questions = misfits.view();
    this.page?.send({
      type: 'state',
      screen: this.screen,
      workspace: host.workspace(),
      connection: connection.view(),
      questions,
      ...chats.view(),
    });
    this.tellFocus();
    this.tellOffer();
  }

  dispose(): void {
    this.page?.dispose();
    this.owned.dispose();
  }

  private receive(arrival: Arrival<ChatToHost>): void {
    const { logger } = this.parts.host;
    if (arrival.kind === 'message') {
      const receiver = this.receivers[arrival.message.type] as (message: ChatToHost) => unknown;
      Promise.resolve(receiver(arrival.message)).catch((fault: unknown) => {
        logger.error(`The chat view asked for ${arrival.message.type}, which failed.`, fault);
        void vscode.window.showErrorMessage(messageOf(fault));
      });
    } else if (arrival.kind === 'otherVersion')
      logger.warn(`The chat page speaks version ${arrival.version} of the protocol. Reload the window.`);
    else logger.warn(`The chat page sent something that is no message: ${arrival.why}`);
  }

  private tellOffer(): void {
    if (!this.page || !this.offered) return;
    this.page.send({ type: 'prompt', text: this.offered.text, mode: this.offered.mode, focus: [...this.offered.focus] });
    this.offered = undefined;
  }

  private tellFocus(): void {
    const focus = findFocus(this.parts.places);
    this.page?.send({ type: 'focus', ...(focus ? { focus } : {}) });
  }
}

/** The file in front, or the lines selected in it. */
function findFocus(places: Places): FocusView | undefined {
  const editor = vscode.window.activeTextEditor;
  const path = editor && places.findPath(editor.document.uri);
  if (!editor || path === undefined) return undefined;
  const { selection } = editor;
  if (selection.isEmpty) return { path };
  const endsBefore = selection.end.character === 0 && selection.end.line > selection.start.line;
  return { path, startLine: selection.start.line + 1, endLine: selection.end.line + (endsBefore ? 0 : 1) };
}

type Receivers = { readonly [T in ChatToHost['type']]: (message: Extract<ChatToHost, { type: T }>) => unknown };

/** What each message of the page does. */
function createReceivers({ host, chats, connection, misfits, places }: ChatViewParts, view: ChatView): Receivers {
  return {
    'page/ready': async () => {
      await chats.restore();
      view.draw();
    },
    'page/show': ({ screen }) => view.show(screen),
    'chat/send': ({ text, mode, focus }) => chats.send({ text, mode, focus }),
    'chat/stop': () => chats.current.stop(),
    'queue/sendNow': ({ id }) => chats.queue.sendNow(id),
    'queue/drop': ({ id }) => chats.queue.drop(id),
    'misfit/choose': ({ id, choice }) => misfits.choose(id, choice),
    'context/choose': ({ turnId, id, choice }) => {
      const entry = chats.current.findTurn(turnId)?.ledger?.entries.find((each) => each.id === id);
      if (entry) chats.current.choose((chosen) => choose(chosen, choice, entry));
    },
    'context/forget': ({ key }) => chats.current.choose((chosen) => forget(chosen, key)),
    'chat/new': () => {
      chats.startNew();
      return view.show('chat');
    },
    'chat/open': async ({ chatId }) => {
      await chats.show(chatId);
      await view.show('chat');
    },
    'turn/retry': ({ turnId }) => chats.retry(turnId),
    'turn/decide': ({ turnId, decision }) => chats.current.decide(turnId, decision),
    'file/decide': ({ turnId, path, decision }) => chats.current.decide(turnId, decision, path),
    'file/review': ({ turnId, path }) => {
      const run = chats.current.findTurn(turnId)?.run;
      return run === undefined ? undefined : host.reviews.show(run, path);
    },
    'file/open': ({ path, line }) => openFile(places.findUri(path), line),
    'text/copy': ({ text }) => vscode.env.clipboard.writeText(text),
    'step/take': ({ step }) => vscode.commands.executeCommand(stepCommands[step]),
    'connect/look': () => connection.look(),
    'connect/server': ({ baseUrl, key, model }) => connection.useServer(baseUrl, key, model),
    'connect/local': ({ model }) => connection.useLocal(model),
    'connect/editor': ({ model }) => connection.useEditorModel(model),
  };
}

const stepCommands = {
  trust: 'workbench.trust.manage',
  openFolder: 'workbench.action.files.openFolder',
  settings: 'workbench.action.openSettings',
} as const;

/** Opens a file that the chat names, when it is one of the workspace. */
async function openFile(uri: vscode.Uri | undefined, line: number | undefined): Promise<void> {
  if (!uri || !vscode.workspace.getWorkspaceFolder(uri)) return;
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(uri, line === undefined ? {} : { selection: new vscode.Range(at, at) });
}
