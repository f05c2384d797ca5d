// What the chat view draws: one parsed shape for each thing on screen. The host computes it; the page only lays it out.
import * as z from 'zod/mini';

/** How the next request is meant: an answer in words, or hunks to review. */
export const mode = z.enum(['ask', 'edit']);
export type Mode = z.infer<typeof mode>;

/** A file, or lines of it, that a request points at. Lines are one-based and inclusive, as people read them. */
export const focusView = z.object({
  path: z.string(),
  startLine: z.optional(z.number()),
  endLine: z.optional(z.number()),
});
export type FocusView = z.infer<typeof focusView>;

/** One line of the progress list. `detail` holds further lines, for instance the compiler's words that led to a repair. */
export const stepView = z.object({
  kind: z.enum(['context', 'asking', 'answering', 'rehearsing', 'repairing', 'tool', 'writing', 'notice']),
  text: z.string(),
  state: z.enum(['active', 'done', 'failed']),
  detail: z.array(z.string()),
  /** The last lines of what a command printed, and the line that it is still writing. */
  output: z.optional(z.string()),
  outputLine: z.optional(z.string()),
});
export type StepView = z.infer<typeof stepView>;

/** A place and what a checker says of it. Line and column are one-based. */
export const problemView = z.object({
  path: z.string(),
  line: z.number(),
  column: z.number(),
  severity: z.enum(['error', 'warning', 'info', 'hint']),
  message: z.string(),
  source: z.string(),
  code: z.optional(z.string()),
});
export type ProblemView = z.infer<typeof problemView>;

export const verdictView = z.enum(['clean', 'broken', 'unavailable']);
export type VerdictView = z.infer<typeof verdictView>;

/** One proposed file and where its hunks stand. `checks` names what ran on it, e.g. "types 0.2 s". */
export const fileView = z.object({
  path: z.string(),
  to: z.optional(z.string()),
  kind: z.enum(['create', 'modify', 'delete', 'rename']),
  added: z.number(),
  removed: z.number(),
  hunks: z.object({ pending: z.number(), accepted: z.number(), rejected: z.number(), stale: z.number() }),
  verdict: verdictView,
  checks: z.array(z.string()),
  /** Why nothing could judge the file. */
  notChecked: z.optional(z.string()),
  problems: z.array(problemView),
  warnings: z.array(z.string()),
});
export type FileView = z.infer<typeof fileView>;

/** A block of the answer that fits nowhere, and why. */
export const misfitView = z.object({ path: z.optional(z.string()), explanation: z.string() });
export type MisfitView = z.infer<typeof misfitView>;

/** One line of the account of what the model was sent. */
export const ledgerLineView = z.object({
  id: z.string(),
  /** The same for one place, whichever way it was found; what was chosen for it is kept under this name. */
  key: z.string(),
  title: z.string(),
  source: z.string(),
  path: z.optional(z.string()),
  line: z.optional(z.number()),
  form: z.enum(['whole', 'skeleton', 'line', 'dropped']),
  tokens: z.number(),
  /** What its tokens cost in one call, where the model's price is known. */
  cost: z.optional(z.string()),
  reason: z.string(),
  mayPin: z.boolean(),
  mayRemove: z.boolean(),
});
export type LedgerLineView = z.infer<typeof ledgerLineView>;

export const ledgerView = z.object({ lines: z.array(ledgerLineView), tokens: z.number(), budgetTokens: z.number() });
export type LedgerView = z.infer<typeof ledgerView>;

/** What the person chose over the ledger for the next requests of the chat: always along, or left out. */
export const choicesView = z.object({
  pinned: z.array(z.object({ key: z.string(), title: z.string() })),
  removed: z.array(z.object({ key: z.string(), title: z.string() })),
});
export type ChoicesView = z.infer<typeof choicesView>;

