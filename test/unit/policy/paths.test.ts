import assert from 'node:assert/strict';
import { judgePath } from '../../../src/core/policy/paths.ts';
import type { PathPlace } from '../../../src/core/ports/pathPolicy.ts';

interface Links {
  readonly [at: string]: string;
}
const placeOn = (platform: PathPlace['platform'], workspaceRoot: string, links: Links = {}): PathPlace => ({
  workspaceRoot,
  platform,
  readLink: async (absolute) => links[absolute],
});
const linux = (path: string, links?: Links) => judgePath(path, placeOn('linux', '/w/ws', links));
const windows = (path: string, links?: Links) => judgePath(path, placeOn('win32', 'C:\\w\\ws', links));
const darwin = (path: string, links?: Links) => judgePath(path, placeOn('darwin', '/w/ws', links));

async function expectAll(judge: (path: string) => Promise<{ verdict: string }>, verdict: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) assert.equal((await judge(path)).verdict, verdict, JSON.stringify(path));
}

describe('judgePath', () => {
  it('gives the resolved path below the workspace', async () => {
    assert.deepEqual(await linux('a/./b/../c.ts', { '/w/ws/a': 'src' }), {
      verdict: 'inside',
      mayRead: true,
      path: 'src/c.ts',
      absolute: '/w/ws/src/c.ts',
      why: 'a file of the workspace.',
    });
  });

  it('never gives a relative path for what is outside', async () => {
    for (const path of ['../x', '/etc/passwd', 'link/x']) assert.match((await linux(path, { '/w/ws/link': '/etc' })).path, /^\//);
  });

  it('takes ordinary names that only look dangerous', async () => {
    await expectAll(linux, 'inside', [
      '12:30.log',
      './a:b.ts',
      'src/a:b',
      'a~1.ts',
      'src/~/x',
      'con',
      '.env/lib/x.py',
      'src/nul.ts',
      '.git2/x',
      'a.key.ts',
      '.github/x.md',
    ]);
    await expectAll(windows, 'inside', ['console.ts', 'src\\auxiliary\\a.ts', 'notes~2024.md', 'a~b.ts', 'com10.txt', 'src/.hidden']);
  });

  it('refuses what the system reads in another way', async () => {
    await expectAll(linux, 'outside', [
      ' ',
      'untitled:Untitled-1',
      'git:/w/ws/a',
      'a\u0085b',
      'a\u2028b',
      'C:\\x',
      '~+/x',
      '/sys/x',
      '/proc/1/root/w/ws/a.ts',
      'a\ud800',
    ]);
    await expectAll(windows, 'outside', [
      'COM1',
      'lpt9.log',
      'nul .txt',
      'CONIN$',
      'com\u00b9.txt',
      '...',
      'a. \\b',
      '/w/ws/a',
      '//?/C:/w/ws/a',
      'C:',
      'PROGRA~1\\x',
      'VSCODE~1.JSO',
      'a|b',
      'a\tb',
    ]);
  });

  it('decodes a file address once, and only of this machine', async () => {
    await expectAll(linux, 'inside', [
      'file:///w/ws/a%20b',
      'FILE:///w/ws/a',
      'file://localhost/w/ws/a',
      'file:/w/ws/a',
      'file:///w/ws/%252e%252e/a',
      'file:///w/ws/src%2Fa',
    ]);
    await expectAll(linux, 'outside', [
      'file:a',
      'file://',
      'file:///w/ws/..%2Fx',
      'file:///w/ws/%',
      'file:///w/ws/%ff',
      'file:///w/ws/a%0a',
      'file://w/ws/a',
    ]);
    await expectAll(windows, 'inside', ['file:///c%3A/w/ws/a.ts', 'file:///C:/w/ws/src%5Ca.ts']);
    await expectAll(windows, 'outside', ['file:///w/ws/a', 'file:////server/share/a', 'file:///C:/w/ws/a:b', 'file:///C|/w/ws/a']);
    assert.equal((await linux('file:///w/ws/.g%69t/config')).verdict, 'protected');
  });

  it('protects the listed names however they are written', async () => {
    await expectAll(linux, 'protected', [
      '.UNDERSTUDY/policy.yaml',
      'a/.Github/Workflows/x',
      '.github/workflows',
      'x/AGENTS.MD',
      '.e\u200dnv',
      '.v\u017fcode/x',
      '.gi\u202et/config',
      'a/.key',
      '.PNP.cjs',
      'ID_RSA',
    ]);
    await expectAll(darwin, 'protected', ['.hu\u00adsky/x', '.hus\u212ay/x', '.git\ufeff/hooks/x']);
    await expectAll(windows, 'protected', ['a\\.YARN/x', '.github/workflows\\ci.yml']);
  });

  it('refuses names that turn the reading direction', async () => {
    assert.equal((await linux('src/\u202etxt.ts')).verdict, 'outside');
  });

  it('protects the way as well as the place: a link out of a control folder does not open it', async () => {
    assert.equal((await linux('.vscode/settings.json', { '/w/ws/.vscode': 'config' })).verdict, 'protected');
    assert.equal((await linux('.env', { '/w/ws/.env': 'config/settings' })).mayRead, false);
  });

  it('follows links of links, roots behind links, and stops in circles', async () => {
    assert.equal((await judgePath('/real/ws/a.ts', placeOn('linux', '/home/ws', { '/home': '/mnt', '/mnt/ws': '/real/ws' }))).path, 'a.ts');
    assert.equal((await linux('a', { '/w/ws/a': 'a' })).verdict, 'outside');
    assert.equal((await linux('a/../../ws/b.ts', { '/w/ws/a': '/w/other/x' })).path, 'b.ts');
    assert.equal((await linux('a/../b.ts', { '/w/ws/a': '/w/other/x' })).verdict, 'outside');
    assert.equal((await linux('../ws/b.ts')).path, 'b.ts');
  });

  it('follows the link forms of Windows', async () => {
    assert.equal((await windows('j\\x', { 'C:\\w\\ws\\j': '\\\\?\\C:\\w\\ws\\src' })).path, 'src/x');
    assert.equal((await windows('j\\x', { 'C:\\w\\ws\\j': '\\\\?\\UNC\\server\\share' })).verdict, 'outside');
    assert.equal((await windows('j\\x', { 'C:\\w\\ws\\j': '\\Windows' })).verdict, 'outside');
    assert.equal((await windows('j\\x', { 'C:\\w\\ws\\j': 'GIT~1' })).verdict, 'outside');
  });

  it('judges below a memory disk and below the top folder', async () => {
    assert.equal((await judgePath('a.ts', placeOn('linux', '/dev/shm/ws'))).verdict, 'inside');
    assert.equal((await judgePath('/dev/null', placeOn('linux', '/dev/shm/ws'))).verdict, 'outside');
    assert.equal((await judgePath('/dev/null', placeOn('linux', '/'))).verdict, 'outside');
    assert.equal((await judgePath('home/a.ts', placeOn('linux', '/'))).verdict, 'inside');
    assert.equal((await judgePath('a.ts', placeOn('win32', '\\\\server\\share\\ws'))).verdict, 'inside');
  });

  it('keeps secrets from being read and leaves the rest readable', async () => {
    for (const path of [
      '.env',
      'a/.env.local',
      'deploy/server.pem',
      'x.key',
      '.npmrc',
      '.git/config',
      '.ssh/config',
      'home/.netrc',
      'release.keystore',
      'link',
    ])
      assert.equal((await linux(path, { '/w/ws/link': '.env' })).mayRead, false, path);
    for (const path of ['AGENTS.md', '.vscode/settings.json', '.env.example', '.github/workflows/ci.yml', '.gitignore', 'id_rsa.pub'])
      assert.equal((await linux(path)).mayRead, true, path);
  });
});
