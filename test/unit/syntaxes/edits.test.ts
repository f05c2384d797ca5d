// The grammar that colours edit blocks, run by the editor's own tokeniser against kept snapshots.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as oniguruma from 'vscode-oniguruma';
import * as textmate from 'vscode-textmate';

const root = join(import.meta.dirname, '..', '..', '..');
const fixtures = join(root, 'test', 'fixtures', 'syntaxes');
const grammarFiles: Readonly<Record<string, string>> = {
  'source.understudy-edits': join(root, 'syntaxes', 'edits.tmLanguage.json'),
  'markdown.understudy-edits.injection': join(root, 'syntaxes', 'edits.injection.tmLanguage.json'),
  'text.html.markdown': join(fixtures, 'markdown.tmLanguage.json'),
};

async function createRegistry(): Promise<textmate.Registry> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM({ data: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) });
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = grammarFiles[scope];
      return file ? textmate.parseRawGrammar(readFileSync(file, 'utf8'), file) : null;
    },
    getInjections: (scope) => (scope === 'text.html.markdown' ? ['markdown.understudy-edits.injection'] : undefined),
  });
}

/** Each line, and below it each piece with its scopes, outermost first and without the file's own. */
function tokenise(grammar: textmate.IGrammar, text: string): string {
  const out: string[] = [];
  let state = textmate.INITIAL;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    out.push(`> ${line}`.trimEnd());
    for (const token of result.tokens) {
      const piece = line.slice(token.startIndex, token.endIndex);
      if (piece !== '' && token.scopes.length > 1) out.push(`    ${JSON.stringify(piece)} ${token.scopes.slice(1).join(' ')}`);
    }
  }
  return `${out.join('\n')}\n`;
}

describe('edit block grammar', () => {
  let registry: textmate.Registry;
  before(async () => {
    registry = await createRegistry();
  });

  for (const [file, scope] of [
    ['sample.edits', 'source.understudy-edits'],
    ['sample.md', 'text.html.markdown'],
  ] as const) {
    it(`colours ${file} as the snapshot says`, async () => {
      const grammar = await registry.loadGrammar(scope);
      assert.ok(grammar);
      const tokens = tokenise(grammar, readFileSync(join(fixtures, file), 'utf8'));
      const snapshot = join(fixtures, `${file}.tokens`);
      if (process.env.UNDERSTUDY_UPDATE_SNAPSHOTS) writeFileSync(snapshot, tokens);
      assert.equal(tokens, readFileSync(snapshot, 'utf8'));
    });
  }

  it('is contributed for .edits files and for Markdown', () => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const paths = contributes.grammars.map((grammar: { path: string }) => join(root, grammar.path));
    assert.deepEqual(paths, [grammarFiles['source.understudy-edits'], grammarFiles['markdown.understudy-edits.injection']]);
    assert.deepEqual(contributes.grammars[1].injectTo, ['text.html.markdown']);
    assert.deepEqual(contributes.languages[0].extensions, ['.edits']);
  });
});
