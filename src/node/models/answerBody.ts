// The body of an answer: told apart by its first byte (events, one JSON object, a web page), read under the idle limit, never after abort.
import { messageOf } from '../../base/errors.ts';
import type { ModelEvent } from '../../core/model/chat.ts';
import { AnswerFold, hasError, parseJson } from './answerFold.ts';
import { SseDecoder } from './sse.ts';
import { type Asked, endOfFault } from './wireFaults.ts';

/** How long silence may last, and who may stop the reading. */
export interface ReadingRules {
  readonly asked: Asked;
  readonly idleMs: number;
  readonly firstByteMs: number;
  readonly signal: AbortSignal;
}

type BodyForm = 'events' | 'json' | 'page';
type Piece = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'over' | 'silent' | 'broken' | 'aborted' };

/** Comments and single bytes keep a connection open, but not for ever: an event must come within so many idle times. */
const trickleFactor = 10;
const maxWholeBytes = 32 * 1024 * 1024;

/** Text as it comes, then what `AnswerFold` makes of the whole. Nothing after the end mark is read. */
export async function* readAnswer(response: Response, rules: ReadingRules): AsyncGenerator<ModelEvent> {
  const fold = new AnswerFold(rules.asked);
  const reader = response.body?.getReader();
  const body = new BodyReader(response.headers.get('content-type') ?? '', fold, rules.asked);
  try {
    let waitMs = rules.firstByteMs;
    while (reader && !fold.end) {
      const piece = await nextPiece(reader, waitMs, rules.signal);
      waitMs = rules.idleMs;
      if (piece.kind === 'bytes') yield* body.push(piece.bytes);
      else if (piece.kind === 'over' || piece.kind === 'broken' || (piece.kind === 'silent' && fold.isFinished)) break;
      else fold.stop(piece.kind === 'aborted' ? { kind: 'cancelled' } : silentEnd(rules));
      if (body.quietMs() > rules.idleMs * trickleFactor) fold.stop(silentEnd(rules));
    }
    yield* body.finish();
    if (rules.signal.aborted && fold.end?.kind === 'complete') yield { kind: 'ended', end: { kind: 'cancelled' } };
    else yield* fold.lastEvents();
  } finally {
    void reader?.cancel().catch((thrown: unknown) => messageOf(thrown));
  }
}

const silentEnd = ({ idleMs, asked }: ReadingRules) => endOfFault('timeout', `fell silent for ${Math.round(idleMs / 100) / 10} s`, asked);

async function nextPiece(reader: ReadableStreamDefaultReader<Uint8Array>, waitMs: number, signal: AbortSignal): Promise<Piece> {
  if (signal.aborted) return { kind: 'aborted' };
  let leave: () => void = () => undefined;
  const interrupted = new Promise<Piece>((resolve) => {
    const onAbort = () => resolve({ kind: 'aborted' });
    const timer = setTimeout(() => resolve({ kind: 'silent' }), waitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    leave = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
  });
  const read = reader.read().then(
    (part): Piece => (part.done ? { kind: 'over' } : { kind: 'bytes', bytes: part.value }),
    (): Piece => ({ kind: signal.aborted ? 'aborted' : 'broken' }),
  );
  return Promise.race([read, interrupted]).finally(() => leave());
}

/** Holds back the bytes until their form is known, then feeds them on. */
class BodyReader {
  private lastEventAt = performance.now();
  private form: BodyForm | undefined;
  private readonly events = new SseDecoder();
  private held: Uint8Array[] = [];
  private heldBytes = 0;

  constructor(
    private readonly contentType: string,
    private readonly fold: AnswerFold,
    private readonly asked: Asked,
  ) {}

  *push(bytes: Uint8Array): Generator<ModelEvent> {
    if (this.form === 'events') yield* this.acceptAll(this.events.push(bytes));
    else {
      this.held.push(bytes);
      this.heldBytes += bytes.length;
      this.form ??= formOf(this.held, this.contentType);
      if (this.form === 'page') this.fold.stop(this.notStream());
      else if (this.heldBytes > maxWholeBytes) this.fold.stop(endOfFault('malformed', 'sent an answer beyond all size', this.asked));
      else if (this.form === 'events') for (const part of this.held.splice(0)) yield* this.acceptAll(this.events.push(part));
    }
  }

  /** How long no event has come, whatever bytes did. */
  quietMs(): number {
    return performance.now() - this.lastEventAt;
  }

  *finish(): Generator<ModelEvent> {
    if (!this.fold.end && this.form === 'json') yield* this.acceptWhole();
    else if (!this.fold.end && this.form === undefined && /html/i.test(this.contentType)) this.fold.stop(this.notStream());
    else if (!this.fold.end) yield* this.acceptTail();
    this.fold.finishBody();
  }

  private *acceptAll(items: ReturnType<SseDecoder['push']>): Generator<ModelEvent> {
    for (const item of items) {
      this.lastEventAt = performance.now();
      yield* this.fold.accept(item);
    }
  }

  /** A last event without its closing blank line counts if it is readable; if not, the answer was cut there. */
  private *acceptTail(): Generator<ModelEvent> {
    for (const item of this.events.finish()) {
      const isWhole =
        item.kind === 'event' && (item.name === 'error' || item.data.trim() === '[DONE]' || parseJson(item.data) !== undefined);
      if (isWhole || this.fold.isFinished) yield* this.fold.accept(item);
    }
  }

  private *acceptWhole(): Generator<ModelEvent> {
    const text = decodeWhole(this.held);
    const parsed = text === undefined ? undefined : parseJson(text);
    const value = Array.isArray(parsed) ? parsed[0] : parsed;
    if (typeof value === 'object' && value !== null) {
      if (hasError(value) || 'choices' in value) yield* this.fold.acceptValue(value);
      else this.fold.stop(this.notStream());
    } else if (text === undefined || !isCutJson(text))
      this.fold.stop(endOfFault('malformed', 'sent an answer that is not JSON', this.asked));
  }

  private notStream() {
    return endOfFault('notStream', `answered with ${this.contentType || 'no content type'} instead of a chat completion`, this.asked);
  }
}

const blankBytes: ReadonlySet<number> = new Set([9, 10, 13, 32, 0xef, 0xbb, 0xbf]);

function formOf(held: readonly Uint8Array[], contentType: string): BodyForm | undefined {
  const first = held.flatMap((part) => [part.find((byte) => !blankBytes.has(byte)) ?? []].flat())[0];
  if (first === undefined) return undefined;
  const letter = String.fromCharCode(first);
  if (letter === '<' || /html/i.test(contentType)) return 'page';
  if (letter === '{' || letter === '[') return 'json';
  return /event-stream/i.test(contentType) || ':deir'.includes(letter) ? 'events' : 'page';
}

function decodeWhole(parts: readonly Uint8Array[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}

/** True when the text stops inside an open string, list or object: cut, rather than wrong. */
function isCutJson(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (isInString && letter === '\\') at++;
    else if (letter === '"') isInString = !isInString;
    else if (!isInString && (letter === '{' || letter === '[')) depth++;
    else if (!isInString && (letter === '}' || letter === ']')) depth--;
  }
  return isInString || depth > 0;
}
