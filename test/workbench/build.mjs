// Builds what the tests in a real VS Code load: the extension, and the mocha suite that runs inside the extension host.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from './server.mjs';

export function buildExtension() {
  const built = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: repository, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('The extension did not build.');
}

/** All host tests of a folder below test/host in one module. Returns the module that exports `run()`. */
export function buildHostSuite(name) {
  const folder = join(repository, 'test', 'host', name);
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const contents = `import { runSuite } from ${JSON.stringify(join(repository, 'test', 'host', 'runSuite.ts'))};\nexport const run = () => runSuite(() => {\n${tests
    .map((name) => `  require('./${name}');`)
    .join('\n')}\n});\n`;
  return buildForHost({ stdin: { contents, resolveDir: folder, loader: 'ts' } }, name === '.' ? 'host' : `host-${name}`);
}

/** Another module for the extension host, by its path in the repository; it exports `run()` itself. */
export const buildHostModule = (path) => buildForHost({ entryPoints: [join(repository, path)] }, 'module');

async function buildForHost(source, name) {
  const outfile = join(repository, 'dist', 'test', `${name}.cjs`);
  await build({
    ...source,
    bundle: true,
    outfile,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}
