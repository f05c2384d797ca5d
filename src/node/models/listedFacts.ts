// What an endpoint's own model list tells of the models that were named, where it comes in time.
import { AppError, isAbort } from '../../base/errors.ts';
import { type ListedEndpoint, type ListedModel, listModels } from './modelLists.ts';

const patienceMs = 1_000;

/** Empty where the list is late or missing: then the answer itself will tell what is wrong. */
export async function askListedFacts(endpoint: ListedEndpoint): Promise<readonly ListedModel[]> {
  try {
    return await listModels(endpoint, AbortSignal.timeout(patienceMs));
  } catch (thrown) {
    if (thrown instanceof AppError || isAbort(thrown) || isTimeout(thrown)) return [];
    throw thrown;
  }
}

const isTimeout = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'TimeoutError';
