// The shape of one row of the server table: which files it judges, and how to find it for a folder.
import type { FilePath } from '../../core/model/document.ts';
import type { Diagnostic } from '../../core/model/validation.ts';
import type { ImportRules } from './importRules.ts';

/** How to start one server, and what to call its compiler before a person. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Whose compiler judges, e.g. "TypeScript 7.0.2 (the project's own)". */
  readonly judge: string;
  readonly initializationOptions?: unknown;
  /** Answers to `workspace/configuration`, by section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly asking: Asking;
  /** What a compiler would find and it does not: its findings count, its silence does not. */
  readonly overlooks?: string;
  /** It tells when it has read the project; what it says before is worth nothing. */
  readonly announcesReadiness?: boolean;
  /** It works on several questions side by side; else they are asked one by one, so that the first are answered first. */
  readonly isParallel?: boolean;
  /** Dependents beyond the nearest are judged for this long at most. */
  readonly reachMs?: number;
  /** Once a change is known to break something, nothing further is asked this long after the start: it would not change the verdict. */
  readonly knownBrokenMs?: number;
  /** Taken for hung when it leaves a question unanswered for so long after it was taken back. */
  readonly hungAfterMs?: number;
  /** The server judges dependents of a file again only when an open file changes, not when one is opened with another text. */
  readonly meetsOldTextFirst?: boolean;
  /** The server is run by `serverWithFiles`: what is not on disk is laid over its file system. */
  readonly seesVirtualFiles?: boolean;
}

/**
 * How diagnostics are asked for. `pull`: the protocol's own request, answered for the text sent before it. `tsserver`: the same
 * through the server's command for raw requests. `push`: the server sends them when it likes, tagged with the version or not.
 */
export type Asking = 'pull' | 'tsserver' | 'push';

export type FoundServer = { readonly kind: 'found'; readonly server: ServerCommand } | { readonly kind: 'missing'; readonly hint: string };

/** Where a server is looked for: the workspace, and the folder of the file in question. Absolute, links resolved. */
export interface Place {
  readonly root: string;
  readonly folder: string;
  /** The editor's own installation, where there is one. */
  readonly editorRoot?: string | undefined;
}

export interface ServerRow {
  readonly id: string;
  /** What a person calls the language. */
  readonly title: string;
  /** File extension with its dot to protocol language id. */
  readonly languages: Readonly<Record<string, string>>;
  find(place: Place): Promise<FoundServer>;
  /** Text that stands for a deleted file while the file is still on disk: as little as the language allows. */
  emptied(text: string): string;
  /** A problem that is only due to how a deletion is rehearsed, in the words the compiler has for the real one. */
  rewordDeleted?(problem: Diagnostic, gone: ReadonlyMap<FilePath, string>): Diagnostic;
  /** A file of one of these names makes its folder a project, which the server loads as a whole. */
  readonly projectFiles?: readonly string[];
  /** How its files import each other; absent where files stand alone or the server itself knows. */
  readonly imports?: ImportRules;
}
