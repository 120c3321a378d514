// From points to the next draft: answers are prepared, hidden, gated, published in one act; authors answer back.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accordBinary } from './lib/server.mjs';
import { World, brussels, wait } from './lib/world.mjs';

const first = '# Code\n\n## Commitment 1 · Records\n\nSignatories keep records.\n\n### Measure 1.1 · Time\n\nA record is kept for a reasonable time. It names its version.\n\n### Measure 1.2 · Numbers\n\nThe numbers are shown in full. Nobody rounds them.\n\n### Measure 1.3 · Colour\n\nThe report is blue.\n';
let world, who;
const ids = {};
const reason = (word) => `Because ${word} weighed more than the other side of it.`;
const say = async (role, url, fields, status) => {
  const answer = await who[role].post(url, fields);
  assert.equal(answer.status, status, `${role} ${url}: ${answer.text}`);
  return answer.json();
};
const see = async (role, url) => {
  const answer = await who[role].getJson(url);
  assert.equal(answer.status, 200, `${role} ${url}: ${answer.text}`);
  return answer.json();
};
const desk = '/desk/i/code/rounds/1', answers = `${desk}/answers`;

before(async () => {
  world = await World.start();
  who = world.people;
  await world.administrator();
  await world.instrument('code');
  for (const [key, role] of [['chair', 'chair'], ['vice', 'vice-chair'], ['alba', 'member'], ['bruno', 'member']])
    await world.invited(who.admin, key, { name: `${key} example`, role, category: role === 'member' ? 'academia' : '', instrument: 'code' });
  await world.draft(who.admin, 'code', first);
  await world.publish(who.admin, 'code', 1, { with_round: 'yes', closes_local: brussels(3) });
  const point = (more) => ({ at: 'cmt_1__msr_1.1', text: 'Give a number.', type: 'technical', stance: 'amend', visibility: 'everyone', ...more });
  const filed = [
    await world.file(who.alba, 'code', 1, { points: [point({ quote: 'a reasonable time' }), point({ at: 'cmt_1__msr_1.2', text: 'Say zthree things: full, rounded, dated.' }), point({ at: 'cmt_1__msr_1.3', text: 'Why blue?', quote: 'The report is blue.' })] }),
    await world.file(who.bruno, 'code', 1, { points: [point({ text: 'Ten years.' }), point({ at: 'cmt_1__msr_1.2', text: 'zsecretwords for the chairs', visibility: 'chairs-only' })] }),
  ];
  for (const f of filed) assert.equal(f.status, 201, f.text);
  const { points } = await see('admin', '/i/code/rounds/1/points');
  for (const p of points) ids[p.text.split(' ')[0]] = p.id;
});
after(() => world.end());

test('what is prepared is the chairs\' alone, and a participant has no desk', async () => {
  assert.equal((await who.alba.getJson(desk)).status, 404);
  await say('chair', answers, { point: [ids.Give, ids.Ten], outcome: 'accepted', reason: reason('zprepared certainty') }, 200);
  for (const role of ['alba', 'bruno'])
    for (const url of [`/i/code/points/${ids.Give}`, '/i/code/rounds/1/points', '/i/code/rounds/1/points?answer=accepted', '/i/code/rounds/1/points?answer=prepared', '/me', '/me/export']) {
      const text = (await who[role].get(url)).text;
      assert.doesNotMatch(text, /zprepared/, `${role} ${url}`);
    }
  assert.equal((await see('alba', '/i/code/rounds/1/points?answer=answered')).total, 0);
  assert.equal((await see('chair', '/i/code/rounds/1/points?answer=answered')).total, 2);
  assert.equal((await see('chair', desk)).bar.answered_text, '2 of 5 points answered');
  // A narrower list does not make the gate look nearer than it is.
  const narrowed = await see('chair', `${desk}?category=provider`);
  assert.deepEqual([narrowed.rows.length, narrowed.bar.answered_text, narrowed.bar.gate_text], [0, '2 of 5 points answered', 'Draft 2 can be published when 3 more are answered']);
});

test('a disposition needs its reason, a known outcome and a point of the round', async () => {
  await say('chair', answers, { point: ids.Why, outcome: 'accepted', reason: 'no' }, 400);
  await say('chair', answers, { point: ids.Why, outcome: 'perhaps', reason: reason('x') }, 400);
  await say('chair', answers, { point: 'absent', outcome: 'noted', reason: reason('x') }, 404);
  await say('chair', answers, { outcome: 'noted', reason: reason('x') }, 400);
  // All or none: one bad point leaves the good one open.
  await say('chair', answers, { point: [ids.Why, 'absent'], outcome: 'noted', reason: reason('x') }, 404);
  assert.equal((await see('chair', desk)).bar.answered_text, '2 of 5 points answered');
});

