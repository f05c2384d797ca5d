// Entry of a process that takes files apart: read, parsed, cut into chunks, counted, and given vectors. Ends with its parent. Nobody waits
// for it, so its priority is low.
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import { createFileAnalyser } from '../core/codeIndex/analyseFile.ts';
import { WordVectors } from '../core/codeIndex/wordVectors.ts';
import type { FileAnalyser } from '../core/ports/fileAnalyser.ts';
import { findWasm } from '../node/assets.ts';
import type { AnalysisPlace, AnalysisReply, AnalysisRequest } from '../node/codeIndex/analysisLink.ts';
import { readText } from '../node/codeIndex/fileSource.ts';
import { readWordVectors } from '../node/codeIndex/wordTable.ts';
import { sha256 } from '../node/hash.ts';
import { createSyntaxParser } from '../node/syntax/syntaxParser.ts';

const belowNormal = 10;
const { signal } = new AbortController();
let analyser: Promise<FileAnalyser> | undefined;

setPriority(belowNormal);
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const request = message as AnalysisRequest;
  if ('place' in request) {
    analyser = open(request.place);
    return;
  }
  const { id, files } = request;
  Promise.resolve(analyser)
    .then((opened) => opened?.analyse(files, signal) ?? [])
    .then(
      (analysed) => reply({ id, analysed }),
      (thrown: unknown) => reply({ id, fault: messageOf(thrown) }),
    );
});

async function open({ root, withWords }: AnalysisPlace): Promise<FileAnalyser> {
  const table = withWords ? await readWordVectors() : undefined;
  const words = table && WordVectors.parse(table);
  const { outline } = createSyntaxParser({ findWasm });
  return createFileAnalyser({ read: (path) => readText(join(root, path), signal), hash: sha256, outline, ...(words ? { words } : {}) });
}

function reply(message: AnalysisReply): void {
  process.send?.(message, undefined, undefined, (fault) => {
    if (fault) process.exit(0);
  });
}
