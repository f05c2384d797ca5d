// Names of the documents that show a proposal: the proposed text, the file as it stands, and the sides of a conflict.
import * as vscode from 'vscode';
import type { FilePath } from '../../core/model/document.ts';

export const proposalScheme = 'understudy-proposal';
export const emptyPath = '/nothing';
export const standing = 'standing';

export interface ProposalName {
  readonly run: string;
  readonly path: FilePath;
}

export const toProposalUri = ({ run, path }: ProposalName): vscode.Uri =>
  vscode.Uri.from({ scheme: proposalScheme, path: `/${run}/${path}` });

/** The file as it stands, without zones and lenses: the left side. */
export const toStandingUri = (name: ProposalName): vscode.Uri => toProposalUri(name).with({ query: standing });

/** The lines before anybody changed them, the person's, and the proposed ones. */
export type ConflictSide = 'before' | 'yours' | 'proposed';

export interface ConflictName extends ProposalName {
  readonly hunkId: string;
  readonly side: ConflictSide;
}

/** The headings of the comparison show the first part of the path. */
const sideInWords: Readonly<Record<ConflictSide, string>> = {
  before: 'before your change',
  yours: 'your lines',
  proposed: 'the proposal',
};

/** One side of a hunk in conflict: a few lines, read-only. */
export const toConflictUri = ({ run, path, hunkId, side }: ConflictName): vscode.Uri =>
  vscode.Uri.from({
    scheme: proposalScheme,
    path: `/${sideInWords[side]}/${path}`,
    query: new URLSearchParams({ conflict: side, run, hunk: hunkId }).toString(),
  });

export function parseConflictUri(uri: vscode.Uri): ConflictName | undefined {
  const query = new URLSearchParams(uri.query);
  const [side, run, hunkId] = [query.get('conflict'), query.get('run'), query.get('hunk')];
  if (uri.scheme !== proposalScheme || !side || !run || !hunkId) return undefined;
  return { run, path: uri.path.split('/').slice(2).join('/'), hunkId, side: side as ConflictSide };
}

/** The left side of a created file, the right side of a deleted one. */
export const nothingUri = vscode.Uri.from({ scheme: proposalScheme, path: emptyPath });

export function parseProposalUri(uri: vscode.Uri): ProposalName | undefined {
  const [, run, ...rest] = uri.path.split('/');
  return uri.scheme === proposalScheme && uri.query === '' && run && rest.length > 0 ? { run, path: rest.join('/') } : undefined;
}
