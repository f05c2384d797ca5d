// Import graphs, read once per language family and kept true by what is heard of changed files: only those are read again.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import type { FilePath } from '../../core/model/document.ts';
import { type ImportGraph, readImports, specifiersIn } from './importGraph.ts';
import type { ImportRules } from './importRules.ts';

interface Held {
  readonly base: Promise<ImportGraph>;
  readonly readAt: number;
  /** The base with what is known to have changed since. */
  current: Promise<ImportGraph>;
  /** Specifiers of files that changed since the base was read. */
  readonly fresh: Map<FilePath, readonly string[]>;
  /** Files heard of, not read yet. */
  readonly heardOf: Set<FilePath>;
}

/** Nothing heard is not nothing changed: a host may not watch every folder. An older graph still serves while the next one is read. */
const staleAfterMs = 10 * 60_000;
/** After more changes than this, as a change of branch brings, all is read again. */
const mostPatched = 500;

export class GraphCache implements Disposable {
  private readonly held = new Map<ImportRules, Held>();
  private readonly lifetime = new AbortController();

  constructor(private readonly root: string) {}

  graph(rules: ImportRules): Promise<ImportGraph> {
    const known = this.held.get(rules) ?? this.read(rules);
    if (Date.now() - known.readAt > staleAfterMs) this.read(rules);
    if (known.heardOf.size > 0) known.current = this.patch(known, rules);
    return known.current;
  }

  /** Files on disk are not what they were. */
  filesChanged(paths: readonly FilePath[]): void {
    for (const [rules, held] of this.held) {
      for (const path of paths) if (rules.globs.some((glob) => path.endsWith(glob.slice(1)))) held.heardOf.add(path);
      const isRenamed = paths.some((path) => path.split('/').at(-1) === rules.packages?.glob);
      if (isRenamed || held.heardOf.size + held.fresh.size > mostPatched) this.held.delete(rules);
    }
  }

  dispose(): void {
    this.lifetime.abort();
  }

  private read(rules: ImportRules): Held {
    const base = readImports(this.root, rules, this.lifetime.signal);
    const held: Held = { base, readAt: Date.now(), current: base, fresh: new Map(), heardOf: new Set() };
    this.held.set(rules, held);
    base.catch(() => {
      if (this.held.get(rules) === held) this.held.delete(rules);
    });
    return held;
  }

  private async patch(held: Held, rules: ImportRules): Promise<ImportGraph> {
    const paths = [...held.heardOf];
    held.heardOf.clear();
    const texts = await Promise.all(paths.map((path) => readFile(join(this.root, path), 'utf8').catch(() => '')));
    for (const [index, path] of paths.entries()) held.fresh.set(path, specifiersIn(texts[index] ?? '', rules.pattern));
    return (await held.base).withImports(held.fresh);
  }
}
