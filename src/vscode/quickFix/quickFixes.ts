// "Fix with Understudy" and "Explain" on diagnostics of any source. Never preferred over a real fix; what to ask is worked out when chosen.
import * as vscode from 'vscode';
import type { EditRequest } from '../../core/model/run.ts';
import { findPath } from '../adapters/workspacePaths.ts';

const maxDiagnostics = 3;

class DiagnosticAction extends vscode.CodeAction {
  constructor(
    title: string,
    readonly kindOfRequest: EditRequest['kind'],
    readonly document: vscode.TextDocument,
    readonly diagnostic: vscode.Diagnostic,
  ) {
    super(title, vscode.CodeActionKind.QuickFix);
    this.diagnostics = [diagnostic];
  }
}

export class QuickFixes implements vscode.CodeActionProvider<DiagnosticAction> {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range | vscode.Selection,
    context: vscode.CodeActionContext,
  ): DiagnosticAction[] {
    if (findPath(document.uri) === undefined) return [];
    return context.diagnostics
      .slice(0, maxDiagnostics)
      .flatMap((diagnostic) => [
        new DiagnosticAction('Fix with Understudy', 'edit', document, diagnostic),
        new DiagnosticAction('Explain with Understudy', 'ask', document, diagnostic),
      ]);
  }

  resolveCodeAction(action: DiagnosticAction): DiagnosticAction {
    const command = action.kindOfRequest === 'edit' ? 'understudy.fixDiagnostic' : 'understudy.explainDiagnostic';
    action.command = { title: action.title, command, arguments: [requestFor(action)] };
    return action;
  }
}

function requestFor({ kindOfRequest, document, diagnostic }: DiagnosticAction): EditRequest {
  const path = findPath(document.uri) ?? '';
  const { start, end } = diagnostic.range;
  const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
  const source = [diagnostic.source, code].filter((part) => part !== undefined).join(' ');
  const problem = `${path}:${start.line + 1}: ${diagnostic.message}${source === '' ? '' : ` (${source})`}`;
  const related = (diagnostic.relatedInformation ?? []).map((entry) => `- ${entry.message}`).join('\n');
  const wish = kindOfRequest === 'edit' ? 'Fix this problem, and nothing else:' : 'Explain this problem, and what to do about it:';
  return {
    kind: kindOfRequest,
    text: [wish, problem, related].filter(Boolean).join('\n'),
    focus: [{ path, lines: { startLine: start.line, endLine: end.line + 1 } }],
  };
}
