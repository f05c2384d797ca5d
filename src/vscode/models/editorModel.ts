// A model that the editor offers, behind our port. It takes no system role and tells no usage.
import * as vscode from 'vscode';
import { messageOf } from '../../base/errors.ts';
import type { Message, ModelEnd, ModelErrorKind, ModelEvent, ModelRequest } from '../../core/model/chat.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { toTokenSource } from '../adapters/cancellation.ts';

export function createEditorModel(chat: vscode.LanguageModelChat): LanguageModel {
  return { id: chat.id, contextTokens: chat.maxInputTokens, stream: (request, signal) => streamChat(chat, request, signal) };
}

async function* streamChat(chat: vscode.LanguageModelChat, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const source = toTokenSource(signal);
  let heard = false;
  try {
    const options = { justification: 'You asked Understudy with this model.' };
    const response = await chat.sendRequest(request.messages.map(toEditorMessage), options, source.token);
    for await (const text of response.text) {
      heard ||= text !== '';
      yield { kind: 'text', text };
    }
    yield { kind: 'ended', end: signal.aborted ? { kind: 'cancelled' } : endOf(heard) };
  } catch (thrown) {
    yield { kind: 'ended', end: signal.aborted ? { kind: 'cancelled' } : endOfFault(thrown, chat.name) };
  } finally {
    source.dispose();
  }
}

/** The editor ends a stream without saying why; an answer without a word is not one. */
function endOf(heard: boolean): ModelEnd {
  return heard ? { kind: 'complete', finishReason: 'stop' } : { kind: 'truncated', reason: 'the editor’s model gave no text' };
}

/** Instructions go first as a message of the person: the editor knows no other place for them. */
function toEditorMessage(message: Message): vscode.LanguageModelChatMessage {
  return message.role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(message.text)
    : vscode.LanguageModelChatMessage.User(message.text);
}

const kinds: Readonly<Record<string, ModelErrorKind>> = { NoPermissions: 'auth', NotFound: 'notFound', Blocked: 'quota' };

function endOfFault(thrown: unknown, name: string): ModelEnd {
  const code = thrown instanceof vscode.LanguageModelError ? thrown.code : '';
  const message = `The editor’s model ${name} did not answer: ${messageOf(thrown)}`;
  return { kind: 'error', error: kinds[code] ?? 'server', message };
}
