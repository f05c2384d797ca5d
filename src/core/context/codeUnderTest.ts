// What a failing test is about: the files of the workspace that it imports, whole where they are short.

import type { TestFailure } from '../ports/surroundings.ts';
import { wholeRange } from './fileCache.ts';
import type { Gathering, Sink } from './gathering.ts';
import { filePiece } from './gathering.ts';
import { importedFiles } from './importedFiles.ts';
import { regionsAbout } from './regions.ts';
import { wordsOf } from './requestNames.ts';

const maxLines = 150;
const maxFiles = 4;
const maxRegions = 2;

export async function offerCodeUnderTest({ name, message, path }: TestFailure, { files }: Gathering, sink: Sink): Promise<void> {
  if (path === undefined) return;
  const reason = `imported by ${path}, which fails`;
  for (const [at, file] of (await importedFiles(path, files)).slice(0, maxFiles).entries()) {
    const note = { source: 'tests', score: 0.7 - at / 20, reason } as const;
    if (file.lines.length <= maxLines) {
      sink.offer(filePiece(file, wholeRange(file), { ...note, title: file.path }));
      continue;
    }
    const regions = regionsAbout(file, await files.outline(file.path), wordsOf(`${name} ${message.split('\n')[0] ?? ''}`));
    for (const region of regions.slice(0, maxRegions))
      sink.offer(filePiece(file, region.range, { ...note, title: region.symbol ?? file.path }));
  }
}
