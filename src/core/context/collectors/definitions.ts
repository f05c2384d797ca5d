// Type facts: signatures and comments of the symbols that the request names and that the chosen code uses.
// The language server says where they are declared; where none answers, text search and the grammar find them.
import type { ContextItem } from '../../model/context.ts';
import type { SymbolPlace } from '../../ports/languageFeatures.ts';
import { type Declaration, findDeclarations } from '../findDeclarations.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { identifiersNamed } from '../requestNames.ts';
import { lastName, signatureLines, symbolAt } from '../signature.ts';
import { type SymbolUse, usesIn } from '../symbolUses.ts';

const maxUses = 40;
const atOnce = 8;
/** Code further down than this in a long chosen piece is rarely what the change is about. */
const weightOf = { selection: 1, mention: 0.6, namedFile: 0.5, search: 0.3 } as const;
const asideOfSelection = 0.4;

export const collectDefinitions: Collector = {
  source: 'definition',
  async collect(gathering, sink, signal) {
    await Promise.all([offerNamed(gathering, sink, signal), offerUsed(gathering, sink, signal)]);
  },
};

/** Symbols that the request itself names. */
async function offerNamed(gathering: Gathering, sink: Sink, signal: AbortSignal): Promise<void> {
  const { ports, request } = gathering;
  for (const identifier of identifiersNamed(request.text)) {
    const name = lastName(identifier);
    const places = (await ports.features.findSymbol(name, signal)).filter((place) => lastName(place.name) === name);
    for (const place of places.slice(0, 2)) {
      const declaration = { name, path: place.path, line: place.range.start.line };
      await offerDeclaration(declaration, { score: 1, reason: `${identifier} is named in the request` }, gathering, sink);
    }
  }
}

async function offerUsed(gathering: Gathering, sink: Sink, signal: AbortSignal): Promise<void> {
  const uses = usesToLookUp(gathering.chosen);
  const unknown: SymbolUse[] = [];
  const answered = new Set<string>();
  for (let at = 0; at < uses.length; at += atOnce) {
    const batch = uses.slice(at, at + atOnce);
    const places = await Promise.all(batch.map((use) => gathering.ports.features.definition(use.path, use.at, signal)));
    for (const [index, use] of batch.entries()) {
      const own = places[index]!;
      if (own.length === 0) unknown.push(use);
      else answered.add(use.path);
      for (const place of own.slice(0, 2)) await offerDeclaration(toDeclaration(use, place), noteOf(use), gathering, sink);
    }
  }
  await offerFoundByText(
    unknown.filter((use) => !answered.has(use.path)),
    gathering,
    sink,
    signal,
  );
}

/** A server that answers for a file and has no place for a name knows it from outside the workspace; only without a server is text searched. */
async function offerFoundByText(uses: readonly SymbolUse[], gathering: Gathering, sink: Sink, signal: AbortSignal): Promise<void> {
  const declarations = await findDeclarations(uses, gathering.files, gathering.ports.reader, signal);
  for (const declaration of declarations) {
    const use = uses.find((candidate) => candidate.name === declaration.name)!;
    await offerDeclaration(declaration, noteOf(use), gathering, sink);
  }
}

/** Heaviest first: what the person selected, then the named file, then what the search found; each name once. */
function usesToLookUp(chosen: readonly ContextItem[]): readonly SymbolUse[] {
  const hasSelection = chosen.some((item) => item.source === 'selection');
  const weigh = (item: ContextItem) =>
    (weightOf[item.source as keyof typeof weightOf] ?? 0.3) *
    item.score *
    (hasSelection && item.source !== 'selection' ? asideOfSelection : 1);
  const all = chosen.flatMap((item) => usesIn(item, weigh(item)));
  const best = new Map<string, SymbolUse>();
  for (const use of all) {
    const key = `${use.path}:${use.qualifier ?? ''}.${use.name}`;
    if ((best.get(key)?.weight ?? 0) < use.weight) best.set(key, use);
  }
  return [...best.values()].sort((a, b) => b.weight - a.weight).slice(0, maxUses);
}

const toDeclaration = (use: SymbolUse, place: SymbolPlace): Declaration => ({
  name: use.name,
  path: place.path,
  line: place.range.start.line,
});

const noteOf = (use: SymbolUse) => ({ score: use.weight, reason: `${use.name} is used in ${use.path}:${use.at.line + 1}` });

interface Note {
  readonly score: number;
  readonly reason: string;
}

async function offerDeclaration(declaration: Declaration, note: Note, gathering: Gathering, sink: Sink): Promise<void> {
  const file = await gathering.files.find(declaration.path);
  if (!file || declaration.line >= file.lines.length) return;
  const symbol = symbolAt(await gathering.files.outline(file.path), declaration.line, declaration.name);
  const range = signatureLines(file, symbol, declaration.line);
  sink.offer(filePiece(file, range, { source: 'definition', title: `declares ${symbol?.path ?? declaration.name}`, ...note }));
}
