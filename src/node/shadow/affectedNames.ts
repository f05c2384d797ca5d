// The names through which a change in one place of a file can be felt in other files. A change inside a function whose result
// type is written down is felt nowhere; one in a signature is felt wherever its names are mentioned. Names may be too many,
// never too few.
import type { Outline } from '../../core/ports/syntaxParser.ts';
import { splitLines } from '../../core/text/lines.ts';

/** One text of a file, with its regions. */
export interface Side {
  readonly lines: readonly string[];
  readonly outline: readonly Outline[];
}

export const sideOf = (text: string, outline: readonly Outline[] | undefined): Side => ({
  lines: splitLines(text),
  outline: outline ?? [],
});

/** What a file lets others feel. */
export interface Felt {
  readonly names: ReadonlySet<string>;
  /** Whoever imports the file feels it, whatever name it uses. */
  readonly everyImporter: boolean;
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
/** TypeScript, Python, and Go and Rust, where every function does. */
const resultForms = [/\)\s*:\s*[^=]+(\{|=>\s*\{?)\s*$/, /\)\s*->\s*.+:\s*$/, /^\s*func\b/, /^\s*(pub\b.*)?\b(async |unsafe |const )*fn\b/];

const isIdle = (line: string) => /^\s*($|\/\/|\/\*|\*|#(?!\w))|^(import\b|from\s)/.test(line);
const isTyped = (kind: string) => /interface|type|enum|class|struct|namespace/.test(kind);

/** A name, and whether other files can use it. */
interface Mark {
  readonly name: string;
  readonly isOutside: boolean;
}

/** What a change of this line is felt through. */
function marksAt({ lines, outline }: Side, index: number): Mark[] {
  const line = lines[index] ?? '';
  if (isIdle(line)) return [];
  const around = outline.filter(({ range }) => range.startLine <= index && index < range.endLine);
  const outermost = around[0];
  const isOutside = outermost === undefined || isExported(outermost, lines);
  const mark = (names: readonly string[]) => names.map((name) => ({ name, isOutside }));
  if (outermost === undefined)
    return mark(/^export\s*[{*=]|^export\s+default|module\.exports|^exports\.|^\w+\s*[:=]/.test(line) ? identifiers(line) : []);
  const inner = around.find(({ body, kind }) => body && body.startLine <= index && index < body.endLine && !isTyped(kind));
  if (!inner)
    return mark([...around.flatMap(({ path }) => path.split('.')), ...(isTyped(around.at(-1)?.kind ?? '') ? memberOf(line) : [])]);
  const header = lines.slice(inner.range.startLine, inner.body?.startLine).join(' ');
  const members = [...line.matchAll(/\b(?:this|self|cls)\.([\w$]+)/g)].map((match) => match[1] ?? '');
  if (saysItsResult(header)) return mark(members);
  const names = inner.path.split('.');
  return mark([
    ...members,
    ...(names.at(-1) === 'constructor' ? names : names.slice(-1)),
    ...(/\bexport\s+default\b/.test(header) ? ['default'] : []),
  ]);
}

/** In a file that exports nothing by a word for it, everything can be used from outside: Python, scripts. */
function isExported({ path, range }: Outline, lines: readonly string[]): boolean {
  const exporting = lines.filter((line) => /^export\b|\bmodule\.exports\b|^exports\.|^\s+[\w$]+(?: as [\w$]+)?,?$/.test(line));
  if (!exporting.some((line) => /\bexport/.test(line))) return true;
  if (/\bexport\b/.test(lines[range.startLine] ?? '')) return true;
  const name = path.split('.')[0] ?? '';
  return exporting.some((line) => identifiers(line).includes(name));
}

export const mentionOf = (names: Iterable<string>): RegExp => {
  const escaped = [...names].map((name) => name.replaceAll('$', '\\$'));
  return new RegExp(escaped.length === 0 ? '(?!)' : `(?<![\\w$])(?:${escaped.join('|')})(?![\\w$])`);
};

/** How often a name is followed from declaration to declaration inside one file. */
const rounds = 4;

/** What a file lets others feel when these lines of it are touched by a change, directly or through its own declarations. */
export function feltOutside(side: Side, touched: Iterable<number>): Felt {
  const outside = new Set<string>();
  const inside = new Set<string>();
  const seen = new Set<number>();
  let next = [...touched];
  for (let round = 0; round < rounds && next.length > 0; round++) {
    const before = inside.size;
    for (const index of next) {
      seen.add(index);
      for (const { name, isOutside } of marksAt(side, index)) (isOutside ? outside : inside).add(name);
    }
    if (round > 0 && inside.size === before && outside.size === 0) break;
    const mention = mentionOf([...inside, ...outside]);
    next = side.lines.flatMap((line, index) => (!seen.has(index) && mention.test(line) ? [index] : []));
  }
  return { names: outside, everyImporter: outside.has('default') };
}
