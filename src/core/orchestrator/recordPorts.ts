// Puts a recorder between a run and its ports. One line a call, so that nothing asked outside is forgotten.
import type { ModelEvent } from '../model/chat.ts';
import type { CodeIndex } from '../ports/codeIndex.ts';
import type { GitFacts } from '../ports/gitFacts.ts';
import type { LanguageFeatures } from '../ports/languageFeatures.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import type { PageReader } from '../ports/pageReader.ts';
import type { Person } from '../ports/person.ts';
import type { Surroundings } from '../ports/surroundings.ts';
import type { SyntaxParser } from '../ports/syntaxParser.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';
import { faceOf } from '../routing/retry.ts';
import type { RunPorts } from './ports.ts';
import type { CallRecorder } from './recorder.ts';

/** The same ports, every answer recorded or played back. `hash` is pure and stays as it is. */
export function recordPorts(ports: RunPorts, record: CallRecorder): RunPorts {
  return {
    reader: recordReader(ports.reader, record),
    ...(ports.git ? { git: recordGit(ports.git, record) } : {}),
    ...(ports.surroundings ? { surroundings: recordSurroundings(ports.surroundings, record) } : {}),
    ...(ports.pages ? { pages: recordPages(ports.pages, record) } : {}),
    ...(ports.fitter ? { fitter: ports.fitter } : {}),
    index: recordIndex(ports.index, record),
    features: recordFeatures(ports.features, record),
    syntax: recordSyntax(ports.syntax, record),
    shadow: {
      warm: (paths) => ports.shadow.warm(paths),
      rehearse: (changes, budgetMs, signal) =>
        record.call('shadow.rehearse', [changes, budgetMs], () => ports.shadow.rehearse(changes, budgetMs, signal)),
    },
    commands: {
      prepare: (command, folder) => record.call('commands.prepare', [command, folder], () => ports.commands.prepare(command, folder)),
      run: (prepared, onOutput, signal) => record.call('commands.run', prepared, () => ports.commands.run(prepared, onOutput, signal)),
    },
    tokens: { count: (texts, signal) => record.call('tokens.count', texts, () => ports.tokens.count(texts, signal)) },
    model: recordModel(ports.model, record),
    person: recordPerson(ports.person, record),
    clock: {
      now: () => record.value('clock.now', () => ports.clock.now()),
      delay: (ms, signal) => record.call('clock.delay', [ms], () => ports.clock.delay(ms, signal)),
    },
    ids: () => record.value('ids', ports.ids),
    hash: ports.hash,
  };
}

function recordPerson(live: Person, record: CallRecorder): Person {
  return {
    approve: (action, decision, signal) => record.call('person.approve', [action, decision], () => live.approve(action, decision, signal)),
    ...(live.settleMisfit
      ? { settleMisfit: (question, signal) => record.call('person.settleMisfit', question, () => live.settleMisfit!(question, signal)) }
      : {}),
  };
}

function recordGit(live: GitFacts, record: CallRecorder): GitFacts {
  return {
    head: (signal) => record.call('git.head', [], () => live.head(signal)),
    changes: (signal) => record.call('git.changes', [], () => live.changes(signal)),
    diff: (paths, maxCharacters, signal) => record.call('git.diff', [paths, maxCharacters], () => live.diff(paths, maxCharacters, signal)),
    log: (path, limit, signal) => record.call('git.log', [path, limit], () => live.log(path, limit, signal)),
    blame: (path, range, signal) => record.call('git.blame', [path, range], () => live.blame(path, range, signal)),
  };
}

function recordSurroundings(live: Surroundings, record: CallRecorder): Surroundings {
  return {
    files: (signal) => record.call('surroundings.files', [], () => live.files(signal)),
    failedCommand: (signal) => record.call('surroundings.failedCommand', [], () => live.failedCommand(signal)),
    testFailures: (signal) => record.call('surroundings.testFailures', [], () => live.testFailures(signal)),
    problemFiles: (signal) => record.call('surroundings.problemFiles', [], () => live.problemFiles(signal)),
  };
}

const recordPages = (live: PageReader, record: CallRecorder): PageReader => ({
  read: (url, signal) => record.call('pages.read', [url], () => live.read(url, signal)),
});

