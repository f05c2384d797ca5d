// Tree-sitter behind the SyntaxParser port. Grammars are loaded when first needed; trees are given back at once,
// since they live in wasm memory that no collector sees.
import { Language, type Node, Parser, type Query, type Tree } from 'web-tree-sitter';
import { AppError } from '../../base/errors.ts';
import type { Diagnostic } from '../../core/model/validation.ts';
import type { SyntaxParser } from '../../core/ports/syntaxParser.ts';
import { type Grammar, grammarFor } from './grammars.ts';
import { jsonErrors } from './jsonErrors.ts';
import { createRegionQuery, outlineOf } from './outline.ts';

export interface SyntaxParserOptions {
  /** Where a wasm file lies, by its name; `findWasm` of node/assets. */
  findWasm(name: string): string | undefined;
  /** Options for the parser's own module, given where it lies; `hotRuntime` for processes that parse much. */
  runtime?(path: string): Parameters<typeof Parser.init>[0];
}

interface Reader {
  readonly parser: Parser;
  readonly regions: Query | undefined;
}

const mostErrors = 20;
/** Parsing is synchronous: longer texts are left to the language servers. */
const longestText = 1_000_000;

export function createSyntaxParser(options: SyntaxParserOptions): SyntaxParser {
  const parsers = new Map<string, Promise<Reader>>();
  let runtime: Promise<void> | undefined;

  const wasm = (name: string): string => {
    const path = options.findWasm(name);
    if (!path) throw new AppError('syntax.noGrammar', `${name} is missing from the installation. Install Understudy again.`);
    return path;
  };
  const load = async (grammar: Grammar): Promise<Reader> => {
    const path = wasm('web-tree-sitter.wasm');
    runtime ??= Parser.init(options.runtime?.(path) ?? { locateFile: () => path });
    await runtime;
    const parser = new Parser();
    const language = await Language.load(wasm(`tree-sitter-${grammar.name}.wasm`));
    parser.setLanguage(language);
    const regions = createRegionQuery(language, grammar);
    return { parser, regions };
  };
  const withTree = async <T>(
    grammar: Grammar,
    text: string,
    read: (tree: Tree, regions: Query | undefined) => T,
  ): Promise<T | undefined> => {
    if (text.length > longestText) return undefined;
    const reader = parsers.get(grammar.name) ?? load(grammar);
    parsers.set(grammar.name, reader);
    const { parser, regions } = await reader;
    const tree = parser.parse(text);
    if (!tree) return undefined;
    try {
      return read(tree, regions);
    } finally {
      tree.delete();
    }
  };

  return {
    outline: async (path, text) => {
      const grammar = grammarFor(path);
      if (!grammar || Object.keys(grammar.regions).length === 0) return grammar && [];
      return withTree(grammar, text, (tree, regions) => (regions ? outlineOf(tree.rootNode, grammar, regions) : []));
    },
    syntaxErrors: async (path, text) => {
      if (/\.json$/i.test(path)) return jsonErrors(path, text);
      const grammar = grammarFor(path);
      return grammar && withTree(grammar, text, (tree) => errorsIn(tree.rootNode).map((node) => toDiagnostic(path, node)));
    },
  };
}

function errorsIn(root: Node): Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if (found.length >= mostErrors || !(node.hasError || node.isMissing)) return;
    if (node.isError || node.isMissing) found.push(node);
    else for (const child of node.children) if (child) visit(child);
  };
  visit(root);
  return found;
}

function toDiagnostic(path: string, node: Node): Diagnostic {
  const { startPosition: start, endPosition: end } = node;
  const first = node.text.trim().split('\n')[0]?.slice(0, 60) ?? '';
  return {
    path,
    range: { start: { line: start.row, character: start.column }, end: { line: end.row, character: end.column } },
    severity: 'error',
    message: node.isMissing ? `Syntax error: "${node.type}" is missing here.` : `Syntax error near "${first}".`,
    source: 'syntax',
    code: 'syntax',
  };
}
