// Git's facts by its own command line, parsed from the forms it keeps stable for programs.
import type { FilePath, LineRange } from '../../core/model/document.ts';
import type { BlamedLines, GitCommit, GitFacts, GitFileState } from '../../core/ports/gitFacts.ts';
import type { PathPolicy } from '../../core/ports/pathPolicy.ts';
import { type GitPlace, runGit } from './runGit.ts';

const nul = '\0';
const fieldEnd = '\x1f';
/** Refuses a path that git would take for an option or a revision. */
const isPlain = (path: FilePath) => path !== '' && !path.startsWith('-') && !path.includes(nul);

export function createGitFacts(place: GitPlace, paths: Pick<PathPolicy, 'isSecret'>): GitFacts {
  const read = async (args: readonly string[], signal: AbortSignal) => {
    const answer = await runGit(place, args, [], signal);
    return answer.output?.toString('utf8');
  };
  /** For commands that compare files: they would run the content filters that settings name. */
  const readFiles = async (args: readonly string[], signal: AbortSignal) => {
    const answer = await runGit(place, args, await filtersOff(place, signal), signal);
    return answer.output?.toString('utf8');
  };
  const mayShow = (path: FilePath) => isPlain(path) && !paths.isSecret(path);

  return {
    async head(signal) {
      const [branch, commit] = await Promise.all([
        read(['symbolic-ref', '--quiet', '--short', 'HEAD'], signal),
        read(['rev-parse', '--quiet', '--verify', 'HEAD'], signal),
      ]);
      if (branch === undefined && commit === undefined) return undefined;
      return { ...(branch ? { branch: branch.trim() } : {}), ...(commit ? { commit: commit.trim() } : {}) };
    },
    async changes(signal) {
      const args = ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--ignore-submodules=all', '--', '.'];
      const [prefix, output] = await Promise.all([read(['rev-parse', '--show-prefix'], signal), readFiles(args, signal)]);
      const states = parseStatus(output ?? '', prefix?.trim() ?? '');
      return states.filter((entry) => mayShow(entry.path)).sort((left, right) => (left.path < right.path ? -1 : 1));
    },
    async diff(wanted, maxCharacters, signal) {
      const shown = wanted.filter(mayShow);
      if (shown.length === 0) return '';
      const args = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--relative', '--ignore-submodules=all', 'HEAD', '--'];
      return ((await readFiles([...args, ...shown], signal)) ?? '').slice(0, maxCharacters);
    },
    async log(path, limit, signal) {
      if (path !== undefined && !mayShow(path)) return [];
      const args = [
        'log',
        `--max-count=${limit}`,
        '--no-show-signature',
        `--format=%H${fieldEnd}%ct${fieldEnd}%an${fieldEnd}%s`,
        '-z',
        '--',
        path ?? '.',
      ];
      return ((await read(args, signal)) ?? '').split(nul).flatMap(toCommit);
    },
    async blame(path, { startLine, endLine }, signal) {
      if (!mayShow(path) || endLine <= startLine) return [];
      const args = ['blame', '--porcelain', '--no-textconv', '-L', `${startLine + 1},${endLine}`, '--', path];
      return parseBlame((await readFiles(args, signal)) ?? '');
    },
  };
}

function toCommit(line: string): GitCommit[] {
  const [commit = '', seconds = '', author = '', title = ''] = line.split(fieldEnd);
  return commit === '' ? [] : [{ commit, at: Number(seconds) * 1000, author, title }];
}

/** Porcelain blame: a head line a group of lines, facts of a commit when it is first met. Zeros stand for what is not committed. */
function parseBlame(output: string): BlamedLines[] {
  const facts = new Map<string, { author: string; at: number; title: string }>();
  const groups: { commit: string; range: LineRange }[] = [];
  let commit = '';
  for (const line of output.split('\n')) {
    const head = /^([0-9a-f]{40,64}) \d+ (\d+) (\d+)$/.exec(line);
    if (head) {
      commit = head[1]!;
      groups.push({ commit, range: { startLine: Number(head[2]) - 1, endLine: Number(head[2]) - 1 + Number(head[3]) } });
      if (!facts.has(commit)) facts.set(commit, { author: '', at: 0, title: '' });
      continue;
    }
    const [, name, value = ''] = /^(author|author-time|summary) (.*)$/.exec(line) ?? [];
    const known = facts.get(commit);
    if (!known || name === undefined) continue;
    if (name === 'author') known.author = value;
    else if (name === 'summary') known.title = value;
    else known.at = Number(value) * 1000;
  }
  return groups.filter((group) => !/^0+$/.test(group.commit)).map((group) => ({ ...group, ...facts.get(group.commit)! }));
}

/** Settings that switch every named content filter off. Reading settings starts nothing. */
async function filtersOff(place: GitPlace, signal: AbortSignal): Promise<readonly string[]> {
  const { output } = await runGit(place, ['config', '--list', '--name-only', '-z'], [], signal);
  const names = (output?.toString('utf8') ?? '')
    .split(nul)
    .flatMap((name) => /^filter\.(.+)\.(?:clean|smudge|process)$/s.exec(name)?.[1] ?? []);
  return [...new Set(names)].flatMap((name) => [
    `filter.${name}.clean=`,
    `filter.${name}.smudge=`,
    `filter.${name}.process=`,
    `filter.${name}.required=false`,
  ]);
}

/** `XY path` entries; a rename's old name follows as an entry of its own. Paths come from the repository's top. */
function parseStatus(output: string, prefix: string): GitFileState[] {
  const entries = output.split(nul);
  const states: GitFileState[] = [];
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!;
    if (entry.length < 4) continue;
    const marks = entry.slice(0, 2);
    if (/[RC]/.test(marks)) index++;
    const path = entry.slice(3);
    if (path.startsWith(prefix)) states.push({ path: path.slice(prefix.length), state: stateOf(marks) });
  }
  return states;
}

function stateOf(marks: string): GitFileState['state'] {
  if (marks === '??') return 'untracked';
  if (/U/.test(marks) || marks === 'AA' || marks === 'DD') return 'conflicted';
  if (/R/.test(marks)) return 'renamed';
  if (/D/.test(marks)) return 'deleted';
  return /A/.test(marks) ? 'added' : 'modified';
}
