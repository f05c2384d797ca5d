// The loop of a model that works with tools: ask, judge each call by the policy, run what may run, answer, until it needs no more.
import { messageOf } from '../../../base/errors.ts';
import type { AnsweringModel, Message, ModelEnd, ModelRequest, TokenUsage, ToolCall } from '../../model/chat.ts';
import type { RunRules } from '../../model/policy.ts';
import type { RunEvent } from '../../model/run.ts';
import { decide } from '../../policy/decide.ts';
import type { Hash } from '../../ports/hash.ts';
import type { LanguageModel } from '../../ports/languageModel.ts';
import type { Person } from '../../ports/person.ts';
import type { TokenCounter } from '../../ports/tokenCounter.ts';
import { fitsModel } from '../../routing/overflow.ts';
import { createLoopGuard, type LoopGuard } from './loopGuard.ts';
import { OutputQueue } from './outputQueue.ts';
import { shrinkResults } from './shrinkResults.ts';
import { readToolCalls, resultsMessage, teachTools } from './textProtocol.ts';
import type { ReadyCall, Tool, ToolPorts } from './tool.ts';

/** `maxTurns` bounds the exchanges; `takesTools` false starts with the text protocol. */
export interface ToolSession {
  readonly request: ModelRequest;
  readonly tools: readonly Tool[];
  readonly rules: RunRules;
  readonly maxTurns: number;
  readonly takesTools: boolean;
}

export interface LoopPorts extends ToolPorts {
  readonly model: LanguageModel;
  readonly person: Person;
  readonly tokens: TokenCounter;
  readonly hash: Hash;
}

/** `stopped`: the model went in circles, or used up its turns, and the person did not want to go on. */
export type ToolLoopOutcome =
  | { readonly kind: 'answered'; readonly text: string; readonly finishReason: string }
  | { readonly kind: 'incomplete'; readonly end: Exclude<ModelEnd, { kind: 'complete' }> }
  | { readonly kind: 'stopped'; readonly reason: string; readonly text: string };

interface Turn {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly end: ModelEnd;
}

interface CallResult {
  readonly call: ToolCall;
  readonly text: string;
}

export async function* runToolLoop(session: ToolSession, ports: LoopPorts, signal: AbortSignal): AsyncGenerator<RunEvent, ToolLoopOutcome> {
  const guard = createLoopGuard();
  let isNative = session.takesTools;
  let messages = session.request.messages;
  const start = messages.length;
  for (let turn = 0; turn < session.maxTurns; ) {
    const said = yield* askOnce({ ...session.request, messages }, { ...session, takesTools: isNative }, ports, signal);
    if (isNative && refusesTools(said.end)) {
      isNative = false;
      yield { kind: 'notice', text: `${ports.model.id} has no tool calls of its own; tools are offered as text.` };
      continue;
    }
    const shorter = isTooLong(said.end) ? shrinkResults(messages.slice(start)) : undefined;
    if (shorter) {
      messages = [...messages.slice(0, start), ...shorter];
      yield { kind: 'notice', text: 'The conversation grew too long for the model: earlier results of tools are left out.' };
      continue;
    }
    turn++;
    if (said.end.kind !== 'complete') return { kind: 'incomplete', end: said.end };
    if (said.calls.length === 0) return { kind: 'answered', text: said.text, finishReason: said.end.finishReason };
    const results: CallResult[] = [];
    for (const [at, call] of said.calls.entries())
      results.push({ call, text: at < maxCalls ? yield* makeCall(call, session, ports, signal) : tooManyCalls });
    const circling = results.find((result) => guard.isCircling(result.call, result.text));
    if (circling && !(yield* mayGoOn(circling.call, guard, ports, signal))) {
      return {
        kind: 'stopped',
        reason: `The model made the same call of ${circling.call.name} three times with the same result.`,
        text: said.text,
      };
    }
    messages = [...messages, ...answerMessages(said, results, isNative)];
  }
  return { kind: 'stopped', reason: `The model used all of its ${session.maxTurns} turns.`, text: '' };
}

const isTooLong = (end: ModelEnd): boolean => end.kind === 'error' && end.error === 'contextLength';

/** Ollama and others refuse a request with tools for models that were not trained for them. */
const refusesTools = (end: ModelEnd): boolean =>
  end.kind === 'error' &&
  end.error === 'badRequest' &&
  /tools?\b.{0,60}(?:not support|unsupported)|(?:not support|unsupported).{0,60}\btools?\b/i.test(end.message);

