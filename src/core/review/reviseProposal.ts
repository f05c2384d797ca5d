// A proposal after the person changed one proposed file by hand.
import type { FileChange } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import type { Proposal } from '../model/review.ts';
import type { ValidationReport } from '../model/validation.ts';
import { hunksOf } from '../text/hunks.ts';
import type { ReviewSession } from './reviewSession.ts';

/** The revised file's earlier verdict no longer holds: nothing has judged the text as it is now. */
export function reviseProposal(session: ReviewSession, path: FilePath, after: string): Proposal {
  const { proposal } = session;
  const changes = proposal.changes.changes.map((change) => (change.path === path ? revise(change, after) : change));
  const kept = session.hunks.filter((hunk) => hunk.path !== path && hunk.state !== 'accepted' && hunk.state !== 'rejected');
  const revised = changes.filter((change) => change.path === path).flatMap(hunksOf);
  return { ...proposal, changes: { changes }, hunks: [...kept, ...revised], report: withoutVerdict(proposal.report, path) };
}

function revise(change: FileChange, after: string): FileChange {
  return change.kind === 'delete' ? change : { ...change, after };
}

function withoutVerdict(report: ValidationReport, path: FilePath): ValidationReport {
  const others = (entry: { readonly path: FilePath }) => entry.path !== path;
  return {
    ...report,
    newProblems: report.newProblems.filter(others),
    checks: report.checks
      .map((check) => ({ ...check, paths: check.paths.filter((judged) => judged !== path) }))
      .filter((check) => check.paths.length > 0),
    notChecked: [...report.notChecked, { paths: [path], reason: 'you changed the proposed text; nothing has judged it since' }],
  };
}
