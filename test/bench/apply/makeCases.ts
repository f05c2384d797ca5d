// Makes cases for fast apply from the history of git repositories: tsx makeCases.ts OUT SEED PER_CLASS REPO...
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type Edit, toEdit } from './edits.ts';
import { foreignBlock, type Made, mistakes } from './mistakes.ts';
import { createRandom, type Random } from './random.ts';

interface Source {
  readonly path: string;
  readonly edit: Edit;
  readonly repo: string;
  readonly commit: string;
}

const textFile =
  /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|cs|c|h|cc|cpp|rb|php|swift|scss|sass|css|html|vue|svelte|md|rst|ya?ml|toml|sh|mk|txt)$|Makefile$/;

const git = (repo: string, ...args: string[]) => execFileSync('git', ['-C', repo, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });

function editsOf(repo: string, wanted: number, random: Random): Source[] {
  const commits = git(repo, 'log', '--no-merges', '--format=%H', '-n', '3000').trim().split('\n');
  const found: Source[] = [];
  for (let tries = 0; tries < wanted * 6 && found.length < wanted; tries++) {
    const commit = random.pick(commits);
    let files: string[];
    try {
      files = git(repo, 'diff-tree', '--no-commit-id', '-r', '--name-only', '--diff-filter=M', commit)
        .trim()
        .split('\n')
        .filter((path) => textFile.test(path));
    } catch {
      continue;
    }
    if (files.length === 0) continue;
    const path = random.pick(files);
    const before = git(repo, 'show', `${commit}^:${path}`);
    const after = git(repo, 'show', `${commit}:${path}`);
    if (before.length > 80_000 || before.includes('\r') || after.includes('\r') || before.includes('\0')) continue;
    const edit = toEdit(before, after, random);
    if (edit) found.push({ path, edit, repo, commit });
  }
  return found;
}

const [out, seed, perClass, ...repos] = process.argv.slice(2);
const random = createRandom(Number(seed));
const sources = repos.flatMap((repo) => editsOf(repo, Math.ceil((Number(perClass) * 12) / repos.length), random));
const makers: Readonly<Record<string, (source: Source) => Made | undefined>> = {
  ...Object.fromEntries(Object.entries(mistakes).map(([name, make]) => [name, (source: Source) => make(source.edit, random)])),
  hallucinated: (source) => foreignBlock(source.edit, random.pick(sources).edit),
};
const cases: string[] = [];
for (const [name, make] of Object.entries(makers)) {
  for (let made = 0, tries = 0; made < Number(perClass) && tries < Number(perClass) * 30; tries++) {
    const source = random.pick(sources);
    const one = make(source);
    if (!one) continue;
    made++;
    const { path, edit, commit } = source;
    const expected = one.expected ?? 'apply';
    const text = {
      before: one.before ?? edit.before,
      after: expected === 'refuse' ? null : (one.after ?? edit.after),
      response: one.response.replaceAll('/file\n', `/${path}\n`),
    };
    const noop = name === 'already_applied' ? { noop: true } : {};
    const origin = { repo: source.repo.replace(/^.*\/([^/]+)\/repo$/, '$1'), commit };
    cases.push(
      JSON.stringify({
        id: `${name}-${String(made).padStart(3, '0')}`,
        class: name,
        language: '',
        path,
        expected,
        ...noop,
        source: origin,
        meta: {},
        ...text,
      }),
    );
  }
}
writeFileSync(out!, `${cases.join('\n')}\n`);
console.log(`${cases.length} cases from ${sources.length} edits`);
