// What goes otherwise than planned between a round and the next draft: a late filing, a round that is opened again, a chair who
// leaves, words that change under an answer, a draft that is found wrong. Nothing may be lost, and the pages say what is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, brussels, wait } from './lib/world.mjs';

const first = '# Code\n\n## Commitment 1 · Records\n\nSignatories keep records.\n\n### Measure 1.1 · Time\n\nA record is kept for a reasonable time. It names its version.\n\n### Measure 1.2 · Numbers\n\nThe numbers are shown in full. Nobody rounds them.\n\n### Measure 1.3 · Colour\n\nThe report is blue.\n';
const m = (n) => `cmt_1__msr_1.${n}`;
const reason = (word) => `Because ${word} weighed more than the other side of it.`;
let world, who;
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
const html = async (role, url) => (await who[role].get(url, { as: 'browser' })).text;
const point = (at, text, more = {}) => ({ at: m(at), text, type: 'technical', stance: 'amend', visibility: 'everyone', ...more });
const file = async (role, slug, points, round = 1) => {
  const filed = await world.file(who[role], slug, round, { points });
  assert.equal(filed.status, 201, filed.text);
  return filed.json();
};
// A code with a round on its first draft that closes soon; gives back the ids of its points by their first word.
const code = async (slug, filings, { late = 'accept-late', seconds = 3 } = {}) => {
  await world.instrument(slug);
  for (const [key, role] of [['chair', 'chair'], ['vice', 'vice-chair'], ['third', 'chair']])
    await world.invited(who.admin, `${slug}-${key}`, { name: `${key} example`, role, instrument: slug });
  for (const key of ['alba', 'bruno']) await world.invited(who.admin, `${slug}-${key}`, { name: `${key} example`, role: 'member', category: 'academia', instrument: slug });
  await world.draft(who.admin, slug, first);
  await world.publish(who.admin, slug, 1, { with_round: 'yes', closes_local: brussels(seconds), late_policy: late });
  for (const [role, points] of filings) await file(`${slug}-${role}`, slug, points);
  await wait(seconds * 1000 + 300);
  return ids(slug);
};
const ids = async (slug, round = 1) => Object.fromEntries((await see(`${slug}-chair`, `/i/${slug}/rounds/${round}/points`)).points.map((p) => [p.text.split(' ')[0], p.id]));
const edit = async (role, slug, n, number, at, body) => {
  const page = await see(role, `/desk/i/${slug}/rounds/1?at=${m(at)}&edit=${m(at)}`);
  await say(role, `/desk/i/${slug}/drafts/${n}/edit`, { eid: m(at), number: `1.${at}`, heading: number, body, seen: page.selected.text.next.edit.seen }, 200);
};
const publish = (role, slug, n, fields, status = 201) => say(role, `/desk/i/${slug}/drafts/${n}/publish`, { confirm: 'yes', ...fields }, status);

before(async () => {
  world = await World.start();
  who = world.people;
  await world.administrator();
});
after(() => world?.end());

