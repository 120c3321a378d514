// A data folder from its first start: the administrator's link, an instrument, a draft with characters of every plane, its
// round, an invited participant; and a comment on marked words, counted as the server counts them.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { byId, fill, mark, onward, resource, startSite } from './lib/site.mjs';

let site, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-browser-'));
  site = await startSite(['serve', '--data', folder]);
});
after(async () => {
  await site.stop();
  rmSync(folder, { recursive: true });
});

const heading = 'Records 𝔯𝔢𝔠 of 中文';
const block = '𝒜 model — 👩‍⚖️ reviewed — keeps 🜚 its record. Then more words & an end; then more words & an end.';
const list = ['first 🜚 item', 'second item'];
const text = `# Code

## Measure 1.1: ${heading}

${block.replace('more words', '*more* words').replace('&', '&amp;')}

- ${list[0]}
- ${list[1]}
`;
const visible = [heading, block, ...list].join('\n');

async function accept(page, address, name) {
  await page.goto(address);
  if (await page.locator('#j-name').count()) await page.fill('#j-name', name);
  if (await page.locator('[name=email]').count()) await page.fill('[name=email]', 'office@harbour.example');
  await page.fill('#j-password', 'long enough to be good');
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('main .btn')]);
}

test('from the first start to a comment on the exact words', async () => {
  const office = await site.open();
  const link = /\/join\/\S+/.exec(site.output())[0];
  await accept(office, link, 'Odile Marchetti (example)');
  await office.goto('/office');
  assert.equal(await office.locator('.demo').count(), 0, 'there is no switch of roles here');
  await office.click('summary:has-text("A new instrument")');
  await office.fill('#n-title', 'Code of the Harbour (example)');
  await office.fill('#n-short', 'Harbour (example)');
  await office.fill('#n-slug', 'harbour');
  await office.fill('#n-summary', 'An example.');
  await Promise.all([office.waitForNavigation({ waitUntil: 'domcontentloaded' }), office.click('.grid-form .btn:has-text("Make it")')]);
  await office.goto('/office/i/harbour/drafts/1');
  await office.setInputFiles('#u-file', { name: 'harbour.md', mimeType: 'text/markdown', buffer: Buffer.from(text) });
  await Promise.all([office.waitForNavigation({ waitUntil: 'domcontentloaded' }), office.click('form[enctype="multipart/form-data"] .btn')]);
  const later = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  await office.fill('[name=closes_local]', `${later}T23:59`);
  await office.locator('form:has([name=with_round]) [name=confirm]').check();
  await Promise.all([office.waitForNavigation({ waitUntil: 'domcontentloaded' }), office.click('form:has([name=with_round]) .btn')]);
  await office.goto('/office');
  await office.fill('#i-name', 'Ravn Ostergaard (example)');
  await office.fill('#i-email', 'ravn@lanternfish.example');
  await office.selectOption('#i-role', { label: 'participant' });
  const category = await office.locator('#i-category option').evaluateAll((all) => all.map((o) => o.value).find((v) => v === 'academia'));
  await office.selectOption('#i-category', category);
  await Promise.all([office.waitForNavigation({ waitUntil: 'domcontentloaded' }), office.click('aside[aria-label=Invite] .btn')]);
  const invitation = await office.locator('aside[aria-label=Invite] pre').innerText();

  const page = await site.open();
  await accept(page, new URL(invitation).pathname, 'Ravn Ostergaard (example)');
  const draft = '/i/harbour/drafts/1';
  const { provisions } = await resource(page, draft);
  const measure = provisions.find((p) => p.kind === 'measure');
  assert.equal(measure.heading, heading);
  // The words stand twice in the provision: the second is meant where the second is marked.
  const twice = 'then more words & an end';
  for (const [quote, from] of [['👩‍⚖️ reviewed — keeps 🜚', visible.indexOf('👩')], [twice, visible.indexOf(twice)], ['second item', visible.indexOf('second item')], [list[0], visible.indexOf(list[0])]]) {
    await page.goto(draft);
    await mark(page, measure.eid, quote);
    await page.click('.float');
    const form = page.locator('#compose-here form');
    await form.waitFor();
    const start = [...visible.slice(0, from)].length;
    assert.equal(await form.locator('[name=quote]').inputValue(), quote);
    assert.equal(Number(await form.locator('[name=start]').inputValue()), start, quote);
    assert.equal(Number(await form.locator('[name=end]').inputValue()), start + [...quote].length, quote);
    await fill(form, { text: `On ${quote}` });
    await Promise.all([page.waitForEvent('domcontentloaded'), form.locator('button[value=save]').click()]);
    const { points } = await resource(page, '/i/harbour/rounds/1/submission');
    const point = points.find((p) => p.text === `On ${quote}`);
    assert.deepEqual([point.quote, point.quote_start, point.quote_end], [quote, start, start + [...quote].length]);
  }
  await page.goto('/i/harbour/rounds/1/submission');
  await page.check('[name=consent]');
  await onward(page, /receipts/, () => page.click('button[value=file]'));
  await page.goto(draft);
  const marked = await byId(page, measure.eid).locator('mark.q').allInnerTexts();
  assert.deepEqual(marked, ['👩‍⚖️ reviewed — keeps 🜚', twice, list[0], 'second item'], 'the marks stand on the words');
  await office.context().close();
  await page.context().close();
});

test('no page complained on its console', () => assert.deepEqual(site.complaints, []));
