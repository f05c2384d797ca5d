// What git tells of the files that the person points at: what they changed since the last commit, who wrote the selected lines and why,
// and why the file changed lately.
import type { FilePath, LineRange } from '../../model/document.ts';
import type { BlamedLines, GitFacts } from '../../ports/gitFacts.ts';
import { type Collector, idOf, type Sink } from '../gathering.ts';

const maxDiffCharacters = 6_000;
const maxCommits = 5;
const linesAround = 3;
const maxBlamedLines = 120;

export const collectGit: Collector = {
  source: 'git',
  async collect({ request, ports: { git } }, sink, signal) {
    const paths = [...new Set(request.focus.map((focus) => focus.path))];
    if (!git || paths.length === 0) return;
    await Promise.all([
      offerChanges(git, paths, sink, signal),
      ...request.focus.flatMap(({ path, lines }) => (lines ? [offerAuthors(git, { path, lines }, sink, signal)] : [])),
      ...paths.map((path) => offerHistory(git, path, sink, signal)),
    ]);
  },
};

async function offerChanges(git: GitFacts, paths: readonly FilePath[], sink: Sink, signal: AbortSignal): Promise<void> {
  const diff = await git.diff(paths, maxDiffCharacters, signal);
  if (diff.trim() === '') return;
  sink.offer({
    id: idOf('git', 'diff'),
    source: 'git',
    title: 'changes since the last commit',
    text: diff.length < maxDiffCharacters ? diff : `${diff}\n… the rest is left out …`,
    score: 1,
    reason: 'the file differs from its last commit',
  });
}

async function offerAuthors(git: GitFacts, place: { path: FilePath; lines: LineRange }, sink: Sink, signal: AbortSignal): Promise<void> {
  const { path, lines } = place;
  const startLine = Math.max(0, lines.startLine - linesAround);
  const endLine = Math.min(Math.max(lines.endLine, lines.startLine + 1) + linesAround, startLine + maxBlamedLines);
  const blamed = await git.blame(path, { startLine, endLine }, signal);
  if (blamed.length === 0) return;
  sink.offer({
    id: `${idOf('git', path)}#blame`,
    source: 'git',
    path,
    title: 'who wrote these lines, and in which commit',
    text: blamed.map(describeLines).join('\n'),
    score: 0.5,
    reason: 'the history of the lines you selected',
  });
}

const describeLines = ({ range, commit, title, author, at }: BlamedLines) => {
  const last = range.endLine === range.startLine + 1 ? '' : `-${range.endLine}`;
  return `${range.startLine + 1}${last}: ${commit.slice(0, 9)} ${title} (${author}, ${new Date(at).toISOString().slice(0, 10)})`;
};

async function offerHistory(git: GitFacts, path: FilePath, sink: Sink, signal: AbortSignal): Promise<void> {
  const commits = await git.log(path, maxCommits, signal);
  if (commits.length === 0) return;
  sink.offer({
    id: idOf('git', path),
    source: 'git',
    path,
    title: 'its last commits',
    text: commits.map((commit) => `${commit.commit.slice(0, 9)} ${commit.title}`).join('\n'),
    score: 0.4,
    reason: 'the history of the file you named',
  });
}
