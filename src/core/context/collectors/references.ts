// Who uses what is about to change: the places that use the symbol the person is in, and those the request names.
import type { FilePath, Position } from '../../model/document.ts';
import type { SymbolPlace } from '../../ports/languageFeatures.ts';
import { declarationsNamed } from '../findDeclarations.ts';
import { type Collector, type Gathering, idOf, type Sink } from '../gathering.ts';
import { clamp } from '../lineRanges.ts';
import { enclosingSymbol } from '../regions.ts';
import { identifiersNamed } from '../requestNames.ts';
import { lastName } from '../signature.ts';

const maxNamed = 2;
const maxShown = 10;
const maxLineLength = 160;

interface Declared {
  readonly name: string;
  readonly path: FilePath;
  readonly line: number;
  readonly score: number;
  readonly why: string;
}

export const collectReferences: Collector = {
  source: 'definition',
  name: 'references',
  async collect(gathering, sink, signal) {
    await Promise.all([
      ...gathering.request.focus.map(async (focus) => {
        const declared = focus.lines ? await symbolAround(focus.path, focus.lines.startLine, gathering) : undefined;
        if (declared) await offerUses(declared, gathering, sink, signal);
      }),
      ...identifiersNamed(gathering.request.text)
        .slice(0, maxNamed)
        .map(async (identifier) => {
          const [declared] = await declarationsNamed(lastName(identifier), gathering, signal);
          if (declared) await offerUses({ ...declared, score: 0.7, why: 'named in the request' }, gathering, sink, signal);
        }),
    ]);
  },
};

async function symbolAround(path: FilePath, line: number, { files }: Gathering): Promise<Declared | undefined> {
  const file = await files.find(path);
  if (!file) return undefined;
  const at = clamp({ startLine: line, endLine: line + 1 }, file.lines.length);
  const symbol = enclosingSymbol(await files.outline(path), at);
  return symbol && { name: lastName(symbol.path), path, line: symbol.range.startLine, score: 0.8, why: 'you are in it' };
}

/** How many uses there are, in how many files, and the lines of the first ones, other files before its own. */
async function offerUses(declared: Declared, gathering: Gathering, sink: Sink, signal: AbortSignal): Promise<void> {
  const at = await placeOfName(declared, gathering);
  const places = at ? await gathering.ports.features.references(declared.path, at, signal) : [];
  if (places.length === 0) return;
  const count = new Set(places.map(({ path }) => path)).size;
  const ordered = [...places].sort((a, b) => Number(a.path === declared.path) - Number(b.path === declared.path));
  const lines = await Promise.all(ordered.slice(0, maxShown).map((place) => lineOf(place, gathering)));
  if (places.length > maxShown) lines.push(`and ${places.length - maxShown} more`);
  sink.offer({
    id: `${idOf('definition', declared.path)}#uses of ${declared.name}`,
    source: 'definition',
    title: `${plural(places.length, 'place')} in ${plural(count, 'file')} ${places.length === 1 ? 'uses' : 'use'} ${declared.name} of ${declared.path}`,
    text: lines.join('\n'),
    score: declared.score,
    reason: `${declared.name}: ${declared.why}`,
  });
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Comments and decorators may stand above the line that names it. */
async function placeOfName({ name, path, line }: Declared, { files }: Gathering): Promise<Position | undefined> {
  const file = await files.find(path);
  const word = new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`);
  for (let at = line; file && at < Math.min(line + 12, file.lines.length); at++) {
    const character = file.lines[at]!.search(word);
    if (character >= 0) return { line: at, character };
  }
  return undefined;
}

async function lineOf({ path, range }: SymbolPlace, { files }: Gathering): Promise<string> {
  const file = await files.find(path);
  return `${path}:${range.start.line + 1}: ${(file?.lines[range.start.line] ?? '').trim().slice(0, maxLineLength)}`;
}
