// Facts a language server knows about the text as it stands.
import type { FilePath, Position, TextRange } from '../model/document.ts';
import type { Diagnostic } from '../model/validation.ts';

export interface SymbolPlace {
  readonly path: FilePath;
  readonly range: TextRange;
}

/** Undefined or empty when no server answers for the file; never throws for a missing server. */
export interface LanguageFeatures {
  diagnostics(path: FilePath, signal: AbortSignal): Promise<readonly Diagnostic[]>;
  definition(path: FilePath, at: Position, signal: AbortSignal): Promise<readonly SymbolPlace[]>;
  references(path: FilePath, at: Position, signal: AbortSignal): Promise<readonly SymbolPlace[]>;
  /** Signature and documentation as Markdown. */
  hover(path: FilePath, at: Position, signal: AbortSignal): Promise<string | undefined>;
  findSymbol(name: string, signal: AbortSignal): Promise<readonly (SymbolPlace & { readonly name: string; readonly kind: string })[]>;
}
