// A process that uses the index and may be hurt: run by codeIndexTrials.test.ts. Usage: indexTrial.ts <mode> <root> <folder>
import { registerHooks } from 'node:module';
import { join } from 'node:path';

const [mode, root = '', folder = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const tell = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

if (mode === 'noDatabase')
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '@lancedb/lancedb') throw new Error('this processor has no AVX2');
      return next(specifier, context);
    },
  });

if (mode === 'host') {
  const { createIndexProcess } = await import('../../src/node/codeIndex/indexProcess.ts');
  await createIndexProcess({ root, folder, logger: quiet }).start();
  tell('started');
  setInterval(() => undefined, 1000);
} else {
  const { createFileSource } = await import('../../src/node/codeIndex/fileSource.ts');
  const { ripgrepProgram } = await import('../../src/node/assets.ts');
  const { chooseEmbedder } = await import('../../src/processes/chooseEmbedder.ts');
  const { openIndexEngine } = await import('../../src/processes/openIndexEngine.ts');
  const source = createFileSource({ root, ripgrep: ripgrepProgram(), isSecret: () => false, commits: async () => [] });
  const chosen = await chooseEmbedder(undefined);
  const engine = await openIndexEngine({ root, folder: join(folder, 'lance'), source, inMemory: false, chosen });
  try {
    await engine.refresh([], () => undefined, signal);
    if (mode === 'optimize') {
      for (let round = 0; round < 45; round++) await engine.update([`src/file${round % 20}.ts`, `src/gone${round}.ts`], signal);
      tell('optimizing');
      for (;;) {
        for (let round = 0; round < 45; round++) await engine.update([`src/file${round % 20}.ts`], signal);
        await engine.rest('giveBack');
      }
    }
    const hits = await engine.search({ text: 'zebra', maxFiles: 3 }, signal);
    tell({ paths: hits.map((hit) => hit.path), state: await engine.state() });
    await engine.rest('keep');
  } catch (thrown) {
    tell({ fault: String(thrown) });
  }
  engine.dispose();
}
