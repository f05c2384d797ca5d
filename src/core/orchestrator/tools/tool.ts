// What a tool is: a schema, the action that policy judges, the work, and one line for the person. One file each.
import { z } from 'zod/mini';
import type { ToolCall, ToolDescription } from '../../model/chat.ts';
import type { Action } from '../../model/policy.ts';
import type { CodeIndex } from '../../ports/codeIndex.ts';
import type { CommandRunner, OutputListener } from '../../ports/commandRunner.ts';
import type { LanguageFeatures } from '../../ports/languageFeatures.ts';
import type { WorkspaceReader } from '../../ports/workspaceReader.ts';

/** What tools may ask of the outside. */
export interface ToolPorts {
  readonly reader: WorkspaceReader;
  readonly index: CodeIndex;
  readonly features: LanguageFeatures;
  readonly commands: CommandRunner;
}

/** A call whose arguments are in order. `action` goes to the policy first; `run` is called only if it may. */
export interface ReadyCall {
  readonly kind: 'ready';
  readonly action: Action;
  /** One line for the person, present tense: "Read src/cart.ts, lines 1 to 40". */
  readonly shown: string;
  /** `onOutput` hears what a command prints while it runs. */
  run(signal: AbortSignal, onOutput: OutputListener): Promise<string>;
}

/** A call that cannot be made; `message` tells the model what to correct. */
export interface RefusedCall {
  readonly kind: 'refused';
  readonly message: string;
}

export interface Tool {
  readonly description: ToolDescription;
  prepare(call: ToolCall, ports: ToolPorts): Promise<ReadyCall | RefusedCall>;
}

interface ToolDefinition<Schema extends z.ZodMiniObject> {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  plan(input: z.infer<Schema>, ports: ToolPorts): Promise<Omit<ReadyCall, 'kind'> | RefusedCall>;
}

/** Parses arguments by the schema; what does not fit is refused, never guessed. */
export function defineTool<Schema extends z.ZodMiniObject>(definition: ToolDefinition<Schema>): Tool {
  const { name, description, schema } = definition;
  const { $schema: _, ...parameters } = z.toJSONSchema(schema);
  return {
    description: { name, description, parameters },
    async prepare(call, ports) {
      const parsed = schema.safeParse(parseObject(call.argumentsJson));
      if (!parsed.success) return { kind: 'refused', message: explain(name, parsed.error) };
      const planned = await definition.plan(parsed.data as z.infer<Schema>, ports);
      return 'kind' in planned ? planned : { kind: 'ready', ...planned };
    },
  };
}

function parseObject(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function explain(name: string, error: z.core.$ZodError): string {
  const faults = error.issues.map((issue) => `${issue.path.length > 0 ? issue.path.join('.') : 'the arguments'}: ${issue.message}`);
  return `The call of ${name} was not made. ${faults.join('; ')}. Correct the arguments and call again.`;
}

const longestLine = 400;

/** A line of the workspace as it goes into an answer: a minified file must not fill it. */
export const cutLine = (line: string): string => (line.length > longestLine ? `${line.slice(0, longestLine)} …` : line);

export const refuse = (message: string): RefusedCall => ({ kind: 'refused', message });
