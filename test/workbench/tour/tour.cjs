// Opens what an installation from the marketplace would open by itself: the walkthrough. The chat stands beside it.
const vscode = require('vscode');

exports.activate = async () => {
  await vscode.commands.executeCommand('understudy.chat.focus');
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'understudy.understudy#start', false);
};
