// Programs that the person has installed: on the PATH, in the project's node_modules, or in an editor's own folder.
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];

/** Where a program lies: on the PATH first, then in `more`. */
export function findProgram(name: string, more: readonly string[] = []): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...more].filter((folder) => folder !== '');
  for (const folder of folders) {
    const found = endings.map((ending) => join(folder, name + ending)).find((path) => existsSync(path));
    if (found) return found;
  }
  return undefined;
}

/** The JavaScript behind a program that npm installed, to be run on our own Node; undefined for anything else. */
export function scriptBehind(program: string): string | undefined {
  const path = realpathSync(program);
  return path.includes('node_modules') && !/\.(exe|cmd)$/.test(path) ? path : undefined;
}

const versionMs = 5_000;

/** What a program says of itself; undefined when it does not run. */
export function versionOf(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: versionMs, windowsHide: true }, (error, stdout) => {
      resolve(error ? undefined : (/\d+\.\d+[\w.-]*/.exec(stdout)?.[0] ?? stdout.trim().slice(0, 40)));
    });
  });
}
