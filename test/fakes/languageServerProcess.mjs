// A language server that misbehaves on demand, as a real process: `node languageServerProcess.mjs MODE`.
// It "finds" an error on every line with the word WRONG. Modes: honest, crashAtStart, crash (on the first question), hang (never answers),
// stalePush (sends the diagnostics of the text before), staleUntagged (the same without a version), unchanged (claims that nothing
// changed), garbage (writes what is no message), wrongShape (answers with another thing), refuse (answers with an error), overtaken (gives
// up its first answer, because the text has changed), loading (sees nothing until it has announced that it has read the project), never
// (announces that it is loading, and nothing else), muses (never answers a hover over line 1, and any other at once), busy (never answers about a file with the word FOREVER, nor anything after
// it), brood (starts a program that inherits its pipes; neither minds a closed pipe or SIGTERM).
import { spawn } from 'node:child_process';

const mode = process.argv[2] ?? 'honest';
if (mode === 'crashAtStart') {
  process.stderr.write('cannot find my library\n');
  process.exit(3);
}
const texts = new Map();
const before = new Map();

const send = (message) => {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  process.stdout.write(`Content-Length: ${body.length}\r\n\r\n`);
  process.stdout.write(body);
};
const problems = (text) =>
  text.split('\n').flatMap((line, index) => {
    const at = line.indexOf('WRONG');
    const range = { start: { line: index, character: at }, end: { line: index, character: at + 5 } };
    return at < 0 ? [] : [{ range, severity: 1, code: 'W1', source: 'fake', message: 'This is wrong.' }];
  });

function push(uri) {
  const { text, version } = texts.get(uri);
  const old = before.get(uri) ?? { text: '', version: 0 };
  if (mode === 'stalePush')
    send({ method: 'textDocument/publishDiagnostics', params: { uri, version: old.version, diagnostics: problems(old.text) } });
  if (mode === 'staleUntagged') send({ method: 'textDocument/publishDiagnostics', params: { uri, diagnostics: problems(old.text) } });
  if (mode === 'honestPush') send({ method: 'textDocument/publishDiagnostics', params: { uri, version, diagnostics: problems(text) } });
}

let isLoaded = mode !== 'loading' && mode !== 'never';
let isBusy = false;
let isOvertaken = mode === 'overtaken';
const announce = () => send({ method: 'experimental/serverStatus', params: { health: 'ok', quiescent: isLoaded } });

const answers = {
  initialize: () => ({ capabilities: { textDocumentSync: 1 } }),
  'textDocument/documentSymbol': () => [],
  'textDocument/hover': ({ position }) => ({ contents: `line ${position.line + 1}` }),
  'textDocument/diagnostic': ({ textDocument }) => {
    if (mode === 'unchanged') return { kind: 'unchanged', resultId: '1' };
    if (mode === 'wrongShape') return { fine: true };
    return { kind: 'full', items: isLoaded ? problems(texts.get(textDocument.uri)?.text ?? '') : [] };
  },
};

function receive({ id, method, params }) {
  if (method === 'textDocument/didOpen')
    texts.set(params.textDocument.uri, { text: params.textDocument.text, version: params.textDocument.version });
  if (method === 'textDocument/didChange') {
    before.set(params.textDocument.uri, texts.get(params.textDocument.uri));
    texts.set(params.textDocument.uri, { text: params.contentChanges[0].text, version: params.textDocument.version });
  }
  if (method === 'textDocument/didOpen' || method === 'textDocument/didChange') push(params.textDocument.uri);
  if (method === 'initialized' && !isLoaded) {
    announce();
    const finish = () => {
      isLoaded = true;
      announce();
    };
    if (mode === 'loading') setTimeout(finish, 300);
  }
  if (id === undefined || method === undefined) return;
  if (method === 'textDocument/diagnostic' && isOvertaken) {
    isOvertaken = false;
    send({ id, error: { code: -32801, message: 'content modified' } });
    return;
  }
  if (method === 'textDocument/hover' && mode === 'muses' && params.position.line === 0) return;
  if (method === 'textDocument/diagnostic' && mode === 'crash') process.exit(7);
  if (method === 'textDocument/diagnostic' && mode === 'hang') return;
  if (method === 'textDocument/diagnostic' && mode === 'busy') {
    isBusy ||= texts.get(params.textDocument.uri)?.text.includes('FOREVER');
    if (isBusy) return;
  }
  if (method === 'textDocument/diagnostic' && mode === 'garbage') {
    process.stdout.write('Content-Length: nonsense\r\n\r\n{{{{');
    return;
  }
  if (method === 'textDocument/diagnostic' && mode === 'refuse') send({ id, error: { code: -32603, message: 'not today' } });
  else send({ id, result: answers[method]?.(params) ?? null });
}

let pending = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  for (;;) {
    const head = pending.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(pending.subarray(0, head).toString())?.[1]);
    if (pending.length < head + 4 + length) return;
    const message = JSON.parse(pending.subarray(head + 4, head + 4 + length).toString());
    pending = pending.subarray(head + 4 + length);
    receive(message);
  }
});
if (mode === 'brood') {
  process.on('SIGTERM', () => undefined);
  const stay = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)";
  spawn(process.execPath, ['-e', stay], { stdio: 'inherit' });
  setInterval(() => undefined, 1_000);
} else process.stdin.on('end', () => process.exit(0));
