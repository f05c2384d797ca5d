// What a person typed, as one typed command.
import { parseArgs } from 'node:util';
import { AppError } from '../base/errors.ts';
import type { LineRange } from '../core/model/document.ts';

export interface Options {
  readonly workspace: string;
  readonly focus: readonly { readonly path: string; readonly lines?: LineRange }[];
  readonly model?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

export type Command =
  | { readonly kind: 'edit' | 'ask'; readonly text: string; readonly options: Options }
  | { readonly kind: 'context'; readonly text: string; readonly options: Options }
  | { readonly kind: 'runs'; readonly options: Options }
  | { readonly kind: 'show' | 'replay' | 'resume'; readonly run: string; readonly options: Options }
  | { readonly kind: 'forget'; readonly run?: string; readonly olderThanDays?: number; readonly options: Options }
  | { readonly kind: 'index'; readonly action: 'build' | 'status'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

export const usage = `Understudy rehearses every edit before you see it.

  understudy edit "what to change"    propose changes, checked by your project's compiler; you accept or reject each hunk
  understudy ask "question"           answer a question about the code; changes nothing
  understudy context "request"        what the model would be shown for a request, why, and what it costs; sends nothing
  understudy runs                     list the recorded runs of this workspace
  understudy show RUN                 what happened in a run
  understudy replay RUN               execute a run again from its record and compare
  understudy forget RUN | DAYSd       take a run out of the journal, or all that are older than so many days
  understudy index [build | status]   bring the code index of this workspace up to date, or tell what it holds
  understudy resume RUN               go on with a run that was cut off, or decide on its waiting hunks

Options
  --workspace DIR        the project folder (default: the current folder)
  --file FILE[:A[-B]]    a file, or its lines A to B, that the request is about; may be repeated
  --model NAME           the model (default: UNDERSTUDY_MODEL)
  --yes                  accept every hunk whose rehearsal found nothing new; broken ones are never accepted
  --json                 print events as JSON lines; without --yes hunks stay waiting (see resume)
  --version, --help

Environment
  UNDERSTUDY_BASE_URL    an OpenAI-compatible endpoint, for example http://127.0.0.1:11434/v1
  UNDERSTUDY_MODEL       the model's name; more, in order of preference: first, second, fast=small
  UNDERSTUDY_API_KEY     its key, when it needs one
  UNDERSTUDY_EMBEDDINGS_URL, _MODEL, _KEY
                         an endpoint for the vectors of the code index; without one a table that comes along serves
  UNDERSTUDY_LOCAL_ONLY  when set, nothing is sent to any other machine
  UNDERSTUDY_BUDGET      limits, for example: run $0.50, day $5, day 2000000 tokens, run 10 minutes,
                         then cheaper (or: then ask, then stop); scopes: request, run, day, workspace
  UNDERSTUDY_DATA        folder of the journals (default: your user data folder)
`;

const optionTable = {
  workspace: { type: 'string' },
  file: { type: 'string', multiple: true },
  model: { type: 'string' },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

/** Throws `cli.usage` with what is wrong and what would be right. */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parseOrExplain(argv);
  const [name, ...words] = positionals;
  if (values.version) return { kind: 'version' };
  if (values.help || name === undefined || name === 'help') return { kind: 'help' };
  const options: Options = {
    workspace: values.workspace ?? '.',
    focus: (values.file ?? []).map(parseFocus),
    ...(values.model === undefined ? {} : { model: values.model }),
    yes: values.yes,
    json: values.json,
  };
  const text = words.join(' ').trim();
  switch (name) {
    case 'edit':
    case 'ask':
    case 'context':
      if (text === '')
        throw wrong(
          `Say what you want, for example: understudy ${name} "${name === 'edit' ? 'round prices to cents' : 'where are prices rounded?'}"`,
        );
      return { kind: name, text, options };
    case 'runs':
      return { kind: 'runs', options };
    case 'show':
    case 'replay':
    case 'resume':
      if (text === '') throw wrong(`Name a run: understudy ${name} RUN. The list: understudy runs`);
      return { kind: name, run: text, options };
    case 'index':
      if (text !== '' && text !== 'build' && text !== 'status') throw wrong('Say: understudy index build, or understudy index status.');
      return { kind: 'index', action: text === 'status' ? 'status' : 'build', options };
    case 'forget':
      return { kind: 'forget', ...parseForgotten(text), options };
    default:
      throw wrong(`There is no command "${name}". The commands: edit, ask, context, runs, show, replay, resume, forget, index.`);
  }
}

function parseForgotten(text: string): { readonly run: string } | { readonly olderThanDays: number } {
  if (text === '') throw wrong('Name a run, or days: understudy forget RUN, understudy forget 30d.');
  const days = /^(\d{1,4})d$/.exec(text);
  return days ? { olderThanDays: Number(days[1]) } : { run: text };
}

function parseOrExplain(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: optionTable, allowPositionals: true });
  } catch (cause) {
    throw new AppError('cli.usage', `${cause instanceof Error ? cause.message : String(cause)} See: understudy --help`, { cause });
  }
}

/** `src/a.ts`, `src/a.ts:12` or `src/a.ts:12-30`; line numbers as people count, from 1, both ends included. */
function parseFocus(text: string): Options['focus'][number] {
  const match = /^(.+?):(\d+)(?:-(\d+))?$/.exec(text);
  if (!match?.[1]) return { path: text };
  const first = Number(match[2]);
  const last = Number(match[3] ?? match[2]);
  if (first < 1 || last < first)
    throw wrong(`--file ${text}: lines run from the first to the last, counted from 1, for example --file ${match[1]}:12-30`);
  return { path: match[1], lines: { startLine: first - 1, endLine: last } };
}

const wrong = (message: string) => new AppError('cli.usage', message);
