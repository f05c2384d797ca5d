// What git tells of the files that the person points at: what they changed since the last commit, and why the file changed lately.
import { type Collector, idOf } from '../gathering.ts';

const maxDiffCharacters = 6_000;
const maxCommits = 5;

export const collectGit: Collector = {
  source: 'git',
  async collect({ request, ports }, sink, signal) {
    const paths = [...new Set(request.focus.map((focus) => focus.path))];
    const { git } = ports;
    if (!git || paths.length === 0) return;
    const diff = await git.diff(paths, maxDiffCharacters, signal);
    if (diff.trim() !== '') {
      const text = diff.length < maxDiffCharacters ? diff : `${diff}\n… the rest is left out …`;
      sink.offer({
        id: idOf('git', 'diff'),
        source: 'git',
        title: 'changes since the last commit',
        text,
        score: 1,
        reason: 'the file differs from its last commit',
      });
    }
    for (const path of paths) {
      const commits = await git.log(path, maxCommits, signal);
      if (commits.length === 0) continue;
      const text = commits.map((commit) => `${commit.commit.slice(0, 9)} ${commit.title}`).join('\n');
      sink.offer({
        id: idOf('git', path),
        source: 'git',
        path,
        title: 'its last commits',
        text,
        score: 0.4,
        reason: 'the history of the file you named',
      });
    }
  },
};
