// Events as JSON lines, for programs: one event a line, in order, each after it is durable.
import type { RunEvent } from '../core/model/run.ts';
import { redact } from '../core/policy/redact.ts';

/**
 * One line without its end. Every line carries the run's name. Secrets are shown as placeholders: such lines end up in files; half a
 * line of a command's output is left out, because it may hold half a secret.
 */
export const jsonLine = (run: string, event: RunEvent): string =>
  JSON.stringify({ run, ...event, ...(event.kind === 'toolOutput' ? { line: undefined } : {}) }, (_, value: unknown) =>
    typeof value === 'string' ? redact(value) : value,
  );
