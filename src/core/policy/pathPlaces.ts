// Which names steer tools or hold secrets. Looks at names only; where links lead is judged in paths.ts.
import type { FilePath } from '../model/document.ts';
import type { Place } from '../model/policy.ts';

/** At any depth, the folder or file itself and everything below. Several segments stand for that chain of names. */
const controlTrees = [
  '.git',
  '.hg',
  '.svn',
  '.vscode',
  '.idea',
  '.devcontainer',
  '.cursor',
  '.claude',
  '.roo',
  '.clinerules',
  '.copilot',
  '.understudy',
  '.husky',
  '.yarn',
  '.github/workflows',
  '.github/copilot-instructions.md',
].map((tree) => tree.split('/'));

/** Never read: histories hold what was removed from the files, and addresses with passwords. */
const secretTrees = ['.git', '.hg', '.svn', '.ssh', '.aws', '.gnupg'].map((tree) => tree.split('/'));

const literally = (name: string) => name.replaceAll(/[.\\+^$()[\]{}|]/g, String.raw`\$&`);
const toPattern = (glob: string) => new RegExp(`^${glob.split('*').map(literally).join('.*')}$`, 's');

/** File names, lower case, `*` for any text. */
const controlNames = [
  '.gitmodules',
  '.gitconfig',
  '*.code-workspace',
  '.mcp.json',
  'agents.md',
  'claude.md',
  '.envrc',
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.pnp.cjs',
  '.env',
  '.env.*',
  '*.pem',
  '*.key',
  'id_rsa',
  'id_ed25519',
].map(toPattern);

/** Not to be read, because keys, tokens or passwords are what such files are for. Wider than what may not be written. */
const secretNames = [
  '.env',
  '.env.*',
  '.envrc',
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.netrc',
  '_netrc',
  '.git-credentials',
  '.pypirc',
  '.pgpass',
  '.htpasswd',
  '*.pem',
  '*.key',
  '*.p12',
  '*.pfx',
  '*.jks',
  '*.keystore',
  '*.kdbx',
  'id_rsa',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
].map(toPattern);

/** Samples that are written to be read: they name the settings without their values. */
const openNames = ['.env.example', '.env.sample', '.env.template', '.env.dist', '.env.defaults'].map(toPattern);

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** The form in which names are compared with the lists: some file systems ignore letter case, invisible characters or both. */
export function comparableName(name: string): string {
  return name.replaceAll(invisible, '').normalize('NFC').toUpperCase().toLowerCase();
}

const holdsTree = (names: readonly string[], tree: readonly string[]) =>
  names.some((_, start) => tree.every((name, offset) => names[start + offset] === name));

/** True for a file that steers tools or holds secrets by the product's list: never written without a confirmation of its own. */
export function isProtected(path: FilePath): boolean {
  const names = path.split('/').map(comparableName);
  const last = names.at(-1) ?? '';
  return controlTrees.some((tree) => holdsTree(names, tree)) || controlNames.some((pattern) => pattern.test(last));
}

/** True for a file that holds secrets: never read. */
export function isSecret(path: FilePath): boolean {
  const names = path.split('/').map(comparableName);
  const last = names.at(-1) ?? '';
  if (secretTrees.some((tree) => holdsTree(names, tree))) return true;
  return secretNames.some((pattern) => pattern.test(last)) && !openNames.some((pattern) => pattern.test(last));
}

/** What a resolved path's names say. Whatever is not a plain path below the workspace is outside. */
export function placeOf(path: FilePath): Place {
  const names = path.split('/');
  if (path === '' || /^[A-Za-z]:/.test(path) || names.some((name) => name === '' || name === '.' || name === '..')) return 'outside';
  if (isSecret(path)) return 'secret';
  return isProtected(path) ? 'control' : 'ordinary';
}
