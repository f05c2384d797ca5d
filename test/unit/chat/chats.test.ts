// The chat of the editor over the real run loop and its journal.
import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { hostToChat } from '../../../src/protocol/messages.ts';
import type { TurnView } from '../../../src/protocol/view.ts';
import type { Chats } from '../../../src/vscode/chat/chats.ts';
import { answer, scriptedModel } from '../../fakes/scriptedModel.ts';
import { ask, badAnswer, goodAnswer, openStage } from './stage.ts';

const turnsOf = (chats: Chats) => chats.view().chat.turns;
const lastTurn = (chats: Chats): TurnView => {
  const turn = turnsOf(chats).at(-1);
  assert.ok(turn);
  return turn;
};
/** A turn without what only time tells. */
const still = ({ id: _, at: __, ...turn }: TurnView) => turn;

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
    assert.deepEqual(turn.usage, { calls: 1, input: 10, output: 5, cachedInput: 0, cost: 'price unknown' });
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
    assert.deepEqual(turn.steps[2]?.detail, ["src/cart.ts:3 Cannot find name 'two'."]);
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
    const endless = scriptedModel('demo', async function* (_request, signal) {
      yield { kind: 'text', text: 'On and on' };
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      yield { kind: 'ended', end: { kind: 'cancelled' } };
    });
    for (const early of [true, false]) {
      const { chats } = openStage(endless);
      const ended = ask(chats, 'Tell me all', 'ask');
      if (early) chats.current.stop();
      else chats.onDidTell((message) => message !== 'replaced' && message.type === 'text' && chats.current.stop());
      await ended;
      assert.equal(lastTurn(chats).ending?.kind, 'cancelled');
    }
  });

  it('offers another connection when the model refuses the key', async () => {
    const refusing = scriptedModel('demo', [{ kind: 'ended', end: { kind: 'error', error: 'auth', message: 'The key was refused.' } }]);
    const { chats } = openStage(refusing);
    await ask(chats, 'Hello', 'ask');
    assert.deepEqual(lastTurn(chats).ending, { kind: 'incomplete', message: 'The key was refused.', next: ['connect', 'retry'] });
  });
});
