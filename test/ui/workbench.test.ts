// The extension in the real workbench, in a real browser.
import assert from 'node:assert/strict';
import { openWorkbench, runCommand, takePicture, type Workbench } from './workbench.ts';

describe('workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench?.close());

  it('shows Understudy in the activity bar and its log on request', async () => {
    const { page } = workbench;
    await page.locator('.activitybar [aria-label^="Understudy"]').first().waitFor();
    await runCommand(page, 'Understudy: Show Log');
    await page.getByText('Understudy is ready.').first().waitFor();
    await takePicture(page, 'workbench');
    assert.ok(await page.locator('.part.panel').isVisible());
  });
});