test('a filing that comes after the next draft is out stands in it at once, waits at the desk, and its author knows', async () => {
  const id = await code('late', [['alba', [point(1, 'Give a number.', { quote: 'a reasonable time' })]]]);
  await say('late-chair', '/desk/i/late/next', {}, 201);
  await edit('late-chair', 'late', 2, 'Time', 1, 'A record is kept for ten years. It names its version.');
  await say('late-chair', '/desk/i/late/rounds/1/answers', { point: id.Give, outcome: 'accepted', reason: reason('certainty') }, 200);
  await publish('late-chair', 'late', 2, { takes_account_of: 1 });

  for (const url of ['/i/late/rounds/1', '/i/late/drafts/1', '/i/late/rounds/1/submission'])
    assert.match(await html('late-bruno', url), /Draft 2 is out already\. What comes now is taken and marked late, shown at its place in Draft 2 at once/, url);
  assert.match(await html('late-bruno', '/i/late/drafts/1'), /Comment<span class="hide"> on Measure 1\.1/, 'what is taken late can be written from the reader');
  const filed = await file('late-bruno', 'late', [point(1, 'Tell the version.', { quote: 'It names its version.' }), point(3, 'Hush about colour.', { visibility: 'chairs-only' })]);
  assert.equal(filed.late, true);
  const late = await ids('late');
  const { became, late_text } = await see('late-bruno', `/i/late/points/${late.Tell}`);
  assert.deepEqual(became.places.map((p) => [p.draft, p.kind, p.quote]), [[2, 'kept', 'It names its version.']]);
  assert.match(late_text, /Filed after Draft 2 was published/);
  const reader = await see('late-alba', `/i/late/drafts/2?at=${m(1)}&view=earlier`);
  assert.ok(reader.panel.earlier.some((p) => p.id === late.Tell));
  assert.doesNotMatch(JSON.stringify(await see('late-alba', `/i/late/drafts/2?at=${m(3)}&view=earlier`)), /Hush/, 'a place tells nobody of a chairs-only point');
  assert.equal((await see('late-chair', `/i/late/points/${late.Hush}`)).became.places.length, 1);

  // It needs its answer: on the desk of its round, and at the gate of the next draft, by number and place.
  assert.equal((await see('late-chair', '/desk/i/late/rounds/1')).bar.answered_text, '1 of 3 points answered');
  await say('late-chair', '/desk/i/late/next', {}, 201);
  const shut = await publish('late-chair', 'late', 3, { takes_account_of: 1 }, 422);
  assert.match(shut.message, /2 of 3 points have no answer/);
  const gate = await see('late-chair', '/desk/i/late/drafts/3/publish');
  assert.deepEqual(gate.why_not.map((w) => [w.text, w.href]), [['2 points have no answer.', '/desk/i/late/rounds/1?show=open']]);
  await say('late-chair', '/desk/i/late/rounds/1/answers', { point: [late.Tell, late.Hush], outcome: 'noted', reason: reason('the late one') }, 200);
  await publish('late-chair', 'late', 3, { takes_account_of: 1 });
  assert.equal((await see('late-bruno', `/i/late/points/${late.Tell}`)).became.answers[0].draft.number, 3);
  assert.deepEqual((await see('late-bruno', `/i/late/points/${late.Tell}`)).became.places.map((p) => p.draft), [2, 3]);

  // Filed again in other words, it stays that point and its place follows its words; two drafts are out by now.
  await file('late-bruno', 'late', [point(1, 'Later than late.', { quote: 'A record' })]);
  const again = await see('late-bruno', `/i/late/points/${(await ids('late')).Later}`);
  assert.deepEqual(again.became.places.map((p) => [p.draft, p.quote]), [[2, 'A record'], [3, 'A record']]);
});

test('a round of an earlier draft with open points is named on the desk of the last one', async () => {
  const id = await code('two', [['alba', [point(1, 'Give a number.')]]]);
  await say('two-chair', '/desk/i/two/next', {}, 201);
  await say('two-chair', '/desk/i/two/rounds/1/answers', { point: id.Give, outcome: 'noted', reason: reason('it') }, 200);
  await publish('two-chair', 'two', 2, { takes_account_of: 1, with_round: 'yes', closes_local: brussels(3600) });
  // An outage came to light: round 1 is opened again, while round 2 runs on the next draft.
  await say('admin', '/office/i/two/rounds/1/extend', { closes_local: brussels(3), reason: 'The server was out on the last day.' }, 200);
  assert.match(await html('two-bruno', '/i/two/rounds/1/submission'), /the round was extended/);
  await file('two-bruno', 'two', [point(2, 'Outage kept me away.')]);
  const [late] = (await see('two-bruno', '/i/two/rounds/1/points?author=me')).points;
  assert.equal(late.is_late, false, 'it came before the deadline as it is now');
  assert.equal((await see('two-alba', `/i/two/points/${late.id}`)).became.places[0].kind, 'kept');
  const desk = await see('two-chair', '/desk/i/two/rounds/2');
  const notes = desk.notes.map((n) => n.text).join('\n');
  assert.match(notes, /1 point of Round 1 has no answer yet; Draft 3 waits for it too/);
  assert.deepEqual(desk.rounds.map((r) => r.open_text), ['1 open', null]);
  await say('two-chair', '/desk/i/two/next', {}, 201);
  const gate = await see('two-chair', '/desk/i/two/drafts/3/publish');
  assert.deepEqual(gate.why_not.map((w) => w.text.replace(/until.*/, '')), ['Round 1 takes submissions ', '1 point of Round 1 has no answer.', 'Round 2 takes submissions ']);
});

