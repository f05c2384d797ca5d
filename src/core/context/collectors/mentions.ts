// What the request mentions with an at sign: @file, @folder, @symbol, @problems, @changes, @terminal, an address of the
// web; and what the person pinned.
import type { FilePath, LineRange } from '../../model/document.ts';
import { type FileView, wholeRange } from '../fileCache.ts';
import { declarationsNamed, findDeclarations } from '../findDeclarations.ts';
import { type Collector, filePiece, type Gathering, idOf, type Sink } from '../gathering.ts';
import { clamp } from '../lineRanges.ts';
import { withLeadingComment } from '../regions.ts';
import { lastName, signatureLines, symbolAt } from '../signature.ts';
import { offerTraced } from '../tracedCode.ts';
import { describeProblems } from './diagnostics.ts';

const mention = /(?:^|[\s(,])@(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]]|[^\s,;()]+?(?=[.?!:]?(?:[\s,;)]|$)))/gi;
const maxFolderFiles = 30;
const maxListed = 50_000;
const maxDiffCharacters = 24_000;
const maxChangedFiles = 8;
const maxOutput = 8_000;

export const collectMentions: Collector = {
  source: 'mention',
  async collect(gathering, sink, signal) {
    for (const place of gathering.request.choices?.pinned ?? []) await offerPinned(place, gathering, sink);
    for (const found of gathering.request.text.matchAll(mention)) {
      const named = found[1]!;
      const offer = isAddress(named) ? offerPage : (special[named] ?? offerNamed);
      const isKnown = await offer({ named, gathering, sink, signal });
      if (!isKnown) sink.leaveOut({ source: 'mention', title: `@${named}`, why: whyUnknown });
    }
  },
};

interface Mention {
  readonly named: string;
  readonly gathering: Gathering;
  readonly sink: Sink;
  readonly signal: AbortSignal;
}

const whyUnknown = 'no file, folder or symbol of this name was found, or there is nothing to show';
const isAddress = (named: string) => /^https?:\/\//i.test(named);

/** Addresses of the web that the text mentions with an at sign, each once. */
export const addressesMentioned = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(mention)].map((found) => found[1]!).filter(isAddress)),
];

/** Whether it may be fetched was settled before. */
async function offerPage({ named, gathering, sink }: Mention): Promise<boolean> {
  const page = gathering.ports.fetched?.get(named);
  if (page?.kind !== 'read') {
    const why = page?.why ?? 'the page is fetched when the request is sent, if you allow it';
    sink.leaveOut({ source: 'mention', title: `@${named}`, why });
    return true;
  }
  sink.offer({
    id: idOf('mention', named),
    source: 'mention',
    title: `${page.title} (${page.url}), a page of the web`,
    text: page.isCut ? `${page.text}\n… the rest of the page is left out …` : page.text,
    score: 1,
    reason: `you mentioned @${named}`,
    required: true,
  });
  return true;
}

const special: Readonly<Record<string, (mention: Mention) => Promise<boolean>>> = {
  problems: offerProblems,
  changes: offerChanges,
  terminal: offerTerminal,
};

async function offerPinned(place: { path: FilePath; range?: LineRange }, { files }: Gathering, sink: Sink): Promise<void> {
  const file = await files.find(place.path);
  if (!file) {
    sink.leaveOut({ source: 'mention', title: place.path, path: place.path, why: 'pinned, but no longer there' });
    return;
  }
  const range = place.range ? clamp(place.range, file.lines.length) : wholeRange(file);
  sink.offer(filePiece(file, range, { source: 'mention', title: file.path, score: 1, reason: 'pinned by you', required: true }));
}

async function offerNamed(mention: Mention): Promise<boolean> {
  return (await offerFile(mention)) || (await offerFolder(mention)) || (await offerSymbol(mention));
}

