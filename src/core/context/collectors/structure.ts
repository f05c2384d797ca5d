// For a question about the whole project: its folders, entry points, layers and central files, each fact with the file it comes from.
import type { FilePath } from '../../model/document.ts';
import type { FileView } from '../fileCache.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { entryPoints, folderEdgeLines, folderLines, importEdges, isSource, mostImported } from '../projectShape.ts';

const asksAboutAll =
  /^\/explain\s*$|\b(?:explain|overview|describe|structure|architecture|how is|what is|what does)\b.{0,40}\b(?:repo|repository|project|code ?base|workspace|architecture)\b/i;
const manifestName = /(?:^|\/)(?:package\.json|pyproject\.toml|setup\.cfg|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;
const maxPaths = 20_000;
const maxRead = 600;
const maxManifests = 6;
const readmeLines = 60;
const maxEntries = 5;

export const collectStructure: Collector = {
  source: 'structure',
  async collect(gathering, sink, signal) {
    const { request, ports } = gathering;
    if (request.focus.length > 0 || !asksAboutAll.test(request.text.trim())) return;
    const paths = await ports.reader.list(maxPaths, signal);
    offerText('folders', 'folders with their source files', folderLines(paths), sink);
    await offerHead(
      paths.find((path) => /^readme(?:\.\w+)?$/i.test(path)),
      gathering,
      sink,
    );

    const manifests = await readAll(
      paths
        .filter((path) => manifestName.test(path))
        .sort(byDepth)
        .slice(0, maxManifests),
      gathering,
    );
    const entries = entryPoints(paths, manifests);
    offerText('entries', 'where programs and packages begin', entries.slice(0, 4 * maxEntries), sink);

    const sources = paths.filter(isSource);
    const read = await readAll([...sources].sort(byDepth).slice(0, maxRead), gathering);
    const goModule = /^module\s+(\S+)/m.exec(manifests.find((manifest) => manifest.path === 'go.mod')?.text ?? '')?.[1];
    const edges = importEdges(read, paths, goModule);
    const basis = sources.length > read.length ? `, from ${read.length} of ${sources.length} source files` : '';
    offerText('layers', `imports between folders${basis}`, folderEdgeLines(edges, 30), sink);
    const central = mostImported(edges, 12);
    offerText(
      'central',
      `files that most others import${basis}`,
      central.map(({ path, importers }) => `${path}: imported by ${importers} files`),
      sink,
    );
    await offerOutlines([...entries.slice(0, maxEntries), ...central.slice(0, maxEntries).map(({ path }) => path)], gathering, sink);
  },
};

const byDepth = (a: FilePath, b: FilePath) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1);

const atOnce = 16;

async function readAll(paths: readonly FilePath[], { files }: Gathering): Promise<readonly FileView[]> {
  const read: FileView[] = [];
  for (let at = 0; at < paths.length; at += atOnce) {
    const batch = await Promise.all(paths.slice(at, at + atOnce).map((path) => files.find(path)));
    read.push(...batch.filter((file): file is FileView => file !== undefined));
  }
  return read;
}

function offerText(id: string, title: string, lines: readonly string[], sink: Sink): void {
  if (lines.length === 0) return;
  sink.offer({
    id: `structure:${id}`,
    source: 'structure',
    title,
    text: lines.join('\n'),
    score: 1,
    reason: 'the shape of the project',
    required: true,
  });
}

async function offerHead(path: FilePath | undefined, { files }: Gathering, sink: Sink): Promise<void> {
  const file = path === undefined ? undefined : await files.find(path);
  if (!file) return;
  const range = { startLine: 0, endLine: Math.min(readmeLines, file.lines.length) };
  sink.offer(filePiece(file, range, { source: 'structure', title: file.path, score: 0.9, reason: 'what the project says of itself' }));
}

/** What entry points and central files declare, with lines to cite. */
async function offerOutlines(paths: readonly FilePath[], { files }: Gathering, sink: Sink): Promise<void> {
  for (const [at, path] of [...new Set(paths)].entries()) {
    const outline = (await files.outline(path)).filter((entry) => !entry.path.includes('.') || entry.kind === 'method');
    const lines = outline.slice(0, 40).map((entry) => `${path}:${entry.range.startLine + 1} ${entry.kind} ${entry.path}`);
    if (lines.length === 0) continue;
    const score = 0.8 - at / 50;
    sink.offer({
      id: `structure:${path}`,
      source: 'structure',
      path,
      title: 'what it declares',
      text: lines.join('\n'),
      score,
      reason: 'an entry point or a central file',
    });
  }
}
