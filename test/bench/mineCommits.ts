// Makes a folder for the retrieval scorer and for fitWeights from a git repository: a frozen tree, the history before it, and as
// queries the commits after it, each with the source files it changed. Nothing of it belongs into this repository.
// Usage: tsx test/bench/mineCommits.ts <git folder> <owner+name> <out folder> [commits after the tree]
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileKindOf } from '../../src/core/codeIndex/fileKind.ts';

const [repository = '', id = '', out = '', after = '700'] = process.argv.slice(2);
if (out === '') throw new Error('usage: mineCommits.ts <git folder> <owner+name> <out folder> [commits after the tree]');
const maxFileBytes = 400_000;
const most = { short: 80, long: 40 };
const unwanted =
  /^(?:merge|release|revert|bump|update dependenc|chore|docs?|style|tests?|ci|build|typo|version|v?\d+\.\d+)\b|\btypos?\b|dependabot|renovate/i;
const text =
  /\.(?:[cm]?[jt]sx?|py|pyi|go|rs|java|kts?|vue|svelte|md|mdx|rst|txt|json|ya?ml|toml|html|s?css|sh|proto|sql|xml|gradle|properties|scm|cfg|ini)$/;
const locked = /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock)$/;

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

interface Commit {
  readonly hash: string;
  readonly at: number;
  readonly subject: string;
  readonly body: string;
  readonly files: readonly string[];
}

function commitsOf(...range: string[]): Commit[] {
  return git('log', '--no-merges', '--no-renames', '--name-only', '--format=%x01%H%x02%ct%x02%s%x02%b%x02', ...range)
    .split('\x01')
    .slice(1)
    .map((entry) => {
      const [hash = '', at = '', subject = '', body = '', files = ''] = entry.split('\x02');
      return { hash, at: Number(at), subject, body: body.trim(), files: files.split('\n').filter(Boolean) };
    });
}

function frozenTree(snapshot: string): Set<string> {
  const rows = git('ls-tree', '-r', '-l', snapshot).trim().split('\n');
  const paths = rows.flatMap((row) => {
    const [facts = '', path = ''] = row.split('\t');
    const [mode = '', , , bytes = ''] = facts.split(/\s+/);
    return mode.startsWith('100') && Number(bytes) <= maxFileBytes && text.test(path) && !locked.test(path) ? [path] : [];
  });
  const tree = join(out, 'trees', id);
  mkdirSync(tree, { recursive: true });
  const archive = spawnSync('git', ['-C', repository, 'archive', snapshot, ...paths], { maxBuffer: 1 << 30 });
  spawnSync('tar', ['-x', '-C', tree], { input: archive.stdout });
  return new Set(paths);
}

function queriesOf(commits: readonly Commit[], tree: ReadonlySet<string>) {
  const fit = commits.flatMap((commit) => {
    const subject = commit.subject.replace(/^[\w*-]+(?:\([^)]*\))?!?:\s*/, '').replace(/\s*\(#\d+\)$/, '');
    const files = commit.files.filter((path) => fileKindOf(path) === 'source');
    const clear = !unwanted.test(commit.subject) && subject.split(/\s+/).length >= 4;
    return clear && files.length > 0 && files.length <= 5 && files.every((path) => tree.has(path)) ? [{ ...commit, subject, files }] : [];
  });
  const row = (commit: Commit, kind: string, query: string) => ({
    id: `${commit.hash.slice(0, 10)}-${kind}`,
    kind,
    query,
    files: commit.files,
  });
  const talkative = fit.filter(({ body }) => body.length > 80);
  return [
    ...fit.slice(0, most.short).map((commit) => row(commit, 'short', commit.subject)),
    ...talkative.slice(0, most.long).map((commit) => row(commit, 'long', `${commit.subject}\n\n${commit.body.slice(0, 2000)}`)),
  ].map((query) => ({ ...query, repo: id.replace('+', '/'), leak: 'none' }));
}

const lines = (rows: readonly object[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
const snapshot = git('rev-list', '--no-merges', '--max-count=1', `--skip=${after}`, 'HEAD').trim();
const tree = frozenTree(snapshot);
const queries = queriesOf(commitsOf(`${snapshot}..HEAD`), tree);
writeFileSync(join(out, `${id}.jsonl`), lines(queries));
writeFileSync(
  join(out, `${id}.history`),
  lines(commitsOf('--max-count=6000', snapshot).map(({ at, subject, files }) => ({ t: at, s: subject, f: files }))),
);
console.log(`${id}: ${tree.size} files, ${queries.length} queries`);
