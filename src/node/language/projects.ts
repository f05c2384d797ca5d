// Which project of a server a file belongs to, and one file of each project used lately, which is kept open: a server that
// loads projects as a whole drops one with its last open file, and loading it again takes longer than judging it.
import { dirname, relative } from 'node:path';
import type { FilePath } from '../../core/model/document.ts';
import { findUpwards } from '../assets.ts';
import type { Paths } from './paths.ts';
import type { ServerRow } from './serverRow.ts';

/** The nearest folder with a project file; the workspace where there is none. */
export function projectOf(path: FilePath, row: ServerRow, paths: Paths): string {
  const folder = dirname(paths.toAbsolute(path));
  const found = (row.projectFiles ?? []).flatMap((name) => findUpwards(folder, name, paths.root) ?? []);
  const nearest = found.map((file) => dirname(file)).sort((a, b) => b.length - a.length)[0];
  return relative(paths.root, nearest ?? paths.root);
}

const mostKept = 4;

export class KeptProjects {
  /** Least lately used first. */
  private readonly fileOf = new Map<string, FilePath>();
  /** Those whose files got no answer in time. */
  private readonly heavy = new Set<string>();

  constructor(
    private readonly row: ServerRow,
    private readonly paths: Paths,
  ) {}

  /** Notes what is used now; gives the files to keep open beside it. */
  beside(used: Iterable<FilePath>): readonly FilePath[] {
    if (!this.row.projectFiles) return [];
    const now = new Map([...used].map((path) => [projectOf(path, this.row, this.paths), path]));
    for (const [project, path] of now) {
      this.fileOf.delete(project);
      this.fileOf.set(project, path);
    }
    const others = [...this.fileOf].filter(([project]) => !now.has(project));
    for (const [project] of others.slice(0, -mostKept)) this.fileOf.delete(project);
    return others.slice(-mostKept).map(([, path]) => path);
  }

  /** Whether loading the project has taken longer than a verdict may. */
  isHeavy(project: string): boolean {
    return this.heavy.has(project);
  }

  /** The project is not kept, and not opened for the sake of others any more. */
  noteHeavy(project: string): void {
    this.heavy.add(project);
    this.fileOf.delete(project);
  }
}
