// Fetches vectors from a configured endpoint in the background, one round after another, and tells how far it is and what it cost.
import { messageOf } from '../base/errors.ts';
import type { IndexEngine } from '../core/codeIndex/indexEngine.ts';
import { redact } from '../core/policy/redact.ts';
import type { EmbeddingsEndpoint, RemoteEmbedder } from '../node/models/embeddings.ts';
import { costNote } from './chooseEmbedder.ts';

export interface FillingParts {
  readonly remote: RemoteEmbedder;
  readonly endpoint: EmbeddingsEndpoint;
  readonly onProgress: () => void;
}

export class VectorFilling {
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;
  private filled = 0;
  private fault = '';

  constructor(private readonly parts: FillingParts) {}

  /** For the person; empty before anything was fetched. */
  get note(): string {
    const { endpoint, remote } = this.parts;
    if (this.filled === 0 && this.fault === '') return '';
    const done = `${this.filled} pieces got vectors from ${endpoint.model}${costNote(endpoint, remote.usedTokens())}.`;
    return [done, this.fault].filter(Boolean).join(' ');
  }

  /** Does nothing while a round is under way. */
  start(engine: IndexEngine): void {
    this.running ??= this.fill(engine).finally(() => {
      this.running = undefined;
      this.parts.onProgress();
    });
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async fill(engine: IndexEngine): Promise<void> {
    const before = this.filled;
    const onProgress = (filled: number) => {
      this.filled = before + filled;
      this.parts.onProgress();
    };
    this.fault = '';
    await engine.fillVectors(this.parts.remote, { clean: redact, onProgress }, this.stopped.signal).catch((thrown: unknown) => {
      if (!this.stopped.signal.aborted) this.fault = messageOf(thrown);
    });
  }
}
