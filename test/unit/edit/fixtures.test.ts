// Editing scenarios as folders: input/, response.txt, expected/, and misfits.txt where blocks are refused (reason and block number).
// Each runs as it is, with CRLF, byte by byte and in random pieces.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { createEditBlockParser } from '../../../src/core/edit/editBlockParser.ts';
import { fitAnswer } from '../../../src/core/edit/fitAnswer.ts';
import { type ParsedAnswer, type ParserEvent, pathsNamed } from '../../../src/core/edit/parsedAnswer.ts';
import type { Snapshot } from '../../../src/core/model/document.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'fixtures', 'apply');

function filesIn(root: string, below = root): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(below)) {
    const path = join(below, name);
    if (statSync(path).isDirectory()) for (const [inner, text] of filesIn(root, path)) found.set(inner, text);
    else if (name !== '.gitkeep') found.set(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8'));
  }
  return found;
}

function parseCut(text: string, cuts: readonly number[]): { answer: ParsedAnswer; events: ParserEvent[] } {
  const parser = createEditBlockParser();
  const events: ParserEvent[] = [];
  let from = 0;
  for (const cut of [...cuts, text.length]) {
    events.push(...parser.push(text.slice(from, cut)));
    from = cut;
  }
  return { answer: parser.finish(), events };
}

function outcome(files: ReadonlyMap<string, string>, answer: ParsedAnswer): { files: Map<string, string>; misfits: string[] } {
  const snapshots = new Map<string, Snapshot>();
  for (const path of pathsNamed(answer)) if (files.has(path)) snapshots.set(path, { path, text: files.get(path)!, version: '1' });
  const { changes, misfits } = fitAnswer(answer, snapshots);
  const after = new Map(files);
  for (const change of changes) {
    if (change.kind === 'delete' || change.kind === 'rename') after.delete(change.path);
    if (change.kind === 'rename') after.set(change.to, change.after);
    else if (change.kind !== 'delete') after.set(change.path, change.after);
  }
  return { files: after, misfits: misfits.map(({ reason, block }) => `${reason} ${block.ordinal + 1}`) };
}

const sorted = (files: ReadonlyMap<string, string>) => [...files].sort(([a], [b]) => (a < b ? -1 : 1));
const toCrlf = (text: string) => text.replace(/\r?\n/g, '\r\n');

describe('apply fixtures', () => {
  for (const name of readdirSync(folder).sort()) {
    const at = join(folder, name);
    const input = filesIn(join(at, 'input'));
    const expected = filesIn(join(at, 'expected'));
    const response = readFileSync(join(at, 'response.txt'), 'utf8');
    const misfits = existsSync(join(at, 'misfits.txt')) ? readFileSync(join(at, 'misfits.txt'), 'utf8').trim().split('\n') : [];
    const whole = parseCut(response, []);

    it(name, () => {
      const result = outcome(input, whole.answer);
      assert.deepEqual(result.misfits, misfits);
      assert.deepEqual(sorted(result.files), sorted(expected));
    });

    it(`${name}, CRLF files`, () => {
      const crlf = new Map([...input].map(([path, text]) => [path, toCrlf(text)]));
      const result = outcome(crlf, whole.answer);
      assert.deepEqual(result.misfits, misfits);
      for (const [path, text] of expected) assert.equal(toCrlf(result.files.get(path) ?? ''), toCrlf(text));
      for (const path of input.keys()) if (result.files.has(path)) assert.doesNotMatch(result.files.get(path)!, /[^\r]\n/);
    });

    it(`${name}, CRLF answer`, () => {
      assert.deepEqual(parseCut(toCrlf(response), []).answer, whole.answer);
    });

    it(`${name}, however it is cut`, () => {
      assert.deepEqual(
        parseCut(
          response,
          [...response].map((_, index) => index),
        ),
        whole,
      );
      const cuts = fc.array(fc.nat({ max: response.length }), { maxLength: 30 });
      fc.assert(
        fc.property(cuts, (points) =>
          assert.deepEqual(
            parseCut(
              response,
              points.sort((a, b) => a - b),
            ),
            whole,
          ),
        ),
        { numRuns: 40 },
      );
    });
  }
});
