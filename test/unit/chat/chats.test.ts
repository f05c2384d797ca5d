// The chat of the editor over the real run loop and its journal.
import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { type HostToChat, hostToChat } from '../../../src/protocol/messages.ts';
import type { TurnView } from '../../../src/protocol/view.ts';
import type { Chats } from '../../../src/vscode/chat/chats.ts';
import { choose, keyOf } from '../../../src/vscode/chat/contextChoices.ts';
import { answer, type Script, scriptedModel } from '../../fakes/scriptedModel.ts';
import { ask, badAnswer, goodAnswer, openStage } from './stage.ts';

const turnsOf = (chats: Chats) => chats.view().chat.turns;
const lastTurn = (chats: Chats): TurnView => {
  const turn = turnsOf(chats).at(-1);
  assert.ok(turn);
  return turn;
};
/** A turn without what only time tells. */
const still = ({ id: _, at: __, ...turn }: TurnView) => turn;

/** Answers without end until it is stopped. */
const endless: Script = async function* (_request, signal) {
  yield { kind: 'text', text: 'On and on' };
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  yield { kind: 'ended', end: { kind: 'cancelled' } };
};

function heard(chats: Chats, isIt: (message: HostToChat) => boolean): Promise<void> {
  return new Promise((resolve) => {
    chats.onDidTell((message) => message !== 'replaced' && isIt(message) && resolve());
  });
}

/** Resolves when so many requests have ended. */
function turnsEnded(chats: Chats, count: number): Promise<void> {
  let left = count;
  return heard(chats, (message) => message.type === 'turn' && message.turn.ending !== undefined && !message.running && --left === 0);
}