/** Tokens over all calls of the turn that told them. `cost` says what they come to, or that the price is unknown. */
export const usageView = z.object({
  calls: z.number(),
  /** Calls whose server told no figures. */
  untold: z.number(),
  input: z.number(),
  output: z.number(),
  cachedInput: z.number(),
  cost: z.optional(z.string()),
});
export type UsageView = z.infer<typeof usageView>;

/** How the turn ended; absent while it runs. `next` is what the person can do about it. */
export const endingView = z.object({
  kind: z.enum(['answered', 'forReview', 'nothing', 'incomplete', 'cancelled', 'failed']),
  message: z.optional(z.string()),
  next: z.array(z.enum(['retry', 'connect', 'trust', 'openFolder', 'settings'])),
});
export type EndingView = z.infer<typeof endingView>;

/** One exchange. */
export const turnView = z.object({
  id: z.string(),
  mode,
  request: z.string(),
  focus: z.array(focusView),
  at: z.number(),
  model: z.optional(z.string()),
  steps: z.array(stepView),
  answer: z.string(),
  files: z.array(fileView),
  misfits: z.array(misfitView),
  ledger: z.optional(ledgerView),
  usage: z.optional(usageView),
  ending: z.optional(endingView),
});
export type TurnView = z.infer<typeof turnView>;

export const misfitChoice = z.enum(['byHand', 'useText', 'back', 'retry', 'skip', 'leave']);
export type MisfitChoice = z.infer<typeof misfitChoice>;

/** A block that no repair could place: the run waits for the person. `nearest` are lines of the file, one-based. */
export const questionView = z.object({
  id: z.string(),
  number: z.number(),
  path: z.optional(z.string()),
  explanation: z.string(),
  search: z.array(z.string()),
  replace: z.array(z.string()),
  nearest: z.optional(z.object({ line: z.number(), lines: z.array(z.string()) })),
  /** Questions of this run, this one included. */
  remaining: z.number(),
  mayEdit: z.boolean(),
  /** Its file stands in an editor, to be changed by hand. */
  isEditing: z.boolean(),
});
export type QuestionView = z.infer<typeof questionView>;

/** Requests that wait for the one that runs. Held: none starts by itself, because the one before was stopped or failed. */
export const queueView = z.object({
  held: z.boolean(),
  requests: z.array(z.object({ id: z.string(), text: z.string(), mode })),
});
export type QueueView = z.infer<typeof queueView>;

export const chatListing = z.object({ id: z.string(), title: z.string(), at: z.number(), turns: z.number() });
export type ChatListing = z.infer<typeof chatListing>;

export const chatView = z.object({ id: z.string(), title: z.string(), turns: z.array(turnView) });
export type ChatView = z.infer<typeof chatView>;

/** A way to reach a model that was looked for on this machine. */
export const sourceView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('looking') }),
  z.object({ kind: z.literal('found'), models: z.array(z.object({ id: z.string(), label: z.string(), where: z.string() })) }),
  z.object({ kind: z.literal('none'), advice: z.string() }),
]);
export type SourceView = z.infer<typeof sourceView>;

export const connectionWay = z.enum(['server', 'local', 'editor']);
export type ConnectionWay = z.infer<typeof connectionWay>;

/** The model in use, the ways to reach one, and how the last attempt went. The key never travels to the page. */
export const connectionView = z.object({
  model: z.optional(z.object({ label: z.string(), where: z.string() })),
  server: z.object({ baseUrl: z.string(), model: z.string(), hasKey: z.boolean() }),
  /** Addresses people use often, offered while typing. */
  known: z.array(z.object({ label: z.string(), baseUrl: z.string() })),
  local: sourceView,
  editor: sourceView,
  attempt: z.object({
    state: z.enum(['idle', 'testing', 'ok', 'failed']),
    way: z.optional(connectionWay),
    message: z.optional(z.string()),
  }),
});
export type ConnectionView = z.infer<typeof connectionView>;

/** Which page the view shows. */
export const screen = z.enum(['chat', 'chats', 'connect']);
export type Screen = z.infer<typeof screen>;
