// The chat's page inside the workbench: two frames deep, found by what it shows.
import type { Frame, Page } from 'playwright-core';
import { until } from './waits.ts';
import { runCommand } from './workbench.ts';

/** Begins a new chat by its command and gives the frame of its page. The chat before it may still be on screen for a moment. */
export async function openChat(page: Page): Promise<Frame> {
  const before = await nameOnScreen(await lookForChat(page));
  await runCommand(page, 'Understudy: New Chat');
  const chat = await findChat(page);
  const isNew = async () => (await nameOnScreen(chat)) !== before;
  await until(page, isNew, () => 'The chat is still the one before.');
  await chat.locator('.turns .start').waitFor();
  return chat;
}

export async function findChat(page: Page): Promise<Frame> {
  let found: Frame | undefined;
  const look = async () => {
    found = await lookForChat(page);
    return found !== undefined;
  };
  await until(page, look, () => 'The chat view did not open.');
  return found!;
}

async function lookForChat(page: Page): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    // A frame may go while it is looked at.
    const isChat = await frame
      .locator('#root > .chat')
      .count()
      .catch(() => 0);
    if (isChat > 0) return frame;
  }
  return undefined;
}

const nameOnScreen = async (chat: Frame | undefined): Promise<string | undefined> =>
  (await chat?.locator('.chat').getAttribute('data-chat')) ?? undefined;

/** The last request has come to its end. */
export async function lastTurnEnded(chat: Frame): Promise<void> {
  await chat.locator('.turn').last().and(chat.locator('[aria-busy="false"]')).waitFor();
}

/** Sends a request as a person does: types it and presses Enter. */
export async function ask(chat: Frame, text: string, mode: 'Ask' | 'Edit' = 'Edit'): Promise<void> {
  await chat.getByRole('radio', { name: mode }).check();
  const box = chat.locator('.composer textarea');
  await box.fill(text);
  await box.press('Enter');
}
