// What a server has been told is open, and under which version. Callers say what should be open; the difference is sent.
import type { FilePath } from '../../core/model/document.ts';
import type { Paths } from './paths.ts';

export type Notify = (method: string, params: unknown) => void;

interface OpenDocument {
  readonly version: number;
  readonly text: string;
  /** With which it was opened. */
  readonly first: string;
}

export class OpenDocuments {
  private readonly open = new Map<FilePath, OpenDocument>();
  private lastVersion = 0;

  constructor(
    private readonly notify: Notify,
    private readonly paths: Paths,
    private readonly languageId: (path: FilePath) => string,
  ) {}

  /** Version under which the text now open was sent; undefined when the file is not open. */
  versionOf(path: FilePath): number | undefined {
    return this.open.get(path)?.version;
  }

  /** Makes exactly these files open with these texts. Files with equal text keep their version. `first` are opened with that text, then changed. */
  become(wanted: ReadonlyMap<FilePath, string>, first: ReadonlyMap<FilePath, string> = new Map()): void {
    for (const path of [...this.open.keys()]) if (!wanted.has(path)) this.close(path);
    for (const [path, text] of wanted) {
      const old = first.get(path);
      if (old !== undefined && !this.open.has(path)) this.set(path, old);
      this.set(path, text);
    }
  }

  /** Sends every open text once more under a new version, after all changes. */
  renewVersions(): void {
    for (const [path, document] of [...this.open]) this.change(path, document, document.text);
  }

  /** Opens a file, or gives an open one a new text. */
  private set(path: FilePath, text: string): void {
    const before = this.open.get(path);
    if (before?.text === text) return;
    if (before) {
      this.change(path, before, text);
      return;
    }
    const version = ++this.lastVersion;
    this.open.set(path, { version, text, first: text });
    const uri = this.paths.toUri(path);
    this.notify('textDocument/didOpen', { textDocument: { uri, version, text, languageId: this.languageId(path) } });
  }

  private change(path: FilePath, { first }: OpenDocument, text: string): void {
    const version = ++this.lastVersion;
    this.open.set(path, { version, text, first });
    this.notify('textDocument/didChange', { textDocument: { uri: this.paths.toUri(path), version }, contentChanges: [{ text }] });
  }

  /** A file is left as it was met: a server need not look again at what it closes. */
  private close(path: FilePath): void {
    const document = this.open.get(path);
    if (!document) return;
    if (document.text !== document.first) this.change(path, document, document.first);
    this.open.delete(path);
    this.notify('textDocument/didClose', { textDocument: { uri: this.paths.toUri(path) } });
  }
}
