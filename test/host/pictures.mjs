// Pictures of the window while the host suite runs: what a dialog or a notification says is seen nowhere else.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../workbench/server.mjs';

const longestTestMs = 60_000;
const folder = join(repository, 'dist', 'test', 'pictures');

/** A headless window never loses the focus by itself. */
function changeFocus(page, what) {
  return page.evaluate((kind) => {
    document.hasFocus = () => kind === 'focus';
    window.dispatchEvent(new Event(kind));
  }, what);
}

/** Gets each line that the suite says about its stages; takes a picture of a test that fails or runs for long. */
export function watchStages(page) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let running;
  let count = 0;
  const take = async (why, title) => {
    const path = join(folder, `${++count}-${why}.png`);
    await page.screenshot({ path }).then(
      () => console.log(`      picture of "${title}" (${why}): ${path}`),
      (error) => console.error(error.message),
    );
  };
  setInterval(() => {
    if (!running || Date.now() - running.at < longestTestMs) return;
    void take('hangs', running.title);
    running = undefined;
  }, 1_000).unref();
  return (text) => {
    const [, what, title] = /^\[stage\] (\w+) (.*)$/s.exec(text) ?? [];
    if (what === undefined) return;
    if (what === 'blur' || what === 'focus') return void changeFocus(page, what);
    running = what === 'began' ? { title, at: Date.now() } : undefined;
    if (what === 'failed') void take('failed', title);
  };
}
