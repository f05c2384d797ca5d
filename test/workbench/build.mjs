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

/** Returns the module that exports `run()`. */
export async function buildHostSuite() {
  const folder = join(repository, 'test', 'host');
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const outfile = join(repository, 'dist', 'test', 'host.cjs');
  await build({
    stdin: {
      contents: `import { runSuite } from './runSuite.ts';\nexport const run = () => runSuite(() => {\n${tests
        .map((name) => `  require('./${name}');`)
        .join('\n')}\n});\n`,
      resolveDir: folder,
      loader: 'ts',
    },
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
