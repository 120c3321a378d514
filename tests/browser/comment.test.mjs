// The main job: read, mark words, say what one thinks of them, look at it, file in time, keep the receipt; with scripts and
// without, and with a keyboard alone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accordBinary } from '../http/lib/server.mjs';
import { byId, contested, draft, fill, mark, onward, resource, round, startSite } from './lib/site.mjs';

let site, folder;
before(async () => {
  site = await startSite();
  folder = mkdtempSync(join(tmpdir(), 'accord-browser-'));
});
after(async () => {
  await site.stop();
  rmSync(folder, { recursive: true });
});

const key = async (page) => (await resource(page, '/log')).key;
const words = 'Where two reservations contradict each other';

// The receipt that the page offers, checked by the program as its owner would.
async function checkReceipt(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[download]:has-text("Download")')]);
  const file = join(folder, name);
  await download.saveAs(file);
  assert.match(execFileSync(accordBinary, ['verify', file, '--key', await key(page)], { encoding: 'utf8' }), /\S/);
  return readFileSync(file, 'utf8');
}

async function file(page) {
  await page.goto(`${round}/submission`);
  await page.check('[name=consent]');
  await onward(page, /\/receipts\//, () => page.click('button[value=file]'));
  await page.waitForLoadState();
}

test('with scripts: marked words become a point in the panel, then a filing with a receipt', async () => {
  const page = await site.open('newcomer', { acceptDownloads: true });
  const measure = await contested(page);
  await page.goto(draft);
  await mark(page, measure.eid, words);
  await page.click('.float');
  const form = page.locator('#compose-here form');
  await form.waitFor();
  assert.equal(await form.locator('blockquote').innerText(), words);
  await fill(form, { text: 'Name the **stricter** rule of the two.', replacement: 'Where two reservations differ' });
  await form.locator('button[value=preview]').click();
  await page.waitForSelector('#preview');
  assert.equal(await page.locator('#preview strong').innerText(), 'stricter');
  assert.match(await page.locator('#preview del').first().innerText(), /contradict/);
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('#compose-here button[value=save]').click()]);
  const card = page.locator('#panel .card', { hasText: 'stricter rule of the two' });
  await card.waitFor();
  assert.match(await card.innerText(), /not filed yet/, 'the panel shows it, and that it is not filed');
  assert.match(await page.locator('body > .notice').innerText(), /not filed yet/i, 'and the page says so');
  assert.equal((await page.locator('.round-bar .count').innerText()).match(/\d+/)[0], '1');

  await file(page);
  assert.match(await page.locator('h1').innerText(), /^Filed/);
  const first = await checkReceipt(page, 'first.json');
  assert.ok(first.includes('rule of the two'), 'the receipt holds the words');

  // Everybody sees it now, at its words.
  const visitor = await site.open();
  await visitor.goto(`${draft}?at=${measure.eid}#${measure.eid}`);
  assert.equal(await visitor.locator('#panel .card', { hasText: 'stricter rule of the two' }).count(), 1);

  // Replaced: the last counts, both versions stay.
  await page.goto(`${round}/submission`);
  await onward(page, /comment/, () => page.click('.acts a:has-text("Edit")'));
  await page.fill('[name=text]', 'Name the **weaker** rule of the two.');
  await onward(page, /drafts\/3/, () => page.click('button[value=save]'));
  await file(page);
  assert.match(await page.locator('h1').innerText(), /^Replaced/);
  await checkReceipt(page, 'second.json');
  await page.goto(`${round}/submission`);
  assert.equal(await page.locator('[aria-labelledby=versions] tbody tr').count(), 2);
  await visitor.goto(`${round}/points?q=weaker+rule`);
  assert.equal(await visitor.locator('.card', { hasText: 'weaker rule of the two' }).count(), 1);
  await visitor.goto(`${draft}?at=${measure.eid}`);
  assert.equal(await visitor.locator('#panel .card', { hasText: 'stricter rule of the two' }).count(), 0, 'the version before no longer counts');

  // Withdrawn: nothing of it is shown, the receipts stay.
  await page.click('.danger-zone summary');
  await page.check('[name=confirm]');
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('.danger-zone button')]);
  await page.goto(`${round}/submission`);
  assert.match(await page.locator('.lead').innerText(), /withdrawn/i);
  await visitor.goto(`${draft}?at=${measure.eid}`);
  assert.equal(await visitor.locator('#panel .card', { hasText: 'weaker rule of the two' }).count(), 0);
  await page.context().close();
  await visitor.context().close();
});

