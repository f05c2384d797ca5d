// Takes files apart one by one, in this very process.
import type { AnalysedFile, FileAnalyser, FileToAnalyse } from '../ports/fileAnalyser.ts';
import type { Hash } from '../ports/hash.ts';
import type { SyntaxParser } from '../ports/syntaxParser.ts';
import { packTerms } from './fileView.ts';
import { isOnePiece, TextIndexer } from './indexFile.ts';
import type { WordVectors } from './wordVectors.ts';

export interface AnalyserParts {
  /** Undefined for what is no text, is generated, or went away. */
  readonly read: (path: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly hash: Hash;
  readonly outline?: SyntaxParser['outline'];
  /** Gives source chunks their vectors. */
  readonly words?: WordVectors;
}

/** Enough for the words that one part of a repository repeats. */
const wordsRemembered = 20_000;

export function createFileAnalyser(parts: AnalyserParts): FileAnalyser {
  const indexer = new TextIndexer(wordsRemembered, parts.words);
  return {
    async analyse(files, signal) {
      const texts = await Promise.all(files.map((file) => parts.read(file.path, signal)));
      const analysed: AnalysedFile[] = [];
      for (const [place, file] of files.entries()) {
        signal.throwIfAborted();
        analysed.push(await analyseText(file, texts[place], { ...parts, indexer }));
      }
      return analysed;
    },
    rest: () => undefined,
    dispose: () => undefined,
  };
}

type Tools = AnalyserParts & { readonly indexer: TextIndexer };

async function analyseText(listed: FileToAnalyse, text: string | undefined, tools: Tools): Promise<AnalysedFile> {
  const { path, modifiedMs, bytes, knownHash } = listed;
  if (text === undefined) return { kind: 'none', path };
  const hash = tools.hash(text);
  if (hash === knownHash) return { kind: 'same', path, modifiedMs, bytes };
  const outline = isOnePiece(text) ? undefined : await tools.outline?.(path, text);
  const { terms, chunks } = tools.indexer.index({ path, text, modifiedMs, outline });
  return { kind: 'fresh', path, file: { path, hash, modifiedMs, bytes, terms: packTerms(terms) }, chunks };
}
