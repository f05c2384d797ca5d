// Random days at the editor against what must hold at every moment: nothing of the person's is lost, nothing is guessed.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FileChange, Hunk } from '../../../src/core/model/change.ts';
import { pickLines } from '../../../src/core/review/partHunk.ts';
import { ReviewSession, type TrackedHunk } from '../../../src/core/review/reviewSession.ts';
import { hunksOf } from '../../../src/core/text/hunks.ts';
import { endsWithLineEnd, splitLines } from '../../../src/core/text/lines.ts';
import { editorLines } from '../../../src/core/text/trackedRange.ts';
import { Buffer } from './simulation.ts';

const path = 'a.ts';
const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;

type Action =
  | { readonly kind: 'type' | 'outside'; readonly at: number; readonly count: number; readonly lines: readonly string[] }
  | { readonly kind: 'accept' | 'reject' | 'part'; readonly which: number }
  | { readonly kind: 'undo' | 'redo' };

/** A hunk that cannot be accepted as the text stands; which of the two depends on the way there. */
const comparable = (state: string | undefined) => (state === 'stale' || state === 'conflicted' ? 'blocked' : state);
const small = fc.nat({ max: 30 });
const actionOf = (line: fc.Arbitrary<string>): fc.Arbitrary<Action> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('type' as const),
        at: small,
        count: fc.nat({ max: 3 }),
        lines: fc.array(line, { maxLength: 3 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('outside' as const),
        at: small,
        count: fc.nat({ max: 6 }),
        lines: fc.array(line, { maxLength: 4 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('accept' as const, 'reject' as const, 'part' as const),
        which: small,
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }) },
  );
const dayOf = (line: fc.Arbitrary<string>) =>
  fc.record({
    from: fc.array(line, { maxLength: 12 }),
    to: fc.array(line, { maxLength: 12 }),
    actions: fc.array(actionOf(line), { maxLength: 40 }),
  });

const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

class Day {
  readonly buffer: Buffer;
  readonly session: ReviewSession;
  readonly hunks: readonly Hunk[];

  constructor(from: string, to: string) {
    const change: FileChange = { kind: 'modify', path, before: { path, text: from, version: '0' }, after: to };
    this.hunks = hunksOf(change);
    this.buffer = new Buffer(from);
    this.session = new ReviewSession('run', { changes: { changes: [change] }, hunks: this.hunks, report, misfits: [] });
  }

  lines(hunk: TrackedHunk): readonly string[] {
    return splitLines(this.buffer.text).slice(hunk.current.startLine, hunk.current.endLine);
  }

