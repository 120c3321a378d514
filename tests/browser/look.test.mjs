// What a page looks like where it matters: deadline in the reader's zone, heat and pins, the redline's views, print.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { byId, code, contested, draft, resource, round, startSite } from './lib/site.mjs';

let site;
before(async () => void (site = await startSite()));
after(() => site.stop());

test('the deadline stands in Brussels time and in the reader’s', async () => {
  for (const [timezoneId, local] of [['America/New_York', 'Sunday, 17:59 your time'], ['Asia/Kathmandu', 'Monday, 03:44 your time'], ['Europe/Brussels', null]]) {
    const page = await site.open('visitor', { timezoneId });
    await page.goto(draft);
    const bar = await page.locator('.round-bar').innerText();
    assert.match(bar, /Sunday 30 March 2025, 23:59 Brussels time/);
    if (local) assert.ok(bar.includes(local), `${timezoneId}: ${bar}`);
    else assert.doesNotMatch(bar, /your time/, 'nothing is said twice');
    await page.context().close();
  }
});

test('the time left is the server’s, whatever the clock of the device says, and runs on', async () => {
  const page = await site.open();
  await page.clock.install({ time: new Date('2031-07-01T00:00:00Z') });
  await page.goto(round);
  const { deadline } = await resource(page, round);
  assert.equal(await page.locator('.round-bar .left').innerText(), deadline.time_left_text);
  await page.clock.fastForward('50:00:00');
  assert.match(await page.locator('.round-bar .left').innerText(), /^0?[345] h \d\d min left$/);
  await page.clock.fastForward('06:00:00');
  assert.equal(await page.locator('.round-bar .left').innerText(), 'closed');
  await page.context().close();
});

test('heat and pins say where points are and from whom', async () => {
  const page = await site.open();
  const measure = await contested(page);
  await page.goto(draft);
  const { contents, provisions } = await resource(page, draft);
  const entry = contents.find((c) => c.eid === measure.eid);
  const row = page.locator(`.toc a[href$="#${measure.eid}"]`);
  const heat = row.locator('svg.heat');
  assert.equal(await heat.getAttribute('aria-label'), entry.heat.label);
  const drawn = await heat.locator('rect').evaluateAll((all) => all.map((r) => Number(r.getAttribute('width'))));
  assert.equal(drawn.length, entry.heat.bars.length);
  assert.ok(drawn.every((w) => w > 0) && drawn.reduce((a, b) => a + b, 0) <= 1000);
  // Of one level the most discussed has the longest bar.
  const full = contents.filter((c) => c.level === entry.level && c.heat).map((c) => c.heat.bars.reduce((sum, b) => sum + b.width, 0));
  assert.equal(Math.max(...full), entry.heat.bars.reduce((sum, b) => sum + b.width, 0));
  const pin = byId(page, measure.eid).locator('.pin');
  assert.equal(await pin.innerText(), String(measure.points));
  assert.equal(await page.locator('.pin:not(.was)').count(), provisions.filter((p) => p.has_points).length);
  await byId(page, measure.eid).locator('.pins').click();
  await page.waitForURL(/at=/);
  await page.locator('#panel.open .card').first().waitFor();
  assert.equal(await page.locator('#panel h2').innerText(), measure.heading);
  // A number on a page leads to what it counts.
  const legend = page.locator('#panel .legend a').first();
  const count = Number(await legend.locator('b').innerText());
  await legend.click();
  await page.waitForLoadState();
  assert.match(await page.locator('#found').innerText(), new RegExp(`^${count} point`));
  await page.context().close();
});

