// The connection to the model the person chose: which one, how it is reached, and trying out another.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { AppError, messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { findVendor, vendors } from '../../core/routing/vendors.ts';
import type { ConnectionView, ConnectionWay } from '../../protocol/view.ts';
import { createEditorModel } from './editorModel.ts';
import { type FindLocalServers, ModelSources, parseLocalId } from './modelSources.ts';
import { testCall } from './testCall.ts';

export interface ServerEndpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
}

export interface ConnectionParts {
  readonly secrets: vscode.SecretStorage;
  createServerModel(endpoint: ServerEndpoint): LanguageModel;
  readonly findLocalServers: FindLocalServers;
  /** The key from the environment, for a server that has none in the secret storage. */
  keyFromEnvironment(baseUrl: string): string | undefined;
  now(): number;
}

/** In place of a base URL: the model is one that the editor offers, and its name is its id there. */
export const editorAddress = 'editor';

interface Candidate {
  readonly model: LanguageModel;
  keep(): Promise<void>;
}

export class Connection implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly ended = new AbortController();
  private readonly sources: ModelSources;
  private attempt: ConnectionView['attempt'] = { state: 'idle' };
  private hasKey = false;

  constructor(private readonly parts: ConnectionParts) {
    this.sources = this.owned.add(new ModelSources(parts.findLocalServers));
    this.owned.add({ dispose: () => this.ended.abort() });
    this.owned.add(this.sources.onDidChange(() => this.changed.fire()));
    this.owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('understudy.model')) void this.refresh();
      }),
    );
    this.owned.add(parts.secrets.onDidChange(() => void this.refresh()));
  }

  view(): ConnectionView {
    const { baseUrl, model } = readSettings();
    const isServer = baseUrl !== '' && baseUrl !== editorAddress;
    return {
      ...(baseUrl !== '' && model !== '' ? { model: { label: model, where: whereOf(baseUrl) } } : {}),
      server: isServer ? { baseUrl, model, hasKey: this.hasKey } : { baseUrl: '', model: '', hasKey: false },
      known: vendors.filter((vendor) => vendor.baseUrl !== '').map((vendor) => ({ label: vendor.name, baseUrl: vendor.baseUrl })),
      local: this.sources.local,
      editor: this.sources.editor,
      attempt: this.attempt,
    };
  }

  /** The chosen model. Throws `model.none` with the next step when none is chosen or the editor no longer offers it. */
  async model(): Promise<LanguageModel> {
    const { baseUrl, model } = readSettings();
    if (baseUrl === '' || model === '') throw new AppError('model.none', 'No model is connected yet. Connect one, then ask again.');
    if (baseUrl === editorAddress) return findEditorModel(model);
    return this.parts.createServerModel({ baseUrl, model, apiKey: await findKey(baseUrl, this.parts) });
  }

  /** Looks what there is on this machine and in the editor. */
  async look(): Promise<void> {
    await Promise.all([this.sources.look(), this.refresh()]);
  }

  /** Tests a server and keeps it when it answers. An empty key means the one kept from before. */
  useServer(baseUrl: string, key: string, model: string, way: ConnectionWay = 'server'): Promise<void> {
    return this.tryOut(way, model, async () => {
      const apiKey = key === '' ? await findKey(baseUrl, this.parts) : key;
      return {
        model: this.parts.createServerModel({ baseUrl, model, apiKey }),
        keep: async () => {
          if (key !== '') await this.parts.secrets.store(secretName(baseUrl), key);
          await writeSettings(baseUrl, model);
        },
      };
    });
  }

  /** `id` is one of those that `view` lists as local. */
  useLocal(id: string): Promise<void> {
    const { baseUrl, model } = parseLocalId(id);
    return this.useServer(baseUrl, '', model, 'local');
  }

  useEditorModel(id: string): Promise<void> {
    return this.tryOut('editor', id, async () => ({ model: await findEditorModel(id), keep: () => writeSettings(editorAddress, id) }));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async tryOut(way: ConnectionWay, name: string, prepare: () => Promise<Candidate>): Promise<void> {
    this.tell({ state: 'testing', way, message: `Asking ${name} for a word…` });
    try {
      const candidate = await prepare();
      const result = await testCall(candidate.model, this.ended.signal, this.parts.now);
      if (result.kind === 'refused') return this.tell({ state: 'failed', way, message: result.message });
      await candidate.keep();
      this.tell({ state: 'ok', way, message: `${name} answered in ${(result.ms / 1000).toFixed(1)} s and is connected.` });
    } catch (thrown) {
      this.tell({ state: 'failed', way, message: messageOf(thrown) });
    }
  }

  private tell(attempt: ConnectionView['attempt']): void {
    this.attempt = attempt;
    this.changed.fire();
  }

  private async refresh(): Promise<void> {
    const { baseUrl } = readSettings();
    this.hasKey = baseUrl !== '' && (await findKey(baseUrl, this.parts)) !== '';
    this.changed.fire();
  }
}

async function findEditorModel(id: string): Promise<LanguageModel> {
  const [model] = await vscode.lm.selectChatModels({ id });
  if (!model) throw new AppError('model.none', `The editor does not offer the model ${id}. Connect another one.`);
  return createEditorModel(model);
}

async function findKey(baseUrl: string, parts: ConnectionParts): Promise<string> {
  return (await parts.secrets.get(secretName(baseUrl))) ?? parts.keyFromEnvironment(baseUrl) ?? '';
}

/** One key for each server, so that no key is sent to another one. */
function secretName(baseUrl: string): string {
  return `understudy.key:${URL.parse(baseUrl)?.origin ?? baseUrl}`;
}

function whereOf(baseUrl: string): string {
  if (baseUrl === editorAddress) return 'this editor';
  return `${findVendor(baseUrl).name}, ${URL.parse(baseUrl)?.host ?? baseUrl}`;
}

function readSettings(): { readonly baseUrl: string; readonly model: string } {
  const values = vscode.workspace.getConfiguration('understudy.model');
  return { baseUrl: values.get<string>('baseUrl', '').trim(), model: values.get<string>('name', '').trim() };
}

async function writeSettings(baseUrl: string, model: string): Promise<void> {
  const values = vscode.workspace.getConfiguration('understudy.model');
  await values.update('baseUrl', baseUrl, vscode.ConfigurationTarget.Global);
  await values.update('name', model, vscode.ConfigurationTarget.Global);
}
