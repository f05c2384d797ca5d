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
    box.onDidChangeValue((value) => {
      const typed: Row[] = value.trim() === '' ? [] : [{ label: `$(edit) ${value.trim()}`, text: value.trim(), alwaysShow: true }];
      box.items = [...typed, ...earlier.filter((row) => row.text !== value.trim())];
      box.activeItems = typed;
    });
    box.onDidAccept(() => {
      const chosen = box.activeItems[0]?.text ?? box.value.trim();
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
