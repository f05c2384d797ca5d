// Pages of the web as text, for a request that mentions one.

export type PageAnswer =
  /** `url` is where the text really came from. */
  | { readonly kind: 'read'; readonly url: string; readonly title: string; readonly text: string; readonly isCut: boolean }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads public pages only, without cookies or keys. What cannot be read is an answer, not a throw; abort throws. */
export interface PageReader {
  read(url: string, signal: AbortSignal): Promise<PageAnswer>;
}
