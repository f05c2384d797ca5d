// What is in the VSIX, and that it runs with nothing beside it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildVsix, readVsix, unpackVsix, type VsixEntry } from './vsix.ts';

const maxBytes = 100_000_000;
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(extension\.mjs|cli\.mjs|third-party-notices\.txt)$/,
  /^extension\/dist\/(chunks|processes)\/[\w-]+\.mjs$/,
  /^extension\/dist\/wasm\/[\w-]+\.wasm$/,
  /^extension\/dist\/webview\/[\w-]+\.(js|css)$/,
  /^extension\/dist\/node_modules\/(@lancedb|@typescript|@vscode|apache-arrow|typescript|typescript-language-server)\//,
  /^extension\/media\/[\w/.-]+\.(png|svg|md|bin)$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
];
const secrets =
  /sk-[A-Za-z0-9]{20,}|ghp_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----|npm_[A-Za-z0-9]{36}/;

describe('package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-vsix-'));
  const dist = join(folder, 'extension', 'dist');
  let path: string;
  let entries: VsixEntry[];
  before(() => {
    path = buildVsix();
    entries = readVsix(path);
    unpackVsix(entries, folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds what is meant to be in it, and no source, test, map or environment file', () => {
    const names = entries.map((entry) => entry.name);
    assert.deepEqual(
      names.filter((name) => !allowed.some((pattern) => pattern.test(name))),
      [],
    );
    const wanted = ['extension/dist/extension.mjs', 'extension/dist/webview/page.js', 'extension/media/icon.png'];
    for (const name of wanted) assert.ok(names.includes(name), name);
    const odd = /\.(map|tsx|mts|test\.\w+)$|(^|\/)\.env|(?<!\.d)\.ts$|(^|\/)(src|test)\//;
    assert.deepEqual(
      names.filter((name) => odd.test(name)),
      [],
    );
  });

  it('is for one platform and at most 100 MB', () => {
    assert.ok(statSync(path).size <= maxBytes, `${statSync(path).size} bytes`);
    const manifest = entries.find((entry) => entry.name === 'extension.vsixmanifest')?.text() ?? '';
    assert.match(manifest, new RegExp(`TargetPlatform="${process.platform}-${process.arch}"`));
  });

  it('carries no secret and no path of the machine that made it', () => {
    const texts = entries.filter((entry) => /\.(mjs|cjs|js|json|md|css|txt|xml|vsixmanifest)$/.test(entry.name));
    for (const entry of texts) {
      const text = entry.text();
      assert.doesNotMatch(text, secrets, entry.name);
      assert.ok(!text.includes(process.cwd()), `${entry.name} names ${process.cwd()}`);
    }
  });

  it('says whose work goes along and on which terms, packages of packages too', () => {
    const text = entries.find((entry) => entry.name.endsWith('third-party-notices.txt'))?.text() ?? '';
    const notices = text.split(`\n${'='.repeat(100)}\n\n`);
    const titles = notices.map((notice) => notice.split('\n')[0] ?? '');
    for (const name of ['@lancedb/lancedb', '@vscode/codicons', 'flatbuffers', 'openai', 'react', 'scheduler', 'typescript', 'zod'])
      assert.ok(
        titles.some((title) => title.startsWith(`${name} `)),
        `${name} is missing among ${titles.join(', ')}`,
      );
    const bare = notices.filter((notice) => notice.length < 300 && !/\((MIT|Apache-2\.0|ISC|0BSD|BSD-[23]-Clause)\)/.test(notice));
    assert.deepEqual(bare, []);
  });

  it('has a page of at most 600 KB', () => {
    const page = entries.filter((entry) => entry.name.startsWith('extension/dist/webview/'));
    assert.ok(page.reduce((sum, entry) => sum + entry.size, 0) <= 600_000);
  });

  it('loads every built file', () => {
    const hooks = join(folder, 'hooks.mjs');
    writeFileSync(hooks, standForEditor());
    const files = ['', 'chunks'].flatMap((part) =>
      readdirSync(join(dist, part))
        .filter((name) => name.endsWith('.mjs') && name !== 'cli.mjs')
        .map((name) => join(dist, part, name)),
    );
    assert.ok(files.length > 1);
    for (const file of files) {
      const code = `await import(${JSON.stringify(pathToFileURL(file).href)}); process.exit(0)`;
      const run = spawnSync(process.execPath, ['--import', hooks, '--input-type=module', '-e', code], { encoding: 'utf8' });
      assert.equal(run.status, 0, `${file}\n${run.stderr.slice(-1_000)}`);
    }
  });

  it('starts every child process', async () => {
    for (const name of readdirSync(join(dist, 'processes'))) {
      const child = spawn(process.execPath, [join(dist, 'processes', name)], { stdio: ['pipe', 'ignore', 'pipe'] });
      let complaints = '';
      child.stderr.on('data', (chunk) => {
        complaints += chunk;
      });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      child.kill('SIGKILL');
      assert.doesNotMatch(complaints, /ERR_MODULE_NOT_FOUND|Cannot find (module|package)|SyntaxError/, name);
    }
  });

  it('runs its command line, compilers, search and store without any node_modules beside it', () => {
    const program = (...parts: string[]) => join(dist, 'node_modules', ...parts);
    const platform = `${process.platform}-${process.arch}`;
    const runs: readonly (readonly [string, readonly string[], RegExp])[] = [
      [process.execPath, [join(dist, 'cli.mjs'), '--version'], /\d+\.\d+/],
      [program('@typescript', `typescript-${platform}`, 'lib', 'tsc'), ['--version'], /Version 7/],
      [program('@vscode', `ripgrep-${platform}`, 'bin', 'rg'), ['--version'], /ripgrep/],
      [process.execPath, [program('typescript-language-server', 'lib', 'cli.mjs'), '--version'], /\d+\.\d+/],
      [process.execPath, ['--input-type=module', '-e', storeTrial(join(folder, 'store'))], /2 rows/],
    ];
    for (const [command, args, wanted] of runs) {
      const run = spawnSync(command, args, { cwd: dist, encoding: 'utf8', timeout: 60_000 });
      assert.match(run.stdout, wanted, `${command} ${args.join(' ')}\n${run.stderr}`);
    }
  });
});

/** Loading alone must not use the editor: its module is a stand-in that has every name and does nothing. */
function standForEditor(): string {
  const typings = readFileSync(createRequire(import.meta.url).resolve('@types/vscode/index.d.ts'), 'utf8');
  const names = new Set(
    [...typings.matchAll(/^\texport (?:abstract )?(?:class|enum|namespace|const|let|function) (\w+)/gm)].map((match) => match[1]),
  );
  const stand = `const any = new Proxy(class {}, { get: (target, name) => (name === 'then' ? undefined : name === 'prototype' ? target.prototype : any), apply: () => any, construct: () => ({}) });
export const { ${[...names].join(', ')} } = any;`;
  return `import { registerHooks } from 'node:module';
const url = 'data:text/javascript,' + encodeURIComponent(${JSON.stringify(stand)});
registerHooks({ resolve: (name, context, next) => (name === 'vscode' ? { url, format: 'module', shortCircuit: true } : next(name, context)) });
`;
}

const storeTrial = (place: string) => `import { connect } from '@lancedb/lancedb';
const table = await (await connect(${JSON.stringify(place)})).createTable('t', [{ id: 1, text: 'a' }, { id: 2, text: 'b' }]);
console.log(await table.countRows(), 'rows');`;
