// From a request to the pieces the model is shown, with the account of all that were considered.
import type { ContextBundle, ContextChoices, ContextItem, LedgerEntry } from '../model/context.ts';
import type { LineRange } from '../model/document.ts';
import type { EditRequest } from '../model/run.ts';
import { type Collected, collectAll } from './collectAll.ts';
import { collectDefinitions, collectNamedSymbols } from './collectors/definitions.ts';
import { collectDiagnostics } from './collectors/diagnostics.ts';
import { collectTerminal, collectTests } from './collectors/failures.ts';
import { collectFocus } from './collectors/focus.ts';
import { collectGit } from './collectors/git.ts';
import { collectImports } from './collectors/imports.ts';
import { collectMentions } from './collectors/mentions.ts';
import { collectOpenFiles } from './collectors/openFiles.ts';
import { collectReferences } from './collectors/references.ts';
import { collectRules } from './collectors/rules.ts';
import { collectSearch } from './collectors/search.ts';
import { collectStructure } from './collectors/structure.ts';
import { startDeadline } from './deadline.ts';
import { createFileCache, type FileCache } from './fileCache.ts';
import type { Collector, ContextLimits, ContextPorts, Gathering } from './gathering.ts';
import { ledgerEntry, leftOutEntry } from './ledger.ts';
import { lengthOf, subtract } from './lineRanges.ts';
import { packBudget } from './packBudget.ts';
import { skeletonsOf } from './skeleton.ts';

/** What the person points at, by place and by name; the facts about it are asked for at once. */
const focusCollectors: readonly Collector[] = [collectFocus];
/** What else the request is about. */
const codeCollectors: readonly Collector[] = [
  collectMentions,
  collectSearch,
  collectRules,
  collectStructure,
  collectTests,
  collectTerminal,
];
/** What is known of the place the person is at, without knowing the chosen code. */
const signalCollectors: readonly Collector[] = [
  collectDiagnostics,
  collectGit,
  collectOpenFiles,
  collectImports,
  collectNamedSymbols,
  collectReferences,
];
/** What is known about chosen code. */
const factCollectors: readonly Collector[] = [collectDefinitions];

/** What chosen code brings up can be asked for so long at least. */
const factGraceMs = 30;

/**
 * Collectors run side by side: those that choose code within `limits.collectMs`, all others within `limits.factMs`, or a moment longer where
 * choosing code took that long. What a late one had found by then is used, and its lateness is in the ledger. Never over `limits.contextTokens`. Asks nothing except through
 * the ports, so that equal answers give an equal bundle.
 */
export async function buildContext(
  request: EditRequest,
  limits: ContextLimits,
  ports: ContextPorts,
  signal: AbortSignal,
): Promise<ContextBundle> {
  const files = createFileCache(ports, signal);
  const found = await collect({ request, limits, ports, files, chosen: [] }, signal);
  signal.throwIfAborted();
  const items = found.flatMap((part) => part.items);
  const kept = items.filter((item) => !isRemoved(item, request.choices));
  const bundle = await packBudget(kept, { tokens: limits.contextTokens, kind: request.kind }, packPorts(ports, files, signal));
  const refused = items.filter((item) => isRemoved(item, request.choices)).map((item) => ledgerEntry(item, 'dropped', 0, 'removed by you'));
  const leftOut = found.flatMap((part) => part.leftOut).map(leftOutEntry);
  return { ...bundle, ledger: onePerPiece([...bundle.ledger, ...refused, ...leftOut]) };
}

/** The first entry of each piece: one was packed, or was left out by the first who said so. */
const onePerPiece = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  [...new Map([...entries].reverse().map((entry) => [entry.id, entry])).values()].reverse();

async function collect(gathering: Gathering, signal: AbortSignal): Promise<readonly Collected[]> {
  const { limits, ports } = gathering;
  const codeDeadline = startDeadline(limits.collectMs, ports.clock, signal);
  const focus = collectAll(focusCollectors, gathering, codeDeadline);
  const code = collectAll(codeCollectors, gathering, codeDeadline);
  const grace = { work: Promise.all([focus, code]), graceMs: Math.min(factGraceMs, limits.factMs ?? limits.collectMs) };
  const factDeadline = startDeadline(limits.factMs ?? limits.collectMs, ports.clock, signal, grace);
  const factsAbout = async (part: Promise<Collected>) =>
    collectAll(
      factCollectors,
      { ...gathering, chosen: (await part).items.filter((item) => !isRemoved(item, gathering.request.choices)) },
      factDeadline,
    );
  try {
    const signals = collectAll(signalCollectors, gathering, factDeadline);
    return await Promise.all([focus, code, signals, factsAbout(focus), factsAbout(code)]);
  } finally {
    codeDeadline.stop();
    factDeadline.stop();
  }
}

/** A place left out is left out whichever collector finds it, and however its lines have moved meanwhile. */
function isRemoved(item: ContextItem, choices: ContextChoices | undefined): boolean {
  if (!choices || choices.removed.includes(item.id)) return choices !== undefined;
  if (item.required) return false;
  return (choices.without ?? []).some(({ path, range }) => path === item.path && (!range || isMostlyIn(item.range, range)));
}

function isMostlyIn(inner: LineRange | undefined, outer: LineRange): boolean {
  if (!inner) return false;
  const outside = subtract(inner, [outer]).reduce((sum, part) => sum + lengthOf(part), 0);
  return outside * 2 <= lengthOf(inner);
}

function packPorts(ports: ContextPorts, files: FileCache, signal: AbortSignal) {
  return {
    ...(ports.redact ? { redact: ports.redact } : {}),
    count: (texts: readonly string[]) => ports.tokens.count(texts, signal),
    skeletonsOf: async (item: ContextItem) => {
      const file = item.path === undefined ? undefined : await files.find(item.path);
      return file && item.range ? skeletonsOf(file, await files.outline(file.path), item.range) : [];
    },
  };
}
