// get_lsp_references: where a symbol is defined and used, as the language server knows it.
import { z } from 'zod/mini';
import type { LanguageFeatures, SymbolPlace } from '../../ports/languageFeatures.ts';
import type { WorkspaceReader } from '../../ports/workspaceReader.ts';
import { cutLine, defineTool } from './tool.ts';

const maxDefinitions = 3;
const maxReferences = 60;

export const getLspReferencesTool = defineTool({
  name: 'get_lsp_references',
  description: 'Lists where a symbol is defined and everywhere it is used, as the language server resolves it.',
  schema: z.strictObject({
    symbol: z
      .string()
      .check(z.minLength(1), z.maxLength(200), z.describe('Name of a function, class, method, variable or type; Class.member also works.')),
  }),
  plan: async ({ symbol }, ports) => ({
    action: { kind: 'searchCode', query: symbol },
    shown: `Look up the references of ${symbol}`,
    run: async (signal) => {
      const definitions = await findDefinitions(symbol, ports.features, signal);
      if (definitions.length === 0) {
        return `The language server knows no symbol named ${symbol}. It may not serve this language; search_codebase finds plain text.`;
      }
      const sections = [];
      for (const place of definitions.slice(0, maxDefinitions)) sections.push(await describe(symbol, place, ports, signal));
      const more = definitions.length - maxDefinitions;
      return sections.join('\n\n') + (more > 0 ? `\n\n(${more} more symbols of this name)` : '');
    },
  }),
});

/** `Class.member` is looked up by its last name; exact names go before those that only contain it. */
async function findDefinitions(symbol: string, features: LanguageFeatures, signal: AbortSignal): Promise<SymbolPlace[]> {
  const name = symbol.split(/[.#:]+/).at(-1) ?? symbol;
  const found = await features.findSymbol(name, signal);
  const exact = found.filter((each) => each.name === name || each.name === symbol || each.name.replace(/\(.*$/, '') === name);
  return [...(exact.length > 0 ? exact : found)];
}

async function describe(
  symbol: string,
  place: SymbolPlace,
  { features, reader }: { readonly features: LanguageFeatures; readonly reader: WorkspaceReader },
  signal: AbortSignal,
): Promise<string> {
  const references = await features.references(place.path, place.range.start, signal);
  const shown = references.slice(0, maxReferences);
  const lines = await Promise.all(shown.map((each) => lineOf(each, reader, signal)));
  const rest = references.length > shown.length ? `\n(${references.length - shown.length} more)` : '';
  return `${symbol} is defined at ${await lineOf(place, reader, signal)}\n${references.length} references:\n${lines.join('\n')}${rest}`;
}

async function lineOf(place: SymbolPlace, reader: WorkspaceReader, signal: AbortSignal): Promise<string> {
  const read = await reader.read(place.path, signal);
  const text = read.kind === 'found' ? (read.snapshot.text.split(/\r?\n/)[place.range.start.line] ?? '') : '';
  return `${place.path}:${place.range.start.line + 1}\t${cutLine(text.trim())}`;
}
