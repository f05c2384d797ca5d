// The product's version and the Node it needs, from package.json at build time.
import manifest from '../../package.json' with { type: 'json' };

export const productVersion: string = manifest.version;

/** What to say to a Node that is too old for the commands; undefined when it will do. */
export function whyTooOld(version: string): string | undefined {
  const needed = Number.parseInt(manifest.engines.node.replace(/^\D+/, ''), 10);
  if (Number.parseInt(version, 10) >= needed) return undefined;
  return `Understudy needs Node ${needed} or newer, and this is Node ${version}. Install a newer Node and run it again.`;
}