test('a round opened again keeps what was prepared, marks what its author restated, and publication waits', async () => {
  const three = [point(1, 'Give a number.'), point(2, 'Round them.'), point(3, 'Why blue?')];
  const id = await code('outage', [['alba', three]], { late: 'refuse' });
  await say('outage-chair', '/desk/i/outage/next', {}, 201);
  for (const [word, text] of [['Give', 'zgive'], ['Round', 'zround'], ['Why', 'zwhy']]) await say('outage-chair', '/desk/i/outage/rounds/1/answers', { point: id[word], outcome: 'noted', reason: reason(text) }, 200);
  await say('admin', '/office/i/outage/rounds/1/extend', { closes_local: brussels(5), reason: 'The server was out on the last day.' }, 200);
  const desk = await see('outage-chair', '/desk/i/outage/rounds/1');
  assert.match(desk.notes[0].text, /was extended and is open until .* the draft waits/);
  assert.match((await publish('outage-chair', 'outage', 2, { takes_account_of: 1 }, 422)).message, /Round 1 is still open/);
  // Alba files again: one point as it was, one in other words, one left out, one new.
  const mine = await see('outage-alba', '/i/outage/rounds/1/submission');
  const round = mine.points.find((p) => p.text.startsWith('Round'));
  await say('outage-alba', '/i/outage/drafts/1/comment', { at: m(2), point: round.id, text: 'Round them to three figures.', type: 'technical', stance: 'amend', visibility: 'everyone' }, 201);
  const why = mine.points.find((p) => p.text.startsWith('Why'));
  await say('outage-alba', `/i/outage/rounds/1/points/${why.id}/delete`, {}, 200);
  await say('outage-alba', '/i/outage/drafts/1/comment', point(3, 'New after the outage.'), 201);
  assert.equal((await world.file(who['outage-alba'], 'outage', 1, {})).status, 201);
  const now = await ids('outage');
  assert.equal(now.Give, id.Give, 'a point that comes again stays that point');
  assert.equal(now.Round, id.Round);
  const answer = async (word, at) => (await see('outage-chair', `/desk/i/outage/rounds/1?at=${m(at)}`)).selected.points.find((p) => p.id === now[word]).asks[0].answer;
  assert.deepEqual([(await answer('Give', 1)).is_stale, (await answer('Round', 2)).stale_text, await answer('New', 3)], [false, 'its author filed it anew in other words', null]);
  await wait(5_300);
  await say('outage-chair', '/desk/i/outage/rounds/1/answers', { point: now.New, outcome: 'noted', reason: reason('the new one') }, 200);
  assert.match((await publish('outage-chair', 'outage', 2, { takes_account_of: 1 }, 422)).message, /1 answer was prepared on words that changed since/);
  await say('outage-chair', '/desk/i/outage/rounds/1/answers', { do: 'confirm', point: now.Round }, 200);
  await publish('outage-chair', 'outage', 2, { takes_account_of: 1 });
  assert.match((await see('outage-bruno', `/i/outage/points/${now.Round}`)).became.answers[0].reason, /zround/);
});

test('a program that files its points again, as JSON, keeps what was prepared for those that are as they were', async () => {
  const id = await code('again', [['alba', [point(1, 'Give a number.', { quote: 'a reasonable time' }), point(2, 'Round them.')]]]);
  await say('again-chair', '/desk/i/again/rounds/1/answers', { point: [id.Give, id.Round], outcome: 'noted', reason: reason('it') }, 200);
  await file('again-alba', 'again', [point(2, 'Round them up.'), point(1, 'Give a number.', { quote: 'a reasonable time' })]);
  const now = await ids('again');
  assert.equal(now.Give, id.Give);
  assert.notEqual(now.Round, id.Round, 'other words from a program are another point');
  assert.equal((await see('again-chair', '/desk/i/again/rounds/1')).bar.answered_text, '1 of 2 points answered');
});

