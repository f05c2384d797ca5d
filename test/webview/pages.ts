// Serves the built page as the editor does: with its security policy and a theme's variables, fed by recorded messages.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ChatToHost, HostToChat } from '../../src/protocol/messages.ts';
import { protocolVersion } from '../../src/protocol/messages.ts';
import { pageHtml } from '../../src/vscode/chat/pageHtml.ts';
import { findChromium } from '../workbench/install.mjs';

/** Where `run.mjs` builds the page. */
export const builtPage = join(import.meta.dirname, '..', '..', '.tmp', 'page');
const browserFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

export const themes = ['dark', 'light', 'hcDark', 'hcLight'] as const;
export type Theme = (typeof themes)[number];

interface ThemeFile {
  readonly bodyClass: string;
  readonly kind: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly defaultStyle: string;
}

const contentTypes: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

/** A browser and a server of the built page; the caller closes it. */
export class PageStage {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<PageStage> {
    const server = createServer((request, response) => {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      if (path === '/') {
        const html = pageHtml({ ownSource: "'self'", nonce: 'test', script: '/page.js', style: '/page.css' });
        response.writeHead(200, { 'content-type': 'text/html' }).end(html);
        return;
      }
      const file = join(builtPage, path);
      if (!existsSync(file)) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': contentTypes[path.split('.').at(-1) ?? ''] ?? 'text/plain' }).end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PageStage(server, await chromium.launch({ executablePath: findChromium(), args: browserFlags }));
  }

  /** A page that has received `messages`. */
  async show(theme: Theme, size: { width: number; height: number }, messages: readonly HostToChat[]): Promise<StagedPage> {
    const context = await this.browser.newContext({ viewport: size, deviceScaleFactor: 2 });
    const page = await context.newPage();
    const staged = new StagedPage(page);
    page.on('console', (message) => {
      if (message.type() === 'error') staged.faults.push(message.text());
    });
    page.on('pageerror', (error) => staged.faults.push(error.message));
    // The test runner's compiler names functions through a global that the page does not have.
    await page.addInitScript({ content: 'globalThis.__name = (named) => named;' });
    await page.addInitScript(actAsEditor, readTheme(theme));
    await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
    await staged.sentTo('page/ready');
    for (const message of messages) await staged.receive(message);
    return staged;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export class StagedPage {
  readonly faults: string[] = [];

  constructor(readonly page: Page) {}

  /** Delivers one message of the host and waits until it is drawn. */
  async receive(message: HostToChat): Promise<void> {
    await this.page.evaluate(
      ([raw]) => {
        window.dispatchEvent(new MessageEvent('message', { data: raw }));
        return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      },
      [{ understudy: protocolVersion, message }],
    );
  }

  /** What the page has sent so far. */
  sent(): Promise<ChatToHost[]> {
    return this.page.evaluate(() => (window as unknown as { sent: { message: unknown }[] }).sent.map((raw) => raw.message)) as Promise<
      ChatToHost[]
    >;
  }

  /** The first message of a type, waited for. */
  async sentTo<T extends ChatToHost['type']>(type: T): Promise<Extract<ChatToHost, { type: T }>> {
    await this.page.waitForFunction(
      (wanted) => (window as unknown as { sent: { message: { type: string } }[] }).sent.some((raw) => raw.message.type === wanted),
      type,
    );
    return (await this.sent()).find((message) => message.type === type) as Extract<ChatToHost, { type: T }>;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

function readTheme(theme: Theme): ThemeFile {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'themes', `${theme}.json`), 'utf8'));
}

/** Runs in the page before its own script: what the editor puts around a webview. */
function actAsEditor(theme: ThemeFile): void {
  let state: unknown;
  const sent: unknown[] = [];
  const editor = {
    postMessage: (raw: unknown) => void sent.push(raw),
    getState: () => state,
    setState: (next: unknown) => {
      state = next;
      return next;
    },
  };
  Object.assign(window, { sent, acquireVsCodeApi: () => editor });
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(theme.variables)) document.documentElement.style.setProperty(name, value);
    document.documentElement.style.background = theme.variables['--vscode-sideBar-background'] ?? '';
    document.body.className = theme.bodyClass;
    Object.assign(document.body.dataset, theme.kind);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(theme.defaultStyle);
    document.adoptedStyleSheets = [sheet];
  });
}
