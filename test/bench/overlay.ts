// Times the rehearsal: `npm run bench:overlay [-- sample vite payload scrapy]`. Per project: the first verdict of a cold server, then
// warm verdicts for edits of one and of two files with their dependents, memory, share of dependents checked, and the compiler on disk.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FileChange } from '../../src/core/model/change.ts';
import { defaultRunLimits } from '../../src/core/model/settings.ts';
import type { ValidationReport } from '../../src/core/model/validation.ts';
import { validateChanges } from '../../src/core/validate/validateChanges.ts';
import { findWasm } from '../../src/node/assets.ts';
import { createLanguageServers, type LanguageServers } from '../../src/node/language/languageServers.ts';
import { createSyntaxParser } from '../../src/node/syntax/syntaxParser.ts';
import { quiet } from '../contract/language/workbench.ts';
import { compileOnDisk, drawFiles, isThere, type Project, projects, snapshots, unpack } from './overlayProjects.ts';

const edits = 24;
/** Without its packages installed a large project may keep a compiler busy without end. */
const onDiskMsAtMost = 120_000;
const kinds = ['remark', 'wrong', 'rename'] as const;
type Kind = (typeof kinds)[number];

function edit(project: Project, folder: string, path: string, kind: Kind): FileChange {
  const text = readFileSync(join(folder, path), 'utf8');
  const name = project.declaration.exec(text)?.[1] ?? '';
  const after = {
    remark: () => `${text}\n${project.remark}`,
    wrong: () => `${text}\n${project.wrong}`,
    rename: () => text.replace(project.declaration, (declared) => declared.replace(name, `${name}Renamed`)),
  }[kind]();
  return { kind: 'modify', path, before: { path, text, version: '1' }, after };
}

const syntax = createSyntaxParser({ findWasm });

/** A run has its files looked at while the model thinks, here for this long. */
const thinkingMs = 1_000;

async function think(servers: LanguageServers, changes: readonly FileChange[]): Promise<void> {
  servers.shadow.warm(changes.map((change) => change.path));
  await new Promise((resolve) => setTimeout(resolve, thinkingMs));
}

async function judge(servers: LanguageServers, changes: readonly FileChange[]): Promise<{ report: ValidationReport; ms: number }> {
  const started = performance.now();
  const report = await validateChanges({ changes }, defaultRunLimits, { shadow: servers.shadow, syntax }, new AbortController().signal);
  return { report, ms: performance.now() - started };
}

const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** Resident memory of our children and theirs, in MiB. */
function childMemory(): number {
  const listed = spawnSync('ps', ['-eo', 'pid=,ppid=,rss=,comm='], { encoding: 'utf8' }).stdout.trim().split('\n');
  const rows = listed.map((line) => line.trim().split(/\s+/)).filter((row) => row[3] !== 'ps');
  const mine = new Set([String(process.pid)]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [pid = '', parent = ''] of rows) if (mine.has(parent) && !mine.has(pid)) grew = Boolean(mine.add(pid));
  }
  const kib = rows.filter(([pid = '']) => mine.has(pid) && pid !== String(process.pid)).reduce((sum, row) => sum + Number(row[2]), 0);
  return Math.round(kib / 1024);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the host holds by and by, in MiB, garbage aside. The grammars are there before: the editor parses files anyway. */
async function hostMemory(folder: string, files: readonly string[]): Promise<() => string> {
  const used = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1024 / 1024;
  };
  for (const path of files) await syntax.outline(path, readFileSync(join(folder, path), 'utf8'));
  const before = used();
  return () => (used() - before).toFixed(1);
}

interface Tally {
  readonly times: number[];
  reached: number;
  left: number;
  wrongVerdicts: number;
}

function count(tally: Tally, changed: readonly FileChange[], result: { report: ValidationReport; ms: number }, kind: Kind): void {
  const { report, ms } = result;
  tally.times.push(ms);
  const reasons = report.notChecked.map((note) => note.reason).join(' ');
  if (ms > 2_000)
    console.log(`  ${Math.round(ms)} ms, ${kind} in ${changed.map(({ path }) => path).join(' ')}: ${report.verdict}. ${reasons}`);
  tally.reached +=
    report.checks.filter((check) => check.name === 'types').reduce((sum, check) => sum + check.paths.length, 0) - changed.length;
  tally.left += report.notChecked.reduce((sum, note) => sum + note.paths.length, 0);
  const expected = kind === 'remark' ? ['clean'] : kind === 'wrong' ? ['broken'] : ['broken', 'clean'];
  if (!expected.includes(report.verdict)) tally.wrongVerdicts++;
}

