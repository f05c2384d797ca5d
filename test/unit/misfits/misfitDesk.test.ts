// Asking the person about blocks that fit nowhere.
import assert from 'node:assert/strict';
import type { MisfitQuestion } from '../../../src/core/model/change.ts';
import { type HandEditor, MisfitDesk } from '../../../src/vscode/misfits/misfitDesk.ts';

const question: MisfitQuestion = {
  misfit: {
    block: { kind: 'replace', ordinal: 1, path: 'src/cart.ts', search: ['return 3;'], replace: ['return 4;'] },
    reason: 'missing',
    path: 'src/cart.ts',
    explanation: 'It is not in src/cart.ts.',
    nearest: [{ startLine: 2, lines: ['return 1;'], score: 0.7 }],
  },
  file: { path: 'src/cart.ts', text: 'return 1;\n' },
  remaining: 1,
};

/** An editor whose texts the test types. */
function playedEditor(): HandEditor & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    open: async ({ id, question: { file } }) => void texts.set(id, file?.text ?? ''),
    textOf: (id) => texts.get(id),
    close: async (id) => void texts.delete(id),
  };
}

describe('misfit desk', () => {
  const { signal } = new AbortController();

  it('shows the block and the lines that come nearest, and gives the choice back', async () => {
    for (const [choice, kind] of [
      ['retry', 'retry'],
      ['skip', 'skip'],
      ['leave', 'unanswered'],
    ] as const) {
      const desk = new MisfitDesk(playedEditor());
      const answer = desk.ask(question, signal);
      const [shown] = desk.view();
      assert.deepEqual(
        [shown?.number, shown?.path, shown?.search, shown?.nearest?.line, shown?.mayEdit],
        [2, 'src/cart.ts', ['return 3;'], 3, true],
      );
      await desk.choose(shown?.id ?? '', choice);
      assert.deepEqual(await answer, { kind });
      assert.deepEqual(desk.view(), []);
    }
  });

  it('takes the file as the person made it, and closes its editor', async () => {
    const editor = playedEditor();
    const desk = new MisfitDesk(editor);
    const answer = desk.ask(question, signal);
    const id = desk.view()[0]?.id ?? '';
    await desk.choose(id, 'byHand');
    assert.equal(desk.view()[0]?.isEditing, true);
    editor.texts.set(id, 'return 4;\n');
    await desk.choose(id, 'useText');
    assert.deepEqual(await answer, { kind: 'byHand', text: 'return 4;\n' });
    assert.equal(editor.texts.size, 0);
  });

  it('goes back to the question when its editor was closed, or the person thinks better of it', async () => {
    const editor = playedEditor();
    const desk = new MisfitDesk(editor);
    void desk.ask(question, signal);
    const id = desk.view()[0]?.id ?? '';
    await desk.choose(id, 'byHand');
    editor.texts.clear();
    await desk.choose(id, 'useText');
    assert.equal(desk.view()[0]?.isEditing, false);
    await desk.choose(id, 'byHand');
    await desk.choose(id, 'back');
    assert.deepEqual([desk.view()[0]?.isEditing, editor.texts.size], [false, 0]);
  });

  it('answers by itself when the run is stopped or the window closes', async () => {
    const stop = new AbortController();
    const desk = new MisfitDesk(playedEditor());
    const stopped = desk.ask(question, stop.signal);
    stop.abort();
    assert.deepEqual(await stopped, { kind: 'unanswered' });
    const closed = desk.ask(question, signal);
    desk.dispose();
    assert.deepEqual(await closed, { kind: 'unanswered' });
  });
});
