// A code block: its language, a copy button, and colours once the block has ended.
import { memo, useEffect, useState } from 'react';
import { useActions } from '../actions.ts';
import { Icon } from '../components/Icon.tsx';
import type { Piece } from './highlight.ts';

/** Long blocks stay plain: colouring them would hold up the page. */
const maxHighlighted = 30_000;

export const CodeBlock = memo(function CodeBlock({ code, language, closed }: { code: string; language: string; closed: boolean }) {
  const pieces = useHighlight(code, language, closed);
  return (
    <figure className="code">
      <figcaption>
        <span>{language || 'text'}</span>
        <CopyButton text={code} what="code" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and the keyboard must reach them */}
      <pre tabIndex={0}>
        <code>{pieces ? <Pieces pieces={pieces} /> : code}</code>
      </pre>
    </figure>
  );
});

export function CopyButton({ text, what }: { text: string; what: string }) {
  const { send } = useActions();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    send({ type: 'text/copy', text });
    setCopied(true);
  };
  const label = copied ? 'Copied' : `Copy ${what}`;
  return (
    <button type="button" className="icon-button" onClick={copy} title={label} aria-label={label}>
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}

function useHighlight(code: string, language: string, closed: boolean): readonly Piece[] | undefined {
  const [pieces, setPieces] = useState<readonly Piece[]>();
  const wanted = closed && language !== '' && code.length <= maxHighlighted;
  useEffect(() => {
    setPieces(undefined);
    if (!wanted) return;
    let current = true;
    void import('./highlight.ts')
      .then(({ highlight }) => highlight(code, language))
      .then((coloured) => {
        if (current) setPieces(coloured);
      });
    return () => {
      current = false;
    };
  }, [code, language, wanted]);
  return pieces;
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, at) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of an ended block never move
      <span key={at} className={piece.scope}>
        <Pieces pieces={piece.children} />
      </span>
    ),
  );
}
