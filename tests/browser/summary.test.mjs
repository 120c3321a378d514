// The public page of a training summary as people see it: a file on its own, in every light and width, printed, by keyboard, to axe.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { findings, sideways } from './lib/site.mjs';

const root = new URL('../../', import.meta.url).pathname;
const accord = process.env.ACCORD_BIN ?? join(root, 'build/release/accord');
const folder = mkdtempSync(join(tmpdir(), 'accord-summary-look-'));
let browser;
before(async () => {
  const working = join(folder, 'working.json');
  const summary = (...args) => execFileSync(accord, ['summary', ...args], { stdio: 'pipe' });
  const facts = join(root, 'tests/browser/summary.yaml');
  summary('fill', '--facts', facts, '-o', working);
  summary('render', working, '--public', '-o', join(folder, 'site'), '--no-pdf');
  summary('render', working, '--private', '-o', join(folder, 'site'));
  browser = await chromium.launch({ executablePath: process.env.ACCORD_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'] });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const open = async (file, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const requests = [];
  page.on('request', (r) => requests.push(r.url()));
  await page.goto(`file://${join(folder, 'site', file)}`);
  return { page, requests };
};

for (const file of ['index.html', 'review.html'])
  for (const colorScheme of ['light', 'dark'])
    test(`axe finds nothing on ${file}, ${colorScheme}, wide and narrow`, async () => {
      for (const width of [1280, 320]) {
        const { page } = await open(file, { colorScheme, viewport: { width, height: 800 } });
        assert.deepEqual(await findings(page), [], `${width} px`);
        assert.equal(await sideways(page), 0, `${width} px`);
        await page.context().close();
      }
    });

test('the page fetches nothing', async () => {
  const { page, requests } = await open('index.html');
  assert.equal(requests.length, 1, requests.join(' '));
  await page.context().close();
});

test('the contents lead to every section, and the skip link past the figures', async () => {
  const { page } = await open('index.html');
  const targets = await page.locator('.contents a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.ok(targets.length > 12);
  for (const t of targets) assert.equal(await page.locator(`[id="${t.slice(1)}"]`).count(), 1, t);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#answers');
  await page.context().close();
});

test('the figures say what the answers say', async () => {
  const { page } = await open('index.html');
  const steps = await page.locator('.sizes li').evaluateAll((all) => all.map((li) => [...li.querySelectorAll('rect')].findIndex((r) => r.classList.contains('fill'))));
  assert.deepEqual(steps, [1, 0, -1, -1], 'text in the middle range, images in the first, no audio, no video');
  assert.equal(await page.locator('.tongues li.covered').count(), 3);
  assert.match(await page.locator('.more-tongues').innerText(), /Japanese/);
  assert.equal(await page.locator('.sources tbody tr').filter({ hasText: 'Crawled' }).locator('circle.some').count(), 2);
  assert.deepEqual(await page.locator('.bars tbody tr').evaluateAll((all) => all.map((r) => r.innerText.replace(/\s+/g, ' ').trim())), ['.example 3', '.test 1']);
  await page.context().close();
});

test('printed, it needs no screen', async () => {
  const { page } = await open('index.html');
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.locator('.contents').isVisible()));
  assert.ok(await page.locator('.sizes svg').first().isVisible());
  await page.context().close();
});
