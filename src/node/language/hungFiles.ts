// Files on which a server was busy without end. They are not asked for again for a while, so that one file does not cost every
// verdict its server; whoever wants to know of them is told why there is no answer.
import type { FilePath } from '../../core/model/document.ts';

const leftAloneMs = 10 * 60_000;

export class HungFiles {
  private readonly until = new Map<FilePath, number>();

  note(path: FilePath): void {
    this.until.set(path, Date.now() + leftAloneMs);
  }

  has(path: FilePath): boolean {
    return (this.until.get(path) ?? 0) > Date.now();
  }

  /** Another text may be no trouble. */
  forget(paths: readonly FilePath[]): void {
    for (const path of paths) this.until.delete(path);
  }
}
