// One question to the model: streams it, shows where edits will land, and keeps the answer only as it ended.
import { createEditBlockParser } from '../edit/editBlockParser.ts';
import type { ParsedAnswer } from '../edit/parsedAnswer.ts';
import type { AnsweringModel, ModelEnd, ModelRequest, TokenUsage } from '../model/chat.ts';
import type { RunEvent } from '../model/run.ts';
import type { RunPorts } from './ports.ts';

export interface Asking {
  readonly repairs: number;
  readonly maxOutputTokens: number;
}

export interface Answer {
  readonly text: string;
  readonly parsed: ParsedAnswer;
  readonly end: ModelEnd;
}

/** Asks once. Only an answer whose `end` is `complete` may have effects. */
export async function* askModel(
  prompt: ModelRequest,
  asking: Asking,
  ports: RunPorts,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, Answer> {
  const [promptTokens = 0] = await ports.tokens.count([prompt.messages.map((message) => message.text).join('\n')], signal);
  const promptHash = ports.hash(JSON.stringify(prompt));
  yield { kind: 'modelAsked', model: ports.model.id, promptHash, promptTokens, repairs: asking.repairs };

  const parser = createEditBlockParser();
  let text = '';
  let told: { readonly usage?: TokenUsage; readonly by?: AnsweringModel } = {};
  let end: ModelEnd = { kind: 'truncated', reason: 'the stream had no end' };
  for await (const event of ports.model.stream({ ...prompt, maxOutputTokens: asking.maxOutputTokens }, signal)) {
    if (event.kind === 'text') {
      text += event.text;
      parser.push(event.text);
      yield { kind: 'textStreamed', text: event.text };
    } else if (event.kind === 'usage') told = { usage: event.usage, ...(event.by ? { by: event.by } : {}) };
    else if (event.kind === 'notice') yield event;
    else if (event.kind === 'ended') end = event.end;
  }
  yield { kind: 'modelAnswered', end, answerHash: ports.hash(text), ...told };
  if (told.usage && asking.repairs === 0 && isCut(promptTokens, told.usage))
    yield { kind: 'notice', text: cutNotice(ports.model.id, promptTokens, told.usage) };
  return { text, parsed: parser.finish(), end };
}

/** Some local servers cut a prompt that is longer than the context they were started with, and say nothing. Counts differ by model, but not so far. */
const isCut = (sent: number, { input, cachedInput = 0 }: TokenUsage): boolean =>
  sent > 1_500 && cachedInput === 0 && input > 0 && input < sent / 2;

const cutNotice = (model: string, sent: number, { input }: TokenUsage): string =>
  `${model} counted ${input} of about ${sent} tokens: its server may have cut the prompt without saying so. Start it with a larger context (for Ollama: OLLAMA_CONTEXT_LENGTH), or lower understudy.run.contextTokens.`;
