// Type facts: signatures and comments of the symbols that the request names and that the chosen code uses.
// The language server says where they are declared; where none answers, text search and the grammar find them.
import type { ContextItem } from '../../model/context.ts';
import type { FilePath, Position } from '../../model/document.ts';
import type { SymbolPlace } from '../../ports/languageFeatures.ts';
import { importsOf } from '../../text/importsOf.ts';
import { type Declaration, declarationsNamed, findDeclarations } from '../findDeclarations.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { introducedAt } from '../introducedAt.ts';
import { identifiersNamed } from '../requestNames.ts';
import { lastName, signatureLines, symbolAt } from '../signature.ts';
import { type SymbolUse, usesIn } from '../symbolUses.ts';

const maxUses = 40;
const atOnce = 16;
/** Code further down than this in a long chosen piece is rarely what the change is about. */
const weightOf = { selection: 1, mention: 0.6, namedFile: 0.5, search: 0.3 } as const;
const asideOfSelection = 0.4;
const maxTypesFromOutside = 8;

/** Symbols that the request itself names. */
export const collectNamedSymbols: Collector = {
  source: 'definition',
  name: 'named symbols',
  async collect(gathering, sink, signal) {
    await Promise.all(identifiersNamed(gathering.request.text).map((identifier) => offerNamed(identifier, gathering, sink, signal)));
  },
};

/** Symbols that the chosen code uses. */
export const collectDefinitions: Collector = {
  source: 'definition',
  async collect(gathering, sink, signal) {
    const uses = usesToLookUp(gathering);
    const unknown: SymbolUse[] = [];
    const answered = new Set<string>();
    const imported = new Map<FilePath, ReadonlySet<string>>();
    for (let at = 0; at < uses.length; at += atOnce) {
      signal.throwIfAborted();
      const look = async (use: SymbolUse) => {
        const places = await gathering.ports.features.definition(use.path, await placeToAsk(use, gathering, imported), signal);
        if (places.length === 0) unknown.push(use);
        else answered.add(use.path);
        for (const place of places.slice(0, 2)) await offerDeclaration(toDeclaration(use, place), noteOf(use), gathering, sink);
      };
      await Promise.all(uses.slice(at, at + atOnce).map(look));
    }
    unknown.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
    await Promise.all([
      offerFoundByText(
        unknown.filter((use) => !answered.has(use.path)),
        gathering,
        sink,
        signal,
      ),
      offerTypesFromOutside(
        unknown.filter((use) => answered.has(use.path)),
        gathering,
        sink,
        signal,
      ),
    ]);
  },
};

async function placeToAsk(use: SymbolUse, { files }: Gathering, imported: Map<FilePath, ReadonlySet<string>>): Promise<Position> {
  const file = use.qualifier === undefined ? await files.find(use.path) : undefined;
  if (!file) return use.at;
  const names = imported.get(file.path) ?? new Set(importsOf(file).map((entry) => entry.name));
  imported.set(file.path, names);
  return introducedAt(file, use.name, names) ?? use.at;
}

/** The index knows where names are defined; where it cannot tell, the language server is asked. */
async function offerNamed(identifier: string, gathering: Gathering, sink: Sink, signal: AbortSignal): Promise<void> {
  const name = lastName(identifier);
  const note = { score: 1, reason: `${identifier} is named in the request` };
  for (const declaration of await declarationsNamed(name, gathering, signal)) await offerDeclaration(declaration, note, gathering, sink);
}

/** A server that answers for a file and has no place for a name knows it from outside the workspace; only without a server is text searched. */
async function offerFoundByText(uses: readonly SymbolUse[], gathering: Gathering, sink: Sink, signal: AbortSignal): Promise<void> {
  if (uses.length === 0) return;
  const declarations = await findDeclarations(uses, gathering, signal);
  for (const declaration of declarations) {
    const use = uses.find((candidate) => candidate.name === declaration.name)!;
    await offerDeclaration(declaration, noteOf(use), gathering, sink);
  }
}

/** What a library declares is no file of the workspace: its signature comes from the server, as it would be shown under the pointer. */
async function offerTypesFromOutside(uses: readonly SymbolUse[], { ports }: Gathering, sink: Sink, signal: AbortSignal): Promise<void> {
  const offer = async (use: SymbolUse) => {
    const type = typeOf(await ports.features.hover(use.path, use.at, signal));
    if (type === undefined) return;
    sink.offer({
      id: `definition:type of ${use.qualifier === undefined ? '' : `${use.qualifier}.`}${use.name}`,
      source: 'definition',
      title: `declares ${use.name}, from outside of the workspace`,
      text: type,
      score: 0.7 * use.weight,
      reason: `${use.name} is used in ${use.path}:${use.at.line + 1}`,
    });
  };
  await Promise.all(uses.slice(0, maxTypesFromOutside).map(offer));
}

const maxTypeLines = 8;
/** What every model knows of the language itself. */
const builtIn =
  /^\((?:method|property)\) (?:Array|ReadonlyArray|String|Number|Boolean|Promise|Map|Set|WeakMap|Object|Function|Symbol|RegExp|Date|Error|Math|JSON|Console)(?:<[^>]*>)?\./;

/** The signature out of what a server shows: its first block of code, short. */
export function typeOf(hover: string | undefined): string | undefined {
  const code = /```[^\n]*\n([\s\S]*?)```/.exec(hover ?? '')?.[1]?.trim();
  if (code === undefined || code === '' || builtIn.test(code) || /^\(?(?:module|namespace|import|package)\b/.test(code)) return undefined;
  return code.split('\n').slice(0, maxTypeLines).join('\n');
}

/** Heaviest first: what the person selected, then the named file, then what the search found; each name once. */
function usesToLookUp({ chosen, request }: Gathering): readonly SymbolUse[] {
  const hasSelection = request.focus.some((focus) => focus.lines);
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
