// A demonstration of its own and a browser for a test file. `open(role)` gives a page in a context of its own, signed in
// as that role of the demonstration; whatever a page says on its console that is an error is kept in `complaints`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { startAccord } from '../../http/lib/server.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export const code = '/i/gpai-code';
export const draft = `${code}/drafts/3`;
export const round = `${code}/rounds/3`;

/** `args` instead of the demonstration: `['serve', '--data', folder]`. */
export async function startSite(args = ['demo']) {
  const server = await startAccord([...args, '--listen', '127.0.0.1:0'], { timeout: 60_000 });
  const browser = await chromium.launch({
    executablePath: process.env.ACCORD_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  const complaints = [];
  return {
    url: server.url,
    complaints,
    output: server.output,
    async open(role = 'visitor', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', baseURL: server.url, ...options });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      page.on('console', (m) => m.type() === 'error' && !/status of (4|503)/.test(m.text()) && complaints.push(`${page.url()}: ${m.text()}`));
      page.on('pageerror', (e) => complaints.push(`${page.url()}: ${e.message}`));
      if (role !== 'visitor') await become(page, role);
      return page;
    },
    async stop() {
      await browser.close();
      return server.stop();
    },
  };
}

/** Switches role with the bar of the demonstration, as anybody would. */
export async function become(page, role) {
  if (!page.url().startsWith('http')) await page.goto('/sign-in');
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click(`.demo button[value="${role}"]`)]);
}

/** The resource of the page at `path`, as this page's person may see it. */
export async function resource(page, path) {
  if (!page.url().startsWith('http')) await page.goto('/sign-in');
  const { status, body } = await page.evaluate(async (p) => {
    const answer = await fetch(p, { headers: { Accept: 'application/json' } });
    return { status: answer.status, body: await answer.text() };
  }, path);
  if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
  return JSON.parse(body);
}

/** The measure with the most points. */
export async function contested(page) {
  const { provisions } = await resource(page, draft);
  return provisions.reduce((most, p) => (p.points > most.points ? p : most));
}

/** What axe finds on the page, one line each; none is good. */
export async function findings(page, only) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate((run) => window.axe.run(document, run), { runOnly: only ?? levels, resultTypes: ['violations'] });
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join(' | ')}`);
}

/** How many pixels the page can be pushed sideways. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Marks the words in the provision as a reader would with the mouse. */
export async function mark(page, eid, words) {
  await page.evaluate(
    ([id, wanted]) => {
      const provision = document.getElementById(id);
      const walk = document.createTreeWalker(provision.querySelector('.text'), NodeFilter.SHOW_TEXT);
      const nodes = [];
      let all = '';
      for (let n = walk.nextNode(); n; n = walk.nextNode()) {
        nodes.push([n, all.length]);
        all += n.data;
      }
      const at = all.indexOf(wanted);
      if (at < 0) throw new Error(`the provision does not say “${wanted}”: ${all}`);
      const place = (offset, last) => nodes.findLast(([, from]) => (last ? from < offset : from <= offset));
      const [a, from] = place(at, false);
      const [b, to] = place(at + wanted.length, true);
      provision.scrollIntoView();
      getSelection().setBaseAndExtent(a, at - from, b, at + wanted.length - to);
    },
    [eid, words],
  );
}

/** Fills what a point must have. */
export async function fill(form, { text, replacement = '', stance = 'amend', type = 'technical', visibility = 'everyone' }) {
  await form.locator(`[name=stance][value=${stance}]`).check();
  await form.locator(`[name=type][value=${type}]`).check();
  await form.locator('[name=text]').fill(text);
  if (replacement) await form.locator('[name=replacement]').fill(replacement);
  await form.locator(`[name=visibility][value=${visibility}]`).check();
}

/** Does what leads to another page, and waits until that is there. */
export async function onward(page, address, act) {
  await Promise.all([page.waitForURL(address, { waitUntil: 'commit' }), act()]);
  await page.waitForLoadState('domcontentloaded');
}

export const byId = (page, id) => page.locator(`[id="${id}"]`);
