// The chat's page inside the workbench: two frames deep, found by what it shows.
import type { Frame, Page } from 'playwright-core';
import { runCommand } from './workbench.ts';

/** Opens the chat view by its command and gives the frame of its page. */
export async function openChat(page: Page): Promise<Frame> {
  await runCommand(page, 'Understudy: New Chat');
  return findChat(page);
}

export async function findChat(page: Page): Promise<Frame> {
  for (let waited = 0; waited < 75_000; waited += 200) {
    for (const frame of page.frames()) {
      const isChat = await frame
        .locator('#root > .chat')
        .count()
        .catch(() => 0);
      if (isChat > 0) return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error('The chat view did not open.');
}

/** Sends a request as a person does: types it and presses Enter. */
export async function ask(chat: Frame, text: string, mode: 'Ask' | 'Edit' = 'Edit'): Promise<void> {
  await chat.getByRole('radio', { name: mode }).check();
  const box = chat.locator('.composer textarea');
  await box.fill(text);
  await box.press('Enter');
}
