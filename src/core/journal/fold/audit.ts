// The journal as evidence: is the chain whole, and was every effect allowed, announced and settled?
import type { JournalRecord } from '../../model/journal.ts';
import type { RunEvent, WriteSummary } from '../../model/run.ts';
import type { Hash } from '../../ports/hash.ts';
import { verifyChain } from '../hashChain.ts';
import type { TimedEvent } from './runSummary.ts';

export interface AuditFinding {
  readonly seq: number;
  readonly what: string;
}

/** `findings` is empty for a journal that proves what it should. */
export interface AuditReport {
  readonly records: number;
  readonly writes: number;
  readonly findings: readonly AuditFinding[];
}

/** Records as read without trust: the chain is checked here. */
export function auditRun(run: string, records: readonly JournalRecord[], hash: Hash): AuditReport {
  const chain = verifyChain(run, records, hash);
  const broken = chain.kind === 'broken' ? [{ seq: chain.seq, what: `The record ${chain.why}.` }] : [];
  const writes = records.filter((record) => eventOf(record)?.kind === 'writeDone').length;
  return { records: records.length, writes, findings: [...broken, ...auditOrder(records)] };
}

const eventOf = (record: JournalRecord) => (record.body.kind === 'event' ? (record.body.event as RunEvent) : undefined);
const sameWrites = (left: readonly WriteSummary[], right: readonly WriteSummary[]) => JSON.stringify(left) === JSON.stringify(right);

interface Standing {
  readonly denied: ReadonlySet<string>;
  readonly intent: readonly WriteSummary[] | undefined;
}

/** What an event changes in the standing, and what is wrong with it as things stood. */
function step(event: RunEvent | undefined, standing: Standing): Standing & { readonly wrong: readonly string[] } {
  const { denied, intent } = standing;
  switch (event?.kind) {
    case 'decided': {
      if (event.action.kind !== 'editFile') return { ...standing, wrong: [] };
      const others = [...denied].filter((path) => 'path' in event.action && path !== event.action.path);
      return { intent, denied: new Set(event.decision.kind === 'deny' ? [...others, event.action.path] : others), wrong: [] };
    }
    case 'writeIntended': {
      const forbidden = event.writes.filter((write) => denied.has(write.path) || denied.has(write.to ?? write.path));
      return {
        denied,
        intent: event.writes,
        wrong: forbidden.map((write) => `${write.to ?? write.path} was written although a rule denied it.`),
      };
    }
    case 'writeDone': {
      const wrong = !intent ? 'Something was written without being announced.' : 'Something else was written than was announced.';
      return { denied, intent: undefined, wrong: intent && sameWrites(intent, event.writes) ? [] : [wrong] };
    }
    case 'writeRefused':
      return { denied, intent: undefined, wrong: [] };
    default:
      return { ...standing, wrong: [] };
  }
}

function auditOrder(records: readonly JournalRecord[]): AuditFinding[] {
  const first = records[0];
  const findings: AuditFinding[] =
    first && eventOf(first)?.kind !== 'runStarted' ? [{ seq: 0, what: 'The run does not begin with its request.' }] : [];
  let standing: Standing = { denied: new Set(), intent: undefined };
  for (const record of records) {
    const next = step(eventOf(record), standing);
    findings.push(...next.wrong.map((what) => ({ seq: record.seq, what })));
    standing = next;
  }
  return findings;
}

/** The write that was announced and never settled, if the run was killed in the middle of one. */
export function unsettledWrite(events: readonly TimedEvent[]): readonly WriteSummary[] | undefined {
  const last = events.findLast(
    ({ event }) => event.kind === 'writeIntended' || event.kind === 'writeDone' || event.kind === 'writeRefused',
  );
  return last?.event.kind === 'writeIntended' ? last.event.writes : undefined;
}
