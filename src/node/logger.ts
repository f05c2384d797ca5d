// A log as lines of text: time, level, what happened. Where the lines go is the host's business.
import { messageOf } from '../base/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Logger } from '../core/ports/logger.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof levels)[number];

/** Lines below `from` are dropped. Stack traces are written at `debug` only. */
export function createLineLogger(write: (line: string) => void, clock: Pick<Clock, 'now'>, from: LogLevel): Logger {
  const wanted = (level: LogLevel) => levels.indexOf(level) >= levels.indexOf(from);
  const log = (level: LogLevel, text: string) => {
    if (wanted(level)) write(`${new Date(clock.now()).toISOString()} ${level} ${text}\n`);
  };
  return {
    debug: (text) => log('debug', text),
    info: (text) => log('info', text),
    warn: (text) => log('warn', text),
    error: (text, thrown) => {
      log('error', thrown === undefined ? text : `${text}: ${messageOf(thrown)}`);
      if (thrown instanceof Error && thrown.stack) log('debug', thrown.stack);
    },
  };
}
