// One execution, as the stream of events that everything else reads.
import type { ChangeSet, Hunk, Misfit, MisfitAnswer } from './change.ts';
import type { AnsweringModel, Message, ModelEnd, ModelErrorKind, ModelRole, TokenUsage, ToolCall } from './chat.ts';
import type { ContextChoices, LedgerEntry } from './context.ts';
import type { FilePath, LineRange } from './document.ts';
import type { ModelFacts } from './endpoint.ts';
import type { Action, Decision, RunRules } from './policy.ts';
import type { RunLimits } from './settings.ts';
import type { ValidationReport } from './validation.ts';

/** What was asked. `focus` is the file and lines the person points at. */
export interface EditRequest {
  readonly kind: 'edit' | 'ask';
  readonly text: string;
  readonly focus: readonly { readonly path: FilePath; readonly lines?: LineRange }[];
  readonly choices?: ContextChoices;
  /**
   * The conversation it is part of: its name, the exchanges before this one, oldest first, without a system message, and what was
   * proposed in them and waits for the person.
   */
  readonly chat?: { readonly id: string; readonly earlier: readonly Message[]; readonly pending?: readonly Hunk[] };
  /** It goes on about one hunk that this earlier run proposed. */
  readonly follows?: { readonly run: string; readonly hunkId: string };
}

export type RunEvent =
  | {
      readonly kind: 'runStarted';
      readonly request: EditRequest;
      readonly limits: RunLimits;
      readonly rules: RunRules;
      readonly environment: RunEnvironment;
    }
  | { readonly kind: 'contextReady'; readonly ledger: readonly LedgerEntry[]; readonly tokens: number; readonly budgetTokens: number }
  | {
      readonly kind: 'modelAsked';
      readonly model: string;
      readonly promptHash: string;
      readonly promptTokens: number;
      readonly repairs: number;
    }
  | { readonly kind: 'textStreamed'; readonly text: string }
  | { readonly kind: 'landingFound'; readonly path: FilePath; readonly range: LineRange }
  | {
      readonly kind: 'modelAnswered';
      readonly end: ModelEnd;
      readonly answerHash: string;
      readonly usage?: TokenUsage;
      readonly by?: AnsweringModel;
    }
  /** A short question on the side, to the fast tier. */
  | {
      readonly kind: 'modelConsulted';
      readonly role: ModelRole;
      readonly end: ModelEnd['kind'];
      readonly ms: number;
      readonly usage?: TokenUsage;
      readonly by?: AnsweringModel;
    }
  /** `shown` is the call in one line for the person. */
  | { readonly kind: 'toolCalled'; readonly call: ToolCall; readonly shown: string }
  /** What a command prints while it runs, in plain text; `line` is how the line after it looks now, a progress bar for one. */
  | { readonly kind: 'toolOutput'; readonly callId: string; readonly text: string; readonly line: string }
  | {
      readonly kind: 'toolAnswered';
      readonly callId: string;
      readonly outcome: 'done' | 'refused' | 'denied' | 'failed';
      readonly text: string;
    }
  | { readonly kind: 'decided'; readonly action: Action; readonly decision: Decision }
  | { readonly kind: 'blocksFitted'; readonly changes: readonly ChangeSummary[]; readonly misfits: readonly Misfit[] }
  /** What the person chose for a block that still fitted nowhere. */
  | { readonly kind: 'misfitSettled'; readonly misfit: Misfit; readonly choice: MisfitAnswer['kind'] }
  | { readonly kind: 'validated'; readonly report: ValidationReport; readonly repairs: number }
  | {
      readonly kind: 'proposed';
      readonly changes: ChangeSet;
      readonly hunks: readonly Hunk[];
      readonly report: ValidationReport;
      readonly misfits: readonly Misfit[];
    }
  /** `placed`: accepted in part, with exactly these lines in the place of the old ones; the rest waits on, called `hunkId` and a plus. */
  | {
      readonly kind: 'hunkDecided';
      readonly hunkId: string;
      readonly decision: 'accept' | 'reject';
      readonly reason?: string;
      readonly placed?: readonly string[];
      /** The newer run whose hunk on the same lines took this one away: nobody decided against it. */
      readonly supersededBy?: string;
    }
  /** The person gave a file of the proposal another name. */
  | { readonly kind: 'fileMoved'; readonly path: FilePath; readonly to: FilePath }
  | { readonly kind: 'writeIntended'; readonly writes: readonly WriteSummary[] }
  | { readonly kind: 'writeDone'; readonly writes: readonly WriteSummary[] }
  | { readonly kind: 'writeRefused'; readonly path: FilePath; readonly reason: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'runEnded'; readonly outcome: RunOutcome };

/** Events that may be many a second and are rebuilt from the answer: shown, never journaled. */
export const transientEvents: ReadonlySet<RunEvent['kind']> = new Set(['textStreamed', 'landingFound', 'toolOutput']);

export interface RunEnvironment {
  readonly product: string;
  readonly host: string;
  readonly model: string;
  /** As known when the run began, so that its cost stays what it was. */
  readonly modelFacts?: ModelFacts;
  /** The model for small work, where there is one. */
  readonly cheaper?: { readonly id: string; readonly facts?: ModelFacts };
  readonly settingsHash: string;
  readonly policyHash: string;
}

/** A change by its hashes; the text itself lies in the journal's blobs. */
export interface ChangeSummary {
  readonly path: FilePath;
  readonly to?: FilePath;
  readonly kind: 'create' | 'modify' | 'delete' | 'rename';
  readonly beforeHash?: string;
  readonly afterHash?: string;
  readonly added: number;
  readonly removed: number;
}

export interface WriteSummary {
  readonly path: FilePath;
  readonly to?: FilePath;
  readonly kind: 'create' | 'modify' | 'delete' | 'rename';
  readonly beforeHash?: string;
  readonly afterHash?: string;
}

export type RunOutcome =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'forReview' }
  | { readonly kind: 'nothingProposed'; readonly text: string }
  | { readonly kind: 'incomplete'; readonly reason: string; readonly error?: ModelErrorKind }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
