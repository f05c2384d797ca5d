// package.json's contributions against the code: nothing offered that does nothing, nothing used that is not offered.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingDefaults } from '../../src/core/model/settings.ts';
import { root, sources } from './sources.ts';

interface Menu {
  readonly command?: string;
}
interface Manifest {
  readonly main: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly icon?: unknown }[];
    readonly keybindings?: readonly { readonly command: string; readonly key: string; readonly when?: string }[];
    readonly menus?: Readonly<Record<string, readonly Menu[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly default?: unknown; readonly description?: string; readonly markdownDescription?: string }>
      >;
    };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon?: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { readonly icon: string }[]>>;
  };
}

const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const offered = contributes.commands.map((entry) => entry.command);
const editorSources = sources.filter((file) => file.path.startsWith('src/vscode/') || file.path === 'src/extension.ts');
const names = new Set(
  editorSources.flatMap((file) => [...file.tree.text.matchAll(/'(understudy\.[A-Za-z.]+)'/g)].map((match) => match[1]!)),
);

// Some commands are registered from a table whose keys are their names.
for (const { tree } of editorSources.filter((file) => file.tree.text.includes('`understudy.${'))) {
  for (const [, name] of tree.text.matchAll(/^\s+(\w+)(?:: |\()/gm)) names.add(`understudy.${name}`);
}

describe('contributions', () => {
  it('offers only commands that the code names', () => {
    assert.deepEqual(
      offered.filter((command) => !names.has(command)),
      [],
    );
  });

  it('binds keys and menus only to offered commands', () => {
    const used = [...(contributes.keybindings ?? []), ...Object.values(contributes.menus ?? {}).flat()].flatMap(
      (entry) => entry.command ?? [],
    );
    assert.deepEqual(
      used.filter((command) => command.startsWith('understudy.') && !offered.includes(command)),
      [],
    );
  });

  it('gives each key a context', () => {
    assert.deepEqual(
      (contributes.keybindings ?? []).filter((binding) => !binding.when).map((binding) => binding.key),
      [],
    );
  });

  it('has the same settings with the same defaults as the code', () => {
    const declared = Object.entries(contributes.configuration.properties).map(([name, { default: value }]) => [
      name.replace(/^understudy\./, ''),
      value,
    ]);
    assert.deepEqual(Object.fromEntries(declared), { ...settingDefaults });
  });

  it('describes every setting', () => {
    const silent = Object.entries(contributes.configuration.properties).filter(
      ([, { description, markdownDescription }]) => !description && !markdownDescription,
    );
    assert.deepEqual(
      silent.map(([name]) => name),
      [],
    );
  });

  it('names views that the code fills, with icons that exist', () => {
    const views = Object.values(contributes.views).flat();
    assert.deepEqual(
      views.filter((view) => !names.has(view.id)).map((view) => view.id),
      [],
    );
    const icons = [...views, ...Object.values(contributes.viewsContainers).flat()].flatMap((entry) =>
      entry.icon && !entry.icon.startsWith('$(') ? [entry.icon] : [],
    );
    assert.deepEqual(
      icons.filter((icon) => !existsSync(join(root, icon))),
      [],
    );
  });
});
