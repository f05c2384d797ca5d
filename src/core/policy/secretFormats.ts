// Credentials that give themselves away by their form: a table of prefixes and shapes, one row per family.

/** `hint` is a literal that the text must contain before the pattern is tried. Group `secret` is what goes; without it the whole match. */
export interface SecretFormat {
  readonly kind: string;
  readonly hint: string;
  readonly pattern: RegExp;
}

/** Prefix followed by at least so many characters of an alphabet. */
function prefixed(kind: string, prefix: string, minLength: number, alphabet = '[A-Za-z0-9_-]'): SecretFormat {
  const escaped = prefix.replace(/[.+*?^$()[\]{}|\\/]/g, '\\$&');
  return { kind, hint: prefix, pattern: new RegExp(`(?<![A-Za-z0-9_-])${escaped}${alphabet}{${minLength},600}`, 'g') };
}

const alphanumeric = '[A-Za-z0-9]';
const upperCase = '[A-Z0-9]';
const hex = '[a-f0-9]';
const base64 = '[A-Za-z0-9+/=_-]';

const cloud: readonly SecretFormat[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) => prefixed('aws-key-id', prefix, 16, upperCase)),
  prefixed('aws-bedrock-key', 'ABSK', 40, base64),
  prefixed('aws-session-token', 'IQoJb3JpZ2lu', 40, base64),
  prefixed('aws-mws-key', 'amzn.mws.', 32),
  prefixed('google-key', 'AIza', 30),
  prefixed('google-oauth', 'GOCSPX-', 20),
  prefixed('google-oauth', 'ya29.', 20),
  { kind: 'google-oauth', hint: '1//0', pattern: /(?<![\w/])1\/\/0[A-Za-z0-9_-]{30,200}/g },
  prefixed('google-hmac-id', 'GOOG1', 20, upperCase),
  { kind: 'azure-key', hint: 'AccountKey=', pattern: /AccountKey=(?<secret>[A-Za-z0-9+/=]{20,120})/g },
  { kind: 'azure-key', hint: 'SharedAccessKey=', pattern: /SharedAccessKey=(?<secret>[A-Za-z0-9+/=]{20,120})/g },
  { kind: 'azure-secret', hint: 'Q~', pattern: /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{30,40}/g },
  { kind: 'url-signature', hint: 'sig=', pattern: /[?&;]sig=(?<secret>[A-Za-z0-9%+/=_-]{20,200})/g },
  { kind: 'url-signature', hint: 'ignature=', pattern: /[?&](?:X-Amz-|X-Goog-)?Signature=(?<secret>[A-Za-z0-9%+/=_~-]{20,600})/g },
  { kind: 'url-signature', hint: 'X-Amz-Security-Token=', pattern: /X-Amz-Security-Token=(?<secret>[A-Za-z0-9%+/=_-]{20,2000})/g },
  ...['dop_v1_', 'doo_v1_', 'dor_v1_'].map((prefix) => prefixed('digitalocean-token', prefix, 40, hex)),
  prefixed('digitalocean-key-id', 'DO00', 16, upperCase),
  { kind: 'databricks-token', hint: 'dapi', pattern: /(?<![A-Za-z0-9])dapi[a-f0-9]{32}(?:-\d)?/g },
  prefixed('alibaba-key-id', 'LTAI', 12, alphanumeric),
  prefixed('tencent-key-id', 'AKID', 28, alphanumeric),
  prefixed('heroku-key', 'HRKU-', 30),
  prefixed('netlify-token', 'nfp_', 30),
  prefixed('fly-token', 'fo1_', 30),
  prefixed('fly-token', 'fm2_', 40, base64),
  prefixed('supabase-key', 'sbp_', 30),
  prefixed('supabase-key', 'sb_secret_', 20),
  prefixed('planetscale-token', 'pscale_tkn_', 20, '[\\w.=-]'),
  prefixed('planetscale-password', 'pscale_pw_', 20, '[\\w.=-]'),
  { kind: 'terraform-token', hint: '.atlasv1.', pattern: /(?<![\w-])[A-Za-z0-9]{10,20}\.atlasv1\.[\w-]{40,100}/g },
  prefixed('pulumi-token', 'pul-', 40, hex),
  prefixed('doppler-token', 'dp.', 30, '[\\w.]'),
  ...['hvs.', 'hvb.', 'hvr.'].map((prefix) => prefixed('vault-token', prefix, 20)),
  { kind: 'one-password-token', hint: 'ops_ey', pattern: /(?<![\w-])ops_ey[\w-]{60,3000}/g },
];

