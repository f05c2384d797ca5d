// Files checked while the answer still streams.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../../src/core/model/run.ts';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import type { ShadowWorkspace } from '../../../src/core/ports/shadowWorkspace.ts';
import { createRunBench, requestFor } from '../../fakes/runBench.ts';
import { answer, scriptedModel } from '../../fakes/scriptedModel.ts';

const block = (path: string, from: string, to: string) => `${path}\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;

interface Rehearsal {
  readonly paths: string;
  /** Kinds of the events that had come. */
  readonly after: readonly RunEvent['kind'][];
  readonly signal: AbortSignal;
}

/** Runs an answer piece by piece and keeps what was rehearsed when. A rehearsal waits until the run is over or it is broken off. */
async function rehearsals(said: string, kind: 'edit' | 'ask' = 'edit'): Promise<Rehearsal[]> {
  const pieces = said.split(/(?<=\n)/).map((piece) => ({ kind: 'text', text: piece }) as const);
  const bench = createRunBench({
    files: { 'src/a.ts': 'one();\n', 'src/b.ts': 'two();\n' },
    model: scriptedModel('m', [...pieces, ...answer('').slice(1)]),
  });
  const found: Rehearsal[] = [];
  const kinds: RunEvent['kind'][] = [];
  const shadow: ShadowWorkspace = {
    ...bench.host.ports.shadow,
    rehearse: async (changes, budgetMs, signal) => {
      found.push({ paths: changes.changes.map(({ path }) => path).join(), after: [...kinds], signal });
      return bench.host.ports.shadow.rehearse(changes, budgetMs, signal);
    },
  };
  const run = startRun(
    requestFor('change it', kind),
    { ...bench.host, ports: { ...bench.host.ports, shadow } },
    new AbortController().signal,
  );
  for await (const event of run.events) {
    kinds.push(event.kind);
    // A real stream leaves time between its pieces.
    await pause(1);
  }
  return found;
}

const first = block('src/a.ts', 'one();', '1();');
const second = block('src/b.ts', 'two();', '2();');

describe('early checks', () => {
  it('rehearse a finished file while the model writes the next one, and the whole answer afterwards', async () => {
    const [early, whole, ...rest] = await rehearsals(first + second);
    assert.deepEqual([early?.paths, whole?.paths, rest], ['src/a.ts', 'src/a.ts,src/b.ts', []]);
    assert.ok(!early?.after.includes('modelAnswered') && whole?.after.includes('modelAnswered'));
  });
  it('are broken off when the answer has gone on, so that they hold nothing up', async () => {
    const [early, whole] = await rehearsals(first + second);
    assert.deepEqual([early?.signal.aborted, whole?.signal.aborted], [true, false]);
  });
  it('rehearse the whole answer when nothing but prose follows', async () => {
    const found = await rehearsals(`${first + second}\nThat is all.\nReally.\n`);
    assert.deepEqual(
      found.map(({ paths }) => paths),
      ['src/a.ts', 'src/a.ts,src/b.ts', 'src/a.ts,src/b.ts'],
    );
    assert.ok(!found[1]?.after.includes('modelAnswered'));
  });
  it('leave a file alone whose block fits nowhere, or that lies outside', async () => {
    assert.deepEqual(
      (await rehearsals(block('src/a.ts', 'if (nothing.like(this)) throw new Error();', '1();') + second))
        .map(({ paths }) => paths)
        .filter((paths) => paths !== 'src/b.ts'),
      [],
    );
    assert.deepEqual(
      (await rehearsals(block('../outside.ts', 'x', 'y') + second)).map(({ paths }) => paths).filter((paths) => paths !== 'src/b.ts'),
      [],
    );
  });
  it('fit a repair to what was proposed before, and rehearse it with that', async () => {
    const pieces = (said: string) => said.split(/(?<=\n)/).map((piece) => ({ kind: 'text', text: piece }) as const);
    const answers = [first, block('src/a.ts', '1();', 'eins();') + second];
    const bench = createRunBench({
      files: { 'src/a.ts': 'one();\n', 'src/b.ts': 'two();\n' },
      model: scriptedModel('m', ...answers.map((said) => [...pieces(said), ...answer('').slice(1)])),
    });
    const problem = { path: 'src/a.ts', severity: 'error', message: 'Not so.', source: 'ts' } as const;
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const found: string[] = [];
    const shadow: ShadowWorkspace = {
      ...bench.host.ports.shadow,
      rehearse: async ({ changes }) => {
        const texts = changes.map((change) => (change.kind === 'modify' ? change.after.trim() : change.kind));
        found.push(texts.join());
        const paths = changes.map(({ path }) => path);
        const after = texts.includes('1();') ? [{ ...problem, range }] : [];
        return { checks: [{ name: 'types', judge: 'played', durationMs: 1, paths }], baseline: [], after, notChecked: [] };
      },
    };
    const run = startRun(requestFor('change it'), { ...bench.host, ports: { ...bench.host.ports, shadow } }, new AbortController().signal);
    for await (const _event of run.events) await pause(1);
    assert.deepEqual(found, ['1();', 'eins();', 'eins();,2();']);
  });
  it('do nothing for a question', async () => {
    assert.deepEqual(await rehearsals(first + second, 'ask'), []);
  });
});