test('a chair leaves mid-way: what they prepared stays, their part and their reading can be taken over', async () => {
  const id = await code('leave', [['alba', [point(1, 'Give a number.'), point(2, 'Round them.'), point(3, 'Why blue?')]]]);
  const { rows } = await see('leave-chair', '/desk/i/leave/rounds/1');
  const people = (await see('leave-vice', '/desk/i/leave/rounds/1')).selected.answer.readers;
  const chair = people.find((p) => p.label.startsWith('chair')).value, third = people.find((p) => p.label.startsWith('third')).value;
  const wids = await Promise.all(rows.slice(0, 2).map(async (r) => (await see('leave-vice', `/desk/i/leave/rounds/1?at=${r.eid}`)).selected.wid));
  await say('leave-vice', '/desk/i/leave/rounds/1/hand-over', { wid: wids, to: chair }, 200);
  await say('leave-chair', '/desk/i/leave/rounds/1/answers', { point: id.Give, outcome: 'accepted', reason: reason('zleft') }, 200);
  await say('leave-vice', '/desk/i/leave/rounds/1/answers', { point: id.Round, outcome: 'noted', reason: reason('reading'), reader: chair }, 200);
  await say('leave-third', '/desk/i/leave/rounds/1/answers', { do: 'read', point: id.Round }, 403);

  const { people: known } = await see('admin', '/office');
  const of = known.filter((p) => p.name === 'chair example' && p.end_action?.includes('leave'));
  assert.equal(of.length, 1);
  await say('admin', of[0].end_action, {}, 200);
  assert.equal((await who['leave-chair'].getJson('/desk/i/leave/rounds/1')).status, 404);

  const desk = await see('leave-vice', '/desk/i/leave/rounds/1');
  assert.match(desk.left[0].text, /chair example has left: 2 provisions are for nobody now\. What they prepared stays/);
  assert.equal(desk.rows.filter((r) => r.assigned_text === 'nobody (chair example has left)').length, 2);
  assert.equal((await see('leave-vice', '/desk/i/leave/rounds/1?who=nobody')).rows.length, 3, 'what was theirs is found as nobody’s');
  assert.match(JSON.stringify(desk.selected.answer.readers) + JSON.stringify(desk.left[0].people), /third example/);
  assert.doesNotMatch(JSON.stringify(desk.selected.answer.readers), /chair example/);
  await say('leave-vice', '/desk/i/leave/rounds/1/hand-over', { from: desk.left[0].from, to: third }, 200);
  assert.deepEqual((await see('leave-third', '/desk/i/leave/rounds/1?who=me')).rows.filter((r) => r.assigned_text === 'mine').length, 2);
  assert.equal((await see('leave-vice', '/desk/i/leave/rounds/1')).left.length, 0);

  // The reader has left: whoever did not write the answer may read it.
  const waits = (await see('leave-third', `/desk/i/leave/rounds/1?at=${m(2)}`)).selected.points[0].asks[0].answer;
  assert.match(waits.reader_text, /waits for chair example, who has left: any other chair may read it/);
  assert.equal(waits.waits_for_me, true);
  await say('leave-vice', '/desk/i/leave/rounds/1/answers', { do: 'read', point: id.Round }, 403);
  await say('leave-third', '/desk/i/leave/rounds/1/answers', { do: 'read', point: id.Round }, 200);
  await say('leave-third', '/desk/i/leave/rounds/1/answers', { point: id.Why, outcome: 'noted', reason: reason('taste') }, 200);
  await say('leave-third', '/desk/i/leave/next', {}, 201);
  await publish('leave-third', 'leave', 2, { takes_account_of: 1 });
  assert.match((await see('leave-bruno', `/i/leave/points/${id.Give}`)).became.answers[0].reason, /zleft/);
  // An objection to an answer of somebody who has left reaches those who are there.
  await say('leave-alba', `/i/leave/points/${id.Give}/reaction`, { reaction: 'objects', reason: 'It does not answer what I asked.' }, 201);
  for (const role of ['leave-vice', 'leave-third']) assert.match((await see(role, '/me')).notices.map((n) => n.text).join('\n'), /objects to your answer/, role);
  assert.doesNotMatch((await see('leave-chair', '/me')).notices.map((n) => n.text).join('\n'), /objects/);
});

