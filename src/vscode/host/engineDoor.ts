// The one way to the engine: opened when first needed, closed and opened anew when trust or folders change.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Person } from '../../core/ports/person.ts';
import type { KeyStore } from '../adapters/keys.ts';
import type { Engine } from '../engine.ts';
import { openEngine } from './openEngine.ts';

export class EngineDoor implements Disposable {
  private readonly owned = new DisposableStore();
  private opened: Promise<Engine> | undefined;

  constructor(private readonly parts: { readonly logger: Logger; readonly person: Person; readonly keys: Pick<KeyStore, 'find'> }) {
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.close()));
    this.owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.close()));
    this.owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('understudy.embeddings')) this.close();
      }),
    );
  }

  /** Throws `workspace.none` when no folder is open; asked again, it looks again. */
  async open(): Promise<Engine> {
    const opening = this.opened ?? openEngine({ ...this.parts, trust: vscode.workspace.isTrusted ? 'trusted' : 'untrusted' });
    this.opened = opening;
    try {
      return await opening;
    } catch (thrown) {
      if (this.opened === opening) this.opened = undefined;
      throw thrown;
    }
  }

  dispose(): void {
    this.close();
    this.owned.dispose();
  }

  private close(): void {
    const closing = this.opened;
    this.opened = undefined;
    closing?.then(
      (engine) => engine.dispose(),
      (thrown) => this.parts.logger.debug(`The engine had not opened: ${String(thrown)}`),
    );
  }
}
