// The files a person points at must be there and readable before anything is asked.
import { AppError } from '../../base/errors.ts';
import type { EditRequest } from '../model/run.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';

/** The request with its paths as the workspace knows them. Throws `files.unusable` for a file that cannot be the subject of a run. */
export async function checkFocus(request: EditRequest, reader: WorkspaceReader, signal: AbortSignal): Promise<EditRequest> {
  const focus: EditRequest['focus'][number][] = [];
  for (const { path, lines } of request.focus) {
    const judged = await reader.judgePath(path);
    if (judged.verdict === 'outside')
      throw new AppError('files.unusable', `${path} cannot be used: ${judged.why}. Name a file of the workspace.`);
    const read = await reader.read(judged.path, signal);
    if (read.kind === 'unreadable') throw new AppError('files.unusable', read.message);
    if (read.kind === 'missing')
      throw new AppError('files.unusable', `There is no file ${path}. To create it, leave it out and say so in the request.`);
    focus.push({ path: judged.path, ...(lines ? { lines } : {}) });
  }
  return { ...request, focus };
}
