// The limits of a run from the command line.
import { defaultRunLimits, type RunLimits } from '../core/model/settings.ts';

/** A command starts its language servers itself: facts are worth a moment more than in an editor, where servers are warm. */
export const commandLimits: RunLimits = { ...defaultRunLimits, factMs: 1_500 };
