// One child process that takes files apart. The parser's compiled code and its garbage are its own and go with it.
import { AppError } from '../../base/errors.ts';
import type { AnalysedFile, FileToAnalyse } from '../../core/ports/fileAnalyser.ts';
import { ChildLink, sharedArena } from '../childLink.ts';
import { baselineOnly } from '../syntax/hotRuntime.ts';

export interface AnalysisPlace {
  readonly root: string;
  readonly withWords: boolean;
  /** Behind everything else on the machine, because nobody waits for it. */
  readonly background: boolean;
}

/** `place` is the same in all questions to one process. */
export interface AnalysisQuestion {
  readonly place: AnalysisPlace;
  readonly files: readonly FileToAnalyse[];
}

/** Little memory, at the price of a little time. */
const sparing = [...baselineOnly, '--optimize-for-size', '--max-semi-space-size=2', '--max-old-space-size=384'];
const { signal: never } = new AbortController();

export class AnalysisLink {
  private readonly link = new ChildLink({
    entry: 'analyse',
    flags: sparing,
    environment: sharedArena,
    serialization: 'advanced',
    died,
  });

  constructor(readonly place: AnalysisPlace) {}

  get ended(): boolean {
    return this.link.ended;
  }

  /** Rejects with `index.analyserDied` when the process ends before it has answered. */
  async analyse(files: readonly FileToAnalyse[]): Promise<readonly AnalysedFile[]> {
    return (await this.link.ask({ place: this.place, files } satisfies AnalysisQuestion, never)) as readonly AnalysedFile[];
  }

  dispose(): void {
    this.link.dispose(died('no longer needed'));
  }
}

function died(why: string): AppError {
  return new AppError('index.analyserDied', `A process that takes files apart ended (${why}).`);
}
