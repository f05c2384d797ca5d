// The built page in a real browser: what it shows, what it sends, and that everybody can use it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { HostToChat } from '../../src/protocol/messages.ts';
import { builtPage, PageStage, type StagedPage, type Theme, themes } from './pages.ts';
import { reviewTurn, runningTurn, scenes, stateOf } from './recordings.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const small = { width: 280, height: 720 };

describe('chat page', () => {
  let stage: PageStage;
  const open: StagedPage[] = [];
  const show = async (messages: readonly HostToChat[], theme: Theme = 'dark', size = small) => {
    const staged = await stage.show(theme, size, messages);
    open.push(staged);
    return staged;
  };

  before(async () => {
    stage = await PageStage.open();
  });
  afterEach(async () => {
    for (const staged of open.splice(0)) {
      assert.deepEqual(staged.faults, [], 'the page reported errors');
      await staged.close();
    }
  });
  after(() => stage.close());

  it('is at most 600 KB', () => {
    const sizes = readdirSync(builtPage).map((name) => statSync(join(builtPage, name)).size);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 600_000);
  });

  for (const theme of themes) {
    it(`has no accessibility fault in any scene, theme ${theme}`, async () => {
      for (const [name, messages] of Object.entries(scenes)) {
        const { page } = await show(messages, theme);
        for (const line of await page.locator('.progress-line[aria-expanded]').all()) await line.click();
        // Not as a script tag: the page's policy forbids that.
        await page.evaluate(axeSource);
        const faults = await page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run();
          return violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' ')}`);
        });
        assert.deepEqual(faults, [], name);
      }
    });
  }

  it('never scrolls sideways at 280 pixels, and has one scroll bar only', async () => {
    for (const messages of Object.values(scenes)) {
      const { page } = await show(messages);
      for (const line of await page.locator('.progress-line[aria-expanded]').all()) await line.click();
      const over = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('.turns, .screen')].map((area) => area.scrollWidth - area.clientWidth),
      );
      assert.ok(
        over.every((width) => width <= 0),
        String(over),
      );
      const tooTall = await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
      assert.ok(tooTall <= 0, `The page itself is ${tooTall} pixels too tall.`);
    }
  });

  it('sends a request with its mode and place, by keyboard only', async () => {
    const staged = await show(scenes.start ?? []);
    await staged.page.getByRole('textbox').focus();
    await staged.page.keyboard.type('Why two loops?');
    await staged.page.keyboard.press('Tab');
    assert.equal(await staged.page.evaluate(() => document.activeElement?.getAttribute('value')), 'edit');
    await staged.page.keyboard.press('ArrowRight');
    await staged.page.keyboard.press('Shift+Tab');
    await staged.page.keyboard.press('Enter');
    assert.deepEqual(await staged.sentTo('chat/send'), {
      type: 'chat/send',
      text: 'Why two loops?',
      mode: 'ask',
      focus: [{ path: 'src/cart.ts', startLine: 12, endLine: 18 }],
    });
    assert.equal(await staged.page.getByRole('textbox').inputValue(), '');
  });

  it('lines a request up while another runs, and stops that one with Escape', async () => {
    const staged = await show(scenes.running ?? []);
    await staged.page.getByRole('textbox').fill('And then?');
    await staged.page.getByRole('button', { name: 'Send next' }).waitFor();
    await staged.page.keyboard.press('Enter');
    assert.equal((await staged.sentTo('chat/send')).text, 'And then?');
    await staged.page.keyboard.press('Escape');
    await staged.sentTo('chat/stop');
  });

  it('shows the requests that wait, each to be sent at once or dropped', async () => {
    const staged = await show(scenes.waiting ?? []);
    const rows = staged.page.locator('.queue li');
    assert.equal(await rows.count(), 2);
    await rows.nth(1).getByRole('button', { name: 'Send now' }).click();
    await rows.first().getByRole('button', { name: 'Drop: Explain' }).click();
    assert.deepEqual(await staged.sentTo('queue/sendNow'), { type: 'queue/sendNow', id: 'w2' });
    assert.deepEqual(await staged.sentTo('queue/drop'), { type: 'queue/drop', id: 'w1' });
  });

  it('asks about a block that fits nowhere, and passes each choice on', async () => {
    const staged = await show(scenes.question ?? []);
    for (const choice of ['By hand', 'Ask again', 'Skip it', 'Leave the file alone'])
      await staged.page.getByRole('button', { name: choice, exact: true }).click();
    const byHand = await show(scenes.byHand ?? []);
    for (const choice of ['Use my text', 'Back']) await byHand.page.getByRole('button', { name: choice, exact: true }).click();
    const made = [...(await staged.sent()), ...(await byHand.sent())].flatMap((message) =>
      message.type === 'misfit/choose' ? [message.choice] : [],
    );
    assert.deepEqual(made, ['byHand', 'retry', 'skip', 'leave', 'useText', 'back']);
  });

  it('pins a piece of the context and leaves another out, and takes both back', async () => {
    const staged = await show(scenes.review ?? []);
    const { page } = staged;
    await page.locator('.progress-line').click();
    await page.getByRole('button', { name: 'Pin src/price.ts', exact: true }).click();
    await page.getByRole('button', { name: 'Leave out AGENTS.md' }).click();
    assert.equal(await page.getByRole('button', { name: 'Pin AGENTS.md' }).count(), 0);
    const chosen = (await staged.sent()).filter((message) => message.type === 'context/choose');
    assert.deepEqual(chosen, [
      { type: 'context/choose', turnId: 'turn-1', id: 'definition:src/price.ts', choice: 'pin' },
      { type: 'context/choose', turnId: 'turn-1', id: 'rules:AGENTS.md', choice: 'remove' },
    ]);
    const [pinned, removed] = [
      { key: 'src/price.ts', title: 'src/price.ts' },
      { key: 'AGENTS.md', title: 'AGENTS.md' },
    ];
    await staged.receive({ type: 'choices', choices: { pinned: [pinned!], removed: [removed!] } });
    assert.equal(await page.getByRole('button', { name: 'Pin src/price.ts', exact: true }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('button', { name: 'Pin src/price.ts', exact: true }).click();
    await page.getByRole('button', { name: 'Put back AGENTS.md' }).click();
    const forgotten = (await staged.sent()).filter((message) => message.type === 'context/forget');
    assert.deepEqual(forgotten, [
      { type: 'context/forget', key: 'src/price.ts' },
      { type: 'context/forget', key: 'AGENTS.md' },
    ]);
  });

  it('accepts and rejects one file, and all', async () => {
    const staged = await show(scenes.review ?? []);
    await staged.page.getByRole('button', { name: 'Accept src/cart.ts' }).click();
    await staged.page.getByRole('button', { name: 'Reject docs/pricing.md' }).click();
    await staged.page.getByRole('button', { name: 'Accept all' }).click();
    const decisions = (await staged.sent()).filter((message) => message.type.endsWith('/decide'));
    assert.deepEqual(decisions, [
      { type: 'file/decide', turnId: 'turn-1', path: 'src/cart.ts', decision: 'accept' },
      { type: 'file/decide', turnId: 'turn-1', path: 'docs/pricing.md', decision: 'reject' },
      { type: 'turn/decide', turnId: 'turn-1', decision: 'accept' },
    ]);
  });

  it('says which verdict each file has, and never calls an unchecked file clean', async () => {
    const { page } = await show(scenes.review ?? []);
    assert.deepEqual(await page.locator('.verdict').allInnerTexts(), ['types 0.2 s', '1 new problem', 'not validated']);
  });

  it('reads a streamed answer out by sentences', async () => {
    const turn = { ...runningTurn, answer: '' };
    const staged = await show([stateOf([turn], { running: turn.id })]);
    for (const text of ['It rou', 'nds twice. That los', 'es a cent.', ' Fixed'])
      await staged.receive({ type: 'text', turnId: turn.id, text });
    const spoken = () => staged.page.locator('[aria-live=polite] p').allInnerTexts();
    assert.deepEqual(await spoken(), ['It rounds twice.', 'That loses a cent.']);
    await staged.receive({ type: 'turn', turn: { ...turn, answer: 'It rounds twice. That loses a cent. Fixed' }, running: false });
    assert.deepEqual(await spoken(), ['It rounds twice.', 'That loses a cent.', 'Fixed']);
  });

  it('shows what a model writes as text, never as a page of its own', async () => {
    const answer = 'Hi <img src=x onerror="window.hit=1"> <script>window.hit=1</script> [x](javascript:window.hit=1) [y](data:text/html,a)';
    const { page } = await show([stateOf([{ ...reviewTurn, answer }])]);
    assert.equal(await page.locator('.answer img, .answer script, .answer a').count(), 0);
    assert.match((await page.locator('.answer').textContent()) ?? '', /<img src=x/);
    assert.equal(await page.evaluate(() => 'hit' in window), false);
  });

  it('colours a code block when it has ended', async () => {
    const { page } = await show(scenes.review ?? []);
    await page.locator('.code .hljs-keyword').first().waitFor();
    assert.equal(
      await page.locator('.code code').first().textContent(),
      'const total: number = cart.total().toNumber(); // once, at the edge',
    );
  });

  it('shows what a command prints while it runs: no escapes, a bar in its last state, the newest of many lines', async () => {
    const { page } = await show(scenes.downloading ?? []);
    const output = page.locator('.output:visible');
    assert.deepEqual((await output.innerText()).split('\n').slice(1, 2), ['✓ 1204 modules transformed.']);
    assert.match(await output.innerText(), /\nDownloading \[#{13} {7}\] 65 %$/);
    const tests = await show(scenes.testing ?? []);
    const lines = (await tests.page.locator('.output:visible').innerText()).trimEnd().split('\n');
    assert.equal(lines.at(-1), '  ✔ counts line 4000 (2 ms)');
    assert.ok(lines.length <= 60, `${lines.length} lines`);
    const place = await tests.page
      .locator('.output:visible')
      .evaluate((area) => ({ fromEnd: area.scrollHeight - area.scrollTop - area.clientHeight, over: area.scrollWidth - area.clientWidth }));
    assert.ok(place.fromEnd < 2 && place.over <= 0, JSON.stringify(place));
  });

  it('says of a command that failed with which code, and keeps the end of its output', async () => {
    const { page } = await show(scenes.commandFailed ?? []);
    assert.equal(await page.locator('.output:visible').count(), 0);
    await page.locator('.progress-line').click();
    const step = page.locator('.steps li.failed');
    assert.equal(await step.locator('.detail').innerText(), 'Exit code 1 after 3.2 s.');
    assert.match(await step.locator('.output').innerText(), /AssertionError: 101 !== 100$/);
  });

  it('connects a server with an address, a model and a key', async () => {
    const staged = await show(scenes.connect ?? []);
    await staged.sentTo('connect/look');
    await staged.page.getByLabel('Address').fill('http://127.0.0.1:9/v1');
    await staged.page.getByLabel('Model', { exact: true }).fill('m');
    await staged.page.getByLabel('Key').fill('secret');
    await staged.page.getByRole('button', { name: 'Test and connect' }).click();
    assert.deepEqual(await staged.sentTo('connect/server'), {
      type: 'connect/server',
      baseUrl: 'http://127.0.0.1:9/v1',
      key: 'secret',
      model: 'm',
    });
    await staged.page.getByRole('button', { name: 'Use devstral:24b' }).click();
    assert.equal((await staged.sentTo('connect/local')).model, 'devstral:24b');
  });

  it('keeps the end in view while an answer grows, and stays put for a reader who scrolled up', async () => {
    const long = Array.from({ length: 80 }, (_, line) => `Line ${line}`).join('\n\n');
    const turn = { ...runningTurn, answer: long };
    const staged = await show([stateOf([turn], { running: turn.id })]);
    const fromEnd = () => staged.page.locator('.turns').evaluate((area) => area.scrollHeight - area.scrollTop - area.clientHeight);
    assert.ok((await fromEnd()) < 2);
    await staged.receive({ type: 'text', turnId: turn.id, text: '\n\nmore\n\nand more' });
    assert.ok((await fromEnd()) < 2);
    await staged.receive({ type: 'focus', focus: { path: 'src/cart.ts' } });
    assert.ok((await fromEnd()) < 2, 'the prompt box took room');
    await staged.page.locator('.turns').evaluate(
      (area) =>
        new Promise((resolve) => {
          area.addEventListener('scroll', resolve, { once: true });
          area.scrollTop = 0;
        }),
    );
    await staged.receive({ type: 'text', turnId: turn.id, text: '\n\nlast' });
    assert.equal(await staged.page.locator('.turns').evaluate((area) => area.scrollTop), 0);
  });

  it('has no control that only a pointer can find', async () => {
    const { page } = await show(scenes.review ?? []);
    const hidden = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, input, textarea')]
        .filter((control) => !control.closest('[hidden], details:not([open]) pre') && !control.closest('.modes'))
        .filter((control) => Number(getComputedStyle(control).opacity) < 0.4 || control.getBoundingClientRect().width === 0)
        .map((control) => control.outerHTML),
    );
    assert.deepEqual(hidden, []);
  });
});

interface AxeResult {
  readonly violations: { readonly id: string; readonly nodes: { readonly html: string }[] }[];
}
