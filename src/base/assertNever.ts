// Closes a switch over a union: the compiler proves that no case is missing.

/** Throws if a value reaches it that the types said could not exist. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
