// No file of the journal but the private texts of a run holds a secret, and the run can still be executed again.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJournal } from '../../src/core/journal/createJournal.ts';
import { readRun } from '../../src/core/orchestrator/readRun.ts';
import { replayRun } from '../../src/core/orchestrator/replayRun.ts';
import { startRun } from '../../src/core/orchestrator/startRun.ts';
import { systemClock } from '../../src/node/clock.ts';
import { sha256 } from '../../src/node/hash.ts';
import { freshSalt } from '../../src/node/ids.ts';
import { createFileRecordStore } from '../../src/node/journal/fileRecordStore.ts';
import { forgetRuns } from '../../src/node/journal/forgetRuns.ts';
import { madeUpSecrets } from '../fakes/madeUpSecrets.ts';
import { createRunBench, ofKind, requestFor, watch } from '../fakes/runBench.ts';
import { answer, scriptedModel } from '../fakes/scriptedModel.ts';

const pem = `-----BEGIN RSA PRIVATE KEY-----\n${Array.from({ length: 6 }, (_, at) => `MIIEFAKE${at}pAIBAAKCAQEA7xQ9Zk3jZb8Tt2Yw9sVmP4nLr6HcXa5DgUe`).join('\n')}\n-----END RSA PRIVATE KEY-----`;
const secrets = [...madeUpSecrets.map(([, text, value]) => ({ text, value })), { text: pem, value: pem.split('\n')[3] ?? '' }];

/** A few secrets a file, so that one run reads all of them. */
const files = Object.fromEntries(
  Array.from({ length: Math.ceil(secrets.length / 8) }, (_, at) => {
    const texts = secrets.slice(at * 8, at * 8 + 8).map(({ text }) => text);
    return [`src/config${at}.txt`, `# settings ${at}\n${texts.join('\n\n')}\nlast = ${at}\n`];
  }),
);
const edits = Object.keys(files).map((path, at) => `${path}\n<<<<<<< SEARCH\nlast = ${at}\n=======\nlast = ${at + 100}\n>>>>>>> REPLACE\n`);

describe('secrets and the journal', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'understudy-secrets-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const filesBelow = (place: string): string[] =>
    existsSync(place)
      ? readdirSync(place, { recursive: true, encoding: 'utf8' })
          .map((name) => join(place, name))
          .filter((path) => statSync(path).isFile())
      : [];

  async function runOverSecrets() {
    const journal = createJournal(createFileRecordStore(folder), { hash: sha256, clock: systemClock, salt: freshSalt });
    const model = scriptedModel('m', answer(edits.join('\n')));
    const bench = createRunBench({ files, model, journal });
    const focus = Object.keys(files).map((path) => ({ path }));
    const wanted = requestFor(`Raise every last. My key is ${secrets[0]?.text ?? ''}`);
    const run = startRun({ ...wanted, request: { ...wanted.request, focus } }, bench.host, new AbortController().signal);
    return { ...(await watch(run)), id: run.id, journal, model };
  }

  it('stand only in the private texts of the run, which nobody else may read', async () => {
    const { events } = await runOverSecrets();
    assert.equal(ofKind(events, 'proposed')[0]?.changes.changes.length, Object.keys(files).length);
    const open = [...filesBelow(join(folder, 'runs')), ...filesBelow(join(folder, 'blobs'))];
    assert.ok(open.length > 0);
    for (const path of open) {
      const text = readFileSync(path, 'utf8');
      for (const { value } of secrets) assert.ok(!text.includes(value), `${value} stands in ${path}`);
    }
    const hidden = filesBelow(join(folder, 'private'));
    assert.ok(hidden.length > 0);
    if (process.platform !== 'win32') {
      for (const path of hidden) assert.equal(statSync(path).mode & 0o077, 0, path);
      assert.equal(statSync(join(folder, 'private')).mode & 0o077, 0);
    }
  });

  it('are not sent, and come back where the answer leaves their lines alone', async () => {
    const { model, events } = await runOverSecrets();
    const sent = model.calls.flatMap((call) => call.messages.map((message) => message.text)).join('\n');
    for (const { value } of secrets) assert.ok(!sent.includes(value), value);
    for (const change of ofKind(events, 'proposed')[0]?.changes.changes ?? []) {
      assert.equal(change.kind === 'modify' && change.after.includes('[redacted:'), false);
    }
  });

  it('do not keep a run from being executed again', async () => {
    const { id, journal } = await runOverSecrets();
    const recorded = await readRun(id, journal);
    assert.equal((await replayRun(recorded, sha256, new AbortController().signal)).kind, 'same');
  });

  it('are gone with the run', async () => {
    const { id } = await runOverSecrets();
    const kept = await runOverSecrets();
    assert.deepEqual(await forgetRuns(folder, { runs: [id] }), [id]);
    assert.deepEqual(readdirSync(join(folder, 'private')), [kept.id]);
    assert.equal((await replayRun(await readRun(kept.id, kept.journal), sha256, new AbortController().signal)).kind, 'same');
    assert.deepEqual(await forgetRuns(folder, { before: Date.now() + 1_000 }), [kept.id]);
    assert.deepEqual(filesBelow(join(folder, 'private')), []);
  });
});

describe('a placeholder', () => {
  it('never becomes text of a file', async () => {
    const said =
      'src/a.ts\n<<<<<<< SEARCH\nconst a = 1;\n=======\nconst a = 1;\nconst password = "[redacted:password:7]";\n>>>>>>> REPLACE\n';
    const bench = createRunBench({ files: { 'src/a.ts': 'const a = 1;\n' }, model: scriptedModel('m', answer(said)) });
    const { events } = await watch(startRun(requestFor('add it', 'edit', { maxRepairs: 0 }), bench.host, new AbortController().signal));
    const [proposed] = ofKind(events, 'proposed');
    assert.deepEqual(proposed?.changes.changes, []);
    assert.match(proposed?.misfits[0]?.explanation ?? '', /would write \[redacted:password:7\]/);
  });

  it('is put back when it stands for a secret of the file, also when the answer came in pieces', async () => {
    const line = 'const password = "Tr0ubFAKE4dor&3";';
    const model = scriptedModel('m', async function* (request) {
      const name = /\[redacted:[a-z-]+:\d+\]/.exec(request.messages.at(-1)?.text ?? '')?.[0] ?? '';
      const said = `src/a.ts\n<<<<<<< SEARCH\nconst password = "${name}";\n=======\nexport const password = "${name}";\n>>>>>>> REPLACE\n`;
      for (const piece of said.match(/[\s\S]{1,5}/g) ?? []) yield { kind: 'text', text: piece } as const;
      yield* answer('').slice(1);
    });
    const bench = createRunBench({ files: { 'src/a.ts': `${line}\n` }, model });
    const wanted = requestFor('export it');
    const run = startRun(
      { ...wanted, request: { ...wanted.request, focus: [{ path: 'src/a.ts' }] } },
      bench.host,
      new AbortController().signal,
    );
    const [proposed] = ofKind((await watch(run)).events, 'proposed');
    const [change] = proposed?.changes.changes ?? [];
    assert.equal(change?.kind === 'modify' && change.after, `export ${line}\n`);
  });
});
