// The model the person chose: found by settings and key, opened when a run needs it. None chosen is a state with a next step.
import * as vscode from 'vscode';
import { AppError } from '../base/errors.ts';
import type { ModelEnd } from '../core/model/chat.ts';
import type { LanguageModel } from '../core/ports/languageModel.ts';
import { openEditorModel } from './adapters/editorModel.ts';
import type { KeyStore } from './adapters/keys.ts';
import { readSettings, writeSetting } from './adapters/settings.ts';
import { choiceIn, type ModelChoice, stepsTo } from './connect/modelChoice.ts';

export interface Endpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
}

/** A server found on this machine. */
export interface LocalServer {
  readonly vendor: string;
  readonly baseUrl: string;
  readonly models: readonly string[];
}

export interface ModelsHost {
  readonly keys: KeyStore;
  openServer(endpoint: Endpoint): Promise<LanguageModel>;
  findLocal(signal: AbortSignal): Promise<readonly LocalServer[]>;
}

export class Models {
  readonly onDidChange: vscode.Event<void>;
  /** While its settings are written one by one, the choice already counts. */
  private keeping: ModelChoice | undefined;

  constructor(private readonly host: ModelsHost) {
    this.onDidChange = (listener) =>
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('understudy.model')) listener();
      });
  }

  /** Undefined when nothing is configured yet. */
  find(): ModelChoice | undefined {
    return this.keeping ?? choiceIn(readSettings());
  }

  /** Throws `model.none` when nothing is configured. */
  async open(): Promise<LanguageModel> {
    const choice = this.find();
    if (!choice) throw new AppError('model.none', 'No model is connected yet. Connect one, then ask again.');
    return this.openChoice(choice, choice.source === 'server' ? await this.host.keys.find(choice.baseUrl) : undefined);
  }

  /** Whether a key is kept for the server. The key itself stays in the secret storage. */
  async hasKey(baseUrl: string): Promise<boolean> {
    return (await this.host.keys.find(baseUrl)) !== undefined;
  }

  /** Servers on this machine that offer models now, Ollama for one. */
  findLocal(signal: AbortSignal): Promise<readonly LocalServer[]> {
    return this.host.findLocal(signal);
  }

  /** One short question to the choice. An undefined key means the one that is kept. */
  async test(choice: ModelChoice, key: string | undefined, signal: AbortSignal): Promise<ModelEnd> {
    const kept = choice.source === 'server' ? await this.host.keys.find(choice.baseUrl) : undefined;
    const model = await this.openChoice(choice, key ?? kept);
    const request = { messages: [{ role: 'user', text: 'Answer with the word: ready' }], maxOutputTokens: 16 } as const;
    for await (const event of model.stream(request, signal)) {
      if (event.kind !== 'ended') continue;
      const isCut = event.end.kind === 'truncated' && event.end.reason.includes('length');
      return isCut ? { kind: 'complete', finishReason: 'length' } : event.end;
    }
    return { kind: 'truncated', reason: 'the model said nothing' };
  }

  /** Makes the choice the one in use, in every workspace. */
  async keep(choice: ModelChoice, key?: string): Promise<void> {
    if (choice.source === 'server' && key !== undefined) await this.host.keys.keep(choice.baseUrl, key);
    this.keeping = choice;
    try {
      for (const [name, value] of stepsTo(choice, readSettings())) await writeSetting(name, value);
    } finally {
      this.keeping = undefined;
    }
  }

  private openChoice(choice: ModelChoice, key: string | undefined): Promise<LanguageModel> | LanguageModel {
    if (choice.source === 'editor') return openEditorModel(choice.name);
    return this.host.openServer({ baseUrl: choice.baseUrl, model: choice.name, apiKey: key ?? '' });
  }
}
