// The names through which a change in one place of a file can be felt in other files. A change inside a function whose result
// type is written down is felt nowhere; one in a signature is felt wherever its names are used. Names may be too many, never too few.
import type { FilePath } from '../../core/model/document.ts';
import type { Outline } from '../../core/ports/syntaxParser.ts';
import { splitLines } from '../../core/text/lines.ts';

/** One text of a file, with its regions. */
export interface Side {
  readonly lines: readonly string[];
  readonly outline: readonly Outline[];
  /** Finds where one of these members is used. */
  readonly memberUse: (names: Iterable<string>) => RegExp;
  /** Lines that say what is exported; none where everything can be used from outside: Python, scripts. */
  readonly exporting: readonly string[];
}

const exportLine = /^export\b|\bmodule\.exports\b|^exports\.|^\s+[\w$]+(?: as [\w$]+)?,?$/;

export function sideOf(path: FilePath, text: string, outline: readonly Outline[] | undefined): Side {
  const isPython = /\.pyi?$/.test(path);
  const lines = splitLines(isPython ? withoutDocstrings(text) : text);
  const exporting = /\bexports?\b/.test(text) ? lines.filter((line) => exportLine.test(line)) : [];
  const memberUse = isPython ? dottedOf : mentionOf;
  return { lines, outline: outline ?? [], memberUse, exporting: exporting.some((line) => /\bexport/.test(line)) ? exporting : [] };
}