async function measure(project: Project): Promise<boolean> {
  const folder = unpack(project);
  const files = drawFiles(project, folder, edits);
  const held = await hostMemory(folder, files);
  const servers = createLanguageServers({ root: folder, logger: quiet });
  const first = edit(project, folder, files[0] ?? '', 'wrong');
  const cold = await judge(servers, [first]);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const one: Tally = { times: [], reached: 0, left: 0, wrongVerdicts: 0 };
  const two: Tally = { times: [], reached: 0, left: 0, wrongVerdicts: 0 };
  for (const [index, path] of files.entries()) {
    const kind = kinds[index % kinds.length] ?? 'remark';
    const single = [edit(project, folder, path, kind)];
    await think(servers, single);
    count(one, single, await judge(servers, single), kind);
    const partner = files[(index + 1) % files.length] ?? path;
    const pair = partner === path ? single : [...single, edit(project, folder, partner, 'remark')];
    await think(servers, pair);
    count(two, pair, await judge(servers, pair), kind);
  }
  loop.disable();
  const memory = childMemory();
  const grown = held();
  servers.dispose();

  const started = performance.now();
  if (first.kind === 'modify') writeFileSync(join(folder, first.path), first.after);
  const onDisk = await compileOnDisk(project, folder, onDiskMsAtMost);
  const onDiskMs = performance.now() - started;
  const complaint = (onDisk ?? '')
    .split('\n')
    .some((line) => line.includes(first.path) && /TS2322|is not assignable to declared type/.test(line));
  const agrees = complaint === (cold.report.verdict === 'broken');
  rmSync(folder, { recursive: true, force: true });

  const judgeName = cold.report.checks.find((check) => check.name === 'types')?.judge ?? 'nobody';
  const warm = [...one.times, ...two.times];
  const goal = {
    cold: cold.ms <= (project.goals.coldMs ?? Number.POSITIVE_INFINITY),
    warm: quantile(warm, 0.95) <= project.goals.warmP95Ms,
  };
  const ms = (value: number) => `${Math.round(value)} ms`;
  const spread = ({ times }: Tally) =>
    `median ${ms(quantile(times, 0.5))}, p95 ${ms(quantile(times, 0.95))}, worst ${ms(Math.max(...times))}`;
  const share = ({ reached, left }: Tally) => `${Math.round((100 * reached) / Math.max(1, reached + left))} % of ${reached + left}`;
  console.log(`\n${project.name}, judged by ${judgeName}, ${files.length} files edited`);
  console.log(
    `  cold verdict       ${ms(cold.ms)} (${cold.report.verdict})${project.goals.coldMs ? (goal.cold ? '' : `  MISSED: goal ${project.goals.coldMs} ms`) : ''}`,
  );
  console.log(`  warm, one file     ${spread(one)}; dependents checked: ${share(one)}; wrong verdicts: ${one.wrongVerdicts}`);
  console.log(`  warm, two files    ${spread(two)}; dependents checked: ${share(two)}; wrong verdicts: ${two.wrongVerdicts}`);
  console.log(`  warm, all          p95 ${ms(quantile(warm, 0.95))}${goal.warm ? '' : `  MISSED: goal ${project.goals.warmP95Ms} ms`}`);
  const loopMs = (share: number) => (loop.percentile(share) / 1e6).toFixed(1);
  console.log(`  host's event loop  p99 ${loopMs(99)} ms, worst ${loopMs(100)} ms (goal p99 20 ms)`);
  console.log(
    `  memory             servers ${memory} MiB; the host holds ${grown} MiB more than after parsing the files (${2 * files.length + 1} verdicts)`,
  );
  const isLate = onDisk === undefined;
  console.log(
    `  compiler on disk   ${isLate ? `no answer in ${ms(onDiskMsAtMost)}` : `${ms(onDiskMs)} for the first edit${agrees ? ', same verdict' : ', OTHER VERDICT'}`}`,
  );
  return goal.cold && goal.warm && one.wrongVerdicts + two.wrongVerdicts === 0 && (agrees || isLate);
}

const wanted = process.argv.slice(2);
let met = true;
for (const project of projects) {
  if (wanted.length > 0 && !wanted.includes(project.name)) continue;
  if (!isThere(project)) {
    console.log(`\n${project.name}: no ${project.archive} in ${snapshots}. Set UNDERSTUDY_SNAPSHOTS to the folder that holds it.`);
    met = false;
  } else met = (await measure(project)) && met;
}
process.exit(met ? 0 : 1);
