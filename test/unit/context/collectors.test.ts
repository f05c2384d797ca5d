// Each collector on its own ground: what it offers, and what it says when there is nothing.
import assert from 'node:assert/strict';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import type { ContextPorts } from '../../../src/core/context/gathering.ts';
import type { ContextChoices } from '../../../src/core/model/context.ts';
import type { CodeIndex, CodeQuery } from '../../../src/core/ports/codeIndex.ts';
import type { GitFacts } from '../../../src/core/ports/gitFacts.ts';
import type { PageAnswer } from '../../../src/core/ports/pageReader.ts';
import type { Surroundings } from '../../../src/core/ports/surroundings.ts';
import { contextSection } from '../../../src/core/prompt/parts.ts';
import { placeAt } from '../../fakes/scriptedFeatures.ts';
import { contextRig, editOf, formsOf } from './contextRig.ts';

const signal = new AbortController().signal;
const limits = { contextTokens: 12_000, collectMs: 5_000 };
const long = (name: string) => Array.from({ length: 300 }, (_, line) => `export const ${name}${line} = ${line};`).join('\n');
const build = (text: string, ports: ContextPorts, ...focus: Parameters<typeof editOf>[1][]) =>
  buildContext(editOf(text, ...focus), limits, ports, signal);

const quiet: Surroundings = {
  files: async () => [],
  failedCommand: async () => undefined,
  testFailures: async () => [],
  problemFiles: async () => [],
};
const noGit: GitFacts = {
  head: async () => undefined,
  changes: async () => [],
  diff: async () => '',
  log: async () => [],
  blame: async () => [],
};

describe('rules', () => {
  const files = {
    'AGENTS.md': 'Use tabs.\n',
    'CLAUDE.md': 'Use tabs.\n',
    'web/AGENTS.md': 'No default exports.\n',
    '.understudy/rules/python.md': '---\nglobs: "**/*.py"\n---\nType every function.\n',
    '.understudy/rules/web.md': '---\nglobs: [web/**/*.{ts,tsx}, "*.css"]\n---\nUse hooks.\n',
    'web/page.tsx': 'export {};\n',
  };

  it('come with every request, those with globs only for files they match, twins once', async () => {
    const bundle = await build('zzz', contextRig(files), { path: 'web/page.tsx' });
    const rules = bundle.items.filter((item) => item.source === 'rules').map((item) => [item.path, item.text]);
    assert.deepEqual(rules, [
      ['.understudy/rules/web.md', 'Use hooks.'],
      ['AGENTS.md', 'Use tabs.'],
      ['web/AGENTS.md', 'No default exports.'],
    ]);
    assert.match(
      bundle.ledger.find((entry) => entry.path === '.understudy/rules/python.md')?.dropReason ?? '',
      /match no file of the request/,
    );
  });

  it('are not read in an untrusted workspace', async () => {
    const bundle = await buildContext(
      editOf('zzz', { path: 'web/page.tsx' }),
      { ...limits, trust: 'untrusted' },
      contextRig(files),
      signal,
    );
    assert.doesNotMatch(contextSection(bundle), /tabs|hooks/);
    assert.ok(bundle.ledger.some((entry) => entry.source === 'rules' && entry.dropReason?.includes('trusted')));
  });
});

