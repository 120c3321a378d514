// What a point with the name withheld, or for the chairs only, may not tell: one look at each output, by hand, for each of those who
// may read it and must not learn it. (Every page for every role is searched in authorisation.test.mjs; the redline, filters and
// exports after the answers in answers.test.mjs.)
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from './lib/client.mjs';
import { World, brussels, temporaryFolder, wait } from './lib/world.mjs';

const first = '# Code\n\n## Commitment 1 · Records\n\nSignatories keep records.\n\n### Measure 1.1 · Time\n\nA record is kept for a reasonable time. It names its version.\n\n### Measure 1.2 · Numbers\n\nThe numbers are shown in full.\n\n### Measure 1.3 · Colour\n\nThe report is blue.\n';
const m = (n) => `cmt_1__msr_1.${n}`;
const desk = '/desk/i/code/rounds/1', reason = (word) => `Because ${word} weighed more than the other side of it.`;
let world, who, mails, wanda, late;
const ids = {};
const see = async (role, url) => {
  const answer = await who[role].getJson(url);
  assert.equal(answer.status, 200, `${role} ${url}: ${answer.text}`);
  return answer.json();
};
const say = async (role, url, fields, status) => {
  const answer = await who[role].post(url, fields);
  assert.equal(answer.status, status, `${role} ${url}: ${answer.text}`);
  return answer.json();
};
const both = async (role, url) => (await who[role].get(url)).text + (await who[role].getJson(url)).text;
// Who it was and when: for nobody but the office and the author.
const identity = () => new RegExp(`Zwithheldname|zwithheldorg|wanda@example|${wanda.filing}|${late.filing}|${wanda.filed.replace('.', '\\.')}|${late.filed.replace('.', '\\.')}`, 'i');
const chairsWords = /zchairs(first|late|answer|objection)/;

before(async () => {
  mails = temporaryFolder();
  world = await World.start({ args: ['--mail-folder', mails, '--mail-from', 'accord@code.example'] });
  who = world.people;
  who.anonymous = new Client(world.port);
  await world.administrator();
  await world.instrument('code');
  for (const [key, role] of [['chair', 'chair'], ['vice', 'vice-chair']]) await world.invited(who.admin, key, { name: `${key} example`, role, instrument: 'code' });
  await world.invited(who.admin, 'wanda', { name: 'Zwithheldname Wanda', role: 'member', category: 'rightsholder', organisation: 'Zwithheldorg', instrument: 'code' });
  for (const key of ['alba', 'bruno', 'carla', 'dora']) await world.invited(who.admin, key, { name: `${key} example`, role: 'member', category: 'academia', instrument: 'code' });
  for (const key of ['wanda', 'alba', 'chair', 'vice']) await say(key, '/me/mail', { pace: 'each' }, 200);
  await world.draft(who.admin, 'code', first);
  await world.publish(who.admin, 'code', 1, { with_round: 'yes', closes_local: brussels(3), late_policy: 'accept-late' });
  const point = (n, text, visibility = 'everyone', more = {}) => ({ at: m(n), text, type: 'technical', stance: 'amend', visibility, ...more });
  const file = async (key, points) => {
    const filed = await world.file(who[key], 'code', 1, { points });
    assert.equal(filed.status, 201, filed.text);
    return filed.json();
  };
  wanda = await file('wanda', [point(1, 'Withheld words.', 'name-withheld', { quote: 'a reasonable time' })]);
  const brunos = [point(1, 'Open words of bruno.'), point(3, 'zchairsfirst of Bruno.', 'chairs-only')];
  await file('bruno', brunos);
  for (const key of ['alba', 'carla', 'dora']) await file(key, [point(1, `Open words of ${key}.`)]);
  await wait(3_300);
  const remember = async () => { for (const p of (await see('chair', '/i/code/rounds/1/points')).points) ids[p.text.split(' ')[0]] = p.id; };
  await remember();
  await say('chair', '/desk/i/code/next', {}, 201);
  const { next } = (await see('chair', `${desk}?at=${m(1)}&edit=${m(1)}`)).selected.text;
  await say('chair', '/desk/i/code/drafts/2/edit', { eid: m(1), number: '1.1', heading: 'Time', body: 'A record is kept for ten years. It names its version.', seen: next.edit.seen }, 200);
  await say('chair', `/i/code/points/${ids.Withheld}/divide`, { parts: 'the one\nthe other' }, 200);
  const open = (await see('chair', '/i/code/rounds/1/points?answer=open')).points.map((p) => p.id).filter((id) => ![ids.Withheld, ids.zchairsfirst].includes(id));
  await say('chair', `${desk}/answers`, { point: [...open, `${ids.Withheld}.1`, `${ids.Withheld}.2`], outcome: 'accepted', reason: reason('openness'), changes: `d1-${m(1)}` }, 200);
  await say('chair', `${desk}/answers`, { point: ids.zchairsfirst, outcome: 'not-accepted', reason: reason('zchairsanswer'), changes: `d1-${m(3)}` }, 200);
  await say('chair', '/desk/i/code/drafts/2/publish', { confirm: 'yes', takes_account_of: 1 }, 201);
  // Afterwards, late: placed on the draft that is out at the instant of the filing.
  late = await file('wanda', [point(1, 'Withheld words.', 'name-withheld', { quote: 'a reasonable time' }), point(2, 'Latewithheld words.', 'name-withheld', { quote: 'shown in full' })]);
  await file('bruno', [...brunos, point(3, 'zchairslate of Bruno.', 'chairs-only')]);
  await remember();
  const mine = (await see('wanda', '/i/code/rounds/1/points?author=me')).points;
  late.filed = mine.find((p) => p.id === ids.Latewithheld).filed;
  wanda.filed = (await see('wanda', '/me/export')).submissions[0].filings?.at(-1)?.filed ?? late.filed;
  await say('wanda', `/i/code/points/${ids.Withheld}/reaction`, { reaction: 'objects', reason: 'zobjection that names nobody.' }, 201);
  await say('chair', '/desk/i/code/next', {}, 201);
  await wait(1_500);
});
after(async () => {
  await world?.end();
  fs.rmSync(mails, { recursive: true, force: true });
});

