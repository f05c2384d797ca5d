// Which names announce a secret, and which values can be one. Names and values are judged apart, so that `maxTokens = 4096`,
// `password: str` and `key = process.env.KEY` stay as they are.

/** `password`: almost any literal counts. `token`: the value must look generated. */
export type SecretNameKind = 'password' | 'token';

/** How a value stands in the text: `env` as in NAME=value, `quoted` as a string literal, `bare` as in YAML or code. */
export type ValueStyle = 'env' | 'quoted' | 'bare';

const passwordWords = new Set(['password', 'passwd', 'pswd', 'passwort', 'pwd', 'pass', 'passphrase', 'passcode', 'pw', 'psk', 'mnemonic']);
const passwordEndings =
  /(?:password|passwd|passphrase|(?:db|user|my|pg|ftp|smtp|root|admin|ssh|bind|require)(?:pass|pwd|pw)|securestring)$/;
const tokenWords = new Set(['secret', 'secrets', 'token', 'jwt', 'bearer', 'auth', 'authorization', 'credential', 'credentials', 'creds']);
const moreTokenWords = new Set([
  'apikey',
  'salt',
  'pepper',
  'signature',
  'otp',
  'totp',
  'sessionid',
  'sid',
  'sessid',
  'jsessionid',
  'phpsessid',
]);
const tokenEndings = /(?:secret|token|apikey|accesskey|secretkey|privatekey|authkey|appkey|masterkey|sharedkey)$/;
const keyOwners = new Set(
  (
    'api access account auth encryption encrypt signing sign private master secret shared service license licence storage primary ' +
    'secondary session hmac cookie app application deploy ssh server consumer subscription admin root webhook aes rsa jwt client ' +
    'crypto cipher write ingest functions function host integration project wallet signer decryption maps'
  ).split(' '),
);

/** A name that ends so speaks about a secret, but does not hold one. */
const harmlessEndings = new Set(
  (
    'min max length len size policy url uri endpoint path file filename dir folder name names expires expiry expiration expire expired ttl ' +
    'timeout type types kind kinds count limit limits regex regexp pattern hint field fields label placeholder required enabled disabled ' +
    'age days hours minutes seconds ms version algorithm alg header headers prefix suffix format ref reference input error errors message ' +
    'text title description help status state at rules rule strength validator schema provider store manager service class column index ' +
    'attempts retries usage budget cost price rotation scope scopes issuer audience fingerprint thumbprint checksum digest hash encoding ' +
    'template mode source usages id ids tokens tokenizer position line link page form screen component button icon style color colour ' +
    'plugin module package handler callback method function flow strategy arn'
  ).split(' '),
);
const harmlessAnywhere = new Set([
  'public',
  'publishable',
  'max',
  'min',
  'num',
  'is',
  'has',
  'show',
  'hide',
  'toggle',
  'forgot',
  'csrf',
  'no',
  'tokens',
]);

/** The words of a name, lower case: `AWS_SecretAccessKey` is aws, secret, access, key. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase().replace(/\d+$/, ''))
    .filter((word) => word !== '');
}

/** What a variable, setting, header or tag of this name would hold; undefined when no secret. */
export function judgeName(name: string): SecretNameKind | undefined {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const isKeyPairId = last === 'id' && words.at(-2) === 'key' && words.some((word) => word === 'access' || word === 'api');
  if (isKeyPairId) return 'token';
  if (harmlessEndings.has(last) || words.some((word) => harmlessAnywhere.has(word))) return undefined;
  if (words.some((word) => passwordWords.has(word) || passwordEndings.test(word))) return 'password';
  const namesKey = words.some((word, at) => /^keys?$/.test(word) && keyOwners.has(words[at - 1] ?? ''));
  const isKeySetting = /^[A-Z][A-Z0-9_]*_KEY$/.test(name);
  const namesToken = words.some((word) => tokenWords.has(word) || moreTokenWords.has(word) || tokenEndings.test(word));
  return namesKey || isKeySetting || namesToken ? 'token' : undefined;
}

const emptyWords =
  /^(?:null|nil|none|undefined|true|false|yes|no|on|off|empty|string|str|number|any|unknown|password|passwd|pass|secret|token|required|optional|changeme|change-me|change_me|placeholder|default|redacted|masked|hidden|todo|tbd|na|n\/a|user|username|admin|root|test|postgres|guest|anonymous|localhost)$/i;
