// Builds, then runs the suites one after another, each in its own process, and ends with the sum of mocha's counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suites } from './suites.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are: ${suites.map((suite) => suite.name).join(', ')}.`);
  process.exit(2);
}

console.log('== build');
if ((await run({ name: 'build', command: ['node', 'esbuild.mjs'], limitMinutes: 5 }, process.env)) !== 0) process.exit(1);

const scratch = mkdtempSync(join(tmpdir(), 'understudy-test-'));
const total = { passes: 0, failures: 0 };
for (const suite of suites) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  console.log(`\n== ${suite.name}`);
  const countsFile = join(scratch, `${suite.name}.json`);
  const code = await run(suite, { ...process.env, UNDERSTUDY_SKIP_BUILD: '1', UNDERSTUDY_TEST_COUNTS: countsFile });
  const counts = readCounts(countsFile);
  if (!counts || (counts.passes === 0 && counts.failures === 0)) {
    console.error(`${suite.name} reported no tests (exit ${code}).`);
    total.failures++;
    continue;
  }
  total.passes += counts.passes;
  total.failures += counts.failures;
  if (code !== 0 && counts.failures === 0) total.failures++;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${total.passes} passed, ${total.failures} failed`);
process.exit(total.failures === 0 ? 0 : 1);

function readCounts(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Calls `end` a while after the suite's last test, should its process still be there. Returns the function that stops watching. */
function watchForEnd(file, end) {
  let overFor = 0;
  const timer = setInterval(() => {
    if (file && readCounts(file)?.isOver) overFor++;
    if (overFor > 60) end();
  }, 1000);
  return () => clearInterval(timer);
}

/**
 * Resolves with the exit code, 1 for an end by a signal other than ours after the last test. In a group of its own, so that all that it
 * started can be ended with it.
 */
function run({ name, command: [program, ...args], limitMinutes }, env) {
  const ownGroup = process.platform !== 'win32';
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env, detached: ownGroup });
    const end = () => (ownGroup ? process.kill(-child.pid, 'SIGKILL') : child.kill());
    const limit = setTimeout(() => {
      console.error(`${name} did not end within ${limitMinutes} minutes and was ended.`);
      end();
    }, limitMinutes * 60_000);
    let wasOver = false;
    const stopWatching = watchForEnd(env.UNDERSTUDY_TEST_COUNTS, () => {
      wasOver = true;
      console.error(`The process of ${name} was still there a minute after its last test, and was ended.`);
      end();
    });
    const interrupt = () => {
      end();
      process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, interrupt);
    const settle = (code) => {
      clearTimeout(limit);
      stopWatching();
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupt);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(error.message);
      settle(1);
    });
    child.on('exit', (code, signal) => settle(signal && !wasOver ? 1 : (code ?? 0)));
  });
}
