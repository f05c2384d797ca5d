// Fetching pages over real HTTP: what is read, what is cut, and what is refused.
import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createPageReader } from '../../src/node/pages/pageReader.ts';
import { isPublicAddress } from '../../src/node/pages/publicAddress.ts';

const signal = new AbortController().signal;
let server: Server;
let base = '';
const asked: { url: string; headers: Record<string, unknown> }[] = [];

const routes: Record<string, RequestListener> = {
  '/page': (_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end('<title>Ünit</title><h1>Hi</h1><p>ünd</p>'),
  '/latin': (_, response) => response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from([0xfc])),
  '/packed': (_, response) =>
    response.setHeader('content-type', 'text/plain').setHeader('content-encoding', 'gzip').end(gzipSync('packed words')),
  '/bomb': (_, response) =>
    response
      .setHeader('content-type', 'text/plain')
      .setHeader('content-encoding', 'gzip')
      .end(gzipSync('a'.repeat(50_000_000))),
  '/endless': (_, response) => {
    response.setHeader('content-type', 'text/plain');
    const timer = setInterval(() => response.write('x'.repeat(200_000)), 1);
    response.on('close', () => clearInterval(timer));
  },
  '/silent': () => undefined,
  '/picture': (_, response) => response.setHeader('content-type', 'image/png').end('png'),
  '/missing': (_, response) => response.writeHead(404).end('no'),
  '/moved': (_, response) => response.writeHead(302, { location: '/page' }).end(),
  '/circle': (_, response) => response.writeHead(302, { location: '/circle' }).end(),
  '/elsewhere': (_, response) => response.writeHead(301, { location: 'https://other.example/doc' }).end(),
  '/tofile': (_, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end(),
};

describe('pages of the web', function () {
  this.timeout(20_000);
  const reader = createPageReader({ mayAsk: (address) => address === '127.0.0.1', timeoutMs: 1_500 });
  const read = (path: string) => reader.read(`${base}${path}`, signal);
  const whyNot = async (url: string, own = reader) => {
    const answer = await own.read(url, signal);
    assert.equal(answer.kind, 'refused', url);
    return answer.kind === 'refused' ? answer.why : '';
  };

  before(async () => {
    server = createServer((request, response) => {
      asked.push({ url: request.url ?? '', headers: request.headers });
      const route = routes[request.url ?? ''];
      if (route) route(request, response);
      else response.writeHead(500).end();
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are read as words, with their title, in their own character set and packing', async () => {
    assert.deepEqual(await read('/page'), { kind: 'read', url: `${base}/page`, title: 'Ünit', text: '# Hi\n\nünd', isCut: false });
    const latin = await read('/latin');
    assert.equal(latin.kind === 'read' && latin.text, 'ü');
    const packed = await read('/packed');
    assert.equal(packed.kind === 'read' && packed.text, 'packed words');
  });

  it('are asked for without cookies or keys', () => {
    for (const { headers } of asked)
      assert.deepEqual([headers.cookie, headers.authorization, headers.referer], [undefined, undefined, undefined]);
  });

  it('are cut where they are long or grow when unpacked', async () => {
    for (const path of ['/bomb', '/endless']) {
      const page = await read(path);
      assert.ok(page.kind === 'read' && page.isCut && page.text.length === 60_000, path);
    }
  });

  it('may move within their site, and nowhere else', async () => {
    const moved = await read('/moved');
    assert.equal(moved.kind === 'read' && moved.url, `${base}/page`);
    assert.match(await whyNot(`${base}/circle`), /leads on and on/);
    assert.match(await whyNot(`${base}/elsewhere`), /another site; mention @https:\/\/other\.example\/doc/);
    assert.match(await whyNot(`${base}/tofile`), /begin with http/);
  });

  it('are refused in one sentence when there is nothing to read', async () => {
    assert.match(await whyNot(`${base}/picture`), /no text \(image\/png\)/);
    assert.match(await whyNot(`${base}/missing`), /status 404/);
    assert.match(await whyNot(`${base}/silent`), /within 1\.5 s/);
    assert.match(await whyNot('ftp://example.com/'), /begin with http/);
    assert.match(await whyNot('http://me:secret@example.com/'), /name or a password/);
    assert.match(await whyNot('http://no-such-host.invalid/'), /could not be read/);
  });

  it('of this machine and the local network are never asked for', async () => {
    const before = asked.length;
    const port = new URL(base).port;
    const own = createPageReader();
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '169.254.169.254'])
      assert.match(await whyNot(`http://${host}:${port}/page`, own), /not on the public internet/, host);
    assert.equal(asked.length, before);
  });

  it('end when nobody waits', async () => {
    const controller = new AbortController();
    const waiting = reader.read(`${base}/silent`, controller.signal);
    controller.abort();
    await assert.rejects(waiting, { code: 'run.cancelled' });
  });
});

describe('public addresses', () => {
  it('are those of the internet, and no others', () => {
    for (const address of ['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:2800:220:1::1']) assert.ok(isPublicAddress(address), address);
    for (const address of [
      ...['10.1.2.3', '172.16.0.1', '192.168.1.1', '127.9.9.9', '100.64.0.1', '169.254.169.254', '0.0.0.0', '224.0.0.1', '255.255.255.255'],
      ...[
        '::1',
        '::',
        'fe80::1',
        'fd00::1',
        '::ffff:10.0.0.1',
        '64:ff9b::a00:1',
        '2002:a00:1::',
        '2001:db8::1',
        'ff02::1',
        'example.com',
        '',
      ],
    ])
      assert.ok(!isPublicAddress(address), address);
  });
});
