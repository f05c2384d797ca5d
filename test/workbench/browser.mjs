// Chromium on the workbench.
import { chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless browser and one page of the given size. The caller closes the browser. */
export async function openBrowser(executablePath, size = { width: 1280, height: 960 }) {
  const browser = await chromium.launch({ executablePath, args: flags });
  const context = await browser.newContext({ viewport: size, permissions: ['clipboard-read', 'clipboard-write'] });
  return { browser, page: await context.newPage() };
}
