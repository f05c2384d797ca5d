// Whether the rehearsal reaches every file that a change breaks: `npm run bench:reach [-- vite 60]`. Spoils exported declarations of a
// real project one at a time; each file in which the compiler on disk, run over the whole project, finds something new must be
// named as broken by the rehearsal, or as not checked.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { FileChange } from '../../src/core/model/change.ts';
import { defaultRunLimits } from '../../src/core/model/settings.ts';
import { validateChanges } from '../../src/core/validate/validateChanges.ts';
import { findWasm } from '../../src/node/assets.ts';
import { createLanguageServers } from '../../src/node/language/languageServers.ts';
import { createSyntaxParser } from '../../src/node/syntax/syntaxParser.ts';
import { quiet } from '../contract/language/workbench.ts';
import { compileOnDisk, drawEvenly, drawFiles, isThere, type Project, projects, unpack } from './overlayProjects.ts';

interface Mutator {
  readonly name: string;
  readonly pattern: RegExp;
  readonly spoil: (match: RegExpExecArray) => string;
}

const scriptMutators: readonly Mutator[] = [
  {
    name: 'renamed declaration',
    pattern: /\bexport (?:async )?(?:function|const|interface|class|type) (\w+)/g,
    spoil: (m) => `${m[0]}Renamed`,
  },
  { name: 'further parameter', pattern: /\bexport (?:async )?function \w+\(/g, spoil: (m) => `${m[0]}understudy: symbol, ` },
  { name: 'wrong parameter', pattern: /(\bexport function \w+\(\s*\w+): string\b/g, spoil: (m) => `${m[1]}: symbol` },
  { name: 'wrong result', pattern: /(\bexport function \w+\([^()]*\)): (string|boolean|number)\b/g, spoil: (m) => `${m[1]}: symbol` },
  { name: 'renamed member', pattern: /^( {2}(?:readonly )?)(\w+)(\??: )/gm, spoil: (m) => `${m[1]}${m[2]}Renamed${m[3]}` },
  { name: 'further member', pattern: /\bexport interface \w+[^{]*\{/g, spoil: (m) => `${m[0]}\n  understudy: symbol\n` },
  { name: 'removed return', pattern: /^( {2})return (.*)$/gm, spoil: (m) => `${m[1]}void ${m[2]}` },
];

const pythonMutators: readonly Mutator[] = [
  { name: 'renamed declaration', pattern: /^(?:def|class) (\w+)/gm, spoil: (m) => `${m[0]}_renamed` },
  { name: 'further parameter', pattern: /^def \w+\(/gm, spoil: (m) => `${m[0]}understudy: object, ` },
  { name: 'wrong parameter', pattern: /(\w+): str\b/g, spoil: (m) => `${m[1]}: bytes` },
  { name: 'wrong result', pattern: /-> (?:str|bool|int)\b/g, spoil: () => '-> complex' },
  { name: 'renamed method', pattern: /^( {4}def )([a-z]\w+)\(/gm, spoil: (m) => `${m[1]}${m[2]}_renamed(` },
  { name: 'removed return', pattern: /^( {4})return .*$/gm, spoil: (m) => `${m[1]}pass` },
];

interface Mutation {
  readonly path: string;
  readonly name: string;
  readonly after: string;
}

function mutationsOf(project: Project, folder: string, wanted: number): Mutation[] {
  const mutators = project.name === 'scrapy' ? pythonMutators : scriptMutators;
  const files = drawFiles(project, folder, 10_000);
  return mutators.flatMap(({ name, pattern, spoil }) => {
    const all = files.flatMap((path) => {
      const text = readFileSync(join(folder, path), 'utf8');
      return [...text.matchAll(pattern)].map((match) => {
        const after = text.slice(0, match.index) + spoil(match as RegExpExecArray) + text.slice(match.index + match[0].length);
        return { path, name, after };
      });
    });
    return drawEvenly(all, Math.ceil(wanted / mutators.length));
  });
}

const onDiskMsAtMost = 120_000;

/** Complaints of the compiler on disk by file, as often as they come. */
async function complain(project: Project, folder: string): Promise<Map<string, string[]>> {
  const printed = await compileOnDisk(project, folder, onDiskMsAtMost);
  if (printed === undefined) throw new Error(`The compiler on disk has not ended in ${onDiskMsAtMost} ms.`);
  const { complaint } = project;
  const found = new Map<string, string[]>();
  for (const line of printed.split('\n')) {
    const [, named, message = ''] = complaint.exec(line) ?? [];
    if (named === undefined) continue;
    const path = relative(folder, resolve(folder, named));
    found.set(path, [...(found.get(path) ?? []), message]);
  }
  return found;
}

/** A complaint that only words its types differently is not new: more of one kind than before are. */
const kindOf = (message: string) => /^TS\d+|\(report\w+\)/.exec(message)?.[0] ?? message;
const countKinds = (messages: readonly string[] = []) =>
  messages.reduce((counts, message) => counts.set(kindOf(message), (counts.get(kindOf(message)) ?? 0) + 1), new Map<string, number>());

function brokenFiles(before: ReadonlyMap<string, string[]>, after: ReadonlyMap<string, string[]>): string[] {
  const hasMore = (path: string, messages: readonly string[]) => {
    const old = countKinds(before.get(path));
    return [...countKinds(messages)].some(([kind, count]) => count > (old.get(kind) ?? 0));
  };
  return [...after].filter(([path, messages]) => hasMore(path, messages)).map(([path]) => path);
}

async function measure(project: Project, wanted: number): Promise<boolean> {
  const folder = unpack(project);
  const syntax = createSyntaxParser({ findWasm });
  const servers = createLanguageServers({ root: folder, logger: quiet });
  const before = await complain(project, folder);
  const tally = { mutations: 0, caughtOnDisk: 0, caught: 0, files: 0, found: 0, notChecked: 0 };
  for (const { path, name, after } of mutationsOf(project, folder, wanted)) {
    const text = readFileSync(join(folder, path), 'utf8');
    writeFileSync(join(folder, path), after);
    const broken = brokenFiles(before, await complain(project, folder));
    writeFileSync(join(folder, path), text);
    servers.filesChanged([path], 'changed');
    const change: FileChange = { kind: 'modify', path, before: { path, text, version: '1' }, after };
    const ports = { shadow: servers.shadow, syntax };
    const started = performance.now();
    const report = await validateChanges({ changes: [change] }, defaultRunLimits, ports, new AbortController().signal);
    const named = new Set(report.newProblems.map((problem) => problem.path));
    const open = report.notChecked.flatMap((note) => note.paths);
    const isCutShort = report.notChecked.some((note) => note.paths.length === 0);
    const missed = broken.filter((file) => !named.has(file));
    const silent = missed.filter((file) => !open.includes(file) && !isCutShort);
    tally.mutations++;
    tally.caughtOnDisk += broken.length > 0 ? 1 : 0;
    tally.caught += broken.length > 0 && report.verdict === 'broken' ? 1 : 0;
    tally.files += broken.length;
    tally.found += broken.length - missed.length;
    tally.notChecked += missed.length - silent.length;
    if (broken.length > 0 && report.verdict !== 'broken')
      console.log(`  called ${report.verdict}: ${name} in ${path}: ${broken.join(' ')}`);
    if (silent.length > 0)
      console.log(`  ${name} in ${path} (${Math.round(performance.now() - started)} ms): not reached: ${silent.join(' ')}`);
  }
  servers.dispose();
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `${project.name}: ${tally.mutations} mutations; broken on disk ${tally.caughtOnDisk}, called broken ${tally.caught}; ` +
      `files broken on disk ${tally.files}: found ${tally.found}, said to be unchecked ${tally.notChecked}, missed ${tally.files - tally.found - tally.notChecked}`,
  );
  return tally.caught === tally.caughtOnDisk;
}

const [name = 'vite', wanted = '60'] = process.argv.slice(2);
const project = projects.find((each) => each.name === name);
if (!project || !isThere(project)) throw new Error(`There is no project ${name} here.`);
process.exit((await measure(project, Number(wanted))) ? 0 : 1);
