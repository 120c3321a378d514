// The feedback report: every number counts what its link shows, whoever looks; it is the same for all and after a restart, to
// the byte; what is for the chairs alone or without a name is in none of its forms, nor left by subtraction.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from './lib/client.mjs';
import { accordBinary, startAccord } from './lib/server.mjs';
import { World, brussels, giveToken, password, wait } from './lib/world.mjs';

const text = '# Code\n\n## Commitment 1 · Records\n\nSignatories keep records.\n\n### Measure 1.1 · Time\n\nA record is kept for a reasonable time. It names its version.\n\n### Measure 1.2 · Numbers\n\nThe numbers are shown in full.\n\n### Measure 1.3 · Quiet\n\nNobody comments on this.\n\n### Measure 1.4 · Calm\n\nNor on this.\n';
const m = (n) => `cmt_1__msr_1.${n}`;
const report = '/i/code/rounds/1/report';
let world, who;
const ids = {}, wids = {};
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
const because = (word) => `Because ${word} weighed more than the other side of it.`;
const everybody = ['admin', 'chair', 'alba', 'bruno', 'wanda', 'anonymous'];

// As somebody would join who says a country.
async function joins(key, details, country) {
  const link = await world.invitation(who.admin, { email: `${key}@example.org`, instrument: 'code', role: 'member', ...details });
  const person = new Client(world.port, key);
  const done = await person.submit(link, { name: details.name, password, country }, { page: link });
  assert.equal(done.status, 303, done.text);
  await giveToken(person);
  who[key] = person;
}
async function invites(key, details) {
  const made = await who.admin.post('/office/invitations', { email: `${key}@example.org`, instrument: 'code', role: 'member', ...details });
  assert.equal(made.status, 201, made.text);
  await world.join(key, new URL(made.json().url).pathname, details.name, `${key}@example.org`);
}

before(async () => {
  world = await World.start();
  who = world.people;
  await world.administrator();
  await world.instrument('code');
  await world.invited(who.admin, 'chair', { name: 'Cleo Chair', role: 'chair', instrument: 'code' });
  for (const [key, country] of [['pa', 'FR'], ['pb', 'FR'], ['pc', '']]) await invites(key, { name: `Provider ${key}`, category: 'provider', organisation: `Models ${key}`, country });
  await joins('alba', { name: 'Alba Open', category: 'civil-society' }, 'IE');
  await joins('bruno', { name: 'Bruno Quiet', category: 'academia' }, 'FR');
  await joins('wanda', { name: 'Zwithheldname Wanda', category: 'rightsholder' }, 'CY');
  await joins('olaf', { name: 'Zchairsname Olaf', role: 'observer', category: 'industry' }, 'MT');
  who.anonymous = new Client(world.port);
  await world.draft(who.admin, 'code', text);
  await world.publish(who.admin, 'code', 1, { with_round: 'yes', closes_local: brussels(5) });
  const point = (n, words, more = {}) => ({ at: m(n), text: words, type: 'technical', stance: 'amend', visibility: 'everyone', ...more });
  const own = async (key) => (await see(key, '/i/code/rounds/1/submission')).form.on_behalf.find((o) => o.value !== '').value;
  const filed = [
    await world.file(who.pa, 'code', 1, { on_behalf_of: await own('pa'), points: [point(1, 'Give ten years.', { quote: 'a reasonable time' }), point(2, 'Divide it.', { stance: 'question' })] }),
    await world.file(who.pb, 'code', 1, { on_behalf_of: await own('pb'), points: [point(1, 'Ten years too.')] }),
    await world.file(who.pc, 'code', 1, { on_behalf_of: await own('pc'), points: [point(1, 'Five years.', { stance: 'oppose' })] }),
    await world.file(who.alba, 'code', 1, { points: [point(2, '=HYPERLINK("https://evil.example","press")', { type: 'editorial' }), point(1, 'zremovedtext of Alba.')] }),
    await world.file(who.bruno, 'code', 1, { points: [point(1, 'Keep it.', { stance: 'support' }), point(1, 'zchairsone', { visibility: 'chairs-only' }), point(3, 'zchairstwo', { visibility: 'chairs-only' })] }),
    await world.file(who.wanda, 'code', 1, { points: [point(1, 'Without a name.', { visibility: 'name-withheld' })] }),
    await world.file(who.olaf, 'code', 1, { points: [point(1, 'zchairsthree', { visibility: 'chairs-only' })] }),
  ];
  for (const f of filed) assert.equal(f.status, 201, f.text);
  for (const p of (await see('chair', '/i/code/rounds/1/points')).points) ids[p.text.split(' ')[0]] = p.id, (wids[p.provision.eid] = p.provision.wid);
});
after(() => world?.end());

