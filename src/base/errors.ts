// The one error class of the product. A fault carries a stable code for programs and a message for the person.

/**
 * A fault that was translated once, at the adapter that met it.
 * `code` is `<area>.<what>`; `message` says what failed, on which file, and what to do next.
 */
export class AppError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** The text to show or log for whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** True for the two shapes in which an aborted wait surfaces: our own code and the platform's AbortError. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === 'AbortError' || (thrown instanceof AppError && thrown.code === 'run.cancelled'));
}

/** The fault that an aborted wait throws. */
export function cancelled(): AppError {
  return new AppError('run.cancelled', 'Stopped. Nothing was changed.');
}
