// Finds a file path in the places where models write one: headers, fence infos, comment lines, lines before a block.
import type { FilePath } from '../model/document.ts';

const decoration = /^(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|>\s+)?(?:\*\*|__)?(?:(?:file(?:name)?|path)\s*[:=]\s*)?(?:\*\*|__)?\s*/i;
const commentOpen = /^(?:\/\/+!?|\/\*+|#+|--|;+|<!--|\{#|%+|"|\.\.(?=\s)|rem\b)\s*/i;
const commentClose = /\s*(?:\*\/|-->|#\}|")$/;
const knownBareNames =
  /^(?:Makefile|Dockerfile|Gemfile|Rakefile|Procfile|Justfile|Vagrantfile|LICENSE|CODEOWNERS|BUILD|README|CHANGELOG|\.[\w.-]+)$/;

/** No path and no comment that matters is longer; it also bounds what the patterns may cost. */
const longestLine = 1000;

/** The comment's text without its delimiters; `undefined` when the line is no comment. */
export function commentText(line: string): string | undefined {
  if (line.length > longestLine) return undefined;
  const text = line.trim();
  const open = commentOpen.exec(text);
  return open ? text.slice(open[0].length).replace(commentClose, '').trim() : undefined;
}

function cleaned(text: string): FilePath | undefined {
  const path = text
    .trim()
    .replace(/^[`'"]+|[`'":,]+$/g, '')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  return path.length > 0 && path.length <= 500 ? path : undefined;
}

function looksLikePath(path: string): boolean {
  if (/[\s<>|?*"`;={},!]/.test(path) || /^[a-z]+:\/\//i.test(path) || /\.\.\.|\/\/|[/.]$|^\.+$/.test(path)) return false;
  return /\.[A-Za-z][\w-]{0,11}$/.test(path) || (path.includes('/') && !path.startsWith('/')) || knownBareNames.test(path);
}

/** A text that is a path as a whole, with or without decoration: `**src/a.ts**`, `File: src/a.ts`, `### src/a.ts:`. */
export function wholePath(line: string): FilePath | undefined {
  if (line.length > longestLine) return undefined;
  const text = line
    .trim()
    .replace(decoration, '')
    .replace(/(?:\*\*|__)?:?(?:\*\*|__)?$/, '');
  const path = cleaned(text);
  return path !== undefined && looksLikePath(path) ? path : undefined;
}

/** A path that a sentence names in backticks, when it names exactly one. */
export function mentionedPath(line: string): FilePath | undefined {
  if (line.length > longestLine) return undefined;
  const paths = [...line.matchAll(/`([^`]+)`/g)]
    .map((found) => cleaned(found[1]!))
    .filter((path) => path !== undefined && looksLikePath(path));
  return paths.length === 1 ? paths[0] : undefined;
}

/** The path in a block's header, bare or as a comment. A header is read generously: any single word is a path there. */
export function headerPath(text: string): FilePath | undefined {
  const path = cleaned((commentText(text) ?? text).replace(/^(?:file(?:name)?|path)\s*[:=]\s*/i, ''));
  if (path === undefined || /[<>|?*"`]/.test(path)) return undefined;
  return /\s/.test(path) && !/\.\w{1,12}$/.test(path) ? undefined : path;
}

/** The path in a comment line that says nothing else. */
export function commentPath(line: string): FilePath | undefined {
  const text = commentText(line);
  return text === undefined ? undefined : wholePath(text);
}

/** The path in a fence's info string: `ts src/a.ts`, `ts:src/a.ts`, `title="src/a.ts"`. */
export function fencePath(info: string): FilePath | undefined {
  const named = /\b(?:title|file(?:name)?|path)=["']?([^"'\s}]+)/.exec(info)?.[1] ?? /^[\w+#.-]*:(\S+)$/.exec(info)?.[1];
  const candidates = named === undefined ? info.split(/\s+/) : [named];
  return candidates.map((word) => wholePath(word)).find((path) => path !== undefined);
}
