// A model that the editor offers (vscode.lm): asked with the person's consent, without a system role, and without usage figures.
import * as vscode from 'vscode';
import { AppError, isAbort, messageOf } from '../../base/errors.ts';
import type { Message, ModelEnd, ModelEvent, ModelRequest } from '../../core/model/chat.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';

export interface EditorModelListing {
  readonly id: string;
  readonly label: string;
}

/** The models on offer; none where the editor has no provider. */
export async function listEditorModels(): Promise<readonly EditorModelListing[]> {
  const models = await vscode.lm.selectChatModels();
  return models.map((model) => ({ id: model.id, label: `${model.name} (${model.vendor})` }));
}

/** Throws `model.gone` when the editor no longer offers it. */
export async function openEditorModel(id: string): Promise<LanguageModel> {
  const [model] = await vscode.lm.selectChatModels({ id });
  if (!model) throw new AppError('model.gone', `The editor does not offer the model ${id} at the moment. Connect another one.`);
  return {
    id,
    facts: { contextTokens: model.maxInputTokens, takesTools: false },
    stream: (request, signal) => streamFrom(model, request, signal),
  };
}

async function* streamFrom(model: vscode.LanguageModelChat, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const stop = new vscode.CancellationTokenSource();
  const onAbort = () => stop.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) stop.cancel();
  try {
    const justification = 'Understudy asks the model you chose to answer your request.';
    const response = await model.sendRequest(toMessages(request.messages), { justification }, stop.token);
    let length = 0;
    for await (const text of response.text) {
      length += text.length;
      yield { kind: 'text', text };
    }
    yield { kind: 'ended', end: endOf(length, signal) };
  } catch (thrown) {
    yield { kind: 'ended', end: signal.aborted || isAbort(thrown) ? { kind: 'cancelled' } : toFault(thrown) };
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.dispose();
  }
}

function endOf(length: number, signal: AbortSignal): ModelEnd {
  if (signal.aborted) return { kind: 'cancelled' };
  return length === 0 ? { kind: 'truncated', reason: 'the model said nothing' } : { kind: 'complete', finishReason: 'stop' };
}

/** What would be the system message comes first, as the person's. */
function toMessages(messages: readonly Message[]): vscode.LanguageModelChatMessage[] {
  return messages.map((message) =>
    message.role === 'assistant'
      ? vscode.LanguageModelChatMessage.Assistant(message.text)
      : vscode.LanguageModelChatMessage.User(message.text),
  );
}

function toFault(thrown: unknown): ModelEnd {
  if (!(thrown instanceof vscode.LanguageModelError)) return { kind: 'error', error: 'server', message: messageOf(thrown) };
  if (thrown.code === vscode.LanguageModelError.NoPermissions.name)
    return {
      kind: 'error',
      error: 'auth',
      message: 'The editor may not pass requests to this model. Allow it when asked, or connect another model.',
    };
  if (thrown.code === vscode.LanguageModelError.Blocked.name) return { kind: 'error', error: 'rateLimit', message: thrown.message };
  return { kind: 'error', error: thrown.code === vscode.LanguageModelError.NotFound.name ? 'notFound' : 'server', message: thrown.message };
}
