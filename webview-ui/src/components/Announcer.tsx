// Reads the run to a screen reader: progress as it changes, the answer sentence by sentence, never token by token.
import { useEffect, useRef, useState } from 'react';
import type { TurnView } from '../../../src/protocol/view.ts';
import { findSentences } from '../markdown/sentences.ts';
import { countOf } from './VerdictBadge.tsx';

/** Sentences that stay in the live region; older ones have been read. */
const kept = 8;

export function Announcer({ turn, running }: { turn: TurnView | undefined; running: boolean }) {
  const sentences = useSentences(turn, running);
  return (
    <div className="visually-hidden">
      <div role="status">{statusWords(turn, running)}</div>
      <div aria-live="polite" aria-relevant="additions" aria-atomic="false">
        {sentences.map((sentence) => (
          <p key={sentence.id}>{sentence.text}</p>
        ))}
      </div>
    </div>
  );
}

interface Spoken {
  readonly id: number;
  readonly text: string;
}

function useSentences(turn: TurnView | undefined, running: boolean): readonly Spoken[] {
  const [spoken, setSpoken] = useState<readonly Spoken[]>([]);
  const at = useRef({ turn: '', upTo: 0, next: 0 });
  const id = turn?.id ?? '';
  const answer = turn?.answer ?? '';
  useEffect(() => {
    const place = at.current;
    if (place.turn !== id || answer.length < place.upTo) {
      // A chat that was opened is not read out again; one that runs is read from its start.
      at.current = { ...place, turn: id, upTo: running ? 0 : answer.length };
    }
    const found = findSentences(answer, at.current.upTo, !running);
    if (found.upTo === at.current.upTo) return;
    const first = at.current.next;
    at.current = { turn: id, upTo: found.upTo, next: first + found.sentences.length };
    const fresh = found.sentences.map((text, index) => ({ id: first + index, text }));
    if (fresh.length > 0) setSpoken((old) => [...old, ...fresh].slice(-kept));
  }, [id, answer, running]);
  return spoken;
}

function statusWords(turn: TurnView | undefined, running: boolean): string {
  if (!turn) return '';
  if (running) return turn.steps.findLast((step) => step.state === 'active')?.text ?? 'Working';
  if (turn.files.length > 0) return `${countOf(turn.files.length, 'changed file')} to review.`;
  return turn.ending?.message ?? '';
}