test('the desk: a chair answers a withheld point and does not learn whose it is, nor when it came', async () => {
  const urls = ['', `?at=${m(1)}`, `?at=${m(2)}`, '?show=open', '?show=prepared', '?show=stale', '?show=waiting', '?category=rightsholder', '?category=academia', '?q=Latewithheld'].map((q) => desk + q);
  for (const role of ['chair', 'vice']) for (const url of urls) assert.doesNotMatch(await both(role, url), identity(), `${role} ${url}`);
  const { selected } = await see('chair', `${desk}?at=${m(2)}`);
  const [card] = selected.points;
  assert.deepEqual([card.author, card.organisation, card.submission, card.filed, card.category, card.is_late], [null, null, null, null, 'public', false]);
  assert.equal((await see('chair', `${desk}?category=rightsholder`)).rows.length, 0, 'nor is its only rightsholder found by the category');
  assert.match(JSON.stringify(await see('admin', `${desk}?at=${m(2)}`)), /Zwithheldname/, 'the office knows');
  for (const role of ['alba', 'wanda', 'anonymous']) assert.ok([401, 404].includes((await who[role].getJson(desk)).status), role);
});

test('the gate and what it counts', async () => {
  for (const role of ['chair', 'vice']) assert.doesNotMatch(await both(role, '/desk/i/code/drafts/3/publish'), identity(), role);
  for (const role of ['alba', 'wanda', 'anonymous']) assert.ok([401, 404].includes((await who[role].getJson('/desk/i/code/drafts/3/publish')).status), role);
});

test('the redline and the history of a provision', async () => {
  for (const role of ['chair', 'alba', 'carla', 'anonymous'])
    for (const url of ['/i/code/drafts/1..2', '/i/code/drafts/1..2?view=side', '/i/code/drafts/1..2?only=changes', ...[1, 2, 3].map((n) => `/i/code/provisions/d1-${m(n)}`)]) {
      const text = await both(role, url);
      assert.doesNotMatch(text, identity(), `${role} ${url}`);
      if (role !== 'chair') assert.doesNotMatch(text, chairsWords, `${role} ${url}`);
    }
  const why = (await see('anonymous', '/i/code/drafts/1..2')).items.find((i) => i.label === 'Measure 1.1').why.groups[0];
  assert.deepEqual(why.by.map((b) => b.category).sort(), ['academia', 'public'], 'a category of one is joined');
});

test('the panel of the reader, in both drafts', async () => {
  for (const role of ['chair', 'alba', 'carla', 'anonymous'])
    for (const d of [1, 2])
      for (const n of [1, 2, 3])
        for (const view of ['', '&view=earlier', '&view=history']) {
          const url = `/i/code/drafts/${d}?at=${m(n)}${view}`, text = await both(role, url);
          assert.doesNotMatch(text, identity(), `${role} ${url}`);
          if (role !== 'chair') assert.doesNotMatch(text, chairsWords, `${role} ${url}`);
        }
  const { panel } = await see('anonymous', `/i/code/drafts/2?at=${m(3)}&view=earlier`);
  assert.deepEqual([panel.earlier.length, panel.tabs.map((t) => t.label)], [0, ['Points 0', 'History']], 'nothing but chairs-only points: no tab either');
});

