// Prompts as readable files, so that a change in a prompt shows as a diff. UPDATE_GOLDEN=1 writes them anew.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import type { ModelRequest } from '../../../src/core/model/chat.ts';
import type { ContextBundle, LedgerEntry } from '../../../src/core/model/context.ts';
import { renderAskPrompt, renderEditPrompt } from '../../../src/core/prompt/render.ts';
import { renderRepairPrompt } from '../../../src/core/prompt/repair.ts';
import { exactTokens } from '../context/contextRig.ts';
import { portsOf, type Situation, situations } from './situations.ts';

const home = join(import.meta.dirname, '../../fixtures/prompt');
const signal = new AbortController().signal;

async function promptOf(situation: Situation): Promise<{ readonly prompt: ModelRequest; readonly bundle: ContextBundle }> {
  const { request } = situation;
  const bundle = await buildContext(request, { contextTokens: 4000, collectMs: 20_000, ...situation.limits }, portsOf(situation), signal);
  const render = request.kind === 'edit' ? renderEditPrompt : renderAskPrompt;
  const first = render(request, bundle);
  const prompt = (situation.repairs ?? []).reduce(
    (previous, { answer, findings }) => renderRepairPrompt(previous, answer, findings),
    first,
  );
  return { prompt, bundle };
}

/** The instructions have files of their own. */
function readable(situation: Situation, prompt: ModelRequest, bundle: ContextBundle): string {
  const messages = prompt.messages.map(
    (message) =>
      `======== ${message.role} ========\n${message.role === 'system' ? `(instructions-${situation.request.kind}.txt)` : message.text.trimEnd()}\n`,
  );
  const ledger = bundle.ledger.map(ledgerLine).join('\n');
  return `${messages.join('\n')}\n======== ledger: ${bundle.tokens} of ${bundle.budgetTokens} tokens ========\n${ledger}\n`;
}

function ledgerLine(entry: LedgerEntry): string {
  const place = entry.range ? `${entry.path}:${entry.range.startLine + 1}-${entry.range.endLine}` : (entry.path ?? entry.title);
  return `${entry.form.padEnd(8)} ${String(entry.tokens).padStart(5)}  ${entry.source}  ${place}  (${entry.reason}${entry.dropReason === undefined ? '' : `; ${entry.dropReason}`})`;
}

function compare(name: string, text: string): void {
  const path = join(home, `${name}.txt`);
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(home, { recursive: true });
    writeFileSync(path, text);
  }
  assert.ok(existsSync(path), `${name}.txt is missing: run UPDATE_GOLDEN=1 mocha test/unit/prompt/golden.test.ts and read it`);
  assert.equal(text, readFileSync(path, 'utf8'));
}

describe('golden prompts', () => {
  for (const situation of situations) {
    it(situation.name.replace(/-/g, ' '), async () => {
      const { prompt, bundle } = await promptOf(situation);
      const shown = bundle.items.length === 0 ? '' : prompt.messages.find((message) => message.text.startsWith('# Workspace'))!.text;
      const ends = ['# Proposed and not decided yet\n', '# Request\n'].map((heading) => shown.lastIndexOf(heading)).filter((at) => at >= 0);
      const section = shown.slice('# Workspace\n\n'.length, Math.min(...ends));
      const [tokens] = await exactTokens.count([section], signal);
      assert.equal(tokens, bundle.tokens);
      assert.ok(bundle.tokens <= bundle.budgetTokens);
      compare(situation.name, readable(situation, prompt, bundle));
    });
  }

  for (const kind of ['edit', 'ask'] as const) {
    it(`instructions of an ${kind} request`, () => {
      const render = kind === 'edit' ? renderEditPrompt : renderAskPrompt;
      const empty = { items: [], ledger: [], tokens: 0, budgetTokens: 0 };
      compare(`instructions-${kind}`, `${render({ kind, text: '', focus: [] }, empty).messages[0]!.text}\n`);
    });
  }

  it('keeps no file of a situation that is gone', () => {
    const known = new Set([...situations.map(({ name }) => name), 'instructions-edit', 'instructions-ask'].map((name) => `${name}.txt`));
    assert.deepEqual(
      readdirSync(home).filter((name) => !known.has(name)),
      [],
    );
  });
});
