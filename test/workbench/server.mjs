// Starts VS Code's own server on a free port, with a data folder of its own, and knows the address of its workbench.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installWorkbench } from './install.mjs';

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Quiet, the same on every machine, and close to the desktop: no automatic save, no welcome page, no second chat panel. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * A running server. `settings` are added to the quiet ones; `environment` is what its extension host sees;
 * `vsix` is installed before the start; `dataFolder` is that of a server that was killed. `extensions` are folders of further ones: a page takes one extension in development only.
 */
export async function startServer({ settings = {}, environment = {}, vsix, extensions = [], port: wantedPort, dataFolder: known } = {}) {
  const { server, node, chromium } = await installWorkbench();
  const dataFolder = known ?? mkdtempSync(join(tmpdir(), 'understudy-workbench-'));
  writeSettings(dataFolder, settings);
  if (extensions.length > 0) placeExtensions(join(dataFolder, 'extensions'), extensions);
  const common = ['--accept-server-license-terms', '--server-data-dir', dataFolder, '--telemetry-level', 'off'];
  const env = { ...process.env, UNDERSTUDY_DATA: join(dataFolder, 'understudy'), ...environment };
  if (vsix) await runToEnd(node, [server, ...common, '--install-extension', vsix], env);

  const port = wantedPort ?? (await freePort());
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--enable-smoke-test-driver'];
  const child = spawn(node, [server, ...common, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const log = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => log.push(chunk.toString()));
  await answered(port, child, log);
  const stop = async () => {
    await endGroup(child);
    rmSync(dataFolder, { recursive: true, force: true });
  };
  /** As when the machine loses power; its data folder stays. */
  const kill = () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGKILL');
    return ended;
  };
  return { port, pid: child.pid, dataFolder, chromium, stop, kill, address: (target) => addressOf(port, target) };
}

/** As an installation leaves them: a folder each, and a row in the list. */
function placeExtensions(place, folders) {
  const rows = folders.map((folder) => {
    const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const relativeLocation = `${publisher}.${name}-${version}`;
    const path = join(place, relativeLocation);
    cpSync(folder, path, { recursive: true });
    const location = { $mid: 1, path, scheme: 'file' };
    return { identifier: { id: `${publisher}.${name}` }, version, location, relativeLocation, metadata: {} };
  });
  writeFileSync(join(place, 'extensions.json'), JSON.stringify(rows));
}

/** Rewrites the settings of a running server, on top of the quiet ones; the workbench picks them up by itself. */
export function writeSettings(dataFolder, settings) {
  for (const scope of ['Machine', 'User']) {
    mkdirSync(join(dataFolder, 'data', scope), { recursive: true });
    writeFileSync(join(dataFolder, 'data', scope, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
  }
}

/** The page of one workspace. `testsPath` runs extension tests; without `extensionPath` only installed extensions run. */
function addressOf(port, { workspace, extensionPath, testsPath }) {
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [['skipWelcome', 'true']];
  if (extensionPath) payload.push(['extensionDevelopmentPath', remote(extensionPath)]);
  if (testsPath) payload.push(['extensionTestsPath', remote(testsPath)]);
  const kind = workspace?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const folder = workspace ? `${kind}=${encodeURIComponent(workspace)}&` : 'ew=true&';
  return `http://127.0.0.1:${port}/?${folder}payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function answered(port, child, log) {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (child.exitCode !== null) break;
    try {
      if ((await fetch(`http://127.0.0.1:${port}/version`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await delay(100);
  }
  throw new Error(`The VS Code server did not start:\n${log.join('')}`);
}

function runToEnd(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}`))));
  });
}

/** The server starts extension hosts of its own: the whole process group ends. */
async function endGroup(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    try {
      process.kill(-child.pid, signal);
    } catch {
      return;
    }
    await Promise.race([ended, delay(2_000)]);
  }
}