test('two chairs on one point: neither overwrites, divides or takes back what the other did unseen, and what was replaced is kept', async () => {
  const id = await code('pair', [['alba', [point(1, 'Give a number.'), point(2, 'Round them.')]]]);
  const at = async (role) => (await see(role, `/desk/i/pair/rounds/1?at=${m(1)}`)).selected.answer.seen;
  const answers = '/desk/i/pair/rounds/1/answers';
  const seen = await at('pair-vice');
  await wait(20);
  await say('pair-chair', answers, { point: id.Give, outcome: 'noted', reason: reason('zfirst') }, 200);
  assert.match((await say('pair-vice', answers, { point: id.Give, outcome: 'accepted', reason: reason('zsecond'), seen }, 409)).message, /chair example has answered/);
  assert.match((await say('pair-vice', answers, { do: 'take-back', point: id.Give, seen }, 409)).message, /chair example prepared/);
  await say('pair-vice', `/i/pair/points/${id.Give}/divide`, { parts: 'one\ntwo' }, 409);
  assert.match((await see('pair-chair', `/i/pair/points/${id.Give}`)).became.answers[0].reason, /zfirst/);
  await say('pair-vice', answers, { point: id.Give, outcome: 'accepted', reason: reason('zsecond'), seen: await at('pair-vice') }, 200);
  const { became } = await see('pair-chair', `/i/pair/points/${id.Give}`);
  assert.match(became.answers[0].reason, /zsecond/);
  assert.deepEqual(became.unpublished.map((u) => [/zfirst/.test(u.reason), /prepared by chair example .* never published/.test(u.when_text)]), [[true, true]]);
  await say('pair-vice', answers, { do: 'take-back', point: id.Give, seen: await at('pair-vice') }, 200);
  await say('pair-vice', `/i/pair/points/${id.Give}/divide`, { parts: 'one\ntwo' }, 200);
  assert.equal((await see('pair-alba', `/i/pair/points/${id.Give}`)).became.has_unpublished, false, 'nobody else learns what was prepared');
  assert.doesNotMatch(await html('pair-alba', `/i/pair/points/${id.Give}`), /zfirst|zsecond/);
});

test('words that somebody changes under an answer: the desk says so, the gate names them, and one confirms', async () => {
  const id = await code('stale', [['alba', [point(1, 'Give a number.'), point(1, 'Ten years.'), point(2, 'Round them.')]]]);
  await say('stale-chair', '/desk/i/stale/next', {}, 201);
  await say('stale-chair', '/desk/i/stale/rounds/1/answers', { point: [id.Give, id.Ten, id.Round], outcome: 'noted', reason: reason('it') }, 200);
  // One's own change is no surprise; somebody else's is.
  await edit('stale-chair', 'stale', 2, 'Numbers', 2, 'The numbers are shown. Nobody rounds them.');
  await edit('stale-vice', 'stale', 2, 'Time', 1, 'A record is kept for zweeks.');
  const { selected } = await see('stale-chair', `/desk/i/stale/rounds/1?at=${m(1)}`);
  assert.deepEqual(selected.points.map((p) => p.asks[0].answer.stale_text), ['the next text changed since', 'the next text changed since']);
  assert.equal(selected.confirm.points.length, 2);
  assert.equal((await see('stale-chair', `/desk/i/stale/rounds/1?at=${m(2)}`)).selected.confirm, null);
  assert.deepEqual((await see('stale-chair', '/desk/i/stale/rounds/1?show=stale')).rows.map((r) => r.eid), [m(1)]);
  const gate = await see('stale-chair', '/desk/i/stale/drafts/2/publish');
  assert.match(gate.account.stale_text, /2 answers were prepared on words that changed since/);
  assert.deepEqual(gate.account.stale.map((s) => [s.label, s.answers, s.href]), [['Measure 1.1 · Time', 2, `/desk/i/stale/rounds/1?at=${m(1)}&show=stale`]]);
  assert.match((await publish('stale-chair', 'stale', 2, { takes_account_of: 1 }, 422)).message, /2 answers were prepared on words that changed since/);
  await say('stale-chair', '/desk/i/stale/rounds/1/answers', { do: 'confirm', point: id.Give }, 200);
  assert.equal((await see('stale-chair', '/desk/i/stale/drafts/2/publish')).account.stale[0].answers, 1);
  // Or at the gate, knowingly, with a form.
  const page = '/desk/i/stale/drafts/2/publish';
  const hash = /name="hash" value="(\w+)"/.exec(await html('stale-chair', page))[1];
  const fields = { confirm: 'yes', takes_account_of: 1, title: 'Second draft', hash };
  const refused = await who['stale-chair'].submit(page, fields, { page });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /name="stale_hold"/);
  assert.equal((await who['stale-chair'].submit(page, { ...fields, stale_hold: 'yes' }, { page })).status, 303);
});

