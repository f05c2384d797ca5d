// The person, as someone who is asked.
import type { MisfitAnswer, MisfitQuestion } from '../model/change.ts';
import type { Action, Decision } from '../model/policy.ts';

export interface Person {
  /** Approval of one effect. Ends with `no` when nobody can be asked. */
  approve(action: Action, decision: Decision, signal: AbortSignal): Promise<'yes' | 'no'>;
  /** What is to become of a block that fits nowhere when all repairs are used up. Absent where nobody can be asked. */
  settleMisfit?(question: MisfitQuestion, signal: AbortSignal): Promise<MisfitAnswer>;
}
