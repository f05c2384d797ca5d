// Where Python's type checker and its environment are found, in the order in which they count.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keyOf } from '../../../src/node/language/languageServer.ts';
import { findVirtualEnvironment, pythonRow } from '../../../src/node/language/pythonRow.ts';

const isWindows = process.platform === 'win32';
const packages = isWindows ? 'Lib/site-packages' : 'lib/python3.12/site-packages';

describe('finding a Python type checker', () => {
  let root: string;
  const before = { ...process.env };
  const lay = (...paths: string[]) => {
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      const name = /basedpyright/.test(path) ? 'basedpyright' : 'pyright';
      writeFileSync(join(root, path), path.endsWith('package.json') ? JSON.stringify({ name, version: '9.9.9' }) : '');
    }
  };
  const find = async (folder = '.') => {
    const found = await pythonRow.find({ root, folder: join(root, folder) });
    assert.equal(found.kind, 'found');
    return found.kind === 'found' ? found.server : assert.fail();
  };

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'understudy-python-')));
    mkdirSync(join(root, 'home'));
    Object.assign(process.env, { PATH: join(root, 'bin'), HOME: join(root, 'home'), USERPROFILE: join(root, 'home') });
    delete process.env.VIRTUAL_ENV;
  });
  afterEach(() => {
    Object.assign(process.env, before);
    rmSync(root, { recursive: true, force: true });
  });

  const inProject = ['node_modules/basedpyright/langserver.index.js', 'node_modules/basedpyright/package.json'];
  const inEnvironment = [
    '.venv/pyvenv.cfg',
    `.venv/${packages}/basedpyright/langserver.index.js`,
    `.venv/${packages}/basedpyright/package.json`,
  ];
  const inEditor = [
    'home/.vscode/extensions/ms-pyright.pyright-9.9.9/dist/server.js',
    'home/.vscode/extensions/ms-pyright.pyright-9.9.9/package.json',
  ];

  it('takes the project’s before the environment’s, and that before an extension’s', async () => {
    lay(...inEditor);
    assert.match((await find()).judge, /^pyright 9\.9\.9 \(the editor extension's\)/);
    lay(...inEnvironment);
    assert.match((await find()).judge, /^basedpyright 9\.9\.9 \(the virtual environment's\)/);
    lay(...inProject);
    assert.match((await find()).judge, /^basedpyright 9\.9\.9 \(the project's own\)/);
  });
  it('takes the newest of an extension’s copies', async () => {
    const other = 'home/.vscode/extensions/detachhead.basedpyright-8.1.0/dist/server.js';
    const newer = 'home/.vscode/extensions/detachhead.basedpyright-8.2.0/dist/server.js';
    lay(other, newer);
    assert.ok((await find()).args.some((argument) => argument.includes('8.2.0')));
  });
  it('follows a program on the PATH to the JavaScript behind it', async function () {
    // The links by which npm puts programs on the PATH are scripts on Windows.
    if (isWindows) this.skip();
    lay('bin/basedpyright-langserver', 'bin/node_modules/basedpyright/langserver.index.js', 'bin/node_modules/basedpyright/package.json');
    assert.match((await find()).judge, /^basedpyright 9\.9\.9 \(found on the PATH\)/);
  });
  it('gives the server the interpreter of the nearest environment', async () => {
    lay(...inProject, '.venv/pyvenv.cfg', 'tools/venv/pyvenv.cfg', 'tools/deep/x.py');
    const interpreter = async (folder?: string) =>
      (await find(folder)).settings?.python as { readonly pythonPath?: string; readonly analysis: object };
    assert.ok((await interpreter()).pythonPath?.startsWith(join(root, '.venv')));
    assert.ok((await interpreter('tools/deep')).pythonPath?.startsWith(join(root, 'tools', 'venv')));
  });
  it('does not share a server between environments', async () => {
    lay(...inProject, '.venv/pyvenv.cfg', 'tools/venv/pyvenv.cfg', 'tools/x.py');
    assert.notEqual(keyOf(pythonRow, await find()), keyOf(pythonRow, await find('tools')));
  });
  it('takes the active environment where the project has none', () => {
    lay('elsewhere/pyvenv.cfg');
    process.env.VIRTUAL_ENV = join(root, 'elsewhere');
    assert.equal(findVirtualEnvironment({ root, folder: root }), join(root, 'elsewhere'));
  });
  it('says how to get one where there is none, or brings its own', async () => {
    const found = await pythonRow.find({ root, folder: root });
    if (found.kind === 'missing') assert.match(found.hint, /pip install basedpyright/);
    else assert.match(found.server.judge, /Understudy's own/);
  });
});
