// Every message between the extension host and the chat view's page, one schema each. Both sides parse what they receive.
import * as z from 'zod/mini';
import {
  chatListing,
  chatView,
  choicesView,
  connectionView,
  focusView,
  misfitChoice,
  mode,
  questionView,
  queueView,
  screen,
  turnView,
} from './view.ts';

/** Raised when a message changes its meaning; a page of another version is reloaded. */
export const protocolVersion = 2;

const decision = z.enum(['accept', 'reject']);

export const chatToHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('page/ready') }),
  z.object({ type: z.literal('page/show'), screen }),
  z.object({ type: z.literal('chat/send'), text: z.string().check(z.minLength(1)), mode, focus: z.array(focusView) }),
  z.object({ type: z.literal('chat/stop') }),
  z.object({ type: z.literal('queue/sendNow'), id: z.string() }),
  z.object({ type: z.literal('queue/drop'), id: z.string() }),
  z.object({ type: z.literal('misfit/choose'), id: z.string(), choice: misfitChoice }),
  z.object({ type: z.literal('context/choose'), turnId: z.string(), id: z.string(), choice: z.enum(['pin', 'remove']) }),
  z.object({ type: z.literal('context/forget'), key: z.string() }),
  z.object({ type: z.literal('chat/new') }),
  z.object({ type: z.literal('chat/open'), chatId: z.string() }),
  z.object({ type: z.literal('turn/retry'), turnId: z.string() }),
  z.object({ type: z.literal('turn/decide'), turnId: z.string(), decision }),
  z.object({ type: z.literal('file/decide'), turnId: z.string(), path: z.string(), decision }),
  z.object({ type: z.literal('file/review'), turnId: z.string(), path: z.string() }),
  z.object({ type: z.literal('file/open'), path: z.string(), line: z.optional(z.number()) }),
  z.object({ type: z.literal('text/copy'), text: z.string() }),
  z.object({ type: z.literal('step/take'), step: z.enum(['trust', 'openFolder', 'settings']) }),
  z.object({ type: z.literal('connect/look') }),
  z.object({ type: z.literal('connect/server'), baseUrl: z.string(), key: z.string(), model: z.string() }),
  z.object({ type: z.literal('connect/local'), model: z.string() }),
  z.object({ type: z.literal('connect/editor'), model: z.string() }),
]);
export type ChatToHost = z.infer<typeof chatToHost>;

export const hostToChat = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    screen,
    workspace: z.enum(['ready', 'noFolder', 'untrusted']),
    chat: chatView,
    chats: z.array(chatListing),
    connection: connectionView,
    queue: queueView,
    questions: z.array(questionView),
    choices: choicesView,
    running: z.optional(z.string()),
  }),
  z.object({ type: z.literal('screen'), screen }),
  z.object({ type: z.literal('turn'), turn: turnView, running: z.boolean() }),
  z.object({ type: z.literal('text'), turnId: z.string(), text: z.string() }),
  z.object({ type: z.literal('chats'), chats: z.array(chatListing) }),
  z.object({ type: z.literal('queue'), queue: queueView }),
  z.object({ type: z.literal('questions'), questions: z.array(questionView) }),
  z.object({ type: z.literal('choices'), choices: choicesView }),
  z.object({ type: z.literal('connection'), connection: connectionView }),
  z.object({ type: z.literal('focus'), focus: z.optional(focusView) }),
  z.object({ type: z.literal('prompt'), text: z.string(), mode, focus: z.array(focusView) }),
]);
export type HostToChat = z.infer<typeof hostToChat>;
