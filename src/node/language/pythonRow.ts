// Python: pyright or basedpyright, whichever the project, its virtual environment, the PATH or an editor's extension brings.
// Both are written for Node and run on ours, so that new and deleted files can be laid over their disk.
import { existsSync, globSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { z } from 'zod/mini';
import { findOwnPackage, findUpwards } from '../assets.ts';
import { childEntry } from '../childEntry.ts';
import { pythonImports } from './importRules.ts';
import type { FoundServer, Place, ServerCommand, ServerRow } from './serverRow.ts';

/** A server's JavaScript, or a program that cannot be looked into. */
interface Candidate {
  readonly path: string;
  readonly whose: string;
}

const names = ['basedpyright', 'pyright'] as const;
const entry = 'langserver.index.js';
const environments = ['.venv', 'venv', 'env', '.env'];

const onWindows = process.platform === 'win32';
const binaries = onWindows ? 'Scripts' : 'bin';

/** Folder of the project's virtual environment, nearest first. */
export function findVirtualEnvironment({ root, folder }: Place): string | undefined {
  const found = environments.flatMap((name) => findUpwards(folder, join(name, 'pyvenv.cfg'), root) ?? []);
  const depth = (path: string) => path.split(sep).length;
  const [nearest] = found.map((path) => dirname(path)).sort((a, b) => depth(b) - depth(a));
  if (nearest) return nearest;
  const active = process.env.VIRTUAL_ENV;
  return active && existsSync(join(active, 'pyvenv.cfg')) ? active : undefined;
}

function inNodeModules({ root, folder }: Place): Candidate[] {
  return names.flatMap((name) => {
    const path = findUpwards(folder, join('node_modules', name, entry), root);
    return path ? [{ path, whose: "the project's own" }] : [];
  });
}

function inEnvironment(environment: string | undefined): Candidate[] {
  if (!environment) return [];
  const packages = onWindows ? 'Lib/site-packages' : 'lib/python*/site-packages';
  return globSync(`${packages}/basedpyright/${entry}`, { cwd: environment }).map((path) => ({
    path: join(environment, path),
    whose: "the virtual environment's",
  }));
}

/** A program on the PATH leads, through its link, to the JavaScript beside it, or to basedpyright's Python package. */
function onPath(): Candidate[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) =>
    names.flatMap((name) => {
      const program = join(folder, `${name}-langserver${onWindows ? '.cmd' : ''}`);
      if (!existsSync(program)) return [];
      const beside = [realpathSync(program), join(folder, 'node_modules', name, entry)].find(
        (path) => path.endsWith('.js') && existsSync(path),
      );
      return beside ? [{ path: beside, whose: 'found on the PATH' }] : inEnvironment(dirname(folder));
    }),
  );
}

function inEditor(): Candidate[] {
  const homes = ['.vscode', '.vscode-server', '.vscode-oss', '.cursor', '.windsurf'].map((name) => join(homedir(), name, 'extensions'));
  return homes.flatMap((home) =>
    globSync(['ms-pyright.pyright-*/dist/server.js', 'detachhead.basedpyright-*/dist/server.js'], { cwd: home })
      .sort()
      .reverse()
      .map((path) => ({ path: join(home, path), whose: "the editor extension's" })),
  );
}

function own(): Candidate[] {
  const folder = findOwnPackage('pyright');
  return folder ? [{ path: join(folder, entry), whose: "Understudy's own; the project has none" }] : [];
}

const manifestShape = z.object({ name: z.string(), version: z.string() });

async function titleOf(path: string): Promise<string> {
  const manifest = findUpwards(dirname(path), 'package.json');
  try {
    const { data } = manifestShape.safeParse(manifest && JSON.parse(await readFile(manifest, 'utf8')));
    if (data) return `${data.name.replace(/^vscode-/, '')} ${data.version}`;
  } catch {
    // No manifest that can be read: the path's own words will do.
  }
  return /basedpyright/.test(path) ? 'basedpyright' : 'pyright';
}

async function serverFor({ path, whose }: Candidate, environment: string | undefined): Promise<ServerCommand> {
  const interpreter = environment && join(environment, binaries, onWindows ? 'python.exe' : 'python');
  const analysis = { autoSearchPaths: true, diagnosticMode: 'openFilesOnly', useLibraryCodeForTypes: true };
  return {
    command: process.execPath,
    args: ['--max-old-space-size=3072', childEntry('serverWithFiles'), path, '--stdio'],
    judge: `${await titleOf(path)} (${whose})`,
    settings: {
      python: { ...(interpreter ? { pythonPath: interpreter } : {}), analysis },
      'python.analysis': analysis,
      pyright: {},
      basedpyright: { analysis },
      'basedpyright.analysis': analysis,
    },
    asking: 'pull',
    reachMs: 400,
    knownBrokenMs: 450,
    meetsOldTextFirst: true,
    seesVirtualFiles: true,
  };
}

async function find(place: Place): Promise<FoundServer> {
  const environment = findVirtualEnvironment(place);
  const [best] = [...inNodeModules(place), ...inEnvironment(environment), ...onPath(), ...inEditor(), ...own()];
  if (best) return { kind: 'found', server: await serverFor(best, environment) };
  return {
    kind: 'missing',
    hint: 'No Python type checker was found. Install one: npm install --save-dev pyright, or pip install basedpyright',
  };
}

export const pythonRow: ServerRow = {
  id: 'python',
  title: 'Python',
  languages: { '.py': 'python', '.pyi': 'python' },
  find,
  emptied: () => '',
  imports: pythonImports,
};
