// What the private servers know about the text as it stands: problems, definitions, references, hover, symbols.
import { isAbort } from '../../base/errors.ts';
import type { FilePath, Position } from '../../core/model/document.ts';
import type { LanguageFeatures, SymbolPlace } from '../../core/ports/languageFeatures.ts';
import type { LanguageServer } from './languageServer.ts';
import type { Paths } from './paths.ts';
import type { ServerPool } from './serverPool.ts';
import type { TextSource } from './textSource.ts';
import { hoverAnswer, places, symbolsAnswer } from './wire.ts';

/** Longest wait for one fact; a cold server loads the project meanwhile. */
const factMs = 20_000;

const symbolKinds: Readonly<Record<number, string>> = {
  2: 'module', 5: 'class', 6: 'method', 7: 'property', 8: 'field', 9: 'constructor', 10: 'enum', 11: 'interface', 12: 'function', 13: 'variable', 14: 'constant', 22: 'enumMember', 23: 'struct', 26: 'typeParameter',
};

export interface FeatureParts {
  readonly pool: ServerPool;
  readonly paths: Paths;
  readonly texts: TextSource;
  /** A source file that a server can be woken with when a question names none. */
  anyFile(signal: AbortSignal): Promise<FilePath | undefined>;
  /** Says why servers may not run here, or undefined when they may. */
  forbidden(): string | undefined;
}

export function createLanguageFeatures(parts: FeatureParts): LanguageFeatures {
  const { pool, paths, texts } = parts;

  /** Runs `work` on the file's server with the file's present text open; `otherwise` when there is no server or text. */
  async function onServer<T>(path: FilePath, otherwise: T, signal: AbortSignal, work: (server: LanguageServer) => Promise<T>): Promise<T> {
    if (parts.forbidden()) return otherwise;
    const found = await pool.seatFor(path);
    const text = found.kind === 'seat' ? await texts(path, signal) : undefined;
    if (found.kind !== 'seat' || text === undefined) return otherwise;
    try {
      const lease = await pool.use(found.seat, factMs, signal, (server) => {
        server.become(new Map([[path, text]]));
        return work(server);
      });
      return lease.kind === 'done' ? lease.value : otherwise;
    } catch (thrown) {
      if (isAbort(thrown)) return otherwise;
      throw thrown;
    }
  }

  const toPlaces = (answer: unknown): SymbolPlace[] => {
    const parsed = places.safeParse(answer);
    const list = parsed.success && parsed.data ? (Array.isArray(parsed.data) ? parsed.data : [parsed.data]) : [];
    return list.flatMap((place) => {
      const path = paths.fromUri('uri' in place ? place.uri : place.targetUri);
      return path ? [{ path, range: 'uri' in place ? place.range : place.targetSelectionRange }] : [];
    });
  };

  const ask = (path: FilePath, method: string, extra: object, signal: AbortSignal) =>
    onServer<unknown>(path, undefined, signal, async (server) => {
      const answer = await server.ask(method, { textDocument: { uri: paths.toUri(path) }, ...extra }, factMs, signal);
      return answer.kind === 'answer' ? answer.value : undefined;
    });

  return {
    diagnostics: (path, signal) =>
      onServer(path, [], signal, async (server) => {
        const answer = await server.diagnostics(path, factMs, signal);
        return answer.kind === 'answer' ? answer.value.filter((problem) => problem.severity !== 'hint') : [];
      }),
    definition: async (path, at: Position, signal) => toPlaces(await ask(path, 'textDocument/definition', { position: at }, signal)),
    references: async (path, at, signal) =>
      toPlaces(await ask(path, 'textDocument/references', { position: at, context: { includeDeclaration: false } }, signal)),
    hover: async (path, at, signal) => {
      const answer = hoverAnswer.safeParse(await ask(path, 'textDocument/hover', { position: at }, signal));
      if (!answer.success || !answer.data) return undefined;
      const { contents } = answer.data;
      return (Array.isArray(contents) ? contents : [contents]).map((part) => (typeof part === 'string' ? part : part.value)).join('\n\n');
    },
    findSymbol: async (name, signal) => {
      const wake = await parts.anyFile(signal);
      if (!wake) return [];
      const answer = await onServer<unknown>(wake, undefined, signal, async (server) => {
        const asked = await server.ask('workspace/symbol', { query: name }, factMs, signal);
        return asked.kind === 'answer' ? asked.value : undefined;
      });
      const symbols = symbolsAnswer.safeParse(answer);
      return (symbols.success ? (symbols.data ?? []) : []).flatMap((symbol) => {
        const path = paths.fromUri(symbol.location.uri);
        if (!path || !symbol.location.range) return [];
        return [{ path, range: symbol.location.range, name: symbol.name, kind: symbolKinds[symbol.kind] ?? 'symbol' }];
      });
    },
  };
}
