// Mocha's spec reporter that also writes its counts to $UNDERSTUDY_TEST_COUNTS, and ends a suite that does not end of itself, naming what
// keeps it alive: a suite that stays would hold up all that follow. test/run.mjs ends those that even this cannot end.
const { readFileSync, writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

const graceMs = 15_000;

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures } = runner.stats;
      if (process.env.UNDERSTUDY_TEST_COUNTS)
        writeFileSync(process.env.UNDERSTUDY_TEST_COUNTS, JSON.stringify({ passes, failures, isOver: true }));
      setTimeout(() => endNow(failures), graceMs).unref();
      // Without this, native parts are taken down one by one at the end, and one that waits for a thread of its own waits for ever.
      process.once('exit', () => process.exit(failures > 0 ? 1 : process.exitCode));
    });
  }
};

function endNow(failures) {
  console.error(`All tests have ended, and ${graceMs / 1000} s later the process is still kept alive by:`);
  for (const handle of process._getActiveHandles()) console.error(`  ${describe(handle)}`);
  console.error(`  (${process.getActiveResourcesInfo().join(', ')})`);
  process.exit(failures > 0 ? 1 : 0);
}

function describe(handle) {
  const kind = handle.constructor.name;
  if (kind === 'ChildProcess') return `${kind} ${handle.pid} ${handle.spawnargs.join(' ').slice(0, 200)} (${stateOf(handle.pid)})`;
  if (kind === 'Socket' || kind === 'Server') return `${kind} ${JSON.stringify(handle.address?.() ?? {})} fd ${handle._handle?.fd}`;
  return kind;
}

function stateOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return `${/^State:\s+(.*)$/m.exec(status)?.[1]}, waits in ${readFileSync(`/proc/${pid}/wchan`, 'utf8')}`;
  } catch {
    return 'gone';
  }
}
