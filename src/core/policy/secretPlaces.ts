// Where secrets stand without a form of their own: under a telling name, in a header, an address, a command line, a manifest.
import {
  isGenerated,
  isStandIn,
  isWordy,
  judgeName,
  judgeValue,
  plainPassword,
  plainToken,
  type SecretNameKind,
  type ValueStyle,
} from './secretWords.ts';

/** Half-open range of UTF-16 offsets. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

const word = /(?<![\w$])[A-Za-z_$@][\w$.-]{1,99}/g;
const telling = /pass|pwd|psk|pw|secret|token|key|auth|cred|salt|pepper|sig|otp|sid|sess|jwt|bearer|pat|mnemonic|securestring|pswd/i;
const separator =
  /(?:\\{0,4}["'`])?\]?[*_]{0,2}[ \t]*(?::[ \t]*[\w<>[\]|?&'.: ]{1,30}?[ \t]*=(?!=)|=>|:=|\?\?=?|\|\|=?|={1,3}|!==?|:)[*_]{0,2}[ \t]*/y;
const pairSeparator = /\\{0,4}["'`][ \t]*,[ \t]*/y;
const callOpening = /\([ \t]*/y;
const gap = /[ \t]+(?:(?:is|was)\b[ \t]*[:=]?[ \t]*|=[ \t]+|\|[ \t]*)?/y;
const scheme = /(?:Bearer|Basic|Token|ApiKey|Digest|Bot|Key|SSWS)[ \t]+/iy;
const wrapper = /(?:[\w$]{1,30}(?:\.|::)){0,3}[A-Za-z_$][\w$]{0,30}\([ \t]*(?=["'`])/y;
const openingQuote = /(?:[bfruL@$]{0,2})?(\\{0,4}["'`])/y;
const yamlBlock = /[|>][+-]?[ \t]*\r?\n[ \t]+/y;
const bareValue = /[^\s"'`<>,;&|(){}[\]\\\u3000-\uffef]+/y;
const lineValue = /[^\s"'`]+/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

interface FoundValue {
  readonly start: number;
  readonly end: number;
  readonly style: ValueStyle;
}

/** The value that starts at an offset: inside its quotes, below a YAML bar, or up to the next delimiter. */
function valueAt(text: string, offset: number, isLineStart: boolean): FoundValue | undefined {
  const block = matchAt(yamlBlock, text, offset);
  const at = offset + (block?.[0].length ?? 0);
  const quote = matchAt(openingQuote, text, at);
  if (quote) {
    const open = at + quote[0].length;
    const inside = skipScheme(text, open);
    const end = text.indexOf(quote[1] ?? '"', inside);
    const isOneLine = end > inside && end - inside < 4000 && !text.slice(inside, end).includes('\n');
    return isOneLine ? { start: inside, end, style: 'quoted' } : undefined;
  }
  const start = skipScheme(text, at);
  const bare = matchAt(isLineStart ? lineValue : bareValue, text, start);
  if (!bare) return undefined;
  const end = start + bare[0].replace(/[;,.]+$/, '').length;
  const isCode = !isLineStart && /[([]/.test(text[end] ?? '');
  return isCode ? undefined : { start, end, style: isLineStart ? 'env' : 'bare' };
}

const skipScheme = (text: string, at: number): number => at + (matchAt(scheme, text, at)?.[0].length ?? 0);

/** Values under telling names: assignments, headers, JSON, YAML, defaults of lookups, arguments, and plain statements. */
export function findNamedSecrets(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(word)) {
    const name = match[0].replace(/[.-]+$/, '');
    const kind = telling.test(name) ? judgeName(name) : undefined;
    if (!kind) continue;
    const after = match.index + name.length;
    const found = findValueAfter(text, match.index, after);
    if (!found) continue;
    const value = text.slice(found.start, found.end);
    const holds = found.isLoose ? isSpeakingForItself(value, kind, found.style) : judgeValue(value, kind, found.style);
    if (holds) spans.push({ start: found.start, end: found.end, kind });
  }
  return spans;
}

/** Where the name is only near, the value must look generated; a quoted one may use any sign. */
function isSpeakingForItself(value: string, kind: SecretNameKind, style: ValueStyle): boolean {
  if (!/[\d!#$%^&~]/.test(value) && style !== 'quoted') return false;
  if (kind === 'token') return isGenerated(value, 12, plainToken);
  return isGenerated(value, 8, style === 'quoted' ? undefined : plainPassword);
}

/** `isLoose`: the link between name and value is weak, so the value must speak for itself. */
function findValueAfter(text: string, nameStart: number, after: number): (FoundValue & { readonly isLoose: boolean }) | undefined {
  const direct = matchAt(separator, text, after);
  if (direct) {
    const isTight = /^=+$/.test(direct[0]);
    const start = after + direct[0].length;
    const wrapped = matchAt(wrapper, text, start);
    if (wrapped) return loosely(valueAt(text, start + wrapped[0].length, false));
    const value = valueAt(text, start, isTight && isLineStart(text, nameStart));
    const isEnv = value?.style === 'bare' && isTight && !/[([]/.test(text[value.end] ?? '');
    return value && { ...value, style: isEnv ? 'env' : value.style, isLoose: false };
  }
  for (const [pattern, needsQuote] of [
    [pairSeparator, true],
    [callOpening, true],
    [gap, false],
  ] as const) {
    const link = matchAt(pattern, text, after);
    if (!link) continue;
    const value = valueAt(text, after + link[0].length, false);
    if (value && (value.style === 'quoted' || !needsQuote)) return { ...value, isLoose: pattern !== pairSeparator };
  }
  return undefined;
}

const loosely = (value: FoundValue | undefined) => value && { ...value, isLoose: true };

const isLineStart = (text: string, at: number): boolean =>
  /(?:^|\n)[ \t+-]*(?:(?:export|set|setx|env|ENV|ARG|declare -x)[ \t]+)?["']?$/.test(text.slice(Math.max(0, at - 40), at));

interface Place {
  readonly kind: string;
  readonly hint: string;
  readonly pattern: RegExp;
  /** Values of this place are passwords whatever they look like, or must look generated. */
  readonly takes: 'anything' | 'password' | 'generated';
}

/** Group `secret` is what goes. */
const places: readonly Place[] = [
  {
    kind: 'password',
    hint: '://',
    takes: 'password',
    pattern: /[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/"'<>]{0,100}:(?<secret>[^\s@/"'<>]{1,200})@/gi,
  },
  { kind: 'token', hint: '://', takes: 'generated', pattern: /[a-z][a-z0-9+.-]{1,30}:\/\/(?<secret>[^\s:@/"'<>]{16,200})@/gi },
  {
    kind: 'password',
    hint: '-u',
    takes: 'anything',
    pattern: /\bcurl\b[^\n]{0,300}?\s(?:-u|--user|--proxy-user)[ =]?["']?[^\s:"']{1,60}:(?<secret>[^\s"']{1,200})/g,
  },
  { kind: 'password', hint: 'sshpass', takes: 'anything', pattern: /\bsshpass\s+-p\s*["']?(?<secret>[^\s"']{1,200})/g },
  {
    kind: 'password',
    hint: '-p',
    takes: 'anything',
    pattern: /\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,200}?\s-p["']?(?<secret>[^\s"']{4,200})/g,
  },
  { kind: 'password', hint: ' -p', takes: 'anything', pattern: /\blogin\b[^\n]{0,200}?\s-p[ =]["']?(?<secret>[^\s"']{4,200})/g },
  { kind: 'password', hint: 'redis-cli', takes: 'anything', pattern: /\bredis-cli\b[^\n]{0,200}?\s-a\s+["']?(?<secret>[^\s"']{4,200})/g },
  { kind: 'password', hint: 'pass:', takes: 'anything', pattern: /-pass(?:in|out)?\s+["']?pass:(?<secret>[^\s"']{4,200})/g },
  { kind: 'password', hint: 'htpasswd', takes: 'anything', pattern: /\bhtpasswd\s+-\w*b\w*\s+\S+\s+\S+\s+["']?(?<secret>[^\s"']{4,200})/g },
  {
    kind: 'password',
    hint: '--pass',
    takes: 'anything',
    pattern: /--(?:[a-z]+-)?pass(?:word|wd|phrase)?[ =]["']?(?<secret>[^\s"'-][^\s"']{3,200})/g,
  },
  {
    kind: 'password',
    hint: 'DENTIFIED',
    takes: 'anything',
    pattern: /IDENTIFIED\s+(?:WITH\s+\w+\s+)?BY\s+["'](?<secret>[^"'\n]{4,200})/gi,
  },
  { kind: 'password', hint: 'PASSWORD', takes: 'anything', pattern: /\bPASSWORD\s+["'](?<secret>[^"'\s]{4,200})["']/g },
  { kind: 'password', hint: 'password', takes: 'anything', pattern: /\b(?:login|user|account)\s+\S+\s+password\s+(?<secret>\S{4,200})/g },
  {
    kind: 'password',
    hint: ':',
    takes: 'anything',
    pattern: /^[\w.*-]{1,100}:(?:\d{2,5}|\*):[\w*-]{1,60}:[\w.@-]{1,60}:(?<secret>[^\s:]{6,200})$/gm,
  },
  {
    kind: 'password',
    hint: 'auth',
    takes: 'anything',
    pattern: /\bauth\s*[=:]\s*[[({]\s*["'][^"'\n]{1,80}["']\s*,\s*["'](?<secret>[^"'\s]{4,200})["']/g,
  },
  { kind: 'authorization', hint: ' ', takes: 'generated', pattern: /\b(?:Bearer|SSWS)\s+["']?(?<secret>[A-Za-z0-9._~+/=-]{12,4000})/gi },
  {
    kind: 'authorization',
    hint: 'asic',
    takes: 'generated',
    pattern: /\bAuthorization["']?\s*[:=,]\s*["']?Basic\s+(?<secret>[A-Za-z0-9+/=_-]{8,1000})/gi,
  },
  { kind: 'password', hint: 'SecureString', takes: 'anything', pattern: /SecureString\s+(?:-String\s+)?["'](?<secret>[^"'\s]{6,200})/g },
  {
    kind: 'token',
    hint: ' ',
    takes: 'generated',
    pattern:
      /\b(?:api|access|secret|private|auth|bearer|refresh|service|deploy|master|encryption|signing|session)[ -](?:key|token|secret|cookie)[*_]{0,2}\s{0,2}(?:(?:is|was)\b)?\s{0,2}[:=]?[*_]{0,2}\s{0,2}["'`]?(?<secret>[A-Za-z0-9._~+/=%-]{12,400})/gi,
  },
];

const cookieHeader = /\b(?:Set-)?Cookie["']?\s*[:=,]\s*["']?(?<pairs>[^\n"']{8,4000})/gi;
const loginCookie = /(?<name>[\w.-]*(?:sess|sid|auth|token|jwt|login|remember)[\w.-]*)=(?<secret>[^\s;,]{12,2000})/gi;

/** Cookies that stand for a login, in either header. */
function findCookies(text: string): SecretSpan[] {
  return [...text.matchAll(cookieHeader)].flatMap((header) => {
    const offset = header.index + header[0].lastIndexOf(header.groups?.pairs ?? '');
    return [...(header.groups?.pairs ?? '').matchAll(loginCookie)].flatMap((pair) => {
      const span = spanOf(pair, 'cookie');
      const holds = isGenerated(pair.groups?.secret ?? '', 12);
      return holds ? [{ ...span, start: offset + span.start, end: offset + span.end }] : [];
    });
  });
}

const basicHeader = /\bBasic\s+(?<secret>[A-Za-z0-9+/_-]{8,1000}={0,2})/gi;
const taggedValue = /<(?<name>[\w.:-]{2,60})(?:\s[^<>]{0,200})?>\s*(?<secret>[^<>\s]{4,400})\s*<\/\k<name>>/g;
const namedPair =
  /\b(?:name|key|id)["']?\s*[:=]\s*["']?(?<name>[\w.:-]{2,80})["']?\s*[,;]?\s{0,40}["']?value["']?\s*[:=]\s*["']?(?<secret>[^\s"'<>,}]{4,400})/gi;

const declaredDefault = /\bvariable\s+"(?<name>[\w.-]{2,80})"\s*\{[^}]{0,400}?\bdefault\s*=\s*"(?<secret>[^"\s]{4,400})"/g;
const signIn = /\b(?:login|log_?in|sign_?in|authenticate|basic_?auth)\(\s*["'][^"'\n]{1,80}["']\s*,\s*["'](?<secret>[^"'\s]{6,200})["']/gi;

/** Secrets at places that say what stands there: addresses, command lines, headers, tags, name and value pairs, manifests. */
export function findPlacedSecrets(text: string): SecretSpan[] {
  const spans = places.flatMap((place) => (text.includes(place.hint) ? findAt(text, place) : []));
  for (const pattern of [taggedValue, namedPair, declaredDefault]) {
    for (const match of text.matchAll(pattern)) {
      const kind = judgeName(match.groups?.name ?? '');
      const value = match.groups?.secret ?? '';
      if (kind && judgeValue(value, kind, 'quoted')) spans.push(spanOf(match, kind));
    }
  }
  for (const match of text.matchAll(signIn)) {
    const value = match.groups?.secret ?? '';
    if (judgeValue(value, 'password', 'quoted') && !isWordy(value)) spans.push(spanOf(match, 'password'));
  }
  for (const match of text.matchAll(basicHeader))
    if (isCredentialPair(match.groups?.secret ?? '')) spans.push(spanOf(match, 'authorization'));
  return [...spans, ...findCookies(text), ...findManifestSecrets(text)];
}

function findAt(text: string, place: Place): SecretSpan[] {
  return [...text.matchAll(place.pattern)].flatMap((match) => {
    const value = match.groups?.secret ?? '';
    const holds =
      place.takes === 'password'
        ? judgeValue(value, 'password', 'env')
        : place.takes === 'anything'
          ? !isStandIn(value)
          : isGenerated(value, 12, plainToken);
    return holds ? [spanOf(match, place.kind)] : [];
  });
}

function spanOf(match: RegExpMatchArray, kind: string): SecretSpan {
  const value = match.groups?.secret ?? match[0];
  const start = (match.index ?? 0) + match[0].lastIndexOf(value);
  return { start, end: start + value.length, kind };
}

/** Base64 of `user:password`, as Basic authentication and registry files carry it. */
function isCredentialPair(value: string): boolean {
  return value.length >= 12 && /[A-Z]/.test(value) && /[a-z]/.test(value) && (/\d/.test(value) || value.endsWith('=')) && !isStandIn(value);
}

/** In a Kubernetes Secret every value of `data` and `stringData` is one. */
function findManifestSecrets(text: string): SecretSpan[] {
  if (!/\bkind:\s*["']?Secret\b/.test(text)) return [];
  const spans: SecretSpan[] = [];
  for (const section of text.matchAll(/^(?<indent>[ \t]*)(?:data|stringData):[ \t]*\r?\n(?<lines>(?:\k<indent>[ \t]+\S[^\n]*\n?)+)/gm)) {
    const offset = section.index + section[0].lastIndexOf(section.groups?.lines ?? '');
    for (const line of (section.groups?.lines ?? '').matchAll(/^[ \t]+["']?[\w.-]+["']?:[ \t]*["']?(?<secret>[^\s"'#]{4,})/gm)) {
      const span = spanOf(line, 'manifest-secret');
      if (!isStandIn(line.groups?.secret ?? '')) spans.push({ ...span, start: offset + span.start, end: offset + span.end });
    }
  }
  return spans;
}
