// What an answer says before any file is looked at.
import type { CreateBlock, DeleteBlock, EditBlock, RenameBlock } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';

/**
 * A replacement as its lines came, because only the file can tell how they are meant. `body` holds both parts;
 * `dividers` are the indexes in it that may part them. A diff hunk has exactly one divider and `form: 'diff'`.
 */
export interface ReplaceDraft {
  readonly kind: 'replace';
  readonly ordinal: number;
  readonly form: 'block' | 'diff';
  readonly path?: FilePath;
  /** The path stood in prose or was inherited, so another file may be meant. */
  readonly pathGuessed?: boolean;
  /** A path in the first comment line of the SEARCH part. */
  readonly commentPath?: FilePath;
  readonly body: readonly string[];
  readonly dividers: readonly number[];
  /** One-based line that the model named. */
  readonly lineHint?: number;
}

/** `whole`: a fenced file without block markers, which is an edit only when there is no such file yet. */
export interface CreateDraft extends CreateBlock {
  readonly whole?: true;
}

export type AnswerBlock = ReplaceDraft | CreateDraft | DeleteBlock | RenameBlock;

export interface ParsedAnswer {
  readonly blocks: readonly AnswerBlock[];
  /** Why the answer is unfinished. Such an answer changes nothing. */
  readonly truncated?: string;
  /** The block it ends in. */
  readonly open?: AnswerBlock;
}

export type ParserEvent =
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'blockStarted'; readonly ordinal: number; readonly path?: FilePath }
  /** For a hunk of a diff first with the lines before the first added one, then with all of them. */
  | {
      readonly kind: 'searchComplete';
      readonly ordinal: number;
      readonly path?: FilePath;
      readonly search: readonly string[];
      readonly lineHint?: number;
    }
  | { readonly kind: 'blockComplete'; readonly block: AnswerBlock };

/** The paths an answer speaks of, each once, in order. Files under these paths must be read before fitting. */
export function pathsNamed(answer: ParsedAnswer): FilePath[] {
  const paths = answer.blocks.flatMap((block) => {
    if (block.kind === 'rename') return [block.path, block.to];
    return block.kind === 'replace' ? [block.path, block.commentPath] : [block.path];
  });
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/** The answer with some of its blocks left out, by ordinal. */
export function withoutBlocks(answer: ParsedAnswer, ordinals: readonly number[] = []): ParsedAnswer {
  return { ...answer, blocks: answer.blocks.filter((block) => !ordinals.includes(block.ordinal)) };
}

/** The block as the model wrote it, in the first reading; for messages. */
export function toEditBlock(block: AnswerBlock): EditBlock {
  if (block.kind !== 'replace') return block;
  const divider = block.dividers[0] ?? block.body.length;
  const { ordinal, path, lineHint } = block;
  return {
    kind: 'replace',
    ordinal,
    search: block.body.slice(0, divider),
    replace: block.body.slice(divider + 1),
    ...(path === undefined ? {} : { path }),
    ...(lineHint === undefined ? {} : { lineHint }),
  };
}