test('the page of a point: nothing of when it came, not by its place, its answer or the way it is called', async () => {
  for (const role of ['chair', 'alba', 'anonymous']) {
    for (const id of [ids.Withheld, ids.Latewithheld]) {
      const text = await both(role, `/i/code/points/${id}`);
      assert.doesNotMatch(text, identity(), `${role} ${id}`);
      const page = await see(role, `/i/code/points/${id}`);
      assert.deepEqual([page.late_text, page.log, page.point.is_late], [null, null, false], `${role} ${id}`);
      for (const p of page.became.places) assert.ok(role === 'chair' ? /^\d+ \w+ \d{4}$/.test(p.when_text) : p.when_text === null, `${role}: ${p.when_text}`);
    }
    const objection = (await see(role, `/i/code/points/${ids.Withheld}`)).became.reaction;
    assert.deepEqual([objection.log_href, objection.receipt_href, /^\d+ \w+ \d{4}$/.test(objection.when_text)], [null, null, true]);
  }
  assert.match((await see('wanda', `/i/code/points/${ids.Latewithheld}`)).late_text, /Filed after Draft 2/, 'its author may know');
  for (const role of ['alba', 'anonymous']) for (const id of [ids.zchairsfirst, ids.zchairslate]) assert.equal((await who[role].getJson(`/i/code/points/${id}`)).status, 404);
});

test('exports: lists, CSV, JSONL, and what people take with them', async () => {
  for (const role of ['chair', 'alba', 'anonymous'])
    for (const kind of ['', '.csv', '.jsonl'])
      for (const q of ['', '?answer=open', '?answer=answered', '?answer=objects', '?category=rightsholder']) {
        const url = `/i/code/rounds/1/points${kind}${q}`, { text } = await who[role].get(url);
        assert.doesNotMatch(text, identity(), `${role} ${url}`);
        if (role !== 'chair') assert.doesNotMatch(text, chairsWords, `${role} ${url}`);
      }
  for (const role of ['chair', 'alba']) assert.doesNotMatch((await who[role].get('/me/export')).text, /Zwithheldname|zwithheldorg|zchairs/i, role);
});

test('counts: of the round, by category, of the front page, of the reader and of the log', async () => {
  for (const [role, n] of [['anonymous', 6], ['alba', 6], ['chair', 8], ['bruno', 8], ['wanda', 6]]) {
    const round = await see(role, '/i/code/rounds/1');
    assert.equal(round.points, n, role);
    if (role !== 'wanda') assert.equal(round.by_category.some((c) => c.category === 'rightsholder'), false, role);
    assert.equal((await see(role, '/')).instruments[0].points, n, role);
    assert.equal((await see(role, '/i/code/drafts/1')).heat.total, n, role);
    if (role !== 'wanda') for (const url of ['/', '/i/code', '/i/code/rounds/1', '/log']) assert.doesNotMatch(await both(role, url), identity(), `${role} ${url}`);
  }
  assert.equal((await see('anonymous', '/i/code/drafts/2')).provisions.find((p) => p.eid === m(3)).earlier, 0);
});

test('notices: a chair hears of an objection, and not whose; nobody hears of chairs-only points', async () => {
  for (const role of ['chair', 'vice', 'alba']) assert.doesNotMatch(JSON.stringify((await see(role, '/me')).notices), /Zwithheldname|zwithheldorg|zobjection|Withheld words|zchairs/i, role);
  assert.match(JSON.stringify((await see('chair', '/me')).notices), /The author of a point objects to your answer/);
  const own = (await see('wanda', '/me')).notices.map((n) => n.text).join('\n');
  assert.match(own, /Your point of Round 1 was answered with Draft 2/);
  assert.match(own, /divided into 2 parts/, 'the author is told, although the chair does not know who that is');
});

test('mails: to whom they are for, with counts and links alone', async () => {
  for (const end = Date.now() + 15_000; Date.now() < end && fs.readdirSync(mails).filter((f) => f.endsWith('.eml')).length < 2; ) await wait(200);
  const letters = fs.readdirSync(mails).filter((f) => f.endsWith('.eml')).map((f) => fs.readFileSync(path.join(mails, f), 'utf8'));
  assert.ok(letters.length >= 2, `${letters.length} letters`);
  for (const letter of letters) {
    assert.doesNotMatch(letter, /zchairs|Withheld words|zobjection|zwithheldorg/i);
    if (!letter.includes('<wanda@example.org>')) assert.doesNotMatch(letter, /Zwithheldname|wanda/i);
  }
});
