// One answer as it arrives: wire chunks in, model events out, and at the end the judgement whether it counts.
// Anything unreadable ends the answer; tool calls leave only with a complete one.
import { z } from 'zod/mini';
import type { ModelEnd, ModelErrorKind, ModelEvent, TokenUsage } from '../../core/model/chat.ts';
import type { SseItem } from './sse.ts';
import { type Asked, endOfFault, kindOfFault, parseFault } from './wireFaults.ts';
import { ToolCallGatherer } from './wireToolCalls.ts';

const functionPart = z.object({ name: z.nullish(z.string()), arguments: z.optional(z.unknown()) });
const toolPart = z.object({ index: z.nullish(z.number()), id: z.nullish(z.string()), function: z.nullish(functionPart) });
const contentPart = z.object({ type: z.nullish(z.string()), text: z.nullish(z.string()), thinking: z.optional(z.unknown()) });
const content = z.nullish(z.union([z.string(), z.array(contentPart)]));
const delta = z.object({
  content,
  refusal: z.nullish(z.string()),
  reasoning: z.optional(z.unknown()),
  reasoning_content: z.optional(z.unknown()),
  tool_calls: z.nullish(z.array(toolPart)),
  function_call: z.nullish(functionPart),
});
const choice = z.object({
  index: z.nullish(z.number()),
  delta: z.nullish(delta),
  message: z.nullish(delta),
  finish_reason: z.nullish(z.string()),
});
const chunk = z.object({
  choices: z.nullish(z.array(choice)),
  usage: z.optional(z.unknown()),
  x_groq: z.optional(z.unknown()),
  error: z.optional(z.unknown()),
  object: z.optional(z.unknown()),
});
type Delta = z.infer<typeof delta>;

const usageFields = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.nullish(z.number()),
  prompt_tokens_details: z.nullish(z.object({ cached_tokens: z.nullish(z.number()) })),
  prompt_cache_hit_tokens: z.nullish(z.number()),
});

/** Two halves of one letter may come in two chunks: the first half waits for the other. */
class LetterJoiner {
  private half = '';

  get isOpen(): boolean {
    return this.half !== '';
  }

  /** Whole letters only; undefined for a half that has no other half. */
  push(piece: string): string | undefined {
    if (piece === '') return '';
    const text = this.half + piece;
    const last = text.charCodeAt(text.length - 1);
    const isOpen = last >= 0xd800 && last <= 0xdbff;
    this.half = isOpen ? text.slice(-1) : '';
    const whole = isOpen ? text.slice(0, -1) : text;
    return whole.isWellFormed() ? whole : undefined;
  }
}

/** Folds one answer. Once `end` is set nothing more is accepted. */
export class AnswerFold {
  end: ModelEnd | undefined;
  private finishReason: string | undefined;
  private usage: TokenUsage | undefined;
  private refusal = '';
  private hasText = false;
  private readonly letters = new LetterJoiner();
  private readonly tools = new ToolCallGatherer();

  constructor(private readonly asked: Asked) {}

  /** True once the answer's last piece has come, so that silence or a lost connection takes nothing away. */
  get isFinished(): boolean {
    return this.finishReason !== undefined;
  }

  /** Text and reasoning of one server-sent event. */
  accept(item: SseItem): ModelEvent[] {
    if (this.end) return [];
    if (item.kind === 'unreadable') return this.fail('malformed', 'sent bytes that are not readable text');
    if (item.name === 'error') return this.refuse(parseJson(item.data) ?? item.data);
    if (item.data.trim() === '[DONE]') {
      this.complete();
      return [];
    }
    const value = parseJson(item.data);
    return value === undefined ? this.fail('malformed', 'sent an event that is not JSON') : this.acceptValue(value);
  }

  /** Text and reasoning of one parsed chunk, or of a whole answer that was not streamed. */
  acceptValue(value: unknown): ModelEvent[] {
    const parsed = chunk.safeParse(value);
    if (!parsed.success) return hasError(value) ? this.refuse(value) : this.fail('malformed', 'sent an event of an unknown shape');
    if (hasError(value)) return this.refuse(value);
    this.usage = toUsage(parsed.data.usage) ?? toUsage(usageInside(parsed.data.x_groq)) ?? this.usage;
    const events: ModelEvent[] = [];
    for (const each of parsed.data.choices ?? []) {
      if ((each.index ?? 0) !== 0 || this.end) continue;
      events.push(...this.acceptDelta(each.delta ?? each.message ?? undefined));
      if (each.finish_reason) this.finishReason = each.finish_reason;
      if (each.finish_reason === 'error' && !this.end) this.end = endOfFault('server', 'ended with an error', this.asked);
    }
    return events;
  }

