// The log as an output channel of the editor.
import type * as vscode from 'vscode';
import type { Logger } from '../../core/ports/logger.ts';

/** The channel's level decides what is kept. */
export function createLogger(channel: vscode.LogOutputChannel): Logger {
  return {
    debug: (text) => channel.debug(text),
    info: (text) => channel.info(text),
    warn: (text) => channel.warn(text),
    error: (text, thrown) => (thrown === undefined ? channel.error(text) : channel.error(text, thrown)),
  };
}