describe('mentions', () => {
  const files = {
    'src/cart.ts': long('cart'),
    'src/money.ts': '// Money\nexport function add(a: number): number {\n  return a;\n}\n',
    'docs/a.md': 'a\n',
    'docs/b.md': 'b\n',
  };

  it('show a file, some of its lines, a folder, and a symbol', async () => {
    const bundle = await build(
      'compare @src/cart.ts:10-12 with @docs, and @add.',
      contextRig(files, { symbols: { add: [{ ...placeAt('src/money.ts', 1), name: 'add', kind: 'function' }] } }),
    );
    const text = contextSection(bundle);
    assert.match(text, /src\/cart\.ts \(part of the file, lines 10-12 of 300\)/);
    assert.match(text, /files of docs\/\n```\ndocs\/a\.md\ndocs\/b\.md\n/);
    assert.match(text, /export function add/);
  });

  it('show what changed, what the terminal said and the problems of open files', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const rig = contextRig(files, {
      diagnostics: { 'src/money.ts': [{ path: 'src/money.ts', range, severity: 'error', message: 'Bad money.', source: 'ts' }] },
    });
    const git: GitFacts = { ...noGit, changes: async () => [{ path: 'src/cart.ts', state: 'modified' }], diff: async () => '-old\n+new' };
    const surroundings: Surroundings = {
      ...quiet,
      files: async () => [{ path: 'src/money.ts' }],
      failedCommand: async () => ({ command: 'npm test', exitCode: 2, output: '1 failing' }),
    };
    const text = contextSection(await build('@changes @terminal @problems', { ...rig, git, surroundings }));
    assert.match(text, /-old\n\+new/);
    assert.match(text, /\$ npm test\n1 failing\n\(exit code 2\)/);
    assert.match(text, /src\/money\.ts:1:1 error: Bad money\./);
  });

  it('say what could not be found', async () => {
    const bundle = await build('look at @nowhere and @https://example.com/page', contextRig(files));
    const left = bundle.ledger.filter((entry) => entry.source === 'mention').map((entry) => [entry.title, entry.form]);
    assert.deepEqual(left, [
      ['@nowhere', 'dropped'],
      ['@https://example.com/page', 'dropped'],
    ]);
  });

  it('show a page of the web as it was fetched, and say why another is not there', async () => {
    const fetched = new Map<string, PageAnswer>([
      ['https://example.com/a(1),b?x=1;y', { kind: 'read', url: 'https://example.com/a', title: 'A page', text: 'Use v2.', isCut: true }],
      ['http://10.0.0.1/', { kind: 'refused', why: 'not on the public internet' }],
    ]);
    const bundle = await build('see @https://example.com/a(1),b?x=1;y, and @http://10.0.0.1/.', { ...contextRig(files), fetched });
    assert.match(
      contextSection(bundle),
      /A page \(https:\/\/example\.com\/a\), a page of the web\n```\nUse v2\.\n… the rest of the page is left out …/,
    );
    assert.equal(bundle.ledger.find((entry) => entry.title.includes('10.0.0.1'))?.dropReason, 'not on the public internet');
  });

  it('take no part of a mail address or a decorator for a mention', async () => {
    const bundle = await build('mail me@src/cart.ts', contextRig(files));
    assert.ok(!bundle.ledger.some((entry) => entry.source === 'mention'));
  });
});

describe("the person's choices", () => {
  const files = { 'a.ts': long('a'), 'b.ts': long('b'), 'c.ts': 'const voucher = 1;\n' };
  const withChoices = (choices: ContextChoices) =>
    buildContext({ ...editOf('voucher', { path: 'a.ts' }), choices }, limits, contextRig(files), signal);

  it('keep a pinned place and leave a removed piece out, both said', async () => {
    const before = await withChoices({ pinned: [], removed: [] });
    const found = before.items.find((item) => item.path === 'c.ts');
    assert.ok(found);
    const after = await withChoices({ pinned: [{ path: 'b.ts', range: { startLine: 4, endLine: 6 } }], removed: [found.id] });
    assert.ok(!after.items.some((item) => item.path === 'c.ts'));
    assert.equal(after.ledger.find((entry) => entry.id === found.id)?.dropReason, 'removed by you');
    assert.equal(after.items.find((item) => item.path === 'b.ts')?.reason, 'pinned by you');
    assert.equal(after.items.find((item) => item.path === 'b.ts')?.text, 'export const b4 = 4;\nexport const b5 = 5;');
  });

  it('leave a place out whichever way it is found, except where the request points at it', async () => {
    const place = { path: 'c.ts', range: { startLine: 0, endLine: 2 } };
    const without = await withChoices({ pinned: [], removed: ['imports:c.ts'], without: [place] });
    assert.ok(!without.items.some((item) => item.path === 'c.ts'));
    assert.ok(without.ledger.some((entry) => entry.path === 'c.ts' && entry.dropReason === 'removed by you'));
    const pinned = await withChoices({ pinned: [place], removed: [], without: [place] });
    assert.equal(pinned.items.find((item) => item.path === 'c.ts')?.reason, 'pinned by you');
  });
});

