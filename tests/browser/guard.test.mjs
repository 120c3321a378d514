// Words of people stay words: script in every field does not run, with the policy and without it; text from
// right to left reads so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { become, byId, code, draft, fill, findings, onward, resource, startSite } from './lib/site.mjs';

let site;
before(async () => void (site = await startSite()));
after(() => site.stop());

const evil = (where) => `${where}"'><img src=x onerror="window.ran='${where}'"><script>window.ran='${where}'</script><svg onload="window.ran='${where}'"></svg>[a](javascript:window.ran='${where}')<iframe srcdoc="<script>parent.ran='${where}'</script>"></iframe>{{7*7}}`;
const arabic = 'يحتفظ الموقعون بسجل لكل نموذج.';

// The fourth draft of the demonstration: hostile headings, a paragraph from right to left.
const text = `# Chapter 1: ${evil('chapter')}

## Commitment 1: Documentation

Signatories document.

### Measure 1.1: Records

Signatories keep a record.

### Measure 1.2: ${evil('heading')}

${evil('body')}

### Measure 1.3: Right to left

${arabic}
`;

async function publish(page) {
  const working = `/office${code}/drafts/4`;
  await page.goto(working);
  await page.setInputFiles('#u-file', { name: `${evil('file').replaceAll('/', '')}.md`, mimeType: 'text/markdown', buffer: Buffer.from(text) });
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('form[enctype="multipart/form-data"] .btn')]);
  await page.fill('#m-title', evil('title'));
  await page.fill('#m-note', evil('note'));
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('form:has(#m-title) .btn')]);
  await page.goto(working);
    assert.equal(await page.evaluate(() => window.ran), undefined, 'the working draft');
  await page.locator('[name=with_round]').uncheck();
  await page.locator('form:has([name=with_round]) [name=confirm]').check();
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('form:has([name=with_round]) .btn')]);
}

test('script in every field of draft, document, point, letter, token and invitation', async () => {
  const office = await site.open('secretariat');
  await publish(office);
  await office.goto(`${code}/documents/about?edit=yes`);
  await office.fill('#d-title', evil('document'));
  await office.fill('#d-text', evil('document text'));
  await office.fill('#d-licence', evil('licence'));
  await Promise.all([office.waitForNavigation({ waitUntil: 'domcontentloaded' }), office.click('.composer .btn')]);
  await office.goto('/office');
  await office.fill('#i-name', evil('invited'));
  await office.fill('#i-email', 'invited@lanternfish.example');
  await office.fill('#i-org', evil('organisation'));
  await Promise.all([office.waitForNavigation({ waitUntil: 'domcontentloaded' }), office.click('aside[aria-label=Invite] .btn')]);

  const page = await site.open('newcomer');
  const { provisions } = await resource(page, draft);
  await page.goto(`${draft}/comment?at=${provisions[2].eid}`);
  await fill(page.locator('form.composer'), { text: evil('point'), replacement: evil('replacement') });
  await page.click('button[value=preview]');
  await page.waitForSelector('#preview');
  assert.equal(await page.evaluate(() => window.ran), undefined, 'the preview');
  await onward(page, /drafts\/3\?at/, () => page.click('button[value=save]'));
  await page.goto('/me');
  await page.fill('#t-name', evil('token').slice(0, 80));
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('button:has-text("Make a token")')]);
  await page.goto(`${code}/rounds/3/submission`);
  await page.fill('#letter', evil('letter'));
  await page.check('[name=consent]');
  await onward(page, /receipts/, () => page.click('button[value=file]'));
  const { points } = await resource(page, `${code}/rounds/3/submission`);

  const paths = ['/', code, `${code}/drafts/4`, `${code}/drafts/3..4`, `${code}/drafts/3..4?view=side`, `${draft}?at=${provisions[2].eid}`, `${code}/rounds/3`, `${code}/rounds/3/points?q=onerror`,
    points[0].href, `${code}/rounds/3/submission`, '/me', `${code}/documents/about`, '/office', `/office${code}/drafts/5`, `${code}/rounds/3/points?q=${encodeURIComponent(evil('query'))}&author=${encodeURIComponent(evil('author'))}`,
    `/sign-in?next=${encodeURIComponent('javascript:window.ran=1')}`, `/${encodeURIComponent(evil('address'))}`];
  for (const bypassCSP of [false, true]) {
    for (const role of ['newcomer', 'secretariat']) {
      const reader = await site.open(role, { bypassCSP });
      for (const path of paths) {
        await reader.goto(path);
        assert.equal(await reader.evaluate(() => window.ran), undefined, `${path} as ${role}${bypassCSP ? ', without the policy' : ''}`);
        const bad = await reader.evaluate(() =>
          [...document.querySelectorAll('*')].filter((e) => e.localName === 'iframe' || (e.localName === 'script' && !e.src.startsWith(location.origin)) || [...e.attributes].some((a) => a.name.startsWith('on') || /^\s*javascript:/i.test(a.value) && ['href', 'src', 'action'].includes(a.name))).map((e) => e.outerHTML.slice(0, 120)));
        assert.deepEqual(bad, [], path);
      }
      await reader.context().close();
    }
  }
  await office.context().close();
  await page.context().close();
});

