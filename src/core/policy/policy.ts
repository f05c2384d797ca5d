// The policy as data: rules that say what happens to an action. Adding rules can only make it stricter.
import type { Policy } from '../model/policy.ts';

export const defaultPolicy: Policy = {
  rules: [
    { name: 'read.workspace', action: 'readFile', says: 'allow', why: 'Files of the workspace may be read.' },
    { name: 'read.secret', action: 'readFile', places: ['secret'], says: 'deny', why: 'Files that hold secrets are never read.' },
    { name: 'read.outside', action: 'readFile', places: ['outside'], says: 'deny', why: 'Only files of the workspace are read.' },
    { name: 'search.workspace', action: 'searchCode', says: 'allow', why: 'The workspace may be searched; secret files are not in it.' },
    {
      name: 'edit.reviewed',
      action: 'editFile',
      says: 'allow',
      why: 'Edits wait in the review; nothing is written before it is accepted.',
    },
    {
      name: 'edit.protected',
      action: 'editFile',
      places: ['control', 'secret'],
      says: 'ask',
      why: 'Files that steer tools or hold secrets need a confirmation of their own.',
    },
    { name: 'edit.outside', action: 'editFile', places: ['outside'], says: 'deny', why: 'Only files of the workspace are edited.' },
    {
      name: 'edit.untrusted',
      action: 'editFile',
      trust: 'untrusted',
      says: 'deny',
      why: 'In an untrusted workspace there is reading and chat only.',
    },
    { name: 'command.ask', action: 'runCommand', says: 'ask', why: 'Every command is shown before it runs.' },
    {
      name: 'command.untrusted',
      action: 'runCommand',
      trust: 'untrusted',
      says: 'deny',
      why: 'In an untrusted workspace no command runs.',
    },
    { name: 'send.chosenModel', action: 'sendPrompt', says: 'allow', why: 'The prompt goes to the model that was chosen.' },
    { name: 'page.ask', action: 'fetchPage', says: 'ask', why: 'A page of the web is fetched only when you say so.' },
    {
      name: 'page.untrusted',
      action: 'fetchPage',
      trust: 'untrusted',
      says: 'deny',
      why: 'In an untrusted workspace no page is fetched.',
    },
    { name: 'tool.ask', action: 'callTool', says: 'ask', why: 'Every tool call is shown before it is made.' },
    { name: 'tool.untrusted', action: 'callTool', trust: 'untrusted', says: 'deny', why: 'In an untrusted workspace no tool is called.' },
  ],
};
