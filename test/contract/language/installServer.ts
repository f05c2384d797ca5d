// Set-up of language servers that are no dependency of the product: installed once into .tmp/servers, from the registries.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const home = resolve(import.meta.dirname, '..', '..', '..', '.tmp', 'servers');

/** Folder of the programs of an npm package. */
export function installFromNpm(name: string, version: string): string {
  const folder = join(home, `${name.replace('/', '+')}@${version}`);
  const programs = join(folder, 'node_modules', '.bin');
  if (!existsSync(programs)) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', `${name}@${version}`];
    execFileSync('npm', args, { stdio: 'pipe' });
  }
  return programs;
}

/** Folder of a Go program; undefined where there is no Go to build it with. */
export function installFromGo(module: string, version: string): string | undefined {
  const folder = join(home, `${module.split('/').at(-1)}@${version}`);
  if (existsSync(folder)) return folder;
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  execFileSync('go', ['install', `${module}@${version}`], { stdio: 'pipe', env: { ...process.env, GOBIN: folder } });
  return folder;
}

/** Puts a folder first on the PATH of this process; the returned function takes it away again. */
export function onPath(folder: string): () => void {
  const before = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${before ?? ''}`;
  return () => {
    process.env.PATH = before;
  };
}

/** Whether rust-analyzer runs here, after asking rustup for it. */
export function rustAnalyzer(): boolean {
  const runs = () => spawnSync('rust-analyzer', ['--version']).status === 0;
  if (!runs() && spawnSync('rustup', ['--version']).status === 0) spawnSync('rustup', ['component', 'add', 'rust-analyzer', 'rust-src']);
  return runs();
}
