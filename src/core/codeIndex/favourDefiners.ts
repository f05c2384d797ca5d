// Names used where the person is lift the files that define them.
import type { FileView } from './fileView.ts';
import type { RankedFile } from './rank.ts';
import type { Tokenizer } from './tokens.ts';

/** The file that defines all of the names, or the rarest of them, gains this much, as an open file does. */
const mostGain = 0.8;

export function favourDefiners(
  ranked: readonly RankedFile[],
  names: readonly string[],
  { files, tokenizer }: { readonly files: FileView; readonly tokenizer: Tokenizer },
): readonly RankedFile[] {
  const scores = new Float32Array(files.paths.length);
  const wholes = new Set(names.flatMap((name) => tokenizer.hashes(name).at(-1) ?? []));
  files.fields.symbols.addScores(
    [...wholes].map((hash) => ({ hash, weight: 1 })),
    scores,
  );
  const best = ranked.reduce((most, { file }) => Math.max(most, scores[file]!), 0);
  if (best === 0) return ranked;
  return ranked
    .map((one) => {
      const share = scores[one.file]! / best;
      if (share === 0) return one;
      return { ...one, score: one.score + mostGain * share, why: [one.why, 'defines what is used here'].filter(Boolean).join(', ') };
    })
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}
