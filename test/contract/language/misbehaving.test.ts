// A server that crashes, hangs, lies or talks nonsense never yields "clean", and does not hold the person up.
import assert from 'node:assert/strict';
import type { ImportRules } from '../../../src/node/language/importRules.ts';
import type { Asking, ServerCommand } from '../../../src/node/language/serverRow.ts';
import { rowOf } from './fakeRow.ts';
import { codes, openWorkbench, type Workbench } from './workbench.ts';

const open = (mode: string, asking: Asking = 'pull') => openWorkbench({ 'a.fake': 'all is well\n' }, { rows: [rowOf(mode, asking)] });

/** Time enough for a busy machine to start a program. */
async function judged(bench: Workbench, to: string, ms = 5_000) {
  const started = Date.now();
  const report = await bench.judge(bench.edit(['a.fake', 'all is well', to]), ms);
  return { report, ms: Date.now() - started, reasons: report.notChecked.map(({ reason }) => reason).join(' ') };
}

describe('a language server that misbehaves', function () {
  this.timeout(30_000);
  let bench: Workbench;
  afterEach(() => bench.dispose());

  for (const [mode, asking] of [
    ['honest', 'pull'],
    ['honestPush', 'push'],
  ] as const) {
    it(`is told from an ${mode} one, which finds good edits clean and wrong ones broken`, async () => {
      bench = open(mode, asking);
      assert.equal((await judged(bench, 'still well')).report.verdict, 'clean');
      const { report } = await judged(bench, 'WRONG');
      assert.deepEqual([report.verdict, codes(report)], ['broken', ['a.fake:W1']]);
    });
  }

  const faults: readonly [mode: string, asking: Asking, says: RegExp][] = [
    ['crashAtStart', 'pull', /ended with code 3: cannot find my library/],
    ['crash', 'pull', /ended with code 7/],
    ['hang', 'pull', /gave no answer/],
    ['garbage', 'pull', /gave no answer|wrote what is no message|ended/],
    ['wrongShape', 'pull', /no diagnostic report/],
    ['unchanged', 'pull', /no diagnostic report/],
    ['refuse', 'pull', /not today/],
    ['stalePush', 'push', /sent no diagnostics for this text/],
    ['staleUntagged', 'push', /sent no diagnostics for this text/],
  ];
  for (const [mode, asking, says] of faults) {
    it(`never yields "clean" (${mode}), and says why`, async () => {
      bench = open(mode, asking);
      const ms = says.source.startsWith('sent no') || mode === 'hang' ? 2_500 : undefined;
      const first = await judged(bench, 'WRONG', ms);
      assert.equal(first.report.verdict, 'unavailable');
      assert.match(first.reasons, says);
      assert.ok(first.ms < 12_000, `took ${first.ms} ms`);
      assert.equal((await judged(bench, 'WRONG again', 500)).report.verdict, 'unavailable');
    });
  }

  it('is asked again when it was overtaken by a change', async () => {
    bench = open('overtaken');
    assert.equal((await judged(bench, 'WRONG')).report.verdict, 'broken');
  });

  const openQuirky = (mode: string, quirks: Partial<ServerCommand>) =>
    openWorkbench({ 'a.fake': 'all is well\n' }, { rows: [rowOf(mode, 'pull', quirks)] });

  it('is not believed before it has read the project', async () => {
    bench = openQuirky('loading', { announcesReadiness: true });
    assert.equal((await judged(bench, 'WRONG')).report.verdict, 'broken');
  });

  it('is not believed when it never has', async () => {
    bench = openQuirky('never', { announcesReadiness: true });
    const { report, reasons } = await judged(bench, 'still well', 2_500);
    assert.equal(report.verdict, 'unavailable');
    assert.match(reasons, /had not read the project/);
  });

  it('is believed in what it finds, and not in its silence, when it overlooks much', async () => {
    bench = openQuirky('honest', { overlooks: 'half of it' });
    const { report, reasons } = await judged(bench, 'still well');
    assert.equal(report.verdict, 'unavailable');
    assert.match(reasons, /overlooks half of it/);
    assert.equal((await judged(bench, 'WRONG')).report.verdict, 'broken');
  });

  it('rests after a crash before it is started again', async () => {
    bench = open('crash');
    await judged(bench, 'WRONG');
    const { reasons, ms } = await judged(bench, 'WRONG');
    assert.match(reasons, /started again after a pause/);
    assert.ok(ms < 500, `took ${ms} ms`);
  });

  it('is started again when it is busy without end, and not asked for that file then', async () => {
    const row = rowOf('busy', 'pull', { hungAfterMs: 200 });
    bench = openWorkbench({ 'a.fake': 'all is well\n', 'b.fake': 'FOREVER\n' }, { rows: [row] });
    const busy = bench.edit(['b.fake', 'FOREVER', 'FOREVER and a day']);
    assert.equal((await judged(bench, 'still well')).report.verdict, 'clean');
    assert.equal((await bench.judge(busy, 500)).verdict, 'unavailable');
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal((await judged(bench, 'WRONG')).report.verdict, 'broken');
    const again = await bench.judge(busy, 500);
    assert.equal(again.verdict, 'unavailable');
    assert.match(again.notChecked.map(({ reason }) => reason).join(' '), /busy without end on this file/);
    assert.equal((await judged(bench, 'still well')).report.verdict, 'clean');
  });

  it('does not let a change pass that is felt by files of which it says nothing', async () => {
    const imports: ImportRules = {
      globs: ['*.fake'],
      pattern: '^uses (\\S+)',
      targets: (_importer, specifier) => [specifier],
      names: (path) => [path],
    };
    const texts = { 'a.fake': 'all is well\n', 'b.fake': 'uses a.fake\nFOREVER\n', 'd.fake': 'nobody uses this\n' };
    bench = openWorkbench(texts, { rows: [{ ...rowOf('busy', 'pull', { hungAfterMs: 60_000, isParallel: true }), imports }] });
    assert.equal((await bench.judge(bench.edit(['d.fake', '', undefined]), 5_000)).verdict, 'clean');
    const report = await bench.judge(bench.edit(['a.fake', '', undefined]), 1_500);
    assert.deepEqual([report.verdict, report.notChecked.flatMap(({ paths }) => paths)], ['unavailable', ['b.fake']]);
  });

  it('is left at once when the person stops the run', async () => {
    bench = open('hang');
    const controller = new AbortController();
    const change = bench.edit(['a.fake', 'all is well', 'WRONG']);
    const rehearsal = bench.servers.shadow.rehearse({ changes: change }, 20_000, controller.signal);
    setTimeout(() => controller.abort(), 200);
    const started = Date.now();
    await assert.rejects(rehearsal, /Stopped|abort/i);
    assert.ok(Date.now() - started < 2_000);
  });

  it('does not hold a rehearsal up with a question that nobody waits for any more', async () => {
    bench = open('muses');
    const { features } = bench.servers;
    const { signal } = new AbortController();
    assert.equal(await features.hover('a.fake', { line: 1, character: 0 }, signal), 'line 2');
    await assert.rejects(features.hover('a.fake', { line: 0, character: 0 }, AbortSignal.timeout(200)));
    const { report, ms } = await judged(bench, 'WRONG', 4_000);
    assert.equal(report.verdict, 'broken');
    assert.ok(ms < 2_000, `took ${ms} ms`);
  });

  it('is a state with a hint, not an error, when it is missing', async () => {
    const missing = { ...rowOf('honest', 'pull'), find: () => Promise.resolve({ kind: 'missing', hint: 'Install the fake.' } as const) };
    bench = openWorkbench({ 'a.fake': 'all is well\n' }, { rows: [missing] });
    const { report, reasons } = await judged(bench, 'WRONG');
    assert.deepEqual([report.verdict, reasons], ['unavailable', 'Install the fake.']);
  });

  it('is stopped when nobody needs it', async () => {
    bench = openWorkbench({ 'a.fake': 'all is well\n' }, { rows: [rowOf('honest', 'pull')], idleMs: 100 });
    await judged(bench, 'WRONG');
    assert.equal(bench.servers.running().length, 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(bench.servers.running().length, 0);
    assert.equal((await judged(bench, 'WRONG')).report.verdict, 'broken');
  });
});
