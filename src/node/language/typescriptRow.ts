// TypeScript and JavaScript: the project's own compiler first, ours last. Version 7 is its own language server;
// 5 and 6 are driven by typescript-language-server, which runs on our Node.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod/mini';
import type { FilePath } from '../../core/model/document.ts';
import type { Diagnostic } from '../../core/model/validation.ts';
import { findOwnPackage, findUpwards } from '../assets.ts';
import { scriptImports } from './importRules.ts';
import type { FoundServer, Place, ServerCommand, ServerRow } from './serverRow.ts';

const manifestShape = z.object({ version: z.string() });

/** A TypeScript package on disk. `whose` is said to the person. */
interface Compiler {
  readonly folder: string;
  readonly version: string;
  readonly whose: string;
}

const own = "Understudy's own; the project has none";

async function readCompiler(folder: string | undefined, whose: string): Promise<Compiler | undefined> {
  if (!folder) return undefined;
  try {
    const manifest = manifestShape.safeParse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
    return manifest.success ? { folder, version: manifest.data.version, whose } : undefined;
  } catch {
    return undefined; // Half-installed or unreadable: the same as not there.
  }
}

/** The folder above which a package is no longer the project's: the repository's top, else the workspace. */
function lastProjectFolder(root: string): string {
  const marker = findUpwards(root, '.git');
  return marker ? dirname(marker) : root;
}

function findProjectCompiler({ root, folder }: Place): string | undefined {
  const manifest = findUpwards(folder, join('node_modules', 'typescript', 'package.json'), lastProjectFolder(root));
  return manifest && dirname(manifest);
}

/** The native program of TypeScript 7 beside its package; started directly, it saves the start of a Node. */
function nativeProgram(folder: string): string | undefined {
  const name = join(
    '@typescript',
    `typescript-${process.platform}-${process.arch}`,
    'lib',
    process.platform === 'win32' ? 'tsc.exe' : 'tsc',
  );
  return findUpwards(folder, join('node_modules', name)) ?? findUpwards(dirname(folder), name, dirname(folder));
}

const quiet = { disableAutomaticTypeAcquisition: true, tsserver: { automaticTypeAcquisition: { enabled: false } } };

function nativeServer(compiler: Compiler): ServerCommand {
  const program = nativeProgram(compiler.folder);
  return {
    command: program ?? process.execPath,
    args: [...(program ? [] : [join(compiler.folder, 'bin', 'tsc')]), '--lsp', '--stdio'],
    judge: `TypeScript ${compiler.version} (${compiler.whose})`,
    initializationOptions: { disablePushDiagnostics: true },
    settings: { typescript: quiet, javascript: quiet, 'js/ts': quiet },
    environment: { GOMEMLIMIT: '3GiB' },
    asking: 'pull',
    isParallel: true,
  };
}

function classicServer(compiler: Compiler, bridge: string): ServerCommand {
  return {
    command: process.execPath,
    args: [join(bridge, 'lib', 'cli.mjs'), '--stdio'],
    judge: `TypeScript ${compiler.version} (${compiler.whose})`,
    initializationOptions: {
      disableAutomaticTypingAcquisition: true,
      maxTsServerMemory: 3072,
      hostInfo: 'understudy',
      tsserver: { path: join(compiler.folder, 'lib', 'tsserver.js'), useSyntaxServer: 'never' },
    },
    asking: 'tsserver',
  };
}

function serverFor(compiler: Compiler): ServerCommand | undefined {
  if (Number.parseInt(compiler.version, 10) >= 7) return nativeServer(compiler);
  const bridge = findOwnPackage('typescript-language-server');
  return bridge && existsSync(join(compiler.folder, 'lib', 'tsserver.js')) ? classicServer(compiler, bridge) : undefined;
}

async function find(place: Place): Promise<FoundServer> {
  const candidates = [
    await readCompiler(findProjectCompiler(place), "the project's own"),
    await readCompiler(findOwnPackage('typescript'), own),
  ];
  for (const compiler of candidates) {
    const server = compiler && serverFor(compiler);
    if (server) return { kind: 'found', server };
  }
  return { kind: 'missing', hint: 'No TypeScript was found. Install it in the project: npm install --save-dev typescript' };
}

/** "is not a module" is what an emptied file gives; on disk the file would be missing. */
function rewordDeleted(problem: Diagnostic, gone: ReadonlyMap<FilePath, string>): Diagnostic {
  const path = problem.code === 'TS2306' ? [...gone.keys()].find((deleted) => problem.message.includes(`/${deleted}'`)) : undefined;
  return path ? { ...problem, code: 'TS2307', message: `Cannot find module '${path}': this change deletes or renames it.` } : problem;
}

export const typescriptRow: ServerRow = {
  id: 'typescript',
  title: 'TypeScript and JavaScript',
  languages: {
    '.ts': 'typescript',
    '.mts': 'typescript',
    '.cts': 'typescript',
    '.tsx': 'typescriptreact',
    '.js': 'javascript',
    '.mjs': 'javascript',
    '.cjs': 'javascript',
    '.jsx': 'javascriptreact',
  },
  find,
  emptied: () => '',
  rewordDeleted,
  projectFiles: ['tsconfig.json', 'jsconfig.json'],
  imports: scriptImports,
};