// Every cell with a count and an address, wherever it stands in the report.
function counts(page) {
  const out = [];
  const walk = (x) => {
    if (Array.isArray(x)) return x.forEach(walk);
    if (x === null || typeof x !== 'object') return;
    const n = x.count ?? x.points;
    if (typeof n === 'number' && typeof x.href === 'string' && /\/points\?/.test(x.href)) out.push([n, x.href]);
    if (typeof x.points === 'number' && typeof x.points_href === 'string') out.push([x.points, x.points_href]);
    Object.values(x).forEach(walk);
  };
  walk(page);
  return out;
}
async function hold(client, page, least, name) {
  const seen = new Map();
  const all = counts(page);
  assert.ok(all.length >= least, `${name}: ${all.length} numbers`);
  for (const [n, href] of all) {
    assert.match(href, /as=public/, `${name}: ${href}`);
    if (!seen.has(href)) seen.set(href, (await client.getJson(href)).json().total);
    assert.equal(seen.get(href), n, `${name}: ${href}`);
  }
  // What is no point is listed in the report itself.
  const here = page.round.report_href;
  for (const row of [...page.categories.rows, ...page.countries.rows]) {
    if (row.submissions.count === 0) continue;
    assert.ok(row.submissions.href.startsWith(`${here}?`), row.submissions.href);
    const part = (await client.getJson(row.submissions.href.split('#')[0])).json().who;
    assert.equal(part.people.length + part.unnamed, row.submissions.count, `${name}: ${row.submissions.href}`);
  }
  assert.equal(page.who.people.length + page.who.unnamed, page.submissions);
  assert.equal(page.categories.rows.reduce((n, r) => n + r.submissions.count, 0), page.submissions, `${name}: the rows make the whole`);
  assert.equal(page.categories.rows.reduce((n, r) => n + r.points.count, 0), page.points);
  assert.equal(page.countries.rows.reduce((n, r) => n + r.submissions.count, 0) + page.countries.unnamed, page.submissions);
}

