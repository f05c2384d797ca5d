// Pages of the web that a request mentions: each goes to the policy, and to the person where that says ask, before anything is fetched.
import { addressesMentioned } from '../context/collectors/mentions.ts';
import type { RunRules } from '../model/policy.ts';
import type { RunEvent } from '../model/run.ts';
import { decide } from '../policy/decide.ts';
import type { PageAnswer } from '../ports/pageReader.ts';
import type { RunPorts } from './ports.ts';

/** What became of each address, in the order of the text. */
export async function* fetchPages(
  text: string,
  rules: RunRules,
  ports: RunPorts,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, ReadonlyMap<string, PageAnswer>> {
  const pages = new Map<string, PageAnswer>();
  for (const url of addressesMentioned(text)) {
    const action = { kind: 'fetchPage', url } as const;
    const decision = decide(action, rules.policy, rules.trust);
    yield { kind: 'decided', action, decision };
    const answer = decision.kind === 'ask' ? await ports.person.approve(action, decision, signal) : 'yes';
    if (decision.kind === 'deny') pages.set(url, { kind: 'refused', why: decision.why });
    else if (answer === 'no') pages.set(url, { kind: 'refused', why: 'you did not allow it to be fetched' });
    else if (!ports.pages) pages.set(url, { kind: 'refused', why: 'pages of the web cannot be read here' });
    else pages.set(url, await ports.pages.read(url, signal));
  }
  return pages;
}
