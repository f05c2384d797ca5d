// Builds the chat view's page: modules, so that syntax colours load with the first code block that needs them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** An icon's file becomes the list of its outlines, so that the page can draw it without a font. */
const iconOutlines = {
  name: 'icon-outlines',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.svg$/ }, ({ path }) => {
      const outlines = [...readFileSync(path, 'utf8').matchAll(/\sd="([^"]+)"/g)].map((match) => match[1]);
      return { loader: 'json', contents: JSON.stringify(outlines) };
    }),
};

/** Writes `page.js`, `page.css` and the lazy chunks into `outdir`; gives esbuild's result, with the list of what went in. */
export function buildPage({ production, outdir }) {
  return build({
    entryPoints: { page: join(import.meta.dirname, 'src', 'main.tsx') },
    outdir,
    chunkNames: '[name]-[hash]',
    bundle: true,
    metafile: true,
    minify: production,
    sourcemap: !production,
    logLevel: 'warning',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
    format: 'esm',
    splitting: true,
    platform: 'browser',
    target: 'chrome128',
    jsx: 'automatic',
    plugins: [iconOutlines],
  });
}