test('without scripts: the same by forms and links', async () => {
  const page = await site.open('provider', { javaScriptEnabled: false, acceptDownloads: true });
  const { points_total: before } = await resource(page, `${round}/submission`);
  const measure = await contested(page);
  await page.goto(draft);
  await byId(page, measure.eid).locator('[data-compose]').click();
  await page.waitForURL(/comment/);
  const sentence = page.locator('.sentences label', { hasText: words });
  await sentence.locator('input').check();
  await fill(page.locator('form.composer'), { text: 'A rule for *this* case.', stance: 'question', visibility: 'name-withheld' });
  await page.click('button[value=preview]');
  assert.equal(await page.locator('#preview em').innerText(), 'this');
  assert.match(await page.locator('form.composer blockquote').innerText(), new RegExp(words), 'the choice of words stays');
  await page.click('button[value=save]');
  await page.waitForURL(/drafts\/3/);
  assert.match(await page.locator('body > .notice').innerText(), /not filed yet/i);
  assert.match(await page.locator('#panel .card', { hasText: 'this case' }).innerText(), /not filed yet/);
  await page.click('.round-bar .btn');
  assert.equal(await page.locator('.placed').count(), before + 1);
  await page.check('[name=consent]');
  await page.click('button[value=file]');
  await page.waitForURL(/\/receipts\//);
  await checkReceipt(page, 'third.json');
  const visitor = await site.open();
  await visitor.goto(`${draft}?at=${measure.eid}`);
  const card = visitor.locator('#panel .card', { hasText: 'A rule for this case' });
  assert.match(await card.innerText(), /name withheld/i);
  const { person } = await resource(page, '/me');
  assert.doesNotMatch(await card.innerText(), new RegExp(person.name), 'a withheld name is nowhere');
  await page.context().close();
  await visitor.context().close();
});

test('a refusal keeps what was written and says what to do', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await site.open('newcomer', { javaScriptEnabled });
    const measure = await contested(page);
    await page.goto(`${draft}/comment?at=${measure.eid}`);
    await fill(page.locator('form.composer'), { text: '   ', stance: 'oppose' });
    await page.click('button[value=save]');
    await page.waitForSelector('.problem');
    assert.ok((await page.locator('.problem').innerText()).length > 10);
    assert.ok(await page.locator('[name=stance][value=oppose]').isChecked());
    await page.context().close();
  }
});

test('by keyboard alone: find a provision, comment, file', async () => {
  const page = await site.open('newcomer');
  await page.goto(draft);
  const focus = (selector) => page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector);
  const tabTo = async (selector, most = 400) => {
    for (let i = 0; i < most; i += 1) {
      await page.keyboard.press('Tab');
      if (await focus(selector)) return;
    }
    assert.fail(`no ${selector} within ${most} steps of Tab`);
  };
  await page.keyboard.press('Tab');
  assert.ok(await focus('.skip'), 'the first step offers to skip to the content');
  await page.keyboard.press('Enter');
  await tabTo('[data-compose]', 30);
  await page.keyboard.press('Enter');
  await page.locator('#compose-here textarea[name=text]').waitFor();
  assert.ok(await focus('textarea[name=text]'), 'the focus goes where one writes');
  await page.keyboard.type('Typed without a mouse.');
  await tabTo('#compose-here button[value=save]', 20);
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  await page.locator('.round-bar .count').waitFor();
  await tabTo('.round-bar .btn', 60);
  await onward(page, /submission/, () => page.keyboard.press('Enter'));
  await tabTo('[name=consent]', 80);
  await page.keyboard.press('Space');
  await tabTo('button[value=file]', 5);
  await onward(page, /\/receipts\//, () => page.keyboard.press('Enter'));
  await page.context().close();
});

test('single keys: j, k, c and ? work in the reader, and nowhere in a field', async () => {
  const page = await site.open('newcomer');
  const { provisions } = await resource(page, draft);
  await page.goto(`${draft}?at=${provisions[3].eid}`);
  const current = async () => page.locator('.prov.current').getAttribute('id');
  const opened = (eid) => page.waitForURL((url) => url.searchParams.get('at') === eid);
  await page.keyboard.press('j');
  await opened(provisions[4].eid);
  assert.equal(await current(), provisions[4].eid);
  await page.keyboard.press('k');
  await opened(provisions[3].eid);
  await page.keyboard.press('?');
  assert.match(await page.locator('dialog[open]').innerText(), /next provision/);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.keyboard.press('c');
  await page.locator('#compose-here textarea[name=text]').waitFor();
  await page.keyboard.type('jack?');
  assert.equal(await page.inputValue('#compose-here [name=text]'), 'jack?', 'in a field they are letters');
  assert.equal(await current(), provisions[3].eid);
  await page.goBack();
  await opened(provisions[4].eid);
  await page.context().close();
});

test('no page complained on its console', () => assert.deepEqual(site.complaints, []));
