// `understudy context`: what the model would be shown for a request, why, and what it would cost. Asks no model and sends nothing.
import { buildContext } from '../../core/context/buildContext.ts';
import { priceLedger } from '../../core/context/ledger.ts';
import type { ContextBundle, LedgerEntry } from '../../core/model/context.ts';
import { costOf, showCost } from '../../core/model/cost.ts';

import { createRedactor } from '../../core/policy/redact.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { renderPiece } from '../../core/text/contextText.ts';
import type { Command, Options } from '../args.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { chosenModel, createCliHost } from '../host.ts';
import { commandLimits } from '../limits.ts';
import { nobody } from '../person.ts';
import type { Terminal } from '../terminal.ts';

type ContextCommand = Extract<Command, { kind: 'context' }>;

/** The ledger as a table; with `--json` one object that holds the pieces too. */
export async function showContext(command: ContextCommand, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { options } = command;
  const model = await modelToPrice(options);
  const host = await createCliHost(options, model, nobody);
  try {
    const kind = command.text.startsWith('/explain') ? ('ask' as const) : ('edit' as const);
    const request = { kind, text: command.text, focus: options.focus };
    const bundle = await buildContext(
      request,
      { ...commandLimits, trust: 'trusted' },
      { ...host.ports, redact: createRedactor().redact },
      signal,
    );
    const price = model.facts?.price;
    const ledger = priceLedger(bundle.ledger, price);
    const dollars = costOf({ input: bundle.tokens, output: 0 }, price);
    const prompt = bundle.items.map((item) => renderPiece(item, item.form)).join('');
    if (options.json) terminal.print(JSON.stringify({ ...bundle, ledger, model: model.id, dollars: dollars ?? null, prompt }));
    else printLedger({ ...bundle, ledger }, dollars, terminal);
    return exitCodes.done;
  } finally {
    host.dispose();
  }
}

function printLedger(bundle: ContextBundle, dollars: number | undefined, terminal: Terminal): void {
  const { palette } = terminal;
  const print = (text: string) => terminal.print(text);
  const sent = bundle.ledger.filter((entry) => entry.form !== 'dropped');
  const left = bundle.ledger.filter((entry) => entry.form === 'dropped');
  print(palette.paint('bold', `${sent.length} pieces, ${bundle.tokens} of ${bundle.budgetTokens} tokens, ${showCost(dollars)}`));
  for (const entry of sent) {
    const cost = entry.dollars === undefined ? '' : showCost(entry.dollars).padStart(18);
    print(`${String(entry.tokens).padStart(6)}${cost}  ${entry.form.padEnd(8)}  ${placeOf(entry)}  ${palette.paint('dim', entry.reason)}`);
  }
  if (left.length > 0) print(palette.paint('bold', `left out: ${left.length}`));
  for (const entry of left) print(`        ${placeOf(entry)}  ${palette.paint('dim', entry.dropReason ?? entry.reason)}`);
}

function placeOf({ path, range, title }: LedgerEntry): string {
  if (path === undefined) return title;
  return range ? `${path}:${range.startLine + 1}-${range.endLine}` : path;
}

/** The model that would be asked, for its price; none is needed to see the context. */
async function modelToPrice(options: Options): Promise<LanguageModel> {
  const isSetUp = (process.env.UNDERSTUDY_BASE_URL ?? '') !== '' && (options.model ?? process.env.UNDERSTUDY_MODEL ?? '') !== '';
  return isSetUp ? chosenModel(options, process.env) : noModel;
}

const noModel: LanguageModel = {
  id: 'none',
  stream() {
    throw new Error('understudy context asks no model');
  },
};
