// Folding repairs into one change a file.
import assert from 'node:assert/strict';
import type { ChangeSet, FileChange } from '../../../src/core/model/change.ts';
import { findProposed, foldChanges } from '../../../src/core/orchestrator/proposal.ts';

const before = { path: 'a.ts', text: 'one\n', version: 'v1' };
const proposed = (text: string) => ({ path: 'a.ts', text, version: 'proposed' });
const start: ChangeSet = { changes: [{ kind: 'modify', path: 'a.ts', before, after: 'two\n' }] };

describe('folding changes', () => {
  it('keeps the first snapshot over several modifications', () => {
    const next: FileChange = { kind: 'modify', path: 'a.ts', before: proposed('two\n'), after: 'three\n' };
    assert.deepEqual(foldChanges(start, [next]).changes, [{ kind: 'modify', path: 'a.ts', before, after: 'three\n' }]);
  });

  it('drops a file that is back at its first text', () => {
    const back: FileChange = { kind: 'modify', path: 'a.ts', before: proposed('two\n'), after: 'one\n' };
    assert.deepEqual(foldChanges(start, [back]).changes, []);
  });

  it('keeps a created file created when it is changed, and drops it when it is deleted', () => {
    const created: ChangeSet = { changes: [{ kind: 'create', path: 'a.ts', after: 'x' }] };
    const changed = foldChanges(created, [{ kind: 'modify', path: 'a.ts', before: proposed('x'), after: 'y' }]);
    assert.deepEqual(changed.changes, [{ kind: 'create', path: 'a.ts', after: 'y' }]);
    assert.deepEqual(foldChanges(created, [{ kind: 'delete', path: 'a.ts', before: proposed('x') }]).changes, []);
  });

  it('turns delete and create of one path into a modification of the real file', () => {
    const deleted: ChangeSet = { changes: [{ kind: 'delete', path: 'a.ts', before }] };
    assert.deepEqual(foldChanges(deleted, [{ kind: 'create', path: 'a.ts', after: 'new\n' }]).changes, [
      { kind: 'modify', path: 'a.ts', before, after: 'new\n' },
    ]);
  });

  it('follows a rename', () => {
    const renamed = foldChanges(start, [{ kind: 'rename', path: 'a.ts', to: 'b.ts', before: proposed('two\n'), after: 'two\n' }]);
    assert.deepEqual(renamed.changes, [{ kind: 'rename', path: 'a.ts', to: 'b.ts', before, after: 'two\n' }]);
    assert.equal(findProposed(renamed, 'b.ts').snapshot?.text, 'two\n');
    assert.deepEqual(findProposed(renamed, 'a.ts'), { touched: true });
    const later = foldChanges(renamed, [{ kind: 'modify', path: 'b.ts', before: { ...proposed('two\n'), path: 'b.ts' }, after: 'four\n' }]);
    assert.deepEqual(later.changes, [{ kind: 'rename', path: 'a.ts', to: 'b.ts', before, after: 'four\n' }]);
  });
});
