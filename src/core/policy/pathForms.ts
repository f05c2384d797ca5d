// The written form of a path: what is refused for its text alone, and its parts. Knows three platforms, asks none.

export type Platform = 'linux' | 'darwin' | 'win32';

/** A path as parts. `volume` is undefined for a relative path; else '' (posix), a drive or a share. */
export interface PathParts {
  readonly volume: string | undefined;
  readonly parts: readonly string[];
}

export type ReadForm = { readonly kind: 'parts'; readonly form: PathParts } | { readonly kind: 'refused'; readonly why: string };

const refused = (why: string): ReadForm => ({ kind: 'refused', why });

/** C0, DEL and C1 characters, and the two Unicode line breaks. */
const control = /[\p{Cc}\u2028\u2029]/u;
const loneSurrogate = /\p{Cs}/u;
const scheme = /^[a-z][a-z0-9+.-]*:/i;
const drive = /^[a-z]:/i;

/** Reads what a model or a person wrote. File URIs are decoded, once. */
export function readPathForm(path: string, platform: Platform): ReadForm {
  if (path.trim() === '') return refused('the path is empty');
  if (scheme.test(path) && !(platform === 'win32' && drive.test(path))) return readUri(path, platform);
  return readPlain(path, platform);
}

function readUri(uri: string, platform: Platform): ReadForm {
  const found = /^file:(?:\/\/(?<host>[^/\\?#]*))?(?<path>[/\\][^?#]*)/i.exec(uri);
  if (!found?.groups) return refused('it is an address, not a file');
  const { host = '', path = '' } = found.groups;
  if (host !== '' && host.toLowerCase() !== 'localhost') return refused('it names another machine');
  const decoded = decodeOnce(path);
  if (decoded === undefined) return refused('its escapes cannot be decoded');
  if (platform !== 'win32') return readPlain(decoded, platform);
  return /^[/\\][a-z]:/i.test(decoded) ? readPlain(decoded.slice(1), platform) : refused('it names no drive');
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function readPlain(path: string, platform: Platform): ReadForm {
  if (control.test(path) || loneSurrogate.test(path)) return refused('it holds a control character');
  if (path.startsWith('~')) return refused('it is a shorthand for a home folder');
  if (platform === 'win32') return readWindows(path);
  return { kind: 'parts', form: splitAbsolute(path, platform) };
}

function readWindows(path: string): ReadForm {
  if (/^[\\/]{2}/.test(path)) return refused('it is a network or raw path');
  if (/^[\\/]/.test(path)) return refused('it is relative to a drive');
  if (drive.test(path) && !/^.:[\\/]/.test(path)) return refused("it is relative to a drive's folder");
  const form = splitAbsolute(path, 'win32');
  const rewritten = form.parts.map(whyRewritten).find((why) => why !== undefined);
  return rewritten ? refused(rewritten) : { kind: 'parts', form };
}

/** A path the system gave us: a root or the target of a link. */
export function splitAbsolute(path: string, platform: Platform): PathParts {
  if (platform !== 'win32') return { volume: path.startsWith('/') ? '' : undefined, parts: namesIn(path, /\//) };
  const plain = path.replace(/^[\\/]{2}[?.][\\/](?:UNC[\\/])?/i, (raw) => (/UNC/i.test(raw) ? String.raw`\\` : ''));
  const volume = /^(?:[a-z]:(?=[\\/]|$)|[\\/]{2}[^\\/]+[\\/]+[^\\/]+)/i.exec(plain)?.[0];
  return { volume: volume?.replaceAll('/', '\\'), parts: namesIn(plain.slice(volume?.length ?? 0), /[\\/]/) };
}

export type LinkTarget =
  | { readonly kind: 'parts'; readonly from: PathParts; readonly parts: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

/** Where to go on after a link that lies in folder `at`. */
export function readLinkTarget(link: string, at: PathParts, platform: Platform): LinkTarget {
  const { volume, parts } = splitAbsolute(link, platform);
  const rewritten = platform === 'win32' ? parts.map(whyRewritten).find((why) => why !== undefined) : undefined;
  if (rewritten) return { kind: 'refused', why: `a link on its way leads on to a doubtful name: ${rewritten}.` };
  if (volume !== undefined) return { kind: 'parts', from: { volume, parts: [] }, parts };
  const fromTop = platform === 'win32' && /^[\\/]/.test(link);
  return { kind: 'parts', from: fromTop ? { volume: at.volume, parts: [] } : at, parts };
}

const namesIn = (path: string, separator: RegExp) => path.split(separator).filter((name) => name !== '');

export function joinAbsolute({ volume, parts }: PathParts, platform: Platform): string {
  const separator = platform === 'win32' ? '\\' : '/';
  return (volume ?? '') + separator + parts.join(separator);
}

const device = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;
/** Eight characters at most before the ending, the last ones a tilde and a number. */
const shortName = /^\.?(?=[^.]{1,8}(?:\.|$))[^.~]+~\d+(?:\.[^.]{0,3})?$/;

/** Why Windows would take the name for another one. */
function whyRewritten(name: string): string | undefined {
  if (name === '.' || name === '..') return undefined;
  if (/[<>:"|?*]/.test(name)) return 'it holds a character that file names may not hold';
  if (/[. ]$/.test(name)) return 'the system drops the dot or blank at the end of a name';
  if (device.test((name.split('.')[0] ?? '').trimEnd())) return 'it is the name of a device';
  return shortName.test(name) ? 'it may be the short name of another file' : undefined;
}
