// Messages of the host as the page receives them, for each thing the page can show.
import type { HostToChat } from '../../src/protocol/messages.ts';
import type {
  ChatListing,
  ChatView,
  ConnectionView,
  FileView,
  LedgerView,
  QuestionView,
  StepView,
  TurnView,
} from '../../src/protocol/view.ts';

import { commandTurns } from './commandTurns.ts';

const minute = 60_000;

export const connected: ConnectionView = {
  model: { label: 'qwen3-coder', where: 'http://127.0.0.1:8000/v1' },
  server: { baseUrl: 'http://127.0.0.1:8000/v1', model: 'qwen3-coder', hasKey: true },
  known: [],
  local: { kind: 'none', advice: 'No local model server answers. Start one, for instance with “ollama serve”.' },
  editor: { kind: 'none', advice: 'The editor offers no models.' },
  attempt: { state: 'idle' },
};

export const notConnected: ConnectionView = {
  server: { baseUrl: '', model: '', hasKey: false },
  known: [{ label: 'OpenAI', baseUrl: 'https://api.openai.com/v1' }],
  local: {
    kind: 'found',
    models: [
      { id: 'qwen3-coder:30b', label: 'qwen3-coder:30b', where: 'Ollama' },
      { id: 'devstral:24b', label: 'devstral:24b', where: 'Ollama' },
    ],
  },
  editor: { kind: 'none', advice: 'The editor offers no models. They appear when an extension brings some.' },
  attempt: {
    state: 'failed',
    way: 'server',
    message: 'api.openai.com refused the key (401). Check that it was copied whole and has not been revoked.',
  },
};

export const ledger: LedgerView = {
  tokens: 2314,
  budgetTokens: 12_000,
  lines: [
    { ...piece('src/cart.ts', 'open file'), tokens: 412, cost: '$0.0012', reason: 'you point at it' },
    { ...piece('src/price.ts', 'definition'), line: 8, form: 'skeleton', tokens: 118, reason: 'Cart.total uses Price' },
    { ...piece('test/cart.test.ts', 'tests'), tokens: 640, reason: 'tests of src/cart.ts' },
    { ...piece('AGENTS.md', 'rules'), tokens: 96, reason: 'project rules', mayPin: false },
    { ...piece('src/legacy/basket.ts', 'search'), form: 'dropped', tokens: 0, reason: 'below the line' },
  ],
};

function piece(path: string, source: string): LedgerView['lines'][number] {
  return {
    id: `${source}:${path}`,
    key: path,
    title: path,
    source,
    path,
    form: 'whole',
    tokens: 0,
    reason: '',
    mayPin: true,
    mayRemove: true,
  };
}

const steps: StepView[] = [
  { kind: 'context', text: 'Found 4 pieces of context', state: 'done', detail: [] },
  { kind: 'asking', text: 'Asked qwen3-coder', state: 'done', detail: [] },
  {
    kind: 'rehearsing',
    text: 'Rehearsed: 1 new problem',
    state: 'failed',
    detail: ["cart.ts:14:31 Property 'cents' does not exist on type 'Price'."],
  },
  { kind: 'repairing', text: 'Repaired, 1 of 3', state: 'done', detail: [] },
  { kind: 'rehearsing', text: 'Rehearsed: clean, types 0.2 s', state: 'done', detail: [] },
];

export const files: FileView[] = [
  {
    path: 'src/cart.ts',
    kind: 'modify',
    added: 12,
    removed: 4,
    hunks: { pending: 2, accepted: 0, rejected: 0, stale: 0 },
    verdict: 'clean',
    checks: ['types 0.2 s'],
    problems: [],
    warnings: [],
  },
  {
    path: 'src/pricing/discount.ts',
    kind: 'create',
    added: 31,
    removed: 0,
    hunks: { pending: 1, accepted: 0, rejected: 0, stale: 0 },
    verdict: 'broken',
    checks: ['types 0.2 s'],
    problems: [
      {
        path: 'src/pricing/discount.ts',
        line: 12,
        column: 5,
        severity: 'error',
        message: "Property 'percent' does not exist on type 'Discount'. Did you mean 'percentage'?",
        source: 'ts',
        code: '2551',
      },
    ],
    warnings: [],
  },
  {
    path: 'docs/pricing.md',
    kind: 'modify',
    added: 3,
    removed: 1,
    hunks: { pending: 1, accepted: 0, rejected: 0, stale: 0 },
    verdict: 'unavailable',
    checks: [],
    notChecked: 'No checker knows Markdown.',
    problems: [],
    warnings: [],
  },
];

