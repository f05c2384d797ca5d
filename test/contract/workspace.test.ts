import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathPolicy } from '../../src/core/policy/paths.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createWorkspaceReader } from '../../src/node/files/workspaceReader.ts';
import { createWorkspaceWriter } from '../../src/node/files/workspaceWriter.ts';
import { createIds } from '../../src/node/ids.ts';
import { findRipgrep } from '../../src/node/ripgrep.ts';
import { describeWorkspace } from './workspaceContract.ts';

const signal = new AbortController().signal;
let scratch = '';
let root = '';
let notes = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-workspace-'));
  root = join(scratch, 'ws');
  notes = join(scratch, 'notes');
  mkdirSync(root);
});
afterEach(() => {
  assert.deepEqual(existsSync(notes) ? readdirSync(notes) : [], [], 'notes are left behind');
  const stray = filesBelow(root).filter((name) => name.includes('.tmp'));
  assert.deepEqual(stray, [], 'temporary files are left behind');
  rmSync(scratch, { recursive: true, force: true });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

const newReader = () => createWorkspaceReader({ root, paths: pathPolicy, ripgrep: () => findRipgrep(undefined, process.env) });
const newWriter = () => createWorkspaceWriter({ root, paths: pathPolicy, notes, ids: createIds(systemClock) });
const at = (path: string) => join(root, path);
function put(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), bytes);
}

describeWorkspace('on disk', () => ({
  reader: newReader(),
  writer: newWriter(),
  put,
  bytes: (path) => (existsSync(at(path)) && statSync(at(path)).isFile() ? readFileSync(at(path)) : undefined),
  lock: (path) => chmodSync(at(path), 0o444),
  link: (path, target) => symlinkSync(target, at(path)),
}));

describe('files on disk', () => {
  async function modify(path: string, after: string) {
    const result = await newReader().read(path, signal);
    assert.ok(result.kind === 'found');
    return { kind: 'modify' as const, path, before: result.snapshot, after };
  }

  it('keeps the mode of a file it changes or renames', async () => {
    put('run.sh', 'a');
    chmodSync(at('run.sh'), 0o751);
    assert.equal((await newWriter().write([await modify('run.sh', 'b')], signal)).kind, 'written');
    assert.equal(statSync(at('run.sh')).mode & 0o7777, 0o751);
    const { before } = await modify('run.sh', '');
    await newWriter().write([{ kind: 'rename', path: 'run.sh', to: 'bin/run.sh', before, after: 'b' }], signal);
    assert.equal(statSync(at('bin/run.sh')).mode & 0o7777, 0o751);
  });

  it('gives a new file the usual mode', async () => {
    put('usual', '');
    await newWriter().write([{ kind: 'create', path: 'new', after: '' }], signal);
    assert.equal(statSync(at('new')).mode, statSync(at('usual')).mode);
  });

  it('follows the links as they are when it writes, not as they were', async () => {
    mkdirSync(at('inner'));
    mkdirSync(join(scratch, 'elsewhere'));
    symlinkSync('inner', at('way'));
    const change = { kind: 'create' as const, path: 'way/new.ts', after: 'x' };
    assert.equal((await newReader().judgePath('way/new.ts')).verdict, 'inside');
    rmSync(at('way'));
    symlinkSync(join(scratch, 'elsewhere'), at('way'));
    const result = await newWriter().write([change], signal);
    assert.ok(result.kind === 'refused' && result.reason === 'outside');
    assert.deepEqual(readdirSync(join(scratch, 'elsewhere')), []);
  });

  it('works in a workspace that is reached by a link, and refuses dangling links that lead out', async () => {
    put('a.ts', 'a');
    const way = join(scratch, 'way');
    symlinkSync(root, way);
    symlinkSync(join(scratch, 'not-yet'), at('dangling'));
    const reader = createWorkspaceReader({ root: way, paths: pathPolicy, ripgrep: () => findRipgrep(undefined, process.env) });
    assert.equal((await reader.judgePath(at('a.ts'))).path, 'a.ts');
    assert.equal((await reader.judgePath('dangling')).verdict, 'outside');
    assert.equal((await reader.judgePath('/proc/self/cwd/a.ts')).verdict, 'outside');
    assert.equal((await reader.read('a.ts', signal)).kind, 'found');
  });

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const result = await newReader().read('pipe', signal);
    assert.ok(result.kind === 'unreadable' && result.reason === 'notAFile');
  });

  it('leaves out what is ignored, also without a repository, and what git keeps', async () => {
    put('.gitignore', 'dist\n');
    put('dist/a.js', 'word');
    put('.git/config', 'word');
    put('sub/.git', 'gitdir: word');
    put('a.js', 'word');
    assert.deepEqual(await newReader().list(10, signal), ['.gitignore', 'a.js']);
    assert.deepEqual(await newReader().searchText(['word'], 10, signal), [{ path: 'a.js', line: 0, text: 'word' }]);
  });

  it('takes hits from many files before many hits of one', async () => {
    put('a.ts', 'word\n'.repeat(50));
    put('b.ts', 'word\n');
    const hits = await newReader().searchText(['word'], 2, signal);
    assert.deepEqual(
      hits.map((hit) => hit.path),
      ['a.ts', 'b.ts'],
    );
  });

  it('takes words that look like options or patterns as words', async () => {
    put('a.ts', '--files\n-e\na.*b\n');
    assert.equal((await newReader().searchText(['--files'], 10, signal)).length, 1);
    assert.equal((await newReader().searchText(['a.*b'], 10, signal)).length, 1);
  });

  it('stops a search that is aborted', async () => {
    const controller = new AbortController();
    const searching = newReader().searchText(['word'], 10, controller.signal);
    controller.abort();
    await assert.rejects(searching, { code: 'run.cancelled' });
  });

  it('finds ripgrep in an editor and on the search path, and says what to do without', async () => {
    const ours = await findRipgrep(undefined, {});
    assert.match(ours, /rg(\.exe)?$/);
  });

  it('writes two sets that are asked for at once one after the other', async () => {
    put('a.ts', '0');
    const writer = newWriter();
    const change = await modify('a.ts', '1');
    const results = await Promise.all([writer.write([change], signal), writer.write([{ ...change, after: '2' }], signal)]);
    assert.deepEqual(
      results.map((result) => result.kind),
      ['written', 'refused'],
    );
    assert.equal(readFileSync(at('a.ts'), 'utf8'), '1');
  });
});
