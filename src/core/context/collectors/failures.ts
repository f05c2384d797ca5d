// What failed last: the last failed command of a terminal, and failing tests with their own text.
import type { TestFailure } from '../../ports/surroundings.ts';
import { offerCodeUnderTest } from '../codeUnderTest.ts';
import { type Collector, filePiece, type Gathering, idOf, type Sink } from '../gathering.ts';
import { clamp } from '../lineRanges.ts';
import { enclosingRegion } from '../regions.ts';
import { findTestFailures } from '../testFailures.ts';
import { failuresIn } from '../testOutput.ts';
import { offerTraced } from '../tracedCode.ts';

const lastLines = 80;
/** Failing tests are shown one by one. */
const lastLinesOfTests = 8;
const maxFailures = 10;
const maxTestTexts = 3;
const linesAround = 12;
const asksAboutFailure = /\b(?:fail|error|crash|broke|broken|build|compil|test|terminal|command|output|exception|trace)/i;

export const collectTerminal: Collector = {
  source: 'terminal',
  async collect(gathering, sink, signal) {
    const { request, ports } = gathering;
    const isMentioned = /(?:^|\s)@terminal\b/.test(request.text);
    const failed = isMentioned ? undefined : await ports.surroundings?.failedCommand(signal);
    if (!failed) return;
    const concerns = asksAboutFailure.test(request.text) || request.focus.some(({ path }) => failed.output.includes(path));
    const lines = failed.output.trimEnd().split(/\r?\n/);
    const most = failuresIn(failed.output).length > 0 ? lastLinesOfTests : lastLines;
    const cut = lines.length > most ? ['… earlier output left out …', ...lines.slice(-most)] : lines;
    sink.offer({
      id: idOf('terminal', 'failedCommand'),
      source: 'terminal',
      title: `terminal: this command failed with exit code ${failed.exitCode}`,
      text: [`$ ${failed.command}`, ...cut].join('\n'),
      score: concerns ? 1 : 0.2,
      reason: concerns ? 'the last command failed, and the request is about it' : 'the last command failed',
    });
    if (concerns) await offerTraced(failed, { source: 'terminal', score: 0.8 }, gathering, sink);
  },
};

export const collectTests: Collector = {
  source: 'tests',
  async collect(gathering, sink, signal) {
    const { request, ports, files } = gathering;
    const failures = await findTestFailures(ports.surroundings, files, signal);
    const about: TestFailure[] = [];
    for (const failure of failures.slice(0, maxFailures)) {
      const concerns =
        request.focus.some(({ path }) => path === failure.path) ||
        request.text.includes(failure.name) ||
        /\b(?:tests?|fail\w*)\b/i.test(request.text);
      if (concerns) about.push(failure);
      sink.offer({
        id: `tests:${failure.name}`,
        source: 'tests',
        title: `failing test: ${failure.name}`,
        text: `${placeOf(failure)}${failure.message}`,
        score: concerns ? 1 : 0.3,
        reason: 'fails in the last test run',
      });
    }
    for (const failure of about.slice(0, maxTestTexts)) {
      await offerTestText(failure, gathering, sink);
      await offerCodeUnderTest(failure, gathering, sink);
    }
    const more = failures.length - maxFailures;
    if (more > 0) sink.leaveOut({ source: 'tests', title: `${more} more failing tests`, why: `only the first ${maxFailures} are shown` });
  },
};

/** The lines of the test itself; some round the failure where no grammar knows its bounds. */
async function offerTestText({ name, path, line }: TestFailure, { files }: Gathering, sink: Sink): Promise<void> {
  const file = path === undefined ? undefined : await files.find(path);
  if (!file || line === undefined || line >= file.lines.length) return;
  const at = { startLine: line, endLine: line + 1 };
  const region = enclosingRegion(file, await files.outline(file.path), at);
  const range =
    region.symbol === undefined ? clamp({ startLine: line - linesAround, endLine: line + linesAround }, file.lines.length) : region.range;
  sink.offer(
    filePiece(file, range, { source: 'tests', title: `the failing test ${name}`, score: 0.9, reason: 'it fails in the last test run' }),
  );
}

function placeOf({ path, line }: TestFailure): string {
  if (path === undefined) return '';
  return line === undefined ? `${path}\n` : `${path}:${line + 1}\n`;
}
