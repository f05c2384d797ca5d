// A workspace that lives in memory: files as bytes, links, a reader and a writer that keep the ports' promises.

import type { FileChange } from '../../src/core/model/change.ts';
import type { FilePath } from '../../src/core/model/document.ts';
import { pathPolicy } from '../../src/core/policy/paths.ts';
import type { PathPlace } from '../../src/core/ports/pathPolicy.ts';
import type { ReadResult, TextHit, WorkspaceReader } from '../../src/core/ports/workspaceReader.ts';
import type { WorkspaceWriter, WriteResult } from '../../src/core/ports/workspaceWriter.ts';
import { decodeText, encodeText } from '../../src/core/text/encoding.ts';
import { sha256OfBytes } from '../../src/node/hash.ts';

type Refused = Extract<WriteResult, { kind: 'refused' }>;
type States = Map<FilePath, Uint8Array | undefined>;

const maxBytes = 5 * 1024 * 1024;
const root = '/workspace';

export class MemoryWorkspace implements WorkspaceReader, WorkspaceWriter {
  /** Content of every file; a test may read and change it as a person would. */
  readonly files = new Map<FilePath, Uint8Array>();
  /** Files the person made read-only. */
  readonly locked = new Set<FilePath>();
  readonly links = new Map<FilePath, string>();

  constructor(texts: Readonly<Record<FilePath, string>> = {}) {
    for (const [path, text] of Object.entries(texts)) this.files.set(path, Buffer.from(text));
  }

  async judgePath(path: string) {
    const { verdict, path: resolved, why } = await pathPolicy.judge(path, this.place());
    return { verdict, path: resolved, why };
  }

  async read(path: FilePath, signal: AbortSignal): Promise<ReadResult> {
    signal.throwIfAborted();
    const judged = await pathPolicy.judge(path, this.place());
    if (judged.verdict === 'outside') return { kind: 'unreadable', reason: 'outside', message: judged.why };
    if (!judged.mayRead) return { kind: 'unreadable', reason: 'denied', message: `${path} holds secrets.` };
    const bytes = this.files.get(judged.path);
    if (!bytes)
      return this.isFolder(judged.path) ? { kind: 'unreadable', reason: 'notAFile', message: `${path} is a folder.` } : { kind: 'missing' };
    if (bytes.length > maxBytes) return { kind: 'unreadable', reason: 'tooLarge', message: `${path} is too large.` };
    const decoded = decodeText(bytes);
    if (decoded.kind === 'text') return { kind: 'found', snapshot: { path, text: decoded.text, version: sha256OfBytes(bytes) } };
    return { kind: 'unreadable', reason: decoded.kind === 'binary' ? 'binary' : 'encoding', message: `${path} is not text.` };
  }

  async list(limit: number): Promise<readonly FilePath[]> {
    return [...this.files.keys()]
      .filter((path) => !pathPolicy.isSecret(path))
      .sort()
      .slice(0, limit);
  }

  async listFolder(path: FilePath): Promise<readonly string[]> {
    const listed = await this.list(Number.POSITIVE_INFINITY);
    return listed
      .filter((file) => file.startsWith(`${path}/`) && !file.slice(path.length + 1).includes('/'))
      .map((file) => file.slice(path.length + 1));
  }

  async searchText(words: readonly string[], limit: number): Promise<readonly TextHit[]> {
    const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'iu');
    const hits: TextHit[] = [];
    for (const path of await this.list(Number.POSITIVE_INFINITY)) {
      const decoded = decodeText(this.files.get(path)!);
      const lines = decoded.kind === 'text' ? decoded.text.split(/\r?\n/) : [];
      lines.forEach((text, line) => {
        if (words.length > 0 && pattern.test(text)) hits.push({ path, line, text });
      });
    }
    return hits.slice(0, limit);
  }

  write(changes: readonly FileChange[], signal: AbortSignal): Promise<WriteResult> {
    return this.writeConfirmed(changes, new Set(), signal);
  }

  async writeConfirmed(changes: readonly FileChange[], confirmed: ReadonlySet<FilePath>, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    const after: States = new Map();
    const leaving = new Set<FilePath>();
    for (const change of changes)
      if (change.kind === 'delete' || change.kind === 'rename') leaving.add((await this.judgePath(change.path)).path);
    for (const change of changes) {
      const refusal = await this.prepare(change, { after, leaving, confirmed });
      if (refusal) return refusal;
    }
    for (const [path, bytes] of after) {
      if (bytes) this.files.set(path, bytes);
      else this.files.delete(path);
    }
    return { kind: 'written' };
  }

  private async prepare(
    change: FileChange,
    plan: { after: States; leaving: ReadonlySet<FilePath>; confirmed: ReadonlySet<FilePath> },
  ): Promise<Refused | undefined> {
    const standing = change.kind === 'create' ? undefined : await this.standing(change, plan.confirmed);
    if (standing && 'kind' in standing) return standing;
    if (standing && change.kind !== 'modify') plan.after.set(standing.path, plan.after.get(standing.path));
    if (change.kind === 'delete') return undefined;
    const target = change.kind === 'modify' ? standing! : await this.free(change.kind === 'rename' ? change.to : change.path, plan);
    if ('kind' in target) return target;
    const bytes = encodeText(change.after, standing?.encoding ?? 'utf8');
    if (!bytes) return refused(change.path, 'encoding');
    if (plan.after.get(target.path)) return refused(target.path, 'stale');
    plan.after.set(target.path, bytes);
    return undefined;
  }

  private async standing(change: Exclude<FileChange, { kind: 'create' }>, confirmed: ReadonlySet<FilePath>) {
    const path = await this.allowed(change.path, confirmed);
    if (typeof path !== 'string') return path;
    const bytes = this.files.get(path);
    if (!bytes) return refused(change.path, 'missing');
    if (sha256OfBytes(bytes) !== change.before.version) return refused(change.path, 'stale');
    if (this.locked.has(path)) return refused(change.path, 'readOnly');
    const decoded = decodeText(bytes);
    return decoded.kind === 'text' ? { path, encoding: decoded.encoding } : refused(change.path, 'encoding');
  }

  private async free(wanted: FilePath, { leaving, confirmed }: { leaving: ReadonlySet<FilePath>; confirmed: ReadonlySet<FilePath> }) {
    const path = await this.allowed(wanted, confirmed);
    if (typeof path !== 'string') return path;
    const taken = (this.files.has(path) && !leaving.has(path)) || this.isFolder(path);
    const parents = path.split('/').map((_, depth, names) => names.slice(0, depth).join('/'));
    return taken || parents.some((parent) => this.files.has(parent)) ? refused(wanted, 'exists') : { path };
  }

  private async allowed(path: FilePath, confirmed: ReadonlySet<FilePath>): Promise<FilePath | Refused> {
    const judged = await this.judgePath(path);
    if (judged.verdict === 'outside') return refused(path, 'outside');
    return judged.verdict === 'protected' && !confirmed.has(judged.path) ? refused(path, 'protected') : judged.path;
  }

  private isFolder(path: FilePath): boolean {
    return [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
  }

  private place(): PathPlace {
    return { workspaceRoot: root, platform: 'linux', readLink: async (absolute) => this.links.get(absolute.slice(root.length + 1)) };
  }
}

const refused = (path: FilePath, reason: Refused['reason']): Refused => ({ kind: 'refused', path, reason, message: `${path}: ${reason}` });
