import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathPolicy } from '../../src/core/policy/paths.ts';
import type { GitFacts } from '../../src/core/ports/gitFacts.ts';
import { createGitFacts } from '../../src/node/git/gitFacts.ts';
import { createGitProcess } from '../../src/node/git/gitProcess.ts';
import { sha256OfBytes } from '../../src/node/hash.ts';

const signal = new AbortController().signal;
let scratch = '';
let root = '';
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
const put = (path: string, text: string) => writeFileSync(join(root, path), text);
const facts = (folder = root) => createGitFacts({ program: 'git', root: folder, env: process.env }, pathPolicy);

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-git-'));
  root = join(scratch, 'repo');
  mkdirSync(join(root, 'sub'), { recursive: true });
  git('init', '-q', '-b', 'main');
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function commitFiles(): void {
  for (const [path, text] of [
    ['a.txt', 'one\n'],
    ['b.txt', 'b\n'],
    ['sub/ü -x.txt', 's\n'],
    ['.env', 'KEY=1\n'],
    ['old.txt', 'rename me\nplease\n'],
  ] as const)
    put(path, text);
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
}

describe('git facts', () => {
  it('tells head, changes, differences, history and committed text', async () => {
    commitFiles();
    put('a.txt', 'two\n');
    rmSync(join(root, 'b.txt'));
    git('mv', 'old.txt', 'new.txt');
    put('fresh.txt', 'f');
    put('sub/ü -x.txt', 'changed\n');
    put('.env', 'KEY=2\n');
    const head = await facts().head(signal);
    assert.equal(head?.branch, 'main');
    assert.match(head?.commit ?? '', /^[0-9a-f]{40}$/);
    assert.deepEqual(await facts().changes(signal), [
      { path: 'a.txt', state: 'modified' },
      { path: 'b.txt', state: 'deleted' },
      { path: 'fresh.txt', state: 'untracked' },
      { path: 'new.txt', state: 'renamed' },
      { path: 'sub/ü -x.txt', state: 'modified' },
    ]);
    const diff = await facts().diff(['a.txt', '.env', 'sub/ü -x.txt'], 10_000, signal);
    assert.match(diff, /-one\n\+two/);
    assert.match(diff, /\+changed/);
    assert.ok(!diff.includes('KEY'));
    assert.equal((await facts().diff(['a.txt'], 7, signal)).length, 7);
    assert.deepEqual(
      (await facts().log('a.txt', 5, signal)).map(({ author, title }) => ({ author, title })),
      [{ author: 'Ann', title: 'First' }],
    );
  });

  it('tells who wrote which lines last, those that are not committed left out', async () => {
    put('a.txt', 'one\ntwo\nthree\nfour\n');
    put('.env', 'KEY=1\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'First');
    put('a.txt', 'one\nTWO\nTHREE\nfour\n');
    git('commit', '-q', '-a', '-m', 'Second one');
    put('a.txt', 'one\nTWO\nTHREE\nmine\n');
    const lines = await facts().blame('a.txt', { startLine: 0, endLine: 4 }, signal);
    assert.deepEqual(
      lines.map(({ range, title, author }) => [range.startLine, range.endLine, title, author]),
      [
        [0, 1, 'First', 'Ann'],
        [1, 3, 'Second one', 'Ann'],
      ],
    );
    assert.match(lines[0]?.commit ?? '', /^[0-9a-f]{40}$/);
    assert.ok((lines[0]?.at ?? 0) > 0);
    assert.deepEqual(await facts().blame('.env', { startLine: 0, endLine: 1 }, signal), []);
    assert.deepEqual(await facts().blame('a.txt', { startLine: 90, endLine: 99 }, signal), []);
  });

  it('names paths from the workspace when that is a part of the repository', async () => {
    commitFiles();
    put('sub/ü -x.txt', 'changed\n');
    put('a.txt', 'not ours\n');
    const sub = facts(join(root, 'sub'));
    assert.deepEqual(await sub.changes(signal), [{ path: 'ü -x.txt', state: 'modified' }]);
    assert.match(await sub.diff(['ü -x.txt'], 1000, signal), /\+changed/);
    assert.deepEqual(await sub.blame('ü -x.txt', { startLine: 0, endLine: 1 }, signal), []);
  });

  it('has nothing to tell without a repository, without commits, and without git', async () => {
    const empty = facts();
    assert.deepEqual(await empty.log(undefined, 5, signal), []);
    assert.equal((await empty.head(signal))?.commit, undefined);
    const plain = join(scratch, 'plain');
    mkdirSync(plain);
    assert.equal(await facts(plain).head(signal), undefined);
    assert.deepEqual(await facts(plain).changes(signal), []);
    const none = createGitFacts({ program: join(scratch, 'no-git'), root, env: process.env }, pathPolicy);
    assert.equal(await none.head(signal), undefined);
  });

  it('ends as cancelled when aborted', async () => {
    const controller = new AbortController();
    const waiting = facts().changes(controller.signal);
    controller.abort();
    await assert.rejects(waiting, { code: 'run.cancelled' });
  });

  it('starts none of the programs that a repository names, and leaves its index alone', async () => {
    commitFiles();
    const marks = join(scratch, 'marks');
    const program = (name: string) => {
      const path = join(scratch, name);
      writeFileSync(path, `#!/bin/sh\necho ${name} >> '${marks}'\ncat\n`);
      chmodSync(path, 0o755);
      return path;
    };
    git('config', 'core.fsmonitor', program('fsmonitor'));
    git('config', 'core.pager', program('pager'));
    git('config', 'pager.log', program('pagerLog'));
    git('config', 'diff.external', program('external'));
    git('config', 'diff.own.textconv', program('textconv'));
    git('config', 'diff.own.command', program('driver'));
    git('config', 'filter.own.clean', program('clean'));
    git('config', 'filter.Own Two.process', program('filterProcess'));
    git('config', 'gpg.program', program('gpg'));
    git('config', 'log.showSignature', 'true');
    mkdirSync(join(root, 'hooks'));
    for (const hook of ['post-index-change', 'post-checkout', 'reference-transaction']) {
      const path = join(root, 'hooks', hook);
      writeFileSync(path, `#!/bin/sh\necho ${hook} >> '${marks}'\n`);
      chmodSync(path, 0o755);
    }
    git('config', 'core.hooksPath', join(root, 'hooks'));
    put('.gitattributes', 'a.txt diff=own filter=own\nb.txt filter="Own Two"\n');
    put('a.txt', 'two\n');
    put('b.txt', 'bb\n');
    const index = () => sha256OfBytes(readFileSync(join(root, '.git', 'index')));

    const before = index();
    const all = facts();
    await all.head(signal);
    assert.ok((await all.changes(signal)).length >= 2);
    assert.match(await all.diff(['a.txt', 'b.txt'], 1000, signal), /\+two/);
    assert.equal((await all.log(undefined, 5, signal)).length, 1);
    assert.deepEqual(await all.blame('a.txt', { startLine: 0, endLine: 1 }, signal), []);
    assert.equal(existsSync(marks) ? readFileSync(marks, 'utf8') : '', '');
    assert.equal(index(), before);

    git('status');
    git('diff');
    const started = readFileSync(marks, 'utf8');
    for (const name of ['fsmonitor', 'clean', 'driver']) assert.ok(started.includes(name), `the trap ${name} bites plain git`);
  });
});

describe('git facts from their own process', () => {
  let asked: GitFacts & { dispose(): void };
  beforeEach(() => {
    asked = createGitProcess(root);
  });
  afterEach(() => asked.dispose());

  it('are the same as when asked here, nothing and all', async () => {
    assert.deepEqual([await asked.head(signal), await asked.changes(signal)], [await facts().head(signal), await facts().changes(signal)]);
    commitFiles();
    put('a.txt', 'two\n');
    put('.env', 'KEY=2\n');
    const questions: ((from: GitFacts) => Promise<unknown>)[] = [
      (from) => from.head(signal),
      (from) => from.changes(signal),
      (from) => from.diff(['a.txt', '.env'], 1000, signal),
      (from) => from.log(undefined, 5, signal),
      (from) => from.log('a.txt', 5, signal),
      (from) => from.blame('b.txt', { startLine: 0, endLine: 1 }, signal),
    ];
    for (const question of questions) assert.deepEqual(await question(asked), await question(facts()));
  });

  it('end at once when nobody waits, and go on after the process was killed', async () => {
    const controller = new AbortController();
    const waiting = asked.changes(controller.signal);
    controller.abort();
    await assert.rejects(waiting, { code: 'run.cancelled' });
    commitFiles();
    assert.equal((await asked.log(undefined, 5, signal)).length, 1);
    asked.dispose();
    assert.equal((await asked.log(undefined, 5, signal)).length, 1);
  });
});