async function* askOnce(
  request: ModelRequest,
  session: ToolSession,
  ports: LoopPorts,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, Turn> {
  const descriptions = session.tools.map((tool) => tool.description);
  const prompt = session.takesTools ? { ...request, tools: descriptions } : teachTools(request, descriptions);
  const [promptTokens = 0] = await ports.tokens.count([JSON.stringify(prompt)], signal);
  const known = ports.model.facts?.contextTokens;
  if (!fitsModel(promptTokens, request.maxOutputTokens ?? 0, known)) return { text: '', calls: [], end: tooLongFor(promptTokens, known) };
  yield { kind: 'modelAsked', model: ports.model.id, promptHash: ports.hash(JSON.stringify(prompt)), promptTokens, repairs: 0 };
  const calls: ToolCall[] = [];
  let text = '';
  let told: { readonly usage?: TokenUsage; readonly by?: AnsweringModel } = {};
  let end: ModelEnd = { kind: 'truncated', reason: 'the stream had no end' };
  for await (const event of ports.model.stream(prompt, signal)) {
    if (event.kind === 'text') {
      text += event.text;
      yield { kind: 'textStreamed', text: event.text };
    } else if (event.kind === 'toolCall') calls.push(event.call);
    else if (event.kind === 'usage') told = { usage: event.usage, ...(event.by ? { by: event.by } : {}) };
    else if (event.kind === 'notice') yield event;
    else if (event.kind === 'ended') end = event.end;
  }
  yield { kind: 'modelAnswered', end, answerHash: ports.hash(text + JSON.stringify(calls)), ...told };
  if (end.kind !== 'complete') return { text, calls: [], end };
  return session.takesTools ? { text, calls, end } : { text, calls: readToolCalls(text), end };
}

/** As the server would say, without asking it. */
const tooLongFor = (tokens: number, known = 0): ModelEnd => ({
  kind: 'error',
  error: 'contextLength',
  message: `The prompt has ${tokens} tokens, and the model takes ${known} with its answer. Select less, or choose a model with a larger context.`,
});

async function* makeCall(call: ToolCall, session: ToolSession, ports: LoopPorts, signal: AbortSignal): AsyncGenerator<RunEvent, string> {
  const tool = session.tools.find((each) => each.description.name === call.name);
  const names = session.tools.map((each) => each.description.name).join(', ');
  const prepared = tool
    ? await tool.prepare(call, ports)
    : ({ kind: 'refused', message: `There is no tool "${call.name}". There are: ${names}.` } as const);
  if (prepared.kind === 'refused') {
    yield { kind: 'toolCalled', call, shown: `Refused a call of ${call.name || 'an unnamed tool'}` };
    yield { kind: 'toolAnswered', callId: call.id, outcome: 'refused', text: prepared.message };
    return prepared.message;
  }
  yield { kind: 'toolCalled', call, shown: prepared.shown };
  const decision = decide(prepared.action, session.rules.policy, session.rules.trust);
  yield { kind: 'decided', action: prepared.action, decision };
  const answer =
    decision.kind === 'ask' ? await ports.person.approve(prepared.action, decision, signal) : decision.kind === 'allow' ? 'yes' : 'no';
  if (answer === 'no') {
    const who = decision.kind === 'deny' ? decision.why : 'The person did not allow it.';
    const message = `The call of ${call.name} was not made. ${who} Go on without it.`;
    yield { kind: 'toolAnswered', callId: call.id, outcome: 'denied', text: message };
    return message;
  }
  const { outcome, text } = yield* runCall(prepared, call.id, signal);
  yield { kind: 'toolAnswered', callId: call.id, outcome, text };
  return text;
}

type CallOutcome = { readonly outcome: 'done' | 'failed'; readonly text: string };

/** Calls of one answer that are made; a person cannot judge a flood of them. */
const maxCalls = 16;
const tooManyCalls = `This call was not made: one answer may make ${maxCalls} calls. Call again for what is still needed.`;
const maxResult = 60_000;

/** A tool that fails is an answer to the model; only an abort ends the loop. */
async function* runCall(call: ReadyCall, callId: string, signal: AbortSignal): AsyncGenerator<RunEvent, CallOutcome> {
  const output = new OutputQueue();
  const ended = endOf(call.run(signal, (text, line) => output.push(text, line))).finally(() => output.end());
  for await (const { text, line } of output.drain()) yield { kind: 'toolOutput', callId, text, line };
  const { outcome, text } = await ended;
  signal.throwIfAborted();
  return { outcome, text: text.length > maxResult ? `${text.slice(0, maxResult)}\n(the rest is left out)` : text };
}

const endOf = (running: Promise<string>): Promise<CallOutcome> =>
  running.then(
    (text) => ({ outcome: 'done', text }),
    (thrown: unknown) => ({ outcome: 'failed', text: `The call failed: ${messageOf(thrown)}` }),
  );

async function* mayGoOn(call: ToolCall, guard: LoopGuard, ports: LoopPorts, signal: AbortSignal): AsyncGenerator<RunEvent, boolean> {
  const action = { kind: 'callTool', tool: call.name, argumentsJson: call.argumentsJson } as const;
  const why = `The model made the same call of ${call.name} three times with the same result. Let it go on?`;
  const decision = { kind: 'ask', rule: 'loop.sameCall', why } as const;
  yield { kind: 'decided', action, decision };
  const isWanted = (await ports.person.approve(action, decision, signal)) === 'yes';
  if (isWanted) guard.reset();
  return isWanted;
}

function answerMessages(said: Turn, results: readonly CallResult[], isNative: boolean): readonly Message[] {
  if (!isNative) return [{ role: 'assistant', text: said.text }, resultsMessage(results)];
  return [
    { role: 'assistant', text: said.text, toolCalls: said.calls },
    ...results.map(({ call, text }) => ({ role: 'tool' as const, toolCallId: call.id, text })),
  ];
}
