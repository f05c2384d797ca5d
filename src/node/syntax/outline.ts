// From a syntax tree to the named regions of a file.
import { type Language, type Node, Query } from 'web-tree-sitter';
import type { LineRange } from '../../core/model/document.ts';
import type { Outline } from '../../core/ports/syntaxParser.ts';
import type { Grammar } from './grammars.ts';

/** Finds every node that may be a region. The search runs inside the parser: visiting all nodes from here costs more than parsing. */
export function createRegionQuery(language: Language, grammar: Grammar): Query | undefined {
  const types = Object.keys(grammar.regions).filter((type) => language.idForNodeType(type, true) !== null);
  return types.length === 0 ? undefined : new Query(language, `[${types.map((type) => `(${type})`).join(' ')}] @region`);
}

interface Around {
  readonly end: number;
  readonly names: readonly string[];
  readonly inFunction: boolean;
}

/** Regions in order of their first line; nested ones carry their parents' names. */
export function outlineOf(root: Node, grammar: Grammar, query: Query): Outline[] {
  const found: Outline[] = [];
  const around: Around[] = [];
  for (const { node } of query.captures(root)) {
    while (around.length > 0 && around.at(-1)!.end <= node.startIndex) around.pop();
    const { names, inFunction } = around.at(-1) ?? { names: [], inFunction: false };
    const kind = grammar.regions[node.type]!;
    const name = isRegion(node, kind, inFunction) ? nameOf(node) : undefined;
    const chain = name === undefined ? names : [...names, name];
    if (name !== undefined) found.push(toOutline(node, kind, chain, grammar));
    around.push({ end: node.endIndex, names: chain, inFunction: inFunction || kind === 'function' || kind === 'method' });
  }
  return found;
}

/** A variable is a region where the file declares it, not inside a function. */
const isRegion = (node: Node, kind: string, inFunction: boolean) =>
  kind === 'variable' ? !inFunction && node.childForFieldName('name')?.type === 'identifier' : !inFunction || kind !== 'field';

function nameOf(node: Node): string | undefined {
  const named = node.childForFieldName('name') ?? node.childForFieldName('type') ?? node.childForFieldName('property');
  if (named) return withReceiver(node, named.text);
  const declarator = node.childForFieldName('declarator');
  if (declarator) return nameOf(declarator) ?? declarator.text;
  return node.namedChildren.find((child) => child && /(name|identifier)$/.test(child.type))?.text;
}

/** Go says a method's type before its name. */
function withReceiver(node: Node, name: string): string {
  const receiver = node.childForFieldName('receiver')?.text;
  const type = receiver && /\*?\s*([A-Za-z_]\w*)(?:\[[^\]]*\])?\s*\)$/.exec(receiver)?.[1];
  return type ? `${type}.${name}` : name;
}

/** Nodes that only wrap a region: their lines belong to it. */
const wrappers = new Set([
  'export_statement',
  'decorated_definition',
  'lexical_declaration',
  'variable_declaration',
  'type_declaration',
  'ambient_declaration',
]);

function whole(node: Node): Node {
  let at = node;
  while (at.parent && wrappers.has(at.parent.type) && isOnlyOne(at, at.parent)) at = at.parent;
  return at;
}

const isOnlyOne = (node: Node, parent: Node) => parent.namedChildren.filter((child) => child?.type === node.type).length === 1;

function toOutline(node: Node, kind: string, chain: readonly string[], grammar: Grammar): Outline {
  const outer = whole(node);
  const range = { startLine: outer.startPosition.row, endLine: lineAfter(outer) };
  const body = bodyLines(node, grammar);
  return { path: chain.join('.'), kind, range, ...(body ? { body } : {}) };
}

const endsBeforeLine = (node: Node) => node.endPosition.column === 0 && node.endPosition.row > node.startPosition.row;
const lineAfter = (node: Node) => node.endPosition.row + (endsBeforeLine(node) ? 0 : 1);

function bodyLines(node: Node, grammar: Grammar): LineRange | undefined {
  const body = node.childForFieldName('body') ?? node.childForFieldName('value')?.childForFieldName('body');
  if (!body) return undefined;
  const startLine = body.startPosition.row + (grammar.indented ? 0 : 1);
  const endLine = grammar.indented ? lineAfter(body) : body.endPosition.row;
  return endLine > startLine && startLine > node.startPosition.row ? { startLine, endLine } : undefined;
}
