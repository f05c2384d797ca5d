import assert from 'node:assert/strict';
import type { Action } from '../../../src/core/model/policy.ts';
import { decide } from '../../../src/core/policy/decide.ts';
import { defaultPolicy } from '../../../src/core/policy/policy.ts';

const edit = (path: string): Action => ({ kind: 'editFile', path, effect: 'modify' });
const read = (path: string): Action => ({ kind: 'readFile', path });
const command: Action = { kind: 'runCommand', command: 'ls', folder: '' };
const judge = (action: Action) => decide(action, defaultPolicy, 'trusted');

describe('decide', () => {
  it('lets ordinary files be read and edited under review', () => {
    assert.deepEqual(judge(read('src/a.ts')), { kind: 'allow', rule: 'read.workspace' });
    assert.deepEqual(judge(edit('src/a.ts')), { kind: 'allow', rule: 'edit.reviewed' });
  });

  it('asks before control files and before files with secrets are written, by name', () => {
    for (const path of ['.vscode/tasks.json', 'AGENTS.md', '.env', 'keys/a.pem', '.netrc', '.understudy/policy.yaml', '.copilot/x']) {
      const decision = judge(edit(path));
      assert.equal(decision.kind, 'ask', path);
      assert.ok(decision.kind === 'ask' && decision.why.includes(path));
    }
  });

  it('never reads secrets but reads rules', () => {
    assert.equal(judge(read('.env')).kind, 'deny');
    assert.equal(judge(read('AGENTS.md')).kind, 'allow');
  });

  it('denies every path that is not plainly below the workspace', () => {
    for (const path of ['', '/etc/passwd', '../a', 'a/../../b', 'a//b', './a', 'C:\\x', 'a/']) {
      assert.equal(judge(edit(path)).kind, 'deny', path);
      assert.equal(judge(read(path)).kind, 'deny', path);
    }
  });

  it('asks for every command and every tool', () => {
    assert.equal(judge(command).kind, 'ask');
    assert.equal(judge({ kind: 'callTool', tool: 'x', argumentsJson: '{}' }).kind, 'ask');
  });

  it('leaves reading and chat in an untrusted workspace', () => {
    const kinds = [read('a.ts'), { kind: 'sendPrompt', endpoint: 'e', tokens: 1 } as const, edit('a.ts'), command].map(
      (action) => decide(action, defaultPolicy, 'untrusted').kind,
    );
    assert.deepEqual(kinds, ['allow', 'allow', 'deny', 'deny']);
  });

  it('takes the strictest rule, so that an added rule can only tighten', () => {
    const loosened = { rules: [...defaultPolicy.rules, { name: 'team.allow', action: 'runCommand', says: 'allow', why: '' } as const] };
    assert.equal(decide(command, loosened, 'trusted').kind, 'ask');
    const tightened = {
      rules: [...defaultPolicy.rules, { name: 'team.noCommands', action: 'runCommand', says: 'deny', why: 'No.' } as const],
    };
    assert.deepEqual(decide(command, tightened, 'trusted'), { kind: 'deny', rule: 'team.noCommands', why: 'No.' });
  });

  it('asks where no rule speaks', () => {
    assert.equal(decide(command, { rules: [] }, 'trusted').kind, 'ask');
  });
});
