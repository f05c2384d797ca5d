// The streaming parser: forms, markers inside the content, truncation, and independence of how the stream is cut.
import assert from 'node:assert/strict';
import { createEditBlockParser, parseAnswer } from '../../../src/core/edit/editBlockParser.ts';
import { type ParserEvent, pathsNamed, type ReplaceDraft, toEditBlock } from '../../../src/core/edit/parsedAnswer.ts';

const block = (search: string, replace: string, head = '<<<<<<< SEARCH') => `${head}\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const replaces = (text: string) => parseAnswer(text).blocks.filter((one): one is ReplaceDraft => one.kind === 'replace');

describe('edit block parser', () => {
  it('reads a block and the path in the line before it', () => {
    const [only] = parseAnswer(`Here:\n\nsrc/a.ts\n${block('old', 'new')}`).blocks;
    assert.deepEqual(toEditBlock(only!), { kind: 'replace', ordinal: 0, path: 'src/a.ts', search: ['old'], replace: ['new'] });
  });

  it('takes the path from the header, the fence, decoration and the first comment line', () => {
    assert.equal(replaces(block('a', 'b', '<<<<<<< SEARCH src/x.ts'))[0]?.path, 'src/x.ts');
    assert.equal(replaces('<<<< // src/x.ts\na\n====\nb\n>>>>\n')[0]?.path, 'src/x.ts');
    assert.equal(replaces(`\`\`\`ts src/x.ts\n${block('a', 'b')}\`\`\`\n`)[0]?.path, 'src/x.ts');
    assert.equal(replaces(`### \`src/x.ts\`\n${block('a', 'b')}`)[0]?.path, 'src/x.ts');
    assert.equal(replaces(block('// src/x.ts\na', 'b'))[0]?.commentPath, 'src/x.ts');
  });

  it('keeps several files apart and lets a block without a path follow the one before', () => {
    const answer = parseAnswer(`a.ts\n${block('1', '2')}\nb.ts\n${block('3', '4')}${block('5', '6')}`);
    assert.deepEqual(
      answer.blocks.map((one) => one.path),
      ['a.ts', 'b.ts', 'b.ts'],
    );
    assert.deepEqual(pathsNamed(answer), ['a.ts', 'b.ts']);
  });

  it('reads a line hint', () => {
    assert.equal(replaces(block('a', 'b', '<<<<<<< SEARCH (line 120)'))[0]?.lineHint, 120);
  });

  it('calls an answer truncated that ends in a block or in its end marker', () => {
    for (const cut of ['\n>>>>>>> REPLACE\n', ' REPLACE\n', 'LACE\n', '> REPLACE\n']) {
      const text = block('a', 'b');
      assert.notEqual(parseAnswer(text.slice(0, text.length - cut.length)).truncated, undefined, cut);
    }
    assert.equal(parseAnswer(block('a', 'b').trimEnd()).truncated, undefined);
  });

  it('takes markers of another block inside the content for content', () => {
    const inner = block('x', 'y');
    const [only] = replaces(`<<<<<<<<< SEARCH\n${inner}=========\n${inner}>>>>>>>>> REPLACE\n`);
    assert.deepEqual(only?.dividers, [5]);
  });

  it('reads delete and rename blocks', () => {
    const answer = parseAnswer('old.ts\n<<<<<<< DELETE\n>>>>>>> DELETE\n\na.ts\n<<<<<<< RENAME\nb.ts\n>>>>>>> RENAME\n');
    assert.deepEqual(answer.blocks, [
      { kind: 'delete', ordinal: 0, path: 'old.ts' },
      { kind: 'rename', ordinal: 1, path: 'a.ts', to: 'b.ts' },
    ]);
  });

  it('reads a unified diff, a patch envelope and a fenced whole file', () => {
    const diff = parseAnswer('```diff\n--- a/x.ts\n+++ b/x.ts\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n```\n');
    assert.deepEqual(toEditBlock(diff.blocks[0]!), {
      kind: 'replace',
      ordinal: 0,
      path: 'x.ts',
      search: ['a', 'b'],
      replace: ['a', 'c'],
      lineHint: 1,
    });
    const envelope = parseAnswer('*** Begin Patch\n*** Delete File: gone.ts\n*** Add File: n.ts\n+hi\n*** End Patch\n');
    assert.deepEqual(
      envelope.blocks.map(({ kind, path }) => [kind, path]),
      [
        ['delete', 'gone.ts'],
        ['create', 'n.ts'],
      ],
    );
    assert.deepEqual(parseAnswer('src/n.ts\n```ts\nhi\n```\n').blocks, [
      { kind: 'create', ordinal: 0, path: 'src/n.ts', text: 'hi\n', whole: true },
    ]);
  });

  it('tells what a hunk of a diff searches for at its first added line, and again when it is over', () => {
    const parser = createEditBlockParser();
    const searches = (text: string) =>
      parser
        .push(text)
        .flatMap((event) => (event.kind === 'searchComplete' ? [[event.ordinal, event.path, event.search, event.lineHint]] : []));
    assert.deepEqual(searches('```diff\n--- a/x.ts\n+++ b/x.ts\n@@ -7,3 +7,3 @@\n a\n-b\n'), []);
    assert.deepEqual(searches('+c\n'), [[0, 'x.ts', ['a', 'b'], 7]]);
    assert.deepEqual(searches(' d\n@@\n-e\n'), [[0, 'x.ts', ['a', 'b', 'd'], 7]]);
    assert.deepEqual(searches('```\n'), [[1, 'x.ts', ['e'], undefined]]);
  });

  it('tells the hunks of a patch envelope, and nothing of files that are made', () => {
    const parser = createEditBlockParser();
    const events = parser.push('*** Begin Patch\n*** Add File: n.ts\n+hi\n*** Update File: x.ts\n@@\n-a\n+b\n*** End Patch\n');
    const searches = events.flatMap((event) => (event.kind === 'searchComplete' ? [[event.path, event.search]] : []));
    assert.deepEqual(searches, [
      ['x.ts', ['a']],
      ['x.ts', ['a']],
    ]);
  });

  it('tells the SEARCH part as soon as it is complete', () => {
    const parser = createEditBlockParser();
    const events: ParserEvent[] = parser.push('a.ts\n<<<<<<< SEARCH\nold\n=======\nne');
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['prose', 'blockStarted', 'searchComplete'],
    );
  });
});