const forms = ['.json', '.csv', '.jsonl', '.xlsx'];
function unpacked(bytes) {
  const file = path.join(world.folder, 'report.xlsx');
  fs.writeFileSync(file, bytes);
  return execFileSync('python3', ['-c', 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist(): print(n, z.read(n).decode())', file], { maxBuffer: 1 << 26 }).toString();
}
// The page without what belongs to the frame around it.
const main = (html) => /<main[^]*<\/main>/.exec(html)[0];
async function everything(role) {
  const out = { html: main((await who[role].get(report)).text) };
  for (const form of forms) {
    const answer = await who[role].get(report + form);
    assert.equal(answer.status, 200, `${role} ${form}: ${answer.text.slice(0, 300)}`);
    out[form] = answer.bytes.toString('base64');
    out[`${form} read`] = form === '.xlsx' ? unpacked(answer.bytes) : answer.text;
  }
  return out;
}
// Who is in the others is not told: no category, country, name; nothing that is for the chairs.
const secrets = /rightsholder|industry|zchairs|zwithheld|Zwithheld|wanda|olaf@|Cyprus|Malta|"CY"|"MT"/;
async function holdSecrets() {
  const one = await everything('anonymous');
  for (const role of everybody) {
    const all = await everything(role);
    for (const [form, bytes] of Object.entries(all)) {
      if (!form.endsWith('read') && form !== 'html') assert.equal(bytes, one[form], `${role} ${form}: the same for all`);
      else assert.doesNotMatch(bytes, secrets, `${role} ${form}`);
    }
    assert.equal(all.html, one.html, `${role}: the same page`);
  }
  return one;
}

test('while the round is open, and before it is answered, it says so', async () => {
  const open = await see('anonymous', report);
  assert.equal(open.before_deadline, true);
  assert.match(open.warning, /not complete: 8 of 8 points have no published answer yet\. It counts what was filed by .*, before the deadline/);
  assert.equal(open.is_complete, false);
  assert.equal(open.submissions, 7);
  assert.equal(open.points, 8, 'chairs-only points are in no number');
  assert.deepEqual(open.categories.rows.map((r) => [r.category, r.submissions.count, r.points.count]), [['provider', 3, 4], ['civil-society', 1, 2], ['academia', 1, 1], ['public', 2, 1]]);
  assert.deepEqual(open.countries.rows.map((r) => [r.country, r.submissions.count, r.points.count]), [['FR', 3, 4], ['IE', 1, 2], [null, 1, 1]]);
  assert.equal(open.countries.unnamed, 2);
  for (const role of everybody) await hold(who[role], await see(role, report), 25, `open, ${role}`);
  await holdSecrets();
  // The page of the round does not tell it either.
  const round = await see('anonymous', '/i/code/rounds/1');
  assert.doesNotMatch(JSON.stringify(round), /rightsholder|industry/);
  assert.deepEqual(round.by_category.map((r) => [r.category, r.submissions]), [['provider', 3], ['civil-society', 1], ['academia', 1], ['public', 2]]);
});

test('answered, with what changed and why', async () => {
  await wait(Math.max(0, Date.parse((await see('anonymous', '/i/code/rounds/1')).deadline.closes) - Date.now() + 300));
  const answers = '/desk/i/code/rounds/1/answers';
  await say('chair', '/desk/i/code/next', {}, 201);
  const { next } = (await see('chair', `/desk/i/code/rounds/1?at=${m(1)}&edit=${m(1)}`)).selected.text;
  await say('chair', '/desk/i/code/drafts/2/edit', { eid: m(1), number: '1.1', heading: 'Time', body: 'A record is kept for ten years. It names its version.', seen: next.edit.seen }, 200);
  const calm = (await see('chair', `/desk/i/code/rounds/1?at=${m(4)}&edit=${m(4)}`)).selected.text.next;
  await say('chair', '/desk/i/code/drafts/2/edit', { eid: m(4), number: '1.4', heading: 'Calm', body: 'Nor on this, ever.', seen: calm.edit.seen }, 200);
  const before = await everything('anonymous');
  await say('chair', answers, { point: [ids.Give, ids.Ten, ids.zchairsone], outcome: 'accepted', reason: because('zshared'), changes: wids[m(1)] }, 200);
  await say('chair', answers, { point: [ids['Five'], ids.Without], outcome: 'not-accepted', reason: because('custom') }, 200);
  await say('chair', answers, { point: [ids.Keep, ids.zremovedtext, ids['=HYPERLINK("https://evil.example","press")']], outcome: 'noted', reason: because('habit') }, 200);
  await say('chair', answers, { point: [ids.zchairstwo], outcome: 'accepted', reason: because('zchairsreason'), changes: wids[m(3)] ?? `d1-${m(3)}` }, 200);
  await say('chair', answers, { point: ids.zchairsthree, outcome: 'out-of-scope', reason: because('zchairsreason') }, 200);
  await say('chair', `/i/code/points/${ids.Divide}/divide`, { parts: 'in full\nrounded' }, 200);
  await say('chair', answers, { point: `${ids.Divide}.1`, outcome: 'accepted', reason: because('fullness'), changes: wids[m(2)] }, 200);
  await say('chair', answers, { point: `${ids.Divide}.2`, outcome: 'not-accepted', reason: because('rounding') }, 200);
  assert.equal((await everything('anonymous')).html, before.html, 'what is prepared changes nothing');
  const unanswered = await see('anonymous', report);
  assert.match(unanswered.warning, /not complete: 8 of 8 points have no published answer yet/, 'prepared answers are nobody’s yet');
  assert.equal(unanswered.is_complete, false);
  assert.equal(unanswered.next, null);
  await say('chair', '/desk/i/code/drafts/2/publish', { confirm: 'yes', takes_account_of: 1, with_round: 'yes', closes_local: brussels(3600) }, 201);
  await say('pb', `/i/code/points/${ids.Ten}/reaction`, { reaction: 'satisfied' }, 201);
  await say('wanda', `/i/code/points/${ids.Without}/reaction`, { reaction: 'objects', reason: 'Custom is no reason to leave it.' }, 201);
  await say('bruno', `/i/code/points/${ids.zchairsone}/reaction`, { reaction: 'objects', reason: 'zchairsreply of Bruno about it.' }, 201);
  await say('admin', `/i/code/points/${ids.zremovedtext}/redact`, { what: 'text', kind: 'third-party', ground: 'Names a third person.' }, 200);

  const done = await see('anonymous', report);
  assert.equal(done.warning, null);
  assert.equal(done.is_complete, true);
  assert.equal(done.next.number, 2);
  const figures = Object.fromEntries(done.figures.map((f) => [f.label, f.count]));
  assert.deepEqual(figures, { submissions: 7, 'public points': 8, 'led to a change': 3, 'not followed': 3, 'author objects': 1, 'author is satisfied': 1 });
  const total = Object.fromEntries(done.outcomes.head.map((h, k) => [h.key, done.outcomes.total[k].count]));
  assert.deepEqual(total, { accepted: 3, 'accepted-in-part': 0, noted: 3, 'not-accepted': 3, 'out-of-scope': 0, open: 0 }, 'a divided point under both of its answers');
  const items = done.chapters.flatMap((c) => c.items);
  const one = items.find((i) => i.label === 'Measure 1.1');
  assert.deepEqual([one.kind, one.points, one.redline_href], ['edited', 6, `/i/code/drafts/1..2#${m(1)}`]);
  assert.match(JSON.stringify(one.why), /zshared weighed more/);
  assert.deepEqual(one.said.map((s) => s.text), ['Give ten years.', 'Keep it.', 'Without a name.'], 'one of each category, by the rule; what was removed is not quoted');
  assert.equal(items.some((i) => i.label === 'Measure 1.3'), false, 'a provision with points for the chairs alone has none');
  assert.deepEqual(done.quiet.map((q) => [q.label, q.kind]), [['Measure 1.4', 'edited']], 'changed without a point');
  assert.deepEqual(done.removed.map((r) => r.href), [`/i/code/points/${ids.zremovedtext}`]);
  for (const role of everybody) await hold(who[role], await see(role, report), 40, `answered, ${role}`);
  const all = await holdSecrets();
  for (const form of Object.values(all)) assert.doesNotMatch(form, /zremovedtext/);
});

test('the files: no formula, no more than the page says, all numbers with addresses', async () => {
  const page = await see('anonymous', report);
  const csv = (await who.anonymous.get(`${report}.csv`)).text, jsonl = (await who.anonymous.get(`${report}.jsonl`)).text;
  assert.match(csv, /"'=HYPERLINK\(""https:\/\/evil\.example""/, 'what begins like a formula is quoted');
  assert.doesNotMatch(csv, /(^|,)"?[=+@]/m);
  const rows = jsonl.trim().split('\n').map((line) => JSON.parse(line));
  const categories = rows.filter((r) => r.table === 'Categories');
  assert.deepEqual(categories.map((r) => [r.category, r.submissions, r.points, r.addresses.points]), page.categories.rows.map((r) => [r.label, r.submissions.count, r.points.count, r.points.href]));
  assert.deepEqual(rows.filter((r) => r.table === 'Provisions' && r.points > 0).map((r) => [r.eId, r.points]), page.chapters.flatMap((c) => c.items).filter((i) => i.points > 0).map((i) => [i.eid, i.points]));
  assert.ok(rows.some((r) => r.table === 'Reasons' && /zshared/.test(r.reason) && r.points === 2));
  assert.equal(csv.split('\r\n').length - 2, rows.reduce((n, r) => n + Object.entries(r).filter(([k, v]) => k !== 'table' && k !== 'addresses' && v !== null).length, 0), 'a line for each cell');
  const workbook = unpacked((await who.anonymous.get(`${report}.xlsx`)).bytes);
  assert.match(workbook, /=HYPERLINK\(&quot;https|=HYPERLINK\("https/);
  assert.doesNotMatch(workbook, /<f>|<f /, 'no cell is a formula');
  for (const sheet of ['Round', 'Categories', 'Countries', 'Outcomes', 'Provisions', 'Reasons', 'Who took part']) assert.match(workbook, new RegExp(`<sheet name="${sheet}"`));
});

test('the same log gives the same bytes, after a restart and later; another log does not', async () => {
  const was = await everything('anonymous');
  assert.match(was['.json read'], new RegExp(`"log_size":\\d+`));
  const port = world.port;
  await world.server.stop();
  world.server = await startAccord(['serve', '--data', world.folder, '--listen', `127.0.0.1:${port}`]);
  await wait(1_100);
  assert.deepEqual(await everything('anonymous'), was);
  await say('alba', '/i/code/drafts/2/comment', { at: m(2), text: 'Not filed yet.', type: 'general', stance: 'amend', visibility: 'everyone' }, 201);
  assert.deepEqual(await everything('anonymous'), was, 'what is written and not filed changes nothing');
  await say('pa', `/i/code/points/${ids.Give}/reaction`, { reaction: 'objects', reason: 'Ten years are too many for the small.' }, 201);
  const now = await see('anonymous', report);
  assert.equal(now.figures.find((f) => f.label === 'authors object').count, 2);
  assert.ok(now.made.log_size > JSON.parse(was['.json read']).made.log_size);
});

test('a country is one, and is the organisation’s or one’s own', async () => {
  const invite = (more) => who.admin.post('/office/invitations', { name: 'Nina New', email: 'nina@example.org', role: 'member', category: 'provider', instrument: 'code', ...more });
  assert.equal((await invite({ organisation: 'Models new', country: 'Atlantis' })).status, 400);
  assert.match((await invite({ country: 'FR' })).json().message, /none is named/);
  assert.equal((await invite({ organisation: 'Models pa', country: 'DE' })).status, 409, 'it is known to be elsewhere');
  assert.equal((await invite({ organisation: 'Models pc', country: 'DE' })).status, 201, 'what was not stated is stated now');
  const row = (await see('admin', '/office')).people.find((p) => p.name === 'Provider pc');
  assert.equal(row.country_label, 'Germany');
  assert.deepEqual((await see('anonymous', report)).countries.rows.map((r) => r.country), ['FR', 'IE', null], 'but a report counts what was stated when they filed');
});

test('the command reads it, writes it, and says whether it is complete', async () => {
  const run = (...args) => {
    try {
      return { code: 0, out: execFileSync(accordBinary, ['report', '--url', `http://127.0.0.1:${world.port}`, '--instrument', 'code', ...args], { stdio: ['ignore', 'pipe', 'pipe'] }).toString() };
    } catch (error) {
      return { code: error.status, out: String(error.stdout), err: String(error.stderr) };
    }
  };
  const summary = run('--round', '1', '--check');
  assert.equal(summary.code, 0, summary.err);
  assert.match(summary.out, /Feedback report of Round 1[^]*8  public points[^]*Measure 1\.1 · Time/);
  assert.deepEqual(JSON.parse(run('--round', '1', '--json').out), await see('anonymous', report));
  const file = path.join(world.folder, 'out.xlsx');
  assert.equal(run('--round', '1', '--format', 'xlsx', '--out', file).code, 0);
  assert.deepEqual(fs.readFileSync(file), (await who.anonymous.get(`${report}.xlsx`)).bytes);
  const open = run('--round', '2', '--check');
  assert.equal(open.code, 1);
  assert.match(open.err, /not complete/);
  assert.equal(run('--round', '7').code, 2);
  assert.equal(run('--round', '1', '--out', path.join(world.folder, 'absent', 'x')).code, 3);
});

test('the example’s two reports hold for each of its roles', async () => {
  const demo = await startAccord(['demo', '--listen', '127.0.0.1:0'], { timeout: 60_000 });
  try {
    const visitor = new Client(demo.port);
    const pages = {};
    for (const round of [1, 2, 3]) pages[round] = (await visitor.getJson(`/i/gpai-code/rounds/${round}/report`)).json();
    await hold(visitor, pages[2], 300, 'round 2');
    await hold(visitor, pages[3], 150, 'round 3');
    assert.equal(pages[2].is_complete, true);
    assert.match(pages[3].warning, /before the deadline/);
    for (const role of ['newcomer', 'provider', 'chair', 'secretariat']) {
      const person = new Client(demo.port, role);
      assert.equal((await person.submit('/demo/role', { role })).status, 303);
      assert.equal((await person.getJson('/i/gpai-code/rounds/2/report')).text, JSON.stringify(pages[2]), `${role}: the same report`);
      if (role === 'chair' || role === 'secretariat') await hold(person, pages[3], 150, role);
    }
  } finally {
    await demo.stop();
  }
});
