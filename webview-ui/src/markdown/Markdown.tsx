// Markdown as React nodes: marked only tokenises, so no HTML string ever reaches the page.
import { Lexer, type Token, type Tokens } from 'marked';
import { memo, type ReactNode, useMemo } from 'react';
import { CodeBlock } from './CodeBlock.tsx';
import { Inline } from './Inline.tsx';

/** Blocks that did not change while more text streams in are not rendered again. */
export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => new Lexer({ gfm: true }).lex(text), [text]);
  return <>{drawBlocks(tokens)}</>;
}

const Block = memo(
  function Block({ token, last }: { token: Token; last: boolean }): ReactNode {
    return drawBlock(token, last);
  },
  (before, after) => before.token.raw === after.token.raw && before.token.type === after.token.type && before.last === after.last,
);

function drawBlocks(tokens: readonly Token[]): ReactNode[] {
  const shown = tokens.filter((token) => token.type !== 'space' && token.type !== 'def');
  return shown.map((token, at) => (
    // Tokens of a growing text keep their place; the index is their identity.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Block key={at} token={token} last={at === shown.length - 1} />
  ));
}

type Draw = (token: Token, last: boolean) => ReactNode;

const drawings: Readonly<Record<string, Draw>> = {
  heading: (token) => {
    const { depth, tokens } = token as Tokens.Heading;
    const Tag = (['h3', 'h4', 'h5'] as const)[Math.min(depth, 3) - 1] ?? 'h5';
    return (
      <Tag>
        <Inline tokens={tokens} />
      </Tag>
    );
  },
  paragraph: (token) => (
    <p>
      <Inline tokens={(token as Tokens.Paragraph).tokens} />
    </p>
  ),
  text: (token) => <Inline tokens={(token as Tokens.Text).tokens ?? [token]} />,
  code: (token, last) => {
    const { text, lang, raw } = token as Tokens.Code;
    const closed = !last || /(`{3,}|~{3,})\s*$/.test(raw.replace(/^\s*(`{3,}|~{3,})[^\n]*\n?/, ''));
    return <CodeBlock code={text} language={(lang ?? '').split(/[\s{]/)[0] ?? ''} closed={closed} />;
  },
  blockquote: (token) => <blockquote>{drawBlocks((token as Tokens.Blockquote).tokens)}</blockquote>,
  list: (token) => <List list={token as Tokens.List} />,
  table: (token) => <Table table={token as Tokens.Table} />,
  hr: () => <hr />,
};

function drawBlock(token: Token, last: boolean): ReactNode {
  const draw = Object.hasOwn(drawings, token.type) ? drawings[token.type] : undefined;
  return draw ? draw(token, last) : <p>{token.raw}</p>;
}

function List({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of a growing list keep their place
    <li key={at} className={item.task ? 'task' : undefined}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled aria-label="task" />}
      {drawBlocks(item.tokens.filter((token) => token.type !== 'checkbox'))}
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and the keyboard must reach it
    <section className="wide" tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
              <th key={at}>
                <Inline tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its line
            <tr key={line}>
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                <td key={at}>
                  <Inline tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
