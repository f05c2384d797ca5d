// What every reader and writer of a workspace promises together.
import assert from 'node:assert/strict';
import type { FileChange } from '../../src/core/model/change.ts';
import type { FilePath, Snapshot } from '../../src/core/model/document.ts';
import type { WorkspaceReader } from '../../src/core/ports/workspaceReader.ts';
import type { WorkspaceWriter, WriteResult } from '../../src/core/ports/workspaceWriter.ts';

/** A fresh workspace and hands to arrange and look at it. */
export interface WorkspaceBench {
  readonly reader: WorkspaceReader;
  readonly writer: WorkspaceWriter;
  put(path: FilePath, bytes: Uint8Array | string): void;
  bytes(path: FilePath): Uint8Array | undefined;
  lock(path: FilePath): void;
  link(path: FilePath, target: string): void;
}

const signal = new AbortController().signal;
const hex = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('hex') : undefined);
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

export const encodedSamples: readonly (readonly [string, (text: string) => Uint8Array])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 little endian', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 big endian', utf16be],
];

export function describeWorkspace(name: string, open: () => WorkspaceBench): void {
  describe(`workspace: ${name}`, () => {
    let bench: WorkspaceBench;
    beforeEach(() => {
      bench = open();
    });

    async function snapshot(path: FilePath): Promise<Snapshot> {
      const result = await bench.reader.read(path, signal);
      assert.equal(result.kind, 'found', `${path}: ${JSON.stringify(result)}`);
      return (result as { snapshot: Snapshot }).snapshot;
    }
    const modify = async (path: FilePath, after: string): Promise<FileChange> => ({
      kind: 'modify',
      path,
      before: await snapshot(path),
      after,
    });
    const create = (path: FilePath, after = 'new\n'): FileChange => ({ kind: 'create', path, after });
    const write = (...changes: FileChange[]) => bench.writer.write(changes, signal);
    function assertRefused(result: WriteResult, reason: string, path: FilePath): void {
      assert.deepEqual(
        { kind: result.kind, ...(result.kind === 'refused' ? { reason: result.reason, path: result.path } : {}) },
        { kind: 'refused', reason, path },
      );
    }
    const unreadable = async (path: string) => {
      const result = await bench.reader.read(path, signal);
      return result.kind === 'unreadable' ? result.reason : result.kind;
    };

    describe('reading', () => {
      for (const [encoding, encode] of encodedSamples) {
        it(`reads ${encoding} with the line ends of the file`, async () => {
          bench.put('a.txt', encode('één\r\n😀\n\u2028end'));
          assert.equal((await snapshot('a.txt')).text, 'één\r\n😀\n\u2028end');
        });
      }

      it('gives equal versions for equal bytes only', async () => {
        bench.put('a.txt', 'same');
        bench.put('b.txt', 'same');
        bench.put('c.txt', '\ufeffsame');
        assert.equal((await snapshot('a.txt')).version, (await snapshot('b.txt')).version);
        assert.notEqual((await snapshot('a.txt')).version, (await snapshot('c.txt')).version);
      });

      it('reads an empty file', async () => {
        bench.put('empty', '');
        assert.equal((await snapshot('empty')).text, '');
      });

      it('says why a file cannot be read', async () => {
        bench.put('image.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]));
        bench.put('latin1.txt', Buffer.from('caf\xe9', 'latin1'));
        bench.put('odd.txt', Buffer.from([0xff, 0xfe, 0x41]));
        bench.put('half.txt', Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
        bench.put('wide.txt', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]));
        bench.put('large.txt', Buffer.alloc(5 * 1024 * 1024 + 1, 0x61));
        bench.put('just.txt', Buffer.alloc(5 * 1024 * 1024, 0x61));
        bench.put('folder/file', '');
        const kinds: Record<string, string> = {};
        for (const path of [
          'image.png',
          'latin1.txt',
          'odd.txt',
          'half.txt',
          'wide.txt',
          'large.txt',
          'just.txt',
          'folder',
          'none.txt',
          'a/b/none',
        ])
          kinds[path] = await unreadable(path);
        assert.deepEqual(kinds, {
          'image.png': 'binary',
          'latin1.txt': 'encoding',
          'odd.txt': 'encoding',
          'half.txt': 'encoding',
          'wide.txt': 'encoding',
          'large.txt': 'tooLarge',
          'just.txt': 'found',
          folder: 'notAFile',
          'none.txt': 'missing',
          'a/b/none': 'missing',
        });
      });

      it('reads nothing outside and no secrets, by whatever way', async () => {
        bench.put('.env', 'KEY=1');
        bench.put('src/a.ts', 'a');
        bench.link('innocent', '.env');
        bench.link('out', '/etc');
        for (const path of ['.env', 'innocent', 'src/../.ENV', '.git/config']) assert.equal(await unreadable(path), 'denied', path);
        for (const path of ['/etc/passwd', '../x', 'out/passwd', '~/x', '']) assert.equal(await unreadable(path), 'outside', path);
        bench.link('way', 'src');
        assert.equal((await snapshot('way/a.ts')).text, 'a');
        assert.equal((await bench.reader.judgePath('way/a.ts')).path, 'src/a.ts');
      });

      it('lists in path order without secrets', async () => {
        for (const path of ['b.ts', 'a/z.ts', 'a.ts', '.env', 'keys/x.pem', '.github/workflows/ci.yml']) bench.put(path, 'x');
        assert.deepEqual(await bench.reader.list(10, signal), ['.github/workflows/ci.yml', 'a.ts', 'a/z.ts', 'b.ts']);
        assert.deepEqual(await bench.reader.list(2, signal), ['.github/workflows/ci.yml', 'a.ts']);
      });

      it('finds whole words in any letter case, any of several, not in secrets', async () => {
        bench.put('a.ts', 'const cart = 1;\r\nconst cartTotal = 2;\nCART.x()\n');
        bench.put('b.ts', 'total\nnothing\n(foo) a.b\n');
        bench.put('.env', 'cart\n');
        assert.deepEqual(await bench.reader.searchText(['cart'], 10, signal), [
          { path: 'a.ts', line: 0, text: 'const cart = 1;' },
          { path: 'a.ts', line: 2, text: 'CART.x()' },
        ]);
        assert.deepEqual(
          (await bench.reader.searchText(['total', 'carttotal'], 10, signal)).map((hit) => `${hit.path}:${hit.line}`),
          ['a.ts:1', 'b.ts:0'],
        );
        assert.equal((await bench.reader.searchText(['a.b'], 10, signal)).length, 1);
        assert.equal((await bench.reader.searchText(['cart', 'total'], 1, signal)).length, 1);
        assert.deepEqual(await bench.reader.searchText(['zzz'], 10, signal), []);
        assert.deepEqual(await bench.reader.searchText([], 10, signal), []);
      });
    });

    describe('writing', () => {
      for (const [encoding, encode] of encodedSamples) {
        it(`keeps ${encoding}, line ends and a missing final newline`, async () => {
          bench.put('a.txt', encode('één\r\ntwo\nthree'));
          assert.deepEqual(await write(await modify('a.txt', 'één\r\nZWEI 😀\nthree')), { kind: 'written' });
          assert.equal(hex(bench.bytes('a.txt')), hex(encode('één\r\nZWEI 😀\nthree')));
        });
      }

      it('creates, deletes and renames in one go', async () => {
        bench.put('old.ts', '\ufeffold\r\n');
        bench.put('gone.ts', 'x');
        const before = await snapshot('old.ts');
        const result = await write(
          create('deep/new/file.ts', 'n'),
          { kind: 'delete', path: 'gone.ts', before: await snapshot('gone.ts') },
          {
            kind: 'rename',
            path: 'old.ts',
            to: 'moved/old.ts',
            before,
            after: 'OLD\r\n',
          },
        );
        assert.deepEqual(result, { kind: 'written' });
        assert.deepEqual(
          ['deep/new/file.ts', 'gone.ts', 'old.ts', 'moved/old.ts'].map((path) => hex(bench.bytes(path))),
          [hex(Buffer.from('n')), undefined, undefined, hex(Buffer.from('\ufeffOLD\r\n'))],
        );
      });

      it('lets two files change places', async () => {
        bench.put('a', 'A');
        bench.put('b', 'B');
        const [a, b] = [await snapshot('a'), await snapshot('b')];
        const result = await write(
          { kind: 'rename', path: 'a', to: 'b', before: a, after: 'A' },
          { kind: 'rename', path: 'b', to: 'a', before: b, after: 'B' },
        );
        assert.deepEqual(result, { kind: 'written' });
        assert.deepEqual([hex(bench.bytes('a')), hex(bench.bytes('b'))], [hex(Buffer.from('B')), hex(Buffer.from('A'))]);
      });

      const refusals: readonly [string, string, FilePath, () => Promise<FileChange>][] = [
        [
          'a file that changed meanwhile',
          'stale',
          'b.ts',
          async () => {
            const change = await modify('b.ts', 'new');
            bench.put('b.ts', 'changed by the person');
            return change;
          },
        ],
        [
          'a file that was deleted meanwhile',
          'missing',
          'none.ts',
          async () => ({ kind: 'delete', path: 'none.ts', before: { path: 'none.ts', text: '', version: 'v' } }),
        ],
        [
          'a read-only file',
          'readOnly',
          'b.ts',
          async () => {
            bench.lock('b.ts');
            return modify('b.ts', 'new');
          },
        ],
        ['a new file where one stands', 'exists', 'b.ts', async () => create('b.ts')],
        ['a new file where a folder stands', 'exists', 'folder', async () => create('folder')],
        ['a new file below a file', 'exists', 'b.ts/x', async () => create('b.ts/x')],
        [
          'a rename onto a file',
          'exists',
          'folder/c.ts',
          async () => ({ kind: 'rename', path: 'b.ts', to: 'folder/c.ts', before: await snapshot('b.ts'), after: '' }),
        ],
        ['a path outside', 'outside', '../x.ts', async () => create('../x.ts')],
        ['a path that a link leads outside', 'outside', 'out/x.ts', async () => create('out/x.ts')],
        ['a protected file', 'protected', '.vscode/tasks.json', async () => create('.vscode/tasks.json')],
        ['a link to a protected place', 'protected', 'hooks/pre-commit', async () => create('hooks/pre-commit')],
        ['text that no file can keep', 'encoding', 'b.ts', async () => modify('b.ts', '\ud800')],
      ];
      for (const [what, reason, path, make] of refusals) {
        it(`refuses ${what}, and with it the whole set`, async () => {
          bench.put('a.ts', 'A\n');
          bench.put('b.ts', 'B\n');
          bench.put('folder/c.ts', 'C\n');
          bench.link('out', '/usr');
          bench.link('hooks', '.git/hooks');
          const good = await modify('a.ts', 'changed\n');
          const bad = await make();
          const standing = hex(bench.bytes(path));
          for (const set of [
            [good, create('fresh.ts'), bad],
            [bad, good],
          ]) {
            assertRefused(await bench.writer.write(set, signal), reason, path);
            assert.equal(hex(bench.bytes('a.ts')), hex(Buffer.from('A\n')));
            assert.equal(bench.bytes('fresh.ts'), undefined);
            assert.equal(hex(bench.bytes(path)), standing);
          }
        });
      }

      it('refuses to write one file twice', async () => {
        bench.put('src/a.ts', 'A');
        bench.link('way', 'src');
        assertRefused(await write(await modify('src/a.ts', '1'), await modify('way/a.ts', '2')), 'stale', 'src/a.ts');
        assert.equal(hex(bench.bytes('src/a.ts')), hex(Buffer.from('A')));
      });

      it('writes a protected file only when that file was confirmed by name', async () => {
        const change = create('.vscode/tasks.json', '{}');
        assertRefused(
          await bench.writer.writeConfirmed([change], new Set(['.vscode/launch.json']), signal),
          'protected',
          '.vscode/tasks.json',
        );
        assert.deepEqual(await bench.writer.writeConfirmed([change], new Set(['.vscode/tasks.json']), signal), { kind: 'written' });
        assert.equal(hex(bench.bytes('.vscode/tasks.json')), hex(Buffer.from('{}')));
      });

      it('writes through a link inside, and leaves the link', async () => {
        bench.put('src/a.ts', 'A');
        bench.link('way', 'src');
        assert.deepEqual(await write(await modify('way/a.ts', 'B')), { kind: 'written' });
        assert.equal(hex(bench.bytes('src/a.ts')), hex(Buffer.from('B')));
        assert.equal((await bench.reader.judgePath('way/a.ts')).path, 'src/a.ts');
      });

      it('accepts the same text again, and an empty set', async () => {
        bench.put('a.ts', 'A');
        assert.deepEqual(await write(await modify('a.ts', 'A')), { kind: 'written' });
        assert.deepEqual(await write(), { kind: 'written' });
      });

      it('writes nothing after an abort', async () => {
        const controller = new AbortController();
        controller.abort();
        await assert.rejects(bench.writer.write([create('a.ts')], controller.signal));
        assert.equal(bench.bytes('a.ts'), undefined);
      });
    });
  });
}
