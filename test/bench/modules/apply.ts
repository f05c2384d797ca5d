// The scorer's view of fast apply: one file, one answer, the functions a run calls.

import { createEditBlockParser } from '../../../src/core/edit/editBlockParser.ts';
import { fitAnswer } from '../../../src/core/edit/fitAnswer.ts';

export async function apply(before: string, response: string, path: string): Promise<{ content: string } | { refused: string }> {
  const parser = createEditBlockParser();
  parser.push(response);
  const answer = parser.finish();
  if (answer.truncated !== undefined) return { refused: answer.truncated };
  const fitted = fitAnswer(answer, new Map([[path, { path, text: before, version: '1' }]]), path);
  if (fitted.misfits.length > 0) return { refused: fitted.misfits.map(({ reason, explanation }) => `${reason}: ${explanation}`).join(' ') };
  const change = fitted.changes.find((one) => one.kind === 'modify' && one.path === path);
  if (change?.kind === 'modify') return { content: change.after };
  return fitted.alreadyApplied.includes(path) ? { content: before } : { refused: 'no edit for this file' };
}
