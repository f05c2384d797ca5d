// The first question of a run, in the largest form that the model takes: counted before it is sent, and smaller when it is refused as too long.
import { buildContext } from '../context/buildContext.ts';
import type { ContextPorts } from '../context/gathering.ts';
import { priceLedger } from '../context/ledger.ts';
import type { Message, ModelEnd, ModelRequest } from '../model/chat.ts';
import type { RunRules } from '../model/policy.ts';
import type { EditRequest, RunEvent } from '../model/run.ts';
import type { RunLimits } from '../model/settings.ts';
import { renderSummaryRequest, summariseHistory, trimOutputs, withinRoom, withSummary } from '../prompt/compact.ts';
import { renderAskPrompt, renderEditPrompt } from '../prompt/render.ts';
import { contextRoom, fitsModel, outputRoom, type PromptSize, promptSizes } from '../routing/overflow.ts';
import { consult, hasFastModel } from './consult.ts';
import { expandSearch } from './expandSearch.ts';
import { fetchPages } from './fetchPages.ts';
import type { RunPorts } from './ports.ts';

/** Without a summary by then, the conversation is shortened without a model. */
const summaryPatienceMs = 20_000;

/** How the question is put, and how it ended; `undefined` for an end that is not the model's. */
export interface FirstQuestion<T> {
  readonly request: EditRequest;
  readonly limits: RunLimits;
  readonly rules: RunRules;
  ask(prompt: ModelRequest): AsyncGenerator<RunEvent, T>;
  endOf(answer: T): ModelEnd | undefined;
}

/** `answer` is undefined when even the smallest form is too long. */
export interface FirstAnswer<T> {
  readonly prompt: ModelRequest;
  readonly answer: T | undefined;
}

export async function* askFitting<T>(
  question: FirstQuestion<T>,
  ports: RunPorts,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, FirstAnswer<T>> {
  const pages = yield* fetchPages(question.request.text, question.rules, ports, signal);
  const index = yield* expandSearch(question.request, ports, signal);
  let tried: Prepared | undefined;
  let usual = question.limits.contextTokens;
  for (const size of promptSizes) {
    const before = tried;
    if (before) yield { kind: 'notice', text: `The prompt is too long for ${ports.model.id}; sending less context.` };
    tried = yield* preparePrompt(question, { size, usual }, { ...ports, index, fetched: pages }, signal);
    if (!before) usual = tried.contextTokens;
    if (before && isSame(before.prompt, tried.prompt)) continue;
    if (!(await fits(tried.prompt, question.limits, ports, signal))) continue;
    const answer = yield* question.ask(tried.prompt);
    const end = question.endOf(answer);
    if (end?.kind !== 'error' || end.error !== 'contextLength') return { prompt: tried.prompt, answer };
  }
  return { prompt: tried?.prompt ?? { messages: [] }, answer: undefined };
}

/** `contextTokens` is what the pieces of the workspace really took. */
interface Prepared {
  readonly prompt: ModelRequest;
  readonly contextTokens: number;
}

const isSame = (left: ModelRequest, right: ModelRequest): boolean => JSON.stringify(left) === JSON.stringify(right);

async function* preparePrompt<T>(
  { request, limits, rules }: FirstQuestion<T>,
  { size, usual }: { readonly size: PromptSize; readonly usual: number },
  ports: RunPorts & Pick<ContextPorts, 'fetched'>,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, Prepared> {
  const known = ports.model.facts?.contextTokens;
  const contextTokens = contextRoom(usual, size, outputRoom(limits.maxOutputTokens, known), known);
  const context = await buildContext(request, { ...limits, contextTokens, trust: rules.trust }, ports, signal);
  yield {
    kind: 'contextReady',
    ledger: priceLedger(context.ledger, ports.model.facts?.price),
    tokens: context.tokens,
    budgetTokens: context.budgetTokens,
  };
  if (request.kind === 'edit') ports.shadow.warm(context.items.flatMap((item) => item.path ?? []));
  const render = request.kind === 'edit' ? renderEditPrompt : renderAskPrompt;
  const history = yield* historyIn(size, request.chat?.earlier ?? [], ports, signal);
  return { prompt: render(request, context, history), contextTokens: context.tokens };
}

async function* historyIn(
  size: PromptSize,
  earlier: readonly Message[],
  ports: RunPorts,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, readonly Message[]> {
  if (size.history === 'none') return [];
  if (size.history === 'trimmed') return trimOutputs(earlier);
  if (size.history === 'whole') return withinRoom(earlier);
  const request = hasFastModel(ports.model) ? renderSummaryRequest(earlier) : undefined;
  if (!request) return summariseHistory(earlier);
  const { text, told } = await consult({ request, patienceMs: summaryPatienceMs }, ports, signal);
  yield told;
  return text === undefined ? summariseHistory(earlier) : withSummary(earlier, text);
}

async function fits(prompt: ModelRequest, limits: RunLimits, ports: RunPorts, signal: AbortSignal): Promise<boolean> {
  const known = ports.model.facts?.contextTokens;
  if (known === undefined) return true;
  const [tokens = 0] = await ports.tokens.count([prompt.messages.map((message) => message.text).join('\n')], signal);
  return fitsModel(tokens, outputRoom(limits.maxOutputTokens, known), known);
}
