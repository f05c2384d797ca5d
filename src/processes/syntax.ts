// Entry of the syntax worker: takes texts apart beside the thread that people and other extensions wait for.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import { findWasm } from '../node/assets.ts';
import { createSyntaxParser } from '../node/syntax/syntaxParser.ts';
import type { SyntaxQuestion, SyntaxReply } from '../node/syntax/syntaxWorker.ts';

const parser = createSyntaxParser({ findWasm });
const reply = (message: SyntaxReply) => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, question, path, text }: SyntaxQuestion) => {
  parser[question](path, text).then(
    (value) => reply({ id, value }),
    (thrown: unknown) => reply({ id, failure: messageOf(thrown) }),
  );
});
