// Requests through an HTTP proxy, for hosts whose own fetch knows none. Addresses on this machine and those in `noProxy` go directly.
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../../base/errors.ts';

/** `noProxy` as in NO_PROXY: hosts, domain endings, or *. */
export interface ProxySettings {
  readonly proxy: string;
  readonly noProxy?: string;
}

/** From the environment, as other programs read it; undefined without one for this address. */
export function proxyFromEnvironment(
  baseUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProxySettings | undefined {
  const isSecure = baseUrl.startsWith('https:');
  const names = isSecure ? ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] : ['http_proxy', 'all_proxy', 'ALL_PROXY'];
  const proxy = names.map((name) => environment[name]).find((value) => value);
  const noProxy = environment.no_proxy ?? environment.NO_PROXY;
  return proxy ? { proxy, ...(noProxy ? { noProxy } : {}) } : undefined;
}

/** A fetch that goes through the proxy. Throws AppError for a proxy address that is none. */
export function createProxyFetch(settings: ProxySettings): typeof fetch {
  const proxy = URL.parse(settings.proxy.includes('://') ? settings.proxy : `http://${settings.proxy}`);
  if (proxy?.protocol !== 'http:') {
    throw new AppError('model.badProxy', `"${settings.proxy}" is not an http:// proxy address. Correct the proxy setting.`);
  }
  return async (input, init) => {
    const target = new URL(input instanceof Request ? input.url : input);
    if (isDirect(target.hostname, settings.noProxy ?? '')) return fetch(input, init);
    const options = await throughProxy(proxy, target, init?.signal ?? undefined);
    return send(target, options, init ?? {});
  };
}

function isDirect(host: string, noProxy: string): boolean {
  if (host === 'localhost' || host === '[::1]' || /^127\./.test(host)) return true;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || host === entry || host.endsWith(entry.startsWith('.') ? entry : `.${entry}`));
}

const authorization = (proxy: URL): Record<string, string> => {
  if (!proxy.username) return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
};

/** Plain requests name the whole address to the proxy; secure ones get a tunnel. */
async function throughProxy(proxy: URL, target: URL, signal: AbortSignal | undefined): Promise<RequestOptions> {
  const door = { host: proxy.hostname, port: proxy.port || 80, ...(signal ? { signal } : {}) };
  if (target.protocol === 'http:') return { ...door, path: target.href, headers: authorization(proxy) };
  const authority = `${target.hostname}:${target.port || 443}`;
  return new Promise((resolve, reject) => {
    const tunnel = requestHttp({ ...door, method: 'CONNECT', path: authority, headers: { host: authority, ...authorization(proxy) } });
    tunnel.on('error', reject);
    tunnel.on('connect', (answer: IncomingMessage, socket) => {
      if (answer.statusCode !== 200) return reject(new Error(`the proxy answered ${answer.statusCode}`));
      const name = target.hostname.replace(/^\[|\]$/g, '');
      const secure = connectTls({ socket, ...(isIP(name) ? { host: name } : { servername: name }) });
      secure.on('error', reject);
      secure.on('secureConnect', () => resolve({ createConnection: () => secure, agent: false, ...(signal ? { signal } : {}) }));
    });
    tunnel.end();
  });
}

const decoders: Record<string, () => NodeJS.ReadWriteStream> = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };

function send(target: URL, options: RequestOptions, init: RequestInit): Promise<Response> {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), host: target.host, ...options.headers };
  const begin = options.createConnection ? requestHttps : requestHttp;
  const path = options.path ?? `${target.pathname}${target.search}`;
  return new Promise((resolve, reject) => {
    const request = begin({ host: target.hostname, ...options, path, method: init.method ?? 'GET', headers });
    request.on('error', reject);
    request.on('response', (answer) => resolve(toResponse(answer)));
    request.end(typeof init.body === 'string' ? init.body : undefined);
  });
}

function toResponse(answer: IncomingMessage): Response {
  const decoder = decoders[answer.headers['content-encoding'] ?? ''];
  const body = decoder ? answer.pipe(decoder()) : answer;
  if (decoder) answer.on('error', (fault) => (body as Readable).destroy(fault));
  const status = answer.statusCode ?? 502;
  const isEmpty = status === 204 || status === 304;
  const headers = new Headers(
    Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  return new Response(isEmpty ? null : (Readable.toWeb(body as Readable) as ReadableStream<Uint8Array>), { status, headers });
}
