// Where the time of one request goes: every question to a port with its start and its length, as a table.

export interface TracedCall {
  readonly name: string;
  readonly startMs: number;
  readonly lengthMs: number;
}

export interface Trace {
  /** The same ports; their questions are noted. */
  watch<P extends object>(ports: P): P;
  /** Forgets the calls so far; times count from now. */
  begin(): void;
  mark(name: string): void;
  readonly calls: readonly TracedCall[];
}

export function createTrace(): Trace {
  let calls: TracedCall[] = [];
  let zero = performance.now();
  const noted =
    (name: string, ask: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      const startMs = performance.now() - zero;
      const note = () => void calls.push({ name, startMs, lengthMs: performance.now() - zero - startMs });
      const answer = ask(...args);
      if (!(answer instanceof Promise)) return answer;
      answer.then(note, note);
      return answer;
    };
  const watchOne = (port: string, live: object): object =>
    new Proxy(live, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' && typeof key === 'string' ? noted(`${port}.${key}`, value.bind(target)) : value;
      },
    });
  return {
    watch: <P extends object>(ports: P) =>
      Object.fromEntries(
        Object.entries(ports).map(([port, live]) => [port, typeof live === 'object' && live !== null ? watchOne(port, live) : live]),
      ) as P,
    begin: () => {
      calls = [];
      zero = performance.now();
    },
    mark: (name) => void calls.push({ name, startMs: performance.now() - zero, lengthMs: 0 }),
    get calls() {
      return [...calls].sort((a, b) => a.startMs - b.startMs);
    },
  };
}

/** One line a call; neighbours of one name that start within a millisecond are one line. */
export function showTrace(calls: readonly TracedCall[]): readonly string[] {
  const lines: { name: string; startMs: number; lengthMs: number; count: number }[] = [];
  for (const call of calls) {
    const last = lines.at(-1);
    if (last?.name === call.name && call.startMs - last.startMs < 1) {
      last.count++;
      last.lengthMs = Math.max(last.lengthMs, call.lengthMs);
    } else lines.push({ ...call, count: 1 });
  }
  return lines.map(
    ({ name, startMs, lengthMs, count }) =>
      `${startMs.toFixed(1).padStart(8)} ${lengthMs.toFixed(1).padStart(8)} ms  ${name}${count > 1 ? ` x${count}` : ''}`,
  );
}
