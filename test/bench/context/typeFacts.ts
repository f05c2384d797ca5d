// Does the exact declaration of a called function reach the prompt? 40 commits that change a call to a function of another file;
// the request is the commit's subject with the changed lines selected. `--data FOLDER` holds the retrieval benchmark's archives.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import type { ContextBundle } from '../../../src/core/model/context.ts';
import { openWorkplace, unpack, type Workplace } from './workplace.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.UNDERSTUDY_SNAPSHOTS ?? '../shared/bench/retrieval' },
    cases: { type: 'string', default: join(import.meta.dirname, 'typeFacts.jsonl') },
    budget: { type: 'string', default: '4000' },
    verbose: { type: 'boolean', default: false },
  },
});

interface Case {
  readonly repo: string;
  readonly fix: string;
  readonly text: string;
  readonly path: string;
  readonly lines: { readonly startLine: number; readonly endLine: number };
  readonly callee: string;
  readonly declaration: { readonly path: string; readonly line: number };
}

const signal = new AbortController().signal;
const cases = readFileSync(options.cases, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

/** The line that declares the callee stands in a piece that shows real lines. */
function holdsDeclaration(bundle: ContextBundle, { declaration, callee }: Case): boolean {
  return bundle.items.some(
    (item) =>
      item.path === declaration.path &&
      item.form !== 'line' &&
      (item.range?.startLine ?? 0) <= declaration.line &&
      declaration.line < (item.range?.endLine ?? 0) &&
      item.text.includes(callee),
  );
}

/** Tokens of the same files sent whole: every file of which the context shows a part. */
async function wholeFileTokens(bundle: ContextBundle, work: Workplace): Promise<number> {
  const paths = [...new Set(bundle.items.filter((item) => item.form !== 'line').flatMap((item) => item.path ?? []))];
  const texts = await Promise.all(paths.map(async (path) => work.ports.reader.read(path, signal)));
  const counts = await work.ports.tokens.count(
    texts.map((read) => (read.kind === 'found' ? read.snapshot.text : '')),
    signal,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

interface Outcome {
  readonly repo: string;
  readonly found: boolean;
  readonly tokens: number;
  readonly whole: number;
  readonly ms: number;
}

const outcomes: Outcome[] = [];
for (const repo of new Set(cases.map((each) => each.repo))) {
  const name = repo.replace('/', '+');
  const work = openWorkplace(unpack(join(options.data, `${name}.tar.gz`), name));
  for (const one of cases.filter((each) => each.repo === repo)) {
    const started = performance.now();
    const request = { kind: 'edit' as const, text: one.text, focus: [{ path: one.path, lines: one.lines }] };
    const bundle = await buildContext(request, { contextTokens: Number(options.budget), collectMs: 30_000 }, work.ports, signal);
    const found = holdsDeclaration(bundle, one);
    outcomes.push({ repo, found, tokens: bundle.tokens, whole: await wholeFileTokens(bundle, work), ms: performance.now() - started });
    if (options.verbose && !found)
      console.log(
        JSON.stringify(
          {
            ...one,
            ledger: bundle.ledger.map((entry) => `${entry.id} ${entry.form} ${entry.tokens} ${entry.reason} ${entry.dropReason ?? ''}`),
          },
          undefined,
          1,
        ),
      );
  }
  work.dispose();
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const line = (name: string, rows: readonly Outcome[]) =>
  console.log(
    `${name.padEnd(24)} declared ${rows.filter((row) => row.found).length}/${rows.length}  tokens median ${median(rows.map((row) => row.tokens))} max ${Math.max(...rows.map((row) => row.tokens))}  same files whole median ${median(rows.map((row) => row.whole))}  ms median ${Math.round(median(rows.map((row) => row.ms)))}`,
  );
for (const repo of new Set(outcomes.map((row) => row.repo)))
  line(
    repo,
    outcomes.filter((row) => row.repo === repo),
  );
line('all', outcomes);
