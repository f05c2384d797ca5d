// Watches the memory of what a process starts, and of its largest child alone; tells both when asked. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

const root = Number(process.argv[2]);
const peak = { all: 0, index: 0 };

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function look(): void {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const parent = Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  const sizes = below(root)
    .filter((pid) => pid !== process.pid)
    .map((pid) => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1000);
  peak.all = Math.max(
    peak.all,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  peak.index = Math.max(peak.index, ...sizes);
}

const timer = setInterval(look, 100);
process.on('message', () => {
  clearInterval(timer);
  process.send?.(peak);
});
