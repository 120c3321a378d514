// What is not sent yet survives: a lost connection, a reload, a server that turns away. And what must not stay on a
// device does not: nothing after sign-out, a text for the chairs never.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contested, draft, fill, onward, resource, round, startSite } from './lib/site.mjs';

let site, eid;
before(async () => {
  site = await startSite();
  const page = await site.open();
  eid = (await contested(page)).eid;
  await page.context().close();
});
after(() => site.stop());

const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
const compose = async (page) => {
  await page.goto(`${draft}/comment?at=${eid}`);
  return page.locator('form.composer');
};

test('a reload brings back what was typed, until it is sent', async () => {
  const page = await site.open('newcomer');
  const form = await compose(page);
  await fill(form, { text: 'Typed and not sent', replacement: 'Nor this' });
  await page.reload();
  assert.equal(await page.inputValue('[name=text]'), 'Typed and not sent');
  assert.equal(await page.inputValue('[name=replacement]'), 'Nor this');
  assert.match(await page.locator('.kept').innerText(), /not sent yet/);
  await onward(page, /drafts\/3\?at/, () => page.click('button[value=save]'));
  assert.doesNotMatch(await stored(page), /Typed and not sent/, 'the server has it, the device forgets it');
  await page.context().close();
});

test('without a connection it waits, and is sent once when there is one', async () => {
  const page = await site.open('newcomer');
  const { points_total: before } = await resource(page, `${round}/submission`);
  const form = await compose(page);
  await fill(form, { text: 'Written on a train' });
  await page.context().setOffline(true);
  await page.click('button[value=save]');
  await page.waitForFunction(() => /No connection/.test(document.querySelector('.kept')?.textContent ?? ''));
  assert.match(await stored(page), /Written on a train/);
  await onward(page, /drafts\/3\?at/, () => page.context().setOffline(false));
  const { points } = await resource(page, `${round}/submission`);
  assert.equal(points.filter((p) => p.text === 'Written on a train').length, 1);
  assert.equal(points.length, before + 1);
  await page.context().close();
});

test('turned away with 503, it stays and can be sent again', async () => {
  const page = await site.open('newcomer');
  const form = await compose(page);
  await fill(form, { text: 'Sent into a crowd' });
  let refused = 0;
  await page.route('**/comment*', (route) => (route.request().method() === 'POST' && refused++ === 0 ? route.fulfill({ status: 503, body: 'full' }) : route.continue()));
  await page.click('button[value=save]');
  await page.waitForFunction(() => document.querySelector('.kept.offline') !== null);
  assert.match(await stored(page), /Sent into a crowd/);
  await page.reload();
  assert.equal(await page.inputValue('[name=text]'), 'Sent into a crowd');
  await onward(page, /drafts\/3\?at/, () => page.click('button[value=save]'));
  const { points } = await resource(page, `${round}/submission`);
  assert.equal(points.filter((p) => p.text === 'Sent into a crowd').length, 1);
  await page.context().close();
});

test('a text for the chairs only is never kept, not even what was typed before choosing so', async () => {
  const page = await site.open('newcomer');
  const form = await compose(page);
  await form.locator('[name=text]').fill('Confidential first half');
  assert.match(await stored(page), /Confidential/, 'while it is for everybody it is kept');
  await form.locator('[name=visibility][value=chairs-only]').check();
  assert.doesNotMatch(await stored(page), /Confidential/);
  await form.locator('[name=text]').fill('Confidential and whole');
  assert.doesNotMatch(await stored(page), /Confidential/);
  await page.context().setOffline(true);
  await page.click('button[value=save]');
  await page.waitForFunction(() => document.querySelector('.kept.offline') !== null);
  assert.doesNotMatch(await stored(page), /Confidential/);
  await onward(page, /drafts\/3\?at/, () => page.context().setOffline(false));
  assert.doesNotMatch(await stored(page), /Confidential/);
  const visitor = await site.open();
  assert.doesNotMatch(JSON.stringify(await resource(visitor, `${draft}?at=${eid}`)), /Confidential/);
  await visitor.context().close();
  await page.context().close();
});

test('sign-out clears the device, and the next person sees nothing of the last', async () => {
  const page = await site.open('newcomer');
  const form = await compose(page);
  await form.locator('[name=text]').fill('Mine alone');
  assert.match(await stored(page), /Mine alone/);
  await page.click('.sign-out button');
  await page.waitForLoadState();
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await page.goto(`${draft}/comment?at=${eid}`);
  assert.doesNotMatch(await page.content(), /Mine alone/);
  await page.context().close();
});

test('switching role keeps the texts of two people apart', async () => {
  const page = await site.open('newcomer');
  const form = await compose(page);
  await form.locator('[name=text]').fill('Of the newcomer');
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('.demo button[value=provider]')]);
  await compose(page);
  assert.equal(await page.inputValue('[name=text]'), '');
  await page.context().close();
});

test('no page complained on its console but of the connection', () =>
  assert.deepEqual(site.complaints.filter((c) => !/ERR_INTERNET_DISCONNECTED/.test(c)), []));