test('a draft found wrong: a corrected one follows, both stay, each leads to the other, and points move along', async () => {
  const id = await code('wrong', [['alba', [point(1, 'Give a number.', { quote: 'a reasonable time' })]]]);
  await say('wrong-chair', '/desk/i/wrong/next', {}, 201);
  await edit('wrong-chair', 'wrong', 2, 'Time', 1, 'A record is kept for zten minutes. It names its version.');
  await say('wrong-chair', '/desk/i/wrong/rounds/1/answers', { point: id.Give, outcome: 'accepted', reason: reason('certainty') }, 200);
  await publish('wrong-chair', 'wrong', 2, { takes_account_of: 1, with_round: 'yes', closes_local: brussels(3600) });
  await file('wrong-bruno', 'wrong', [point(1, 'Minutes cannot be meant.', { quote: 'zten minutes' })], 2);
  await say('wrong-chair', '/desk/i/wrong/next', {}, 201);
  const edit3 = await see('wrong-chair', `/desk/i/wrong/rounds/2?at=${m(1)}&edit=${m(1)}`);
  await say('wrong-chair', '/desk/i/wrong/drafts/3/edit', { eid: m(1), number: '1.1', heading: 'Time', body: 'A record is kept for ten years. It names its version.', seen: edit3.selected.text.next.edit.seen }, 200);
  await publish('wrong-chair', 'wrong', 3, { corrects: 'yes' }, 400);
  await publish('wrong-chair', 'wrong', 3, { corrects: 'yes', note: 'Measure 1.1 said minutes where zyears were agreed.' });
  const wrong = await html('wrong-alba', '/i/wrong/drafts/2'), right = await html('wrong-alba', '/i/wrong/drafts/3');
  assert.match(wrong, /Found wrong, and corrected by the <a href="[^"]*drafts[^"]*3">/);
  assert.match(wrong, /zyears were agreed/);
  assert.match(wrong, /zten minutes/, 'what was published stays as it was');
  assert.match(right, /This corrects the <a href="[^"]*drafts[^"]*2">/);
  assert.match(wrong, /Draft 3 corrects Draft 2, on which this round stands/);
  assert.match(JSON.stringify((await see('wrong-alba', '/i/wrong')).drafts), /correction of Draft 2/);
  assert.equal((await see('wrong-alba', '/i/wrong/drafts/3')).draft.kind, 'correction');
  // The round on the wrong draft goes on: what came before and what comes now stand in the corrected one.
  await file('wrong-alba', 'wrong', [point(1, 'Version of what?', { quote: 'It names its version.' })], 2);
  const two = await ids('wrong', 2);
  const moved = (await see('wrong-alba', `/i/wrong/points/${two.Minutes}`)).became.places;
  assert.deepEqual(moved.map((p) => [p.draft, ['changed', 'text-deleted', 'ambiguous'].includes(p.kind)]), [[3, true]], 'its words are no longer there, and it does not say that they are');
  assert.deepEqual((await see('wrong-alba', `/i/wrong/points/${two.Version}`)).became.places.map((p) => [p.draft, p.kind]), [[3, 'kept']]);
  assert.deepEqual((await see('wrong-alba', `/i/wrong/points/${id.Give}`)).became.places.map((p) => p.draft), [2, 3]);
});

