import assert from 'node:assert/strict';
import type { HostToChat } from '../../../src/protocol/messages.ts';
import { chatReducer, type PageState } from '../../../webview-ui/src/chatReducer.ts';
import { reviewTurn, runningTurn, stateOf } from '../../webview/recordings.ts';

const fold = (...messages: HostToChat[]) => messages.reduce<PageState | undefined>(chatReducer, undefined);

describe('chat page state', () => {
  it('shows nothing before the host has sent its state', () => {
    assert.equal(fold({ type: 'text', turnId: 'x', text: 'a' }), undefined);
  });

  it('adds streamed text to its turn only', () => {
    const page = fold(stateOf([reviewTurn, runningTurn]), { type: 'text', turnId: runningTurn.id, text: 'ce' });
    assert.equal(page?.chat.turns[0]?.answer, reviewTurn.answer);
    assert.equal(page?.chat.turns[1]?.answer, `${runningTurn.answer}ce`);
  });

  it('replaces a turn that is known and adds one that is not', () => {
    const page = fold(stateOf([runningTurn]), { type: 'turn', turn: { ...runningTurn, answer: 'new' }, running: true });
    assert.deepEqual(
      page?.chat.turns.map((turn) => turn.answer),
      ['new'],
    );
    assert.equal(chatReducer(page, { type: 'turn', turn: reviewTurn, running: false })?.chat.turns.length, 2);
  });

  it('knows which turn runs until that turn ends', () => {
    const running = fold(stateOf([]), { type: 'turn', turn: runningTurn, running: true });
    assert.equal(running?.running, runningTurn.id);
    assert.equal(chatReducer(running, { type: 'turn', turn: reviewTurn, running: false })?.running, runningTurn.id);
    assert.equal(chatReducer(running, { type: 'turn', turn: runningTurn, running: false })?.running, undefined);
  });

  it('keeps the place the editor points at when the state is sent again', () => {
    const page = fold(stateOf([]), { type: 'focus', focus: { path: 'a.ts' } }, stateOf([reviewTurn]));
    assert.deepEqual(page?.focus, { path: 'a.ts' });
  });

  it('tells two equal prompts of the host apart', () => {
    const prompt: HostToChat = { type: 'prompt', text: 'Fix it', mode: 'edit', focus: [] };
    const first = fold(stateOf([]), prompt);
    assert.notEqual(first?.offered?.stamp, first && chatReducer(first, prompt)?.offered?.stamp);
  });
});
