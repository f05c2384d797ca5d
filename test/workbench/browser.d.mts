// Types of browser.mjs for the tests that are TypeScript.
import type { Browser, Page } from 'playwright-core';

export function openBrowser(
  executablePath: string,
  size?: { readonly width: number; readonly height: number },
): Promise<{ readonly browser: Browser; readonly page: Page }>;
