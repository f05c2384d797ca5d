import assert from 'node:assert/strict';
import { splitAnswer } from '../../../webview-ui/src/markdown/splitAnswer.ts';

const block = '<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE';

describe('splitting an answer for showing', () => {
  it('leaves prose alone', () => {
    assert.deepEqual(splitAnswer('Hello\n\nthere'), [{ kind: 'prose', text: 'Hello\n\nthere' }]);
  });

  it('takes the path line and the fence around a block as its own', () => {
    const parts = splitAnswer(`Before\n\nsrc/a.ts\n\`\`\`ts\n${block}\n\`\`\`\nAfter`);
    assert.deepEqual(
      parts.map((part) => (part.kind === 'prose' ? part.text.trim() : `${part.path} ${part.search}>${part.replace} ${part.complete}`)),
      ['Before', 'src/a.ts old>new true', 'After'],
    );
  });

  it('reads a path inside the fence line and one inside the marker', () => {
    for (const text of [`\`\`\`ts src/a.ts\n${block}\n\`\`\``, block.replace('SEARCH', 'SEARCH src/a.ts')]) {
      const [part] = splitAnswer(text);
      assert.equal(part?.kind === 'block' && part.path, 'src/a.ts');
    }
  });

  it('keeps the last path for blocks that follow', () => {
    const parts = splitAnswer(`src/a.ts\n${block}\n\n${block}`);
    assert.deepEqual(
      parts.map((part) => part.kind === 'block' && part.path),
      ['src/a.ts', 'src/a.ts'],
    );
  });

  it('marks a block that still streams', () => {
    const [part] = splitAnswer('<<<<<<< SEARCH\nold\n=======\nne');
    assert.deepEqual(part, { kind: 'block', verb: 'edit', path: undefined, search: ['old'], replace: ['ne'], complete: false });
  });

  it('reads deletions, renames and blocks with nine markers', () => {
    const parts = splitAnswer(
      'a.ts\n<<<<<<< DELETE\n>>>>>>> DELETE\nb.ts\n<<<<<<< RENAME\nc.ts\n>>>>>>> RENAME\nd.md\n<<<<<<<<< SEARCH\n=======\n=========\nx\n>>>>>>>>> REPLACE',
    );
    assert.deepEqual(
      parts.map((part) => part.kind === 'block' && [part.verb, part.path, part.search.join(), part.replace.join()]),
      [
        ['delete', 'a.ts', '', ''],
        ['rename', 'b.ts', 'c.ts', ''],
        ['edit', 'd.md', '=======', 'x'],
      ],
    );
  });

  it('does not take a sentence for a path', () => {
    const [first] = splitAnswer(`Change it like this:\n${block}`);
    assert.deepEqual(first, { kind: 'prose', text: 'Change it like this:' });
  });
});
