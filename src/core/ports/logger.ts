// The log for the person who looks for a cause; never the place where a fault ends.

export interface Logger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string, thrown?: unknown): void;
}