function recordReader(live: WorkspaceReader, record: CallRecorder): WorkspaceReader {
  return {
    ...(live.listFolder
      ? { listFolder: (path, signal) => record.call('reader.listFolder', [path], () => live.listFolder!(path, signal)) }
      : {}),
    read: (path, signal) => record.call('reader.read', [path], () => live.read(path, signal)),
    list: (limit, signal) => record.call('reader.list', [limit], () => live.list(limit, signal)),
    searchText: (words, limit, signal) => record.call('reader.searchText', [words, limit], () => live.searchText(words, limit, signal)),
    judgePath: (path) => record.call('reader.judgePath', [path], () => live.judgePath(path)),
  };
}

function recordIndex(live: CodeIndex, record: CallRecorder): CodeIndex {
  return {
    ...(live.findNames
      ? { findNames: (names, signal) => record.call('index.findNames', [names], () => live.findNames!(names, signal)) }
      : {}),
    ...(live.structure ? { structure: (signal) => record.call('index.structure', [], () => live.structure!(signal)) } : {}),
    search: (query, signal) => record.call('index.search', [query], () => live.search(query, signal)),
    update: (paths, signal) => record.call('index.update', [paths], () => live.update(paths, signal)),
    state: () => record.call('index.state', [], () => live.state()),
  };
}

function recordFeatures(live: LanguageFeatures, record: CallRecorder): LanguageFeatures {
  return {
    diagnostics: (path, signal) => record.call('features.diagnostics', [path], () => live.diagnostics(path, signal)),
    definition: (path, at, signal) => record.call('features.definition', [path, at], () => live.definition(path, at, signal)),
    references: (path, at, signal) => record.call('features.references', [path, at], () => live.references(path, at, signal)),
    hover: (path, at, signal) => record.call('features.hover', [path, at], () => live.hover(path, at, signal)),
    findSymbol: (name, signal) => record.call('features.findSymbol', [name], () => live.findSymbol(name, signal)),
  };
}

function recordSyntax(live: SyntaxParser, record: CallRecorder): SyntaxParser {
  return {
    outline: (path, text) => record.call('syntax.outline', [path, text], () => live.outline(path, text)),
    syntaxErrors: (path, text) => record.call('syntax.errors', [path, text], () => live.syntaxErrors(path, text)),
  };
}

/** An answer is recorded whole, when it has ended, with neighbouring pieces of text joined. */
function recordModel(live: LanguageModel, record: CallRecorder): LanguageModel {
  return {
    ...faceOf(live),
    async *stream(request, signal) {
      const heard = new EventQueue();
      const whole = record.call('model.stream', request, async () => {
        const events: ModelEvent[] = [];
        for await (const event of live.stream(request, signal)) {
          events.push(event);
          heard.push(event);
        }
        return joinText(events);
      });
      whole.then(
        (events) => heard.end(events),
        (fault: unknown) => heard.fail(fault),
      );
      yield* heard.drain();
    },
  };
}

function joinText(events: readonly ModelEvent[]): ModelEvent[] {
  const joined: ModelEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (event.kind === 'text' && last?.kind === 'text') joined[joined.length - 1] = { kind: 'text', text: last.text + event.text };
    else joined.push(event);
  }
  return joined;
}

/** Hands events on while they are recorded. Played back, nothing is heard live, and the recorded events are handed on at the end. */
class EventQueue {
  private readonly waiting: ModelEvent[] = [];
  private heardLive = false;
  private ended = false;
  private fault: unknown;
  private wake: () => void = () => undefined;

  push(event: ModelEvent): void {
    this.heardLive = true;
    this.waiting.push(event);
    this.wake();
  }

  end(recorded: readonly ModelEvent[]): void {
    if (!this.heardLive) this.waiting.push(...recorded);
    this.ended = true;
    this.wake();
  }

  fail(fault: unknown): void {
    this.fault = fault;
    this.ended = true;
    this.wake();
  }

  async *drain(): AsyncGenerator<ModelEvent> {
    for (;;) {
      const next = this.waiting.shift();
      if (next) yield next;
      else if (!this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
      else if (this.fault !== undefined) throw this.fault;
      else return;
    }
  }
}
