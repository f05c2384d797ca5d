// What passes between the command line and a model: secrets stay, too long prompts shrink, failures that pass are waited out.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange } from '../fakes/exchanges.ts';
import { CliBench, eventsOf } from './workbench.ts';

const config = `export const region = 'eu';\nexport const apiSecret = '9fFAKE8a7b6c5d4e3f2a1b0c';\nexport const retries = 2;\n`;
const edit = (search: string, replace: string) =>
  `Done.\n\nsrc/config.ts\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const refusal = (status: number, message: string, code?: string) =>
  ({ kind: 'status', status, body: { error: { message, code } } }) as const;

describe('models on the command line', () => {
  let bench: CliBench;
  const open = async (exchanges: readonly Exchange[]) => {
    bench = await CliBench.open(exchanges);
    writeFileSync(join(bench.folder, 'src', 'config.ts'), config);
  };
  afterEach(() => bench.close());
  const change = (...args: string[]) => bench.run(['edit', 'Try three times.', '--file', 'src/config.ts', '--json', '--yes', ...args]);
  const notices = (finished: Awaited<ReturnType<typeof change>>) =>
    eventsOf(finished).flatMap((event) => (event.kind === 'notice' ? [String(event.text)] : []));

  it('sends no secret, and puts it back where the answer quotes its line', async () => {
    const lines = (retries: number) => `export const apiSecret = '[redacted:token:1]';\nexport const retries = ${retries};`;
    await open([{ name: 'edit', needs: ["apiSecret = '[redacted:token:1]'"], answer: edit(lines(2), lines(3)), chunkChars: 5 }]);
    const finished = await change();
    assert.deepEqual(bench.model.failures, []);
    assert.equal(finished.code, 0, finished.stderr + finished.stdout.slice(-1_500));
    assert.equal(bench.read('src/config.ts'), config.replace('retries = 2', 'retries = 3'));
    for (const request of bench.model.requests) assert.ok(!JSON.stringify(request.body).includes('9fFAKE'));
  });

  it('sends less when the endpoint says that the prompt is too long, and says so', async () => {
    const tooLong = refusal(400, 'This model’s maximum context length is 4096 tokens. However, you requested 5000.');
    await open([
      { name: 'too long', needs: ['Try three times', 'config.ts'], times: 1, fault: tooLong },
      { name: 'edit', needs: ['Try three times'], answer: edit('export const retries = 2;', 'export const retries = 3;') },
    ]);
    const finished = await change();
    assert.equal(finished.code, 0, finished.stderr + finished.stdout.slice(-1_500));
    assert.equal(notices(finished).filter((text) => text.includes('sending less context')).length, 1);
    const sizes = bench.model.requests.map((request) => request.prompt.length);
    assert.ok((sizes[1] ?? 0) < (sizes[0] ?? 0));
  });

  it('stops with the next step when nothing smaller is left', async () => {
    await open([{ name: 'too long', needs: [], fault: refusal(400, 'prompt is too long', 'context_length_exceeded') }]);
    const finished = await change();
    assert.notEqual(finished.code, 0);
    const prompts = bench.model.requests.map((request) => request.prompt);
    assert.equal(new Set(prompts).size, prompts.length);
    assert.ok(prompts.length > 1);
    assert.match(finished.stdout + finished.stderr, /too long for recorded demo model.*(Select less|choose a model)/);
  });

  it('waits out a rate limit before the answer begins', async () => {
    await open([
      { name: 'busy', needs: ['Try three times', 'config.ts'], times: 1, fault: { ...refusal(429, 'slow down'), retryAfterS: 1 } },
      { name: 'edit', needs: ['Try three times'], answer: edit('export const retries = 2;', 'export const retries = 3;') },
    ]);
    const finished = await change();
    assert.equal(finished.code, 0, finished.stderr + finished.stdout.slice(-1_500));
    assert.match(notices(finished)[0] ?? '', /rateLimit.*trying again in 1/);
  });

  it('does not use an answer that the token limit cut off', async () => {
    await open([
      {
        name: 'cut',
        needs: ['Try three times'],
        answer: edit('export const retries = 2;', 'export const retries = 3;'),
        finishReason: 'length',
      },
    ]);
    const finished = await change();
    assert.notEqual(finished.code, 0);
    assert.equal(bench.read('src/config.ts'), config);
  });

  for (const [name, fault, says] of [
    ['a wrong key', refusal(401, 'Incorrect API key provided', 'invalid_api_key'), /Check the API key/],
    ['an unknown model', refusal(404, 'The model `x` does not exist', 'model_not_found'), /Check the model name/],
    ['no quota', refusal(429, 'You exceeded your current quota', 'insufficient_quota'), /Add credit/],
  ] as const) {
    it(`gives one message with the next step for ${name}`, async () => {
      await open([{ name, needs: [], fault }]);
      const finished = await bench.run(['ask', 'What is this?', '--file', 'src/config.ts']);
      assert.notEqual(finished.code, 0);
      assert.match(finished.stderr + finished.stdout, says);
      assert.equal(bench.model.requests.length, 1);
    });
  }

  it('answers a question with tools, asks before a command, and replays the same', async () => {
    const calls = [
      { name: 'read_file', arguments: { path: 'src/cart.ts', start_line: 1, end_line: 3 } },
      { name: 'run_terminal_command', arguments: { cmd: 'echo from the shell; exit 4' } },
    ];
    await open([
      { name: 'look', needs: ['Which exit code?'], lacks: ['Exit code 4'], toolCalls: calls },
      { name: 'answer', needs: ['src/cart.ts, lines 1 to 3', 'Exit code 4', 'from the shell'], answer: 'It is 4.' },
    ]);
    const finished = await bench.run(['ask', 'Which exit code?', '--file', 'src/config.ts'], { input: 'yes\n' });
    assert.deepEqual(bench.model.failures, []);
    assert.equal(finished.code, 0, finished.stderr);
    assert.match(finished.stdout, /run this command in the workspace root\?\n\n {2}echo from the shell; exit 4\n[\s\S]*It is 4\./);
    const [run = ''] = (await bench.run(['runs'])).stdout.split(/\s/);
    assert.match((await bench.run(['replay', run])).stdout, /^Same/);
  });

  it('runs no command when nobody can be asked', async () => {
    await open([
      {
        name: 'look',
        needs: ['Touch it'],
        lacks: ['was not made'],
        toolCalls: [{ name: 'run_terminal_command', arguments: { cmd: 'touch made' } }],
      },
      { name: 'answer', needs: ['The call of run_terminal_command was not made.'], answer: 'Then not.' },
    ]);
    const finished = await bench.run(['ask', 'Touch it', '--json']);
    assert.equal(finished.code, 0, finished.stderr);
    assert.ok(!readdirSync(bench.folder).includes('made'));
  });

  it('keeps to the budget of the day over several runs, tells what a run cost, and says how to go on', async () => {
    const usage = { prompt_tokens: 900, completion_tokens: 200 };
    await open([{ name: 'answer', needs: ['Why?'], answer: 'Because.', usage }]);
    const budget = { UNDERSTUDY_BUDGET: 'day 1000 tokens' };
    const first = await bench.run(['ask', 'Why?', '--file', 'src/config.ts'], { env: budget });
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /900 tokens in, 200 out; free/);
    const second = await bench.run(['ask', 'Why?', '--file', 'src/config.ts'], { env: budget, input: 'no\n' });
    assert.notEqual(second.code, 0);
    assert.match(second.stdout + second.stderr, /budget for today is 1000 tokens, and it has used 1100 tokens\. Raise the limit/);
    assert.equal(bench.model.requests.length, 1);
    assert.equal((await bench.run(['ask', 'Why?', '--file', 'src/config.ts'], { env: budget, input: 'yes\n' })).code, 0);
  });

  it('lets the cheaper model answer when a budget is nearly used up, and says so', async () => {
    const usage = { prompt_tokens: 900, completion_tokens: 100 };
    await open([
      { name: 'words', needs: ['Why?', 'A plain search found'], answer: 'cart', usage: { prompt_tokens: 1, completion_tokens: 1 } },
      { name: 'answer', needs: ['Why?'], answer: 'Because.', usage, chunkChars: 2, chunkDelayMs: 20 },
    ]);
    const env = { UNDERSTUDY_MODEL: 'large, fast=small', UNDERSTUDY_BUDGET: 'day 1050 tokens, then cheaper' };
    const ask = () => bench.run(['ask', 'Why?', '--file', 'src/config.ts'], { env });
    assert.equal((await ask()).code, 0);
    const second = await ask();
    assert.equal(second.code, 0, second.stderr + second.stdout);
    assert.match(second.stdout, /nearly used up: small answers instead of large/);
    assert.deepEqual(
      bench.model.requests.filter(({ exchange }) => exchange === 'answer').map(({ body }) => body.model),
      ['large', 'small'],
    );
    const third = await ask();
    assert.match(third.stdout + third.stderr, /budget for today is 1050 tokens, and it has used 200\d tokens/);
  });

  it('lets the next model take over and says so, and sends nothing away when told', async () => {
    await open([
      { name: 'gone', needs: ['Why?'], times: 1, fault: refusal(404, 'model gone', 'model_not_found') },
      { name: 'answer', needs: ['Why?'], answer: 'Because.' },
    ]);
    const ask = ['ask', 'Why?', '--file', 'src/config.ts'];
    const finished = await bench.run(ask, { env: { UNDERSTUDY_MODEL: 'first, second' } });
    assert.equal(finished.code, 0, finished.stderr);
    assert.match(finished.stdout, /Asking first[\s\S]*second takes over[\s\S]*Because\./);
    assert.deepEqual(
      bench.model.requests.map((request) => request.body.model),
      ['first', 'second'],
    );
    const away = await bench.run(ask, { env: { UNDERSTUDY_BASE_URL: 'http://models.example/v1', UNDERSTUDY_LOCAL_ONLY: '1' } });
    assert.match(away.stdout + away.stderr, /Only local models may be used here/);
  });

  it('keeps secrets of model answers out of the journal', async () => {
    await open([{ name: 'ask', needs: ['[redacted:token:1]'], answer: 'It is [redacted:token:1].' }]);
    const finished = await bench.run(['ask', 'What is the secret?', '--file', 'src/config.ts']);
    assert.equal(finished.code, 0, finished.stderr);
    assert.match(finished.stdout, /It is 9fFAKE8a7b6c5d4e3f2a1b0c\./);
    const calls = journalLines(bench.data).filter((line) => line.includes('"model.stream"'));
    assert.ok(calls.length > 0 && calls.every((line) => !line.includes('9fFAKE')));
  });
});

function journalLines(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').split('\n'));
}
