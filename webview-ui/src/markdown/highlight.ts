// Syntax colours as a tree of scopes. Loaded with its first language when the first code block has ended.

import type { LanguageFn } from 'highlight.js';
import hljs from 'highlight.js/lib/core';

/** Text, or text within a scope such as `hljs-keyword`. */
export type Piece = string | { readonly scope: string; readonly children: readonly Piece[] };

type Load = () => Promise<{ default: LanguageFn }>;

const grammars: Readonly<Record<string, Load>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  go: () => import('highlight.js/lib/languages/go'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  sql: () => import('highlight.js/lib/languages/sql'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
};

const aliases: Readonly<Record<string, string>> = {
  sh: 'bash',
  shell: 'bash',
  zsh: 'bash',
  console: 'bash',
  h: 'c',
  cc: 'cpp',
  'c++': 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  scss: 'css',
  less: 'css',
  patch: 'diff',
  golang: 'go',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsonc: 'json',
  kt: 'kotlin',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  html: 'xml',
  svg: 'xml',
  vue: 'xml',
  yml: 'yaml',
};

/** Undefined for a language that is not known. */
export async function highlight(code: string, language: string): Promise<readonly Piece[] | undefined> {
  const asked = language.toLowerCase();
  const name = aliases[asked] ?? asked;
  const load = Object.hasOwn(grammars, name) ? grammars[name] : undefined;
  if (!load) return undefined;
  if (!hljs.getLanguage(name)) hljs.registerLanguage(name, (await load()).default);
  hljs.configure({ __emitter: ScopeTree } as Parameters<typeof hljs.configure>[0]);
  const result = hljs.highlight(code, { language: name, ignoreIllegals: true });
  return (result._emitter as unknown as ScopeTree).root.children;
}

interface Open {
  readonly scope: string;
  readonly children: Piece[];
}

/** Receives highlight.js's tokens; the library hands them to an object of this shape. */
class ScopeTree {
  readonly root: Open = { scope: '', children: [] };
  private readonly path: Open[] = [this.root];

  addText(text: string): void {
    if (text !== '') this.top().children.push(text);
  }

  startScope(scope: string): void {
    this.openNode(scope);
  }

  endScope(): void {
    this.closeNode();
  }

  openNode(scope: string): void {
    const node = { scope: `hljs-${scope.split('.')[0]}`, children: [] };
    this.top().children.push(node);
    this.path.push(node);
  }

  closeNode(): void {
    if (this.path.length > 1) this.path.pop();
  }

  __addSublanguage(other: ScopeTree, name: string): void {
    this.top().children.push({ scope: `language-${name}`, children: other.root.children });
  }

  finalize(): void {
    this.path.splice(1);
  }

  toHTML(): string {
    return '';
  }

  private top(): Open {
    return this.path.at(-1) ?? this.root;
  }
}