test('from right to left: the text reads so, and nothing else turns', async () => {
  const page = await site.open();
  const { provisions } = await resource(page, `${code}/drafts/4`);
  const measure = provisions.find((p) => p.number === '1.3');
  await page.goto(`${code}/drafts/4`);
  const direction = (locator) => locator.evaluate((e) => getComputedStyle(e).direction);
  assert.equal(await direction(byId(page, measure.eid).locator('.text')), 'rtl');
  assert.equal(await direction(page.locator('main')), 'ltr');
  assert.deepEqual(await findings(page), []);
  await page.context().close();
});

test('a point and its author from right to left: each reads so, and the line around them stays', async () => {
  const office = await site.open('secretariat');
  await office.goto('/office');
  const name = 'דנה לוי', organisation = '4 Winds of Haifa (example)', said = 'המפתחים ישמרו רישום של כל מודל, Measure 1.1, ולא רק של האחרון.';
  await office.fill('#i-name', name);
  await office.fill('#i-email', 'dana@lanternfish.example');
  await office.fill('#i-org', organisation);
  await office.selectOption('#i-category', 'academia');
  await Promise.all([office.waitForNavigation({ waitUntil: 'domcontentloaded' }), office.click('aside[aria-label=Invite] .btn')]);
  const page = await site.open();
  await page.goto(new URL(await office.locator('aside[aria-label=Invite] pre').innerText()).pathname);
  await page.fill('#j-password', 'a few words that are long');
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.click('main .btn')]);

  const direction = (locator) => locator.evaluate((e) => getComputedStyle(e).direction);
  const { provisions } = await resource(page, draft);
  await page.goto(`${draft}/comment?at=${provisions.find((p) => p.kind === 'measure').eid}`);
  await fill(page.locator('form.composer'), { text: said, replacement: said });
  for (const field of ['#c-text', '#c-put']) assert.equal(await direction(page.locator(field)), 'rtl', field);
  await page.click('button[value=preview]');
  await page.waitForSelector('#preview');
  assert.equal(await direction(page.locator('#preview .said')), 'rtl');
  await onward(page, /drafts\/3\?at/, () => page.click('button[value=save]'));
  await page.goto(`${code}/rounds/3/submission`);
  await page.fill('#letter', said);
  assert.equal(await direction(page.locator('#letter')), 'rtl');
  await page.check('[name=consent]');
  await onward(page, /receipts/, () => page.click('button[value=file]'));

  await office.goto(`${code}/rounds/3/points?author=${encodeURIComponent(name)}`);
  const card = office.locator('.card');
  assert.equal(await card.count(), 1);
  assert.deepEqual([await direction(card.locator('.said')), await direction(card.locator('.instead p').last()), await direction(card)], ['rtl', 'rtl', 'ltr']);
  // Category, name and organisation stand in this order on one line; in between, nothing of one slips into the other.
  const boxes = await card.locator('.who').evaluate((e) => [...e.querySelectorAll('b, bdi')].map((one) => ({ words: one.textContent, ...one.getBoundingClientRect().toJSON() })));
  assert.deepEqual(boxes.map((b) => b.words), ['academia', name, organisation]);
  for (const [k, box] of boxes.slice(1).entries()) assert.ok(box.left >= boxes[k].right && Math.abs(box.top - boxes[k].top) < 4, `${box.words} beside ${boxes[k].words}`);
  await office.goto(`${code}/rounds/3/letters?show=letters`);
  const letter = office.locator('.letters > li', { hasText: name });
  assert.equal(await direction(letter.locator('.text')), 'rtl');
  assert.equal(await direction(letter), 'ltr');
  assert.deepEqual(await findings(office), []);
  await office.context().close();
  await page.context().close();
});

test('the switch of roles changes what one may do, and every role is offered', async () => {
  const page = await site.open();
  await page.goto(draft);
  const roles = await page.locator('.demo-roles button').evaluateAll((all) => all.map((b) => b.value));
  assert.deepEqual(roles, ['visitor', 'newcomer', 'provider', 'chair', 'secretariat']);
  assert.equal(await page.locator('[data-compose]').count(), 0, 'a visitor reads');
  await become(page, 'provider');
  assert.equal(new URL(page.url()).pathname, draft, 'one stays on the page');
  assert.ok((await page.locator('[data-compose]').count()) > 0, 'a provider comments');
  await become(page, 'secretariat');
  assert.equal(await page.locator('.you a[href="/office"]').count(), 1);
  await become(page, 'visitor');
  assert.equal(await page.locator('.you a[href="/office"]').count(), 0);
  await page.context().close();
});

test('no page complained on its console but of what the policy refused to bypassed script', () => assert.deepEqual(site.complaints, []));