  /** The body is over: what was not whole by now never will be. */
  finishBody(): void {
    if (this.end) return;
    if (this.isFinished) this.complete();
    else this.end = { kind: 'truncated', reason: 'The answer broke off before its end.' };
  }

  /** Ends the answer from outside: cancelled, timed out. */
  stop(end: ModelEnd): void {
    this.end ??= end;
  }

  /** The last events: refusal text, tool calls of a complete answer, usage, the end. */
  lastEvents(): ModelEvent[] {
    const isComplete = this.end?.kind === 'complete';
    const end = this.end ?? { kind: 'truncated', reason: 'The answer broke off before its end.' };
    return [
      ...(isComplete && !this.hasText && this.refusal !== '' ? [{ kind: 'text' as const, text: this.refusal }] : []),
      ...(isComplete ? (this.tools.finish() ?? []).map((call) => ({ kind: 'toolCall' as const, call })) : []),
      ...(this.usage ? [{ kind: 'usage' as const, usage: this.usage }] : []),
      { kind: 'ended', end },
    ];
  }

  private acceptDelta(part: Delta | undefined): ModelEvent[] {
    if (!part) return [];
    for (const call of part.tool_calls ?? []) this.tools.add(toToolPart(call, call.function));
    if (part.function_call) this.tools.add({ index: -1, ...toToolPart({}, part.function_call) });
    this.refusal += part.refusal ?? '';
    const events: ModelEvent[] = [];
    const thought = reasoningOf(part);
    if (thought !== '') events.push({ kind: 'reasoning', text: thought });
    const text = this.letters.push(textOf(part.content));
    if (text === undefined) return [...events, ...this.fail('malformed', 'sent half a letter')];
    if (text === '') return events;
    this.hasText = true;
    return [...events, { kind: 'text', text }];
  }

  private complete(): void {
    if (this.letters.isOpen) this.fail('malformed', 'ended in half a letter');
    else if (!this.tools.finish()) this.fail('toolArguments', 'called a tool with arguments that are not one JSON object');
    else this.end = { kind: 'complete', finishReason: this.finishReason ?? 'stop' };
  }

  private fail(kind: ModelErrorKind, detail: string): ModelEvent[] {
    this.end = endOfFault(kind, detail, this.asked);
    return [];
  }

  private refuse(value: unknown): ModelEvent[] {
    const fault = parseFault(value);
    this.end = endOfFault(kindOfFault(fault), fault.message, this.asked, fault.retryAfterMs);
    return [];
  }
}

/** True for the ways in which providers put an error where a chunk should be. */
export function hasError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Boolean(fields.error) || fields.object === 'error' || fields.type === 'error';
}

/** The value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toToolPart(call: { index?: number | null; id?: string | null }, called: z.infer<typeof functionPart> | null | undefined) {
  return {
    ...(call.index == null ? {} : { index: call.index }),
    ...(call.id ? { id: call.id } : {}),
    ...(called?.name ? { name: called.name } : {}),
    arguments: called?.arguments,
  };
}

function textOf(value: z.infer<typeof content>): string {
  if (typeof value === 'string') return value;
  return (value ?? []).map((part) => part.text ?? '').join('');
}

function reasoningOf(part: Delta): string {
  const direct = [part.reasoning, part.reasoning_content].find((text) => typeof text === 'string' && text !== '');
  if (typeof direct === 'string') return direct;
  if (!Array.isArray(part.content)) return '';
  return part.content
    .flatMap((each) => (Array.isArray(each.thinking) ? each.thinking : []))
    .reduce((sum, each) => sum + thoughtText(each), '');
}

const thoughtText = (part: unknown): string =>
  typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string' ? part.text : '';

const usageInside = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'usage' in value ? value.usage : undefined;

function toUsage(value: unknown): TokenUsage | undefined {
  const parsed = usageFields.safeParse(value);
  if (!parsed.success) return undefined;
  const cached = parsed.data.prompt_tokens_details?.cached_tokens ?? parsed.data.prompt_cache_hit_tokens;
  return {
    input: parsed.data.prompt_tokens,
    output: parsed.data.completion_tokens ?? 0,
    ...(cached == null ? {} : { cachedInput: cached }),
  };
}
