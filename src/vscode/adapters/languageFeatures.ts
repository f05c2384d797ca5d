// What the editor's language services know about the text as it stands, unsaved changes included.
import * as vscode from 'vscode';
import type { FilePath, Position, TextRange } from '../../core/model/document.ts';
import type { Diagnostic, Severity } from '../../core/model/validation.ts';
import type { LanguageFeatures, SymbolPlace } from '../../core/ports/languageFeatures.ts';
import { findPath, findUri } from './workspacePaths.ts';

const severities: Record<vscode.DiagnosticSeverity, Severity> = { 0: 'error', 1: 'warning', 2: 'info', 3: 'hint' };

export function createEditorFeatures(): LanguageFeatures {
  return {
    diagnostics: async (path) => {
      const uri = findUri(path);
      return uri ? vscode.languages.getDiagnostics(uri).map((entry) => toDiagnostic(path, entry)) : [];
    },
    definition: (path, at, signal) => places('vscode.executeDefinitionProvider', path, at, signal),
    references: (path, at, signal) => places('vscode.executeReferenceProvider', path, at, signal),
    hover: async (path, at, signal) => {
      signal.throwIfAborted();
      const hovers = (await execute<vscode.Hover[]>('vscode.executeHoverProvider', path, at)) ?? [];
      const texts = hovers.flatMap((hover) => hover.contents.map((part) => (typeof part === 'string' ? part : part.value)));
      return texts.length > 0 ? texts.join('\n\n') : undefined;
    },
    findSymbol: async (name) => {
      const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', name);
      return (found ?? []).flatMap((symbol) => {
        const [place] = toPlaces([symbol.location]);
        return place ? [{ ...place, name: symbol.name, kind: vscode.SymbolKind[symbol.kind] }] : [];
      });
    },
  };
}

export function toDiagnostic(path: FilePath, entry: vscode.Diagnostic): Diagnostic {
  const code = typeof entry.code === 'object' ? entry.code.value : entry.code;
  return {
    path,
    range: toRange(entry.range),
    severity: severities[entry.severity],
    message: entry.message,
    source: entry.source ?? 'editor',
    ...(code === undefined ? {} : { code: String(code) }),
  };
}

/** A command cannot be withdrawn: what nobody waits for any more is not asked. */
async function places(command: string, path: FilePath, at: Position, signal: AbortSignal): Promise<readonly SymbolPlace[]> {
  signal.throwIfAborted();
  return toPlaces((await execute<(vscode.Location | vscode.LocationLink)[]>(command, path, at)) ?? []);
}

async function execute<T>(command: string, path: FilePath, at: Position): Promise<T | undefined> {
  const uri = findUri(path);
  return uri && vscode.commands.executeCommand<T>(command, uri, new vscode.Position(at.line, at.character));
}

/** Places outside of the workspace, for instance in a library, are left out. */
function toPlaces(found: readonly (vscode.Location | vscode.LocationLink)[]): SymbolPlace[] {
  return found.flatMap((location) => {
    const path = findPath('targetUri' in location ? location.targetUri : location.uri);
    if (path === undefined) return [];
    return [{ path, range: toRange('targetUri' in location ? (location.targetSelectionRange ?? location.targetRange) : location.range) }];
  });
}

function toRange({ start, end }: vscode.Range): TextRange {
  return { start: { line: start.line, character: start.character }, end: { line: end.line, character: end.character } };
}
