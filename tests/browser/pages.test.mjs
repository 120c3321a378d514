// Every page as every role that may see it: no finding of axe, no sideways scroll, nothing on the console.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { code, contested, draft, fill, findings, onward, resource, round, sideways, startSite } from './lib/site.mjs';

let site;
before(async () => void (site = await startSite()));
after(() => site.stop());

// Full rules on a wide light page; in the dark only colours differ, at 320 px only the places.
async function hold(page, path) {
  const answer = await page.goto(path);
  const name = new URL(page.url()).pathname + new URL(page.url()).search;
  assert.ok(answer.headers()['content-security-policy']?.includes("default-src 'none'"), `${name}: a strict policy`);
  assert.equal(await page.locator('h1').count(), 1, `${name}: one h1`);
  assert.match(await page.title(), /^.+ · Accord$/, `${name}: a title of its own`);
  const problems = (await findings(page)).map((f) => `light ${f}`);
  await page.emulateMedia({ colorScheme: 'dark' });
  problems.push(...(await findings(page, ['color-contrast'])).map((f) => `dark ${f}`));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 800 });
  problems.push(...(await findings(page)).map((f) => `narrow ${f}`));
  const over = await sideways(page);
  if (over > 0) problems.push(`narrow: scrolls sideways by ${over} px`);
  await page.setViewportSize({ width: 1440, height: 900 });
  if ((await sideways(page)) > 0) problems.push('wide: scrolls sideways');
  assert.deepEqual(problems, [], name);
  return answer.status();
}

async function holdAll(page, paths) {
  for (const path of paths) assert.equal(await hold(page, path), 200, path);
}

test('what everybody reads', async () => {
  const page = await site.open();
  const measure = await contested(page);
  const { points } = await resource(page, `${round}/points`);
  const { points: [objected] } = await resource(page, `${code}/rounds/2/points?answer=objects`);
  const placed = (await resource(page, draft)).provisions.find((p) => p.deleted_text && p.earlier > 1);
  await holdAll(page, ['/', code, draft, `${draft}?at=${measure.eid}`, `${code}/drafts/2..3`, `${code}/drafts/2..3?view=side&only=changes`, `${code}/drafts/2..3?view=clean`,
    measure.history_href, round, `${round}/points`, `${round}/report`, `${code}/rounds/2/report`, `${code}/rounds/2/report?country=DE`, `${code}/rounds/2/points?answer=not-followed`, objected.href, `${draft}?at=${placed.eid}&view=earlier`, `${round}/points?q=nowhere-to-be-found`, points[0].href, '/log', `${code}/documents/about`, `${code}/documents/privacy`, '/sign-in']);
  assert.equal(await hold(page, '/no/such/page'), 404);
  assert.equal(await hold(page, '/me'), 401);
  await page.context().close();
});

test('what a participant works with', async () => {
  const page = await site.open('newcomer');
  const measure = await contested(page);
  await holdAll(page, [draft, `${draft}?at=${measure.eid}&view=history`, `${draft}?show=changed`, `${draft}/comment?at=${measure.eid}`, `${round}/submission`, '/me']);
  assert.equal(await hold(page, '/office'), 403);

  await page.goto(`${draft}/comment?at=${measure.eid}`);
  await fill(page.locator('form.composer'), { text: 'Say **when**.\n\n1. first\n2. second', replacement: 'Other words' });
  await page.click('button[value=preview]');
  await page.waitForSelector('#preview');
  assert.deepEqual(await findings(page), [], 'preview');
  await onward(page, /drafts\/3\?at=/, () => page.click('button[value=save]'));
  await holdAll(page, [`${round}/submission`, `${draft}?show=mine`]);

  await page.goto(`${round}/submission`);
  await page.check('[name=consent]');
  await onward(page, /receipts/, () => page.click('button[value=file]'));
  await holdAll(page, [page.url(), `${round}/submission`, '/me']);
  await page.context().close();
});

