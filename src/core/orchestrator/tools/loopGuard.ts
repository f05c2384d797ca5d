// Notices a model that goes round in circles: the same call with the same result, again and again.
import type { ToolCall } from '../../model/chat.ts';

const sameTimes = 3;

/** `isCircling` is true the third time; `reset` forgets, after the person said to go on. */
export interface LoopGuard {
  isCircling(call: ToolCall, result: string): boolean;
  reset(): void;
}

export function createLoopGuard(): LoopGuard {
  const seen = new Map<string, number>();
  return {
    isCircling(call, result) {
      const key = JSON.stringify([call.name, canonical(call.argumentsJson), result]);
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      return times >= sameTimes;
    },
    reset: () => seen.clear(),
  };
}

/** Equal arguments in another order are equal. */
function canonical(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
    );
  } catch {
    return json;
  }
}
