// Fitting: tolerance where it is safe, refusal where it is not.
import assert from 'node:assert/strict';
import { parseAnswer } from '../../../src/core/edit/editBlockParser.ts';
import { fitAnswer } from '../../../src/core/edit/fitAnswer.ts';

const fitted = (text: string, answer: string, path = 'a.ts') =>
  fitAnswer(parseAnswer(answer), new Map([[path, { path, text, version: '1' }]]), path);
const block = (search: string, replace: string, head = '<<<<<<< SEARCH') => `${head}\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const textAfter = (text: string, answer: string) => {
  const { changes, misfits } = fitted(text, answer);
  assert.deepEqual(misfits, []);
  const change = changes[0];
  assert.ok(change?.kind === 'modify');
  return change.after;
};
const refusal = (text: string, answer: string) => fitted(text, answer).misfits.map(({ reason }) => reason);

describe('fitAnswer', () => {
  it('replaces exactly what the block shows', () => {
    assert.equal(textAfter('one\ntwo\nthree\n', block('two', '2')), 'one\n2\nthree\n');
  });

  it('keeps the file’s text in lines the block shows unchanged', () => {
    assert.equal(
      textAfter('first line \nsecond line\n', block('first line\nsecond line', 'first line\nadded\nsecond line')),
      'first line \nadded\nsecond line\n',
    );
  });

  it('gives added lines the file’s indentation', () => {
    const text = 'class A {\n    run() {\n        work();\n    }\n}\n';
    assert.equal(
      textAfter(text, block('run() {\n    work();', 'run() {\n    prepare();\n    work();')),
      text.replace('        work', '        prepare();\n        work'),
    );
  });

  it('keeps CRLF and a missing final newline', () => {
    assert.equal(textAfter('a\r\nb', block('b', 'c\nd')), 'a\r\nc\r\nd');
  });

  it('refuses two equal places, and takes a line hint', () => {
    const text = 'same\nother\nsame\n';
    assert.deepEqual(refusal(text, block('same', 'new')), ['ambiguous']);
    assert.equal(textAfter(text, block('same', 'new', '<<<<<<< SEARCH (line 3)')), 'same\nother\nnew\n');
  });

  it('refuses a block from elsewhere and leaves the whole file alone', () => {
    const answer = block('alpha', 'beta') + block('const unknown = compute(1);', 'const known = compute(2);');
    const result = fitted('alpha\ngamma\ndelta\n', answer);
    assert.deepEqual(result.changes, []);
    assert.deepEqual(
      result.misfits.map(({ reason, block: { ordinal } }) => [reason, ordinal]),
      [['missing', 1]],
    );
  });

  it('says already applied the second time', () => {
    const answer = block('function total() {', 'function total(): number {');
    const once = textAfter('function total() {\n}\n', answer);
    assert.deepEqual(fitted(once, answer).alreadyApplied, ['a.ts']);
  });

  it('makes, deletes and renames files', () => {
    const made = fitAnswer(parseAnswer(`src/n.ts\n${block('', 'export {};').replace('SEARCH\n\n', 'SEARCH\n')}`), new Map());
    assert.deepEqual(made.changes, [{ kind: 'create', path: 'src/n.ts', after: 'export {};\n' }]);
    const gone = fitted('x\n', 'a.ts\n<<<<<<< DELETE\n>>>>>>> DELETE\n');
    assert.equal(gone.changes[0]?.kind, 'delete');
    const moved = fitted('x\n', `a.ts\n<<<<<<< RENAME\nb.ts\n>>>>>>> RENAME\n\n${block('x', 'y', '<<<<<<< SEARCH b.ts')}`);
    assert.deepEqual(
      moved.changes.map((change) => change.kind === 'rename' && [change.path, change.to, change.after]),
      [['a.ts', 'b.ts', 'y\n']],
    );
  });

  it('changes nothing for a truncated answer and says so', () => {
    const { changes, misfits } = fitted('a\n', '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REP');
    assert.deepEqual(changes, []);
    assert.deepEqual(
      misfits.map(({ reason }) => reason),
      ['truncated'],
    );
  });

  it('chooses the divider whose left side is in the file', () => {
    const text = 'Title\n=======\ntext\n';
    assert.equal(textAfter(text, block('Title\n=======\ntext', 'Title\n=======\nother')), 'Title\n=======\nother\n');
  });
});
