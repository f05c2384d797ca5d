// What package.json promises to the editor is there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly image?: string; readonly markdown?: string; readonly altText?: string };
  readonly completionEvents: readonly string[];
}
const steps: readonly Step[] = contributes.walkthroughs.flatMap((walkthrough: { steps: Step[] }) => walkthrough.steps);
const commands = new Set<string>(contributes.commands.map((entry: { command: string }) => entry.command));

describe('manifest', () => {
  it('has an icon of at least 128 pixels', () => {
    const png = readFileSync(join(root, manifest.icon));
    assert.ok(png.readUInt32BE(16) >= 128 && png.readUInt32BE(20) >= 128);
  });

  it('shows pictures in the walkthrough that are not empty, each with words for those who do not see it', () => {
    for (const { id, media } of steps) {
      assert.ok(readFileSync(join(root, media.image ?? media.markdown ?? '')).length > 100, id);
      if (media.image) assert.ok((media.altText ?? '').length > 10, id);
    }
  });

  it('leads from the walkthrough and from menus only to commands it has', () => {
    const links = steps.flatMap((step) => [...step.description.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1] ?? ''));
    const menus = Object.values<{ command?: string }[]>(contributes.menus).flatMap((entries) =>
      entries.flatMap((entry) => entry.command ?? []),
    );
    const events = steps.flatMap((step) =>
      step.completionEvents.flatMap((event) => (event.startsWith('onContext:') ? [] : event.replace('onCommand:', ''))),
    );
    assert.ok(links.length > 0);
    assert.deepEqual(
      [...links, ...menus, ...events].filter((command) => !commands.has(command)),
      [],
    );
  });

  it('runs beside the files, and in part where they are not trusted or not on disk', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.engines.vscode, '^1.106.0');
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, 'limited');
    assert.ok(!manifest.activationEvents.includes('*'));
  });

  it('takes no key of the editor: chords with Alt, and Escape while something of ours runs', () => {
    for (const { key, when } of contributes.keybindings) {
      assert.ok(/^(?:shift\+|ctrl\+)?alt\+/.test(key) || key === 'escape', key);
      assert.match(when, /understudy\.|^editorTextFocus/);
    }
  });

  it('has an icon for every view', () => {
    for (const view of contributes.views.understudy) assert.ok(readFileSync(join(root, view.icon)).length > 0, view.id);
  });
});
