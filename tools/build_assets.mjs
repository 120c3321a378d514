// Bundles styles, scripts, fonts and icons for embedding.
//   node tools/build_assets.mjs OUT
// writes OUT/<name>-<hash>.<ext> and OUT/map.json, {"main.css": "/assets/main-1A2B3C4D.css", ...}: names carry
// a hash of their content, so that browsers may keep them for ever. OUT is emptied first.
import { build } from 'esbuild';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const out = process.argv[2];
if (!out) {
  console.error('usage: node tools/build_assets.mjs OUT');
  process.exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
rmSync(out, { recursive: true, force: true });

const result = await build({
  absWorkingDir: root,
  entryPoints: ['assets/styles/main.css', 'assets/styles/redline_alone.css', 'assets/styles/summary_alone.css', 'assets/scripts/main.ts', 'assets/icons/icon.svg'],
  outdir: resolve(out),
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  publicPath: '/assets',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2021', 'chrome100', 'firefox100', 'safari15'],
  loader: { '.woff2': 'file', '.svg': 'copy' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const map = {};
for (const path of Object.keys(result.metafile.outputs).sort()) {
  const file = basename(path);
  map[file.replace(/-[0-9A-Z]{8}(?=\.[a-z0-9]+$)/, '')] = `/assets/${file}`;
}
writeFileSync(join(out, 'map.json'), JSON.stringify(map, null, 1) + '\n');
