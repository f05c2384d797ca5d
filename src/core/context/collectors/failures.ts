// What failed last: the last failed command of a terminal, and failing tests.
import type { TestFailure } from '../../ports/surroundings.ts';
import { type Collector, idOf } from '../gathering.ts';

const lastLines = 80;
const maxFailures = 10;
const asksAboutFailure = /\b(?:fail|error|crash|broke|broken|build|compil|test|terminal|command|output|exception|trace)/i;

export const collectTerminal: Collector = {
  source: 'terminal',
  async collect({ request, ports }, sink, signal) {
    const isMentioned = /(?:^|\s)@terminal\b/.test(request.text);
    const failed = isMentioned ? undefined : await ports.surroundings?.failedCommand(signal);
    if (!failed) return;
    const concerns = asksAboutFailure.test(request.text) || request.focus.some(({ path }) => failed.output.includes(path));
    const lines = failed.output.trimEnd().split(/\r?\n/);
    const cut = lines.length > lastLines ? ['… earlier output left out …', ...lines.slice(-lastLines)] : lines;
    sink.offer({
      id: idOf('terminal', 'failedCommand'),
      source: 'terminal',
      title: `terminal: this command failed with exit code ${failed.exitCode}`,
      text: [`$ ${failed.command}`, ...cut].join('\n'),
      score: concerns ? 1 : 0.2,
      reason: concerns ? 'the last command failed, and the request is about it' : 'the last command failed',
    });
  },
};

export const collectTests: Collector = {
  source: 'tests',
  async collect({ request, ports }, sink, signal) {
    const failures = (await ports.surroundings?.testFailures(signal)) ?? [];
    for (const failure of failures.slice(0, maxFailures)) {
      const concerns =
        request.focus.some(({ path }) => path === failure.path) || request.text.includes(failure.name) || /\btests?\b/i.test(request.text);
      sink.offer({
        id: `tests:${failure.name}`,
        source: 'tests',
        title: `failing test: ${failure.name}`,
        text: `${placeOf(failure)}${failure.message}`,
        score: concerns ? 1 : 0.3,
        reason: 'fails in the last test run',
      });
    }
    const more = failures.length - maxFailures;
    if (more > 0) sink.leaveOut({ source: 'tests', title: `${more} more failing tests`, why: `only the first ${maxFailures} are shown` });
  },
};

function placeOf({ path, line }: TestFailure): string {
  if (path === undefined) return '';
  return line === undefined ? `${path}\n` : `${path}:${line + 1}\n`;
}
