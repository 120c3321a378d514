// A round from the first start to the second draft, by curl alone: what a program or a person at a terminal can do.
import crypto from 'node:crypto';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { curl } from './lib/curl.mjs';
import { accordBinary, startAccord } from './lib/server.mjs';
import { brussels, password, temporaryFolder, wait } from './lib/world.mjs';

const folder = temporaryFolder();
const data = path.join(folder, 'data');
const people = {};
const kept = {};
let server;

const accord = (...args) => new Promise((resolve) => execFile(accordBinary, args, { timeout: 30_000 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));
const serve = async () => {
  server = await startAccord(['serve', '--data', data, '--listen', '127.0.0.1:0']);
};
async function call(who, at, options = {}) {
  const answer = await curl(`${server.url}${at}`, { token: people[who], headers: ['Accept: application/json'], ...options });
  return { ...answer, json: () => JSON.parse(answer.body.toString()) };
}
async function done(who, at, fields, status = 200) {
  const answer = await call(who, at, { fields });
  assert.equal(answer.status, status, `${at}: ${answer.body}`);
  return answer.json();
}
async function see(who, at) {
  const answer = await call(who, at);
  assert.equal(answer.status, 200, `${at}: ${answer.body}`);
  return answer.json();
}
// Follows a link of invitation: reads the form, sets a password, makes a token.
async function join(key, link, name, email = '') {
  const page = await curl(`${server.url}${link}`);
  assert.equal(page.status, 200);
  const csrf = /name="csrf" value="([^"]*)"/.exec(page.body.toString())[1];
  const joined = await curl(`${server.url}${link}`, { form: { csrf, name, email, password } });
  assert.equal(joined.status, 303, joined.body.toString());
  const cookie = /^set-cookie: (__Host-accord=[^;]+)/im.exec(joined.head)[1];
  const me = await curl(`${server.url}/me`, { cookie });
  const own = /name="csrf" value="([^"]*)"/.exec(me.body.toString())[1];
  const token = await curl(`${server.url}/me/tokens`, { cookie, fields: { name: 'terminal' }, headers: [`X-CSRF-Token: ${own}`] });
  assert.equal(token.status, 201, token.body.toString());
  people[key] = JSON.parse(token.body.toString()).token;
  assert.equal((await curl(`${server.url}${link}`)).status, 404, 'a link is good once');
}
async function invited(key, name, details) {
  const { url } = await done('admin', '/office/invitations', { name, email: `${key}@example.org`, instrument: 'code', ...details }, 201);
  await join(key, new URL(url).pathname, name);
}
const filing = (more) => ({ idempotency_key: crypto.randomUUID(), consent: 'yes', privacy_version: 'privacy-1', do: 'file', ...more });
async function receiptOf(who, slug, round, id) {
  const answer = await call(who, `/i/${slug}/rounds/${round}/receipts/${id}/file`);
  assert.equal(answer.status, 200, answer.body.toString());
  const at = path.join(folder, `receipt-${id}.json`);
  fs.writeFileSync(at, answer.body);
  return { at, bytes: answer.body };
}

