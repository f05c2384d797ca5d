// What a real VS Code in a browser needs on this machine: Chromium, libkrb5-dev and a C++ compiler from Debian, the VS Code server from npm.
// Installed once, into a cache folder outside the repository; as root on Debian missing packages are installed, else they are named.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** code-server 4.x.y carries VS Code 1.x.y. */
const serverVersion = '4.139.1';
const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where what was installed stays between runs. */
export const cacheFolder =
  process.env.UNDERSTUDY_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'understudy-vscode');

const packages = [
  { name: 'chromium', isThere: () => findChromium() !== undefined },
  { name: 'libkrb5-dev', isThere: () => existsSync('/usr/include/gssapi/gssapi.h') || existsSync('/usr/include/gssapi.h') },
  { name: 'python3', isThere: () => onPath('python3') },
  { name: 'make', isThere: () => onPath('make') },
  { name: 'g++', isThere: () => onPath('g++') },
];

/** Paths of the browser and of VS Code's server entry; installs what is missing. Throws with what to do when it cannot. */
export async function installWorkbench() {
  mkdirSync(cacheFolder, { recursive: true });
  return withLock(join(cacheFolder, 'install.lock'), () => {
    const serverFolder = join(cacheFolder, `server-${serverVersion}`);
    const needed = existsSync(join(serverFolder, 'installed')) ? packages.slice(0, 1) : packages;
    installPackages(needed.filter((entry) => !entry.isThere()).map((entry) => entry.name));
    if (!existsSync(join(serverFolder, 'installed'))) installServer(serverFolder);
    return {
      chromium: findChromium(),
      server: join(serverFolder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
      node: node24(),
    };
  });
}

export function findChromium() {
  const named = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return named.find((path) => path && existsSync(path));
}

function onPath(name) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)));
}

function node24() {
  const carried = join(repository, 'node_modules', 'node', 'bin', 'node');
  return existsSync(carried) ? carried : process.execPath;
}

function installPackages(missing) {
  if (missing.length === 0) return;
  const byHand = `Missing for the tests in a real VS Code: ${missing.join(', ')}. Install them, on Debian with: apt-get install ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new Error(byHand);
  console.log(`Installing from Debian: ${missing.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  if (spawnSync('apt-get', install, { stdio: 'inherit', env: environment }).status !== 0) throw new Error(byHand);
}

/** About two minutes and 620 MB, once. */
function installServer(folder) {
  console.log(`Installing the VS Code server (code-server ${serverVersion}) into ${folder}; about two minutes, once.`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const node = node24();
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `code-server@${serverVersion}`], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, ...headersFor(node, folder) },
  });
  rmSync(join(folder, 'headers'), { recursive: true, force: true });
  writeFileSync(join(folder, 'installed'), `${new Date().toISOString()}\n`);
}

/**
 * Headers of this very Node from the npm package of its platform, so that native parts compile without another download.
 * A machine that names its own (`npm config set nodedir`) keeps them.
 */
function headersFor(node, folder) {
  const configured = spawnSync('npm', ['config', 'get', 'nodedir'], { encoding: 'utf8' }).stdout?.trim();
  if (configured && configured !== 'undefined' && configured !== 'null') return {};
  const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(folder, 'headers', 'node_modules', name);
  mkdirSync(join(folder, 'headers'), { recursive: true });
  writeFileSync(join(folder, 'headers', 'package.json'), '{ "private": true }\n');
  const install = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', `${name}@${version}`];
  spawnSync('npm', install, { cwd: join(folder, 'headers'), stdio: 'ignore' });
  return existsSync(join(home, 'include', 'node', 'node.h')) ? { npm_config_nodedir: home } : {};
}

/** One installation at a time on this machine; a lock whose owner is gone is taken over after twenty minutes. */
async function withLock(path, task) {
  for (;;) {
    const file = tryOpen(path);
    if (file !== undefined) {
      try {
        return await task();
      } finally {
        closeSync(file);
        rmSync(path, { force: true });
      }
    }
    if (existsSync(path) && Date.now() - statSync(path).mtimeMs > 20 * 60_000) rmSync(path, { force: true });
    await delay(1_000);
  }
}

function tryOpen(path) {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await installWorkbench(), undefined, 2));