describe('chat', () => {
  it('shows a proposal with its verdict, counts and context', async () => {
    const { chats } = openStage(scriptedModel('demo', answer(goodAnswer)));
    await ask(chats, 'Return two');
    const turn = lastTurn(chats);
    assert.deepEqual(
      turn.files.map((file) => [file.path, file.added, file.removed, file.verdict, file.checks, file.hunks.pending]),
      [['src/cart.ts', 1, 1, 'clean', ['types 0.2 s'], 1]],
    );
    assert.equal(turn.ending?.kind, 'forReview');
    assert.equal(turn.answer, goodAnswer);
    assert.ok(turn.ledger?.lines.some((line) => line.path === 'src/cart.ts' && line.tokens > 0));
    assert.deepEqual(turn.usage, { calls: 1, untold: 0, input: 10, output: 5, cachedInput: 0, cost: 'price unknown' });
    assert.ok(turn.steps.every((step) => step.state === 'done'));
  });

  it('tells of a repair with the compiler’s words, and shows the repaired answer only', async () => {
    const repaired = goodAnswer.replace('return 1;', 'return two;');
    const { chats } = openStage(scriptedModel('demo', answer(badAnswer), answer(repaired)));
    await ask(chats, 'Return two');
    const turn = lastTurn(chats);
    assert.deepEqual(
      turn.steps.map((step) => `${step.kind} ${step.state}`),
      ['context done', 'asking done', 'rehearsing failed', 'repairing done', 'rehearsing done'],
    );
    assert.deepEqual(turn.steps[2]?.detail, ["src/cart.ts:3 Cannot find name 'two'.", 'Judged by played compiler']);
    assert.equal(turn.steps[3]?.text, 'Repaired, 1 of 3');
    assert.equal(turn.answer, repaired);
  });

  it('shows what stays broken as broken, with the place and the code', async () => {
    const { chats } = openStage(scriptedModel('demo', answer(badAnswer)));
    await ask(chats, 'Return two');
    const [file] = lastTurn(chats).files;
    assert.equal(file?.verdict, 'broken');
    assert.deepEqual(
      file?.problems.map((problem) => [problem.line, problem.column, problem.code, problem.message]),
      [[3, 12, '2304', "Cannot find name 'two'."]],
    );
  });

  it('sends only messages that the page can parse', async () => {
    const { chats } = openStage(scriptedModel('demo', answer(badAnswer), answer(goodAnswer)));
    const refused: string[] = [];
    chats.onDidTell((message) => {
      const parsed = message === 'replaced' ? undefined : hostToChat.safeParse(structuredClone(message));
      if (parsed && !parsed.success) refused.push(JSON.stringify(parsed.error.issues));
    });
    await ask(chats, 'Return two');
    assert.deepEqual(refused, []);
  });

  it('accepts the hunks that wait, and says so', async () => {
    const { chats } = openStage(scriptedModel('demo', answer(goodAnswer)));
    await ask(chats, 'Return two');
    await chats.current.decide(lastTurn(chats).id, 'accept');
    assert.deepEqual(lastTurn(chats).files[0]?.hunks, { pending: 0, accepted: 1, rejected: 0, stale: 0 });
  });

  it('shows a hunk whose place is lost as out of date', async () => {
    const { chats, reviews } = openStage(scriptedModel('demo', answer(goodAnswer)));
    await ask(chats, 'Return two');
    const run = chats.current.findTurn(lastTurn(chats).id)?.run ?? '';
    reviews.set(run, reviews.hunks(run)[0]?.hunk.id ?? '', 'conflicted');
    assert.deepEqual(lastTurn(chats).files[0]?.hunks, { pending: 0, accepted: 0, rejected: 0, stale: 1 });
  });

  it('is the same after a reload, with its hunks still waiting', async () => {
    const stage = openStage(scriptedModel('demo', answer(badAnswer), answer(goodAnswer.replace('return 1;', 'return two;'))));
    await ask(stage.chats, 'Return two');
    await ask(stage.chats, 'And why?', 'ask');
    const before = turnsOf(stage.chats).map(still);
    stage.reviews.forget();
    const after = stage.reload();
    await after.restore();
    assert.deepEqual(turnsOf(after).map(still), before);
    assert.equal(turnsOf(after)[0]?.files[0]?.hunks.pending, 1);
    await after.current.decide(turnsOf(after)[0]?.id ?? '', 'reject');
    assert.equal(turnsOf(after)[0]?.files[0]?.hunks.rejected, 1);
  });

  it('lists earlier chats, newest first, and opens one', async () => {
    const { chats } = openStage(scriptedModel('demo', answer('An answer.')));
    await ask(chats, 'First\nquestion', 'ask');
    const first = chats.current.id;
    chats.startNew();
    await ask(chats, 'Second question', 'ask');
    chats.startNew();
    await chats.restore();
    assert.deepEqual(
      chats.view().chats.map((chat) => [chat.title, chat.turns]),
      [
        ['Second question', 1],
        ['First question', 1],
      ],
    );
    await chats.show(first);
    assert.equal(lastTurn(chats).answer, 'An answer.');
  });

  it('gives the model what was said before', async () => {
    const model = scriptedModel('demo', answer('It is a cart.'));
    const { chats } = openStage(model);
    await ask(chats, 'What is it?', 'ask');
    await ask(chats, 'And who uses it?', 'ask');
    const { chat } = chats.current.findTurn(lastTurn(chats).id)?.request ?? {};
    assert.deepEqual(chat?.earlier, [
      { role: 'user', text: 'What is it?' },
      { role: 'assistant', text: 'It is a cart.' },
    ]);
  });

  it('shows a hunk that is discussed as the next turn at once, and takes further requests after it', async () => {
    const { chats, begin } = openStage(
      scriptedModel('demo', answer(goodAnswer), answer(goodAnswer.replace('return 2', 'return 3')), answer('Yes.')),
    );
    await ask(chats, 'Return two');
    const [first] = turnsOf(chats);
    const follows = { run: first?.id ?? '', hunkId: 'h' };
    const ended = turnsEnded(chats, 1);
    await begin({ kind: 'edit', text: 'Rather three', focus: [], chat: { id: chats.current.id, earlier: [] }, follows });
    await heard(chats, (message) => message.type === 'turn' && message.running && message.turn.request === 'Rather three');
    assert.ok(chats.view().running);
    await ended;
    assert.deepEqual(
      turnsOf(chats).map((turn) => [turn.request, turn.ending?.kind]),
      [
        ['Return two', 'forReview'],
        ['Rather three', 'forReview'],
      ],
    );
    assert.equal(chats.view().running, undefined);
    await ask(chats, 'Is that all?', 'ask');
    assert.equal(lastTurn(chats).answer, 'Yes.');
  });

  it('lists a hunk that is discussed in another chat under that chat', async () => {
    const { chats, begin } = openStage(scriptedModel('demo', answer(goodAnswer), answer(goodAnswer)));
    await ask(chats, 'Return two');
    const other = chats.current.id;
    chats.startNew();
    await heard(chats, (message) => message.type === 'chats');
    const told = heard(chats, (message) => message.type === 'chats' && message.chats[0]?.turns === 2);
    await begin({ kind: 'edit', text: 'Rather three', focus: [], chat: { id: other, earlier: [] }, follows: { run: 'r', hunkId: 'h' } });
    await told;
    assert.equal(turnsOf(chats).length, 0);
  });

  it('makes of a missing model a state with a next step', async () => {
    const stage = openStage(new AppError('model.none', 'No model is connected yet. Connect one, then ask again.'));
    await ask(stage.chats, 'Hello', 'ask');
    assert.deepEqual(lastTurn(stage.chats).ending, {
      kind: 'failed',
      message: 'No model is connected yet. Connect one, then ask again.',
      next: ['connect'],
    });
    assert.equal(stage.chats.view().running, undefined);
  });

  it('stops a run, also one that has no name yet', async () => {
    for (const early of [true, false]) {
      const { chats } = openStage(scriptedModel('demo', endless));
      const ended = ask(chats, 'Tell me all', 'ask');
      if (early) chats.current.stop();
      else chats.onDidTell((message) => message !== 'replaced' && message.type === 'text' && chats.current.stop());
      await ended;
      assert.equal(lastTurn(chats).ending?.kind, 'cancelled');
    }
  });

  it('lines up what comes while a request runs, and starts it when that one has ended', async () => {
    let go = () => undefined as unknown;
    const model = scriptedModel(
      'demo',
      async function* () {
        yield { kind: 'text', text: 'First.' };
        await new Promise((resolve) => {
          go = () => resolve(undefined);
        });
        yield { kind: 'ended', end: { kind: 'complete', finishReason: 'stop' } };
      },
      answer('Second.'),
    );
    const { chats } = openStage(model);
    const both = turnsEnded(chats, 2);
    const streaming = heard(chats, (message) => message.type === 'text');
    await chats.send({ text: 'One', mode: 'ask', focus: [] });
    await chats.send({ text: 'Two', mode: 'ask', focus: [] });
    assert.deepEqual(
      chats.view().queue.requests.map((request) => request.text),
      ['Two'],
    );
    await streaming;
    go();
    await both;
    assert.deepEqual(
      turnsOf(chats).map((turn) => turn.answer),
      ['First.', 'Second.'],
    );
    assert.deepEqual(chats.view().queue, { held: false, requests: [] });
  });

  it('holds what waits when the request before is stopped, until it is sent or dropped', async () => {
    const { chats } = openStage(scriptedModel('demo', endless, answer('Second.')));
    const first = turnsEnded(chats, 1);
    const streaming = heard(chats, (message) => message.type === 'text');
    await chats.send({ text: 'One', mode: 'ask', focus: [] });
    await chats.send({ text: 'Two', mode: 'ask', focus: [] });
    await chats.send({ text: 'Three', mode: 'ask', focus: [] });
    await streaming;
    chats.current.stop();
    await first;
    const { held, requests } = chats.view().queue;
    assert.equal(held, true);
    chats.queue.drop(requests[1]?.id ?? '');
    const second = turnsEnded(chats, 1);
    chats.queue.sendNow(requests[0]?.id ?? '');
    await second;
    assert.equal(lastTurn(chats).answer, 'Second.');
    assert.deepEqual(chats.view().queue, { held: false, requests: [] });
  });

  it('sends a waiting request at once instead of the one that runs', async () => {
    const { chats } = openStage(scriptedModel('demo', endless, answer('Second.')));
    const both = turnsEnded(chats, 2);
    const streaming = heard(chats, (message) => message.type === 'text');
    await chats.send({ text: 'One', mode: 'ask', focus: [] });
    await chats.send({ text: 'Two', mode: 'ask', focus: [] });
    await streaming;
    chats.queue.sendNow(chats.view().queue.requests[0]?.id ?? '');
    await both;
    assert.deepEqual(
      turnsOf(chats).map((turn) => turn.ending?.kind),
      ['cancelled', 'answered'],
    );
  });

  it('pins and leaves out pieces of context, also after a reload', async () => {
    const model = scriptedModel('demo', answer('An answer.'));
    const stage = openStage(model, { 'src/tax.ts': 'export const taxRate = 7;\n', 'src/money.ts': 'export const money = 1;\n' });
    await ask(stage.chats, 'Where is taxRate?', 'ask');
    const first = stage.chats.current.findTurn(lastTurn(stage.chats).id)?.ledger?.entries ?? [];
    const tax = first.find((entry) => entry.path === 'src/tax.ts');
    assert.ok(tax && tax.form !== 'dropped');
    stage.chats.current.choose((chosen) => choose(chosen, 'remove', tax));
    stage.chats.current.choose((chosen) => choose(chosen, 'pin', { id: 'search:src/money.ts', path: 'src/money.ts' }));
    await ask(stage.chats, 'And where is taxRate now?', 'ask');
    const chats = stage.reload();
    await chats.restore();
    for (const view of [stage.chats.view(), chats.view()]) {
      const lines = view.chat.turns.at(-1)?.ledger?.lines ?? [];
      assert.deepEqual(
        lines.filter((line) => line.path === 'src/tax.ts').map((line) => [line.form, line.reason]),
        [['dropped', 'removed by you']],
      );
      assert.equal(lines.find((line) => line.path === 'src/money.ts' && line.form === 'whole')?.reason, 'pinned by you');
      assert.deepEqual(view.choices.pinned, [{ key: 'src/money.ts', title: 'src/money.ts' }]);
      assert.deepEqual(view.choices.removed, [{ key: keyOf(tax), title: keyOf(tax) }]);
    }
    const lastPrompt = (model.calls.at(-1)?.messages ?? []).map((message) => message.text).join('\n');
    assert.match(lastPrompt, /export const money = 1;/);
    assert.doesNotMatch(lastPrompt, /taxRate = 7/);
  });

  it('offers another connection when the model refuses the key', async () => {
    const refusing = scriptedModel('demo', [{ kind: 'ended', end: { kind: 'error', error: 'auth', message: 'The key was refused.' } }]);
    const { chats } = openStage(refusing);
    await ask(chats, 'Hello', 'ask');
    assert.deepEqual(lastTurn(chats).ending, { kind: 'incomplete', message: 'The key was refused.', next: ['connect', 'retry'] });
  });
});
