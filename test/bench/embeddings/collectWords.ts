// Reads permissively licensed code below some folders for the table of word vectors: how many files have each word and which words
// share a stem (words.json), and what comments say beside the code they stand at (pairs.txt: words, a tab, words of the code).
// Usage: tsx collectWords.ts <out folder> <folder>...
import { createWriteStream, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyWords, identifierParts, stem } from '../../../src/core/codeIndex/tokens.ts';

const [out, ...folders] = process.argv.slice(2);
if (!out || folders.length === 0) throw new Error('usage: collectWords.ts <out folder> <folder>...');
const wanted = /\.(ts|tsx|js|mjs|py|go|rs|java|md|rst|mdx|txt)$/;
const filesPerFolder = 6000;
const pairsPerFile = 12;
const linesOfCode = 40;
const stems = { prose: { least: 5, most: 60 }, code: { least: 6, most: 120 } };
const counts = new Map<string, number>();
const seen = new Set<string>();
const pairs = createWriteStream(join(out, 'pairs.txt'));
let files = 0;

const partsOf = (text: string) => (text.match(/[A-Za-z_$][\w$]*/g) ?? []).flatMap(identifierParts);
const stemsOf = (text: string, most: number) =>
  partsOf(text)
    .filter((part) => /^[a-z]{2,23}$/.test(part) && !emptyWords.has(part))
    .map(stem)
    .slice(0, most);

/** What a comment says, up to its first empty line or tag, without its signs. */
function proseOf(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^[\s/*#!"'>-]+/, '').trim());
  const end = lines.findIndex((line, i) => i > 1 && (line === '' || /^(?:@|:param|Args|Parameters|Returns|>>>)/.test(line)));
  return (end < 0 ? lines : lines.slice(0, end)).join(' ');
}

const above = /(?:^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*\n|(?:^[ \t]*\/\/[^\n]*\n)+)(?=[ \t]*[\w@#*[])/gm;
const within = /^[ \t]*(?:async )?(?:def|class) [^\n]*(?:\n[^\n"']*){0,6}?\n?[ \t]*[rub]?("""|''')[\s\S]*?\1/gm;
/** Comments that say nothing of the code below them: notices, and notes to people or tools. */
const aboutNothing = /copyright|licen[sc]e|generated|eslint|nolint|TODO|noqa/i;

/** Comments with the lines of code after them; a Python string stands inside what it tells about. */
function* commentsOf(path: string, text: string): Generator<{ prose: string; code: string }> {
  const isPython = path.endsWith('.py');
  for (const match of text.matchAll(isPython ? within : above)) {
    const end = match.index + match[0].length;
    const code = text
      .slice(end, end + 6000)
      .split('\n')
      .slice(0, linesOfCode);
    const stop = code.findIndex((line, i) => i > 0 && /^(?:\}|\S.*\bdef |def |class |func |\/\/|\/\*)/.test(line));
    const quoted = isPython ? match[0].search(/"""|'''/) : 0;
    const comment = match[0].slice(quoted);
    const lines = [match[0].slice(0, quoted), ...(stop < 0 ? code : code.slice(0, stop))];
    if (!aboutNothing.test(comment)) yield { prose: proseOf(comment), code: lines.join('\n') };
  }
}

function takePairs(path: string, text: string): void {
  const place = path.split('/').slice(-2).join('/');
  for (const { prose, code } of [...commentsOf(path, text)].slice(0, pairsPerFile)) {
    const said = stemsOf(prose, stems.prose.most);
    const done = stemsOf(`${place} ${code}`, stems.code.most);
    const start = said.slice(0, 8).join(' ');
    if (said.length < stems.prose.least || done.length < stems.code.least || seen.has(start)) continue;
    seen.add(start);
    pairs.write(`${said.join(' ')}\t${done.join(' ')}\n`);
  }
}

function takeFile(path: string): void {
  const { size } = statSync(path);
  const text = size > 200 && size < 200_000 ? readFileSync(path, 'utf8') : '';
  if (text === '' || text.length / text.split('\n').length > 200) return;
  files++;
  for (const part of new Set(partsOf(text))) if (/^[a-z]{3,23}$/.test(part)) counts.set(part, (counts.get(part) ?? 0) + 1);
  takePairs(path, text);
}

for (const folder of folders) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const step = Math.max(1, paths.length / filesPerFolder);
  for (let at = 0; at < paths.length; at += step) takeFile(paths[Math.floor(at)]!);
}
const words = [...counts].filter(([, count]) => count >= 5).map(([word, count]) => ({ word, stem: stem(word), count }));
writeFileSync(join(out, 'words.json'), JSON.stringify({ files, words }));
pairs.end();
console.log(`${files} files, ${words.length} words, ${seen.size} pairs`);
