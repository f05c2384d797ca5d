// `understudy context`: what the model would be shown for a request, and why. Asks no model and sends nothing.
import { buildContext } from '../../core/context/buildContext.ts';
import type { ContextBundle, LedgerEntry } from '../../core/model/context.ts';
import { defaultRunLimits } from '../../core/model/settings.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { renderPiece } from '../../core/text/contextText.ts';
import type { Command } from '../args.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { createCliHost } from '../host.ts';
import { nobody } from '../person.ts';
import type { Terminal } from '../terminal.ts';

type ContextCommand = Extract<Command, { kind: 'context' }>;

/** The ledger as a table; with `--json` one object that holds the pieces too. */
export async function showContext(command: ContextCommand, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { options } = command;
  const host = await createCliHost(options, noModel, nobody);
  try {
    const kind = command.text.startsWith('/explain') ? ('ask' as const) : ('edit' as const);
    const request = { kind, text: command.text, focus: options.focus };
    const bundle = await buildContext(request, { ...defaultRunLimits, trust: 'trusted' }, host.ports, signal);
    if (options.json)
      terminal.print(JSON.stringify({ ...bundle, prompt: bundle.items.map((item) => renderPiece(item, item.form)).join('') }));
    else printLedger(bundle, terminal);
    return exitCodes.done;
  } finally {
    host.dispose();
  }
}

function printLedger(bundle: ContextBundle, terminal: Terminal): void {
  const { palette } = terminal;
  const print = (text: string) => terminal.print(text);
  const sent = bundle.ledger.filter((entry) => entry.form !== 'dropped');
  const left = bundle.ledger.filter((entry) => entry.form === 'dropped');
  print(palette.paint('bold', `${sent.length} pieces, ${bundle.tokens} of ${bundle.budgetTokens} tokens`));
  for (const entry of sent)
    print(`${String(entry.tokens).padStart(6)}  ${entry.form.padEnd(8)}  ${placeOf(entry)}  ${palette.paint('dim', entry.reason)}`);
  if (left.length > 0) print(palette.paint('bold', `left out: ${left.length}`));
  for (const entry of left) print(`        ${placeOf(entry)}  ${palette.paint('dim', entry.dropReason ?? entry.reason)}`);
}

function placeOf({ path, range, title }: LedgerEntry): string {
  if (path === undefined) return title;
  return range ? `${path}:${range.startLine + 1}-${range.endLine}` : path;
}

const noModel: LanguageModel = {
  id: 'none',
  stream() {
    throw new Error('understudy context asks no model');
  },
};
