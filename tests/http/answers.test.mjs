// What became of points: that every number beside a change counts what its link shows, that nothing prepared is seen, and
// that what chairs alone may read leaves no trace for anybody else: not in pages, filters, counts, exports or notices.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from './lib/client.mjs';
import { startAccord } from './lib/server.mjs';
import { World, brussels, wait } from './lib/world.mjs';

const first = '# Code\n\n## Commitment 1 · Records\n\nSignatories keep records.\n\n### Measure 1.1 · Time\n\nA record is kept for a reasonable time. It names its version.\n\n### Measure 1.2 · Numbers\n\nThe numbers are shown in full.\n\n### Measure 1.3 · Colour\n\nThe report is blue.\n\n### Measure 1.4 · Quiet\n\nNobody comments on this.\n';
const m = (n) => `cmt_1__msr_1.${n}`;
let world, who;
const ids = {}, wids = {};
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
const others = ['alba', 'bruno', 'wanda', 'anonymous'];

before(async () => {
  world = await World.start();
  who = world.people;
  who.anonymous = new Client(world.port);
  await world.administrator();
  await world.instrument('code');
  await world.invited(who.admin, 'chair', { name: 'Cleo Chair', role: 'chair', instrument: 'code' });
  await world.invited(who.admin, 'vice', { name: 'Vida Vice', role: 'vice-chair', instrument: 'code' });
  for (const [key, name, category] of [['alba', 'Alba Open', 'civil-society'], ['bruno', 'Bruno Quiet', 'academia'], ['wanda', 'Zwithheldname Wanda', 'rightsholder']])
    await world.invited(who.admin, key, { name, role: 'member', category, instrument: 'code' });
  await world.draft(who.admin, 'code', first);
  await world.publish(who.admin, 'code', 1, { with_round: 'yes', closes_local: brussels(3) });
  const point = (n, word, more = {}) => ({ at: m(n), text: `${word} says something.`, type: 'technical', stance: 'amend', visibility: 'everyone', ...more });
  const filed = [
    await world.file(who.alba, 'code', 1, { points: [point(1, 'Give', { quote: 'a reasonable time' }), point(2, 'Divide'), point(3, 'Blue')] }),
    await world.file(who.bruno, 'code', 1, { points: [point(1, 'Ten'), point(1, 'zchairsone', { visibility: 'chairs-only' }), point(4, 'zchairstwo', { visibility: 'chairs-only' })] }),
    await world.file(who.wanda, 'code', 1, { points: [point(1, 'Withheld', { visibility: 'name-withheld' })] }),
  ];
  for (const f of filed) assert.equal(f.status, 201, f.text);
  await wait(3_300);
  for (const p of (await see('chair', '/i/code/rounds/1/points')).points) ids[p.text.split(' ')[0]] = p.id, (wids[p.provision.eid] = p.provision.wid);
  const answers = '/desk/i/code/rounds/1/answers';
  await say('chair', '/desk/i/code/next', {}, 201);
  const { next } = (await see('chair', `/desk/i/code/rounds/1?at=${m(1)}&edit=${m(1)}`)).selected.text;
  await say('chair', '/desk/i/code/drafts/2/edit', { eid: m(1), number: '1.1', heading: 'Time', body: 'A record is kept for ten years. It names its version.', seen: next.edit.seen }, 200);
  await say('chair', answers, { point: [ids.Give, ids.Ten, ids.zchairsone], outcome: 'accepted', reason: reason('zshared'), changes: wids[m(1)] }, 200);
  await say('chair', answers, { point: ids.Withheld, outcome: 'not-accepted', reason: reason('zlonely') }, 200);
  await say('chair', answers, { point: [ids.zchairstwo], outcome: 'accepted', reason: reason('zchairsreason'), changes: wids[m(4)] }, 200);
  await say('chair', answers, { point: ids.Blue, outcome: 'accepted-in-part', reason: reason('taste'), changes: wids[m(1)] }, 200);
  await say('chair', `/i/code/points/${ids.Divide}/divide`, { parts: 'in full\nrounded' }, 200);
  await say('chair', answers, { point: `${ids.Divide}.1`, outcome: 'accepted', reason: reason('fullness'), changes: wids[m(2)] }, 200);
  await say('chair', answers, { point: `${ids.Divide}.2`, outcome: 'accepted-in-part', reason: reason('rounding'), changes: wids[m(2)] }, 200);
  await say('chair', '/desk/i/code/drafts/2/publish', { confirm: 'yes', takes_account_of: 1, with_round: 'yes', closes_local: brussels(3600) }, 201);
  await say('alba', `/i/code/points/${ids.Give}/reaction`, { reaction: 'objects', reason: 'Ten years are too many for the small.' }, 201);
  await say('wanda', `/i/code/points/${ids.Withheld}/reaction`, { reaction: 'objects', reason: 'zreplywords of one whose name is withheld.' }, 201);
  await say('bruno', `/i/code/points/${ids.zchairsone}/reaction`, { reaction: 'objects', reason: 'zchairsreply of Bruno about it.' }, 201);
});
after(() => world?.end());

