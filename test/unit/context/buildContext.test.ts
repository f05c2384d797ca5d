// From a request to packed pieces over real files: what is chosen, what it costs, and what is said of the rest.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import type { ContextBundle } from '../../../src/core/model/context.ts';
import { createRedactor } from '../../../src/core/policy/redact.ts';
import type { CodeIndex } from '../../../src/core/ports/codeIndex.ts';
import { contextSection } from '../../../src/core/prompt/parts.ts';
import { placeAt } from '../../fakes/scriptedFeatures.ts';
import { contextRig, editOf, exactTokens, formsOf } from './contextRig.ts';

const signal = new AbortController().signal;
const limits = { contextTokens: 12_000, collectMs: 5_000 };
const sample = join(import.meta.dirname, '../../fixtures/sample');

const sampleFiles = Object.fromEntries(
  readdirSync(join(sample, 'src')).map((name) => [`src/${name}`, readFileSync(join(sample, 'src', name), 'utf8')]),
);

const declaring = `${'const x = 1;\n'.repeat(100)}/** In cents. */
export function price(count: number): number {
  const one = 4;
  const two = 5;
  const three = 6;
  const four = 7;
  return count * one;
}
`;

async function countOf(bundle: ContextBundle): Promise<number> {
  const [count] = await exactTokens.count([contextSection(bundle)], signal);
  return count!;
}

const sumOf = (bundle: ContextBundle) => bundle.ledger.reduce((sum, entry) => sum + entry.tokens, 0);

