// Time, as something that can be recorded and played back.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or rejects when aborted. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
}
