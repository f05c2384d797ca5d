// A real engine over a folder: disk, ripgrep, language servers, grammars, token process. What the context benchmarks measure.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTextSearchIndex } from '../../../src/core/codeIndex/textSearchIndex.ts';
import type { ContextPorts } from '../../../src/core/context/gathering.ts';
import { pathPolicy } from '../../../src/core/policy/paths.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { createWorkspaceReader } from '../../../src/node/files/workspaceReader.ts';
import { createLanguageServers } from '../../../src/node/language/languageServers.ts';
import { createLineLogger } from '../../../src/node/logger.ts';
import { findRipgrep } from '../../../src/node/ripgrep.ts';
import { createSyntaxWorker } from '../../../src/node/syntax/syntaxWorker.ts';
import { createTokenCounter } from '../../../src/node/tokens/tokenCounter.ts';

export interface Workplace {
  readonly ports: ContextPorts;
  dispose(): void;
}

export function openWorkplace(folder: string): Workplace {
  const root = realpathSync(folder);
  const reader = createWorkspaceReader({ root, paths: pathPolicy, ripgrep: () => findRipgrep(undefined, process.env) });
  const servers = createLanguageServers({ root, reader, logger: createLineLogger(() => undefined, systemClock, 'error') });
  const tokens = createTokenCounter();
  const syntax = createSyntaxWorker();
  return {
    ports: {
      reader,
      index: createTextSearchIndex(reader),
      features: servers.features,
      syntax,
      tokens,
      clock: systemClock,
    },
    dispose: () => {
      servers.dispose();
      tokens.dispose();
      syntax.dispose();
    },
  };
}

/** Unpacks an archive of the retrieval benchmark once. */
export function unpack(archive: string, name: string, home = join(tmpdir(), 'understudy-bench')): string {
  const folder = join(home, name);
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['xzf', archive, '-C', folder]);
  return folder;
}
