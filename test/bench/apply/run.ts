// npm run bench:apply [-- --cases FILE]: the public set where it lies beside the repository, else the sample in it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { printPieces } from './pieces.ts';
import { type Apply, printTable, readCases, runCases } from './score.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const built = join(root, 'dist', 'bench', 'apply.mjs');
if (!existsSync(built)) throw new Error('Build first: npm run build');
const asked = process.argv.indexOf('--cases');
const known = [join(root, '..', 'shared', 'bench', 'apply', 'cases.jsonl.gz'), join(here, 'sample.jsonl.gz')];
const file = asked > 0 ? process.argv[asked + 1]! : known.find((candidate) => existsSync(candidate))!;

const { apply } = (await import(pathToFileURL(built).href)) as { apply: Apply };
console.log(`${file}\n`);
const rows = await runCases(readCases(file), apply);
printTable(rows);
printPieces();
if (rows.some(({ verdict }) => verdict === 'wrong' || verdict === 'accepted')) process.exitCode = 1;
