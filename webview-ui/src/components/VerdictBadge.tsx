// The rehearsal's verdict on one file in a few words: what ran and how long it took, what broke, or that nothing could judge.
import type { FileView, VerdictView } from '../../../src/protocol/view.ts';
import { Icon, type IconName } from './Icon.tsx';

const looks: Readonly<Record<VerdictView, { readonly icon: IconName; readonly words: (file: FileView) => string }>> = {
  clean: { icon: 'pass-filled', words: (file) => file.checks.join(' · ') || 'checked' },
  broken: { icon: 'error', words: (file) => countOf(file.problems.length, 'new problem') },
  unavailable: { icon: 'circle-slash', words: () => 'not validated' },
};

export function VerdictBadge({ file }: { file: FileView }) {
  const look = looks[file.verdict];
  return (
    <span className={`verdict ${file.verdict}`} title={file.notChecked ?? `Rehearsed: ${file.checks.join(', ') || 'nothing ran'}`}>
      <Icon name={look.icon} />
      {look.words(file)}
    </span>
  );
}

/** "1 file", "2 files". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
