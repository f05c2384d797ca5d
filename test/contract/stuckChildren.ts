// A host whose child processes of every kind no longer react: run by processEnds.test.ts. Usage: stuckChildren.ts <root> <folder> <stay>
// Stops its children by a signal, disposes them, prints their process ids, and should then end of itself; with <stay> it stays 10 s.
import { readFileSync } from 'node:fs';
import { AnalysisLink } from '../../src/node/codeIndex/analysisLink.ts';
import { createIndexProcess } from '../../src/node/codeIndex/indexProcess.ts';
import { createGitProcess } from '../../src/node/git/gitProcess.ts';
import { createTokenCounter } from '../../src/node/tokens/tokenCounter.ts';

const [root = '', folder = '', stay] = process.argv.slice(2);
const { signal } = new AbortController();
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const index = createIndexProcess({ root, folder, logger: quiet });
const analysis = new AnalysisLink({ root, withWords: false, background: false });
const git = createGitProcess(root);
const tokens = createTokenCounter();
await Promise.all([index.start(), analysis.analyse([]), git.head(signal), tokens.count(['word'], signal)]);

const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
for (const pid of children) process.kill(pid, 'SIGSTOP');
// One question that will have no answer, of each kind that is waited for.
const unanswered = [index.search({ text: 'word', maxFiles: 1 }, signal), git.head(signal), tokens.count(['another word'], signal)];
for (const each of [index, analysis, git, tokens]) each.dispose();
const outcomes = await Promise.allSettled(unanswered);
process.stdout.write(`${JSON.stringify({ children, outcomes: outcomes.map(({ status }) => status) })}\n`);
if (stay) setTimeout(() => undefined, 10_000);
