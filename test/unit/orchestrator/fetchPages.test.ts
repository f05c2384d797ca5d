// A page that the request mentions: asked about before it is fetched, kept with the run, never fetched when it may not be.
import assert from 'node:assert/strict';
import type { Action } from '../../../src/core/model/policy.ts';
import { readRun } from '../../../src/core/orchestrator/readRun.ts';
import { replayRun } from '../../../src/core/orchestrator/replayRun.ts';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import { sha256 } from '../../../src/node/hash.ts';
import { createRunBench, ofKind, requestFor, watch } from '../../fakes/runBench.ts';
import { answer, scriptedModel } from '../../fakes/scriptedModel.ts';

const { signal } = new AbortController();
const url = 'https://docs.example.com/v2';

async function runWith(says: 'yes' | 'no', trust: 'trusted' | 'untrusted' = 'trusted') {
  const [asked, fetched]: [Action[], string[]] = [[], []];
  const approve = async (action: Action) => {
    asked.push(action);
    return says;
  };
  const model = scriptedModel('m', answer('Use v2.'));
  const bench = createRunBench({ files: { 'a.ts': 'x\n' }, model, person: { approve } });
  const pages = {
    read: async (page: string) => {
      fetched.push(page);
      return { kind: 'read' as const, url: page, title: 'Guide', text: 'Version two needs a key.', isCut: false };
    },
  };
  const asking = requestFor(`What does @${url} say? Again: @${url}.`, 'ask');
  const host = { ...bench.host, ports: { ...bench.host.ports, pages } };
  const run = startRun({ ...asking, rules: { ...asking.rules, trust } }, host, signal);
  const { events } = await watch(run);
  const replayed = await replayRun(await readRun(run.id, bench.journal), sha256, signal);
  assert.equal(replayed.kind, 'same');
  return { asked, fetched, events, prompt: model.calls[0]?.messages.at(-1)?.text ?? '' };
}

describe('a page that the request mentions', () => {
  it('is shown to the model once the person said yes, asked and fetched once', async () => {
    const { asked, fetched, events, prompt } = await runWith('yes');
    assert.deepEqual(asked, [{ kind: 'fetchPage', url }]);
    assert.deepEqual(fetched, [url]);
    assert.match(prompt, /Guide \(https:\/\/docs\.example\.com\/v2\), a page of the web\n```\nVersion two needs a key\./);
    assert.equal(ofKind(events, 'decided')[0]?.decision.rule, 'page.ask');
  });

  it('is not fetched when the person says no, and the ledger says so', async () => {
    const { fetched, events } = await runWith('no');
    assert.deepEqual(fetched, []);
    const entry = ofKind(events, 'contextReady')[0]?.ledger.find((piece) => piece.title === `@${url}`);
    assert.equal(entry?.dropReason, 'you did not allow it to be fetched');
  });

  it('is never fetched in an untrusted workspace', async () => {
    const { asked, fetched, events } = await runWith('yes', 'untrusted');
    assert.deepEqual([asked, fetched], [[], []]);
    const entry = ofKind(events, 'contextReady')[0]?.ledger.find((piece) => piece.title === `@${url}`);
    assert.equal(entry?.dropReason, 'In an untrusted workspace no page is fetched.');
  });
});
