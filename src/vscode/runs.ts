// Runs of this window: starts them, stops them, and passes on their events. Every surface reads this one stream.

import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { AppError, messageOf } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { EditRequest, RunEvent } from '../core/model/run.ts';
import type { RunLimits } from '../core/model/settings.ts';
import { startRun } from '../core/orchestrator/startRun.ts';
import type { Hash } from '../core/ports/hash.ts';
import type { LanguageModel } from '../core/ports/languageModel.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { Engine } from './engine.ts';

export interface RunsHost {
  readonly product: string;
  readonly editor: string;
  readonly hash: Hash;
  readonly logger: Logger;
  openEngine(): Promise<Engine>;
  openModel(): Promise<LanguageModel>;
  limits(): RunLimits;
}

export interface EventOfRun {
  readonly run: string;
  readonly event: RunEvent;
}

export class Runs implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly happened = this.owned.add(new Emitter<EventOfRun>());
  /** Every event of every run, in order, each after it is in the journal. */
  readonly onDidEvent = this.happened.event;
  private readonly stopping = new Map<string, AbortController>();

  constructor(private readonly host: RunsHost) {}

  /** Starts a run and gives its id at once. Throws `workspace.none`, `workspace.untrusted` or `model.none`, each with the next step. */
  async start(request: EditRequest): Promise<string> {
    const engine = await this.host.openEngine();
    if (engine.rules.trust === 'untrusted' && request.kind === 'edit')
      throw new AppError(
        'workspace.untrusted',
        'This workspace is not trusted, so Understudy answers questions but proposes no edits. Trust it to go on.',
      );
    const model = await this.host.openModel();
    const stop = new AbortController();
    const limits = this.host.limits();
    const environment = {
      product: this.host.product,
      host: this.host.editor,
      model: model.id,
      ...(model.facts ? { modelFacts: model.facts } : {}),
      ...(model.cheaper ? { cheaper: model.cheaper } : {}),
      settingsHash: this.host.hash(JSON.stringify(limits)),
      policyHash: this.host.hash(JSON.stringify(engine.rules.policy)),
    };
    const ports = { ...engine.ports, model };
    const started = startRun(
      { request, limits, rules: engine.rules },
      { ports, journal: engine.journal, environment, budget: engine.budget, judged: engine.judged },
      stop.signal,
    );
    this.stopping.set(started.id, stop);
    void this.follow(started.id, started.events);
    return started.id;
  }

  isRunning(run: string): boolean {
    return this.stopping.has(run);
  }

  running(): readonly string[] {
    return [...this.stopping.keys()];
  }

  /** Stops one run, or all of them. */
  stop(run?: string): void {
    for (const [id, controller] of this.stopping) if (run === undefined || run === id) controller.abort();
  }

  dispose(): void {
    this.stop();
    this.owned.dispose();
  }

  private async follow(run: string, events: AsyncIterable<RunEvent>): Promise<void> {
    try {
      for await (const event of events) this.tell({ run, event });
    } catch (thrown) {
      this.host.logger.error(`Run ${run} could not be recorded`, thrown);
      const code = thrown instanceof AppError ? thrown.code : 'run.failed';
      this.stopping.delete(run);
      this.tell({ run, event: { kind: 'runEnded', outcome: { kind: 'failed', code, message: messageOf(thrown) } } });
    } finally {
      this.stopping.delete(run);
    }
  }

  /** Also for what happens to a run after its end: decisions and writes. */
  tell(entry: EventOfRun): void {
    if (entry.event.kind === 'runEnded') this.stopping.delete(entry.run);
    try {
      this.happened.fire(entry);
    } catch (thrown) {
      this.host.logger.error(`A listener failed on ${entry.event.kind}`, thrown);
    }
  }
}
