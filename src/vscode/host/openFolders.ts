// The folders that are open, one or several, as the engine sees them: each with its own index, servers, git and commands.
import * as vscode from 'vscode';
import type { DisposableStore } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import { fitRequest } from '../../core/edit/fitRequest.ts';
import type { RunPorts } from '../../core/orchestrator/ports.ts';
import { pathPolicy } from '../../core/policy/paths.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { PathPolicy } from '../../core/ports/pathPolicy.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import { createCommandRunner } from '../../node/commands/commandRunner.ts';
import { openDataFolder } from '../../node/dataFolder.ts';
import { createAnswerFitter } from '../../node/edit/answerFitter.ts';
import { diskPlace } from '../../node/files/diskPlace.ts';
import { createWorkspaceReader } from '../../node/files/workspaceReader.ts';
import { createGitProcess } from '../../node/git/gitProcess.ts';
import { createLanguageServers } from '../../node/language/languageServers.ts';
import { createPageReader } from '../../node/pages/pageReader.ts';
import { findRipgrep } from '../../node/ripgrep.ts';
import { createTokenCounter } from '../../node/tokens/tokenCounter.ts';
import { unsavedTexts } from '../adapters/documentsReader.ts';
import { findPath, folderName } from '../adapters/workspacePaths.ts';
import {
  type FolderPart,
  joinCommands,
  joinGit,
  joinIndexes,
  joinPolicies,
  joinReaders,
  joinShadows,
  readerWithin,
} from './joinFolders.ts';
import { type IndexPlace, openIndex } from './openIndex.ts';
import { watchServers } from './watchServers.ts';

/** Roots on disk, by the names that paths begin with. */
export type Folders = readonly FolderPart<string>[];

/** Throws `workspace.none` without a folder, and `workspace.virtual` when none is on a disk. */
export function workspaceFolders(): Folders {
  const open = vscode.workspace.workspaceFolders ?? [];
  if (open.length === 0) throw new AppError('workspace.none', 'No folder is open. Open your project’s folder, then ask again.');
  const onDisk = open.filter((folder) => folder.uri.scheme === 'file');
  if (onDisk.length === 0)
    throw new AppError('workspace.virtual', 'This folder is not on a disk that Understudy can reach, so edits cannot be rehearsed here.');
  return onDisk.map((folder) => ({ name: folderName(folder), part: folder.uri.fsPath }));
}

/** The files themselves. Of one folder, paths are those below it; of several they begin with the folder's name. */
export function openDisk(folders: Folders): WorkspaceReader {
  const readers = folders.map(({ name, part }) => ({ name, part: readFolder(part) }));
  return isJoined() ? joinReaders(readers) : readers[0]!.part;
}

export function policyOf(folders: Folders): PathPolicy {
  if (!isJoined()) return pathPolicy;
  const judges = folders.map(({ name, part }) => ({ name, part: (path: string) => pathPolicy.judge(path, diskPlace(part)) }));
  return joinPolicies(judges, pathPolicy);
}

interface ProjectsPlace {
  readonly folders: Folders;
  /** Of all folders, buffers first. */
  readonly reader: WorkspaceReader;
  readonly logger: Logger;
  /** Where vectors come from instead of the table that comes along. */
  readonly embeddings?: IndexPlace['embeddings'];
}

type Working = Pick<RunPorts, 'index' | 'shadow' | 'commands' | 'pages' | 'git' | 'tokens' | 'fitter'>;

/** Children are started by these when they are first needed, and end with the engine. */
export async function openProjects(place: ProjectsPlace, owned: DisposableStore): Promise<Working> {
  const opened = await Promise.all(place.folders.map(({ name, part }) => openProject({ ...place, name, root: part }, owned)));
  const parts = <K extends keyof Project>(key: K) => place.folders.map(({ name }, at) => ({ name, part: opened[at]![key] }));
  const [only] = opened;
  const projects = isJoined()
    ? {
        index: joinIndexes(parts('index')),
        shadow: joinShadows(parts('shadow')),
        commands: joinCommands(parts('commands')),
        git: joinGit(parts('git')),
      }
    : only!;
  return {
    ...projects,
    pages: createPageReader(),
    tokens: owned.add(createTokenCounter()),
    fitter: createAnswerFitter({ fitHere: fitRequest }),
  };
}

type Project = Required<Pick<RunPorts, 'index' | 'shadow' | 'commands' | 'git'>>;

async function openProject(
  place: ProjectsPlace & { readonly name: string; readonly root: string },
  owned: DisposableStore,
): Promise<Project> {
  const { name, root, logger } = place;
  const reader = isJoined() ? readerWithin(name, place.reader, readFolder(root)) : place.reader;
  const within = (path: string | undefined) => {
    if (!isJoined() || path === undefined) return path;
    return path.startsWith(`${name}/`) ? path.slice(name.length + 1) : undefined;
  };
  const buffers = () =>
    new Map([...unsavedTexts()].flatMap(([path, text]) => (within(path) === undefined ? [] : [[within(path)!, text] as const])));
  const { index: folder } = await openDataFolder(root, process.env);
  const servers = owned.add(createLanguageServers({ root, reader, logger, buffers, editorRoot: vscode.env.appRoot }));
  const ownPath = (uri: vscode.Uri) => within(findPath(uri));
  owned.add(watchServers({ root, findPath: ownPath }, servers));
  const embeddings = place.embeddings ? { embeddings: place.embeddings } : {};
  return {
    index: openIndex({ root, folder, reader, logger, ...embeddings, findPath: ownPath }, owned),
    shadow: servers.shadow,
    commands: createCommandRunner({ root }),
    git: owned.add(createGitProcess(root)),
  };
}

const readFolder = (root: string) =>
  createWorkspaceReader({ root, paths: pathPolicy, ripgrep: () => findRipgrep(vscode.env.appRoot, process.env) });

/** Also true when only one of several open folders is on a disk: the paths of all begin with names then. */
const isJoined = () => (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
