// Times the index process on generated folders of 1,000, 10,000 and 50,000 files: cold, warm, one saved file, queries, memory, disk,
// and how long the host's event loop is held up meanwhile. Memory is what the index process and all it starts hold at once, shared pages
// counted for each. Usage: npm run build && npm run bench:index [-- 1000 10000]
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createIndexProcess } from '../../src/node/codeIndex/indexProcess.ts';

const { signal } = new AbortController();
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const nouns =
  'cart order parcel invoice voucher customer session token cache queue worker request response header filter index chunk'.split(' ');
const verbs = 'add remove parse render send load store merge split retry cancel validate schedule encode decode resolve'.split(' ');
const sizes = process.argv.slice(2).map(Number);

/** The same files every time: a few classes of a few methods, about 3 kB each, in folders of 50. */
function writeFiles(root: string, count: number): number {
  let seed = 7;
  const pick = (words: readonly string[]) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return words[(seed >>> 8) % words.length]!;
  };
  let characters = 0;
  for (let file = 0; file < count; file++) {
    const folder = join(root, 'src', `part${Math.floor(file / 50)}`);
    if (file % 50 === 0) mkdirSync(folder, { recursive: true });
    const name = pick(nouns);
    const methods = Array.from({ length: 12 }, (_, i) => {
      const [verb, thing] = [pick(verbs), pick(nouns)];
      return `  /** Will ${verb} the ${thing} of a ${name}. */\n  ${verb}${thing}${i}(${thing}: string): string {\n    const ${pick(nouns)}${file} = this.${pick(verbs)}(${thing});\n    return ${thing}.trim() + ${file};\n  }\n`;
    });
    const text = `export class ${name}${file} {\n${methods.join('\n')}}\n`;
    writeFileSync(join(folder, `${name}${file}.ts`), text);
    characters += text.length;
  }
  return characters;
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );
const at = (values: readonly number[], share: number) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
const ms = (value: number) => `${value.toFixed(0)} ms`;

/** The highest memory of the tree of processes below this one, in MB, without its own, watched from beside. Linux only. */
function watchMemory(): { stop(): Promise<{ all: number; index: number }> } {
  if (!existsSync('/proc/self/status')) return { stop: async () => ({ all: 0, index: 0 }) };
  const watcher = fork(join(import.meta.dirname, 'memoryWatch.ts'), [String(process.pid)], { execArgv: process.execArgv });
  return {
    stop: () =>
      new Promise((resolve) => {
        watcher.once('message', (peak) => {
          watcher.disconnect();
          resolve(peak as { all: number; index: number });
        });
        watcher.send('stop');
      }),
  };
}

async function measure(count: number): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
  const [root, folder] = [join(scratch, 'work'), join(scratch, 'data')];
  const characters = writeFiles(root, count);
  const watch = watchMemory();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let start = performance.now();
  const cold = createIndexProcess({ root, folder, logger: quiet });
  await cold.start();
  const coldMs = performance.now() - start;
  delay.disable();
  const queries: number[] = [];
  for (let i = 0; i < 50; i++) {
    start = performance.now();
    await cold.search({ text: `${verbs[i % verbs.length]} the ${nouns[i % nouns.length]} when it is late`, maxFiles: 5 }, signal);
    queries.push(performance.now() - start);
  }
  const saves: number[] = [];
  for (const path of readdirSync(join(root, 'src', 'part0')).slice(0, 20)) {
    writeFileSync(join(root, 'src', 'part0', path), 'export const changed = 1;\n');
    start = performance.now();
    await cold.update([`src/part0/${path}`], signal);
    saves.push(performance.now() - start);
  }
  const memory = await watch.stop();
  cold.dispose();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const disk = sizeOf(join(folder, 'lance')) / characters;
  start = performance.now();
  const warm = createIndexProcess({ root, folder, logger: quiet });
  await warm.search({ text: 'cancel the order', maxFiles: 5 }, signal);
  const warmMs = performance.now() - start;
  warm.dispose();
  rmSync(scratch, { recursive: true, force: true });
  const figures = [
    `cold ${ms(coldMs)}`,
    `warm start to first answer ${ms(warmMs)}`,
    `query p50 ${ms(at(queries, 0.5))} p95 ${ms(at(queries, 0.95))}`,
  ];
  figures.push(
    `saved file p50 ${ms(at(saves, 0.5))} p95 ${ms(at(saves, 0.95))}`,
    `memory ${memory.all.toFixed(0)} MB (index process alone ${memory.index.toFixed(0)})`,
    `disk ${disk.toFixed(2)} × text`,
  );
  return `${count} files (${(characters / 1e6).toFixed(1)} MB): ${figures.join(', ')}, host event loop p99 ${ms(delay.percentile(99) / 1e6)}`;
}

for (const count of sizes.length > 0 ? sizes : [1000, 10_000, 50_000]) console.log(await measure(count));
