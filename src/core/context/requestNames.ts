// What a request names: identifiers and paths, taken from the person's prose.
import type { FilePath } from '../model/document.ts';

const backticked = /`([^`\n]{1,120})`/g;
const identifier = /[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*)*/g;
const pathLike = /(?:[\w@.()[\]-]+\/)*[\w@.()[\]-]+\.[A-Za-z][A-Za-z0-9]{0,9}\b/g;
const mention = /(?:^|[\s(,])@\S+/g;
const maxNames = 12;

/** Identifiers that the text names: in backticks, with inner capitals, underscores or dots, or called like `run()`. In order, each once. */
export function identifiersNamed(text: string): readonly string[] {
  const quoted = [...text.matchAll(backticked)].flatMap((found) => found[1]!.match(identifier) ?? []);
  const bare = [...text.matchAll(identifier)]
    .filter((found) => isCodeWord(found[0], text[found.index + found[0].length]))
    .map((found) => found[0]);
  return [...new Set([...quoted, ...bare])].slice(0, maxNames);
}

const isCodeWord = (word: string, next: string | undefined) =>
  next === '(' || /[a-z0-9][A-Z]|[A-Z]{2}[a-z]|[A-Za-z0-9]_[A-Za-z0-9]|\w\.\w/.test(word);

/** The request without what it mentions with an at sign: those pieces are shown anyway, and their names would crowd out its words. */
export const withoutMentions = (text: string): string => text.replace(mention, ' ');

/** Words that may be paths of files, mentions aside: with an extension, slashes allowed. Whether they exist is for the caller to find out. */
export function pathsNamed(text: string): readonly FilePath[] {
  return [...new Set((withoutMentions(text).match(pathLike) ?? []).map((word) => word.replace(/^\.\//, '')))].slice(0, maxNames);
}

const wholeProject =
  /^\/explain\s*$|\b(?:explain|overview|describe|structure|architecture|how is|what is|what does)\b.{0,40}\b(?:repo|repository|project|code ?base|workspace|architecture)\b/i;

/** Whether a request is about the project as a whole. */
export const asksAboutAll = (text: string): boolean => wholeProject.test(text.trim());

const emptyWords = new Set(
  'the and for with that this from into when then than not are was were has have had should would could can will add fix make use using file code change'.split(
    ' ',
  ),
);

/** Telling words of the request in lower case, identifiers taken apart. */
export function wordsOf(text: string): readonly string[] {
  const words = (text.match(/[A-Za-z][a-z]+|[A-Z]{2,}|[a-z]+/g) ?? []).map((word) => word.toLowerCase());
  return [...new Set(words.filter((word) => word.length > 2 && !emptyWords.has(word)))];
}
