// For a question about the whole project: its areas, entry points, layers, flows and central files, each fact with the file it comes from.
import type { FilePath } from '../../model/document.ts';
import type { IndexedFile } from '../../ports/codeIndex.ts';
import type { Outline } from '../../ports/syntaxParser.ts';
import { modulesOf } from '../../text/importsOf.ts';
import type { FileView } from '../fileCache.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { type Area, areaLine, areasOf } from '../projectAreas.ts';
import { areaEdgeLines, besideLines, entryPoints, flowLines, importCounts, importEdges, isSource, mostImported } from '../projectShape.ts';
import { asksAboutAll } from '../requestNames.ts';

const manifestName = /(?:^|\/)(?:package\.json|pyproject\.toml|setup\.cfg|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;
const maxPaths = 20_000;
const maxRead = 600;
const maxManifests = 12;
const readmeLines = 45;
const maxEntries = 5;
const maxFlows = 4;
const tellingFiles = 4;

export const collectStructure: Collector = {
  source: 'structure',
  async collect(gathering, sink, signal) {
    const { request, ports } = gathering;
    if (request.focus.length > 0 || !asksAboutAll(request.text)) return;
    const known = await ports.index.structure?.(signal);
    const paths = known?.map(({ path }) => path) ?? (await ports.reader.list(maxPaths, signal));
    await offerHead(
      paths.find((path) => /^readme(?:\.\w+)?$/i.test(path)),
      gathering,
      sink,
    );

    const manifests = await readAll(
      paths
        .filter((path) => manifestName.test(path) && isInside(path))
        .sort(byDepth)
        .slice(0, maxManifests),
      gathering,
    );
    const entries = entryPoints(paths, manifests);
    offerText('entries', 'where programs and packages begin', entries.slice(0, 4 * maxEntries), sink);

    const sources = paths.filter(isSource);
    const areas = areasOf(sources);
    const wanted = [...new Set([...entries.slice(0, 4 * maxEntries), ...inTurns(areas)])];
    const read = known ? importsKnown(known) : await readImports(wanted.slice(0, maxRead), gathering);
    const goModule = /^module\s+(\S+)/m.exec(manifests.find((manifest) => manifest.path === 'go.mod')?.text ?? '')?.[1];
    const edges = importEdges(read, paths, goModule);
    const counts = importCounts(edges);
    const basis = sources.length > read.length ? `, from ${read.length} of ${sources.length} source files` : '';
    offerText(
      'folders',
      'areas with their source files, most imported files named',
      areas.map((area) => areaLine(area, tellingIn(area, counts))),
      sink,
    );
    offerText('beside', 'tests, examples and other files beside the product', besideLines(paths), sink);
    offerText('layers', `imports between areas${basis}`, areaEdgeLines(edges, areas, 30), sink);
    const flows = entries.map((entry) => flowLines(entry, edges, counts)).filter((lines) => lines.length > 0);
    offerText('flows', 'what entry points lead to, by imports', flows.slice(0, maxFlows).flat(), sink);
    const central = mostImported(counts, 12);
    offerText(
      'central',
      `what most other files import${basis}`,
      central.map(({ path, importers }) => `${path}: imported by ${importers} file${importers === 1 ? '' : 's'}`),
      sink,
    );
    await offerOutlines([...entries.slice(0, maxEntries), ...central.slice(0, maxEntries).map(({ path }) => path)], gathering, sink);
  },
};

/** All source files with their imports, as the index knows them. */
const importsKnown = (files: readonly IndexedFile[]): readonly Required<IndexedFile>[] =>
  files.flatMap(({ path, modules }) => (modules && isSource(path) ? [{ path, modules }] : []));

/** Without an index some files tell, read one by one. */
async function readImports(paths: readonly FilePath[], gathering: Gathering): Promise<readonly Required<IndexedFile>[]> {
  return (await readAll(paths, gathering)).map((file) => ({ path: file.path, modules: modulesOf(file) }));
}

/** A package that is no part of the product has a manifest too. */
const isInside = (path: FilePath) => isSource(`${path}.ts`);

/** Files of the areas in turns, so that the first ones are of all areas; within one the shallowest first. */
function inTurns(areas: readonly Area[]): readonly FilePath[] {
  const queues = areas.map((area) => [...area.files].sort(byDepth));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, at) => queues.flatMap((queue) => queue[at] ?? [])).flat();
}

const tellingIn = ({ files }: Area, counts: ReadonlyMap<FilePath, number>) =>
  [...files].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || byDepth(a, b)).slice(0, tellingFiles);

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
  const startLine = Math.max(0, file.lines.findIndex(isProse));
  const range = { startLine, endLine: Math.min(startLine + readmeLines, file.lines.length) };
  sink.offer(filePiece(file, range, { source: 'structure', title: file.path, score: 0.9, reason: 'what the project says of itself' }));
}

/** Not a badge, a picture or the markup round them. */
const isProse = (line: string) => /[A-Za-z]{2}/.test(line) && !/^\s*(?:<|\[?!\[|\[\]|\.\. )/.test(line);

/** What entry points and central files declare, with lines to cite. */
async function offerOutlines(paths: readonly FilePath[], { files }: Gathering, sink: Sink): Promise<void> {
  for (const [at, path] of [...new Set(paths)].entries()) {
    const lines = declared(await files.outline(path)).map((entry) => `${path}:${entry.range.startLine + 1} ${entry.kind} ${entry.path}`);
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

const maxDeclared = 25;
const enough = 6;

/** What stands at a file's top, each name once; plain variables only where there is little else. */
function declared(outline: readonly Outline[]): readonly Outline[] {
  const top = outline.filter((entry, at) => !entry.path.includes('.') && outline.findIndex((other) => other.path === entry.path) === at);
  const telling = top.filter((entry) => !/^(?:variable|constant|field)$/.test(entry.kind));
  return (telling.length >= enough ? telling : top).slice(0, maxDeclared);
}
