// A typed pipe over a pair of post and listen functions: outgoing messages carry the protocol's version, incoming ones are parsed.
import * as z from 'zod/mini';
import type { Disposable } from '../base/disposable.ts';
import { protocolVersion } from './messages.ts';

/** Either end of the raw connection: the page's `postMessage` or the webview's. */
export interface RawPipe {
  post(raw: unknown): void;
  listen(receive: (raw: unknown) => void): Disposable;
}

/** What arrived: a message, one of another version, or something that is no message. The last two never reach a listener. */
export type Arrival<T> =
  | { readonly kind: 'message'; readonly message: T }
  | { readonly kind: 'otherVersion'; readonly version: number }
  | { readonly kind: 'malformed'; readonly why: string };

export interface Channel<In, Out> extends Disposable {
  send(message: Out): void;
  readonly onArrival: (listener: (arrival: Arrival<In>) => void) => Disposable;
}

const envelope = z.object({ understudy: z.number(), message: z.unknown() });

/** Judges one raw arrival. */
export function parseArrival<T>(raw: unknown, schema: z.ZodMiniType<T>): Arrival<T> {
  const outer = z.safeParse(envelope, raw);
  if (!outer.success) return { kind: 'malformed', why: z.prettifyError(outer.error) };
  if (outer.data.understudy !== protocolVersion) return { kind: 'otherVersion', version: outer.data.understudy };
  const inner = z.safeParse(schema, outer.data.message);
  return inner.success ? { kind: 'message', message: inner.data } : { kind: 'malformed', why: z.prettifyError(inner.error) };
}

/** One end of the pipe; `incoming` is the schema of what the other end sends. */
export function createChannel<In, Out>(pipe: RawPipe, incoming: z.ZodMiniType<In>): Channel<In, Out> {
  const listeners = new Set<(arrival: Arrival<In>) => void>();
  const listening = pipe.listen((raw) => {
    const arrival = parseArrival(raw, incoming);
    for (const listener of listeners) listener(arrival);
  });
  return {
    send: (message) => pipe.post({ understudy: protocolVersion, message }),
    onArrival: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    dispose: () => {
      listeners.clear();
      listening.dispose();
    },
  };
}
