// The page's end of the connection to the extension host, and the little the page remembers by itself.
import * as z from 'zod/mini';
import { type Channel, createChannel } from '../../src/protocol/channel.ts';
import { type ChatToHost, type HostToChat, hostToChat } from '../../src/protocol/messages.ts';
import { mode } from '../../src/protocol/view.ts';

interface EditorApi {
  postMessage(raw: unknown): void;
  getState(): unknown;
  setState(state: unknown): unknown;
}
declare function acquireVsCodeApi(): EditorApi;

/** Kept across a reload of the page: what was typed and not sent. Everything else comes from the host. */
const remembered = z.object({ draft: z.string(), mode });
export type Remembered = z.infer<typeof remembered>;

export interface Bridge extends Channel<HostToChat, ChatToHost> {
  remember(state: Remembered): void;
  readonly restored: Remembered;
}

/** Connects to the editor; called once, when the page starts. */
export function createBridge(): Bridge {
  const editor = acquireVsCodeApi();
  const channel = createChannel<HostToChat, ChatToHost>(
    {
      post: (raw) => editor.postMessage(raw),
      listen: (receive) => {
        const listener = (event: MessageEvent) => receive(event.data);
        window.addEventListener('message', listener);
        return { dispose: () => window.removeEventListener('message', listener) };
      },
    },
    hostToChat,
  );
  const stored = z.safeParse(remembered, editor.getState());
  return {
    ...channel,
    remember: (state) => {
      editor.setState(state);
    },
    restored: stored.success ? stored.data : { draft: '', mode: 'edit' },
  };
}
