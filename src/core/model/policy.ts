// Effects as data, so that one pure function can judge them all.
import type { FilePath } from './document.ts';

export type Action =
  | { readonly kind: 'readFile'; readonly path: FilePath }
  | { readonly kind: 'editFile'; readonly path: FilePath; readonly effect: 'create' | 'modify' | 'delete' | 'rename' }
  | { readonly kind: 'searchCode'; readonly query: string }
  /** `digest` binds an approval to the argument vector, folder and environment that were shown. */
  | { readonly kind: 'runCommand'; readonly command: string; readonly folder: string; readonly digest?: string }
  | { readonly kind: 'sendPrompt'; readonly endpoint: string; readonly tokens: number }
  | { readonly kind: 'fetchPage'; readonly url: string }
  | { readonly kind: 'callTool'; readonly tool: string; readonly argumentsJson: string };

/** `untrusted`: reading and chat only. */
export type Trust = 'trusted' | 'untrusted';

/** `rule` names the rule that said so, for the audit and for the person. */
export type Decision =
  | { readonly kind: 'allow'; readonly rule: string }
  | { readonly kind: 'ask'; readonly rule: string; readonly why: string }
  | { readonly kind: 'deny'; readonly rule: string; readonly why: string };

/** Where a path that a model names leads. `outside` wins over `protected`. */
export type PathVerdict = 'inside' | 'protected' | 'outside';

/** What kind of place a path is in, as far as its names tell. */
export type Place = 'ordinary' | 'control' | 'secret' | 'outside';

/** Applies to actions of this kind, in this trust and at one of these places; a missing condition holds always. */
export interface PolicyRule {
  readonly name: string;
  readonly action: Action['kind'];
  readonly trust?: Trust;
  readonly places?: readonly Place[];
  readonly says: 'allow' | 'ask' | 'deny';
  readonly why: string;
}

/** The strictest rule that applies wins, whatever the order; where none applies the person is asked. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
}

/** The rules of one run: data, recorded with it. */
export interface RunRules {
  readonly policy: Policy;
  readonly trust: Trust;
}
