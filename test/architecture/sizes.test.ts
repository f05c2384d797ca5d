// The sizes of the style guide: files, functions, nesting, parameters, classes; and no `any`.
import assert from 'node:assert/strict';
import ts from 'typescript6';
import { exemptions, type Rule } from './exemptions.ts';
import { type SourceFile, sources } from './sources.ts';

const limits = { fileLines: 400, functionLines: 60, nesting: 3, parameters: 4, methods: 10, fields: 8 };

const isExempt = (path: string, rule: Rule) => exemptions.some((entry) => entry.path === path && entry.rule === rule);
const lineOf = (file: SourceFile, position: number) => file.tree.getLineAndCharacterOfPosition(position).line;

function each(file: SourceFile, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(file.tree);
}

function collect(rule: Rule, judge: (file: SourceFile, node: ts.Node) => string | undefined): string[] {
  const found: string[] = [];
  for (const file of sources) {
    if (isExempt(file.path, rule)) continue;
    each(file, (node) => {
      const complaint = judge(file, node);
      if (complaint) found.push(`${file.path}:${lineOf(file, node.getStart(file.tree)) + 1} ${complaint}`);
    });
  }
  return found;
}

const nests = (node: ts.Node) =>
  ts.isIfStatement(node) ||
  ts.isForStatement(node) ||
  ts.isForOfStatement(node) ||
  ts.isForInStatement(node) ||
  ts.isWhileStatement(node) ||
  ts.isDoStatement(node) ||
  ts.isSwitchStatement(node) ||
  ts.isTryStatement(node);

function depthOf(node: ts.Node): number {
  let depth = 0;
  for (let at: ts.Node | undefined = node; at && !ts.isFunctionLike(at); at = at.parent) {
    const isElseIf = ts.isIfStatement(at) && ts.isIfStatement(at.parent) && at.parent.elseStatement === at;
    if (nests(at) && !isElseIf) depth++;
  }
  return depth;
}

describe('sizes', () => {
  it('keeps files below 400 lines', () => {
    const long = sources
      .filter((file) => !isExempt(file.path, 'fileLines') && lineOf(file, file.tree.end) > limits.fileLines)
      .map((file) => `${file.path}: ${lineOf(file, file.tree.end)} lines`);
    assert.deepEqual(long, []);
  });

  it('keeps functions below 60 lines', () => {
    const long = collect('functionLines', (file, node) => {
      if (!ts.isFunctionLike(node)) return undefined;
      const lines = lineOf(file, node.end) - lineOf(file, node.getStart(file.tree)) + 1;
      return lines > limits.functionLines ? `function of ${lines} lines` : undefined;
    });
    assert.deepEqual(long, []);
  });

  it('nests statements at most 3 deep', () => {
    assert.deepEqual(
      collect('nesting', (_file, node) => (nests(node) && depthOf(node) > limits.nesting ? `nested ${depthOf(node)} deep` : undefined)),
      [],
    );
  });

  it('takes at most 4 parameters', () => {
    assert.deepEqual(
      collect('parameters', (_file, node) =>
        ts.isFunctionLike(node) && node.parameters.length > limits.parameters ? `${node.parameters.length} parameters` : undefined,
      ),
      [],
    );
  });

  it('keeps classes at 10 methods and 8 fields', () => {
    const large = collect('classMembers', (_file, node) => {
      if (!ts.isClassLike(node)) return undefined;
      const methods = node.members.filter((member) => ts.isMethodDeclaration(member) || ts.isAccessor(member)).length;
      const fields = node.members.filter((member) => ts.isPropertyDeclaration(member)).length;
      return methods > limits.methods || fields > limits.fields ? `class of ${methods} methods and ${fields} fields` : undefined;
    });
    assert.deepEqual(large, []);
  });

  it('uses no any', () => {
    const found: string[] = [];
    for (const file of sources) {
      each(file, (node) => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${file.path}:${lineOf(file, node.pos) + 1}`);
      });
    }
    assert.deepEqual(found, []);
  });

  it('exempts only files that exist', () => {
    assert.deepEqual(
      exemptions.filter((entry) => !sources.some((file) => file.path === entry.path)).map((entry) => entry.path),
      [],
    );
  });
});
