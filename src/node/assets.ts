// Where the files lie that are loaded by path: wasm, and the packages that run as programs of their own.
// The same walk serves the built bundle (dist/, node_modules beside it), a VSIX, and unbundled tests.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The first `relative` that exists in a folder or one of its parents, starting at `from`; stops after `last`. */
export function findUpwards(from: string, relative: string, last?: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, relative);
    if (existsSync(candidate)) return candidate;
    if (folder === last || dirname(folder) === folder) return undefined;
  }
}

/** Folder of a package that ships with the product. */
export const findOwnPackage = (name: string): string | undefined => {
  const manifest = findUpwards(here, join('node_modules', name, 'package.json'));
  return manifest && dirname(manifest);
};

const wasmHomes = ['@vscode/tree-sitter-wasm/wasm', 'web-tree-sitter', 'tiktoken/lite'];

/** A wasm file by its name: `dist/wasm` in the built product, else the package that brings it. */
export function findWasm(name: string): string | undefined {
  const built = findUpwards(here, join('wasm', name));
  if (built) return built;
  for (const home of wasmHomes) {
    const found = findUpwards(here, join('node_modules', home, name));
    if (found) return found;
  }
  return undefined;
}

/** The ripgrep that ships with the product, else the one on the PATH. */
export function ripgrepProgram(): string {
  const packed = findOwnPackage(`@vscode/ripgrep-${process.platform}-${process.arch}`);
  return packed ? join(packed, 'bin', process.platform === 'win32' ? 'rg.exe' : 'rg') : 'rg';
}
