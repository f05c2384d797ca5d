// Names a file defines, found by the shape of lines alone, for any language; a grammar's outline may add to them.

const keyword =
  /(?:^|[\s(;{}@])(?:function\*?|class|interface|type|enum|const|let|var|def|fn|func|struct|trait|impl|mod|module|namespace|object|record|protocol|macro_rules!|annotation|@interface|static|package)\s+(?:mut\s+|async\s+)?([A-Za-z_$][\w$]{2,})/g;
const goMethod = /^func\s+\([^)]*\)\s+([A-Za-z_]\w+)/gm;
const member =
  /^[ \t]+(?:(?:public|private|protected|internal|static|async|final|abstract|override|readonly|get|set|synchronized|default|unsafe|export|pub)\s+)*(?:[A-Za-z_$][\w$<>[\],.?&]*\s+)?([A-Za-z_$][\w$]{2,})\s*(?:<[^>\n]*>)?\([^;\n]{0,200}\)[^;\n]{0,80}\{[ \t]*$/gm;
const constant = /^(?:export\s+)?(?:pub\s+)?([A-Z][A-Z0-9_]{3,})\s*(?::[^=\n]+)?=/gm;
const topAssignment = /^([A-Za-z_]\w{2,})\s*(?::[^=\n]+)?=\s/gm;

const notNames: ReadonlySet<string> = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'function',
  'else',
  'new',
  'throw',
  'await',
  'with',
]);

/** Names in the order they are met, repeated as often as they are defined. */
export function definedNames(text: string): string[] {
  const names: string[] = [];
  for (const pattern of [keyword, goMethod, member, constant, topAssignment]) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1];
      if (name && !notNames.has(name)) names.push(name);
    }
  }
  return names;
}

const comment = /\/\*[\s\S]*?\*\/|(?:^|[ \t])\/\/[^\n]*|(?:^|\n)[ \t]*#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|<!--[\s\S]*?-->/g;
const sentence = /(["'`])((?:(?!\1)[^\\\n]){12,160})\1/g;

/** What a file says in a person's words: comments, doc strings, and quoted texts of several words. */
export function proseOf(text: string): string {
  const comments = (text.match(comment) ?? []).join('\n');
  const quoted: string[] = [];
  for (const match of text.matchAll(sentence)) if ((match[2] ?? '').split(' ').length > 2) quoted.push(match[2] ?? '');
  return `${comments}\n${quoted.join('\n')}`;
}
