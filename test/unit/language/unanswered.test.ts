// Which silence says something of the question, and which of the server.
import assert from 'node:assert/strict';
import { UnansweredQuestions } from '../../../src/node/language/unanswered.ts';

const question = { path: 'a.ts', text: 'Array.isArray(x)', what: 'textDocument/definition 0:6' };
const before = performance.now() - 1_000;

describe('questions that a server could not answer', () => {
  it('are kept when the server answered others meanwhile', () => {
    const [unanswered, server] = [new UnansweredQuestions(), {}];
    unanswered.noteAnswer(server);
    unanswered.noteSilence(server, question, before);
    assert.ok(unanswered.has(question));
  });

  it('may be asked again once the text has changed', () => {
    const [unanswered, server] = [new UnansweredQuestions(), {}];
    unanswered.noteAnswer(server);
    unanswered.noteSilence(server, question, before);
    assert.ok(!unanswered.has({ ...question, text: 'Array.isArray(y)' }));
    assert.ok(!unanswered.has({ ...question, what: 'textDocument/hover 0:6' }));
  });

  it('are not kept when the server answered nothing at all since: it may have been loading the project', () => {
    const [unanswered, server, other] = [new UnansweredQuestions(), {}, {}];
    unanswered.noteSilence(server, question, before);
    unanswered.noteAnswer(other);
    unanswered.noteSilence(server, question, before);
    unanswered.noteAnswer(server);
    unanswered.noteSilence(server, question, performance.now() + 1);
    assert.ok(!unanswered.has(question));
  });
});
