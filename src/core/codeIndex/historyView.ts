// What the repository's past says: which requests changed which files, how often each changes, and which change together.
import type { FilePath } from '../model/document.ts';
import type { StoredCommit } from '../ports/chunkStore.ts';
import { FieldIndex, type QueryTerm } from './fieldIndex.ts';
import { extensionOf } from './fileKind.ts';
import type { FileView } from './fileView.ts';
import { bagOfHashes, noTerms } from './terms.ts';
import type { Tokenizer } from './tokens.ts';

/** Commits of more files say little about any one of them. */
const maxFilesOfCommit = 30;
const focusedFiles = 12;
const daySeconds = 86_400;

export class HistoryView {
  /** Per file: how often it changed, and the same with old changes fading. */
  changes = new Float32Array(0);
  recentChanges = new Float32Array(0);
  /** Per file: how often files of its kind and extension change, against how many there are. */
  kindActivity = new Float32Array(0);
  private commits: readonly StoredCommit[] = [];
  private subjectHashes: readonly (readonly number[])[] = [];
  private filesOfCommit: readonly (readonly number[])[] = [];
  private commitsOfFile: number[][] = [];
  private subjects = new FieldIndex({ saturation: 1.2, lengthPenalty: 0.3 });

  constructor(private readonly tokenizer: Tokenizer) {}

  /** Takes the history anew for the files as they are. Also fills the view's `history` field. */
  build(commits: readonly StoredCommit[], files: FileView): void {
    const count = files.paths.length;
    if (commits !== this.commits) this.subjectHashes = commits.map((commit) => this.tokenizer.hashes(commit.subject));
    this.commits = commits;
    const moved = movedFiles(files);
    this.filesOfCommit = commits.map((commit) => filesOf(commit, files, moved));
    this.commitsOfFile = Array.from({ length: count }, () => []);
    this.changes = new Float32Array(count);
    this.recentChanges = new Float32Array(count);
    this.subjects = new FieldIndex({ saturation: 1.2, lengthPenalty: 0.3 });
    const words: number[][] = Array.from({ length: count }, () => []);
    const newest = commits[0]?.at ?? 0;
    commits.forEach((commit, number) => {
      const own = this.filesOfCommit[number]!;
      const hashes = this.subjectHashes[number]!;
      this.subjects.set(number, own.length > 0 ? bagOfHashes(hashes) : noTerms);
      const share = commit.paths.length <= 10 ? 1 : 0.3;
      const fading = Math.exp(-(newest - commit.at) / (180 * daySeconds));
      for (const file of own) {
        this.commitsOfFile[file]!.push(number);
        this.changes[file]! += share;
        this.recentChanges[file]! += share * fading;
        if (commit.paths.length <= focusedFiles) words[file]!.push(...hashes);
      }
    });
    words.forEach((hashes, file) => {
      files.fields.history.set(file, bagOfHashes(hashes));
    });
    this.kindActivity = this.activityOf(files);
  }

  /** Files of commits whose subject resembles the query: alike and recent commits, and commits of few files, count more. */
  addSimilarCommits(terms: readonly QueryTerm[], scores: Float32Array): void {
    const found = new Float32Array(this.commits.length);
    this.subjects.addScores(terms, found);
    const best = bestNumbers(found, 100);
    const top = found[best[0] ?? 0] || 1;
    const newest = this.commits[0]?.at ?? 0;
    for (const number of best) {
      const own = this.filesOfCommit[number]!;
      const fading = 0.4 + 0.6 * Math.exp(-(newest - this.commits[number]!.at) / (700 * daySeconds));
      const weight = ((found[number]! / top) ** 3 / Math.sqrt(own.length || 1)) * fading;
      for (const file of own) scores[file]! += weight;
    }
  }

  /** Files that changed together with `file`, each by its share of that file's changes, times `weight`. */
  addCompanions(file: number, weight: number, scores: Float32Array): void {
    const own = this.commitsOfFile[file] ?? [];
    for (const number of own) {
      const others = this.filesOfCommit[number]!;
      if (others.length > focusedFiles || others.length < 2) continue;
      const share = weight / ((others.length - 1) * (own.length + 5));
      for (const other of others) if (other !== file) scores[other]! += share;
    }
  }

  private activityOf(files: FileView): Float32Array<ArrayBuffer> {
    const names = new Map<string, number>();
    const groups = Int32Array.from(files.paths, (path, file) => {
      if (path === undefined) return -1;
      const name = `${extensionOf(path)} ${files.kinds[file]}`;
      const known = names.get(name) ?? names.size;
      names.set(name, known);
      return known;
    });
    const changed = new Float64Array(names.size);
    const present = new Float64Array(names.size);
    this.filesOfCommit.forEach((own, number) => {
      if (this.commits[number]!.paths.length <= focusedFiles) for (const file of own) changed[groups[file]!]!++;
    });
    for (const group of groups) if (group >= 0) present[group]!++;
    return Float32Array.from(groups, (group) => (group < 0 ? 0 : Math.log((changed[group]! + 0.5) / (present[group]! + 5))));
  }
}

type FindMoved = (path: FilePath) => number | undefined;

/** A file of the past that is gone is most likely the one that has its name and its folder's name now, where only one has. */
function movedFiles(files: FileView): FindMoved {
  const byTail = new Map<string, number | undefined>();
  files.paths.forEach((path, file) => {
    const tail = path && tailOf(path);
    if (tail) byTail.set(tail, byTail.has(tail) ? undefined : file);
  });
  return (path) => byTail.get(tailOf(path) ?? '');
}

function tailOf(path: FilePath): string | undefined {
  const parts = path.split('/');
  return parts.length > 1 ? parts.slice(-2).join('/') : undefined;
}

function filesOf(commit: StoredCommit, files: FileView, findMoved: FindMoved): readonly number[] {
  if (commit.paths.length > maxFilesOfCommit) return [];
  const found = commit.paths.map((path) => files.numberOf(path) ?? findMoved(path)).filter((number) => number !== undefined);
  return [...new Set(found)];
}

/** The numbers with the highest scores above zero, best first. */
export function bestNumbers(scores: Float32Array, limit: number): number[] {
  const found: number[] = [];
  for (let number = 0; number < scores.length; number++) if (scores[number]! > 0) found.push(number);
  return found.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, limit);
}
