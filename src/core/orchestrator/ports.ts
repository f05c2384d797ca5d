// Everything a run needs from outside, in one bundle.
import type { AnswerFitter } from '../ports/answerFitter.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeIndex } from '../ports/codeIndex.ts';
import type { CommandRunner } from '../ports/commandRunner.ts';
import type { GitFacts } from '../ports/gitFacts.ts';
import type { Hash } from '../ports/hash.ts';
import type { Ids } from '../ports/ids.ts';
import type { LanguageFeatures } from '../ports/languageFeatures.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import type { PageReader } from '../ports/pageReader.ts';
import type { Person } from '../ports/person.ts';
import type { ShadowWorkspace } from '../ports/shadowWorkspace.ts';
import type { Surroundings } from '../ports/surroundings.ts';
import type { SyntaxParser } from '../ports/syntaxParser.ts';
import type { TokenCounter } from '../ports/tokenCounter.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';

/** What a run may ask. Each answer is recorded, so that the run can be executed again. */
export interface RunPorts {
  readonly git?: GitFacts;
  readonly surroundings?: Surroundings;
  /** Where fitting runs; in place when absent. Its result depends on its input alone, so it is not recorded. */
  readonly fitter?: AnswerFitter;
  /** Takes secrets out of what is shown to the model; what stands for them is put back in its answers. Pure. */
  readonly redact?: (text: string) => string;
  /** Absent where pages of the web cannot be read. */
  readonly pages?: PageReader;
  readonly reader: WorkspaceReader;
  readonly index: CodeIndex;
  readonly features: LanguageFeatures;
  readonly syntax: SyntaxParser;
  readonly shadow: ShadowWorkspace;
  readonly tokens: TokenCounter;
  readonly commands: CommandRunner;
  readonly model: LanguageModel;
  readonly person: Person;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hash: Hash;
}
