// Where vectors come from: the endpoint a person set, or the table of word vectors that comes with the product.
import { messageOf } from '../base/errors.ts';
import { Tokenizer } from '../core/codeIndex/tokens.ts';
import { createStaticEmbedder, WordVectors } from '../core/codeIndex/wordVectors.ts';
import { costOf, showCost } from '../core/model/cost.ts';
import type { Embedder } from '../core/ports/embedder.ts';
import { factsOf, findVendor } from '../core/routing/vendors.ts';
import { readWordVectors } from '../node/codeIndex/wordTable.ts';
import { sha256 } from '../node/hash.ts';
import { type EmbeddingsEndpoint, openEmbedder, type RemoteEmbedder } from '../node/models/embeddings.ts';

export interface ChosenEmbedder {
  readonly words?: WordVectors;
  /** For requests. */
  readonly embedder?: Embedder;
  /** For chunks, in the background, where the endpoint gives the vectors. */
  readonly remote?: RemoteEmbedder;
  readonly note?: string;
}

const { signal: never } = new AbortController();

/** Vectors of different embedders cannot be compared: each has a store of its own below the index's folder. */
export const storeName = ({ remote }: ChosenEmbedder): string => (remote ? `lance-${sha256(remote.id).slice(0, 12)}` : 'lance');

export async function chooseEmbedder(endpoint: EmbeddingsEndpoint | undefined): Promise<ChosenEmbedder> {
  const table = await readWordVectors();
  const words = table && WordVectors.parse(table);
  const own = words ? { words, embedder: createStaticEmbedder(words, new Tokenizer()) } : {};
  if (!endpoint) return own;
  try {
    const remote = await openEmbedder(endpoint, never);
    return { ...(words ? { words } : {}), embedder: hasty(remote), remote };
  } catch (thrown) {
    return { ...own, note: `${messageOf(thrown)} The built-in word vectors are used meanwhile.` };
  }
}

const requestPatienceMs = 800;

/** A request does not wait for a slow endpoint: it is then searched without its vector. */
const hasty = (remote: RemoteEmbedder): Embedder => ({
  id: remote.id,
  dimensions: remote.dimensions,
  embed: (texts, signal) =>
    remote.embed(texts, AbortSignal.any([signal, AbortSignal.timeout(requestPatienceMs)])).catch((thrown: unknown) => {
      signal.throwIfAborted();
      console.error(messageOf(thrown));
      return [];
    }),
});

/** What the endpoint has cost, as far as it tells and its price is known. */
export function costNote(endpoint: EmbeddingsEndpoint, tokens: number): string {
  if (tokens === 0) return '';
  const { price } = factsOf(findVendor(endpoint.baseUrl), endpoint.model);
  return `, ${tokens} tokens, ${showCost(costOf({ input: tokens, output: 0 }, price))}`;
}
