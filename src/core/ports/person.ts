// The person, as someone who is asked.
import type { Action, Decision } from '../model/policy.ts';

/** Approval of one effect. Ends with `no` when nobody can be asked. */
export interface Person {
  approve(action: Action, decision: Decision, signal: AbortSignal): Promise<'yes' | 'no'>;
}
