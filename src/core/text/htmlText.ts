// The words of a web page, without its markup: headings, lists, tables and code stay recognisable. One pass over the page, whatever is in it.

/** Elements that are no part of what the page says. */
const unseen = new Set('title script style noscript template svg iframe head nav footer aside form button select'.split(' '));
const blocks = new Set('p div section article ul ol table blockquote dl dt dd figure header main details summary'.split(' '));
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  copy: '©',
  larr: '←',
  rarr: '→',
  times: '×',
};

/** The page's title; empty where it has none. */
export function titleOf(html: string): string {
  const lower = html.toLowerCase();
  const start = lower.indexOf('>', lower.indexOf('<title'));
  const end = lower.indexOf('</title', start);
  if (!lower.includes('<title') || start < 0 || end < 0) return '';
  return decodeEntities(html.slice(start + 1, end))
    .replace(/\s+/g, ' ')
    .trim();
}

/** The main part where the page names one, else all of it. */
export function htmlText(html: string): string {
  const page = new PageText();
  const lower = html.toLowerCase();
  const { start, end } = mainPart(lower);
  const neverClosed = new Set<string>();
  for (let at = start; at < end; ) {
    const open = html.indexOf('<', at);
    page.addText(html.slice(at, open < 0 ? end : Math.min(open, end)));
    if (open < 0 || open >= end) break;
    const tag = /^<(\/?)([a-z][a-z0-9-]*)/.exec(lower.slice(open, open + 40));
    if (!tag && !/^<[!?/]/.test(lower.slice(open, open + 2))) {
      page.addText('<');
      at = open + 1;
      continue;
    }
    const close = lower.startsWith('<!--', open) ? lower.indexOf('-->', open) + 2 : lower.indexOf('>', open);
    if (close < 2) break;
    at = close + 1;
    if (!tag) continue;
    const [, slash, name = ''] = tag;
    if (slash === '' && unseen.has(name) && !neverClosed.has(name)) {
      const over = lower.indexOf(`</${name}`, at);
      if (over < 0) neverClosed.add(name);
      else at = over;
    } else page.addTag(name, slash === '/');
  }
  return page.toText();
}

function mainPart(lower: string): { readonly start: number; readonly end: number } {
  for (const name of ['main', 'article']) {
    const start = lower.indexOf(`<${name}`);
    const end = lower.lastIndexOf(`</${name}`);
    if (start >= 0 && end > start) return { start, end };
  }
  return { start: 0, end: lower.length };
}

class PageText {
  private readonly parts: string[] = [];
  private isCode = false;
  private isCell = false;

  addText(html: string): void {
    if (html === '') return;
    this.parts.push(this.isCode ? decodeEntities(html) : decodeEntities(html.replace(/\s+/g, ' ')));
  }

  addTag(name: string, isClosing: boolean): void {
    if (name === 'pre') {
      if (this.isCode === isClosing) this.parts.push(isClosing ? '\n```\n' : '\n```\n');
      this.isCode = !isClosing;
    } else if (this.isCode) return;
    else if (name === 'code') this.parts.push('`');
    else if (name === 'br') this.parts.push('\n');
    else if (name === 'li') this.parts.push(isClosing ? '' : '\n- ');
    else if (/^h[1-6]$/.test(name)) this.parts.push(isClosing ? '\n\n' : `\n\n${'#'.repeat(Number(name[1]))} `);
    else if (name === 'td' || name === 'th') this.addCell(isClosing);
    else if (name === 'tr') {
      this.isCell = false;
      this.parts.push('\n');
    } else if (blocks.has(name)) this.parts.push('\n\n');
  }

  toText(): string {
    let isCode = false;
    const lines = this.parts
      .join('')
      .split('\n')
      .map((line) => {
        if (line.trim() === '```') isCode = !isCode;
        return isCode ? line.trimEnd() : line.replace(/[ \t]+/g, ' ').trim();
      });
    return lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  private addCell(isClosing: boolean): void {
    if (isClosing) this.isCell = true;
    else if (this.isCell) this.parts.push(' | ');
  }
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
