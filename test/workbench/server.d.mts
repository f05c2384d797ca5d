// Types of server.mjs for the tests that are TypeScript.
export interface ServerOptions {
  readonly settings?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
  readonly vsix?: string;
  readonly extensions?: readonly string[];
  readonly port?: number;
  readonly dataFolder?: string;
}
export interface WorkbenchTarget {
  readonly workspace?: string;
  readonly extensionPath?: string;
  readonly testsPath?: string;
}
export interface WorkbenchServer {
  readonly port: number;
  readonly pid: number;
  readonly dataFolder: string;
  readonly chromium: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  address(target: WorkbenchTarget): string;
}
export const repository: string;
export function startServer(options?: ServerOptions): Promise<WorkbenchServer>;
export function writeSettings(dataFolder: string, settings: Record<string, unknown>): void;
