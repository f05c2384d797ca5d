// The one list of exemptions: a path, a rule, and why. Tables and schemas only.

export type Rule = 'fileLines' | 'functionLines' | 'nesting' | 'parameters' | 'classMembers';

export const exemptions: readonly { readonly path: string; readonly rule: Rule; readonly why: string }[] = [];
