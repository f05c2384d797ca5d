// What the private servers know about the text as it stands: problems, definitions, references, hover, symbols.
import type { FilePath } from '../../core/model/document.ts';
import type { LanguageFeatures, SymbolPlace } from '../../core/ports/languageFeatures.ts';
import { FactTurns } from './factTurns.ts';
import type { LanguageServer } from './languageServer.ts';
import type { Paths } from './paths.ts';
import type { ServerPool } from './serverPool.ts';
import type { TextSource } from './textSource.ts';
import { UnansweredQuestions } from './unanswered.ts';
import { hoverAnswer, places, symbolsAnswer } from './wire.ts';

/** Longest wait for one fact; a cold server loads the project meanwhile. */
const factMs = 20_000;

const symbolKinds: Readonly<Record<number, string>> = {
  2: 'module',
  5: 'class',
  6: 'method',
  7: 'property',
  8: 'field',
  9: 'constructor',
  10: 'enum',
  11: 'interface',
  12: 'function',
  13: 'variable',
  14: 'constant',
  22: 'enumMember',
  23: 'struct',
  26: 'typeParameter',
};

export interface FeatureParts {
  readonly pool: ServerPool;
  readonly paths: Paths;
  readonly texts: TextSource;
  /** A source file that a server can be woken with when a question names none. */
  anyFile(): Promise<FilePath | undefined>;
  /** Says why servers may not run here, or undefined when they may. */
  forbidden(): string | undefined;
}

export function createLanguageFeatures(parts: FeatureParts): LanguageFeatures {
  const { paths } = parts;
  const turns = new FactTurns(parts.pool, factMs);
  const unanswered = new UnansweredQuestions();
  const ask = (path: FilePath, method: string, extra: object, signal: AbortSignal) =>
    onServer<unknown>(parts, turns, { path, signal }, async (server, text, untilGone) => {
      const question = { path, text, what: `${method} ${JSON.stringify(extra)}` };
      if (unanswered.has(question)) return undefined;
      const askedAt = performance.now();
      const answer = await server.ask(method, { textDocument: { uri: paths.toUri(path) }, ...extra }, factMs, untilGone);
      if (answer.kind === 'answer') unanswered.noteAnswer(server);
      else if (answer.kind !== 'failed') unanswered.noteSilence(server, question, askedAt);
      return answer.kind === 'answer' ? answer.value : undefined;
    });

  return {
    diagnostics: async (path, signal) => {
      const found = await onServer(parts, turns, { path, signal }, async (server, _, untilGone) => {
        const answer = await server.diagnostics(path, factMs, untilGone);
        return answer.kind === 'answer' ? answer.value : [];
      });
      return found?.filter((problem) => problem.severity !== 'hint') ?? [];
    },
    definition: async (path, position, signal) => toPlaces(await ask(path, 'textDocument/definition', { position }, signal), paths),
    references: async (path, position, signal) =>
      toPlaces(await ask(path, 'textDocument/references', { position, context: { includeDeclaration: false } }, signal), paths),
    hover: async (path, position, signal) => toMarkdown(await ask(path, 'textDocument/hover', { position }, signal)),
    findSymbol: async (name, signal) => {
      const wake = await parts.anyFile();
      return wake ? toSymbols(await ask(wake, 'workspace/symbol', { query: name }, signal), paths) : [];
    },
  };
}

/** Runs `work` on the file's server with the file's present text open; undefined when there is no server or text. */
async function onServer<T>(
  { forbidden, pool, texts }: FeatureParts,
  turns: FactTurns,
  { path, signal }: { path: FilePath; signal: AbortSignal },
  work: (server: LanguageServer, text: string, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  if (forbidden()) return undefined;
  const found = await pool.seatFor(path);
  const text = found.kind === 'seat' ? await texts(path, signal) : undefined;
  if (found.kind !== 'seat' || text === undefined) return undefined;
  return turns.ask({ seat: found.seat, path, text, ask: (server, untilGone) => work(server, text, untilGone) }, signal);
}

function toPlaces(answer: unknown, paths: Paths): SymbolPlace[] {
  const parsed = places.safeParse(answer);
  const list = parsed.success && parsed.data ? [parsed.data].flat() : [];
  return list.flatMap((place) => {
    const path = paths.fromUri('uri' in place ? place.uri : place.targetUri);
    return path ? [{ path, range: 'uri' in place ? place.range : place.targetSelectionRange }] : [];
  });
}

function toMarkdown(answer: unknown): string | undefined {
  const parsed = hoverAnswer.safeParse(answer);
  if (!parsed.success || !parsed.data) return undefined;
  return [parsed.data.contents]
    .flat()
    .map((part) => (typeof part === 'string' ? part : part.value))
    .join('\n\n');
}

function toSymbols(answer: unknown, paths: Paths): (SymbolPlace & { name: string; kind: string })[] {
  const symbols = symbolsAnswer.safeParse(answer);
  return (symbols.success ? (symbols.data ?? []) : []).flatMap((symbol) => {
    const path = paths.fromUri(symbol.location.uri);
    const { range } = symbol.location;
    return path && range ? [{ path, range, name: symbol.name, kind: symbolKinds[symbol.kind] ?? 'symbol' }] : [];
  });
}
