// From a request to the pieces the model is shown, with the account of all that were considered.
import type { ContextBundle, ContextItem } from '../model/context.ts';
import type { EditRequest } from '../model/run.ts';
import { collectAll } from './collectAll.ts';
import { collectDefinitions } from './collectors/definitions.ts';
import { collectDiagnostics } from './collectors/diagnostics.ts';
import { collectTerminal, collectTests } from './collectors/failures.ts';
import { collectFocus } from './collectors/focus.ts';
import { collectGit } from './collectors/git.ts';
import { collectImports } from './collectors/imports.ts';
import { collectMentions } from './collectors/mentions.ts';
import { collectOpenFiles } from './collectors/openFiles.ts';
import { collectRules } from './collectors/rules.ts';
import { collectSearch } from './collectors/search.ts';
import { collectStructure } from './collectors/structure.ts';
import { startDeadline } from './deadline.ts';
import { createFileCache, type FileCache } from './fileCache.ts';
import type { Collector, ContextLimits, ContextPorts, Gathering } from './gathering.ts';
import { ledgerEntry, leftOutEntry } from './ledger.ts';
import { packBudget } from './packBudget.ts';
import { skeletonsOf } from './skeleton.ts';

/** What the request is about. */
const codeCollectors: readonly Collector[] = [collectFocus, collectMentions, collectSearch];
/** What can be looked up at the same time, without knowing the chosen code. */
const signalCollectors: readonly Collector[] = [
  collectRules,
  collectDiagnostics,
  collectTests,
  collectTerminal,
  collectGit,
  collectOpenFiles,
  collectImports,
  collectStructure,
];
/** What is known about the chosen code. */
const factCollectors: readonly Collector[] = [collectDefinitions];

/** The share of the time in which code must be chosen, so that facts about it can still be asked for. */
const codeShare = 0.6;

/**
 * Collectors run side by side within `limits.collectMs`; what a late one had found by then is used, and its lateness is in the ledger.
 * Never over `limits.contextTokens`. Asks nothing except through the ports, so that equal answers give an equal bundle.
 */
export async function buildContext(
  request: EditRequest,
  limits: ContextLimits,
  ports: ContextPorts,
  signal: AbortSignal,
): Promise<ContextBundle> {
  const files = createFileCache(ports, signal);
  const gathering: Gathering = { request, limits, ports, files, chosen: [] };
  const codeDeadline = startDeadline(limits.collectMs * codeShare, ports.clock, signal);
  const deadline = startDeadline(limits.collectMs, ports.clock, signal);
  try {
    const signals = collectAll(signalCollectors, gathering, deadline);
    const code = await collectAll(codeCollectors, gathering, codeDeadline);
    const facts = await collectAll(factCollectors, { ...gathering, chosen: code.items }, deadline);
    const found = [code, await signals, facts];
    signal.throwIfAborted();
    const removed = new Set(request.choices?.removed);
    const items = found.flatMap((part) => part.items);
    const kept = items.filter((item) => !removed.has(item.id));
    const bundle = await packBudget(kept, { tokens: limits.contextTokens, kind: request.kind }, packPorts(ports, files, signal));
    const refused = items.filter((item) => removed.has(item.id)).map((item) => ledgerEntry(item, 'dropped', 0, 'removed by you'));
    return { ...bundle, ledger: [...bundle.ledger, ...refused, ...found.flatMap((part) => part.leftOut).map(leftOutEntry)] };
  } finally {
    codeDeadline.stop();
    deadline.stop();
  }
}

function packPorts(ports: ContextPorts, files: FileCache, signal: AbortSignal) {
  return {
    count: (texts: readonly string[]) => ports.tokens.count(texts, signal),
    skeletonsOf: async (item: ContextItem) => {
      const file = item.path === undefined ? undefined : await files.find(item.path);
      return file && item.range ? skeletonsOf(file, await files.outline(file.path), item.range) : [];
    },
  };
}
