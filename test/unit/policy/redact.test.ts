// Redaction: what must go, what must stay, and that the answer gets its secrets back.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRedactor, redact } from '../../../src/core/policy/redact.ts';
import { madeUpSecrets as secrets } from '../../fakes/madeUpSecrets.ts';
import { harmless } from './harmlessText.ts';

const settings: Readonly<Record<string, (secret: string) => string>> = {
  'YAML, unquoted': (secret) => `db:\n  password: ${secret}\n`,
  'a sentence': (secret) => `Your password is: ${secret}`,
  'login words': (secret) => `login with admin / password ${secret}`,
  Markdown: (secret) => `- **Password:** \`${secret}\``,
  'a Markdown table': (secret) => `| password | ${secret} |`,
  'XML attribute': (secret) => `<connection user="sa" password="${secret}"/>`,
  'PHP array': (secret) => `'password' => '${secret}',`,
  'Rust constant': (secret) => `const DB_PASSWORD: &str = "${secret}";`,
  'Docker build step': (secret) => `RUN pip config set global.password ${secret}`,
  'Chinese text': (secret) => `密码：password=${secret}，请保密`,
  'connection string': (secret) => `Server=h;Uid=sa;Pwd=${secret};`,
  'escaped JSON': (secret) => `"{\\"password\\":\\"${secret}\\"}"`,
  'command line': (secret) => `docker login -u bob --password ${secret} r.example`,
};

describe('redact', () => {
  for (const [name, text, value] of secrets) {
    it(`removes the secret: ${name}`, () => assert.ok(!redact(text).includes(value), redact(text)));
  }

  it('leaves ordinary code, prose and identifiers as they are', () => {
    assert.deepEqual(
      harmless.filter((text) => redact(text) !== text),
      [],
    );
  });

  for (const [place, write] of Object.entries(settings)) {
    it(`removes generated passwords from ${place}`, () => {
      const part = fc.string({
        unit: fc.constantFrom(...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'),
        minLength: 4,
        maxLength: 8,
      });
      fc.assert(
        fc.property(part, part, (first, second) => {
          const secret = `Q${first}!7${second}`;
          assert.ok(!redact(write(secret)).includes(secret), redact(write(secret)));
        }),
      );
    });
  }

  it('changes nothing in what it has already redacted', () => {
    for (const [, text] of secrets) assert.equal(redact(redact(text)), redact(text));
  });

  it('gives one secret one placeholder, in every text of a run', () => {
    const redactor = createRedactor();
    const first = redactor.redact('DB_PASSWORD=Zx9FAKEqq!2');
    const second = redactor.redact('connected with Zx9FAKEqq!2 to the database');
    assert.equal(first, 'DB_PASSWORD=[redacted:password:1]');
    assert.equal(second, 'connected with [redacted:password:1] to the database');
    assert.equal(redactor.count, 1);
  });

  it('puts the secrets back into an answer, and leaves placeholders it never gave', () => {
    const redactor = createRedactor();
    const text = 'API_KEY=a8f7FAKEs6d5f4g3h2j1\nDB_PASSWORD=Zx9FAKEqq!2\n';
    assert.equal(redactor.restore(redactor.redact(text)), text);
    assert.equal(redactor.restore('[redacted:token:99]'), '[redacted:token:99]');
  });

  it('removes secrets that the host knows wherever they stand', () => {
    assert.equal(createRedactor(['plainlookingkey']).redact('sent plainlookingkey along'), 'sent [redacted:key:1] along');
  });

  it('stays fast on a large text without secrets', () => {
    const text = 'const value = compute(first, second) + "some text"; // token by token\n'.repeat(6_000);
    const started = performance.now();
    redact(text);
    assert.ok(performance.now() - started < 2_000);
  });
});
