// The journal's promises: a run can be listed, shown, executed again with the same events, and gone on with after a kill.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliBench, eventsOf } from './workbench.ts';

const request = ['edit', 'Make shipping free for carts above 50 euros.', '--file', 'src/shipping.ts', '--json'];

describe('understudy runs, show, replay, resume', () => {
  let bench: CliBench;
  beforeEach(async () => {
    bench = await CliBench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  const journalFile = (): string => {
    const found = readdirSync(bench.data, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /journal\/runs\/[^/]+\.jsonl$/.test(path),
    );
    assert.equal(found.length, 1, found.join());
    return join(bench.data, found[0]!);
  };

  it('executes a recorded run again without model, compiler or files, and finds every event equal', async () => {
    const run = eventsOf(await bench.run([...request, '--yes']))[0]?.run ?? '';
    await bench.model.close();
    writeFileSync(join(bench.folder, 'src/cart.ts'), '// gone\n');
    const replayed = await bench.run(['replay', run, '--json']);
    assert.equal(replayed.code, 0, replayed.stdout + replayed.stderr);
    assert.equal(JSON.parse(replayed.stdout).kind, 'same');
    const listed = await bench.run(['runs']);
    assert.match(listed.stdout, /written +Make shipping free/);
    const shown = await bench.run(['show', run]);
    assert.match(shown.stdout, /asked: Make shipping free/);
    assert.match(shown.stdout, /TS2365|2365/);
    assert.match(shown.stdout, /wrote src\/shipping\.ts/);
  });

  it('refuses a journal in which a byte was changed', async () => {
    const run = eventsOf(await bench.run(request))[0]?.run ?? '';
    const file = journalFile();
    writeFileSync(file, readFileSync(file, 'utf8').replace('Make shipping free', 'Make shipping dear'));
    const replayed = await bench.run(['replay', run]);
    assert.notEqual(replayed.code, 0);
    assert.match(replayed.stderr, /chain|changed|damaged/i);
  });

  it('leaves nothing half-written when it is killed at any event, and goes on afterwards', async function () {
    this.timeout(240_000);
    const kinds = eventsOf(await bench.run([...request, '--yes']))
      .filter((event) => event.kind !== 'textStreamed' && event.kind !== 'landingFound')
      .map((event) => event.kind);
    const finalText = bench.read('src/shipping.ts');
    bench.git('checkout', '-q', '.');
    const firstText = bench.read('src/shipping.ts');
    for (let boundary = 0; boundary < kinds.length - 1; boundary++) {
      let seen = 0;
      let run = '';
      await bench.run([...request, '--yes'], {
        onLine: (line, kill) => {
          const event = JSON.parse(line);
          run = event.run;
          if (event.kind !== 'textStreamed' && event.kind !== 'landingFound' && seen++ === boundary) kill();
        },
      });
      const text = bench.read('src/shipping.ts');
      assert.ok(text === firstText || text === finalText, `half-written after ${kinds[boundary]}`);
      const resumed = await bench.run(['resume', run, '--yes', '--json']);
      assert.ok(
        resumed.code === 0 || /already|decided|written/i.test(resumed.stdout),
        `after ${kinds[boundary]}: ${resumed.code} ${resumed.stdout.slice(-500)}${resumed.stderr}`,
      );
      assert.equal(bench.read('src/shipping.ts'), finalText, `after a kill at ${kinds[boundary]} and resume`);
      const extra = Object.keys(bench.fingerprint()).filter((path) => /tmp|understudy/.test(path));
      assert.deepEqual(extra, []);
      bench.git('checkout', '-q', '.');
    }
  });
});
