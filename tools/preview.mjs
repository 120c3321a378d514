// Renders every template against its example (assets/fixtures), holds it against axe, and takes pictures.
//   node tools/preview.mjs OUT [page ...] [--no-pictures]
// OUT gets <page>.html and <page>-<light|dark|narrow>.png. Exit status 1 when a page has a finding.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { render } from './mustache.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const pictures = !args.includes('--no-pictures');
const [out, ...wanted] = args.filter((a) => !a.startsWith('--'));
if (!out) {
  console.error('usage: node tools/preview.mjs OUT [page ...] [--no-pictures]');
  process.exit(2);
}
const read = (path) => readFileSync(join(root, path), 'utf8');
const chromes = JSON.parse(read('assets/fixtures/chrome.json'));
const pages = wanted.length ? wanted : Object.keys(chromes);
mkdirSync(out, { recursive: true });

const bundled = spawnSync(process.execPath, ['tools/build_assets.mjs', join(resolve(out), 'assets')], { cwd: root, stdio: 'inherit' });
if (bundled.status !== 0) process.exit(3);
const map = JSON.parse(readFileSync(join(out, 'assets/map.json'), 'utf8'));

const html = {};
for (const page of pages) {
  const chrome = { ...chromes[page], assets: { css: map['main.css'], js: map['main.js'], icon: map['icon.svg'] } };
  const r = JSON.parse(read(`assets/fixtures/${page}.json`));
  html[page] = render(page, { r, chrome }, (name) => read(`assets/templates/${name}.mustache`));
  writeFileSync(join(out, `${page}.html`), html[page]);
}

const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', woff2: 'font/woff2' };
const server = createServer((request, response) => {
  const path = request.url.split('?')[0];
  if (path.startsWith('/assets/')) {
    response.setHeader('Content-Type', types[path.split('.').pop()] ?? 'text/plain');
    return response.end(readFileSync(join(out, path)));
  }
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Security-Policy', "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'");
  return response.end(html[path.slice(1)] ?? '');
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;

const axe = (await build({ stdin: { contents: "import axe from 'axe-core'; window.axe = axe;", resolveDir: root }, bundle: true, write: false, format: 'iife' })).outputFiles[0].text;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const looks = { light: [1440, 1000, 'light'], dark: [1440, 1000, 'dark'], narrow: [320, 800, 'light'] };
let findings = 0;
const found = (page, look, text) => {
  findings += 1;
  console.log(`${page} ${look}: ${text}`);
};
for (const page of pages) {
  for (const [look, [width, height, colorScheme]] of Object.entries(looks)) {
    // The page's own policy holds for what we load; only axe is let past it.
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    const tab = await context.newPage();
    tab.on('console', (m) => m.type() === 'error' && found(page, look, m.text()));
    tab.on('pageerror', (e) => found(page, look, e.message));
    await tab.clock.setFixedTime(new Date(chromes[page].now));
    await tab.goto(`${base}/${page}`, { waitUntil: 'networkidle' });
    if (pictures) await tab.screenshot({ path: join(out, `${page}-${look}.png`), fullPage: look !== 'dark' && page !== 'reader' });
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) found(page, look, `scrolls sideways by ${wide} px`);
    await tab.evaluate(axe);
    const result = await tab.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    for (const v of result.violations) found(page, look, `${v.id}: ${v.nodes.map((node) => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).slice(0, 3).join(' | ')}`);
    await context.close();
  }
}
await browser.close();
server.close();
console.log(`${pages.length} pages, ${findings} findings`);
process.exit(findings ? 1 : 0);