/** Prose in the text would be taken for names. Lines stay where they are. */
const withoutDocstrings = (text: string): string =>
  text.replace(/("""|''')[\s\S]*?\1/g, (prose) => `''${'\n'.repeat(prose.split('\n').length - 1)}`);

/** Names by which a file can be felt: what others import from it, and members of its types, used wherever such a value goes. */
export interface Felt {
  readonly exports: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
}

const keywords = new Set(
  (
    'abstract any as async await boolean break case catch class const continue def default delete do elif else enum except export extends ' +
    'False final finally for from function get global if implements import in instanceof int interface is keyof lambda let list dict new ' +
    'None not null number object of or and pass private protected public raise readonly return self set static str string super switch ' +
    'symbol this throw True true false try type typeof undefined union unknown var void while with yield bool float'
  ).split(' '),
);
const literals = /(["'`])(?:\\.|(?!\1).)*\1/g;

/** Names in a line of code; words in its strings are none. */
const identifiers = (line: string): string[] =>
  (line.replace(literals, '').match(/[A-Za-z_$][\w$]*/g) ?? []).filter((name) => name.length > 1 && !keywords.has(name));

/** What a line of an interface, a class or an enumeration declares; of a union it is every name. */
const memberOf = (line: string): string[] => (/^\s*\||=/.test(line) ? identifiers(line) : identifiers(line).slice(0, 1));

/** A declaration that says what it gives back: its body is its own affair. */
const saysItsResult = (header: string): boolean => resultForms.some((form) => form.test(header));
/** TypeScript, Python, and Go and Rust, where every function does; so do Python's constructors. */
const resultForms = [
  /^\s*def __init__\b/,
  /\)\s*:\s*[^=]+(\{|=>\s*\{?)\s*$/,
  /\)\s*->\s*.+:\s*$/,
  /^\s*func\b/,
  /^\s*(pub\b.*)?\b(async |unsafe |const )*fn\b/,
];

/** A body in brackets or indented that nowhere hands a value back: its callers feel nothing of it. */
function givesNothing(lines: readonly string[], { body }: Outline): boolean {
  if (!body || !/[{:]\s*$/.test(lines[body.startLine - 1] ?? '')) return false;
  return !lines.slice(body.startLine, body.endLine).some((line) => /\b(return\b\s*[^\s;}]|yield\b)/.test(line));
}

const isComment = (line: string) => /^\s*($|\/\/|\/\*|\*|#(?!\w))/.test(line);
const isImport = (line: string) => /^(import\b|from\s)/.test(line);
const isTyped = (kind: string) => /interface|type|enum|class|struct|namespace/.test(kind);

/** A name, and who can feel it: whoever imports it, the file alone, or whoever holds a value that has it as a member. */
interface Mark {
  readonly name: string;
  readonly reach: 'export' | 'file' | 'member';
}

const topLevelForms = /^export\s*[{*=]|^export\s+default|module\.exports|^exports\./;

/** What a change of this line is felt through. */
function marksAt(side: Side, index: number): Mark[] {
  const line = side.lines[index] ?? '';
  if (isComment(line) || isImport(line)) return [];
  const around = side.outline.filter(({ range }) => range.startLine <= index && index < range.endLine);
  const outermost = around[0];
  const top = outermost === undefined || isExported(outermost, side) ? 'export' : 'file';
  const mark = (names: readonly string[], reach: Mark['reach']): Mark[] => names.map((name) => ({ name, reach }));
  if (outermost === undefined) return mark(namesOfStatement(side.lines, index), top);
  const chain = (path: string): Mark[] => path.split('.').flatMap((name, depth) => mark([name], depth === 0 ? top : 'member'));
  const inner = around.find(({ body, kind }) => body && body.startLine <= index && index < body.endLine && !isTyped(kind));
  if (!inner) {
    const own = around.flatMap(({ path }) => chain(path));
    const declared = isTyped(around.at(-1)?.kind ?? '') ? memberOf(line) : [];
    const members = declared.filter((name) => !own.some((known) => known.name === name));
    return [...own, ...mark(members, 'member')];
  }
  const header = side.lines.slice(inner.range.startLine, inner.body?.startLine).join(' ');
  const assigned = mark(
    [...line.matchAll(/\b(?:this|self|cls)\.([\w$]+)\s*(?::[^=]+)?=(?!=)/g)].map((match) => match[1] ?? ''),
    'member',
  );
  if (saysItsResult(header) || givesNothing(side.lines, inner)) return assigned;
  const names = chain(inner.path);
  const own = names.at(-1)?.name === 'constructor' ? names : names.slice(-1);
  return [...assigned, ...own, ...(/\bexport\s+default\b/.test(header) ? mark(['default'], 'export') : [])];
}

/** What a statement outside every region lets others feel, by its first line. */
function namesOfStatement(lines: readonly string[], index: number): string[] {
  let first = index;
  while (first > 0 && /^([\s)\]}]|$)/.test(lines[first] ?? '')) first--;
  const head = lines[first] ?? '';
  if (/^export\s+default/.test(head)) return ['default', ...identifiers(lines[index] ?? '')];
  if (topLevelForms.test(head)) return identifiers(lines[index] ?? '');
  const assigned = /^([\w$, ]+?)\s*(?::[^=]+)?=(?!=)|^(\w+)\s*:/.exec(head);
  return identifiers(assigned?.[1] ?? assigned?.[2] ?? '');
}

/** In a file that exports nothing by a word for it, everything can be used from outside. */
function isExported({ path, range }: Outline, { lines, exporting }: Side): boolean {
  if (exporting.length === 0 || /\bexport\b/.test(lines[range.startLine] ?? '')) return true;
  const name = path.split('.')[0] ?? '';
  return exporting.some((line) => identifiers(line).includes(name));
}

const alternatives = (names: Iterable<string>) => [...names].map((name) => name.replaceAll('$', '\\$')).join('|');

export const mentionOf = (names: Iterable<string>): RegExp => {
  const either = alternatives(names);
  return new RegExp(either === '' ? '(?!)' : `(?<![\\w$])(?:${either})(?![\\w$])`);
};

/** Python has its members after a dot, or as a keyword of a call; a variable of the same name is none. */
function dottedOf(names: Iterable<string>): RegExp {
  const either = alternatives(names) || '(?!)';
  return new RegExp(`\\.(?:${either})(?!\\w)|(?<![\\w.])(?:${either})\\s*=(?!=)|\\bdef (?:${either})(?!\\w)`);
}

/**
 * Lines that use one of the names. Not a use: a comment, and where something else of the same name is declared. A member's
 * declaration elsewhere may have to match it, but passes nothing on.
 */
export function usesOf({ lines, outline, memberUse }: Side, tops: Iterable<string>, members: Iterable<string>): number[] {
  const top = mentionOf(tops);
  const member = memberUse(members);
  const namesakes = new RegExp(`(?:\\b(?:this|self|cls)\\.|^\\s+(?:[a-z]+ )*)(?:${alternatives(tops) || '(?!)'})\\??(?=\\s*[(:<])`);
  const declared = new Set(outline.filter(({ path }) => path.includes('.')).map(({ range }) => range.startLine));
  const isInType = (index: number) => {
    const inner = outline.filter(({ range }) => range.startLine <= index && index < range.endLine).at(-1);
    return declared.has(index) || (inner !== undefined && isTyped(inner.kind));
  };
  return lines.flatMap((line, index) => {
    if (!(top.test(line) || member.test(line)) || isComment(line)) return [];
    const isDeclaration = isInType(index);
    const isUse = top.test(isDeclaration ? line.replace(namesakes, '') : line) || (member.test(line) && !declared.has(index));
    return isUse ? [index] : [];
  });
}

/** How often a name is followed from declaration to declaration inside one file. */
const rounds = 4;

/** What a file lets others feel when these lines of it are touched by a change, directly or through its own declarations. */
export function feltOutside(side: Side, touched: Iterable<number>): Felt {
  const felt = { export: new Set<string>(), file: new Set<string>(), member: new Set<string>() };
  const seen = new Set<number>();
  let next = [...touched];
  for (let round = 0; round < rounds && next.length > 0; round++) {
    const before = felt.export.size + felt.file.size + felt.member.size;
    for (const index of next) {
      seen.add(index);
      for (const { name, reach } of marksAt(side, index)) felt[reach].add(name);
    }
    if (felt.export.size + felt.file.size + felt.member.size === before) break;
    next = usesOf(side, [...felt.file, ...felt.export], felt.member).filter((index) => !seen.has(index));
  }
  return { exports: felt.export, members: felt.member };
}

/** A file that hands on or takes in whatever another one exports, without a word for it, has one of these words. */
export const wordsOfHandingOn = ['export *', 'import *'];
const wholeImports = /^export\s*\*[^'"\n]*['"]([^'"\n]+)['"]|^\s*from\s+(\S+)\s+import\s*\*/gm;

/** Whether a file may take in whole one of the others: by the last part of the name it imports. A package's name may stand for any. */
export function handsAllOn(text: string, from: readonly FilePath[]): boolean {
  const stems = new Set(
    from.flatMap((path) =>
      path
        .replace(/(\.d)?\.\w+$/, '')
        .split('/')
        .slice(-2),
    ),
  );
  return [...text.matchAll(wholeImports)].some(([, script, python = '']) => {
    if (script !== undefined && !script.startsWith('.')) return true;
    const last = (script?.replace(/\.[cm]?[jt]sx?$/, '').split('/') ?? python.split('.')).at(-1) ?? '';
    return last === '' || last === '.' || last === '..' || stems.has(last);
  });
}

/** Python lets everyone have what a module imports by name; Rust says so. */
const importsThatHandOn = [
  /^from\s+\S+\s+import\s*\(([^)]*)\)/gm,
  /^from\s+\S+\s+import\s+([^(\n]+)$/gm,
  /\bpub use [\w:]*?\b(\w+(?: as \w+)?);/g,
  /\bpub use [^{;]*\{([^}]*)\}/g,
];

/** What of the names a file imported it hands on without a declaration of its own, under the names it gives them. */
export function handedOn({ lines, exporting }: Side, names: readonly string[]): string[] {
  const text = lines.join('\n');
  if (/^export\s*\*|\bmodule\.exports\b|^exports\.|^\s*from\b.*\bimport\s*\*/m.test(text)) return [...names];
  const forms = exporting.length > 0 ? [/\bexport\s*(?:type\s*)?\{([^}]*)\}/g] : importsThatHandOn;
  const lists = forms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''));
  const entries = lists
    .flatMap((list) => list.split(','))
    .map((entry) =>
      entry
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/),
    );
  return entries.filter(([name]) => names.includes(name ?? '')).map(([name = '', alias]) => alias ?? name);
}

/** Names under which a file knows what it imports by these: `a as b`, and its own name for a default export. */
export function localNames({ lines }: Side, names: readonly string[]): string[] {
  const imports = lines.join('\n');
  const aliases = [...imports.matchAll(/([\w$]+)\s+as\s+([\w$]+)/g)].filter(([, name = '']) => names.includes(name));
  const defaults = names.includes('default') ? [...imports.matchAll(/^import\s+(?:type\s+)?([\w$]+)[\s,]/gm)] : [];
  return [
    ...names.filter((name) => name !== 'default'),
    ...aliases.map((match) => match[2] ?? ''),
    ...defaults.map((match) => match[1] ?? ''),
  ];
}
