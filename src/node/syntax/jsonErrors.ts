// Tier 0 for JSON, for which no grammar is shipped: the platform's own parser, with the line of the first fault.
import { messageOf } from '../../base/errors.ts';
import type { Position } from '../../core/model/document.ts';
import type { Diagnostic } from '../../core/model/validation.ts';

/** Files that are JSON with comments by convention are not judged. */
const withComments = /(^|\/)(tsconfig|jsconfig|\.eslintrc|devcontainer|api-extractor)[^/]*\.json$|(^|\/)\.vscode\//i;

export function jsonErrors(path: string, text: string): readonly Diagnostic[] | undefined {
  if (withComments.test(path)) return undefined;
  try {
    JSON.parse(text);
    return [];
  } catch (thrown) {
    const message = messageOf(thrown);
    const at = placeOf(message, text);
    return [
      { path, range: { start: at, end: at }, severity: 'error', message: `Not valid JSON: ${message}`, source: 'syntax', code: 'json' },
    ];
  }
}

function placeOf(message: string, text: string): Position {
  const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
