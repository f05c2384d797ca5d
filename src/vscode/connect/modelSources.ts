// What there is to choose from: model servers that answer on this machine, and models that the editor offers.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { SourceView } from '../../protocol/view.ts';

export interface LocalServer {
  readonly vendor: string;
  readonly baseUrl: string;
  readonly models: readonly { readonly id: string }[];
}

/** A model that the editor offers. */
export interface EditorOffer {
  readonly id: string;
  readonly label: string;
}

export interface ModelSearch {
  findLocalServers(signal: AbortSignal): Promise<readonly LocalServer[]>;
  listEditorModels(): Promise<readonly EditorOffer[]>;
  onDidChangeEditorModels(listener: () => void): Disposable;
}

const noLocal = 'No model server answers on this machine. Start one, for instance with “ollama serve”.';
const noEditor = 'The editor offers no models. They appear when an extension brings some.';

export class ModelSources implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly ended = new AbortController();
  local: SourceView = { kind: 'looking' };
  editor: SourceView = { kind: 'looking' };

  constructor(private readonly search: ModelSearch) {
    this.owned.add({ dispose: () => this.ended.abort() });
    this.owned.add(search.onDidChangeEditorModels(() => void this.lookInEditor()));
  }

  async look(): Promise<void> {
    this.local = { kind: 'looking' };
    this.editor = { kind: 'looking' };
    this.changed.fire();
    await Promise.all([this.lookOnMachine(), this.lookInEditor()]);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async lookOnMachine(): Promise<void> {
    const found = await this.search.findLocalServers(this.ended.signal);
    const models = found.flatMap((server) =>
      server.models.map(({ id }) => ({ id: localId(server.baseUrl, id), label: id, where: server.vendor })),
    );
    this.local = models.length > 0 ? { kind: 'found', models } : { kind: 'none', advice: noLocal };
    this.changed.fire();
  }

  private async lookInEditor(): Promise<void> {
    const models = (await this.search.listEditorModels()).map((offer) => ({ ...offer, where: '' }));
    this.editor = models.length > 0 ? { kind: 'found', models } : { kind: 'none', advice: noEditor };
    this.changed.fire();
  }
}

/** An address and a model's name in one word for the page; addresses hold no blanks. */
export const localId = (baseUrl: string, model: string): string => `${baseUrl} ${model}`;

export function parseLocalId(id: string): { readonly baseUrl: string; readonly model: string } {
  const [baseUrl = '', ...name] = id.split(' ');
  return { baseUrl, model: name.join(' ') };
}
