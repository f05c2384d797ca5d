// Import graphs, read once per language family and refreshed behind the answer.
import type { Disposable } from '../../base/disposable.ts';
import { type ImportGraph, readImports } from './importGraph.ts';
import type { ImportRules } from './importRules.ts';

interface Held {
  readonly graph: Promise<ImportGraph>;
  readonly readAt: number;
}

/** An older graph still serves while the next one is read. */
const staleAfterMs = 20_000;

export class GraphCache implements Disposable {
  private readonly held = new Map<ImportRules, Held>();
  private readonly lifetime = new AbortController();

  constructor(private readonly root: string) {}

  graph(rules: ImportRules): Promise<ImportGraph> {
    const known = this.held.get(rules) ?? this.read(rules);
    if (Date.now() - known.readAt > staleAfterMs) this.read(rules);
    return known.graph;
  }

  /** Files on disk are not what they were. */
  forget(): void {
    this.held.clear();
  }

  dispose(): void {
    this.lifetime.abort();
  }

  private read(rules: ImportRules): Held {
    const fresh = { graph: readImports(this.root, rules, this.lifetime.signal), readAt: Date.now() };
    this.held.set(rules, fresh);
    fresh.graph.catch(() => this.held.delete(rules));
    return fresh;
  }
}