// Every number of a redline and of a history with the address that it leads to.
function numbers(page) {
  const out = [];
  const groups = [...(page.items ?? []), ...(page.versions ?? [])].flatMap((x) => x.why?.groups ?? []);
  for (const g of groups) {
    out.push([g.points, g.href], ...g.by.filter((b) => b.href).map((b) => [b.count, b.href]));
    for (const r of g.reasons) if (r.href.includes('/points?')) out.push([r.points, r.href]);
    for (const o of [g.objections, ...g.reasons.map((r) => r.objections)]) if (o) out.push([o.count, o.href]);
    const unnamed = g.by.filter((b) => !b.href).reduce((n, b) => n + b.count, 0);
    assert.equal(g.by.reduce((n, b) => n + b.count, 0), g.points, `${g.href}: categories make the whole (${unnamed} without a link)`);
  }
  for (const f of page.figures ?? []) for (const one of [f, f.also]) if (one?.href.includes('/points')) out.push([Number(one.count_text.replaceAll(',', '')), one.href]);
  return out;
}
async function check(get, page, least, name) {
  const all = numbers(page);
  assert.ok(all.length >= least, `${name}: ${all.length} numbers`);
  for (const [count, href] of all) assert.equal((await get(href)).total, count, `${name}: ${href}`);
}

test('each number beside a change counts what its link shows, whoever looks', async () => {
  for (const role of ['chair', ...others]) {
    await check((href) => see(role, href), await see(role, '/i/code/drafts/1..2'), 8, role);
    await check((href) => see(role, href), await see(role, `/i/code/provisions/${wids[m(1)]}`), 3, role);
  }
});

test('the same on the example, which has 85 public points', async () => {
  const demo = await startAccord(['demo', '--listen', '127.0.0.1:0'], { timeout: 60_000 });
  try {
    const visitor = new Client(demo.port);
    const get = async (href) => (await visitor.getJson(href)).json();
    const redline = await get('/i/gpai-code/drafts/2..3');
    await check(get, redline, 150, 'visitor');
    assert.equal(redline.figures.at(-1).also.label, 'led to a change');
  } finally {
    await demo.stop();
  }
});

test('who asked, why, who objects: for each what it may know', async () => {
  const why = async (role, n) => (await see(role, '/i/code/drafts/1..2')).items.find((i) => i.new_label === `Measure 1.${n}`).why;
  const groups = async (role, n) => Object.fromEntries(((await why(role, n))?.groups ?? []).map((g) => [g.kind, g]));
  const chair = await groups('chair', 1), open = await groups('anonymous', 1);
  assert.equal(chair.followed.points, 4);
  assert.equal(open.followed.points, 3, 'the chairs-only point is not counted');
  assert.equal((await groups('bruno', 1)).followed.points, 4, 'its author sees their own');
  assert.deepEqual(open['not-followed'].by.map((b) => [b.category, b.href]), [['public', null]], 'the only rightsholder is not named by the category');
  assert.equal((await groups('admin', 1))['not-followed'].by[0].category, 'rightsholder');
  assert.equal((await groups('anonymous', 3)).elsewhere.points, 1, 'what led to a change elsewhere is said where it was asked');
  assert.equal(await why('anonymous', 4), null, 'nothing but chairs-only points: nothing');
  assert.equal((await groups('chair', 4)).followed.points, 1);
  assert.equal((await groups('anonymous', 2)).followed.points, 1, 'a divided point is one point');
  const objections = async (role) => (await why(role, 1)).groups.at(-1).objections.count;
  assert.deepEqual([await objections('anonymous'), await objections('bruno'), await objections('chair')], [2, 3, 3]);
});

