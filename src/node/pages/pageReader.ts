// Fetches one page at a time: public addresses only, each looked up and judged by us, few redirects, little text, little time.
import { lookup as lookUp } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError, cancelled, messageOf } from '../../base/errors.ts';
import type { PageAnswer, PageReader } from '../../core/ports/pageReader.ts';
import { htmlText, titleOf } from '../../core/text/htmlText.ts';
import { isPublicAddress } from './publicAddress.ts';

export interface PageReaderOptions {
  /** Whether an address may be asked; public ones may. */
  readonly mayAsk?: (address: string) => boolean;
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 8_000;
const maxRedirects = 4;
const maxBytes = 2 * 1024 * 1024;
const maxCharacters = 60_000;
const textType =
  /^(?:text\/(?:html|plain|markdown|x-|css|javascript|xml)|application\/(?:json|xml|xhtml\+xml|javascript|[\w.+-]+\+(?:json|xml)))/i;

export function createPageReader({ mayAsk = isPublicAddress, timeoutMs = usualTimeoutMs }: PageReaderOptions = {}): PageReader {
  return {
    async read(url, signal) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        return await follow(url, mayAsk, AbortSignal.any([signal, timeout]));
      } catch (thrown) {
        if (signal.aborted) throw cancelled();
        if (timeout.aborted) return refused(`the page did not come within ${timeoutMs / 1000} s`);
        return refused(thrown instanceof AppError ? thrown.message : `the page could not be read: ${messageOf(thrown)}`);
      }
    },
  };
}

const refused = (why: string): PageAnswer => ({ kind: 'refused', why });

async function follow(first: string, mayAsk: (address: string) => boolean, signal: AbortSignal): Promise<PageAnswer> {
  let url = judge(first);
  for (let redirects = 0; ; redirects++) {
    const response = await get(url, await addressOf(url, mayAsk), signal);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) return toAnswer(url, response);
    response.destroy();
    if (redirects === maxRedirects) throw new AppError('page.refused', 'the page leads on and on, from one address to the next');
    url = redirected(url, headers.location);
  }
}

function judge(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new AppError('page.refused', 'only addresses that begin with http:// or https:// are read');
  if (url.username !== '' || url.password !== '')
    throw new AppError('page.refused', 'addresses that hold a name or a password are not read');
  return url;
}

/** What was allowed is one site: another one, or the same without encryption, must be asked for by its own address. */
function redirected(from: URL, location: string): URL {
  const to = judge(new URL(location, from).href);
  const site = (url: URL) => `${url.hostname.replace(/^www\./, '')}:${url.port}`;
  if (site(to) !== site(from))
    throw new AppError('page.refused', `the page has moved to another site; mention @${to.href} to read it there`);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new AppError('page.refused', 'the page leads to an address without encryption');
  return to;
}

/** One address that may be asked. If any of a name's addresses may not, the name is not trusted at all. */
async function addressOf({ hostname }: URL, mayAsk: (address: string) => boolean): Promise<string> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [host] : (await lookUp(host, { all: true })).map(({ address }) => address);
  if (found.length === 0 || !found.every(mayAsk))
    throw new AppError('page.refused', `${host} is not on the public internet; pages of this machine or the local network are not read`);
  return found[0]!;
}

/** Connects to the very address that was judged, whatever the name leads to by then. */
function get(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const family = isIP(address);
  const lookup: LookupFunction = (_, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family));
  const headers = { accept: 'text/html, text/plain, text/markdown, application/json;q=0.8', 'user-agent': 'understudy' };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    request(url, { lookup, signal, agent: false, headers: { ...headers, 'accept-encoding': 'gzip, br' } }, resolve)
      .on('error', reject)
      .end();
  });
}

async function toAnswer(url: URL, response: IncomingMessage): Promise<PageAnswer> {
  const { statusCode = 0, headers } = response;
  const type = headers['content-type'] ?? 'text/plain';
  if (statusCode !== 200 || !textType.test(type)) {
    response.destroy();
    return refused(statusCode === 200 ? `the page is no text (${type.split(';')[0]})` : `the server answered with status ${statusCode}`);
  }
  const { text, isCut } = await readText(unpacked(response), /charset=["']?([\w-]+)/i.exec(type)?.[1]);
  const isHtml = /html/i.test(type);
  const shown = isHtml ? htmlText(text) : text;
  return {
    kind: 'read',
    url: url.href,
    title: (isHtml && titleOf(text)) || url.href,
    text: shown.slice(0, maxCharacters),
    isCut: isCut || shown.length > maxCharacters,
  };
}

function unpacked(response: IncomingMessage): Readable {
  const packing = { gzip: createGunzip, 'x-gzip': createGunzip, br: createBrotliDecompress, deflate: createInflate };
  const unpack = packing[(response.headers['content-encoding'] ?? '') as keyof typeof packing];
  if (!unpack) return response;
  const stream = unpack();
  response.on('error', (fault) => stream.destroy(fault));
  return response.pipe(stream);
}

/** Counted as unpacked, so that a small answer cannot grow without end. */
async function readText(stream: Readable, charset = 'utf-8'): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) break;
  }
  stream.destroy();
  const isCut = bytes > maxBytes;
  return { text: decoderFor(charset).decode(Buffer.concat(chunks).subarray(0, maxBytes)), isCut };
}

/** An unknown character set is read as UTF-8. */
function decoderFor(charset: string) {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
