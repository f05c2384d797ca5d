// The code index of a command: in its process, with text search while that is not ready.
import type { DisposableStore } from '../base/disposable.ts';
import { AppError } from '../base/errors.ts';
import { createSteadyIndex } from '../core/codeIndex/steadyIndex.ts';
import { createTextSearchIndex } from '../core/codeIndex/textSearchIndex.ts';
import type { CodeIndex } from '../core/ports/codeIndex.ts';
import type { WorkspaceReader } from '../core/ports/workspaceReader.ts';
import { isLocalAddress } from '../core/routing/vendors.ts';
import { systemClock } from '../node/clock.ts';
import { createIndexProcess, type IndexProcessOptions } from '../node/codeIndex/indexProcess.ts';

/** A command line is over soon: an index that takes longer to open is left to the next run, and the files are searched. */
const indexPatienceMs = 2_500;

export function openCodeIndex(place: IndexProcessOptions & { readonly reader: WorkspaceReader }, owned: DisposableStore): CodeIndex {
  const { reader, logger } = place;
  return createSteadyIndex({
    index: owned.add(createIndexProcess({ ...place, ...embeddingsIn(process.env) })),
    fallback: createTextSearchIndex(reader),
    clock: systemClock,
    patienceMs: indexPatienceMs,
    logger,
  });
}

/** The endpoint for the index's vectors, where the environment names one. Throws `cli.usage` when it is half named, or may not be asked. */
export function embeddingsIn(environment: NodeJS.ProcessEnv): Pick<IndexProcessOptions, 'embeddings'> {
  const { UNDERSTUDY_EMBEDDINGS_URL: baseUrl, UNDERSTUDY_EMBEDDINGS_MODEL: model, UNDERSTUDY_EMBEDDINGS_KEY: apiKey } = environment;
  if (!baseUrl && !model) return {};
  if (!baseUrl || !model)
    throw new AppError('cli.usage', 'Set both UNDERSTUDY_EMBEDDINGS_URL and UNDERSTUDY_EMBEDDINGS_MODEL, or neither.');
  if (environment.UNDERSTUDY_LOCAL_ONLY && !isLocalAddress(baseUrl))
    throw new AppError('cli.usage', `UNDERSTUDY_LOCAL_ONLY is set, and ${baseUrl} is another machine. Unset one of the two.`);
  return { embeddings: { baseUrl, model, ...(apiKey ? { apiKey } : {}) } };
}