test('what became of one’s points, and the reply', async () => {
  const page = await site.open('provider');
  const { points: [mine] } = await resource(page, `${code}/rounds/2/points?author=me`);
  await holdAll(page, ['/me', mine.href]);
  await page.goto(mine.href);
  await page.check('[name=reaction][value=objects]');
  await page.fill('.react textarea', 'no');
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('.react .btn')]);
  assert.match(await page.locator('.react .problem').innerText(), /an objection needs its reason/i);
  assert.deepEqual(await findings(page), [], 'the form with its problem');
  await page.fill('.react textarea', 'Fourteen days are too few where an experiment is needed.');
  await onward(page, /points\/\w+#became/, () => page.click('.react .btn'));
  assert.match(await page.locator('#answers .reaction').innerText(), /The author objects[^]*Fourteen days are too few/);
  await hold(page, mine.href);
  await page.goto('/me');
  await onward(page, /me#notices/, () => page.click('[action="/me/seen"] .btn'));
  assert.equal(await page.locator('.news.count').count(), 0);
  await page.context().close();
});

test('what chairs read', async () => {
  const page = await site.open('chair');
  const measure = await contested(page);
  const { points: [objected] } = await resource(page, `${code}/rounds/2/points?answer=objects`);
  await holdAll(page, [objected.href, `${code}/drafts/3..4?only=changes`, `${draft}?at=${measure.eid}`, `${round}/points`, round, `${round}/letters`, `${round}/letters?show=letters`, `/desk${round}`, `/desk${round.replace('/rounds/3', '/rounds/2')}`, `/desk${code}/drafts/4/publish`]);
  const desk = await resource(page, `/desk${round}`);
  for (const act of ['edit', 'split', 'merge', 'move', 'add', 'delete']) await holdAll(page, [`/desk${round}?at=${desk.selected.eid}&edit=${desk.selected.text.next.pieces[0].eid}&act=${act}`]);
  await page.goto(round);
  await onward(page, /letters$/, () => page.click('aside a:has-text("Read the letters")'));
  const { letters } = await resource(page, `${round}/letters`);
  assert.equal(await page.locator('.letters > li').count(), letters.length);
  await onward(page, /points\?author=/, () => page.locator('.letters .why a').first().click());
  assert.match(await page.locator('#found').innerText(), new RegExp(`^${letters.find((l) => l.points_href).points} point`));
  await page.context().close();
});

test('what the secretariat works with', async () => {
  const page = await site.open('secretariat');
  const { points } = await resource(page, `${round}/points`);
  const working = `/office${code}/drafts/4`;
  await holdAll(page, ['/office', points[0].href, `${code}/documents/about?edit=yes`, working]);
  const name = 'fourth.md';
  const text = '# Chapter 1: Transparency\n\n## Commitment 1: Documentation\n\nSignatories document.\n\n### Measure 1.1: Drawing up and keeping the model record\n\nSignatories draw up a record.\n\n### Measure 1.1: The same number again\n\nA sibling with that number.\n';
  await page.goto(working);
  await page.setInputFiles('#u-file', { name, mimeType: 'text/markdown', buffer: Buffer.from(text) });
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('form[enctype="multipart/form-data"] .btn')]);
  await holdAll(page, [working, `${working}?show=all`, `${draft.replace('/3', '/4')}`, `${code}/drafts/3..4`]);
  const { provisions, lineage } = await resource(page, `${working}?show=all`);
  await holdAll(page, [provisions[0].edit_href, lineage.edges[0].pair_href]);
  await page.context().close();
});

test('an invitation', async () => {
  const page = await site.open('secretariat');
  await page.goto('/office');
  await page.fill('#i-name', 'Runa Halvorsen (example)');
  await page.fill('#i-email', 'runa@lanternfish.example');
  await page.selectOption('#i-category', 'academia');
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('aside[aria-label=Invite] .btn')]);
  const link = await page.locator('aside[aria-label=Invite] pre').innerText();
  const guest = await site.open();
  assert.equal(await hold(guest, new URL(link).pathname), 200);
  await guest.fill('#j-password', 'a few words that are long');
  await Promise.all([guest.waitForNavigation({ waitUntil: 'domcontentloaded' }), guest.click('main .btn')]);
  await guest.goto('/me');
  assert.match(await guest.locator('h1').innerText(), /Runa Halvorsen/);
  await page.context().close();
  await guest.context().close();
});

test('no page complained on its console', () => assert.deepEqual(site.complaints, []));
