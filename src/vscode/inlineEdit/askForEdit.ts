// The small input of an inline edit: free text with the earlier requests below it. Esc gives undefined.
import * as vscode from 'vscode';

const historyKey = 'understudy.inlineEdit.history';
const maxHistory = 20;

interface Row extends vscode.QuickPickItem {
  readonly text: string;
}

export async function askForEdit(where: string, memory: vscode.Memento): Promise<string | undefined> {
  const history = memory.get<string[]>(historyKey, []);
  const text = await pick(where, history);
  if (text === undefined) return undefined;
  await memory.update(historyKey, [text, ...history.filter((entry) => entry !== text)].slice(0, maxHistory));
  return text;
}

function pick(where: string, history: readonly string[]): Promise<string | undefined> {
  const box = vscode.window.createQuickPick<Row>();
  box.title = `Understudy: Edit ${where}`;
  box.placeholder = 'What should change? Enter sends, Esc cancels';
  const earlier = history.map((text): Row => ({ label: `$(history) ${text}`, text }));
  box.items = earlier;
  return new Promise((resolve) => {
    // Earlier requests are offered to an empty box only: what was typed is sent, however quickly Enter follows.
    box.onDidChangeValue((value) => {
      box.items = value.trim() === '' ? earlier : [{ label: `$(edit) ${value.trim()}`, text: value.trim(), alwaysShow: true }];
    });
    box.onDidAccept(() => {
      const chosen = box.value.trim() || (box.activeItems[0]?.text ?? '');
      if (chosen === '') return;
      resolve(chosen);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
