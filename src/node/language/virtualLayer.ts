// Files laid over a server's disk, and the server told which of them came and went.
import type { FilePath } from '../../core/model/document.ts';
import type { TextState } from './textState.ts';

export interface VirtualLayerParts {
  /** Puts these files, and no others, over the server's disk; null hides one. */
  lay(files: readonly (readonly [FilePath, string | null])[]): Promise<void>;
  tell(paths: readonly FilePath[], kind: 'created' | 'deleted'): void;
}

export class VirtualLayer {
  private laid: ReadonlyMap<FilePath, string | null> = new Map();

  constructor(private readonly parts: VirtualLayerParts) {}

  /** Resolves when the server sees the state's new files and no longer sees those that are gone. */
  async show({ open, created, gone }: TextState): Promise<void> {
    const before = this.laid;
    const next = new Map<FilePath, string | null>([
      ...[...gone.keys()].map((path) => [path, null] as const),
      ...[...created].map((path) => [path, open.get(path) ?? ''] as const),
    ]);
    if (next.size === 0 && before.size === 0) return;
    await this.parts.lay([...next]);
    this.laid = next;
    const lost = [...before.keys()].filter((path) => !next.has(path));
    const won = [...next.keys()].filter((path) => !before.has(path));
    const hides = (layer: ReadonlyMap<FilePath, string | null>) => (path: FilePath) => layer.get(path) === null;
    const adds = (layer: ReadonlyMap<FilePath, string | null>) => (path: FilePath) => layer.get(path) !== null;
    this.parts.tell([...lost.filter(hides(before)), ...won.filter(adds(next))], 'created');
    this.parts.tell([...lost.filter(adds(before)), ...won.filter(hides(next))], 'deleted');
  }
}