const standIns = [
  /^[<[{%$]/,
  /^(?:@|#\{|\\\()/,
  /^(?:your|my|the|insert|enter|replace|put|paste|add|some)[-_ .]/i,
  /[-_ .](?:here|goes-here|placeholder)$/i,
  /^[*•x.#?_-]+$/i,
  /\*{3,}|\.{3,}|…|•{3,}|x{6,}/i,
  /^(?:https?|file|arn|ssh):/i,
  /^(?:\.{0,2}|~)\/[\w./-]*$/,
  /\$\{|\{\{|\$\(|%\(/,
];

/** Masks, templates, references and words that stand where a secret would be. */
export const isStandIn = (value: string): boolean => emptyWords.test(value) || standIns.some((pattern) => pattern.test(value));

const wordSegment = /^(?:[A-Za-z]?[a-z]*|[A-Z]+|\d{1,4}|[A-Za-z]{2,}\d{1,3}|[vV]\d+|[a-z]{2,8}\d{1,3}[a-z]{1,4})$/;

/** True for names and slugs: ordinary words and short numbers, joined by case or punctuation. */
export function isWordy(value: string): boolean {
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value)) return true;
  const segments = value
    .replace(/([a-z])([A-Z])|(\d)(?=[A-Z][a-z])/g, '$1$3 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[-_./:\\\s]+/)
    .filter((segment) => segment !== '');
  if (!segments.every((segment) => wordSegment.test(segment))) return false;
  const odd = segments.filter(
    (segment) => segment.length < 3 || (segment.length > 3 && /^[a-z]+$/i.test(segment) && !/[aeiouy]/i.test(segment)),
  );
  if (value.length >= 16 && odd.length * 4 > segments.length) return false;
  return value.length / segments.length >= (value.length < 8 ? 1 : 3);
}

/** Labels in scripts without blanks between words; no generated secret has them. */
const eastAsian = /[\u3000-\ud7ff\uff00-\uffef]/;
const hasLetter = /[A-Za-z]/;
const hasDigit = /\d/;
const hasSign = /[!@#$%^&*~+=?]/;
const proseWord = /\b(?:the|must|is|be|your|enter|please|least|characters?|should|not|for|with|and|or|to|of|in|a)\b/i;

/** Whether a value that stands under such a name can be the secret itself. */
export function judgeValue(value: string, kind: SecretNameKind, style: ValueStyle): boolean {
  if (isStandIn(value) || eastAsian.test(value)) return false;
  if (/\s/.test(value.trim())) return style === 'quoted' && isSpacedSecret(value);
  return kind === 'password'
    ? canBePassword(value, style)
    : isGenerated(value, style === 'env' ? 8 : 12, style === 'bare' ? plainToken : anyToken);
}

/** A passphrase of a word list, or a generated text with blanks in it; never a sentence. */
function isSpacedSecret(value: string): boolean {
  if (value.length < 12 || proseWord.test(value)) return false;
  if (/^(?:[a-z]{3,8}\s+){11,}[a-z]{3,8}$/.test(value)) return true;
  const segments = value.trim().split(/\s+/);
  const odd = segments.filter((segment) => !/^[\p{L}\p{M}'’-]+[.,:;!?]?$|^[\d.,]+$/u.test(segment));
  const hasAllClasses = /[a-z]/.test(value) && /[A-Z]/.test(value) && hasDigit.test(value) && /[|^~@#$%&*+=!]/.test(value);
  return hasAllClasses && odd.length * 2 > segments.length;
}

function canBePassword(value: string, style: ValueStyle): boolean {
  if (value.length < 6) return false;
  const isMixed = (hasLetter.test(value) && hasDigit.test(value)) || (hasSign.test(value) && hasLetter.test(value));
  if (style === 'env') return isMixed || /^\d{6,}$/.test(value) || (/^[A-Za-z-]{8,}$/.test(value) && value.length >= 8);
  const isScrambled = /[a-z]/.test(value) && /[A-Z]/.test(value) && !isWordy(value);
  if (style === 'quoted') return (isMixed || isScrambled || /^\d{6,}$/.test(value)) && !/^[\w-]+(?:\.[a-z_-]+)+$/.test(value);
  const isVaried =
    hasDigit.test(value) || (value.length >= 8 && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\w[!#$%^&*~+]\w/.test(value));
  return isMixed && isVaried && !isWordy(value) && !isReference(value) && !/^[*/=]|\?\.|\*\/$/.test(value);
}

/** Long enough, letters and digits mixed as no word mixes them, and no path, expression or reference. */
export function isGenerated(value: string, minLength: number, alphabet: RegExp = anyToken): boolean {
  if (value.length < minLength || !alphabet.test(value) || !hasLetter.test(value)) return false;
  if (isStandIn(value) || isWordy(value) || isReference(value)) return false;
  const isMixedCase = /[a-z]/.test(value) && /[A-Z]/.test(value);
  return hasDigit.test(value) || (isMixedCase && (value.length >= 20 || /[!#$%^&*~+]/.test(value)));
}

const anyToken = /^[\x21-\x7e]+$/;
/** What generated tokens are written in; code has other signs as well. */
export const plainToken = /^[\w.~+/=%-]+$/;
/** Passwords have signs as well, but not those that are all over code. */
export const plainPassword = /^[\w.~+/%!@#$^&*?=-]+$/;

/** A dotted chain of identifiers, as code refers to things. */
function isReference(value: string): boolean {
  return value.includes('.') && value.split('.').every((part) => /^[A-Za-z_$][\w$]*$/.test(part) && (isWordy(part) || part.length <= 6));
}
