// Reads the product's sources once: what each file imports, and its syntax tree.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript6';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface SourceFile {
  /** Path from the repository root with forward slashes. */
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly string[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

function importsOf(tree: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : dynamicImport(node);
    if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function dynamicImport(node: ts.Node): ts.Expression | undefined {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
}

function readSource(file: string): SourceFile {
  const path = relative(root, file).split(sep).join('/');
  const tree = ts.createSourceFile(path, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const imports = importsOf(tree).map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name));
  return { path, tree, imports };
}

/** Every product source below src/ and webview-ui/src/. */
export const sources: readonly SourceFile[] = [join(root, 'src'), join(root, 'webview-ui', 'src')].flatMap(filesBelow).map(readSource);