test('the redline: inline, side by side, clean, only what changed; readable without colour', async () => {
  const page = await site.open();
  const path = `${code}/drafts/2..3`;
  const r = await resource(page, path);
  await page.goto(path);
  assert.equal(await page.locator('.chg').count(), r.items.length);
  for (const [tag, line] of [['ins', 'underline'], ['del', 'line-through']])
    assert.match(await page.locator(`.chg ${tag}`).first().evaluate((e) => getComputedStyle(e).textDecorationLine), new RegExp(line), `${tag} differs without colour`);
  assert.ok((await page.locator('.chg.moved .kind').count()) > 0, 'a move is shown as a move');

  await page.click('.tabs a:has-text("Only changes")');
  await page.waitForLoadState();
  assert.equal(await page.locator('.chg.same:not(.titled)').count(), 0);
  assert.ok((await page.locator('.chg').count()) < r.items.length);

  await page.click('.tabs a:has-text("Side by side")');
  await page.waitForLoadState();
  const edited = page.locator('.chg.edited').first();
  assert.equal(await edited.locator('.sides > div').count(), 2);
  assert.equal(await edited.locator('.sides > div').first().locator('ins').count(), 0, 'the old side has nothing that came');
  assert.equal(await edited.locator('.sides > div').last().locator('del').count(), 0);

  await page.click('.tabs a:has-text("Clean")');
  await page.waitForLoadState();
  assert.equal(await page.locator('.chg ins, .chg del').count(), 0);

  // Inline without what came is the old text, and without what went the new one.
  const sides = (await resource(page, `${path}?view=side`)).items;
  const plain = (html, drop) => page.evaluate(([h, d]) => {
    const doc = new DOMParser().parseFromString(h, 'text/html');
    for (const e of doc.querySelectorAll(d)) e.remove();
    return doc.body.textContent.replace(/\s+/g, ' ').trim();
  }, [html, drop]);
  for (const item of r.items.filter((i) => i.kind === 'edited')) {
    const side = sides.find((i) => i.anchor === item.anchor);
    assert.equal(await plain(item.body_html, 'ins'), await plain(side.old_body_html, 'none'), item.anchor);
    assert.equal(await plain(item.body_html, 'del'), await plain(side.new_body_html, 'none'), item.anchor);
  }
  await page.context().close();
});

test('on paper there is the text, and nothing to press', async () => {
  const page = await site.open('newcomer');
  const measure = await contested(page);
  await page.emulateMedia({ media: 'print' });
  for (const path of [draft, `${code}/drafts/2..3?only=changes`, `${draft}?at=${measure.eid}`]) {
    await page.goto(path);
    for (const gone of ['.bar', '.demo', '.round-bar', '.toc', '.foot', '.tabs', '[data-compose]'])
      assert.equal(await page.locator(gone).filter({ visible: true }).count(), 0, `${path}: ${gone} is not printed`);
    assert.ok(await page.locator('main .text p').first().isVisible(), `${path}: the text is printed`);
    assert.ok((await page.pdf({ format: 'A4' })).length > 20_000);
  }
  await page.context().close();
});

test('the report is a document: charts with their tables, patterns beside colours, whole on paper', async () => {
  const page = await site.open();
  const path = `${code}/rounds/2/report`;
  const r = await resource(page, path);
  await page.goto(path);
  assert.equal(await page.locator('.rep').count(), r.chapters.flatMap((c) => c.items).length);
  const charts = await page.locator('svg.chart').all();
  assert.ok(charts.length >= 5);
  for (const chart of charts) {
    for (const part of ['title', 'desc']) assert.ok((await chart.locator(part).first().textContent()).length > 10, part);
    const name = await chart.getAttribute('aria-labelledby');
    for (const id of name.split(' ')) assert.equal(await page.locator(`[id="${id}"]`).count(), 1, id);
    assert.equal(await chart.locator('xpath=ancestor::*[contains(@class, "chart-table")]//table').count(), 1, `${name}: its table stands beside it`);
  }
  // Without colours what is stacked still differs, by its pattern.
  const fills = await page.locator('svg[aria-labelledby^=by-outcome] > rect').evaluateAll((all) => all.map((e) => `${e.getAttribute('class').split(' ')[1]} ${e.getAttribute('fill') ?? ''}`));
  assert.ok(new Set(fills).size >= 5, [...new Set(fills)].join());
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['.bar', '.demo', '.round-bar', '.foot', '.take']) assert.equal(await page.locator(gone).filter({ visible: true }).count(), 0, `${gone} is not printed`);
  for (const part of ['.report-head .figures', 'svg.chart', '.numbers', '.rep blockquote', '.answered-there .reason', '#made']) assert.ok(await page.locator(part).first().isVisible(), `${part} is printed`);
  const width = await page.evaluate(() => document.documentElement.clientWidth);
  assert.ok((await page.locator('svg.chart').first().boundingBox()).width < width);
  const pages = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages > 5 && pages < 60, `${pages} pages`);
  await page.context().close();
});

test('one provision through all drafts leads to each of them', async () => {
  const page = await site.open();
  const { provisions } = await resource(page, `${code}/drafts/1`);
  const kept = provisions.find((p) => p.kind === 'measure');
  await page.goto(kept.history_href);
  const r = await resource(page, kept.history_href);
  assert.equal(await page.locator('.versions > li:not(.arguments)').count(), r.versions.length);
  assert.ok(r.versions.length >= 2, 'a measure of the first draft lives on');
  await page.locator('.versions .what a').last().click();
  await page.waitForURL(/drafts\/1/);
  await page.context().close();
});

test('no page complained on its console', () => assert.deepEqual(site.complaints, []));
