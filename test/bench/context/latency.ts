// From request to packed context on a workspace of 10,154 files (vite and payload side by side): real index process, TypeScript
// servers, grammars, git and token process, the deadlines of an interactive request. Warm means that the index is built and that each file's
// server has answered once, or had its time to. `npm run bench:context [-- --rounds 5 --facts 100 --trace]`; exit status 1 where the limit is missed.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import type { ContextBundle } from '../../../src/core/model/context.ts';
import type { EditRequest } from '../../../src/core/model/run.ts';
import { defaultRunLimits } from '../../../src/core/model/settings.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { createIndexProcess } from '../../../src/node/codeIndex/indexProcess.ts';
import { createGitProcess } from '../../../src/node/git/gitProcess.ts';
import { createLineLogger } from '../../../src/node/logger.ts';
import { createTrace, showTrace } from '../tracePorts.ts';
import { openWorkplace, unpack } from './workplace.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.UNDERSTUDY_SNAPSHOTS ?? '../shared/bench/retrieval' },
    facts: { type: 'string', default: String(defaultRunLimits.factMs) },
    rounds: { type: 'string', default: '5' },
    trace: { type: 'boolean', default: false },
  },
});
const limitMs = 150;
const indexWithinMs = 90_000;
const serverWithinMs = 4_000;
/** A person needs longer from one request to the next. */
const betweenMs = 400;

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
const requests = readFileSync(join(import.meta.dirname, 'typeFacts.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case)
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
const git = createGitProcess(root);
const trace = createTrace();
let begun = 0;
const spans = new Map<string, number[]>();
const onCollected = (name: string) => void (spans.get(name) ?? spans.set(name, []).get(name)!).push(performance.now() - begun);
const plain = { ...work.ports, index, git };
const ports = { ...(options.trace ? trace.watch(plain) : plain), onCollected };
const limits = { ...defaultRunLimits, factMs: Number(options.facts) };

const atRank = (times: readonly number[], share: number) => {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
};
const ranks = (times: readonly number[]) => `p50 ${atRank(times, 0.5).toFixed(0)} ms, p95 ${atRank(times, 0.95).toFixed(0)} ms`;
const lateIn = (bundle: ContextBundle) =>
  bundle.ledger.filter((entry) => entry.dropReason?.startsWith('late')).map((entry) => entry.title.replace(' (collector)', ''));

interface Measured {
  readonly times: readonly number[];
  readonly late: readonly string[];
}

async function askAll(rounds: number): Promise<Measured> {
  const times: number[] = [];
  const late: string[] = [];
  let slowest = { ms: 0, about: '', lines: [] as readonly string[] };
  spans.clear();
  for (const request of Array.from({ length: rounds }, () => requests).flat()) {
    trace.begin();
    begun = performance.now();
    const bundle = await buildContext(request, limits, ports, signal);
    const ms = performance.now() - begun;
    times.push(ms);
    late.push(...lateIn(bundle));
    if (ms > slowest.ms) slowest = { ms, about: request.focus[0]!.path, lines: options.trace ? showTrace(trace.calls) : [] };
    await pause(betweenMs);
  }
  if (options.trace) console.log(`the slowest, ${slowest.ms.toFixed(0)} ms, ${slowest.about}:\n${slowest.lines.join('\n')}`);
  return { times, late };
}

/** Undefined when it took longer. */
const within = <T>(ms: number, work: Promise<T>): Promise<T | undefined> => Promise.race([work, pause(ms, undefined, { ref: false })]);

async function warmUp(): Promise<void> {
  const started = performance.now();
  await within(indexWithinMs, index.start());
  const state = await index.state();
  console.log(`index: ${state.indexedFiles} files (${state.kind}) after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const first = await askAll(1);
  console.log(`the first time, servers cold: ${ranks(first.times)}`);
  let silent = 0;
  for (const path of new Set(requests.map(({ focus }) => focus[0]!.path))) {
    if (
      (await within(
        serverWithinMs,
        ports.features.diagnostics(path, AbortSignal.timeout(serverWithinMs)).catch(() => undefined),
      )) === undefined
    )
      silent++;
  }
  console.log(
    `warm after ${((performance.now() - started) / 1000).toFixed(1)} s; no answer within ${serverWithinMs / 1000} s for ${silent} of the files`,
  );
}

function report({ times, late }: Measured): boolean {
  const slowFirst = [...spans].sort((a, b) => atRank(b[1], 0.95) - atRank(a[1], 0.95));
  for (const [name, own] of slowFirst) {
    const count = late.filter((other) => other === name).length;
    console.log(
      `  ${name.padEnd(16)} ${ranks(own)}${count > 0 ? `, dropped as late in ${count} of ${times.length} requests, which the ledger says` : ''}`,
    );
  }
  const holds = atRank(times, 0.95) <= limitMs;
  console.log(
    `request to packed context, facts within ${limits.factMs} ms, ${times.length} requests: ${ranks(times)}, max ${Math.max(...times).toFixed(0)} ms, limit ${limitMs} ms · ${holds ? 'holds' : 'FALLS SHORT'}`,
  );
  return holds;
}

let holds = false;
try {
  await warmUp();
  holds = report(await askAll(Number(options.rounds)));
} finally {
  index.dispose();
  git.dispose();
  work.dispose();
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(holds ? 0 : 1);
