// A project divided into areas: folders of a size that one can speak of, the larger ones divided further.
import type { FilePath } from '../model/document.ts';

export interface Area {
  /** Without a slash at its end; empty for the root. */
  readonly folder: FilePath;
  readonly files: readonly FilePath[];
}

const maxAreas = 28;
const minToDivide = 2;
const dividedShare = 0.05;

/** Every file is in exactly one area: the deepest of its folders that is one. In path order. */
export function areasOf(files: readonly FilePath[]): readonly Area[] {
  let areas: readonly Area[] = [{ folder: '', files }];
  const whole = new Set<FilePath>();
  while (areas.length < maxAreas) {
    const [largest] = areas
      .filter((area) => !whole.has(area.folder))
      .sort((a, b) => b.files.length - a.files.length || (a.folder < b.folder ? -1 : 1));
    if (!largest || largest.files.length < Math.max(minToDivide, dividedShare * files.length)) break;
    const parts = divide(largest);
    if (isScattered(largest, parts)) {
      whole.add(largest.folder);
      continue;
    }
    areas = [...areas.filter((area) => area !== largest), ...parts];
    if (parts.some((part) => part.folder === largest.folder)) whole.add(largest.folder);
  }
  return [...areas].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Nothing to divide, or many parts of a few files each, which are better spoken of together. */
const isScattered = ({ folder, files }: Area, parts: readonly Area[]): boolean =>
  parts.every((part) => part.folder === folder) || (parts.length > 10 && files.length / parts.length < 6 && folder !== '');

/** The folders directly inside, and the files that lie in the area's own folder. */
function divide({ folder, files }: Area): readonly Area[] {
  const start = folder === '' ? 0 : folder.length + 1;
  const parts = new Map<FilePath, FilePath[]>();
  for (const file of files) {
    const end = file.indexOf('/', start);
    const key = end < 0 ? folder : file.slice(0, end);
    parts.set(key, [...(parts.get(key) ?? []), file]);
  }
  return [...parts].map(([part, own]) => ({ folder: part, files: own }));
}

/** `src/core/ (12 ts, 1 js): cart.ts, order.ts` with the files that matter most in it. */
export function areaLine({ folder, files }: Area, telling: readonly FilePath[]): string {
  const counts = new Map<string, number>();
  for (const file of files) {
    const ending = file.slice(file.lastIndexOf('.') + 1);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sizes = [...counts].sort((a, b) => b[1] - a[1]).map(([ending, count]) => `${count} ${ending}`);
  const start = folder === '' ? 0 : folder.length + 1;
  const names = telling.map((path) => path.slice(start)).join(', ');
  return `${folder === '' ? '.' : folder}/ (${sizes.join(', ')})${names === '' ? '' : `: ${names}`}`;
}
