// Builds dist/: the extension (ESM, a tiny entry and lazy chunks), the child-process entries, the command line, the scorers' modules,
// and the webview. `--production` minifies. Packages that carry native parts or wasm stay external or are copied.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildPage } from './webview-ui/build.mjs';

process.chdir(import.meta.dirname);
const production = process.argv.includes('--production');
const nodeBanner = `import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __pathDirname } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __pathDirname(__filename);`;

const shared = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
};

const entriesIn = (folder, prefix = '') =>
  existsSync(folder)
    ? Object.fromEntries(
        readdirSync(folder)
          .filter((name) => name.endsWith('.ts'))
          .map((name) => [prefix + name.slice(0, -3), join(folder, name)]),
      )
    : {};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });

const nodeEntries = {
  cli: 'src/cli/main.ts',
  ...(existsSync('src/extension.ts') ? { extension: 'src/extension.ts' } : {}),
  ...entriesIn('src/processes', 'processes/'),
};
const forNode = await build({
  ...shared,
  metafile: true,
  entryPoints: nodeEntries,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  external: ['vscode', '@lancedb/*', 'apache-arrow'],
  banner: { js: nodeBanner },
});

const benchEntries = entriesIn('test/bench/modules', 'bench/');
if (!production && Object.keys(benchEntries).length > 0) {
  await build({
    ...shared,
    entryPoints: benchEntries,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    external: ['vscode', '@lancedb/*', 'apache-arrow'],
    banner: { js: nodeBanner },
  });
}

const forPage = await buildPage({ production, outdir: 'dist/webview' });
// What went in, for the licence notices of the package.
const inputs = [forNode, forPage].flatMap((result) => Object.keys(result.metafile.inputs));
if (production) writeFileSync('dist/inputs.json', JSON.stringify(inputs));

/** Wasm that is loaded at run time by path. */
mkdirSync('dist/wasm', { recursive: true });
cpSync('node_modules/tiktoken/lite/tiktoken_bg.wasm', 'dist/wasm/tiktoken_bg.wasm');
const grammars = 'node_modules/@vscode/tree-sitter-wasm/wasm';
for (const name of readdirSync(grammars)) if (/^tree-sitter-.*\.wasm$/.test(name)) cpSync(join(grammars, name), join('dist/wasm', name));
cpSync('node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/wasm/web-tree-sitter.wasm');
