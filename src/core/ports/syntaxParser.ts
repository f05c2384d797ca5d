// Parsing without a language server.
import type { FilePath, LineRange } from '../model/document.ts';
import type { Diagnostic } from '../model/validation.ts';

/** A named region. `path` is the chain of names from the file's top, e.g. "Cart.total". */
export interface Outline {
  readonly path: string;
  readonly kind: string;
  readonly range: LineRange;
  /** Lines of the body, which a skeleton drops. */
  readonly body?: LineRange;
}

/** Undefined when there is no grammar for the file. */
export interface SyntaxParser {
  outline(path: FilePath, text: string): Promise<readonly Outline[] | undefined>;
  syntaxErrors(path: FilePath, text: string): Promise<readonly Diagnostic[] | undefined>;
}
