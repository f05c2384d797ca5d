// Connecting a model as the chat shows it: what is in use, what there is to choose from, and how trying one out went.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import type { ModelEnd } from '../../core/model/chat.ts';
import { findVendor, vendors } from '../../core/routing/vendors.ts';
import type { ConnectionView, ConnectionWay } from '../../protocol/view.ts';
import type { ModelChoice } from './modelChoice.ts';
import { type ModelSearch, ModelSources, parseLocalId } from './modelSources.ts';

/** Where the choice and its key are kept. An undefined key means the one that is kept. */
export interface ModelStore {
  find(): ModelChoice | undefined;
  hasKey(baseUrl: string): Promise<boolean>;
  test(choice: ModelChoice, key: string | undefined, signal: AbortSignal): Promise<ModelEnd>;
  keep(choice: ModelChoice, key?: string): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

export interface ConnectionParts {
  readonly store: ModelStore;
  readonly search: ModelSearch;
  now(): number;
}

/** How long a model may take for its first word before trying it out counts as failed. */
const patienceMs = 60_000;

export class Connection implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly ended = new AbortController();
  private readonly sources: ModelSources;
  private attempt: ConnectionView['attempt'] = { state: 'idle' };
  private hasKey = false;

  constructor(private readonly parts: ConnectionParts) {
    this.sources = this.owned.add(new ModelSources(parts.search));
    this.owned.add({ dispose: () => this.ended.abort() });
    this.owned.add(this.sources.onDidChange(() => this.changed.fire()));
    this.owned.add(parts.store.onDidChange(() => void this.refresh()));
  }

  view(): ConnectionView {
    const choice = this.parts.store.find();
    return {
      ...(choice ? { model: { label: choice.name, where: whereOf(choice) } } : {}),
      server:
        choice?.source === 'server'
          ? { baseUrl: choice.baseUrl, model: choice.name, hasKey: this.hasKey }
          : { baseUrl: '', model: '', hasKey: false },
      known: vendors.filter((vendor) => vendor.baseUrl !== '').map((vendor) => ({ label: vendor.name, baseUrl: vendor.baseUrl })),
      local: this.sources.local,
      editor: this.sources.editor,
      attempt: this.attempt,
    };
  }

  /** Looks what there is on this machine and in the editor. */
  async look(): Promise<void> {
    await Promise.all([this.sources.look(), this.refresh()]);
  }

  /** Tests a server and keeps it when it answers. An empty key means the one kept from before. */
  useServer(baseUrl: string, key: string, name: string): Promise<void> {
    return this.tryOut('server', { source: 'server', baseUrl, name }, key === '' ? undefined : key);
  }

  /** `id` is one of those that `view` lists as local. */
  useLocal(id: string): Promise<void> {
    const { baseUrl, model } = parseLocalId(id);
    return this.tryOut('local', { source: 'server', baseUrl, name: model }, undefined);
  }

  useEditorModel(id: string): Promise<void> {
    return this.tryOut('editor', { source: 'editor', name: id }, undefined);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async tryOut(way: ConnectionWay, choice: ModelChoice, key: string | undefined): Promise<void> {
    this.tell({ state: 'testing', way, message: `Asking ${choice.name} for a word…` });
    const started = this.parts.now();
    try {
      const signal = AbortSignal.any([this.ended.signal, AbortSignal.timeout(patienceMs)]);
      const end = await this.parts.store.test(choice, key, signal);
      const seconds = ((this.parts.now() - started) / 1000).toFixed(1);
      if (end.kind !== 'complete') return this.tell({ state: 'failed', way, message: whyNot(end) });
      await this.parts.store.keep(choice, key);
      this.tell({ state: 'ok', way, message: `${choice.name} answered in ${seconds} s and is connected.` });
    } catch (thrown) {
      this.tell({ state: 'failed', way, message: messageOf(thrown) });
    }
  }

  private tell(attempt: ConnectionView['attempt']): void {
    this.attempt = attempt;
    this.changed.fire();
  }

  private async refresh(): Promise<void> {
    const choice = this.parts.store.find();
    this.hasKey = choice?.source === 'server' && (await this.parts.store.hasKey(choice.baseUrl));
    this.changed.fire();
  }
}

function whyNot(end: Exclude<ModelEnd, { kind: 'complete' }>): string {
  switch (end.kind) {
    case 'error':
      return end.message;
    case 'cancelled':
      return `No answer within ${patienceMs / 1000} seconds.`;
    case 'truncated':
      return `The answer broke off: ${end.reason}.`;
  }
}

function whereOf(choice: ModelChoice): string {
  if (choice.source === 'editor') return 'this editor';
  return `${findVendor(choice.baseUrl).name}, ${URL.parse(choice.baseUrl)?.host ?? choice.baseUrl}`;
}
