// SHA-256.

/** Lower-case hex of the SHA-256 of the UTF-8 text. */
export type Hash = (text: string) => string;
