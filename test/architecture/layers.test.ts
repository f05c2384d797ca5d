// The import table of the design, and the absence of cycles.
import assert from 'node:assert/strict';
import { sources } from './sources.ts';

/** A layer's folder, and what its files may import: folders, packages, or a prefix ending in `:` or `*`. */
interface Layer {
  readonly name: string;
  readonly folder: RegExp;
  readonly may: readonly (string | RegExp)[];
}

const stages = ['context', 'prompt', 'edit', 'codeIndex', 'routing', 'validate', 'review', 'policy', 'journal', 'agent'];
const nouns = ['src/base/', 'src/core/model/'];
const forStages = [...nouns, 'src/core/ports/', 'src/core/text/', 'zod/mini'];
const packages = /^(?!\.|src\/|webview-ui\/|vscode$|node:)[@a-z]/;

const layers: readonly Layer[] = [
  { name: 'base', folder: /^src\/base\//, may: ['src/base/'] },
  { name: 'protocol', folder: /^src\/protocol\//, may: ['src/base/', 'src/protocol/', 'zod/mini'] },
  { name: 'core/model', folder: /^src\/core\/model\//, may: [...nouns, 'zod/mini'] },
  { name: 'core/ports', folder: /^src\/core\/ports\//, may: [...nouns, 'src/core/ports/'] },
  { name: 'core/text', folder: /^src\/core\/text\//, may: [...nouns, 'src/core/text/', 'fast-diff'] },
  ...stages.map((stage) => ({
    name: `core/${stage}`,
    folder: new RegExp(`^src/core/${stage}/`),
    may: [...forStages, `src/core/${stage}/`],
  })),
  { name: 'core/orchestrator', folder: /^src\/core\/orchestrator\//, may: ['src/base/', 'src/core/', 'zod/mini'] },
  { name: 'node', folder: /^src\/node\//, may: [...nouns, 'src/core/ports/', 'src/core/text/', 'src/node/', /^node:/, packages] },
  { name: 'processes', folder: /^src\/processes\//, may: ['src/base/', 'src/core/', 'src/node/', 'src/processes/', /^node:/, packages] },
  { name: 'cli', folder: /^src\/cli\//, may: ['package.json', 'src/base/', 'src/core/', 'src/node/', 'src/cli/', /^node:/] },
  {
    name: 'vscode host',
    folder: /^src\/vscode\/host/,
    may: ['src/base/', 'src/core/', 'src/protocol/', 'src/node/', 'src/vscode/', 'vscode', /^node:/],
  },
  { name: 'vscode', folder: /^src\/vscode\//, may: ['src/base/', 'src/core/', 'src/protocol/', 'src/vscode/', 'vscode'] },
  { name: 'extension', folder: /^src\/extension\.ts$/, may: ['src/base/', 'src/vscode/', 'vscode'] },
  { name: 'webview-ui', folder: /^webview-ui\//, may: ['src/protocol/', 'webview-ui/', packages] },
];

const isAllowed = (target: string, rule: string | RegExp) =>
  typeof rule === 'string' ? (rule.endsWith('/') ? target.startsWith(rule) : target === rule) : rule.test(target);

describe('layers', () => {
  it('knows the layer of every source file', () => {
    assert.deepEqual(
      sources.filter((file) => !layers.some((layer) => layer.folder.test(file.path))).map((file) => file.path),
      [],
    );
  });

  it('lets no file import from a layer it may not know', () => {
    const wrong = sources.flatMap((file) => {
      const layer = layers.find((candidate) => candidate.folder.test(file.path));
      if (!layer) return [];
      return file.imports
        .filter((target) => !layer.may.some((rule) => isAllowed(target, rule)))
        .map((target) => `${file.path} (${layer.name}) imports ${target}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('has no import cycle', () => {
    assert.deepEqual(findCycle(), []);
  });

  it('keeps the extension entry below 60 lines', () => {
    const entry = sources.find((file) => file.path === 'src/extension.ts');
    assert.ok((entry?.tree.getLineAndCharacterOfPosition(entry.tree.end).line ?? 0) <= 60);
  });

  it('names test-only seams nowhere in the product', () => {
    assert.deepEqual(
      sources.filter((file) => file.imports.some((target) => target.startsWith('test/'))).map((file) => file.path),
      [],
    );
  });
});

function findCycle(): string[] {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const state = new Map<string, 'open' | 'done'>();
  const walk = (path: string, trail: string[]): string[] => {
    if (state.get(path) === 'done') return [];
    if (state.get(path) === 'open') return [...trail.slice(trail.indexOf(path)), path];
    state.set(path, 'open');
    for (const target of byPath.get(path)?.imports ?? []) {
      if (!byPath.has(target)) continue;
      const cycle = walk(target, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    state.set(path, 'done');
    return [];
  };
  for (const file of sources) {
    const cycle = walk(file.path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
