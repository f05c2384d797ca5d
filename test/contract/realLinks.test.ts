// The path judge against the system's own resolution, on random trees of folders, files and links.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { judgePath } from '../../src/core/policy/paths.ts';
import { diskPlace } from '../../src/node/files/diskPlace.ts';
import { faultCode } from '../../src/node/files/durable.ts';

const names = ['a', 'b', 'c', 'd'];
const name = fc.constantFrom(...names);
const step = fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom('..', '.') });
const relativePath = fc.array(step, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
const linkTarget = fc.oneof(
  relativePath,
  relativePath.map((path) => `ROOT/${path}`),
  relativePath.map((path) => `BASE/outer/${path}`),
  fc.constant('BASE/not-there/x'),
);
const entry = fc.record({
  at: fc.array(name, { minLength: 1, maxLength: 3 }),
  kind: fc.constantFrom('folder', 'file', 'link', 'link'),
  target: linkTarget,
});

/** Where the system would create or open the file: its own answer for the longest part that exists, the rest as written. */
function systemPlace(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (thrown) {
    const rest = path.slice(path.lastIndexOf('/') + 1);
    if (faultCode(thrown) !== 'ENOENT' || rest === '..' || rest === '.') return undefined;
    const parent = systemPlace(path.slice(0, path.lastIndexOf('/')));
    if (parent === undefined) return undefined;
    const target = linkTargetOf(join(parent, rest));
    if (target === undefined) return join(parent, rest);
    return systemPlace(target.startsWith('/') ? target : `${parent}/${target}`);
  }
}

/** A link that leads to nothing yet: creating the file creates it there. */
function linkTargetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

describe('path judge and real links', () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'understudy-links-')));
  after(() => rmSync(base, { recursive: true, force: true }));

  it('agrees with the system on where a path leads', async () => {
    let inside = 0;
    let outside = 0;
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 10 }),
        fc.array(relativePath, { minLength: 8, maxLength: 8 }),
        async (entries, paths) => {
          const root = join(base, String(round++), 'ws');
          mkdirSync(join(dirname(root), 'outer', 'a'), { recursive: true });
          mkdirSync(root);
          for (const made of entries)
            make(join(root, ...made.at), made.kind, made.target.replace('ROOT', root).replace('BASE', dirname(root)));
          for (const path of paths) {
            const expected = systemPlace(`${root}/${path}`);
            const judged = await judgePath(path, diskPlace(root));
            if (expected === undefined) continue;
            const isInside = expected.startsWith(`${root}/`);
            assert.equal(judged.verdict, isInside ? 'inside' : 'outside', `${path} leads to ${expected}`);
            if (isInside) assert.equal(judged.absolute, expected);
            if (isInside) inside++;
            else outside++;
          }
        },
      ),
      { numRuns: 300 },
    );
    assert.ok(inside > 300 && outside > 300, `${inside} inside, ${outside} outside`);
  });

  function make(path: string, kind: string, target: string): void {
    try {
      if (kind === 'link') symlinkSync(target, path);
      else if (kind === 'folder') mkdirSync(path, { recursive: true });
      else writeFileSync(path, '');
    } catch (thrown) {
      assert.ok(['EEXIST', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'].includes(faultCode(thrown) ?? ''), String(thrown));
    }
  }
});
