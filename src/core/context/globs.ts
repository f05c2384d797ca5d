// The glob patterns of rules files: `*`, `**`, `?` and `{a,b}` over workspace paths.
import type { FilePath } from '../model/document.ts';

/** A pattern without a slash matches file names in any folder. */
export function matchesGlob(path: FilePath, glob: string): boolean {
  const anchored = glob.includes('/') ? glob.replace(/^\.?\//, '') : `**/${glob}`;
  return new RegExp(`^${toPattern(anchored)}$`).test(path);
}

function toPattern(glob: string): string {
  let depth = 0;
  return glob.replace(/\*\*\/|\*\*|\*|\?|\{|\}|,|[.+^$()|[\]\\]/g, (part) => {
    if (part === '{') depth++;
    if (part === '}') depth--;
    const special: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]', '{': '(?:', '}': ')' };
    if (part === ',') return depth > 0 ? '|' : ',';
    return special[part] ?? `\\${part}`;
  });
}