test('filters find no more than the pages show', async () => {
  const total = async (role, query) => {
    const page = await see(role, `/i/code/rounds/1/points?${query}`);
    const lines = (await who[role].get(`/i/code/rounds/1/points.jsonl?${query}`)).text.trim().split('\n').filter(Boolean);
    assert.equal(lines.length, page.total, `${role} ${query}`);
    const csv = (await who[role].get(`/i/code/rounds/1/points.csv?${query}`)).text;
    assert.equal(csv.split('\r\n').length - 2, page.total, `${role} ${query}`);
    return page.total;
  };
  const cases = [
    ['answer=answered', { chair: 7, admin: 7, bruno: 7, anonymous: 5 }], ['answer=followed', { chair: 6, anonymous: 4, bruno: 6 }], ['answer=not-followed', { chair: 1, anonymous: 1 }], ['answer=objects', { chair: 3, bruno: 3, anonymous: 2 }],
    ['answer=open', { chair: 0, anonymous: 0 }], ['answer=prepared', { chair: 0, anonymous: 0 }], [`change=${wids[m(4)]}`, { chair: 1, bruno: 1, anonymous: 0 }], [`change=${wids[m(1)]}&answer=followed`, { chair: 4, anonymous: 3 }],
    ['category=rightsholder&answer=not-followed', { admin: 1, wanda: 1, anonymous: 0, alba: 0 }], ['q=zchairsone&answer=accepted', { chair: 1, anonymous: 0 }], ['answer=accepted&author=me', { alba: 2, bruno: 3, anonymous: 0 }], [`change=${'x,'.repeat(50)}`, {}],
  ];
  for (const [query, by] of cases) for (const [role, n] of Object.entries(by)) assert.equal(await total(role, query), n, `${role} ${query}`);
  assert.equal((await who.chair.getJson(`/i/code/rounds/1/points?change=${'x,'.repeat(50)}`)).status, 400);
  for (const odd of ['answer=%27', 'answer_of=%25', 'change=%22', 'answer=nothing'])
    for (const role of ['chair', 'anonymous']) assert.equal((await see(role, `/i/code/rounds/1/points?${odd}`)).total, 0, odd);
});

const pages = (role) => [
  '/i/code/drafts/1..2', '/i/code/drafts/1..2?view=side', '/i/code/drafts/1..2?only=changes', ...[1, 2, 3, 4].flatMap((n) => [`/i/code/provisions/${wids[m(n)] ?? 'd1-' + m(n)}`, `/i/code/drafts/1?at=${m(n)}`, `/i/code/drafts/2?at=${m(n)}`, `/i/code/drafts/2?at=${m(n)}&view=earlier`]),
  ...[1, 2].flatMap((r) => ['', '?answer=open', '?answer=answered', '?answer=accepted', '?answer=followed', '?answer=prepared', '?answer=waiting', '?answer=objects', `?change=${wids[m(1)]}`, `?change=${wids[m(1)]}&answer=open`].map((q) => `/i/code/rounds/${r}/points${q}`)),
  '/i/code/rounds/1', '/i/code/rounds/2', '/i/code/rounds/2/points.csv?answer=answered', '/i/code/rounds/2/points.jsonl', '/i/code/rounds/1/points.csv', '/i/code', '/', '/log', ...Object.values(ids).map((id) => `/i/code/points/${id}`),
  ...(role === 'anonymous' ? [] : ['/me', '/me/export']),
];
async function everything(role) {
  const out = {};
  for (const url of pages(role))
    for (const accept of ['text/html', 'application/json']) {
      const answer = await who[role].get(url, { headers: { accept } });
      out[`${url} ${accept}`] = `${answer.status} ${answer.headers['content-length'] ?? ''} ` + answer.text.replace(/name="(csrf|idempotency_key)" value="[^"]*"/g, '').replace(/"(time_left_text|exported_at|now)":\s*"[^"]*"/g, '').replace(/ now="[^"]*"|<strong class="left">[^<]*|\/me\/sessions\/[^"]*/g, '');
    }
  return out;
}