describe('buildContext', () => {
  it('shows the named file complete and finds the others by the words of the request', async () => {
    const bundle = await buildContext(
      editOf('make shipping free above 50 euros', { path: 'src/shipping.ts' }),
      limits,
      contextRig(sampleFiles),
      signal,
    );
    const text = contextSection(bundle);
    assert.match(text, /### src\/shipping\.ts \(complete file, 11 lines\)/);
    assert.match(text, /total\(\): Money/);
    assert.equal(bundle.items.filter((item) => item.path === 'src/shipping.ts').length, 1);
  });

  it('accounts for every token of the prompt, exactly', async () => {
    const bundle = await buildContext(
      editOf('Cart.total forgets the quantity', { path: 'src/cart.ts', lines: { startLine: 23, endLine: 26 } }),
      limits,
      contextRig(sampleFiles),
      signal,
    );
    assert.ok(bundle.tokens > 0);
    assert.equal(sumOf(bundle), bundle.tokens);
    assert.equal(await countOf(bundle), bundle.tokens);
  });

  it('shows the declaration of what the named file calls, without a server', async () => {
    const files = {
      'a.ts': "import { price } from './lib/b.ts';\n\nconst sum = price(3);\n",
      'lib/b.ts': declaring,
      'lib/c.ts': declaring,
    };
    const bundle = await buildContext(editOf('zzz', { path: 'a.ts' }), limits, contextRig(files), signal);
    const facts = bundle.items.filter((item) => item.source === 'definition');
    assert.deepEqual(facts[0]?.text, '/** In cents. */\nexport function price(count: number): number {');
    assert.equal(facts[0]?.path, 'lib/b.ts');
  });

  it('asks the language server where a used symbol is declared', async () => {
    const files = { 'a.ts': 'const sum = price(3);\n', 'b.ts': declaring, 'c.ts': declaring };
    const rig = contextRig(files, { definitions: { 'a.ts:0:12': [placeAt('c.ts', 101)] } });
    const bundle = await buildContext(editOf('zzz', { path: 'a.ts' }), limits, rig, signal);
    const facts = bundle.items.filter((item) => item.source === 'definition');
    assert.deepEqual(
      facts.map((fact) => [fact.path, fact.text, fact.reason]),
      [['c.ts', '/** In cents. */\nexport function price(count: number): number {', 'price is used in a.ts:1']],
    );
  });

  it('finds what the request names through the index, and asks no server for it', async () => {
    const files = { 'a.ts': 'export {};\n', 'lib/b.ts': declaring, 'test/b.ts': declaring };
    const rig = contextRig(files, { isStuck: true });
    const line = declaring.split('\n').findIndex((text) => text.includes('function price'));
    const text = 'export function price(count: number): number {';
    const index = {
      ...rig.index,
      findNames: async () => [
        { path: 'lib/b.ts', line, text },
        { path: 'test/b.ts', line, text },
      ],
    };
    const bundle = await buildContext(editOf('Let `price` be zero'), { ...limits, factMs: 100 }, { ...rig, index }, signal);
    const facts = bundle.ledger.filter((entry) => entry.source === 'definition' && entry.path !== undefined);
    assert.deepEqual(
      facts.map((fact) => [fact.path, fact.title, fact.reason]),
      [['lib/b.ts', 'declares price', 'price is named in the request']],
    );
  });

  it('takes no import of a type for its declaration', async () => {
    const files = {
      'cart.ts': "import { add, type Money } from './money.ts';\nexport function total(): Money {\n  return add();\n}\n",
    };
    const bundle = await buildContext(
      editOf('zzz', { path: 'cart.ts', lines: { startLine: 1, endLine: 3 } }),
      limits,
      contextRig(files),
      signal,
    );
    const about = bundle.ledger.filter(({ reason }) => reason.startsWith('Money is used')).map(({ path }) => path);
    assert.deepEqual(about, []);
  });

  it('shows who uses the function that the person is in, other files first', async () => {
    const files = { 'a.ts': '/** Sum. */\nfunction total() {}\ntotal();\n', 'b.ts': "import './a.ts';\ntotal(1);\n" };
    const rig = contextRig(files, { references: { 'a.ts:1:9': [placeAt('a.ts', 2), placeAt('b.ts', 1)] } });
    const outline = async (path: string) =>
      path === 'a.ts' ? [{ path: 'total', kind: 'function', range: { startLine: 0, endLine: 2 } }] : [];
    const syntax = { ...rig.syntax, outline };
    const request = editOf('zzz', { path: 'a.ts', lines: { startLine: 1, endLine: 2 } });
    const uses = (await buildContext(request, limits, { ...rig, syntax }, signal)).items.find((item) => item.id.includes('#uses'));
    assert.equal(uses?.title, '2 places in 2 files use total of a.ts');
    assert.equal(uses?.text, 'b.ts:2: total(1);\na.ts:3: total();');
  });

  it('shows the type of what a library declares, as the server has it', async () => {
    const files = { 'a.ts': "const text = readText('a');\nconst sum = price(3);\n", 'b.ts': declaring };
    const rig = contextRig(files, {
      definitions: { 'a.ts:1:12': [placeAt('b.ts', 101)] },
      hovers: { 'a.ts:0:13': '```typescript\nfunction readText(path: string): Promise<string>\n```\nReads a text.' },
    });
    const bundle = await buildContext(editOf('zzz', { path: 'a.ts' }), limits, rig, signal);
    const fact = bundle.items.find((item) => item.title.includes('outside of the workspace'));
    assert.equal(fact?.text, 'function readText(path: string): Promise<string>');
    assert.match(contextSection(bundle), /declares readText, from outside of the workspace/);
  });

  it('gives facts less time than code, and a moment after the code is chosen', async () => {
    const rig = contextRig(sampleFiles, { isStuck: true });
    const index: CodeIndex = {
      ...rig.index,
      search: (query, until) => new Promise((resolve) => setTimeout(() => resolve(rig.index.search(query, until)), 150)),
    };
    const started = performance.now();
    const request = editOf('cart', { path: 'src/cart.ts' });
    const bundle = await buildContext(request, { ...limits, factMs: 30 }, { ...rig, index }, signal);
    const tookMs = performance.now() - started;
    assert.ok(tookMs >= 175 && tookMs < 2_000, `${tookMs} ms`);
    assert.ok(bundle.ledger.some((entry) => entry.source === 'search' && entry.form !== 'dropped') || bundle.items.length > 0);
    assert.ok(bundle.ledger.some((entry) => entry.source === 'diagnostics' && entry.dropReason?.includes('30 ms')));
  });

  it('reports the problems of the named file with place, code and message', async () => {
    const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };
    const rig = contextRig(sampleFiles, {
      diagnostics: {
        'src/report.ts': [{ path: 'src/report.ts', range, severity: 'error', code: '2322', source: 'ts', message: 'Not assignable.' }],
      },
    });
    const bundle = await buildContext(editOf('repair this', { path: 'src/report.ts' }), limits, rig, signal);
    assert.match(contextSection(bundle), /src\/report\.ts:2:3 error TS2322: Not assignable\./);
  });

  it('goes on without a server that is late, and says so', async () => {
    const bundle = await buildContext(
      editOf('total', { path: 'src/cart.ts' }),
      { ...limits, collectMs: 60 },
      contextRig(sampleFiles, { isStuck: true }),
      signal,
    );
    assert.ok(formsOf(bundle).includes('namedFile src/cart.ts whole'));
    const late = bundle.ledger.filter((entry) => entry.dropReason?.startsWith('late'));
    assert.deepEqual(late.map((entry) => entry.source).sort(), ['definition', 'diagnostics']);
  });

  it('never shows a file that holds secrets, named, mentioned or pinned, and says so', async () => {
    const files = { '.env': 'TOKEN=abc123\n', 'keys/id_rsa': 'PRIVATE\n', 'a.ts': 'export const token = 1;\n' };
    const request = {
      ...editOf('use TOKEN of @.env and .env and keys/id_rsa', { path: 'a.ts' }),
      choices: { pinned: [{ path: 'keys/id_rsa' }], removed: [] },
    };
    const bundle = await buildContext(request, limits, contextRig(files), signal);
    assert.doesNotMatch(contextSection(bundle), /abc123|PRIVATE/);
    assert.ok(bundle.ledger.some((entry) => entry.path === 'keys/id_rsa' && entry.form === 'dropped'));
    assert.ok(bundle.ledger.some((entry) => entry.title === '@.env' && entry.form === 'dropped'));
  });

  it('packs texts without the secrets in them, counted as they are sent', async () => {
    const key = `sk-proj-${'a1B2c3D4'.repeat(6)}`;
    const pem = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'.repeat(6)}-----END PRIVATE KEY-----`;
    const files = { 'a.ts': `const key = '${key}';\nconst pem = \`${pem}\`;\n${declaring}`, 'b.ts': `// ${key}\n` };
    const redactor = createRedactor();
    const bundle = await buildContext(editOf('key', { path: 'a.ts' }), limits, { ...contextRig(files), redact: redactor.redact }, signal);
    const text = contextSection(bundle);
    assert.ok(!text.includes(key) && !text.includes('MIIEvQ') && /\[redacted:/.test(text));
    assert.equal(await countOf(bundle), bundle.tokens);
    assert.equal(sumOf(bundle), bundle.tokens);
    assert.equal(redactor.redact(text), text, 'nothing is left to take out at the door');
    assert.ok(redactor.restore(text).includes(key));
  });

  it('says that a named file does not exist', async () => {
    const bundle = await buildContext(editOf('make it', { path: 'src/new.ts' }), limits, contextRig(sampleFiles), signal);
    assert.equal(bundle.ledger.find((entry) => entry.path === 'src/new.ts')?.dropReason, 'src/new.ts does not exist yet');
  });

  it('never shows a file that holds secrets', async () => {
    const bundle = await buildContext(
      editOf('use the token of .env', { path: '.env' }),
      limits,
      contextRig({ '.env': 'TOKEN=abc' }),
      signal,
    );
    assert.doesNotMatch(contextSection(bundle), /abc/);
    assert.equal(bundle.ledger[0]?.form, 'dropped');
  });

  it('stops when the run is stopped', async () => {
    const stopped = new AbortController();
    const going = buildContext(
      editOf('total', { path: 'src/cart.ts' }),
      limits,
      contextRig(sampleFiles, { isStuck: true }),
      stopped.signal,
    );
    stopped.abort();
    await assert.rejects(going);
  });

  it('gives the same bundle for the same workspace', async () => {
    const request = editOf('format money in `revenueReport`', { path: 'src/report.ts' });
    const [first, second] = [
      await buildContext(request, limits, contextRig(sampleFiles), signal),
      await buildContext(request, limits, contextRig(sampleFiles), signal),
    ];
    assert.deepEqual(first, second);
  });
});
