// Which symbols a piece of code uses: calls, constructed classes and named types, each at the place where it first stands.
import type { ContextItem } from '../model/context.ts';
import type { FilePath, Position } from '../model/document.ts';

export interface SymbolUse {
  readonly name: string;
  /** What stands before the dot: `storage` in `storage.newFanout(…)`. */
  readonly qualifier?: string;
  readonly path: FilePath;
  readonly at: Position;
  /** Higher for what the person points at. */
  readonly weight: number;
}

const keywords = new Set(
  (
    'constructor if for while switch catch return function await typeof instanceof new throw delete void in of do else case default super import export from as async yield ' +
    'let const var class extends implements interface type enum public private protected static readonly get set this self cls def elif except lambda with assert raise ' +
    'pass print len range isinstance str int float bool dict list tuple set None True False not and or is func go defer select chan map make append panic recover struct ' +
    'package string error nil true false null undefined any unknown never number boolean object symbol bigint void require match fn let mut impl use pub mod trait where'
  ).split(' '),
);

/** Part of the language: every model knows them, and a server spends time on each question. */
const standard = new Set(
  (
    'Array Object Math JSON Number String Boolean Promise Symbol Reflect Proxy Date RegExp BigInt Intl Map Set WeakMap WeakSet Error TypeError RangeError ' +
    'Uint8Array ArrayBuffer Buffer console globalThis window document process Record Partial Required Readonly Pick Omit Exclude Extract NonNullable ' +
    'ReturnType Parameters Awaited Iterable AsyncIterable Iterator Generator AsyncGenerator os sys math fmt errors strings strconv'
  ).split(' '),
);

/** Methods of arrays, strings and promises: asked about, a server works out the type before the dot, which is what takes it longest. */
const standardMethods = new Set(
  (
    'at concat every filter find findIndex findLast flat flatMap forEach includes indexOf join map pop push reduce reverse shift slice some sort splice unshift ' +
    'split trim replace replaceAll match matchAll startsWith endsWith padStart padEnd repeat toLowerCase toUpperCase toString toFixed then catch finally ' +
    'hasOwnProperty'
  ).split(' '),
);
const isScript = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;

const callOrType =
  /(?:([A-Za-z_$][\w$]*)\s*\??\.\s*)?([A-Za-z_$][\w$]*)(?=\s*(?:<[\w\s,.[\]<>|&'"]{0,80}>)?\()|(?:\bnew\s+|\bextends\s+|\bimplements\s+|:\s*|->\s*|<\s*|\bas\s+|[*&[\]])([A-Z][\w$]*)/g;
const commentLine = /^\s*(?:\/\/|\/?\*|#(?!\[))/;

/** Uses in the order of the text, one per name; comment lines and declarations of the name itself are not uses. */
export function usesIn(item: Pick<ContextItem, 'path' | 'range' | 'text'>, weight: number): readonly SymbolUse[] {
  const { path, range } = item;
  if (path === undefined || !range) return [];
  const found = new Map<string, SymbolUse>();
  item.text.split('\n').forEach((line, offset) => {
    if (commentLine.test(line)) return;
    for (const use of usesInLine(line)) {
      if (use.qualifier !== undefined && standardMethods.has(use.name) && isScript.test(path)) continue;
      const key = `${use.qualifier ?? ''}.${use.name}`;
      if (found.has(key)) continue;
      const { name, qualifier, character } = use;
      found.set(key, {
        name,
        path,
        at: { line: range.startLine + offset, character },
        weight,
        ...(qualifier === undefined ? {} : { qualifier }),
      });
    }
  });
  return [...found.values()];
}

function usesInLine(line: string): readonly { name: string; qualifier?: string; character: number }[] {
  return [...line.matchAll(callOrType)].flatMap((match) => {
    const name = match[2] ?? match[3]!;
    const character = match.index + match[0].lastIndexOf(name);
    if (
      standard.has(match[1] ?? name) ||
      keywords.has(name) ||
      name.length < 2 ||
      isDeclared(line.slice(0, character)) ||
      isMethodHead(line, name)
    )
      return [];
    return [{ name, character, ...(match[1] === undefined ? {} : { qualifier: match[1] }) }];
  });
}

/** `total(): Money {` at the start of a line; a call whose last argument opens a function is none. */
const isMethodHead = (line: string, name: string) =>
  /[^>]\s*\{\s*$/.test(line) &&
  !/=>\s*\{\s*$|\bfunction\b/.test(line) &&
  new RegExp(
    `^\\s*(?:(?:public|private|protected|static|async|override|abstract|get|set|final)\\s+)*[*#]?${name.replace(/\$/g, '\\$')}\\s*[(<]`,
  ).test(line);

const isDeclared = (before: string) => /\b(?:function\*?|def|func|fn|class|interface|type|enum|struct)\s+(?:\([^)]*\)\s*)?$/.test(before);