/** `@src/cart.ts`, with lines as `@src/cart.ts:10-20` or `#L10-L20`. */
async function offerFile({ named, gathering, sink }: Mention): Promise<boolean> {
  const [, path, from, to] = /^(?:file:)?(.+?)(?:(?::|#L?)(\d+)(?:-L?(\d+))?)?$/.exec(named) ?? [];
  const file = path === undefined ? undefined : await gathering.files.find(path);
  if (!file) return false;
  const range =
    from === undefined ? wholeRange(file) : clamp({ startLine: Number(from) - 1, endLine: Number(to ?? from) }, file.lines.length);
  sink.offer(filePiece(file, range, { source: 'mention', title: file.path, score: 1, reason: `you mentioned @${named}`, required: true }));
  return true;
}

/** The names of its files, and the first of them as pieces of their own. */
async function offerFolder({ named, gathering, sink, signal }: Mention): Promise<boolean> {
  const folder = `${named.replace(/^folder:|\/+$/g, '')}/`;
  const paths = (await gathering.ports.reader.list(maxListed, signal)).filter((path) => path.startsWith(folder));
  if (paths.length === 0) return false;
  const text =
    paths.slice(0, 10 * maxFolderFiles).join('\n') +
    (paths.length > 10 * maxFolderFiles ? `\nand ${paths.length - 10 * maxFolderFiles} more` : '');
  sink.offer({
    id: idOf('mention', folder),
    source: 'mention',
    title: `files of ${folder}`,
    text,
    score: 1,
    reason: `you mentioned @${named}`,
    required: true,
  });
  const files = await Promise.all(paths.slice(0, maxFolderFiles).map((path) => gathering.files.find(path)));
  for (const [at, file] of files.filter((file): file is FileView => file !== undefined).entries()) {
    sink.offer(
      filePiece(file, wholeRange(file), {
        source: 'mention',
        title: file.path,
        score: 0.6 - at / 100,
        reason: `in the folder you mentioned, @${named}`,
      }),
    );
  }
  return true;
}

async function offerSymbol({ named, gathering, sink, signal }: Mention): Promise<boolean> {
  const name = lastName(named.replace(/^symbol:/, ''));
  if (!/^[\w$]+$/.test(name)) return false;
  const { ports, files } = gathering;
  const places = await declarationsNamed(name, gathering, signal);
  const from =
    gathering.request.focus[0]?.path ??
    (await ports.reader.list(maxListed, signal)).find((path) => /\.(?:[cm]?[jt]sx?|py|go|rs|java)$/.test(path));
  const use = from === undefined ? [] : [{ name, path: from, at: { line: 0, character: 0 }, weight: 1 }];
  const found = places.length > 0 ? places : await findDeclarations(use, gathering, signal);
  for (const { path, line } of found.slice(0, 2)) {
    const file = await files.find(path);
    if (!file) continue;
    const symbol = symbolAt(await files.outline(path), line, name);
    const range = symbol ? withLeadingComment(file, symbol.range) : signatureLines(file, undefined, line);
    sink.offer(
      filePiece(file, range, {
        source: 'mention',
        title: symbol?.path ?? name,
        score: 1,
        reason: `you mentioned @${named}`,
        required: true,
      }),
    );
  }
  return found.length > 0;
}

/** Problems of the open files, or of those the request points at. */
async function offerProblems({ gathering, sink, signal }: Mention): Promise<boolean> {
  const { ports, request } = gathering;
  const open = (await ports.surroundings?.files(signal)) ?? [];
  const paths = [...new Set([...request.focus, ...open].map(({ path }) => path))];
  const found = await Promise.all(paths.map(async (path) => ({ path, problems: await ports.features.diagnostics(path, signal) })));
  const text = found.filter(({ problems }) => problems.length > 0).map(({ path, problems }) => describeProblems(problems, path));
  if (text.length === 0) return false;
  sink.offer({
    id: idOf('mention', 'problems'),
    source: 'mention',
    title: 'problems reported now',
    text: text.join('\n'),
    score: 1,
    reason: 'you mentioned @problems',
    required: true,
  });
  return true;
}

async function offerChanges({ gathering, sink, signal }: Mention): Promise<boolean> {
  const { git } = gathering.ports;
  const changed = (await git?.changes(signal)) ?? [];
  const diff =
    changed.length === 0
      ? ''
      : await git!.diff(
          changed.map(({ path }) => path),
          maxDiffCharacters,
          signal,
        );
  if (diff === '') return false;
  sink.offer({
    id: idOf('mention', 'changes'),
    source: 'mention',
    title: 'changes since the last commit',
    text: diff,
    score: 1,
    reason: 'you mentioned @changes',
    required: true,
  });
  for (const { path } of changed.slice(0, maxChangedFiles)) {
    const file = await gathering.files.find(path);
    if (file)
      sink.offer(filePiece(file, wholeRange(file), { source: 'mention', title: path, score: 0.6, reason: 'it has changed, @changes' }));
  }
  return true;
}

async function offerTerminal({ gathering, sink, signal }: Mention): Promise<boolean> {
  const failed = await gathering.ports.surroundings?.failedCommand(signal);
  if (!failed) return false;
  const output = failed.output.length > maxOutput ? `… earlier output left out …\n${failed.output.slice(-maxOutput)}` : failed.output;
  const text = `$ ${failed.command}\n${output}\n(exit code ${failed.exitCode})`;
  sink.offer({
    id: idOf('mention', 'terminal'),
    source: 'mention',
    title: 'the last command that failed',
    text,
    score: 1,
    reason: 'you mentioned @terminal',
    required: true,
  });
  await offerTraced(failed, { source: 'mention', score: 0.8 }, gathering, sink);
  return true;
}