const development: readonly SecretFormat[] = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) => prefixed('github-token', prefix, 30)),
  prefixed('github-token', 'github_pat_', 40),
  ...['glpat-', 'glrt-', 'gldt-', 'glcbt-', 'glptt-', 'glft-', 'glsoat-', 'glimt-', 'glagent-', 'gloas-'].map((prefix) =>
    prefixed('gitlab-token', prefix, 18, '[\\w.-]'),
  ),
  ...['ATATT3', 'ATCTT3', 'ATBB'].map((prefix) => prefixed('atlassian-token', prefix, 20, '[\\w=-]')),
  prefixed('npm-token', 'npm_', 30, alphanumeric),
  prefixed('pypi-token', 'pypi-', 40),
  prefixed('docker-token', 'dckr_pat_', 20),
  prefixed('docker-token', 'dckr_oat_', 20),
  prefixed('rubygems-key', 'rubygems_', 40, hex),
  prefixed('nuget-key', 'oy2', 40, '[a-z0-9]'),
  prefixed('crates-token', 'cio', 32, alphanumeric),
  prefixed('clojars-token', 'CLOJARS_', 40, hex),
  prefixed('artifactory-token', 'AKCp', 40, alphanumeric),
  prefixed('postman-key', 'PMAK-', 40),
  prefixed('linear-key', 'lin_api_', 20),
  prefixed('linear-key', 'lin_oauth_', 20),
  prefixed('figma-token', 'figd_', 20),
  prefixed('notion-token', 'ntn_', 30),
  { kind: 'notion-token', hint: 'secret_', pattern: /(?<![\w-])secret_[A-Za-z0-9]{40,50}(?!\w)/g },
  ...['sntrys_', 'sntryu_', 'sntrya_'].map((prefix) => prefixed('sentry-token', prefix, 30, base64)),
  prefixed('grafana-token', 'glsa_', 30),
  prefixed('grafana-token', 'glc_', 30, base64),
  ...['NRAK-', 'NRJS-', 'NRII-', 'NRAA-'].map((prefix) => prefixed('newrelic-key', prefix, 19)),
  prefixed('dynatrace-token', 'dt0c01.', 60, '[A-Z0-9.]'),
  prefixed('posthog-key', 'phx_', 30),
  prefixed('snyk-token', 'snyk_', 30),
  prefixed('contentful-token', 'CFPAT-', 40),
  prefixed('airtable-token', 'pat', 60, '[A-Za-z0-9.]'),
  prefixed('circleci-token', 'CCIPAT_', 30),
  prefixed('buildkite-token', 'bkua_', 40),
  prefixed('sonar-token', 'squ_', 40, hex),
  prefixed('sonar-token', 'sqp_', 40, hex),
  { kind: 'age-key', hint: 'AGE-SECRET-KEY-', pattern: /AGE-SECRET-KEY-[A-Z0-9-]{40,80}/g },
];

const messagesAndMoney: readonly SecretFormat[] = [
  { kind: 'slack-token', hint: 'xox', pattern: /(?<![A-Za-z0-9])xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{20,300}/g },
  { kind: 'slack-token', hint: 'xapp-', pattern: /(?<![A-Za-z0-9])xapp-\d-[A-Za-z0-9-]{20,200}/g },
  {
    kind: 'webhook',
    hint: 'hooks.slack.com/',
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9/_-]{20,200})/g,
  },
  { kind: 'webhook', hint: '/api/webhooks/', pattern: /discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d{10,25}\/[\w-]{30,120})/g },
  { kind: 'webhook', hint: 'webhook.office.com/', pattern: /webhook\.office\.com\/(?<secret>[\w@/-]{40,300})/g },
  { kind: 'webhook', hint: 'hooks.zapier.com/', pattern: /hooks\.zapier\.com\/hooks\/catch\/(?<secret>[\w/]{8,100})/g },
  { kind: 'discord-token', hint: '.', pattern: /(?<![\w.-])[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}(?![\w.-])/g },
  { kind: 'telegram-token', hint: ':', pattern: /(?<![A-Za-z0-9_-])(?:bot)?\d{8,11}:[A-Za-z0-9_-]{33,37}(?![\w-])/g },
  { kind: 'sendgrid-key', hint: 'SG.', pattern: /(?<![\w.])SG\.[\w-]{12,40}\.[\w-]{20,80}/g },
  { kind: 'mailgun-key', hint: 'key-', pattern: /(?<![\w-])key-[a-f0-9]{32}(?![\w-])/g },
  { kind: 'mailchimp-key', hint: '-us', pattern: /(?<![A-Za-z0-9])[a-f0-9]{32}-us\d{1,2}(?!\w)/g },
  prefixed('brevo-key', 'xkeysib-', 40),
  prefixed('brevo-key', 'xsmtpsib-', 40),
  { kind: 'resend-key', hint: 're_', pattern: /(?<![\w-])re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,40}/g },
  { kind: 'twilio-key', hint: 'SK', pattern: /(?<![A-Za-z0-9])SK[a-f0-9]{32}(?!\w)/g },
  { kind: 'twilio-account', hint: 'AC', pattern: /(?<![A-Za-z0-9])AC[a-f0-9]{32}(?!\w)/g },
  { kind: 'stripe-key', hint: 'k_', pattern: /(?<![A-Za-z0-9])(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,250}/g },
  prefixed('webhook-secret', 'whsec_', 20, base64),
  ...['shpat_', 'shpss_', 'shpca_', 'shppa_', 'shptka_'].map((prefix) => prefixed('shopify-token', prefix, 30, alphanumeric)),
  { kind: 'square-token', hint: 'sq0', pattern: /(?<![\w-])sq0[a-z]{3}-[\w-]{20,60}/g },
  { kind: 'square-token', hint: 'EAAA', pattern: /(?<![\w-])EAAA[\w-]{50,80}/g },
  prefixed('facebook-token', 'EAAC', 60, alphanumeric),
  prefixed('facebook-token', 'EAAG', 60, alphanumeric),
  { kind: 'paypal-token', hint: 'access_token$', pattern: /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}/g },
  { kind: 'hubspot-token', hint: 'pat-', pattern: /(?<![\w-])pat-(?:na|eu)\d-[a-f0-9-]{30,40}/g },
  { kind: 'firebase-key', hint: ':APA91', pattern: /(?<![\w-])[\w-]{7,30}:APA91[\w-]{60,200}/g },
  prefixed('easypost-key', 'EZAK', 50, alphanumeric),
  prefixed('shippo-token', 'shippo_live_', 30, hex),
];

