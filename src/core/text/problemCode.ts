// How a problem's code is written for models: as in their own language's compiler output.

/** `TS2304` for the TypeScript compilers, else the judge and its code. */
export const problemCode = (source: string, code: string): string =>
  /^ts$|typescript/i.test(source) && /^\d+$/.test(code) ? `TS${code}` : `${source} ${code}`;
