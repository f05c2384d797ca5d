// A codicon, drawn from its outline: only the icons named here travel with the page. Always decoration: words or a label say what it means.
import arrowLeft from '@vscode/codicons/src/icons/arrow-left.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import beaker from '@vscode/codicons/src/icons/beaker.svg';
import book from '@vscode/codicons/src/icons/book.svg';
import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import compass from '@vscode/codicons/src/icons/compass.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import debugStop from '@vscode/codicons/src/icons/debug-stop.svg';
import diffAdded from '@vscode/codicons/src/icons/diff-added.svg';
import diffModified from '@vscode/codicons/src/icons/diff-modified.svg';
import diffRemoved from '@vscode/codicons/src/icons/diff-removed.svg';
import diffRenamed from '@vscode/codicons/src/icons/diff-renamed.svg';
import edit from '@vscode/codicons/src/icons/edit.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import file from '@vscode/codicons/src/icons/file.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import listSelection from '@vscode/codicons/src/icons/list-selection.svg';
import loading from '@vscode/codicons/src/icons/loading.svg';
import passFilled from '@vscode/codicons/src/icons/pass-filled.svg';
import pin from '@vscode/codicons/src/icons/pin.svg';
import pinned from '@vscode/codicons/src/icons/pinned.svg';
import question from '@vscode/codicons/src/icons/question.svg';
import shield from '@vscode/codicons/src/icons/shield.svg';
import tools from '@vscode/codicons/src/icons/tools.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';

const icons = {
  'arrow-left': arrowLeft,
  'arrow-up': arrowUp,
  beaker,
  book,
  check,
  'chevron-down': chevronDown,
  'chevron-right': chevronRight,
  'circle-slash': circleSlash,
  close,
  compass,
  copy,
  'debug-stop': debugStop,
  'diff-added': diffAdded,
  'diff-modified': diffModified,
  'diff-removed': diffRemoved,
  'diff-renamed': diffRenamed,
  edit,
  error,
  file,
  info,
  'list-selection': listSelection,
  loading,
  'pass-filled': passFilled,
  pin,
  pinned,
  question,
  shield,
  warning,
  tools,
} as const;
export type IconName = keyof typeof icons;

export function Icon({ name, spin }: { name: IconName; spin?: boolean }) {
  return (
    <svg className={spin ? 'icon spin' : 'icon'} data-icon={name} viewBox="0 0 16 16" aria-hidden="true">
      {icons[name].map((outline) => (
        <path key={outline} d={outline} />
      ))}
    </svg>
  );
}
