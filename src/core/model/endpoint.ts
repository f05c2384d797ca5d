// Where models answer, as data: a vendor is a row, never a class.

/** How one endpoint departs from the common chat-completions form; every field has the common form as its default. */
export interface WireQuirks {
  /** Newer OpenAI models refuse `max_tokens`. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** Some servers refuse unknown fields, `stream_options` among them. */
  readonly asksUsage?: boolean;
  /** Reasoning models refuse a temperature. */
  readonly takesTemperature?: boolean;
  readonly authHeader?: 'authorization' | 'api-key' | 'x-api-key';
  readonly query?: Readonly<Record<string, string>>;
}

/** United States dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
}

/** What is known of one model. Unknown stays unknown: no price is not a price of zero. */
export interface ModelFacts {
  readonly contextTokens?: number;
  readonly price?: ModelPrice;
  readonly takesTools?: boolean;
  readonly quirks?: WireQuirks;
}

/** One provider or local server. `models` holds facts by the beginning of a model's name, the longest match wins. */
export interface Vendor {
  readonly id: string;
  readonly name: string;
  /** Ends before /chat/completions; empty where the person must give it. */
  readonly baseUrl: string;
  /** On this machine: nothing leaves it, nothing is charged, no key is needed. */
  readonly isLocal: boolean;
  /** Environment variable in which the command line looks for the key. */
  readonly keyVariable?: string;
  readonly quirks?: WireQuirks;
  readonly models: Readonly<Record<string, ModelFacts>>;
}

/** What an endpoint's own model list tells of one model. */
export interface ListedFacts {
  readonly id: string;
  readonly contextTokens?: number;
  readonly price?: ModelPrice;
}
