// The decision over one proposed change: both of its paths are judged with links resolved, the stricter answer counts.
import type { FileChange } from '../model/change.ts';
import type { Action, Decision, RunRules } from '../model/policy.ts';
import { decide } from '../policy/decide.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';
import { pathAfter } from './proposal.ts';

export interface EditDecision {
  readonly action: Action & { readonly kind: 'editFile' };
  readonly decision: Decision;
}

/** One entry a path of the change: its own, and where a rename leads. */
export async function decideEdit(change: FileChange, rules: RunRules, reader: Pick<WorkspaceReader, 'judgePath'>): Promise<EditDecision[]> {
  const decisions: EditDecision[] = [];
  for (const path of new Set([change.path, pathAfter(change)])) {
    const judged = await reader.judgePath(path);
    const action = { kind: 'editFile', path: judged.path, effect: change.kind } as const;
    const decision: Decision =
      judged.verdict === 'outside' ? { kind: 'deny', rule: 'edit.outside', why: judged.why } : decide(action, rules.policy, rules.trust);
    decisions.push({ action, decision });
  }
  return decisions;
}
