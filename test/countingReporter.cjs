// Mocha's spec reporter that also writes its counts to $UNDERSTUDY_TEST_COUNTS.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures } = runner.stats;
      if (process.env.UNDERSTUDY_TEST_COUNTS) writeFileSync(process.env.UNDERSTUDY_TEST_COUNTS, JSON.stringify({ passes, failures }));
    });
  }
};
