// Text that a person must be able to judge by its looks: nothing in it may hide, turn round or draw over the rest.

const hidden = new RegExp(
  [
    '[',
    String.raw`\u0000-\u0008\u000b-\u001f\u007f-\u009f`,
    String.raw`\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff`,
    ']',
  ].join(''),
);
const unicodeTags = /[\u{e0000}-\u{e007f}]/u;
const wideGap = /[^\S\n]{60,}|(?:[^\S\n]*\n){8,}/;

/** Why a text cannot be shown as what it is; undefined for an honest one. */
export function findDisguise(text: string): string | undefined {
  if (hidden.test(text) || unicodeTags.test(text)) return 'It holds control characters or invisible ones, which could hide a part of it.';
  if (wideGap.test(text)) return 'It holds a long run of blanks or empty lines, which could push a part of it out of sight.';
  return undefined;
}
