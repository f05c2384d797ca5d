// Where a file introduces a name: in an import, or where it declares it. Asked there, a server need not check the call that uses it, which
// for some code takes a type checker very long.
import type { Position } from '../model/document.ts';
import type { FileView } from './fileCache.ts';

const declaring = /\b(?:function\*?|def|func|class|interface|type|enum|struct|trait|fn|const|let|var)\s+$/;
const comment = /^\s*(?:\/\/|\/?\*|#(?!\[))/;

/** `imported` are the names that the file imports. Undefined when the name first stands somewhere else, or with another name before it. */
export function introducedAt(file: FileView, name: string, imported: ReadonlySet<string>): Position | undefined {
  const word = new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$')}(?![\\w$])`);
  for (const [line, text] of file.lines.entries()) {
    const character = comment.test(text) ? -1 : text.search(word);
    if (character < 0) continue;
    const isHere = declaring.test(text.slice(0, character)) || imported.has(name);
    return isHere ? { line, character } : undefined;
  }
  return undefined;
}
