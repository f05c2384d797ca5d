// A record store that lives in memory. A test may look at `files`, and cut or change a line as a crash or a stranger would.
import type { RecordStore } from '../../src/core/ports/recordStore.ts';

export class MemoryRecordStore implements RecordStore {
  readonly files = new Map<string, string[]>();
  readonly blobs = new Map<string, string>();
  readonly privates = new Map<string, string>();

  async append(run: string, lines: readonly string[]): Promise<void> {
    this.files.set(run, [...(this.files.get(run) ?? []), ...lines]);
  }
  async lines(run: string): Promise<readonly string[]> {
    return this.files.get(run) ?? [];
  }
  async runs(): Promise<readonly string[]> {
    return [...this.files.keys()].sort();
  }
  async putBlob(hash: string, text: string, run?: string): Promise<void> {
    if (run === undefined) this.blobs.set(hash, text);
    else this.privates.set(`${run}/${hash}`, text);
  }
  async getBlob(hash: string, run?: string): Promise<string | undefined> {
    return run === undefined ? this.blobs.get(hash) : this.privates.get(`${run}/${hash}`);
  }
}