const models: readonly SecretFormat[] = [
  {
    kind: 'model-key',
    hint: 'sk-',
    pattern: /(?<![A-Za-z0-9_.-])sk-(?:[a-z]{2,10}(?:\d{2})?-){0,3}(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{24,300}/g,
  },
  prefixed('model-key', 'hf_', 30, alphanumeric),
  prefixed('model-key', 'api_org_', 30, alphanumeric),
  prefixed('model-key', 'gsk_', 40, alphanumeric),
  prefixed('model-key', 'xai-', 40, alphanumeric),
  prefixed('model-key', 'r8_', 30, alphanumeric),
  prefixed('model-key', 'pplx-', 40, alphanumeric),
  prefixed('model-key', 'nvapi-', 40),
  prefixed('model-key', 'jina_', 40),
  prefixed('model-key', 'tvly-', 20),
  prefixed('model-key', 'fw_', 20, alphanumeric),
  prefixed('model-key', 'tgp_v1_', 30),
  prefixed('model-key', 'csk-', 40, alphanumeric),
  { kind: 'model-key', hint: 'lsv2_', pattern: /(?<![\w-])lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}/g },
];

/** A made-up vendor's token still says what it is: a short lower-case prefix with a telling word, then a long random part. */
const telling =
  '(?:sk|rk|pat|tok|token|secret|sec|priv|private|apikey|key|api|auth|oauth|bot|live|prod|pw|svc|refresh|access|admin|deploy)';
const selfDescribing: SecretFormat = {
  kind: 'token',
  hint: '_',
  pattern: new RegExp(
    `(?<![A-Za-z0-9_.$-])(?!pk|pub)(?:[a-z][a-z0-9]{1,11}_){0,2}${telling}_(?:[a-z][a-z0-9]{1,7}_){0,2}(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])(?=[A-Za-z0-9]*\\d)[A-Za-z0-9]{20,200}(?![A-Za-z0-9_])`,
    'g',
  ),
};

const anywhere: readonly SecretFormat[] = [
  {
    kind: 'jwt',
    hint: 'eyJ',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,8000}(?:\.[A-Za-z0-9_-]{0,4000}){1,3}/g,
  },
  {
    kind: 'private-key',
    hint: 'PRIVATE KEY',
    pattern: /-{4,5} ?BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)? ?-{4,5}(?<secret>[\s\S]{40,20000}?)-{4,5} ?END /g,
  },
  /** Cut before its end: the lines that can only be key material. */
  {
    kind: 'private-key',
    hint: 'PRIVATE KEY',
    pattern: /PRIVATE KEY(?: BLOCK)? ?-{4,5}(?<secret>(?:[\s+>"'\\nr,|]{1,40}[A-Za-z0-9+/=]{30,80}(?![A-Za-z0-9+/=])){1,200})/g,
  },
  { kind: 'private-key', hint: 'Private-Lines:', pattern: /Private-Lines: *\d+(?<secret>(?:\s+[A-Za-z0-9+/=]{16,80}){1,100})/g },
  { kind: 'private-key', hint: '"kty"', pattern: /"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"(?<secret>[A-Za-z0-9_-]{20,2000})"/g },
  {
    kind: 'aws-secret-key',
    hint: 'AKIA',
    pattern: /AKIA[A-Z0-9]{16}[^A-Za-z0-9+/=]{1,40}(?:\w{0,30}[^A-Za-z0-9+/=]{1,5})?(?<secret>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/g,
  },
  {
    kind: 'password-hash',
    hint: ':$',
    pattern: /(?<=^[\w.@-]{1,64}:)(?<secret>\$(?:2[aby]|apr1|1|5|6|y|argon2id?)\$[A-Za-z0-9./$=,]{20,200})/gm,
  },
];

export const secretFormats: readonly SecretFormat[] = [
  ...cloud,
  ...development,
  ...messagesAndMoney,
  ...models,
  selfDescribing,
  ...anywhere,
];