export const answer = `I moved the rounding into \`Price\`, so that a cart adds **exact cents** and rounds once.

- \`src/cart.ts:14\` no longer rounds each line
- the discount has a file of its own

src/cart.ts
\`\`\`ts
<<<<<<< SEARCH
  total(): number {
    return this.lines.reduce((sum, line) => sum + Math.round(line.price), 0);
=======
  total(): Price {
    return this.lines.reduce((sum, line) => sum.plus(line.price), Price.zero);
>>>>>>> REPLACE
\`\`\`

Callers that need a number can write:

\`\`\`ts
const total: number = cart.total().toNumber(); // once, at the edge
\`\`\`
`;

export const reviewTurn: TurnView = {
  id: 'turn-1',
  mode: 'edit',
  request: 'Round the total once instead of once per line',
  focus: [{ path: 'src/cart.ts', startLine: 12, endLine: 18 }],
  at: Date.now() - 3 * minute,
  model: 'qwen3-coder',
  steps,
  answer,
  files,
  misfits: [{ path: 'src/legacy/basket.ts', explanation: 'The text to replace is not in the file; line 40 is the nearest.' }],
  ledger,
  usage: { calls: 2, untold: 0, input: 3120, output: 412, cachedInput: 1800 },
  ending: { kind: 'forReview', next: [] },
};

export const acceptedTurn: TurnView = {
  ...reviewTurn,
  id: 'turn-accepted',
  request: 'Name the discount’s field as the API does',
  focus: [],
  answer: 'Renamed `percent` to `percentage` in both places.',
  files: files.slice(0, 2).map((file) => ({
    ...file,
    verdict: 'clean' as const,
    problems: [],
    hunks: { pending: 0, accepted: 2, rejected: 0, stale: 0 },
  })),
  misfits: [],
};

export const runningTurn: TurnView = {
  id: 'turn-2',
  mode: 'edit',
  request: 'Add a percentage discount to the cart, and test it',
  focus: [{ path: 'src/cart.ts' }],
  at: Date.now(),
  model: 'qwen3-coder',
  steps: [...steps.slice(0, 3), { kind: 'repairing', text: 'Repairing, 1 of 3', state: 'active', detail: [] }],
  answer:
    'The discount is applied before rounding.\n\nsrc/cart.ts\n```ts\n<<<<<<< SEARCH\n  total(): Price {\n=======\n  total(discount = 0): Pri',
  files: [],
  misfits: [],
};

export const failedTurn: TurnView = {
  id: 'turn-3',
  mode: 'ask',
  request: 'Why does the build fail?',
  focus: [],
  at: Date.now(),
  steps: [{ kind: 'asking', text: 'Asked qwen3-coder', state: 'failed', detail: [] }],
  answer: '',
  files: [],
  misfits: [],
  ending: {
    kind: 'failed',
    message: 'http://127.0.0.1:8000 does not answer. Start the server, or connect another model.',
    next: ['retry', 'connect'],
  },
};

export const chats: ChatListing[] = [
  { id: 'c3', title: 'Round the total once instead of once per line', at: Date.now() - 3 * minute, turns: 2 },
  { id: 'c2', title: 'Where are sessions kept, and who clears them?', at: Date.now() - 130 * minute, turns: 1 },
  { id: 'c1', title: 'Write tests for the parser of date ranges', at: Date.now() - 26 * 60 * minute, turns: 5 },
];

export function stateOf(turns: TurnView[], rest: Partial<Extract<HostToChat, { type: 'state' }>> = {}): HostToChat {
  const chat: ChatView = { id: 'c3', title: turns[0]?.request ?? 'New chat', turns };
  const queue = { held: false, requests: [] };
  const choices = { pinned: [], removed: [] };
  return { type: 'state', screen: 'chat', workspace: 'ready', chat, chats, connection: connected, queue, choices, questions: [], ...rest };
}

const focus: HostToChat = { type: 'focus', focus: { path: 'src/cart.ts', startLine: 12, endLine: 18 } };

const explainRequest = { id: 'w1', text: 'Explain this problem: src/cart.ts:14: Property ‘cents’ does not exist', mode: 'ask' as const };
const testRequest = { id: 'w2', text: 'Write tests for it', mode: 'edit' as const };

