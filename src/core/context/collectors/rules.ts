// The project's own rules for whoever changes it: AGENTS.md and its kin, and .understudy/rules with globs.
import type { FilePath } from '../../model/document.ts';
import type { FileView } from '../fileCache.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { matchesGlob } from '../globs.ts';

const names: readonly FilePath[] = ['AGENTS.md', 'CLAUDE.md', '.github/copilot-instructions.md'];
const rulesFolder = '.understudy/rules/';
/** Hidden folders come first in path order, so that this many paths hold all rules files. */
const pathsListed = 400;

export const collectRules: Collector = {
  source: 'rules',
  async collect(gathering, sink, signal) {
    if (gathering.limits.trust === 'untrusted') {
      sink.leaveOut({ source: 'rules', title: 'rules of this project', why: 'rules files are read only in a trusted workspace' });
      return;
    }
    const paths = [...names, ...nestedNames(gathering)];
    const own = await ownRules(gathering, signal);
    const seen = new Set<string>();
    for (const file of await Promise.all([...paths, ...own].map((path) => gathering.files.find(path)))) {
      if (!file || file.text.trim() === '' || seen.has(file.text.trim())) continue;
      seen.add(file.text.trim());
      offerRules(file, gathering, sink);
    }
  },
};

async function ownRules({ ports: { reader } }: Gathering, signal: AbortSignal): Promise<readonly FilePath[]> {
  const names = await reader.listFolder?.(rulesFolder.slice(0, -1), signal);
  const paths = names?.map((name) => `${rulesFolder}${name}`) ?? (await reader.list(pathsListed, signal));
  return paths.filter((path) => path.startsWith(rulesFolder) && path.endsWith('.md'));
}

/** AGENTS.md of the folders in which the person points at something, the nearest last. */
function nestedNames({ request }: Gathering): readonly FilePath[] {
  const folders = request.focus.flatMap(({ path }) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
  });
  return [...new Set(folders)].map((folder) => `${folder}/AGENTS.md`);
}

function offerRules(file: FileView, { request }: Gathering, sink: Sink): void {
  const { globs, firstLine } = readFrontMatter(file);
  const applies = globs.length === 0 || request.focus.some(({ path }) => globs.some((glob) => matchesGlob(path, glob)));
  if (!applies) {
    sink.leaveOut({
      source: 'rules',
      title: file.path,
      path: file.path,
      why: `its globs (${globs.join(', ')}) match no file of the request`,
    });
    return;
  }
  const range = { startLine: firstLine, endLine: file.lines.length };
  const reason = globs.length === 0 ? 'rules for the whole project' : `rules for ${globs.join(', ')}`;
  sink.offer(
    filePiece(file, range, {
      source: 'rules',
      title: 'rules of this project',
      score: globs.length === 0 ? 0.9 : 1,
      reason,
      required: true,
    }),
  );
}

/** `globs:` or `applyTo:` between two lines of three dashes, as a list or separated by commas. */
function readFrontMatter(file: FileView): { readonly globs: readonly string[]; readonly firstLine: number } {
  if (file.lines[0]?.trim() !== '---') return { globs: [], firstLine: 0 };
  const end = file.lines.findIndex((line, at) => at > 0 && line.trim() === '---');
  if (end < 0) return { globs: [], firstLine: 0 };
  const head = file.lines.slice(1, end).join('\n');
  const found = /^(?:globs|applyTo):[ \t]*(\[[^\]]*\]|[^\n]*(?:\n[ \t]*-[^\n]*)*)/m.exec(head)?.[1] ?? '';
  const globs = splitOutsideBraces(found.replace(/^\[|\]$/g, '')).map((glob) => glob.replace(/^[\s-]*['"]?|['"]?\s*$/g, ''));
  return { globs: globs.filter((glob) => glob !== '' && glob !== '**'), firstLine: end + 1 };
}

const splitOutsideBraces = (text: string): readonly string[] => text.match(/(?:\{[^}]*\}|[^,\n{])+/g) ?? [];
