// Text within a line: emphasis, code, links. Links lead to the web or to a file of the workspace, nowhere else.
import type { Token, Tokens } from 'marked';
import type { ReactNode } from 'react';
import { useActions } from '../actions.ts';

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
};
const unescapeEntities = (text: string) => text.replace(/&(?:lt|gt|amp|quot|#39|nbsp);/g, (entity) => entities[entity] ?? entity);

export function Inline({ tokens }: { tokens: readonly Token[] | undefined }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a growing line keep their place
  return (tokens ?? []).map((token, at) => <Part key={at} token={token} />);
}

function Part({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case 'strong':
      return (
        <strong>
          <Inline tokens={token.tokens} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Inline tokens={token.tokens} />
        </em>
      );
    case 'del':
      return (
        <del>
          <Inline tokens={token.tokens} />
        </del>
      );
    case 'codespan':
      return <CodeSpan text={(token as Tokens.Codespan).text} />;
    case 'br':
      return <br />;
    case 'link':
      return <Link link={token as Tokens.Link} />;
    case 'image':
      return <>{(token as Tokens.Image).text}</>;
    case 'text':
      return token.tokens ? <Inline tokens={token.tokens} /> : unescapeEntities((token as Tokens.Text).text);
    case 'escape':
      return <>{(token as Tokens.Escape).text}</>;
    default:
      return <>{token.raw}</>;
  }
}

/** A path with a folder and an extension, perhaps with a line: `src/cart.ts:12`. */
const filePlace = /^((?:[\w.@-]+\/)+[\w.@-]+\.\w{1,8})(?:(?::|#L)(\d+)(?:[-:]L?\d+)*)?$/;

function CodeSpan({ text }: { text: string }) {
  const shown = unescapeEntities(text);
  const place = filePlace.exec(shown);
  return place ? <FileLink path={place[1] ?? ''} line={place[2]} text={<code>{shown}</code>} /> : <code>{shown}</code>;
}

function Link({ link }: { link: Tokens.Link }) {
  const text = <Inline tokens={link.tokens} />;
  if (/^(https?|mailto):/i.test(link.href)) {
    return (
      <a href={link.href} title={link.href}>
        {text}
      </a>
    );
  }
  const place = /^(?:\.\/)?([^:#?]+?)(?:(?::|#L)(\d+).*)?$/.exec(link.href);
  return place && !link.href.startsWith('/') ? <FileLink path={place[1] ?? ''} line={place[2]} text={text} /> : text;
}

function FileLink({ path, line, text }: { path: string; line: string | undefined; text: ReactNode }) {
  const { send } = useActions();
  const open = () => send({ type: 'file/open', path, ...(line ? { line: Number(line) } : {}) });
  return (
    <button type="button" className="link" onClick={open} title={`Open ${path}`}>
      {text}
    </button>
  );
}
