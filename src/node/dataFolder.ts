// Where the product keeps its data: one folder per person, in it one per workspace. Never inside a workspace.
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { sha256 } from './hash.ts';

/** Folders of one workspace, all existing and readable by the person alone. */
export interface DataFolder {
  readonly root: string;
  readonly journal: string;
  readonly index: string;
  /** Records of writes that are under way, for recovery after a crash. */
  readonly writes: string;
  /** The file of what was spent; it may not exist yet. */
  readonly spending: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The person's data folder; UNDERSTUDY_DATA overrides the platform's usual place. */
export function personalDataFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (env.UNDERSTUDY_DATA) return env.UNDERSTUDY_DATA;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'understudy');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'understudy');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'understudy');
}

/** The folder of a workspace, keyed by its real path so that every way to it finds the same data. */
export async function openDataFolder(workspaceRoot: string, env: Environment): Promise<DataFolder> {
  return makeDataFolder(await realpath(workspaceRoot), env);
}

/** The folder of several roots that are open together: what is recorded of them names files of them all. */
export async function openJoinedDataFolder(workspaceRoots: readonly string[], env: Environment): Promise<DataFolder> {
  const real = await Promise.all(workspaceRoots.map((root) => realpath(root)));
  return makeDataFolder(real.sort().join('\n'), env);
}

async function makeDataFolder(real: string, env: Environment): Promise<DataFolder> {
  const key = `${basename(real).replaceAll(/[^A-Za-z0-9._-]/g, '_')}-${sha256(real).slice(0, 16)}`;
  const root = join(personalDataFolder(env), 'workspaces', key);
  const folders = { root, journal: join(root, 'journal'), index: join(root, 'index'), writes: join(root, 'writes') };
  for (const path of Object.values(folders)) await mkdir(path, { recursive: true, mode: 0o700 });
  await writeFile(join(root, 'workspace.txt'), `${real}\n`);
  return { ...folders, spending: join(root, 'spending.json') };
}