test('a published answer is corrected on the page of the point: the old one is shown, both stay, the author is told', async () => {
  const id = await code('correct', [['alba', [point(1, 'Give a number.'), point(2, 'Say two things.', { visibility: 'name-withheld' })]]]);
  await say('correct-chair', '/desk/i/correct/next', {}, 201);
  await edit('correct-chair', 'correct', 2, 'Time', 1, 'A record is kept for ten years.');
  await say('correct-chair', `/i/correct/points/${id.Say}/divide`, { parts: 'the one\nthe other' }, 200);
  await say('correct-chair', '/desk/i/correct/rounds/1/answers', { point: id.Give, outcome: 'accepted', reason: reason('zold'), changes: `d1-${m(1)}` }, 200);
  await say('correct-chair', '/desk/i/correct/rounds/1/answers', { point: [`${id.Say}.1`, `${id.Say}.2`], outcome: 'noted', reason: reason('zparts') }, 200);
  await publish('correct-chair', 'correct', 2, { takes_account_of: 1 });
  await say('correct-alba', `/i/correct/points/${id.Give}/reaction`, { reaction: 'satisfied' }, 201);
  const page = `/i/correct/points/${id.Give}`;
  for (const role of ['correct-alba', 'correct-bruno', 'correct-vice']) {
    assert.doesNotMatch(await html(role, page), /Correct this answer/, role);
    await say(role, `${page}/correct`, { outcome: 'noted', reason: reason('x') }, role === 'correct-vice' ? 403 : 404);
  }
  const seen = await see('correct-chair', page);
  const [form] = seen.became.corrections;
  assert.match(form.was_reason, /zold/);
  assert.deepEqual(form.changes.map((c) => [c.label, c.selected]), [['Measure 1.1 · Time (edited in Draft 2)', true]]);
  // A mistake comes back with what was typed; what changes nothing is refused.
  const refused = await who['correct-chair'].submit(`${page}/correct`, { part: 0, of: form.of, outcome: 'noted', reason: 'ztyped', changes: '' }, { page });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /<details class="correct" id="correct-0" open>/);
  assert.match(refused.text, />ztyped</);
  await say('correct-chair', `${page}/correct`, { outcome: form.was_outcome, reason: form.was_reason }, 422);
  const done = await who['correct-chair'].submit(`${page}/correct`, { part: 0, of: form.of, outcome: 'accepted-in-part', reason: reason('znew'), changes: '' }, { page });
  assert.deepEqual([done.status, done.headers.location], [303, `${page}#became`]);
  assert.match((await say('correct-third', `${page}/correct`, { of: form.of, outcome: 'noted', reason: reason('zrace') }, 409)).message, /chair example has corrected this answer/);
  const { became } = await see('correct-bruno', page);
  assert.deepEqual([became.answers[0].outcome, became.answers[0].has_changes, became.earlier.length], ['accepted-in-part', false, 1]);
  assert.match(became.earlier[0].reason, /zold/);
  assert.equal(became.reaction.is_earlier, true);
  assert.match(await html('correct-bruno', page), /, of an earlier answer/);
  assert.equal((await see('correct-alba', '/me')).notices.filter((n) => /was corrected/.test(n.text)).length, 1);
  // A part, of a point whose author the chair does not know: the author is told all the same. Changes stay where none are sent.
  const withheld = `/i/correct/points/${id.Say}`;
  await say('correct-alba', `${withheld}/reaction`, { reaction: 'objects', reason: 'Neither of them is answered.' }, 201);
  await say('correct-chair', `${withheld}/correct`, { part: 1, outcome: 'accepted', reason: reason('zpart') }, 200);
  const parts = (await see('correct-bruno', withheld)).became;
  assert.deepEqual(parts.answers.map((a) => a.outcome), ['accepted', 'noted']);
  assert.equal(parts.reaction.is_earlier, true, 'whichever part was corrected');
  assert.equal((await see('correct-alba', '/me')).notices.filter((n) => /was corrected/.test(n.text)).length, 2);
  assert.equal((await see('correct-alba', '/me')).notices.filter((n) => /divided into 2 parts/.test(n.text)).length, 1, 'the author of a withheld point is told that it was divided');
});
