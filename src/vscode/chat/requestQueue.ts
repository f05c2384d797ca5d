// Requests that came while another one runs: shown, started in turn, and never dropped without the person's word.
import type { QueueView } from '../../protocol/view.ts';
import type { ChatRequest } from './conversation.ts';

/** The chat in front of the queue. */
export interface QueueHost {
  isRunning(): boolean;
  /** Ends the request that runs; its end is told like any other. */
  stop(): void;
  start(request: ChatRequest): void;
  tell(queue: QueueView): void;
}

interface Waiting {
  readonly id: string;
  readonly request: ChatRequest;
}

/** Holds itself when a request was stopped or failed: the next one may not make sense then. */
export class RequestQueue {
  private waiting: readonly Waiting[] = [];
  private isHeld = false;
  private isUrgent = false;

  constructor(private readonly host: QueueHost) {}

  add(request: ChatRequest, id: string): void {
    this.waiting = [...this.waiting, { id, request }];
    this.host.tell(this.view());
  }

  drop(id: string): void {
    this.waiting = this.waiting.filter((entry) => entry.id !== id);
    if (this.waiting.length === 0) this.isHeld = false;
    this.host.tell(this.view());
  }

  /** Sends it next, and stops the one that runs for it. */
  sendNow(id: string): void {
    const first = this.waiting.filter((entry) => entry.id === id);
    if (first.length === 0) return;
    this.waiting = [...first, ...this.waiting.filter((entry) => entry.id !== id)];
    this.isUrgent = true;
    if (this.host.isRunning()) this.host.stop();
    else this.advance(true);
  }

  /** A request has ended: the next one starts when it ended well. */
  advance(endedWell: boolean): void {
    const [first] = this.waiting;
    const goesOn = endedWell || this.isUrgent;
    this.isUrgent = false;
    if (!first) return;
    this.isHeld = !goesOn;
    if (goesOn) {
      this.drop(first.id);
      this.host.start(first.request);
    } else this.host.tell(this.view());
  }

  view(): QueueView {
    return { held: this.isHeld, requests: this.waiting.map(({ id, request }) => ({ id, text: request.text, mode: request.mode })) };
  }
}
