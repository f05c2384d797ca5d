// Counts the words of code and prose below some folders, as the table of word vectors needs them: how many files have each word,
// and which words share a stem. Usage: tsx collectWords.ts <out.json> <folder>...
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifierParts, stem } from '../../../src/core/codeIndex/tokens.ts';

const [out, ...folders] = process.argv.slice(2);
if (!out || folders.length === 0) throw new Error('usage: collectWords.ts <out.json> <folder>...');
const wanted = /\.(ts|tsx|js|mjs|py|go|rs|java|md|rst|mdx|txt)$/;
const filesPerFolder = 15_000;
const counts = new Map<string, number>();
let files = 0;

function countFile(path: string): void {
  const { size } = statSync(path);
  const text = size > 200 && size < 200_000 ? readFileSync(path, 'utf8') : '';
  if (text === '' || text.length / text.split('\n').length > 200) return;
  files++;
  const parts = (text.match(/[A-Za-z_$][\w$]*/g) ?? []).flatMap(identifierParts);
  for (const part of new Set(parts)) if (/^[a-z]{3,23}$/.test(part)) counts.set(part, (counts.get(part) ?? 0) + 1);
}

for (const folder of folders) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.slice(0, filesPerFolder)) countFile(path);
}
const words = [...counts].filter(([, count]) => count >= 5).map(([word, count]) => ({ word, stem: stem(word), count }));
writeFileSync(out, JSON.stringify({ files, words }));
console.log(`${files} files, ${words.length} words`);
