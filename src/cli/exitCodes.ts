// Exit codes of the command line, as the README lists them.

export const exitCodes = {
  done: 0,
  notAccepted: 1,
  usage: 2,
  noWorkspace: 3,
  noModel: 4,
  modelRefused: 5,
  modelUnreachable: 6,
  incompleteAnswer: 7,
  nothingProposed: 8,
  writeRefused: 9,
  replayDiffers: 10,
  fileUnusable: 11,
  failed: 70,
  cancelled: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
