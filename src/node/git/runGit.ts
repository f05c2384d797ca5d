// Runs one git command that reads. A repository's own settings can name programs that even `status` starts; here they are off.
import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { cancelled } from '../../base/errors.ts';

export interface GitPlace {
  readonly program: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `output` is undefined when git failed or is missing. */
export interface GitAnswer {
  readonly output: Buffer | undefined;
}

/** Settings given on the command line win over every settings file. */
const safeSettings = [
  'blame.ignoreRevsFile=',
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.pager=cat',
  'core.alternateRefsCommand=',
  'core.sshCommand=false',
  'core.askPass=',
  'credential.helper=',
  'diff.external=',
  'diff.ignoreSubmodules=all',
  'gpg.program=false',
  'log.showSignature=false',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'status.submoduleSummary=false',
  'submodule.recurse=false',
];

const maxOutputBytes = 32 * 1024 * 1024;

/** `extra` are further settings as `name=value`. Output over 32 MB is cut. */
export function runGit(place: GitPlace, args: readonly string[], extra: readonly string[], signal: AbortSignal): Promise<GitAnswer> {
  const settings = [...safeSettings, ...extra].flatMap((setting) => ['-c', setting]);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const child = spawn(place.program, ['--no-pager', '--no-optional-locks', '--literal-pathspecs', ...settings, ...args], {
      cwd: place.root,
      env: safeEnvironment(place.env),
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = () => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxOutputBytes) stop();
    });
    child.on('error', () => resolve({ output: undefined }));
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(cancelled());
      else resolve({ output: code === 0 || bytes > maxOutputBytes ? Buffer.concat(chunks) : undefined });
    });
  });
}

const passedOn = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'XDG_CONFIG_HOME', 'LANG'];

/** Nothing of the caller's GIT_… reaches git: such variables name programs and folders too. */
function safeEnvironment(env: GitPlace['env']): Record<string, string> {
  const kept = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '', LC_ALL: 'C' };
}
