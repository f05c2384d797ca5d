// Events as JSON lines, for programs: one event a line, in order, each after it is durable.
import type { RunEvent } from '../core/model/run.ts';

/** One line without its end. Every line carries the run's name. */
export const jsonLine = (run: string, event: RunEvent): string => JSON.stringify({ run, ...event });
