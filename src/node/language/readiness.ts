// Whether a server has read the project. One that answers before it has would say that nothing is wrong.
import { z } from 'zod/mini';

/** What rust-analyzer tells of itself. `quiescent`: nothing is being loaded any more. */
const serverStatus = z.object({ health: z.string(), quiescent: z.boolean(), message: z.optional(z.nullable(z.string())) });

export class Readiness {
  private state: { readonly isReady: boolean; readonly fault?: string };
  private readonly waiting = new Set<() => void>();

  /** A server that announces nothing is ready at once. */
  constructor(announces: boolean) {
    this.state = { isReady: !announces };
  }

  receive(params: unknown): void {
    const status = serverStatus.safeParse(params);
    if (!status.success) return;
    const { health, quiescent, message } = status.data;
    this.state = { isReady: quiescent, ...(health === 'error' ? { fault: message ?? 'could not read the project' } : {}) };
    if (quiescent) for (const wake of [...this.waiting]) wake();
  }

  /** Undefined when the server has read the project; else why it has not. */
  async wait(ms: number, signal: AbortSignal): Promise<string | undefined> {
    if (!this.state.isReady) await this.nextNews(ms, signal);
    return this.state.isReady ? this.state.fault : `had not read the project after ${ms} ms`;
  }

  private nextNews(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', settle);
        this.waiting.delete(settle);
        resolve();
      };
      const timer = setTimeout(settle, ms);
      signal.addEventListener('abort', settle, { once: true });
      this.waiting.add(settle);
    });
  }
}
