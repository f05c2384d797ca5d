// `understudy index`: builds the index and tells what it holds.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliBench } from './workbench.ts';

describe('understudy index', () => {
  let bench: CliBench;
  before(async () => {
    bench = await CliBench.open();
  });
  after(async () => {
    await bench.close();
  });
  const report = async (...words: string[]) => {
    const { code, stdout } = await bench.run(['index', ...words, '--json']);
    assert.equal(code, 0);
    return JSON.parse(stdout) as { state: string; files: number; bytes: number; seconds?: number };
  };

  it('says that there is no index, builds one, and tells of new files when it is brought up to date', async () => {
    assert.deepEqual((await report('status')).state, 'none');
    const built = await report('build');
    assert.equal(built.state, 'ready');
    assert.ok(built.files > 5 && built.bytes > 10_000 && (built.seconds ?? 0) > 0);
    const kept = await report('status');
    assert.deepEqual([kept.files, kept.seconds], [built.files, undefined]);
    writeFileSync(join(bench.folder, 'src', 'added.ts'), 'export const added = 1;\n');
    assert.equal((await report('build')).files, built.files + 1);
    assert.match((await bench.run(['index', 'status'])).stdout, new RegExp(`^${built.files + 1} files are indexed, [\\d.]+ MB in `));
  });

  it('explains what may follow', async () => {
    const { code, stderr } = await bench.run(['index', 'rebuild']);
    assert.equal(code, 2);
    assert.match(stderr, /understudy index build/);
  });
});
