// Before the context is gathered, the fast model may put a person's request into words that code has. Skipped where no such model is
// connected; a late or useless answer leaves the search as it is. The call is journaled like every other, so a replay searches alike.
import { parseExpansion, renderExpansionRequest } from '../codeIndex/expansion.ts';
import type { EditRequest, RunEvent } from '../model/run.ts';
import type { CodeIndex } from '../ports/codeIndex.ts';
import { consult, hasFastModel } from './consult.ts';
import type { RunPorts } from './ports.ts';

/** A person waits for this: longer than a small answer takes, shorter than is felt as a pause. */
const patienceMs = 1500;
const plainHits = 12;
/** Enough for an outline of folders; the list goes into the journal. */
const listedPaths = 4000;

/** The index to search for this request. */
export async function* expandSearch(request: EditRequest, ports: RunPorts, signal: AbortSignal): AsyncGenerator<RunEvent, CodeIndex> {
  const { index } = ports;
  if (!hasFastModel(ports.model) || request.text.trim() === '') return index;
  const hits = await index.search({ text: request.text, maxFiles: plainHits }, signal);
  const paths = await ports.reader.list(listedPaths, signal);
  const { text, told } = await consult({ request: renderExpansionRequest({ text: request.text, paths, hits }), patienceMs }, ports, signal);
  yield told;
  const terms = text === undefined ? [] : parseExpansion(text);
  if (terms.length === 0) return index;
  return { ...index, search: (query, stop) => index.search({ ...query, terms }, stop) };
}
