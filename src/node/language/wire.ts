// The forms in which servers answer, parsed at the door, and their translation into the product's nouns.
import { pathToFileURL } from 'node:url';
import { z } from 'zod/mini';
import type { FilePath } from '../../core/model/document.ts';
import type { Diagnostic, Severity } from '../../core/model/validation.ts';
import type { Paths } from './paths.ts';

const position = z.object({ line: z.number(), character: z.number() });
const range = z.object({ start: position, end: position });

const wireDiagnostic = z.object({
  range,
  severity: z.optional(z.number()),
  code: z.optional(z.union([z.string(), z.number()])),
  source: z.optional(z.string()),
  message: z.string(),
});
export type WireDiagnostic = z.infer<typeof wireDiagnostic>;

/**
 * Answer to a pull. Only a full report counts: we name no earlier result, so "unchanged" would be about nothing. gopls leaves
 * the kind empty and may write an empty list as null.
 */
export const pullReport = z.object({ kind: z.enum(['full', '']), items: z.nullable(z.array(wireDiagnostic)) });

export const pushReport = z.object({
  uri: z.string(),
  version: z.optional(z.nullable(z.number())),
  diagnostics: z.array(wireDiagnostic),
});

export const initializeResult = z.object({
  capabilities: z.object({ diagnosticProvider: z.optional(z.unknown()) }),
});

/** A definition or reference: a place, or a link to one. */
export const places = z.nullable(
  z.union([
    z.object({ uri: z.string(), range }),
    z.array(z.union([z.object({ uri: z.string(), range }), z.object({ targetUri: z.string(), targetSelectionRange: range })])),
  ]),
);

const markup = z.union([z.string(), z.object({ value: z.string() })]);
export const hoverAnswer = z.nullable(z.object({ contents: z.union([markup, z.array(markup)]) }));

export const symbolsAnswer = z.nullable(
  z.array(z.object({ name: z.string(), kind: z.number(), location: z.object({ uri: z.string(), range: z.optional(range) }) })),
);

/** What tsserver itself answers with line positions counted from 1. */
export const tsserverAnswer = z.object({
  body: z.optional(
    z.array(
      z.object({
        start: z.object({ line: z.number(), offset: z.number() }),
        end: z.object({ line: z.number(), offset: z.number() }),
        text: z.string(),
        code: z.optional(z.number()),
        category: z.string(),
      }),
    ),
  ),
});

const aboutFile = z.union([
  z.object({ textDocument: z.object({ uri: z.string() }) }),
  z.object({ arguments: z.tuple([z.string(), z.object({ file: z.string() })], z.unknown()) }),
]);

/** Which file a question of ours is about. */
export function fileAskedFor(params: unknown, paths: Paths): FilePath | undefined {
  const about = aboutFile.safeParse(params);
  if (!about.success) return undefined;
  return paths.fromUri('textDocument' in about.data ? about.data.textDocument.uri : pathToFileURL(about.data.arguments[1].file).href);
}

export const configurationRequest = z.object({ items: z.array(z.object({ section: z.optional(z.string()) })) });
export const registrationRequest = z.object({ registrations: z.array(z.object({ method: z.string() })) });

const severities: Readonly<Record<number, Severity>> = { 1: 'error', 2: 'warning', 3: 'info', 4: 'hint' };

export function toDiagnostic(path: FilePath, wire: WireDiagnostic, source: string): Diagnostic {
  return {
    path,
    range: wire.range,
    severity: severities[wire.severity ?? 1] ?? 'error',
    message: wire.message,
    source: wire.source ?? source,
    ...(wire.code === undefined ? {} : { code: withPrefix(wire) }),
  };
}

/** The code as its compiler prints it: TS2345, not 2345. */
function withPrefix({ code, source }: WireDiagnostic): string {
  return typeof code === 'number' && (source === 'ts' || source === 'typescript') ? `TS${code}` : String(code);
}

const categories: Readonly<Record<string, Severity>> = { error: 'error', warning: 'warning', suggestion: 'hint', message: 'info' };

export function fromTsserver(path: FilePath, answer: z.infer<typeof tsserverAnswer>): Diagnostic[] {
  return (answer.body ?? []).map((item) => ({
    path,
    range: {
      start: { line: item.start.line - 1, character: item.start.offset - 1 },
      end: { line: item.end.line - 1, character: item.end.offset - 1 },
    },
    severity: categories[item.category] ?? 'error',
    message: item.text,
    source: 'ts',
    ...(item.code === undefined ? {} : { code: `TS${item.code}` }),
  }));
}