test('chairs-only points and what was answered to them are nowhere', async () => {
  for (const role of ['alba', 'wanda', 'anonymous'])
    for (const [url, text] of Object.entries(await everything(role))) {
      assert.doesNotMatch(text, /zchairs(one|two|reason|reply)/, `${role} ${url}`);
      if (role !== 'wanda') assert.doesNotMatch(text, /Zwithheldname|wanda@example/, `${role} ${url}`);
    }
  for (const role of ['alba', 'anonymous']) {
    const { became } = await see(role, `/i/code/points/${ids.Withheld}`);
    assert.match(became.reaction.reason_html, /zreplywords/);
    assert.equal(became.reaction.log_href, null, 'no way into the log from a withheld point');
    assert.equal(became.answers[0].log_href, null);
    assert.equal(became.reaction.receipt_href, null);
    assert.equal(became.react, null);
    assert.equal((await who[role].getJson(`/i/code/points/${ids.zchairsone}`)).status, 404);
    assert.equal(became.places[0].score_text, null, 'scores are for chairs');
    assert.equal(became.places[0].action, null);
  }
  assert.ok((await see('chair', `/i/code/points/${ids.Give}`)).became.places[0].score_text);
});

test('preparing answers changes nothing that anybody else is sent, to the byte', async () => {
  const filed = await world.file(who.alba, 'code', 2, { points: [{ at: m(1), text: 'A word in round 2.', type: 'general', stance: 'amend', visibility: 'everyone' }, { at: m(2), text: 'Another word.', type: 'general', stance: 'oppose', visibility: 'name-withheld' }] });
  assert.equal(filed.status, 201, filed.text);
  for (const p of (await see('chair', '/i/code/rounds/2/points')).points) ids[`round2${p.provision.eid}`] = p.id;
  await say('chair', '/desk/i/code/next', {}, 201);
  const was = {};
  for (const role of others) was[role] = await everything(role);
  const reader = (await see('chair', '/desk/i/code/rounds/2')).selected?.answer.readers.find((x) => x.label.startsWith('Vida'))?.value;
  await say('chair', '/desk/i/code/rounds/2/answers', { point: ids[`round2${m(1)}`], outcome: 'accepted', reason: reason('zprepared'), changes: wids[m(1)] }, 200);
  await say('chair', '/desk/i/code/rounds/2/answers', { point: ids[`round2${m(2)}`], outcome: 'not-accepted', reason: reason('zprepared'), ...(reader ? { reader } : {}) }, 200);
  for (const role of others) {
    const now = await everything(role);
    for (const [url, text] of Object.entries(was[role])) assert.equal(now[url], text, `${role} ${url}`);
  }
  // The chairs see it, and it says that it is prepared.
  assert.equal((await see('chair', '/i/code/rounds/2/points?answer=prepared')).total, 2);
  const preview = await see('chair', '/i/code/drafts/2..3');
  assert.match(preview.prepared_text, /not published/);
  assert.match(JSON.stringify(preview), /zprepared/);
  assert.match((await see('chair', `/i/code/points/${ids[`round2${m(1)}`]}`)).became.answers[0].when_text, /prepared by Cleo Chair, not published/);
  if (reader) assert.equal((await see('vice', '/me')).notices.at(0).kind, 'second-reader');
});

