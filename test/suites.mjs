// The suites of `npm test`, in order. Each is a process that writes mocha's counts to $UNDERSTUDY_TEST_COUNTS.
const mocha = (...args) => ['node', 'node_modules/mocha/bin/mocha.js', '--reporter', 'test/countingReporter.cjs', ...args];

export const suites = [
  { name: 'architecture', command: mocha('test/architecture/**/*.test.ts') },
  { name: 'unit', command: mocha('test/unit/**/*.test.ts') },
  { name: 'contract', command: mocha('--timeout', '240000', 'test/contract/**/*.test.ts') },
  { name: 'cli', command: mocha('--timeout', '240000', 'test/cli/**/*.test.ts') },
  { name: 'webview', command: ['node', 'test/webview/run.mjs'] },
  { name: 'package', command: mocha('--timeout', '300000', 'test/package/**/*.test.ts') },
  { name: 'host', command: ['node', 'test/host/run.mjs'] },
  { name: 'ui', command: ['node', 'test/ui/run.mjs'] },
];
