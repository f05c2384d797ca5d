// The o200k vocabulary behind tiktoken's small runtime. Loaded once per process; for the token process only, because it is large.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vocabulary from 'tiktoken/encoders/o200k_base';
import { init, Tiktoken } from 'tiktoken/lite/init';

/** The platform's; typed here because neither Node's nor the language's types name it. */
declare const WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<object> };

/** Built, the runtime's wasm is copied to dist/wasm; in a checkout it lies in the package. */
function wasmFile(): string {
  const built = join(dirname(fileURLToPath(import.meta.url)), '..', 'wasm', 'tiktoken_bg.wasm');
  return existsSync(built) ? built : createRequire(import.meta.url).resolve('tiktoken/lite/tiktoken_bg.wasm');
}

/** Counts tokens; marker texts such as <|endoftext|> count as ordinary text. */
export async function loadEncoder(): Promise<(text: string) => number> {
  const bytes = readFileSync(wasmFile());
  await init((imports) => WebAssembly.instantiate(bytes, imports));
  const encoder = new Tiktoken(vocabulary.bpe_ranks, vocabulary.special_tokens, vocabulary.pat_str);
  return (text) => encoder.encode(text, [], []).length;
}
