// Which settings a settings file names that no workspace has a say in. It may hold comments, so it is not parsed as JSON.

const guarded = /"(understudy\.(?:model|embeddings|budget)\.[A-Za-z]+)"\s*:/g;
const comments = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

export const redirectsIn = (settingsText: string): readonly string[] => [
  ...new Set([...settingsText.replace(comments, '').matchAll(guarded)].map((match) => match[1] ?? '')),
];
