// Go and Rust: servers that are programs of their own, brought by the language's tools.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram, versionOf } from './findProgram.ts';
import { goImports, rustImports } from './importRules.ts';
import type { FoundServer, ServerRow } from './serverRow.ts';

async function findGopls(): Promise<FoundServer> {
  const folders = [process.env.GOBIN, process.env.GOPATH && join(process.env.GOPATH, 'bin'), join(homedir(), 'go', 'bin')];
  const program = findProgram(
    'gopls',
    folders.filter((folder) => folder !== undefined),
  );
  const version = program && (await versionOf(program, ['version']));
  if (!program || version === undefined)
    return { kind: 'missing', hint: 'gopls was not found. Install it: go install golang.org/x/tools/gopls@latest' };
  return {
    kind: 'found',
    server: {
      command: program,
      args: ['serve'],
      judge: `gopls ${version}`,
      initializationOptions: { pullDiagnostics: true, analyses: {}, staticcheck: false, vulncheck: 'Off' },
      settings: { gopls: { pullDiagnostics: true, staticcheck: false } },
      // Judging must not fetch modules nor write go.mod.
      environment: { GOFLAGS: '-mod=readonly', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOMEMLIMIT: '3GiB' },
      asking: 'pull',
      isParallel: true,
    },
  };
}

async function findRustAnalyzer(): Promise<FoundServer> {
  const program = findProgram('rust-analyzer', [join(homedir(), '.cargo', 'bin')]);
  // rustup puts a program of this name on the PATH that only says that the real one is missing.
  const version = program && (await versionOf(program, ['--version']));
  if (!program || version === undefined)
    return { kind: 'missing', hint: 'rust-analyzer was not found. Install it: rustup component add rust-analyzer rust-src' };
  return {
    kind: 'found',
    server: {
      command: program,
      args: [],
      judge: `rust-analyzer ${version}`,
      // Build scripts and macros are programs of the project and write to its target folder: left to the folder tier.
      initializationOptions: {
        checkOnSave: false,
        cargo: { buildScripts: { enable: false } },
        procMacro: { enable: false },
        cachePriming: { enable: false },
        diagnostics: { experimental: { enable: true } },
      },
      environment: { CARGO_NET_OFFLINE: 'true' },
      announcesReadiness: true,
      overlooks: 'names that do not exist, borrows, and code inside macros; run cargo check to be sure',
      asking: 'pull',
      isParallel: true,
    },
  };
}

export const goRow: ServerRow = {
  id: 'go',
  title: 'Go',
  languages: { '.go': 'go' },
  find: findGopls,
  emptied: (text) => `${/^package\s+\w+/m.exec(text)?.[0] ?? 'package main'}\n`,
  imports: goImports,
};

export const rustRow: ServerRow = {
  id: 'rust',
  title: 'Rust',
  languages: { '.rs': 'rust' },
  find: findRustAnalyzer,
  emptied: () => '',
  imports: rustImports,
};
