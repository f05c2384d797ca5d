// Long conversations in short: outputs go first, the goal and the last exchange stay.
import assert from 'node:assert/strict';
import type { Message } from '../../../src/core/model/chat.ts';
import { summariseHistory, trimOutputs, withinRoom } from '../../../src/core/prompt/compact.ts';

const goal = `Make shipping free above 50 euros, ${'and keep the tests green, '.repeat(12)}please.`;
const output = 'line of output\n'.repeat(200);
const conversation: readonly Message[] = [
  { role: 'user', text: goal },
  { role: 'tool', toolCallId: '1', text: output },
  { role: 'assistant', text: 'Shipping is free above 50 euros now.' },
  { role: 'user', text: 'And for heavy carts?' },
  { role: 'tool', toolCallId: '2', text: output },
  { role: 'assistant', text: 'They still pay by weight.' },
];

describe('a long conversation', () => {
  it('loses the oldest outputs first, and nothing that was said', () => {
    const trimmed = trimOutputs(conversation);
    assert.ok(trimmed[1]!.text.length < 400);
    assert.match(trimmed[1]!.text, /left out/);
    assert.deepEqual([trimmed[0], ...trimmed.slice(2)], [conversation[0], ...conversation.slice(2)]);
  });

  it('keeps the goal in its own words and the last exchange whole when it is summarised', () => {
    const short = summariseHistory(conversation);
    assert.ok(short[0]!.text.includes(goal.slice(0, 300)));
    assert.deepEqual(short.slice(-3), conversation.slice(-3));
    assert.doesNotMatch(short[0]!.text, /line of output/);
  });

  it('goes along whole while there is room, then the newest exchanges do, with the goal and every decision before them', () => {
    assert.equal(withinRoom(conversation, 10_000), conversation);
    const turns = Array.from({ length: 10 }, (_, at): Message[] => [
      { role: 'user', text: at === 0 ? goal : `Question ${at}? ${'words '.repeat(40)}` },
      {
        role: 'assistant',
        text: `Answer ${at}. ${'words '.repeat(100)}\nsrc/f${at}.ts\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n\n(${at} of 9 proposed hunks were accepted by the person.)`,
      },
    ]).flat();
    const short = withinRoom(turns, 2_500);
    assert.deepEqual(short.slice(2), turns.slice(-4));
    assert.ok(short[0]!.text.includes(goal.slice(0, 300)));
    for (let at = 0; at < 8; at++) {
      assert.match(short[0]!.text, new RegExp(`You answered: Answer ${at}\\. .*Edited: src/f${at}\\.ts\\. \\(${at} of 9 proposed hunks`));
    }
    assert.doesNotMatch(short[0]!.text, /SEARCH/);
  });

  it('keeps the last exchange whole even where it alone is too much', () => {
    const short = withinRoom(conversation, 10);
    assert.deepEqual(short.slice(2), conversation.slice(3));
    assert.deepEqual(withinRoom(conversation.slice(3), 10), conversation.slice(3));
  });
});