test('one’s own page shows what became of each point, with the way to answer back', async () => {
  const { became, notices } = await see('alba', '/me');
  assert.deepEqual(became.map((b) => [b.round.number, b.state_text]), [[2, 'not answered yet'], [1, 'answered']]);
  const points = Object.fromEntries(became[1].points.map((p) => [p.text.split(' ')[0], p]));
  assert.equal(points.Give.reaction.kind, 'objects');
  assert.equal(points.Give.react.has_reacted, true);
  assert.equal(points.Blue.answers[0].outcome, 'accepted-in-part');
  assert.match(points.Blue.answers[0].changes[0].href, /drafts\/1\.\.2#cmt_1__msr_1\.1$/);
  assert.deepEqual(points.Divide.answers.map((a) => [a.part_text, a.outcome]), [['1. in full', 'accepted'], ['2. rounded', 'accepted-in-part']]);
  assert.deepEqual(notices.map((n) => n.kind).sort(), ['answered', 'divided']);
  assert.match((await see('chair', '/me')).notices.map((n) => n.text).join('\n'), /objects to your answer/);
  // The form comes back with what was typed and what is missing.
  const refused = await who.alba.submit(`/i/code/points/${ids.Blue}/reaction`, { reaction: 'objects', reason: 'no' }, { page: '/me' });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /an objection needs its reason/);
  assert.match(refused.text, /value="objects" required checked/);
  const done = await who.alba.submit(`/i/code/points/${ids.Blue}/reaction`, { reaction: 'satisfied', back: 'me' }, { page: '/me' });
  assert.deepEqual([done.status, done.headers.location], [303, `/me#point-${ids.Blue}`]);
  const data = await see('alba', '/me/export');
  const answers = data.submissions.find((s) => s.round === 1).answers;
  assert.equal(answers.find((a) => a.point === ids.Blue).reaction.kind, 'satisfied');
  assert.equal(answers.find((a) => a.point === ids.Divide).dispositions.length, 2);
  assert.deepEqual([data.mail_pace, data.notices.length], ['daily', 2]);
});

test('a correction stays beside what it corrects', async () => {
  await say('chair', `/i/code/points/${ids.Give}/correct`, { outcome: 'accepted-in-part', reason: reason('zcorrected'), changes: wids[m(1)] }, 200);
  const { became } = await see('anonymous', `/i/code/points/${ids.Give}`);
  assert.deepEqual([became.answers[0].outcome, became.earlier.map((e) => e.outcome)], ['accepted-in-part', ['accepted']]);
  assert.match(became.answers[0].when_text, /^corrected on /);
  assert.equal(became.reaction.is_earlier, true, 'the objection was to the answer before');
  assert.equal((await see('alba', '/me')).notices.find((n) => /corrected/.test(n.text)).is_new, true);
});

test('chairs say where a point stands; a mistake comes back with the form', async () => {
  const url = `/i/code/points/${ids.Blue}/placement`;
  const refused = await who.chair.submit(url, { draft: 2, eid: m(2), quote: 'words that are not there', note: 'a note' }, { page: '/me' });
  assert.equal(refused.status, 404);
  assert.match(refused.text, /value="words that are not there"/);
  await say('chair', url, { draft: 2, eid: m(2), quote: 'shown in full', note: 'zplacenote' }, 200);
  const [place] = (await see('chair', `/i/code/points/${ids.Blue}`)).became.places;
  assert.deepEqual([place.by_hand_text, place.note, place.history.length, place.can_confirm], ['placed by Cleo Chair', 'zplacenote', 1, false]);
  const open = (await see('anonymous', `/i/code/points/${ids.Blue}`)).became.places[0];
  assert.deepEqual([open.by_hand_text, open.note, open.history], ['placed by a person', null, []]);
  const { panel, provisions } = await see('anonymous', `/i/code/drafts/2?at=${m(2)}&view=earlier`);
  assert.ok(panel.earlier.some((p) => p.id === ids.Blue && p.answers[0].outcome === 'accepted-in-part'));
  assert.equal(panel.earlier.length, provisions.find((p) => p.eid === m(2)).earlier);
});
