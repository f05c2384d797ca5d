// Problems of the workspace as it is, remembered while nothing in it is known to have changed.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { FilePath } from '../../core/model/document.ts';
import type { Diagnostic } from '../../core/model/validation.ts';
import type { Paths } from '../language/paths.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('base64');

export class Baselines {
  private readonly problems = new Map<FilePath, readonly Diagnostic[]>();
  private readonly texts = new Map<FilePath, string>();

  get isEmpty(): boolean {
    return this.problems.size === 0;
  }

  has(path: FilePath): boolean {
    return this.problems.has(path);
  }

  get(path: FilePath): readonly Diagnostic[] | undefined {
    return this.problems.get(path);
  }

  set(path: FilePath, problems: readonly Diagnostic[]): void {
    this.problems.set(path, problems);
  }

  /** A text that is not what it was when last seen makes everything remembered worthless. */
  meet(texts: ReadonlyMap<FilePath, string>): void {
    for (const [path, text] of texts) {
      const now = digest(text);
      const seen = this.texts.get(path);
      this.texts.set(path, now);
      if (seen !== undefined && seen !== now) this.forget();
    }
  }

  forget(): void {
    this.problems.clear();
  }
}

export interface DiskNews {
  readonly created: readonly FilePath[];
  readonly changed: readonly FilePath[];
  readonly deleted: readonly FilePath[];
}

/** Tells what happened on disk to the files it was asked about before. */
export class DiskWatch {
  private readonly stamps = new Map<FilePath, number | undefined>();

  constructor(private readonly paths: Paths) {}

  /** Looks at these files and at all earlier ones. A file met for the first time is no news. */
  async look(at: readonly FilePath[]): Promise<DiskNews> {
    const news = { created: [] as FilePath[], changed: [] as FilePath[], deleted: [] as FilePath[] };
    await Promise.all(
      [...new Set([...at, ...this.stamps.keys()])].map(async (path) => {
        const now = await stat(this.paths.toAbsolute(path)).then(
          (found) => found.mtimeMs,
          () => undefined,
        );
        const isKnown = this.stamps.has(path);
        const before = this.stamps.get(path);
        this.stamps.set(path, now);
        if (!isKnown || before === now) return;
        if (before === undefined) news.created.push(path);
        else if (now === undefined) news.deleted.push(path);
        else news.changed.push(path);
      }),
    );
    return news;
  }
}
