// The first prompt of a run: one for edits, one for questions.
import type { Message, ModelRequest } from '../model/chat.ts';
import type { ContextBundle } from '../model/context.ts';
import type { EditRequest } from '../model/run.ts';
import { editFormat } from './editFormat.ts';
import { howToRead, requestMessage } from './parts.ts';

const editInstructions = `You are a careful programmer who changes existing code. You get pieces of a workspace and a request, and you answer with edit blocks that carry the request out. A program fits your blocks to the real files and compiles the result before a person sees it.

${howToRead}

How to work:
- Change what the request asks for and what has to change with it: callers, imports, types, tests that are shown. Leave everything else as it is, comments and formatting too.
- Quote in SEARCH only lines that you were shown. Never write an existing file out as a whole.
- Use functions and types with the signatures you were shown, and import every name that a file newly uses.
- Follow the style of the code around.
- If the request needs code that you were not shown, do not guess it: answer without blocks and name the files you need to see. If nothing has to change, say so without blocks.
- Start with one or two sentences on what you change and why. Then the blocks, nothing after them.

${editFormat}`;

const askInstructions = `You are a careful programmer who answers questions about existing code. You get pieces of a workspace and a question.

${howToRead}

How to answer:
- Answer from what you are shown. Support each claim about the code with the place it comes from, written as path:line, like src/cart.ts:12.
- Say plainly what you cannot see from these pieces, and which file would show it. Do not guess.
- Be brief: the answer first, then what it rests on. Put code in fences; quote only the lines that matter.
- You change nothing here. If a change is wanted, describe it in words.`;

/** `history` are the earlier turns of the conversation, oldest first, without a system message. */
export function renderEditPrompt(
  request: EditRequest,
  context: ContextBundle,
  history: readonly Message[] = request.chat?.earlier ?? [],
): ModelRequest {
  return { messages: [{ role: 'system', text: editInstructions }, ...history, { role: 'user', text: requestMessage(request, context) }] };
}

export function renderAskPrompt(
  request: EditRequest,
  context: ContextBundle,
  history: readonly Message[] = request.chat?.earlier ?? [],
): ModelRequest {
  return { messages: [{ role: 'system', text: askInstructions }, ...history, { role: 'user', text: requestMessage(request, context) }] };
}
