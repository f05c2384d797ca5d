// The parser's own module for processes that parse much: its busy functions get the optimising compiler, grammars never do, because
// some of their lexers take 500 MB to optimise. For a process started with `baselineOnly`.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** Flags to start the process with: what is compiled later stays with the baseline compiler. */
export const baselineOnly = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--wasm-tiering-budget=2000000'];

interface Instance {
  readonly exports: object;
}
/** As much of the global as is used; Node's types leave it out. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => Instance;
}

/** Options for `Parser.init`, given where its module lies. */
export function hotRuntime(path: string) {
  const wasm = Reflect.get(globalThis, 'WebAssembly') as Wasm;
  const instantiateWasm = (imports: object, done: (instance: Instance, module: object) => void) => {
    const module = compile(wasm, readFileSync(path));
    const instance = new wasm.Instance(module, imports);
    done(instance, module);
    return instance.exports;
  };
  return { locateFile: () => path, instantiateWasm };
}

/** Whether a function may be optimised later is decided where its baseline code is made: here, for all functions at once. */
function compile(wasm: Wasm, bytes: Uint8Array): object {
  for (const flag of ['--wasm-tier-up', '--wasm-dynamic-tiering', '--no-wasm-lazy-compilation']) setFlagsFromString(flag);
  try {
    return new wasm.Module(bytes);
  } finally {
    for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--wasm-lazy-compilation']) setFlagsFromString(flag);
  }
}
