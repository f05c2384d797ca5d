// What a file is for, by its path alone.
import type { FilePath } from '../model/document.ts';

export type FileKind = 'source' | 'test' | 'docs' | 'generated' | 'other';

const testFolder =
  /(^|\/)(tests?|__tests__|specs?|testdata|fixtures?|testing|e2e|__mocks__|mocks?|testutils?|playground|examples?|samples?|demo|benchmarks?|benches)(\/|$)/;
const testName = /[._-](test|spec|e2e|cy|stories)\.|_test\.|^test_|tests?\.(java|kt|cs)$|^conftest/;
const docsFolder = /(^|\/)(docs?|documentation|website)(\/|$)/;
const docsName = /\.(md|mdx|rst|txt|adoc)$/;
const generatedFolder = /(^|\/)(vendor|third_party|node_modules|dist|generated|gen)(\/|$)/;
const generatedName = /(\.pb\.go|_generated\.|\.gen\.|\.min\.)/;
const sourceName =
  /\.(ts|tsx|js|jsx|mjs|cjs|mts|cts|py|pyi|go|rs|java|kt|kts|vue|svelte|astro|rb|php|c|cc|cpp|cxx|h|hh|hpp|cs|fs|swift|scala|sh|ps1|lua|dart|ex|exs|erl|clj|hs|ml|sql|proto|zig|m|mm)$/;

export function fileKindOf(path: FilePath): FileKind {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (testFolder.test(lower) || testName.test(name)) return 'test';
  if (docsFolder.test(lower) || docsName.test(name)) return 'docs';
  if (generatedFolder.test(lower) || generatedName.test(name)) return 'generated';
  return sourceName.test(name) ? 'source' : 'other';
}

/** The extension with its dot, or nothing. */
export function extensionOf(path: FilePath): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}

export function folderOf(path: FilePath): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Names that say nothing; their folder's name stands for them. */
const emptyName = /^(index|mod|main|__init__|lib)$/;

/** The word or words that name the file. */
export function baseNameOf(path: FilePath): string {
  const parts = path.split('/');
  const name = (parts.at(-1) ?? '').replace(/\.[^.]+$/, '');
  return emptyName.test(name) ? (parts.at(-2) ?? name) : name;
}
