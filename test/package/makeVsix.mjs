// Makes the VSIX of this machine's platform: builds dist/ as people get it, puts the packages that are loaded or started by path into
// dist/node_modules, and lets vsce pack what .vscodeignore allows. Nothing of the repository's own node_modules goes in.

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';

process.chdir(join(import.meta.dirname, '..', '..'));
const platform = `${process.platform}-${process.arch}`;
const lanceBinary = {
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64-msvc',
};

/** Packages that stay as they are, and which of their files are needed. */
const programs = [
  { name: 'typescript', files: ['package.json', 'LICENSE*', 'NOTICE*', 'ThirdParty*'] },
  { name: `@typescript/typescript-${platform}`, files: ['package.json', 'LICENSE*', 'NOTICE*', 'lib/*'] },
  { name: 'typescript-language-server', files: ['package.json', 'LICENSE*', 'lib/cli.mjs'] },
  { name: `@vscode/ripgrep-${platform}`, files: ['package.json', 'LICENSE*', 'bin/*'] },
  { name: `@lancedb/lancedb-${lanceBinary[platform]}`, files: ['package.json', 'LICENSE*', '*.node'] },
];

const vsixName = (manifest) => `${manifest.name}-${platform}-${manifest.version}.vsix`;

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const built = spawnSync(process.execPath, ['esbuild.mjs', '--production'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
for (const program of programs) copyProgram(program);
const arrowInputs = await bundlePackage('apache-arrow', []);
const lanceInputs = await bundlePackage('@lancedb/lancedb', [
  'apache-arrow',
  '@lancedb/lancedb-*',
  '*.node',
  'openai',
  '@huggingface/transformers',
]);
writeNotices([...JSON.parse(readFileSync('dist/inputs.json', 'utf8')), ...arrowInputs, ...lanceInputs]);
rmSync('dist/inputs.json');
const packagePath = join('dist', vsixName(manifest));
rmSync(packagePath, { force: true });
await createVSIX({ packagePath, target: platform, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
console.log(`${packagePath}: ${(statSync(packagePath).size / 1e6).toFixed(1)} MB`);

function copyProgram({ name, files }) {
  const from = join('node_modules', name);
  if (!existsSync(from)) throw new Error(`${name} is not installed, so a VSIX for ${platform} cannot be made here.`);
  for (const file of globSync(files, { cwd: from })) {
    const to = join('dist', 'node_modules', name, file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(from, file), to, { dereference: true });
    if (statSync(join(from, file)).mode & 0o111) chmodSync(to, 0o755);
  }
}

/** A package's JavaScript in one file, where the packages in `others` stay outside. Gives the files that went in. */
async function bundlePackage(name, others) {
  const folder = join('dist', 'node_modules', name);
  const require = createRequire(import.meta.url);
  const { metafile } = await build({
    metafile: true,
    entryPoints: [require.resolve(name)],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: others,
    logLevel: 'error',
  });
  // Node cannot see the names inside a bundle of this kind: a second file says them.
  const names = Object.keys(require(name)).filter((each) => /^[A-Za-z_$][\w$]*$/.test(each) && each !== 'default');
  writeFileSync(join(folder, 'index.mjs'), `import bundle from './index.cjs';\nexport const { ${names.join(', ')} } = bundle;\n`);
  const { version, license } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'));
  const doors = { import: './index.mjs', require: './index.cjs' };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name, version, license, exports: doors })}\n`);
  return Object.keys(metafile.inputs);
}

/** Whose work goes along, and on which terms: every package of which a file was bundled or is carried, however deep it lay. */
function writeNotices(inputs) {
  const carried = [...programs.map((program) => program.name), 'tiktoken', '@vscode/tree-sitter-wasm', 'web-tree-sitter'];
  const folders = new Set([...carried.map((name) => join('node_modules', name)), ...inputs.flatMap(packageFolder)]);
  const notices = [...folders].filter((folder) => existsSync(folder)).map(noticeOf);
  const unique = [...new Map(notices.map((notice) => [notice.title, notice])).values()].sort((a, b) => a.title.localeCompare(b.title));
  const texts = unique.map(({ title, text }) => `${title}\n\n${text}\n`);
  writeFileSync(join('dist', 'third-party-notices.txt'), texts.join(`\n${'='.repeat(100)}\n\n`));
}

/** The folder of the package that a bundled file belongs to; none for our own files. */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match ? [match[1]] : [];
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = globSync(['LICEN[CS]E*', 'licen[cs]e*', 'NOTICE*', 'ThirdParty*'], { cwd: folder }).sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { title: `${name} ${version} (${license ?? 'see below'})`, text: texts.join('\n\n') };
}
