// Landing places, told while an answer streams.
import assert from 'node:assert/strict';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import { createRunBench, ofKind, requestFor, watch } from '../../fakes/runBench.ts';
import { answer, scriptedModel } from '../../fakes/scriptedModel.ts';

const text = 'one();\ntwo();\nthree();\nfour();\n';

async function landings(said: string) {
  const pieces = said.split(/(?<=\n)/).map((piece) => ({ kind: 'text', text: piece }) as const);
  const bench = createRunBench({ files: { 'src/a.ts': text }, model: scriptedModel('m', [...pieces, ...answer('').slice(1)]) });
  const { events } = await watch(startRun(requestFor('change it'), bench.host, new AbortController().signal));
  return { events, found: ofKind(events, 'landingFound').map(({ path, range }) => [path, range.startLine, range.endLine]) };
}

describe('landing places', () => {
  it('come once for each block, before the answer has ended', async () => {
    const { events, found } = await landings('src/a.ts\n<<<<<<< SEARCH\ntwo();\n=======\n2();\n>>>>>>> REPLACE\n');
    assert.deepEqual(found, [['src/a.ts', 1, 2]]);
    const kinds = events.map((event) => event.kind);
    assert.ok(kinds.indexOf('landingFound') < kinds.lastIndexOf('textStreamed'));
  });

  it('come for the hunks of a diff too, at the first added line', async () => {
    const { events, found } = await landings(
      '```diff\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,4 +1,4 @@\n one();\n-two();\n+2();\n three();\n```\n',
    );
    assert.deepEqual(found, [['src/a.ts', 0, 2]]);
    const kinds = events.map((event) => event.kind);
    assert.ok(kinds.indexOf('landingFound') < kinds.lastIndexOf('textStreamed'));
  });
});
