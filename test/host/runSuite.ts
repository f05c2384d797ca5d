// Runs the host suite inside the extension host. Counts go where the test runner looks for them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/** The launcher prints only these lines: the workbench logs to the same console. */
const mark = '[mocha] ';
/** Says which test runs now, so that the launcher can take a picture of one that hangs or fails. */
const stage = (what: 'began' | 'passed' | 'failed', title: string) => console.log(`[stage] ${what} ${title}`);
Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => console.log(mark + format(...parts));

/** `load` registers the tests. Fails when a test failed. */
export async function runSuite(load: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000 });
  const only = process.env.UNDERSTUDY_TEST_ONLY;
  if (only) mocha.grep(new RegExp(only));
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  load();
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('test', (test) => stage('began', test.fullTitle()));
    runner.on('pass', (test) => stage('passed', test.fullTitle()));
    runner.on('fail', (test) => stage('failed', test.fullTitle()));
    runner.once('end', () => {
      const { passes, failures: failed } = runner.stats ?? { passes: 0, failures: 1 };
      addCounts(passes, failed);
    });
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** Suites of one launch follow one another; their counts add up. */
function addCounts(passes: number, failures: number): void {
  const file = process.env.UNDERSTUDY_TEST_COUNTS;
  if (!file) return;
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passes: 0, failures: 0 };
  writeFileSync(file, JSON.stringify({ passes: known.passes + passes, failures: known.failures + failures }));
}