// A table row of RFC 4180.
function rows(csv) {
  const out = [[]];
  let cell = '', quoted = false;
  for (let i = 0; i < csv.length; ++i) {
    const c = csv[i];
    if (quoted) {
      if (c === '"' && csv[i + 1] === '"') (cell += '"'), ++i;
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') out.at(-1).push(cell), (cell = '');
    else if (c === '\n') out.at(-1).push(cell.replace(/\r$/, '')), (cell = ''), out.push([]);
    else cell += c;
  }
  return out.filter((row) => row.length > 1);
}

const first = `# A code of weather

## Commitment 1 · Honest forecasts

Signatories commit to honest forecasts.

### Measure 1.1 · State the doubt

Every forecast states its doubt in plain words. Old forecasts stay visible for ten years.

### Measure 1.2 · Correct in the open

Corrections stay visible beside what they correct, with the hour and the reason.

### Measures 1.4 · Ask the stations

Each station is asked once a day what it has seen, and its answer is kept.
`;
const second = `# A code of weather

## Commitment 1 · Honest forecasts

Signatories commit to honest and early forecasts.

### Measure 1.1 · State the doubt

Every forecast states its doubt in plain words and as a number. Old forecasts stay visible for ten years.

### Measure 1.2 · Ask the stations

Each station is asked once a day what it has seen, and its answer is kept.

### Measure 1.3 · Sirens

Sirens sound when the storm is an hour away.
`;

before(serve);
after(async () => {
  await server?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('the first start prints a link for the administrator, and no second one once it was used', async () => {
  const link = /\/join\/[\w-]+/.exec(server.output())[0];
  await join('admin', link, 'Ada Administrator', 'ada@example.org');
  assert.equal((await see('admin', '/me')).person.email, 'ada@example.org');
});

test('an instrument, its people and a draft that is uploaded as a file', async () => {
  await done('admin', '/office/instruments', { slug: 'code', title: 'A code of weather', short_title: 'Weather' }, 201);
  await invited('secretary', 'Sol Secretary', { role: 'secretariat' });
  await invited('chair', 'Cleo Chair', { role: 'chair' });
  await invited('alba', 'Alba Brandt', { role: 'member', category: 'civil-society', organisation: '=cmd|calc, "Field" Club' });
  await invited('bruno', 'Bruno Haar', { role: 'member', category: 'academia' });
  await invited('clara', 'Clara Moss', { role: 'observer', category: 'provider' });
  fs.writeFileSync(path.join(folder, 'draft-1.md'), first);
  const up = await call('secretary', '/office/i/code/drafts/1/upload', { files: { file: `@${folder}/draft-1.md`, title: 'First draft', note: 'Read me first' } });
  assert.equal(up.status, 201, up.body.toString());
  assert.equal(up.json().draft, 1);
  const draft = await see('secretary', '/office/i/code/drafts/1');
  assert.equal(draft.read.file_name, 'draft-1.md');
  assert.equal(draft.title, 'First draft');
  assert.equal((await call('alba', '/i/code/drafts/1')).status, 404, 'a working draft is not for participants');
  assert.equal((await see('chair', '/i/code/drafts/1')).draft.is_working, true);
});

test('kind, number, heading and parent are corrected before publication', async () => {
  const shown = async () => (await see('secretary', '/i/code/drafts/1')).provisions.map((p) => `${p.kind} ${p.number} ${p.heading}`.trim());
  let all = (await see('secretary', '/i/code/drafts/1')).provisions;
  const last = all.at(-1);
  await done('secretary', '/office/i/code/drafts/1/correct', { eid: last.eid, kind: 'commitment', number: '9', heading: 'Asking', parent: '' });
  assert.equal((await shown()).at(-1), 'commitment 9 Asking');
  all = (await see('secretary', '/i/code/drafts/1')).provisions;
  assert.equal(all.at(-1).level, 1, 'at the top');
  await done('secretary', '/office/i/code/drafts/1/correct', { eid: all.at(-1).eid, kind: 'measure', number: '1.3', heading: 'Ask the stations', parent: all[0].eid });
  assert.deepEqual(await shown(), ['commitment 1 Honest forecasts', 'measure 1.1 State the doubt', 'measure 1.2 Correct in the open', 'measure 1.3 Ask the stations']);
  const ring = await call('secretary', '/office/i/code/drafts/1/correct', { fields: { eid: all[0].eid, parent: all[1].eid } });
  assert.equal(ring.status, 400, 'a parent below its child');
});

test('text and round are open for all at once', async () => {
  const published = await done('secretary', '/office/i/code/drafts/1/publish', { confirm: 'yes', with_round: 'yes', closes_local: brussels(3600), rule: 'an hour from now' }, 201);
  const reader = await see(null, '/i/code/drafts/1');
  const round = await see(null, '/i/code/rounds/1');
  assert.equal(reader.draft.hash, published.hash);
  assert.equal(round.deadline.opens, published.published, 'the same instant');
  assert.equal(reader.draft.published, published.published);
  kept.measures = reader.provisions.map((p) => p.eid);
  kept.wids = reader.provisions.map((p) => p.wid);
  for (const act of ['correct', 'publish', 'meta', 'discard'])
    assert.equal((await call('secretary', `/office/i/code/drafts/1/${act}`, { fields: { eid: kept.measures[1], number: '7', title: 'x', confirm: 'yes' } })).status, 409, `${act} of a published draft`);
});

test('points: a quote, a whole provision, for the chairs alone, with the name withheld', async () => {
  const [, doubt, open] = kept.measures;
  const point = (more) => ({ type: 'technical', stance: 'amend', visibility: 'everyone', ...more });
  await done('alba', '/i/code/drafts/1/comment', point({ at: doubt, quote: 'plain words', text: '=1+1 is *not* plain', replacement: 'numbers and plain words' }), 201);
  await done('alba', '/i/code/drafts/1/comment', point({ at: open, text: '+the whole measure helps', type: 'general', stance: 'support' }), 201);
  await done('alba', '/i/code/drafts/1/comment', point({ at: open, text: 'zsecret for the chairs', visibility: 'chairs-only' }), 201);
  await done('bruno', '/i/code/drafts/1/comment', point({ at: open, text: '@withheld words, and a nightingale', visibility: 'name-withheld', stance: 'oppose' }), 201);
  const own = await see('alba', '/i/code/rounds/1/submission');
  assert.deepEqual([own.state, own.points_total], ['draft', 3]);
  assert.equal(own.points[0].quote, 'plain words');
  assert.match(own.points[0].replacement_html, /<ins>numbers and <\/ins>plain words|<ins>/);
  assert.equal((await see(null, '/i/code/rounds/1')).points, 0, 'not filed, not there');
  for (const wrong of [{ at: doubt, quote: 'words that are not there' }, { at: 'msr_99', text: 'x' }, { at: doubt, text: '' }, { at: doubt, text: 'x', type: 'poem' }, { at: doubt, text: 'x', visibility: 'nobody' }]) {
    const refused = await call('alba', '/i/code/drafts/1/comment', { fields: point({ text: 'x', ...wrong }) });
    assert.ok([400, 404, 422].includes(refused.status), `${JSON.stringify(wrong)}: ${refused.status}`);
    assert.ok(refused.json().message);
  }
  assert.equal((await see('alba', '/i/code/rounds/1/submission')).points_total, 3);
});

test('filing gives a receipt; the same key gives the same bytes; a replacement is the next version', async () => {
  const body = filing({ letter: 'A letter with **weight**.' });
  const filed = await done('alba', '/i/code/rounds/1/submission', body, 201);
  assert.deepEqual([filed.version, filed.late, filed.repeated], [1, false, false]);
  const one = await receiptOf('alba', 'code', 1, filed.filing);
  assert.deepEqual(JSON.parse(one.bytes), filed.receipt);
  const again = await done('alba', '/i/code/rounds/1/submission', body, 200);
  assert.deepEqual([again.filing, again.repeated, again.index], [filed.filing, true, filed.index]);
  assert.ok((await receiptOf('alba', 'code', 1, again.filing)).bytes.equals(one.bytes));
  assert.equal((await see(null, '/i/code/rounds/1')).submissions, 1);
  const page = await see('alba', `/i/code/rounds/1/receipts/${filed.filing}`);
  assert.equal(page.index, filed.index);
  kept.key = page.key;
  kept.receipt = one;
  kept.firstFiling = filed.filing;

  const [, doubt] = kept.measures;
  await done('alba', '/i/code/drafts/1/comment', { at: doubt, text: '-one more point, with a crow', type: 'editorial', stance: 'question', visibility: 'everyone' }, 201);
  assert.equal((await see('alba', '/i/code/rounds/1/submission')).has_changes, true);
  const next = await done('alba', '/i/code/rounds/1/submission', filing(), 201);
  assert.deepEqual([next.version, next.index > filed.index], [2, true]);
  assert.ok((await receiptOf('alba', 'code', 1, filed.filing)).bytes.equals(one.bytes), 'the receipt of the first version stays');
  const versions = (await see('alba', '/i/code/rounds/1/submission')).versions;
  assert.deepEqual(versions.map((v) => [v.number, v.is_counting]), [[2, true], [1, false]]);
  const round = await see(null, '/i/code/rounds/1');
  assert.deepEqual([round.submissions, round.points], [1, 3]);
  kept.filing = next.filing;

  await done('bruno', '/i/code/rounds/1/submission', filing(), 201);
  await done('clara', '/i/code/rounds/1/submission', filing({ points: [{ at: doubt, text: 'in passing' }] }), 201);
});

test('what is withdrawn does not count, and stays in the log', async () => {
  const was = await see(null, '/i/code/rounds/1');
  const size = (await see(null, '/log')).checkpoint.size;
  assert.equal((await call('clara', '/i/code/rounds/1/submission/withdraw', { fields: { idempotency_key: 'clara-goes' } })).status, 400, 'not confirmed');
  const gone = await done('clara', '/i/code/rounds/1/submission/withdraw', { idempotency_key: 'clara-goes', confirm: 'yes' });
  assert.equal((await done('clara', '/i/code/rounds/1/submission/withdraw', { idempotency_key: 'clara-goes', confirm: 'yes' })).index, gone.index);
  const filed = await call('clara', '/i/code/rounds/1/submission', { fields: filing({ idempotency_key: 'clara-goes' }) });
  assert.equal(filed.status, 409, 'a key stands for one act');
  const now = await see(null, '/i/code/rounds/1');
  assert.deepEqual([now.submissions, now.points], [was.submissions - 1, was.points - 1]);
  assert.equal((await see(null, '/log')).checkpoint.size, size + 1);
  assert.equal((await see('clara', '/i/code/rounds/1/submission')).state, 'withdrawn');
});

test('accord verify proves a receipt offline, and refuses what is not proven', async () => {
  const good = await accord('verify', kept.receipt.at, '--key', kept.key);
  assert.equal(good.code, 0, good.stderr);
  for (const words of [/^PROVEN\n/, /name: Alba Brandt/, /letter: A letter with/, /replacement: numbers and plain words/]) assert.match(good.stdout, words);
  const other = await startAccord(['serve', '--data', path.join(folder, 'other'), '--listen', '127.0.0.1:0']);
  try {
    const key = JSON.parse((await curl(`${other.url}/log`, { headers: ['Accept: application/json'] })).body).key;
    const said = await accord('verify', kept.receipt.at, '--key', key);
    assert.equal(said.code, 1);
    assert.match(said.stderr, /signed by a key that you have not told me to trust/);
  } finally {
    await other.stop();
  }
  // A changed byte in what is proven: the words, their salt, the entry, the proof, the signature.
  const text = kept.receipt.bytes.toString();
  const value = JSON.parse(text);
  const turn = (s, at) => s.slice(0, at) + (s[at] === 'A' ? 'B' : 'A') + s.slice(at + 1);
  const changes = [
    (r) => r.contents.forEach((c) => (c.content = c.content.replace('weight', 'wright'))), (r) => (r.contents[1].salt = turn(r.contents[1].salt, 3)), (r) => (r.entry = r.entry.replace('filing', 'filinh')),
    (r) => (r.log.checkpoint = turn(r.log.checkpoint, r.log.checkpoint.lastIndexOf(' ') + 12)), (r) => (r.log.index += 1), ...(value.log.proof.length ? [(r) => (r.log.proof[0] = turn(r.log.proof[0], 2))] : []),
  ];
  for (const [k, change] of changes.entries()) {
    const bad = structuredClone(value);
    change(bad);
    assert.notDeepEqual(bad, value);
    const at = path.join(folder, `bad-${k}.json`);
    fs.writeFileSync(at, JSON.stringify(bad));
    const said = await accord('verify', at, '--key', kept.key);
    assert.ok(said.code === 1 || said.code === 2, `change ${k}: ${said.code} ${said.stdout}`);
    if (k === 0) assert.equal(said.code, 1);
    assert.doesNotMatch(said.stdout, /^PROVEN/m);
  }
  // One point alone.
  const mine = (await see('alba', '/i/code/rounds/1/points?author=me')).points[0];
  const alone = await call('alba', `/i/code/rounds/1/receipts/${kept.filing}/file?point=${mine.id}`);
  assert.equal(JSON.parse(alone.body).contents.length, 1);
  fs.writeFileSync(path.join(folder, 'alone.json'), alone.body);
  const proven = await accord('verify', path.join(folder, 'alone.json'), '--key', kept.key);
  assert.equal(proven.code, 0, proven.stderr);
  assert.doesNotMatch(proven.stdout, /Alba/);
});

test('points are filtered, searched, paged to the end and exported', async () => {
  const [, doubt, open] = kept.measures;
  const total = async (query) => (await see(null, `/i/code/rounds/1/points?${query}`)).total;
  assert.deepEqual(await Promise.all(['', `at=${doubt}`, `at=${open}`, `at=${kept.measures[0]}`, 'type=technical', 'stance=support', 'q=nightingale', 'q=crow%20more', 'q=absentword', 'author=Alba', 'category=academia'].map(total)),
    [4, 2, 2, 4, 2, 1, 1, 1, 0, 3, 0], 'a lone academic with a withheld name is not found by category');
  assert.equal((await call(null, '/i/code/rounds/1/points?at=msr_99')).status, 404);

  await done('clara', '/i/code/rounds/1/submission', filing({ points: [...Array(120).keys()].map((n) => ({ at: kept.measures[n % 4], text: `sparrow number ${n}` })) }), 201);
  const seen = [];
  let at = '/i/code/rounds/1/points?q=sparrow&limit=50', pages = 0;
  for (; at && pages < 10; ++pages) {
    const page = await see(null, at);
    assert.equal(page.total, 120);
    seen.push(...page.points.map((p) => p.id));
    at = page.paging.next_href;
  }
  assert.deepEqual([pages, seen.length, new Set(seen).size], [3, 120, 120]);

  const csv = await call(null, '/i/code/rounds/1/points.csv');
  assert.match(csv.headers, /content-type: text\/csv/);
  const [header, ...table] = rows(csv.body.toString());
  assert.equal(table.length, 124);
  for (const row of table) {
    assert.equal(row.length, header.length);
    for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]/, 'a spreadsheet would run it');
  }
  const column = (name) => table.map((row) => row[header.indexOf(name)]);
  assert.ok(column('text').includes("'=1+1 is *not* plain"));
  assert.ok(column('organisation').includes('\'=cmd|calc, "Field" Club'));
  assert.equal(column('author').filter((a) => a === 'Bruno Haar').length, 0);
  const jsonl = (await call(null, '/i/code/rounds/1/points.jsonl?stance=question')).body.toString().trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(jsonl.map((p) => [p.text, p.author]), [['-one more point, with a crow', 'Alba Brandt']]);
  assert.doesNotMatch(csv.body.toString(), /zsecret/);
});

test('the second draft: lineage first, paired by hand where it is wrong, then published', async () => {
  fs.writeFileSync(path.join(folder, 'draft-2.md'), second);
  const imported = await accord('import', 'draft', path.join(folder, 'draft-2.md'), '--instrument', 'code', '--url', server.url, '--token', people.secretary, '--title', 'Second draft', '--json');
  assert.equal(imported.code, 0, imported.stderr);
  assert.equal(JSON.parse(imported.stdout).draft, 2);
  assert.equal((await see('secretary', '/office/i/code/drafts/2')).read.doubts, 0);
  assert.doesNotMatch((await call('secretary', '/office/i/code/drafts/2', { headers: ['Accept: text/html'] })).body.toString(), /figure warn/, 'no doubt is no warning');
  const kinds = async () => {
    const { lineage } = await see('secretary', '/office/i/code/drafts/2');
    return Object.fromEntries(lineage.edges.map((e) => [`${e.old.map((o) => o.eid)}>${e.new.map((n) => n.eid)}`, e.kind + (e.is_by_hand ? ' by hand' : '')]));
  };
  const [commitment, doubt, open, ask] = kept.measures;
  const was = await kinds();
  assert.equal(was[`${commitment}>cmt_1`], 'edited');
  assert.equal(was[`${doubt}>cmt_1__msr_1.1`], 'edited');
  assert.equal(was[`${ask}>cmt_1__msr_1.2`], 'renumbered');
  assert.equal(was[`${open}>`], 'deleted');
  assert.equal(was['>cmt_1__msr_1.3'], 'new');
  // The secretariat knows better: the sirens take the place of the corrections.
  await done('secretary', '/office/i/code/drafts/2/pair', { new: 'cmt_1__msr_1.3', old: open });
  assert.match((await kinds())[`${open}>cmt_1__msr_1.3`], /by hand$/);
  await done('secretary', '/office/i/code/drafts/2/unpair', { new: 'cmt_1__msr_1.3' });
  assert.deepEqual(await kinds(), was);
  await done('secretary', '/office/i/code/drafts/2/pair', { new: 'cmt_1__msr_1.3', old: open });
  const refused = await call('secretary', '/office/i/code/drafts/2/publish', { fields: { confirm: 'yes', with_round: 'yes', closes_local: brussels(3600) } });
  assert.equal(refused.status, 409, 'the first round is still open');
  await done('secretary', '/office/i/code/drafts/2/publish', { confirm: 'yes' }, 201);
  const reader = await see(null, '/i/code/drafts/2');
  assert.deepEqual(reader.provisions.map((p) => p.wid), [kept.wids[0], kept.wids[1], kept.wids[3], kept.wids[2]], 'who they are across drafts');
});

test('the redline, and one provision through all drafts', async () => {
  const redline = await see(null, '/i/code/drafts/1..2');
  const kinds = Object.fromEntries(redline.counts.map((c) => [c.kind, c.count]));
  assert.equal(redline.items.length, 4);
  assert.ok(kinds.renumbered === 1 && kinds.edited >= 2, JSON.stringify(kinds));
  assert.match(JSON.stringify(redline.items), /<ins>[^<]*early/);
  const page = await call(null, '/i/code/drafts/1..2?view=side', { headers: ['Accept: text/html'] });
  assert.match(page.body.toString(), /<ins/);
  const history = await see(null, `/i/code/provisions/${kept.wids[3]}`);
  assert.deepEqual(history.versions.map((v) => [v.draft.number, v.label]), [[2, 'Measure 1.2'], [1, 'Measure 1.3']]);
  const old = await see(null, `/i/code/drafts/1`);
  assert.equal(old.provisions[0].heading, 'Honest forecasts');
  assert.equal(old.next.number, 2);
});

test('a redacted text is gone from everywhere, and the log still verifies and counts it', async () => {
  const target = (await see('secretary', '/i/code/rounds/1/points?q=crow')).points[0];
  const entry = (await see(null, `/i/code/points/${target.id}`)).log.index;
  await done('secretary', `/i/code/points/${target.id}/redact`, { what: 'text', kind: 'third-party', ground: 'It names a person who has not agreed.' });
  const places = [[null, `/i/code/points/${target.id}`], [null, '/i/code/rounds/1/points?limit=200'], [null, '/i/code/rounds/1/points.csv'], [null, '/i/code/rounds/1/points.jsonl'], [null, `/i/code/drafts/1?at=${target.provision.eid}`],
    ['secretary', `/i/code/points/${target.id}`], ['secretary', '/office'], ['alba', '/i/code/rounds/1/submission'], ['alba', `/i/code/rounds/1/receipts/${kept.filing}`], ['alba', `/i/code/rounds/1/receipts/${kept.filing}/file`],
    ['alba', '/me'], ['alba', '/me/export'], [null, `/log/entries/${entry}`], [null, '/'], [null, '/log']];
  for (const [who, at] of places) {
    const answer = await call(who, at);
    assert.equal(answer.status, 200, at);
    assert.doesNotMatch(answer.body.toString(), /crow/, `${who} ${at}`);
  }
  assert.equal((await see(null, '/i/code/rounds/1/points?q=crow')).total, 0);
  assert.match((await see(null, `/i/code/points/${target.id}`)).point.redaction_text, /names a person who has not agreed/);
  const whole = await accord('verify', '--url', server.url, '--key', kept.key, '--json');
  assert.equal(whole.code, 0, whole.stderr);
  const { kinds, size } = JSON.parse(whole.stdout);
  assert.ok(kinds.redaction >= 1, whole.stdout);
  assert.equal(Object.values(kinds).reduce((a, b) => a + b), size);
  // What is left of the receipt is still proven.
  const left = await receiptOf('alba', 'code', 1, kept.filing);
  const proven = await accord('verify', left.at, '--key', kept.key);
  assert.equal(proven.code, 0, proven.stderr);
});

test("a person's data is removed on a ground", async () => {
  const target = (await see('secretary', '/i/code/rounds/1/points?q=nightingale')).points[0];
  assert.equal(target.author, 'Bruno Haar');
  await done('secretary', '/office/redactions', { point: target.id, what: 'author', kind: 'personal-data', ground: 'He asked for it in writing.' });
  for (const [who, at] of [['secretary', `/i/code/points/${target.id}`], ['secretary', '/i/code/rounds/1/points?limit=200'], ['secretary', '/office'], ['admin', '/office'], [null, '/i/code/rounds/1/points.csv']])
    assert.doesNotMatch((await call(who, at)).body.toString(), /Bruno|Haar|bruno@/, `${who} ${at}`);
  assert.equal((await see(null, '/i/code/rounds/1/points?q=nightingale')).total, 1, 'the words stay');
  assert.equal((await accord('verify', '--url', server.url, '--key', kept.key)).code, 0);
});

test('one sees and exports what is kept of oneself', async () => {
  const me = await see('alba', '/me');
  assert.deepEqual([me.person.name, me.submissions.length, me.receipts.length], ['Alba Brandt', 1, 2]);
  const all = await see('alba', '/me/export');
  assert.equal(all.submissions[0].filings.length, 2);
  assert.ok(all.submissions[0].filings.every((f) => f.privacy_notice === 'privacy-1' && f.consent_to_publish === true));
  assert.match(JSON.stringify(all), /A letter with \*\*weight\*\*/);
  assert.doesNotMatch(JSON.stringify(all), /Clara|sparrow/);
});

test('a second server on the same folder is refused, and a restart keeps all', async () => {
  await assert.rejects(startAccord(['serve', '--data', data, '--listen', '127.0.0.1:0']), /ended with 2/);
  const log = (await call(null, '/log/checkpoint')).body.toString();
  const points = (await see(null, '/i/code/rounds/1/points?limit=200')).points;
  assert.equal(await server.stop(), 0, 'stops as asked');
  const doctor = await accord('doctor', '--data', data);
  assert.equal(doctor.code, 0, doctor.stdout);
  assert.equal((await accord('verify', '--data', data, '--key', kept.key)).code, 0);
  await serve();
  assert.doesNotMatch(server.output(), /\/join\//, 'there is an administrator');
  assert.equal((await call(null, '/log/checkpoint')).body.toString(), log);
  assert.deepEqual((await see(null, '/i/code/rounds/1/points?limit=200')).points, points);
  assert.ok((await receiptOf('alba', 'code', 1, kept.firstFiling)).bytes.equals(kept.receipt.bytes));
});

test('after the instant the server refuses, and a deadline is only extended, with a reason', async () => {
  await done('admin', '/office/instruments', { slug: 'short', title: 'A short round' }, 201);
  const { url } = await done('admin', '/office/invitations', { name: 'Alba Brandt', email: 'alba@example.org', role: 'member', category: 'civil-society', instrument: 'short' }, 201);
  const link = new URL(url).pathname;
  const csrf = /name="csrf" value="([^"]*)"/.exec((await curl(`${server.url}${link}`)).body.toString())[1];
  assert.equal((await curl(`${server.url}${link}`, { form: { csrf, name: 'Alba Brandt', password } })).status, 303, 'joins another body with the same password');
  await done('admin', '/office/i/short/drafts/1/upload', { text: first, name: 'a.md' }, 201);
  const past = await call('admin', '/office/i/short/drafts/1/publish', { fields: { confirm: 'yes', with_round: 'yes', closes_local: '2025-03-30T23:59' } });
  assert.equal(past.status, 422, 'a deadline before the opening');
  assert.equal((await call(null, '/i/short/drafts/1')).status, 404, 'and nothing was published');
  await done('admin', '/office/i/short/drafts/1/publish', { confirm: 'yes', with_round: 'yes', closes_local: brussels(5), late_policy: 'refuse' }, 201);
  const body = filing({ letter: 'in time' });
  const filed = await done('alba', '/i/short/rounds/1/submission', body, 201);
  const receipt = await receiptOf('alba', 'short', 1, filed.filing);
  await wait(6000);
  for (const [at, fields] of [['/i/short/rounds/1/submission', filing({ letter: 'too late' })], ['/i/short/rounds/1/submission', { do: 'save', letter: 'too late' }], ['/i/short/drafts/1/comment', { at: 'cmt_1', text: 'too late' }],
    ['/i/short/rounds/1/submission/withdraw', { idempotency_key: 'late-withdrawal', confirm: 'yes' }]]) {
    const refused = await call('alba', at, { fields });
    assert.equal(refused.status, 410, `${at}: ${refused.body}`);
    assert.doesNotMatch(refused.json().message, /undefined|null/);
  }
  assert.equal((await done('alba', '/i/short/rounds/1/submission', body)).filing, filed.filing, 'the same key after the deadline');
  assert.ok((await receiptOf('alba', 'short', 1, filed.filing)).bytes.equals(receipt.bytes));
  assert.equal((await see('alba', '/i/short/rounds/1/submission')).form, null);

  const extend = '/office/i/short/rounds/1/extend';
  for (const fields of [{ closes_local: brussels(-3600), reason: 'earlier than it was before' }, { closes_local: brussels(3600), reason: 'short' }, { closes_local: brussels(3600), reason: '' }, { closes_local: 'tomorrow', reason: 'a reason in words' }]) {
    const refused = await call('admin', extend, { fields });
    assert.ok([400, 422].includes(refused.status), `${JSON.stringify(fields)} ${refused.status}`);
  }
  assert.equal((await see(null, '/i/short/rounds/1')).is_open, false);
  await done('admin', extend, { closes_local: brussels(3600), reason: 'The site was down for an hour.' });
  const round = await see(null, '/i/short/rounds/1');
  assert.equal(round.is_open, true);
  assert.equal(round.extensions[0].reason, 'The site was down for an hour.');
  assert.match((await call(null, `/log/entries/${round.extensions[0].index}`)).body.toString(), /deadline/);
  const again = await done('alba', '/i/short/rounds/1/submission', filing({ letter: 'after the extension' }), 201);
  assert.deepEqual([again.version, again.late], [2, false]);
});

test('where the policy takes what is late, it is marked', async () => {
  await done('admin', '/office/instruments', { slug: 'late', title: 'A late round' }, 201);
  const { url } = await done('admin', '/office/invitations', { name: 'Lea Late', email: 'lea@example.org', role: 'member', category: 'industry', instrument: 'late' }, 201);
  await join('lea', new URL(url).pathname, 'Lea Late');
  await done('admin', '/office/i/late/drafts/1/upload', { text: first, name: 'a.md' }, 201);
  await done('admin', '/office/i/late/drafts/1/publish', { confirm: 'yes', with_round: 'yes', closes_local: brussels(2), late_policy: 'accept-late' }, 201);
  await wait(3000);
  const filed = await done('lea', '/i/late/rounds/1/submission', filing({ points: [{ at: 'cmt_1', text: 'better late' }] }), 201);
  assert.equal(filed.late, true);
  const page = await see(null, '/i/late/rounds/1/points');
  assert.deepEqual(page.points.map((p) => p.is_late), [true]);
  assert.equal((await see(null, '/i/late/rounds/1')).late, 1);
  assert.ok(filed.receipt.contents.some((c) => JSON.parse(c.content).late === true), 'the receipt says so');
});
