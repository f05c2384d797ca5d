// Judges fast apply on cases of the public benchmark's form, and prints one line per class.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface ApplyCase {
  readonly id: string;
  readonly class: string;
  readonly path: string;
  readonly expected: 'apply' | 'refuse';
  readonly noop?: boolean;
  readonly before: string;
  readonly after: string | null;
  readonly response: string;
}

export type Apply = (before: string, response: string, path: string) => Promise<{ content: string } | { refused: string }>;
export type Verdict = 'correct' | 'refused' | 'wrong' | 'wrongBlanks' | 'accepted';

export function readCases(file: string): ApplyCase[] {
  const raw = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ApplyCase);
}

const bare = (text: string) => text.replace(/\s+/g, '');

export function judge(one: ApplyCase, out: { content: string } | { refused: string }): Verdict {
  const content = 'content' in out ? out.content : undefined;
  if (one.expected === 'refuse') return content === undefined || content === one.before ? 'correct' : 'accepted';
  const wanted = one.noop ? one.before : one.after!;
  if (content === undefined) return one.noop ? 'correct' : 'refused';
  if (content === wanted) return 'correct';
  return bare(content) === bare(wanted) ? 'wrongBlanks' : 'wrong';
}

interface Row {
  readonly label: string;
  readonly verdict: Verdict;
  readonly ms: number;
  readonly id: string;
}

export async function runCases(cases: readonly ApplyCase[], apply: Apply): Promise<Row[]> {
  for (const one of cases.filter(({ before }) => before.length < 20_000).slice(0, 40)) await apply(one.before, one.response, one.path);
  const rows: Row[] = [];
  for (const one of cases) {
    const began = performance.now();
    const out = await apply(one.before, one.response, one.path);
    rows.push({ label: one.class, verdict: judge(one, out), ms: performance.now() - began, id: one.id });
  }
  return rows;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export function printTable(rows: readonly Row[]): void {
  const groups = [
    ['ALL', rows] as const,
    ...[...new Set(rows.map(({ label }) => label))].map((label) => [label, rows.filter((row) => row.label === label)] as const),
  ];
  console.log(`${'class'.padEnd(24)}     n correct  WRONG (blanks) refused accepted   p50 ms  p95 ms  max ms`);
  for (const [label, own] of groups) {
    const count = (verdict: Verdict) => own.filter((row) => row.verdict === verdict).length;
    const ms = own.map((row) => row.ms);
    const share = ((100 * count('correct')) / own.length).toFixed(1);
    const counts = `${String(count('wrong') + count('wrongBlanks')).padStart(6)} (${String(count('wrongBlanks')).padStart(6)}) ${String(count('refused')).padStart(7)} ${String(count('accepted')).padStart(8)}`;
    const times = [0.5, 0.95, 1].map((quota) => quantile(ms, quota).toFixed(2).padStart(8)).join('');
    console.log(`${label.padEnd(24)} ${String(own.length).padStart(5)} ${share.padStart(7)} ${counts} ${times}`);
  }
  for (const row of rows) if (row.verdict !== 'correct') console.log(`  ${row.verdict} ${row.id}`);
}
