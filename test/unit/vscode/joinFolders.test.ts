import assert from 'node:assert/strict';
import type { ChangeSet } from '../../../src/core/model/change.ts';
import { pathPolicy } from '../../../src/core/policy/paths.ts';
import type { CodeIndex } from '../../../src/core/ports/codeIndex.ts';
import type { ShadowWorkspace } from '../../../src/core/ports/shadowWorkspace.ts';
import { joinCommands, joinIndexes, joinPolicies, joinReaders, joinShadows } from '../../../src/vscode/host/joinFolders.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

const { signal } = new AbortController();
const shop = new MemoryWorkspace({ 'src/a.ts': 'shop a\n', 'b.ts': 'needle\n' });
const depot = new MemoryWorkspace({ 'src/a.ts': 'depot a\n' });
const readers = [
  { name: 'shop', part: shop },
  { name: 'depot', part: depot },
];

describe('several folders as one workspace', () => {
  const reader = joinReaders(readers);

  it('reads in the folder that a path begins with, and nowhere else', async () => {
    const read = await reader.read('depot/src/a.ts', signal);
    assert.deepEqual(read.kind === 'found' && [read.snapshot.path, read.snapshot.text], ['depot/src/a.ts', 'depot a\n']);
    assert.equal((await reader.read('src/a.ts', signal)).kind, 'missing');
    assert.equal((await reader.judgePath('src/a.ts')).verdict, 'outside');
    assert.equal((await reader.judgePath('depot/../../etc/passwd')).verdict, 'outside');
    assert.deepEqual(await reader.judgePath('shop/src/a.ts').then(({ verdict, path }) => [verdict, path]), ['inside', 'shop/src/a.ts']);
  });

  it('lists and searches all of them under their names', async () => {
    assert.deepEqual([...(await reader.list(10, signal))].sort(), ['depot/src/a.ts', 'shop/b.ts', 'shop/src/a.ts']);
    assert.deepEqual(await reader.listFolder?.('', signal), ['depot', 'shop']);
    assert.deepEqual(
      (await reader.searchText(['needle'], 10, signal)).map((hit) => hit.path),
      ['shop/b.ts'],
    );
  });

  it('judges a place in its own folder', async () => {
    const place = (root: string) => ({ workspaceRoot: root, platform: 'linux' as const, readLink: async () => undefined });
    const judges = readers.map(({ name }) => ({ name, part: (path: string) => pathPolicy.judge(path, place(`/all/${name}`)) }));
    const policy = joinPolicies(judges, pathPolicy);
    assert.equal((await policy.judge('depot/src/a.ts', place('/elsewhere'))).absolute, '/all/depot/src/a.ts');
    assert.equal((await policy.judge('other/src/a.ts', place('/elsewhere'))).verdict, 'outside');
  });

  it('ranks what the indexes find together, and tells each of its own changes only', async () => {
    const told: string[] = [];
    const index = (name: string, score: number): CodeIndex => ({
      search: async ({ boost }) => [{ path: 'src/a.ts', range: { startLine: 0, endLine: 1 }, text: '', score, why: (boost ?? []).join() }],
      update: async (paths) => void told.push(`${name}: ${paths.join()}`),
      state: async () => ({ kind: 'ready', indexedFiles: 2 }),
    });
    const joined = joinIndexes([
      { name: 'shop', part: index('shop', 0.2) },
      { name: 'depot', part: index('depot', 0.9) },
    ]);
    const hits = await joined.search({ text: 'a', maxFiles: 1, boost: ['depot/x.ts', 'shop/y.ts'] }, signal);
    assert.deepEqual(
      hits.map((hit) => [hit.path, hit.why]),
      [['depot/src/a.ts', 'x.ts']],
    );
    await joined.update(['shop/b.ts'], signal);
    assert.deepEqual(told, ['shop: b.ts']);
    assert.deepEqual(await joined.state(), { kind: 'ready', indexedFiles: 4 });
    assert.equal(await joined.findNames?.(['a'], signal), undefined, 'an index that knows no names leaves it to the text search');
    const naming = (name: string) => ({
      name,
      part: { ...index(name, 1), findNames: async () => [{ path: 'src/a.ts', line: 0, text: `function ${name}() {}` }] },
    });
    const lines = await joinIndexes([naming('shop'), naming('depot')]).findNames?.(['shop'], signal);
    assert.deepEqual(
      lines?.map((line) => line.path),
      ['shop/src/a.ts', 'depot/src/a.ts'],
    );
  });

  it('rehearses each folder’s changes there; what leaves for another folder is gone from this one', async () => {
    const seen: Record<string, ChangeSet> = {};
    const shadow = (name: string): ShadowWorkspace => ({
      rehearse: async (changes) => {
        seen[name] = changes;
        return { checks: [], baseline: [], after: [], notChecked: [{ paths: changes.changes.map((change) => change.path), reason: name }] };
      },
      warm: () => undefined,
    });
    const joined = joinShadows(readers.map(({ name }) => ({ name, part: shadow(name) })));
    const before = { path: 'shop/src/a.ts', text: 'shop a\n', version: '1' };
    const changes: ChangeSet = {
      changes: [
        { kind: 'rename', path: 'shop/src/a.ts', to: 'depot/a.ts', before, after: 'x\n' },
        { kind: 'create', path: 'depot/new.ts', after: 'n\n' },
      ],
    };
    const result = await joined.rehearse(changes, 1_000, signal);
    assert.deepEqual(seen.shop?.changes, [{ kind: 'delete', path: 'src/a.ts', before: { ...before, path: 'src/a.ts' } }]);
    assert.deepEqual(
      result.notChecked.map((entry) => entry.paths),
      [['shop/src/a.ts'], ['depot/new.ts']],
    );
  });

  it('runs a command in the folder it names, else in the first', async () => {
    const ran: string[] = [];
    const runner = (name: string) => ({
      prepare: async (command: string, folder: string) => ({ command, argv: [command], folder, digest: name }),
      run: async (prepared: { folder: string }) => {
        ran.push(`${name}:${prepared.folder}`);
        return { exitCode: 0, output: '', omittedCharacters: 0, durationMs: 1, endedBy: 'itself' as const };
      },
    });
    const joined = joinCommands(readers.map(({ name }) => ({ name, part: runner(name) })));
    for (const folder of ['', 'depot', 'depot/src']) await joined.run(await joined.prepare('ls', folder), () => undefined, signal);
    assert.deepEqual(ran, ['shop:', 'depot:', 'depot:src']);
  });
});
