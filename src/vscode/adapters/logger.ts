// The log as an output channel of the editor. Secrets are written as placeholders.
import type * as vscode from 'vscode';
import { redact } from '../../core/policy/redact.ts';
import type { Logger } from '../../core/ports/logger.ts';

/** The channel's level decides what is kept. */
export function createLogger(channel: vscode.LogOutputChannel): Logger {
  return {
    debug: (text) => channel.debug(redact(text)),
    info: (text) => channel.info(redact(text)),
    warn: (text) => channel.warn(redact(text)),
    error: (text, thrown) => (thrown === undefined ? channel.error(redact(text)) : channel.error(redact(text), redact(causeOf(thrown)))),
  };
}

const causeOf = (thrown: unknown): string => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
