// What of a journal record is kept outside of it: long texts once, by content (`{ $blob }`), and whatever holds a secret in the run's
// private texts (`{ $private }`), so that no record, listing or export shows it while the run can still be executed again.
import type { SecretWatch } from '../policy/secretWatch.ts';
import type { Journal } from '../ports/journal.ts';

const inlineLimit = 1_024;

interface BlobReference {
  readonly $blob: string;
}

/** `shown` is the text with placeholders, where it is short. */
interface PrivateReference {
  readonly $private: string;
  readonly shown?: string;
}

/** Packs the values of one run. Resolves when what they name is durable. */
export class RecordPacker {
  constructor(
    private readonly run: string,
    private readonly journal: Pick<Journal, 'putBlob'>,
    private readonly secrets: SecretWatch,
  ) {}

  private readonly privates = new Map<string, Promise<string>>();

  async pack(value: unknown): Promise<unknown> {
    if (typeof value === 'string') return this.packText(value);
    if (isLines(value) && this.secrets.has(value.join('\n'))) return this.hide(value);
    return mapChildren(value, (child) => this.pack(child));
  }

  private async packText(text: string): Promise<unknown> {
    if (this.secrets.has(text)) return this.hide(text);
    return text.length <= inlineLimit ? text : { $blob: await this.journal.putBlob(text) };
  }

  private async hide(value: string | readonly string[]): Promise<PrivateReference> {
    const content = JSON.stringify(value);
    const name = this.privates.get(content) ?? this.journal.putBlob(content, this.run);
    this.privates.set(content, name);
    const shown = typeof value === 'string' && value.length <= inlineLimit ? { shown: this.secrets.show(value) } : {};
    return { $private: await name, ...shown };
  }
}

/** Undoes packing. Throws `journal.blobMissing` when a text is missing. */
export async function unpackBlobs(value: unknown, run: string, journal: Pick<Journal, 'getBlob'>): Promise<unknown> {
  if (typeof value === 'object' && value !== null) {
    if (isBlob(value)) return journal.getBlob(value.$blob);
    if (isPrivate(value)) return JSON.parse(await journal.getBlob(value.$private, run)) as unknown;
  }
  return mapChildren(value, (child) => unpackBlobs(child, run, journal));
}

const isBlob = (value: object): value is BlobReference => '$blob' in value && Object.keys(value).length === 1;
const isPrivate = (value: object): value is PrivateReference =>
  '$private' in value && Object.keys(value).every((key) => key === '$private' || key === 'shown');

/** Lines of one text: a secret may run over several of them. */
const isLines = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 1 && value.every((each) => typeof each === 'string');

async function mapChildren(value: unknown, map: (child: unknown) => Promise<unknown>): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(map));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(await Promise.all(entries.map(async ([key, child]) => [key, await map(child)])));
}
