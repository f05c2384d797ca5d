// Failing tests in what a test runner printed: mocha, vitest, jest, pytest, go test, cargo test. Paths are as printed; nothing is looked up.
import type { TestFailure } from '../ports/surroundings.ts';

const maxMessageLines = 25;

type Place = Pick<TestFailure, 'path' | 'line'>;

/** In the order of the output, each name once; empty for the output of anything else. */
export function failuresIn(output: string): readonly TestFailure[] {
  const lines = output.split(/\r?\n/);
  const found = [mocha, vitest, jest, pytest, goTest, cargo].flatMap((read) => read(lines));
  return found.filter((failure, at) => found.findIndex((other) => other.name === failure.name && other.path === failure.path) === at);
}

/** The parts of a text that begin with a line of this form, each up to the next or to a line that ends them all. */
function sections(lines: readonly string[], head: RegExp, end: RegExp): readonly { head: RegExpExecArray; body: readonly string[] }[] {
  const starts = lines.flatMap((line, at) => {
    const found = head.exec(line);
    return found ? [{ found, at }] : [];
  });
  return starts.map(({ found, at }, index) => {
    const next = starts[index + 1]?.at ?? lines.length;
    const rest = lines.slice(at + 1, next);
    const last = rest.findIndex((line) => end.test(line));
    return { head: found, body: last < 0 ? rest : rest.slice(0, last) };
  });
}

function toFailure(name: string, message: readonly string[], place: Place): TestFailure {
  const from = message.findIndex((line) => line.trim() !== '');
  const text =
    from < 0
      ? ''
      : message
          .slice(from, from + maxMessageLines)
          .join('\n')
          .trimEnd();
  return { name, message: text, ...place };
}

const toPlace = (found: RegExpExecArray | undefined | null): Place => (found ? { path: found[1]!, line: Number(found[2]) - 1 } : {});

/** Where a script's stack leads: in the test itself if it can be told, never in a library. */
function inStack(lines: readonly string[], isOwn: (path: string) => boolean = (path) => /test|spec/i.test(path)): Place {
  const frames = lines.flatMap((line) => {
    const found = /(?:\(|\bat |❯ (?:.* )?)(?:file:\/\/)?((?:[A-Za-z]:)?[^\s():]+\.\w+):(\d+)(?::\d+)?\)?\s*$/.exec(line);
    return found && !/node:|node_modules/.test(line) ? [found] : [];
  });
  return toPlace(frames.find((frame) => isOwn(frame[1]!)) ?? frames[0]);
}

/** `  1) suite`, deeper lines up to one that ends with a colon, then the message and the stack. */
function mocha(lines: readonly string[]): readonly TestFailure[] {
  const start = lines.findIndex((line) => /^\s+\d+ failing\b/.test(line));
  if (start < 0) return [];
  return sections(lines.slice(start), /^ {2}\d+\) (.+)$/, /^(?:npm (?:ERR!|error)|error Command)/).map(({ head, body }) => {
    const first = head[1]!;
    const ended = first.endsWith(':') ? 0 : body.findIndex((line) => line.endsWith(':')) + 1;
    const name = [first, ...body.slice(0, ended)].map((line) => line.trim().replace(/:$/, '')).join(' > ');
    const message = body.slice(ended).filter((line) => !/^\s+at .*(?:node:|node_modules)/.test(line));
    return toFailure(name, message, inStack(body));
  });
}

/** ` FAIL  file > suite > test`, up to a rule. */
function vitest(lines: readonly string[]): readonly TestFailure[] {
  return sections(lines, /^ ?FAIL {2}(?:\|[^|]*\| )?(\S+?\.\w+)(?: > (.+)| \[.*\])$/, /^⎯{5,}/).map(({ head, body }) => {
    const [, path = '', name = path] = head;
    const place = inStack(body, (own) => own === path);
    return toFailure(name, body, place.path === undefined ? { path } : place);
  });
}

/** `FAIL file`, then `  ● suite › test` with message, code and stack. */
function jest(lines: readonly string[]): readonly TestFailure[] {
  return sections(lines, /^FAIL (?:\S+ )?(\S+\.\w+)(?: \([\d.]+ m?s\))?$/, /^(?:Test Suites:|PASS )/).flatMap((file) => {
    const path = file.head[1]!;
    return sections(file.body, /^ {2}● (.+)$/, /^\S/).map(({ head, body }) => {
      const place = inStack(body, (own) => own === path);
      return toFailure(head[1]!.replaceAll(' › ', ' > '), body, place.path === undefined ? { path } : place);
    });
  });
}

/** `____ name ____` with the place at its end; without tracebacks the lines of the summary. */
function pytest(lines: readonly string[]): readonly TestFailure[] {
  const start = lines.findIndex((line) => /^=+ (?:FAILURES|ERRORS) =+$/.test(line));
  const long = start < 0 ? [] : sections(lines.slice(start), /^_{3,} (.+?) _{3,}$/, /^=+ .* =+$/);
  if (long.length > 0)
    return long.map(({ head, body }) => {
      const places = body.flatMap((line) => /^(\S+\.py):(\d+):/.exec(line) ?? []);
      const own = body.map((line) => /^(\S+\.py):(\d+):/.exec(line)).find((found) => found !== null);
      return toFailure(head[1]!, body, places.length > 0 ? toPlace(own) : {});
    });
  return lines.flatMap((line) => {
    const [, path, name, message = ''] = /^(?:FAILED|ERROR) (\S+?\.py)(?:::(\S+))?(?: - (.*))?$/.exec(line) ?? [];
    return path === undefined ? [] : [toFailure((name ?? path).replaceAll('::', '.'), [message], { path })];
  });
}

/** `--- FAIL: TestName`, deeper lines `file.go:7: message`; a panic's stack leads to the test. The package comes last, and names the folder. */
function goTest(lines: readonly string[]): readonly TestFailure[] {
  return sections(lines, /^\s*--- FAIL: (\S+) \([\d.]+s\)$/, /^(?:FAIL\b|ok\b|PASS\b)/).flatMap(({ head, body }) => {
    const at = lines.indexOf(head[0]);
    const folder = lines.slice(at).flatMap((line) => /^FAIL\t(\S+)\t/.exec(line)?.[1] ?? [])[0];
    const said = body.map((line) => /^\s+(\S+\.go):(\d+): /.exec(line)).find((found) => found !== null);
    const thrown = body.map((line) => /^\t(\S+_test\.go):(\d+)/.exec(line)).find((found) => found !== null);
    const hasParts = !said && !thrown && body.length === 0;
    if (hasParts) return [];
    const place = toPlace(said ?? thrown);
    const path = said && folder !== undefined ? `${folder}/${place.path}` : place.path;
    return [toFailure(head[1]!, body, path === undefined ? {} : { ...place, path })];
  });
}

/** `---- name stdout ----`, then what it printed and where it panicked. */
function cargo(lines: readonly string[]): readonly TestFailure[] {
  return sections(lines, /^---- (\S+) stdout ----$/, /^(?:failures:|test result:|stack backtrace:|note: )/).map(({ head, body }) => {
    const panics = body.map((line) => /panicked at (?:'.*', )?(\S+?\.rs):(\d+):\d+/.exec(line)).find((found) => found !== null);
    return toFailure(head[1]!, body, toPlace(panics));
  });
}
