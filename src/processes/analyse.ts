// Entry of a process that takes files apart: read, parsed, cut into chunks, counted, and given vectors.
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { createFileAnalyser } from '../core/codeIndex/analyseFile.ts';
import { WordVectors } from '../core/codeIndex/wordVectors.ts';
import type { FileAnalyser } from '../core/ports/fileAnalyser.ts';
import { findWasm } from '../node/assets.ts';
import type { AnalysisPlace, AnalysisQuestion } from '../node/codeIndex/analysisLink.ts';
import { readText } from '../node/codeIndex/fileSource.ts';
import { readWordVectors } from '../node/codeIndex/wordTable.ts';
import { sha256 } from '../node/hash.ts';
import { hotRuntime } from '../node/syntax/hotRuntime.ts';
import { createSyntaxParser } from '../node/syntax/syntaxParser.ts';
import { answerParent } from './answerParent.ts';

const belowNormal = 10;
const { signal: never } = new AbortController();
let analyser: Promise<FileAnalyser> | undefined;

answerParent({
  async answer(asked, signal) {
    const { place, files } = asked as AnalysisQuestion;
    analyser ??= open(place);
    return (await analyser).analyse(files, signal);
  },
});

async function open({ root, withWords, background }: AnalysisPlace): Promise<FileAnalyser> {
  if (background) setPriority(belowNormal);
  const table = withWords ? await readWordVectors() : undefined;
  const words = table && WordVectors.parse(table);
  const { outline } = createSyntaxParser({ findWasm, runtime: hotRuntime });
  return createFileAnalyser({ read: (path) => readText(join(root, path), never), hash: sha256, outline, ...(words ? { words } : {}) });
}