const question: QuestionView = {
  id: 'misfit-1',
  number: 2,
  path: 'src/legacy/basket.ts',
  explanation: 'The text to replace is not in src/legacy/basket.ts; the lines from 40 on come nearest.',
  search: ['  sum(): number {', '    return this.items.length;'],
  replace: ['  sum(): Price {', '    return Price.zero;'],
  nearest: { line: 40, lines: ['  total(): number {'] },
  remaining: 2,
  mayEdit: true,
  isEditing: false,
};

const longPath =
  'packages/storefront-checkout-experience/src/components/payment/PaymentMethodSelectionAccordionContainer.integration.test.tsx';

/** Two dozen files, some with names longer than the side bar. */
const manyFiles: FileView[] = Array.from({ length: 24 }, (_, at) => ({
  ...files[at % 3]!,
  path: at % 4 === 0 ? longPath.replace('src', `src${at}`) : `src/module${at}/index.ts`,
  ...(at === 5 ? { kind: 'rename' as const, to: longPath.replace('payment', 'billing') } : {}),
  ...(at === 7 ? { kind: 'delete' as const } : {}),
  added: 12 * at + 3,
  removed: 7 * at,
  hunks: { pending: at, accepted: at % 2, rejected: 0, stale: at % 5 === 0 ? 1 : 0 },
  problems: at % 3 === 1 ? files[1]!.problems.map((problem) => ({ ...problem, path: `src/module${at}/index.ts` })) : [],
}));

export const manyTurn: TurnView = {
  ...reviewTurn,
  id: 'turn-many',
  request: `Move ${longPath} and everything that imports it`,
  focus: [{ path: longPath, startLine: 1200, endLine: 1311 }],
  answer: 'Moved, with every import.',
  files: manyFiles,
};

const manyChats: ChatListing[] = Array.from({ length: 16 }, (_, at) => ({
  id: `m${at}`,
  title: at % 5 === 0 ? `Explain ${longPath} and why its tests are slow` : `Chat number ${at}: ${chats[at % 3]!.title}`,
  at: Date.now() - at * 700 * minute,
  turns: at + 1,
}));

/** Everything that is worth a look, by name. */
export const scenes: Readonly<Record<string, readonly HostToChat[]>> = {
  start: [stateOf([]), focus],
  startNoModel: [stateOf([], { connection: notConnected, chats: [] })],
  startUntrusted: [stateOf([], { workspace: 'untrusted', chats: [] })],
  connect: [stateOf([], { screen: 'connect', connection: notConnected })],
  chats: [stateOf([], { screen: 'chats' })],
  review: [stateOf([reviewTurn]), focus],
  accepted: [stateOf([acceptedTurn]), focus],
  running: [stateOf([runningTurn], { running: 'turn-2' }), focus],
  failed: [stateOf([failedTurn])],
  waiting: [stateOf([runningTurn], { running: 'turn-2', queue: { held: false, requests: [explainRequest, testRequest] } }), focus],
  question: [stateOf([runningTurn], { running: 'turn-2', questions: [question] }), focus],
  byHand: [stateOf([runningTurn], { running: 'turn-2', questions: [{ ...question, isEditing: true }] }), focus],
  many: [stateOf([manyTurn]), { type: 'focus', focus: { path: longPath, startLine: 1200, endLine: 1311 } }],
  startManyChats: [stateOf([], { chats: manyChats })],
  downloading: [stateOf([commandTurns.downloading], { running: 'turn-command' })],
  testing: [stateOf([commandTurns.testing], { running: 'turn-command' })],
  commandFailed: [stateOf([commandTurns.failed])],
  manyChats: [stateOf([], { screen: 'chats', chats: manyChats })],
  noFolder: [stateOf([], { workspace: 'noFolder', chats: [] })],
  connecting: [
    stateOf([], {
      screen: 'connect',
      connection: {
        ...notConnected,
        local: { kind: 'looking' },
        editor: { kind: 'looking' },
        attempt: { state: 'testing', way: 'server', message: 'Asking qwen3-coder for a word…' },
      },
    }),
  ],
  held: [stateOf([failedTurn], { queue: { held: true, requests: [explainRequest] } })],
  chosen: [
    stateOf([reviewTurn], {
      choices: { pinned: [{ key: 'src/price.ts', title: 'src/price.ts' }], removed: [{ key: 'AGENTS.md', title: 'AGENTS.md' }] },
    }),
    focus,
  ],
};
