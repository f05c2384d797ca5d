// The suites of `npm test`, in order. Each is a process that writes mocha's counts to $UNDERSTUDY_TEST_COUNTS. A suite that takes longer
// than its limit, about five times what it takes on two quiet cores, is ended and counts as failed.
const mocha = (...args) => ['node', 'node_modules/mocha/bin/mocha.js', '--reporter', 'test/countingReporter.cjs', ...args];

export const suites = [
  { name: 'architecture', command: mocha('test/architecture/**/*.test.ts'), limitMinutes: 3 },
  { name: 'unit', command: mocha('test/unit/**/*.test.ts'), limitMinutes: 5 },
  { name: 'contract', command: mocha('--timeout', '240000', 'test/contract/**/*.test.ts'), limitMinutes: 18 },
  { name: 'cli', command: mocha('--timeout', '240000', 'test/cli/**/*.test.ts'), limitMinutes: 8 },
  { name: 'webview', command: ['node', 'test/webview/run.mjs'], limitMinutes: 6 },
  { name: 'package', command: mocha('--timeout', '300000', 'test/package/**/*.test.ts'), limitMinutes: 6 },
  { name: 'host', command: ['node', 'test/host/run.mjs'], limitMinutes: 18 },
  { name: 'ui', command: ['node', 'test/ui/run.mjs'], limitMinutes: 20 },
];
