// The path judge for the corpus scorer: links come from the case instead of a disk.
import { judgePath } from '../../../src/core/policy/paths.ts';

interface PathCase {
  readonly workspaceRoot: string;
  readonly path: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly links?: readonly { readonly at: string; readonly to: string }[];
}

export async function judge({ workspaceRoot, path, platform, links = [] }: PathCase): Promise<string> {
  const comparable = (text: string) => (platform === 'linux' ? text : text.normalize('NFC').toLowerCase().replaceAll('/', '\\'));
  const targets = new Map(links.map((link) => [comparable(link.at), link.to]));
  const readLink = async (absolute: string) => targets.get(comparable(absolute));
  return (await judgePath(path, { workspaceRoot, platform, readLink })).verdict;
}