test('two chairs on one point: the second one is told, and overwrites only knowingly', async () => {
  const { selected } = await see('vice', `${desk}?at=cmt_1__msr_1.3`);
  await wait(20);
  await say('chair', answers, { point: ids.Why, outcome: 'noted', reason: reason('taste') }, 200);
  const refused = await say('vice', answers, { point: ids.Why, outcome: 'accepted', reason: reason('reading'), seen: selected.answer.seen }, 409);
  assert.match(refused.message, /chair example has answered/);
  await say('vice', answers, { point: ids.Why, outcome: 'accepted', reason: reason('reading') }, 409);
  const again = await see('vice', `${desk}?at=cmt_1__msr_1.3`);
  await say('vice', answers, { point: ids.Why, outcome: 'accepted', reason: reason('reading'), seen: again.selected.answer.seen, reader: (await see('vice', desk)).selected.answer.readers.find((r) => r.label.startsWith('chair example')).value }, 200);
  await say('vice', answers, { point: ids.Why, do: 'read' }, 403);
});

test('a point that asks several things is divided, and each part is answered', async () => {
  await say('chair', `/i/code/points/${ids.Say}/divide`, { parts: 'show them in full\nround them\ndate them' }, 200);
  await say('chair', answers, { point: ids.Say, outcome: 'noted', reason: reason('x') }, 422);
  await say('chair', answers, { point: [`${ids.Say}.1`, `${ids.Say}.2`], outcome: 'not-accepted', reason: reason('exactness') }, 200);
  await say('chair', answers, { point: `${ids.Say}.4`, outcome: 'noted', reason: reason('x') }, 404);
  assert.equal((await see('chair', desk)).bar.answered_text, '3 of 5 points answered', 'one part is still open');
});

test('the next text is written in place, and only chairs see it', async () => {
  await say('alba', '/desk/i/code/next', {}, 404);
  await say('vice', '/desk/i/code/next', {}, 201);
  await say('vice', '/desk/i/code/next', {}, 409);
  const page = await see('chair', `${desk}?at=cmt_1__msr_1.1&edit=cmt_1__msr_1.1`);
  const { seen } = page.selected.text.next.edit;
  const edit = { eid: 'cmt_1__msr_1.1', number: '1.1', heading: 'Time', body: 'A record is kept for zten years. It names its version.', seen };
  await say('chair', '/desk/i/code/drafts/2/edit', edit, 200);
  await say('vice', '/desk/i/code/drafts/2/edit', { ...edit, body: 'Somebody else\'s words.' }, 409);
  await say('chair', '/desk/i/code/drafts/2/split', { eid: 'cmt_1__msr_1.2', number: '1.2', heading: 'Numbers', body: 'The numbers are shown in full.', number2: '1.4', heading2: 'Rounding', body2: 'Nobody rounds them.' }, 200);
  await say('chair', '/desk/i/code/drafts/2/delete', { eid: 'cmt_1__msr_1.3' }, 400);
  await say('chair', '/desk/i/code/drafts/2/delete', { eid: 'cmt_1__msr_1.3', confirm: 'yes' }, 200);
  await say('chair', '/desk/i/code/drafts/2/add', { after: 'cmt_1', kind: 'commitment', number: '2', heading: 'Honesty', body: 'Signatories are honest.' }, 200);
  const kinds = (await see('chair', '/i/code/drafts/1..2')).items.filter((i) => i.kind !== 'same').map((i) => `${i.kind} ${i.label}`);
  assert.deepEqual(kinds.sort(), ['deleted Measure 1.3', 'edited Measure 1.1', 'new Commitment 2', 'split Measure 1.2 and Measure 1.4']);
  for (const url of ['/i/code/drafts/2', '/i/code/drafts/1..2', '/desk/i/code/drafts/2/publish']) assert.equal((await who.alba.getJson(url)).status, 404, url);
});