describe('surroundings', () => {
  const files = { 'src/a.ts': 'export {};\n', 'src/open.ts': `${long('x')}\n${'const voucher = 2;\n'.repeat(3)}` };

  it('offer the screen, the words of the request in open files, and what failed', async () => {
    const surroundings: Surroundings = {
      files: async () => [{ path: 'src/open.ts', visible: { startLine: 0, endLine: 5 } }],
      failedCommand: async () => ({ command: 'npm run build', exitCode: 1, output: `${'noise\n'.repeat(200)}src/a.ts: error\n` }),
      testFailures: async () => [{ name: 'adds up', message: 'expected 3', path: 'src/a.test.ts', line: 4 }],
      problemFiles: async () => [],
    };
    const bundle = await build('the build fails', { ...contextRig(files), surroundings }, { path: 'src/a.ts' });
    const text = contextSection(bundle);
    assert.match(text, /\$ npm run build\n… earlier output left out …\n/);
    assert.match(text, /src\/a\.ts: error/);
    assert.match(text, /failing test: adds up\n```\nsrc\/a\.test\.ts:5\nexpected 3/);
    assert.match(text, /export const x4 = 4;/);
  });

  it('let the search favour files with errors, and files that define what the selected lines use', async () => {
    const asked: CodeQuery[] = [];
    const rig = contextRig({ 'src/a.ts': 'const total = sumOf(cart);\nother();\n' });
    const search: CodeIndex['search'] = async (query) => {
      asked.push(query);
      return [];
    };
    const index: CodeIndex = { ...rig.index, search };
    const surroundings: Surroundings = { ...quiet, problemFiles: async () => ['src/broken.ts'] };
    const focus = { path: 'src/a.ts', lines: { startLine: 0, endLine: 1 } };
    await build('round the result', { ...rig, index, surroundings }, focus);
    assert.deepEqual(asked[0]?.boost, ['src/a.ts', 'src/broken.ts']);
    assert.deepEqual(asked[0]?.names, ['sumOf']);
  });

  it('add what git knows of the named file', async () => {
    const git: GitFacts = {
      ...noGit,
      diff: async () => '-a\n+b',
      log: async () => [{ commit: '0123456789abcdef', at: 1, author: 'A', title: 'Make carts faster' }],
      blame: async (_, range) => [{ commit: 'fedcba9876543210', at: 86_400_000, author: 'Bo', title: 'Round up', range }],
    };
    const focus = { path: 'src/a.ts', lines: { startLine: 0, endLine: 1 } };
    const text = contextSection(await build('zzz', { ...contextRig(files), git }, focus));
    assert.match(text, /012345678 Make carts faster/);
    assert.match(text, /who wrote these lines, and in which commit\n```\n1-4: fedcba987 Round up \(Bo, 1970-01-02\)/);
    assert.match(text, /-a\n\+b/);
  });
});

describe('imports', () => {
  it('bring short neighbours of the named file', async () => {
    const bundle = await build(
      'zzz',
      contextRig({ 'src/a.ts': "import { b } from './b.js';\nimport x from 'x';\n", 'src/b.ts': 'export const b = 1;\n' }),
      { path: 'src/a.ts' },
    );
    assert.ok(formsOf(bundle).includes('imports src/b.ts whole'));
  });
});
