// Language features that answer what a test wrote down; empty for everything else, like a file without a server.
import type { FilePath, Position } from '../../src/core/model/document.ts';
import type { Diagnostic } from '../../src/core/model/validation.ts';
import type { LanguageFeatures, SymbolPlace } from '../../src/core/ports/languageFeatures.ts';

export interface FeatureScript {
  readonly diagnostics?: Readonly<Record<FilePath, readonly Diagnostic[]>>;
  /** Keyed `path:line:character`, zero-based, as the port has it. */
  readonly definitions?: Readonly<Record<string, readonly SymbolPlace[]>>;
  readonly references?: Readonly<Record<string, readonly SymbolPlace[]>>;
  readonly hovers?: Readonly<Record<string, string>>;
  readonly symbols?: Readonly<Record<string, readonly (SymbolPlace & { readonly name: string; readonly kind: string })[]>>;
  /** Answers only when aborted, like a server that is still loading. */
  readonly isStuck?: boolean;
}

export function scriptedFeatures(script: FeatureScript = {}): LanguageFeatures {
  const answer = async <T>(value: T, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted();
    if (script.isStuck) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    return value;
  };
  const at = (path: FilePath, { line, character }: Position) => `${path}:${line}:${character}`;
  return {
    diagnostics: (path, signal) => answer(script.diagnostics?.[path] ?? [], signal),
    definition: (path, position, signal) => answer(script.definitions?.[at(path, position)] ?? [], signal),
    references: (path, position, signal) => answer(script.references?.[at(path, position)] ?? [], signal),
    hover: (path, position, signal) => answer(script.hovers?.[at(path, position)], signal),
    findSymbol: (name, signal) => answer(script.symbols?.[name] ?? [], signal),
  };
}

/** A place of one line. */
export const placeAt = (path: FilePath, line: number): SymbolPlace => ({
  path,
  range: { start: { line, character: 0 }, end: { line, character: 1 } },
});
