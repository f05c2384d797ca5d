import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/node/clock.ts';
import { openDataFolder, personalDataFolder } from '../../../src/node/dataFolder.ts';
import { sha256, sha256OfBytes } from '../../../src/node/hash.ts';
import { createIds } from '../../../src/node/ids.ts';
import { createLineLogger } from '../../../src/node/logger.ts';

describe('sha256', () => {
  it('hashes text as its UTF-8 bytes', () => {
    assert.equal(sha256('ü'), sha256OfBytes(Buffer.from('ü')));
    assert.equal(sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('ids', () => {
  it('stay unique and sorted when the clock stands still or goes back', () => {
    let now = 1_000_000_000_000;
    const next = createIds({ now: () => now });
    const ids = Array.from({ length: 100_000 }, (_, index) => {
      if (index === 60_000) now -= 5_000;
      return next();
    });
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual([...ids].sort(), ids);
    assert.match(ids[0]!, /^[a-z0-9]{22}$/);
  });
});

describe('clock', () => {
  it('ends a delay as cancelled when aborted', async () => {
    const controller = new AbortController();
    const waiting = systemClock.delay(60_000, controller.signal);
    controller.abort();
    await assert.rejects(waiting, { code: 'run.cancelled' });
  });
});

describe('logger', () => {
  it('drops what is below its level and names the cause', () => {
    const lines: string[] = [];
    const logger = createLineLogger((line) => lines.push(line), { now: () => 0 }, 'warn');
    logger.info('quiet');
    logger.error('Writing failed', new Error('disk full'));
    assert.deepEqual(lines, ['1970-01-01T00:00:00.000Z error Writing failed: disk full\n']);
  });
});

describe('data folder', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'understudy-data-'));
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('is the same for every way to a workspace, and private', async () => {
    const workspace = mkdtempSync(join(scratch, 'ws'));
    symlinkSync(workspace, join(scratch, 'way'));
    const env = { UNDERSTUDY_DATA: join(scratch, 'data') };
    const folder = await openDataFolder(join(scratch, 'way'), env);
    assert.deepEqual(folder, await openDataFolder(workspace, env));
    assert.ok(folder.journal.startsWith(env.UNDERSTUDY_DATA));
    assert.equal(statSync(folder.writes).mode & 0o077, 0);
    assert.ok(!folder.root.startsWith(realpathSync(workspace)));
  });

  it('follows the usual place of each platform unless told otherwise', () => {
    assert.equal(personalDataFolder({ UNDERSTUDY_DATA: '/d', XDG_DATA_HOME: '/x' }, 'linux'), '/d');
    assert.equal(personalDataFolder({ XDG_DATA_HOME: '/x' }, 'linux'), join('/x', 'understudy'));
    assert.equal(personalDataFolder({ LOCALAPPDATA: 'L' }, 'win32'), join('L', 'understudy'));
    assert.match(personalDataFolder({}, 'darwin'), /Application Support.understudy$/);
  });
});
