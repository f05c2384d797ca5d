// What the editor's surfaces need of the engine: opened for the workspace when it is first needed, and again when trust or folders change.
import type { RunRules } from '../core/model/policy.ts';
import type { RunPorts } from '../core/orchestrator/ports.ts';
import type { RunBudget } from '../core/orchestrator/spending.ts';
import type { JudgedTexts } from '../core/policy/secretWatch.ts';
import type { Journal } from '../core/ports/journal.ts';
import type { WorkspaceWriter } from '../core/ports/workspaceWriter.ts';

/** The parts of one workspace. `ports` lack the model, which is chosen for each run. */
export interface Engine {
  readonly journal: Journal;
  readonly judged: JudgedTexts;
  readonly writer: WorkspaceWriter;
  readonly rules: RunRules;
  readonly budget: RunBudget;
  readonly ports: Omit<RunPorts, 'model'>;
  dispose(): void;
}

/** Throws `workspace.none` when no folder is open. */
export type OpenEngine = () => Promise<Engine>;