  states(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.session.hunks.map((hunk) => [hunk.id, hunk.state]));
  }

  private snapshots = () => new Map([[path, { path, text: this.buffer.text, version: 'now' }]]);
  private follow(changes?: Parameters<ReviewSession['follow']>[2]): void {
    this.session.follow(path, this.buffer.text, changes);
  }

  act(action: Action): void {
    if (action.kind === 'undo') this.follow(this.buffer.undo());
    else if (action.kind === 'redo') this.follow(this.buffer.redo());
    else if ('which' in action) this.decide(action.kind, action.which);
    else if ('lines' in action) {
      const lines = editorLines(this.buffer.text);
      lines.splice(Math.min(action.at, lines.length - 1), action.count, ...action.lines);
      const changes = this.buffer.set(lines.join('\n'));
      this.follow(action.kind === 'type' ? changes : undefined);
    }
  }

  private decide(kind: 'accept' | 'reject' | 'part', which: number): void {
    const pending = this.session.hunks.filter((hunk) => hunk.state === 'pending');
    const hunk = pending[which % pending.length];
    if (!hunk) return;
    if (kind === 'reject') this.session.decide(new Set([hunk.id]), 'rejected');
    else if (kind === 'part') this.acceptPart(hunk, which);
    else this.accept(which % 2 === 0 ? pending : [hunk]);
  }

  private accept(chosen: readonly TrackedHunk[]): void {
    const { changes, refused } = this.session.changesAccepting(new Set(chosen.map((entry) => entry.id)), this.snapshots());
    assert.deepEqual(refused, []);
    this.write(
      changes,
      chosen.map((entry) => ({ hunk: entry, lines: entry.added })),
    );
  }

  private acceptPart(hunk: TrackedHunk, which: number): void {
    const every = (lines: readonly string[], bit: number) =>
      new Set([...lines.keys()].filter((line) => ((which >> ((line + bit) % 5)) & 1) === 1));
    const lines = pickLines(hunk, { removed: every(hunk.removed, 0), added: every(hunk.added, 1) });
    const { changes } = this.session.changesPlacing(hunk.id, { lines, rest: 'waits' }, this.snapshots());
    this.write(changes, [{ hunk, lines: lines.map((line) => line.replace(/\n$/, '')) }]);
  }

  /** What is written is the person's text with these places replaced: no other line comes, goes or changes. */
  private write(changes: readonly FileChange[], placed: readonly { hunk: TrackedHunk; lines: readonly string[] }[]): void {
    const [change] = changes;
    assert.ok(change?.kind === 'modify');
    const expected = [...splitLines(this.buffer.text)];
    const reachesEnd = placed.some(({ hunk }) => hunk.current.endLine === expected.length);
    const fromBelow = [...placed]
      .reverse()
      .sort(
        (left, right) =>
          right.hunk.current.startLine - left.hunk.current.startLine || right.hunk.current.endLine - left.hunk.current.endLine,
      );
    for (const { hunk, lines } of fromBelow)
      expected.splice(hunk.current.startLine, hunk.current.endLine - hunk.current.startLine, ...lines);
    assert.deepEqual(splitLines(change.after), expected);
    if (!reachesEnd) assert.equal(endsWithLineEnd(change.after), endsWithLineEnd(this.buffer.text));
    this.follow(this.buffer.set(change.after));
  }

  /** What must hold after every action. */
  check(): void {
    const open = this.session.hunks.filter((hunk) => hunk.state === 'pending' || hunk.state === 'conflicted');
    for (const hunk of open) {
      if (hunk.state === 'pending') assert.deepEqual(this.lines(hunk), hunk.removed, `${hunk.id} waits on other lines than its own`);
      else assert.deepEqual(hunk.yours, this.lines(hunk));
    }
    const inOrder = open
      .map((hunk) => hunk.current)
      .sort((left, right) => left.startLine - right.startLine || left.endLine - right.endLine);
    assert.ok(
      inOrder.every((range, at) => at === 0 || range.startLine >= inOrder[at - 1]!.endLine),
      'two hunks on the same lines',
    );
  }
}

describe('a day of work', () => {
  it('never loses a line, waits on other lines, or stands twice on the same ones', () => {
    const line = fc.constantFrom('', 'a', 'b', '}');
    fc.assert(
      fc.property(dayOf(line), ({ from, to, actions }) => {
        const day = new Day(textOf(from), textOf(to));
        for (const action of actions) {
          day.act(action);
          day.check();
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('never loses a line of a text without a final line end', () => {
    const line = fc.constantFrom('a', 'b', 'c d');
    fc.assert(
      fc.property(dayOf(line), ({ from, to, actions }) => {
        if (from.length === 0 || to.length === 0) return;
        const day = new Day(from.join('\n'), to.join('\n'));
        for (const action of actions.filter((entry) => entry.kind !== 'part')) {
          day.act(action);
          day.check();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('stands after undo and redo as it stood on that text before', () => {
    let unique = 0;
    const line = fc.constant('line').map((text) => `${text} ${unique++}`);
    fc.assert(
      fc.property(dayOf(line), ({ from, to, actions }) => {
        const kept = from.map((text, at) => (at % 3 === 0 ? text : (to[at] ?? text)));
        const day = new Day(textOf(from), textOf(kept));
        const stood = new Map<string, Readonly<Record<string, string>>>([[day.buffer.text, day.states()]]);
        for (const action of actions) {
          if (action.kind === 'outside' || action.kind === 'part') continue;
          day.act(action);
          const states = day.states();
          const then = stood.get(day.buffer.text);
          for (const [id, state] of Object.entries(then ?? {})) {
            if (states[id] !== 'rejected')
              assert.equal(comparable(states[id]), comparable(state), `${id} after ${action.kind} on ${JSON.stringify(day.buffer.text)}`);
          }
          stood.set(day.buffer.text, states);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
