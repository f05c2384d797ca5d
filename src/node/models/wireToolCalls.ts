// Tool calls gathered from their pieces. A call counts only when its name and one JSON object of arguments are whole.
import { randomUUID } from 'node:crypto';
import type { ToolCall } from '../../core/model/chat.ts';

/** One piece as providers send it. `arguments` is text to append, or the whole object at once. */
export interface ToolCallPart {
  readonly index?: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: unknown;
}

interface OpenCall {
  readonly index?: number;
  id?: string;
  name: string;
  text: string;
}

/** The calls of one answer, in the order in which they began. */
export class ToolCallGatherer {
  private readonly calls: OpenCall[] = [];

  add(part: ToolCallPart): void {
    const call = this.callFor(part);
    if (part.id) call.id = part.id;
    if (part.name && part.name !== call.name) call.name += part.name;
    if (typeof part.arguments === 'string') call.text += part.arguments;
    else if (part.arguments !== undefined && part.arguments !== null) call.text += JSON.stringify(part.arguments);
  }

  /** All calls, or undefined when one of them is not whole. */
  finish(): readonly ToolCall[] | undefined {
    const whole: ToolCall[] = [];
    for (const call of this.calls) {
      const argumentsJson = call.text.trim() === '' ? '{}' : call.text;
      if (call.name === '' || !isJsonObject(argumentsJson)) return undefined;
      whole.push({ id: call.id ?? `call_${randomUUID()}`, name: call.name, argumentsJson });
    }
    return whole;
  }

  /** A new id at a known index starts a new call; without an index an id decides, then the latest call. */
  private callFor(part: ToolCallPart): OpenCall {
    const known = part.index === undefined ? this.findWithoutIndex(part) : this.calls.findLast((call) => call.index === part.index);
    if (known && !(part.id && known.id && part.id !== known.id)) return known;
    const call: OpenCall = { name: '', text: '', ...(part.index === undefined ? {} : { index: part.index }) };
    this.calls.push(call);
    return call;
  }

  private findWithoutIndex(part: ToolCallPart): OpenCall | undefined {
    if (part.id) return this.calls.findLast((call) => call.id === part.id);
    const latest = this.calls.at(-1);
    const startsAnother = latest && part.name !== undefined && latest.text !== '' && isJsonObject(latest.text);
    return startsAnother ? undefined : latest;
  }
}

function isJsonObject(text: string): boolean {
  if (!text.isWellFormed()) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
