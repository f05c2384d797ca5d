// What a server has been told is open, and under which version. Callers say what should be open; the difference is sent.
import type { FilePath } from '../../core/model/document.ts';
import type { Paths } from './paths.ts';

export type Notify = (method: string, params: unknown) => void;

interface OpenDocument {
  readonly version: number;
  readonly text: string;
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

  /** Makes exactly these files open with these texts. Files with equal text keep their version. */
  become(wanted: ReadonlyMap<FilePath, string>): void {
    for (const path of [...this.open.keys()]) if (!wanted.has(path)) this.close(path);
    for (const [path, text] of wanted) this.set(path, text);
  }

  /** Sends every open text once more under a new version, after all changes. */
  renewVersions(): void {
    for (const [path, { text }] of [...this.open]) {
      const version = ++this.lastVersion;
      this.open.set(path, { version, text });
      this.notify('textDocument/didChange', { textDocument: { uri: this.paths.toUri(path), version }, contentChanges: [{ text }] });
    }
  }

  /** Opens a file, or gives an open one a new text. */
  private set(path: FilePath, text: string): void {
    const before = this.open.get(path);
    if (before?.text === text) return;
    const version = ++this.lastVersion;
    this.open.set(path, { version, text });
    const uri = this.paths.toUri(path);
    if (before) this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
    else this.notify('textDocument/didOpen', { textDocument: { uri, version, text, languageId: this.languageId(path) } });
  }

  private close(path: FilePath): void {
    if (!this.open.delete(path)) return;
    this.notify('textDocument/didClose', { textDocument: { uri: this.paths.toUri(path) } });
  }
}
