// Finds commits that change a call to a function declared in another file of the workspace, and where it is declared.
// Written once to typeFacts.jsonl: `tsx test/bench/context/mineTypeFacts.ts BENCH SNAPSHOT CLONE`. The declaration is found by means the
// product does not use: TypeScript's checker, Python's import statements, Go's import paths.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript6';

const [bench, snapshot, clone, wanted = '12'] = process.argv.slice(2) as [string, string, string, string];

interface Query {
  readonly repo: string;
  readonly fix: string;
  readonly kind: string;
  readonly query: string;
  readonly files: readonly string[];
}

interface Place {
  readonly path: string;
  /** Zero-based. */
  readonly line: number;
}

const git = (...args: string[]) =>
  execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
const linesOf = (path: string) => readFileSync(join(snapshot, path), 'utf8').split('\n');
const callNames = (line: string) =>
  [...line.matchAll(/(?:([A-Za-z_]\w*)\.)?([A-Za-z_$][\w$]*)\s*\(/g)].map((found) => ({ qualifier: found[1], name: found[2]! }));

/** Blocks of removed lines and the lines put in their place. */
function hunksOf(fix: string, path: string): { removed: string[]; added: string[] }[] {
  const hunks: { removed: string[]; added: string[] }[] = [];
  for (const line of git('diff', '-U0', `${fix}^`, fix, '--', path).split('\n')) {
    if (line.startsWith('@@')) hunks.push({ removed: [], added: [] });
    else if (line.startsWith('-') && !line.startsWith('---')) hunks.at(-1)?.removed.push(line.slice(1));
    else if (line.startsWith('+') && !line.startsWith('+++')) hunks.at(-1)?.added.push(line.slice(1));
  }
  return hunks;
}

/** Where a block of lines stands in the snapshot, if it stands there once. */
function findBlock(lines: readonly string[], block: readonly string[]): number | undefined {
  const starts = lines.flatMap((_, at) => (block.every((line, offset) => lines[at + offset] === line) ? [at] : []));
  return starts.length === 1 ? starts[0] : undefined;
}

function declaredInScript(path: string, line: number, name: string): Place | undefined {
  const file = join(snapshot, path);
  const program = ts.createProgram([file], {
    allowJs: true,
    noLib: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    jsx: ts.JsxEmit.Preserve,
  });
  const source = program.getSourceFile(file);
  if (!source) return undefined;
  const checker = program.getTypeChecker();
  let found: Place | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && source.getLineAndCharacterOfPosition(node.getStart()).line === line) {
      let symbol = checker.getSymbolAtLocation(node);
      if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
      const declaration = symbol?.declarations?.[0];
      const target = declaration?.getSourceFile();
      if (declaration && target && target !== source && !target.fileName.includes('node_modules')) {
        found = { path: relative(snapshot, target.fileName), line: target.getLineAndCharacterOfPosition(declaration.getStart()).line };
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function declaredInPython(path: string, name: string): Place | undefined {
  const text = readFileSync(join(snapshot, path), 'utf8');
  for (const [, module, names] of text.matchAll(/^[ \t]*from\s+([.\w]+)\s+import\s+(\([^)]*\)|[^\n]+)/gm)) {
    if (!new RegExp(`\\b${name}\\b`).test(names!)) continue;
    const dots = /^\.*/.exec(module!)![0].length;
    const base = dots === 0 ? '' : join(dirname(path), ...Array.from({ length: dots - 1 }, () => '..'));
    const stem = join(base, ...module!.slice(dots).split('.'));
    for (const candidate of [`${stem}.py`, `${stem}/__init__.py`]) {
      if (!existsSync(join(snapshot, candidate))) continue;
      const line = linesOf(candidate).findIndex((text) => new RegExp(`^(?:async\\s+)?(?:def|class)\\s+${name}\\b`).test(text));
      if (line >= 0) return { path: candidate, line };
    }
  }
  return undefined;
}

function declaredInGo(path: string, name: string, qualifier: string | undefined): Place | undefined {
  const own = `${/^module\s+(\S+)/m.exec(readFileSync(join(snapshot, 'go.mod'), 'utf8'))?.[1]}/`;
  let folder = dirname(path);
  if (qualifier !== undefined) {
    const text = readFileSync(join(snapshot, path), 'utf8');
    const imported = [...text.matchAll(/^\s*(?:import\s+)?(?:(\w+)\s+)?"([^"\n]+)"/gm)].find(
      (found) => (found[1] ?? found[2]!.split('/').at(-1)) === qualifier,
    );
    if (!imported?.[2]?.startsWith(own)) return undefined;
    folder = imported[2].slice(own.length);
  }
  if (!existsSync(join(snapshot, folder))) return undefined;
  for (const file of readdirSync(join(snapshot, folder)).filter((entry) => entry.endsWith('.go') && !entry.endsWith('_test.go'))) {
    const candidate = join(folder, file);
    const line = linesOf(candidate).findIndex((text) => new RegExp(`^func ${name}[\\[(]`).test(text));
    if (line >= 0 && candidate !== path) return { path: candidate, line };
  }
  return undefined;
}

function declarationOf(path: string, line: number, call: { name: string; qualifier: string | undefined }): Place | undefined {
  if (/\.[cm]?[jt]sx?$/.test(path)) return declaredInScript(path, line, call.name);
  if (path.endsWith('.py')) return call.qualifier === undefined ? declaredInPython(path, call.name) : undefined;
  return path.endsWith('.go') ? declaredInGo(path, call.name, call.qualifier) : undefined;
}

function caseOf(query: Query): object | undefined {
  for (const path of query.files) {
    const lines = linesOf(path);
    for (const { removed, added } of hunksOf(query.fix, path)) {
      const startLine = removed.length > 0 && removed.length <= 12 ? findBlock(lines, removed) : undefined;
      if (startLine === undefined) continue;
      for (const [offset, text] of removed.entries()) {
        for (const call of callNames(text)) {
          if (!added.some((line) => line !== text && callNames(line).some((other) => other.name === call.name))) continue;
          const declaration = declarationOf(path, startLine + offset, { name: call.name, qualifier: call.qualifier });
          if (declaration)
            return {
              repo: query.repo,
              fix: query.fix,
              text: query.query,
              path,
              lines: { startLine, endLine: startLine + removed.length },
              callee: call.name,
              declaration,
            };
        }
      }
    }
  }
  return undefined;
}

/** The benchmark's own commits first, then others between the snapshot and the clone's head. */
function* queries(): Generator<Query> {
  const known = readFileSync(bench, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Query & { commit: string });
  yield* known.filter((query) => query.kind === 'short');
  const { repo, commit } = known[0]!;
  for (const entry of git('log', '--no-merges', '--format=%H%x09%s', `${commit}..HEAD`).trim().split('\n')) {
    const [fix, subject] = entry.split('\t') as [string, string];
    if (known.some((query) => query.fix === fix)) continue;
    const files = git('diff', '--name-only', '--diff-filter=M', `${fix}^`, fix).trim().split('\n');
    const sources = files.filter(
      (path) => /\.(?:[cm]?[jt]sx?|py|go)$/.test(path) && !/test|spec|playground|docs\//.test(path) && existsSync(join(snapshot, path)),
    );
    if (sources.length > 0 && sources.length <= 5)
      yield {
        repo,
        fix,
        kind: 'short',
        query: subject.replace(/^\w+(?:\([^)]*\))?!?:\s*/, '').replace(/\s*\(#\d+\)$/, ''),
        files: sources,
      };
  }
}

let found = 0;
for (const query of queries()) {
  const one = caseOf(query);
  if (!one) continue;
  console.log(JSON.stringify(one));
  if (++found === Number(wanted)) break;
}
