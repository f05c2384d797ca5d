// JSON, CSS and HTML: the servers that VS Code ships, from the editor itself, the project or the PATH.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findUpwards } from '../assets.ts';
import { findProgram, scriptBehind } from './findProgram.ts';
import type { FoundServer, Place, ServerRow } from './serverRow.ts';

interface WebLanguage {
  readonly id: 'json' | 'css' | 'html';
  readonly title: string;
  readonly languages: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

const lint = { validate: true, lint: {} };
/** Without these the HTML server fails on every script and still says that nothing is wrong. */
const scripts = { implicitProjectConfig: { checkJs: false, strictNullChecks: true, strictFunctionTypes: true, strict: true } };

const webLanguages: readonly WebLanguage[] = [
  {
    id: 'json',
    title: 'JSON',
    languages: { '.json': 'json', '.jsonc': 'jsonc', '.webmanifest': 'json' },
    settings: { json: { validate: { enable: true } } },
  },
  {
    id: 'css',
    title: 'CSS',
    languages: { '.css': 'css', '.scss': 'scss', '.less': 'less' },
    settings: { css: lint, scss: lint, less: lint },
  },
  {
    id: 'html',
    title: 'HTML',
    languages: { '.html': 'html', '.htm': 'html' },
    settings: { html: { validate: { scripts: true, styles: true } }, css: lint, javascript: scripts, 'js/ts': scripts },
  },
];

const packaged = ['vscode-langservers-extracted', '@zed-industries/vscode-langservers-extracted'];

function candidates(id: WebLanguage['id'], { root, folder, editorRoot }: Place): { path: string | undefined; whose: string }[] {
  const program = `vscode-${id}-language-server`;
  const onPath = findProgram(program);
  const inEditor = editorRoot && join(editorRoot, 'extensions', `${id}-language-features`, 'server', 'dist', 'node', `${id}ServerMain.js`);
  return [
    ...packaged.map((name) => ({
      path: findUpwards(folder, join('node_modules', name, 'bin', program), root),
      whose: "the project's own",
    })),
    { path: inEditor, whose: "the editor's own" },
    { path: onPath && scriptBehind(onPath), whose: 'found on the PATH' },
  ];
}

async function find({ id, title, settings }: WebLanguage, place: Place): Promise<FoundServer> {
  const found = candidates(id, place).find(({ path }) => path !== undefined && existsSync(path));
  if (!found?.path)
    return { kind: 'missing', hint: `No ${title} language server was found. Install one: npm install --save-dev ${packaged[0]}` };
  return {
    kind: 'found',
    server: {
      command: process.execPath,
      args: ['--max-old-space-size=512', found.path, '--stdio'],
      judge: `the ${title} language server (${found.whose})`,
      // Schemas come from files only: nothing is fetched.
      initializationOptions: {
        provideFormatter: false,
        handledSchemaProtocols: ['file'],
        embeddedLanguages: { css: true, javascript: true },
      },
      settings,
      asking: 'pull',
    },
  };
}

export const webRows: readonly ServerRow[] = webLanguages.map((language) => ({
  id: language.id,
  title: language.title,
  languages: language.languages,
  find: (place) => find(language, place),
  emptied: () => '',
}));