test('the gate: how many are open, a second reader, then everything at one instant', async () => {
  await wait(3_500);
  const act = { confirm: 'yes', takes_account_of: 1 };
  const shut = await say('chair', '/desk/i/code/drafts/2/publish', act, 422);
  assert.match(shut.message, /2 of 5 points have no answer/);
  await say('chair', answers, { point: [`${ids.Say}.3`, ids['zsecretwords']], outcome: 'noted', reason: reason('later') }, 200);
  assert.match((await say('chair', '/desk/i/code/drafts/2/publish', act, 422)).message, /wait for their second reader/);
  assert.equal((await see('chair', '/desk/i/code/drafts/2/publish')).passes, false);
  await say('chair', answers, { point: ids.Why, do: 'read' }, 200);
  // The vice-chair answered words that the chair deleted since; what the chair changed under her own answers she knows.
  assert.match((await say('chair', '/desk/i/code/drafts/2/publish', act, 422)).message, /1 answer was prepared on words that changed since/);
  await say('vice', answers, { point: ids.Why, do: 'confirm' }, 200);
  await say('vice', '/desk/i/code/drafts/2/publish', act, 403);
  await say('chair', '/desk/i/code/drafts/2/publish', act, 201);
  const point = await see('alba', `/i/code/points/${ids.Give}`);
  assert.equal(point.became.answers[0].outcome, 'accepted');
  assert.match(point.became.answers[0].reason_html, /zprepared/);
  const why = (await see('bruno', '/i/code/drafts/1..2')).items.find((i) => i.label === 'Measure 1.1').why;
  assert.deepEqual(why.groups.map((g) => [g.kind, g.points]), [['followed', 2]]);
  await say('chair', answers, { point: ids.Give, outcome: 'noted', reason: reason('x') }, 409);
});

test('each point has its place in the new draft, or says that its words are gone', async () => {
  const place = async (id) => (await see('alba', `/i/code/points/${id}`)).became.places[0];
  assert.equal((await place(ids.Why)).kind, 'text-deleted');
  assert.equal((await place(ids.Ten)).kind, 'changed');
  await say('alba', `/i/code/points/${ids.Why}/placement`, { draft: 2, eid: 'cmt_2' }, 404);
  await say('chair', `/i/code/points/${ids.Why}/placement`, { draft: 2, eid: 'cmt_2', note: 'now a matter of honesty' }, 200);
  assert.deepEqual([(await place(ids.Why)).kind, (await place(ids.Why)).by_hand], ['moved', true]);
});

test('the author answers back, with a receipt that can be checked offline', async () => {
  const url = `/i/code/points/${ids.Give}/reaction`;
  await say('bruno', url, { reaction: 'satisfied' }, 403);
  await say('alba', url, { reaction: 'objects' }, 400);
  await say('alba', url, { reaction: 'objects', reason: 'Ten years are too many for a small provider.' }, 201);
  assert.equal((await see('bruno', `/i/code/points/${ids.Give}`)).became.reaction.kind, 'objects');
  assert.equal((await see('bruno', '/i/code/rounds/1/points?answer=objects')).total, 1);
  const receipt = await who.alba.get(`${url}/receipt`);
  assert.equal(receipt.status, 200);
  const file = path.join(world.folder, 'reaction.json');
  fs.writeFileSync(file, receipt.bytes);
  const key = (await see('alba', '/log')).public_key ?? /accord[^\s"<]*\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+/.exec((await who.alba.get('/log')).text.replaceAll('&#x2F;', '/').replaceAll('&#47;', '/'))?.[0];
  if (key) assert.match(execFileSync(accordBinary, ['verify', file, '--key', key], { encoding: 'utf8' }), /PROVEN/);
  assert.equal((await who.bruno.get(`${url}/receipt`)).status, 404);
});

test('chairs-only words and their answers are nobody else\'s, and all of it survives a restart', async () => {
  await world.restart();
  for (const url of ['/i/code/drafts/1..2', '/i/code/rounds/1/points', '/i/code/rounds/1/points.csv', '/i/code/rounds/1', '/i/code/drafts/1?at=cmt_1__msr_1.2', '/log'])
    assert.doesNotMatch((await who.alba.get(url)).text, /zsecretwords/, url);
  assert.equal((await see('alba', '/i/code/rounds/1/points?answer=answered')).total, 4);
  assert.equal((await see('chair', '/i/code/rounds/1/points?answer=answered')).total, 5);
  assert.equal((await see('alba', `/i/code/points/${ids.Give}`)).became.reaction.kind, 'objects');
  const kinds = (await see('alba', '/log')).entries.map((e) => e.kind);
  for (const kind of ['dispositions', 'reaction', 'placement']) assert.ok(kinds.includes(kind), kind);
});
