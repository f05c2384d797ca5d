// The one gate in front of every effect. Pure: whoever has links to resolve does so first and asks about the resolved path.
import type { Action, Decision, Place, Policy, PolicyRule, Trust } from '../model/policy.ts';
import { placeOf } from './pathPlaces.ts';

const strictness = { allow: 0, ask: 1, deny: 2 };

/** The strictest rule that applies, by name. Where no rule applies, the person is asked. */
export function decide(action: Action, policy: Policy, trust: Trust): Decision {
  const place = 'path' in action ? placeOf(action.path) : undefined;
  const [strictest] = policy.rules
    .filter((rule) => applies(rule, action, { trust, place }))
    .sort((left, right) => strictness[right.says] - strictness[left.says]);
  if (!strictest) return { kind: 'ask', rule: 'policy.noRule', why: 'No rule speaks about this.' };
  return strictest.says === 'allow'
    ? { kind: 'allow', rule: strictest.name }
    : { kind: strictest.says, rule: strictest.name, why: 'path' in action ? `${action.path}: ${strictest.why}` : strictest.why };
}

function applies(rule: PolicyRule, action: Action, { trust, place }: { trust: Trust; place: Place | undefined }): boolean {
  if (rule.action !== action.kind) return false;
  if (rule.trust !== undefined && rule.trust !== trust) return false;
  return rule.places === undefined || (place !== undefined && rule.places.includes(place));
}
