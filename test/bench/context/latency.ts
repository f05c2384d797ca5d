// From request to packed context on a workspace of 10,154 files (vite and payload side by side), warm: real index process, TypeScript
// servers, grammars and token process. `--data FOLDER` holds the retrieval benchmark's archives, `--facts MS` is how long facts are waited for.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import type { ContextLimits } from '../../../src/core/context/gathering.ts';
import type { ContextBundle } from '../../../src/core/model/context.ts';
import type { EditRequest } from '../../../src/core/model/run.ts';
import { defaultRunLimits } from '../../../src/core/model/settings.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { createIndexProcess } from '../../../src/node/codeIndex/indexProcess.ts';
import { createLineLogger } from '../../../src/node/logger.ts';
import { createTrace, showTrace } from '../tracePorts.ts';
import { openWorkplace, unpack } from './workplace.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/bench/retrieval' },
    facts: { type: 'string', default: String(defaultRunLimits.factMs) },
    rounds: { type: 'string', default: '5' },
    trace: { type: 'boolean', default: false },
  },
});

interface Case {
  readonly repo: string;
  readonly text: string;
  readonly path: string;
  readonly lines: { readonly startLine: number; readonly endLine: number };
}

const scratch = mkdtempSync(join(tmpdir(), 'understudy-context-'));
const root = join(scratch, 'workspace');
mkdirSync(root);
for (const name of ['vitejs+vite', 'payloadcms+payload'])
  renameSync(unpack(join(options.data, `${name}.tar.gz`), name, scratch), join(root, name));

const { signal } = new AbortController();
const cases = readFileSync(join(import.meta.dirname, 'typeFacts.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);
const requests = cases
  .filter(({ repo }) => repo === 'vitejs/vite' || repo === 'payloadcms/payload')
  .map(
    ({ repo, path, text, lines }): EditRequest => ({ kind: 'edit', text, focus: [{ path: `${repo.replace('/', '+')}/${path}`, lines }] }),
  );

const index = createIndexProcess({
  root,
  folder: join(scratch, 'index'),
  logger: createLineLogger((line) => process.stderr.write(line), systemClock, 'error'),
});
const work = openWorkplace(root);
const trace = createTrace();
const plain = { ...work.ports, index };
const ports = options.trace ? trace.watch(plain) : plain;

const atRank = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const lateIn = (bundle: ContextBundle) =>
  bundle.ledger.filter((entry) => entry.dropReason?.startsWith('late')).map((entry) => entry.title.replace(' (collector)', ''));

async function measure(limits: ContextLimits, rounds: number): Promise<void> {
  const times: number[] = [];
  const late: string[] = [];
  let slowest: { ms: number; lines: readonly string[] } = { ms: 0, lines: [] };
  for (let round = 0; round < rounds; round++) {
    for (const request of requests) {
      trace.begin();
      const started = performance.now();
      const bundle = await buildContext(request, limits, ports, signal);
      times.push(performance.now() - started);
      if (times.at(-1)! > slowest.ms) slowest = { ms: times.at(-1)!, lines: options.trace ? showTrace(trace.calls) : [] };
      late.push(...lateIn(bundle));
    }
  }
  if (options.trace) console.log(`the slowest, ${Math.round(slowest.ms)} ms:\n${slowest.lines.join('\n')}`);
  times.sort((a, b) => a - b);
  const counts = [...new Set(late)].map((source) => `${source} ${late.filter((other) => other === source).length}`).join(', ');
  console.log(
    `facts within ${limits.factMs ?? limits.collectMs} ms, ${times.length} requests: p50 ${Math.round(atRank(times, 0.5))} ms, p95 ${Math.round(atRank(times, 0.95))} ms, max ${Math.round(times.at(-1) ?? 0)} ms; late: ${counts || 'none'}`,
  );
}

try {
  const started = performance.now();
  await index.start();
  const state = await index.state();
  console.log(`${state.indexedFiles} files indexed (${state.kind}) in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await measure({ contextTokens: 12_000, collectMs: 60_000 }, 1);
  await measure({ contextTokens: 12_000, collectMs: 60_000 }, 1);
  await measure({ ...defaultRunLimits, factMs: Number(options.facts) }, Number(options.rounds));
} finally {
  index.dispose();
  work.dispose();
  rmSync(scratch, { recursive: true, force: true });
}
