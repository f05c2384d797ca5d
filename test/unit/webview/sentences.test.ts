import assert from 'node:assert/strict';
import { findSentences } from '../../../webview-ui/src/markdown/sentences.ts';

/** Feeds a text in small pieces, as it streams, and collects what is read out. */
function readOut(text: string, step: number): string[] {
  const heard: string[] = [];
  let upTo = 0;
  for (let end = step; ; end += step) {
    const finished = end >= text.length;
    const found = findSentences(text.slice(0, end), upTo, finished);
    heard.push(...found.sentences);
    upTo = found.upTo;
    if (finished) return heard;
  }
}

describe('reading an answer out', () => {
  it('reads whole sentences, once each, however the text arrives', () => {
    const text = 'It rounds twice. That loses a cent!\n\nMove it into `Price`.';
    for (const step of [1, 3, 7, 100]) {
      assert.deepEqual(readOut(text, step), ['It rounds twice.', 'That loses a cent!', 'Move it into Price.']);
    }
  });

  it('waits for the end of a sentence', () => {
    assert.deepEqual(findSentences('It rounds', 0, false), { upTo: 0, sentences: [] });
  });

  it('names a code block instead of spelling it', () => {
    const text = 'Write:\n\n```ts\nconst a = 1. ;\n```\n\nDone.';
    for (const step of [2, 200]) assert.deepEqual(readOut(text, step), ['Write:', 'Code block.', 'Done.']);
  });

  it('names an edit block instead of spelling it', () => {
    assert.deepEqual(readOut('Here.\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n', 500), ['Here.', 'Edit block.']);
  });
});
