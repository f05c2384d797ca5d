// A model provider as extensions bring them. It passes the question on to the recorded model that REHEARSAL_MODEL names.
const vscode = require('vscode');

const info = {
  id: 'recorded',
  name: 'Recorded',
  family: 'recorded',
  version: '1',
  maxInputTokens: 32000,
  maxOutputTokens: 4096,
  capabilities: {},
};

const textOf = (message) => message.content.map((part) => part.value ?? '').join('');
const roleOf = (message) => (message.role === vscode.LanguageModelChatMessageRole.Assistant ? 'assistant' : 'user');

exports.activate = (context) => {
  const provider = {
    provideLanguageModelChatInformation: () => [info],
    provideTokenCount: (_model, text) => Math.ceil((typeof text === 'string' ? text : textOf(text)).length / 4),
    async provideLanguageModelChatResponse(model, messages, _options, progress) {
      const body = {
        model: model.id,
        stream: false,
        messages: messages.map((message) => ({ role: roleOf(message), content: textOf(message) })),
      };
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${process.env.REHEARSAL_MODEL}/chat/completions`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      if (response.status === 429) throw vscode.LanguageModelError.Blocked('You have used up your quota for this month.');
      if (!response.ok) throw new Error((await response.json()).error.message);
      const { choices } = await response.json();
      for (const piece of choices[0].message.content.match(/[\s\S]{1,40}/g)) progress.report(new vscode.LanguageModelTextPart(piece));
    },
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('rehearsal', provider));
};
