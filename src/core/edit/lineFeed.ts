// Cuts a stream of text pieces into lines.

/** Line ends (LF or CRLF) are taken off. `rest` is the last line where no line end closed it, `undefined` when the text ended with one. */
export interface LineFeed {
  push(chunk: string): string[];
  rest(): string | undefined;
}

export function createLineFeed(): LineFeed {
  let pending: string[] = [];
  const take = (tail: string) => {
    const line = pending.length === 0 ? tail : pending.join('') + tail;
    pending = [];
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  return {
    push: (chunk) => {
      const lines: string[] = [];
      let start = 0;
      for (let stop = chunk.indexOf('\n'); stop >= 0; stop = chunk.indexOf('\n', start)) {
        lines.push(take(chunk.slice(start, stop)));
        start = stop + 1;
      }
      if (start < chunk.length) pending.push(chunk.slice(start));
      return lines;
    },
    rest: () => (pending.length === 0 ? undefined : take('')),
  };
}
