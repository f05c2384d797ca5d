// Fits an answer's text in one step: what a worker runs, and what its caller runs itself for small inputs.
import type { FitResult } from '../model/change.ts';
import type { FitRequest } from '../ports/answerFitter.ts';
import { parseAnswer } from './editBlockParser.ts';
import { fitAnswer } from './fitAnswer.ts';
import { withoutBlocks } from './parsedAnswer.ts';

export function fitRequest({ answer, files, focusPath, without }: FitRequest): FitResult {
  return fitAnswer(withoutBlocks(parseAnswer(answer), without), files, focusPath);
}
