// Every act leaves a row in the audit trail (A4), in the transaction that does it. The acts are all the POST routes of /openapi.json,
// done in an order in which each of them can be; a route that is added without an act fails here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { Client } from './lib/client.mjs';
import { World, brussels, password, wait } from './lib/world.mjs';

const first = '# Code\n\n## Commitment 1 · Records\n\nSignatories keep records.\n\n### Measure 1.1 · Time\n\nA record is kept.\n\n### Measure 1.2 · Numbers\n\nThe numbers are shown.\n\n## Commitment 2 · Honesty\n\nBe honest.\n';
const m = (n) => `cmt_1__msr_1.${n}`;
const reason = 'Because one thing weighed more than another.';
// What one writes and has not filed is nobody else's business, so no trail tells the office of it; the demonstration's own are not there.
const private_ = ['/i/{slug}/drafts/{n}/comment', '/i/{slug}/rounds/{n}/points/{id}/delete', '/demo/role', '/demo/clock'];

test('every act leaves a row in the audit trail, and a refused one leaves none', async () => {
  const world = await World.start();
  const who = world.people;
  const acts = [], refused = [];
  const stamp = () => Date.now() * 1000;
  // Does an act as a program or, for what browsers alone do, as a browser; and remembers when.
  const act = async (pattern, role, url, fields, { as, page } = {}) => {
    await wait(3);
    const from = stamp();
    const answer = as ? await who[role].submit(url, fields, { page }) : await who[role].post(url, fields);
    assert.ok(answer.status < 400, `${pattern}: ${answer.status} ${answer.text.slice(0, 400)}`);
    await wait(3);
    acts.push({ pattern, from, to: stamp() });
    return answer;
  };
  const refuse = async (pattern, role, url, fields) => {
    await wait(3);
    const from = stamp();
    const answer = await who[role].post(url, fields);
    assert.ok(answer.status >= 400, `${pattern}: ${answer.status}`);
    await wait(3);
    refused.push({ pattern, from, to: stamp() });
  };
  const see = async (role, url) => (await who[role].getJson(url)).json();
  let openapi;
  try {
    await world.administrator();
    openapi = await see('admin', '/openapi.json');
    await act('/office/instruments', 'admin', '/office/instruments', { slug: 'code', title: 'Code' });
    const invitation = (name, role) => ({ name, email: `${name}@example.org`, role, category: role === 'member' ? 'academia' : '', instrument: 'code' });
    for (const [key, role] of [['chair', 'chair'], ['vice', 'vice-chair'], ['alba', 'member'], ['bruno', 'member']]) await world.invited(who.admin, key, { ...invitation(key, role), name: key });
    const made = (await act('/office/invitations', 'admin', '/office/invitations', invitation('ines', 'member'))).json();
    who.ines = new Client(world.port, 'ines');
    const link = new URL(made.url).pathname;
    await act('/join/{token}', 'ines', link, { name: 'Ines', email: 'ines@example.org', password }, { as: 'browser', page: link });
    await act('/sign-out', 'ines', '/sign-out', {}, { as: 'browser', page: '/me' });
    await act('/sign-in', 'ines', '/sign-in', { email: 'ines@example.org', password }, { as: 'browser', page: '/sign-in' });
    await act('/me/password', 'ines', '/me/password', { old: password, new: 'five other plain words here' }, { as: 'browser', page: '/me' });
    const later = (await who.admin.post('/office/invitations', invitation('nobody', 'member'))).json();
    assert.ok(later.url);
    await act('/office/invitations/{id}/revoke', 'admin', `/office/invitations/${(await see('admin', '/office')).invitations.find((i) => i.name === 'nobody').id}/revoke`, {});

    const office = '/office/i/code/drafts';
    await act('/office/i/{slug}/drafts/{n}/upload', 'admin', `${office}/next/upload`, { text: first, name: 'draft.md' });
    await act('/office/i/{slug}/drafts/{n}/meta', 'admin', `${office}/1/meta`, { title: 'First draft' });
    await act('/office/i/{slug}/drafts/{n}/correct', 'admin', `${office}/1/correct`, { eid: 'cmt_2', heading: 'Candour' });
    await refuse('/office/i/{slug}/drafts/{n}/publish', 'admin', `${office}/1/publish`, {});
    await act('/office/i/{slug}/drafts/{n}/publish', 'admin', `${office}/1/publish`, { confirm: 'yes', with_round: 'yes', closes_local: brussels(12), late_policy: 'accept-late' });
    await act('/i/{slug}/documents/{document}', 'admin', '/i/code/documents/about', { title: 'About', text: 'This code.' });

    const file = { idempotency_key: 'a-key-of-alba', consent: 'yes', privacy_version: 'privacy-1', do: 'file' };
    const point = (n, text) => ({ at: m(n), text, type: 'technical', stance: 'amend', visibility: 'everyone' });
    await act('/i/{slug}/rounds/{n}/submission', 'alba', '/i/code/rounds/1/submission', { ...file, points: [point(1, 'one'), point(1, 'two'), point(2, 'three')] });
    await refuse('/i/{slug}/rounds/{n}/submission', 'bruno', '/i/code/rounds/1/submission', { ...file, idempotency_key: 'a-key-of-bruno' });
    await who.bruno.post('/i/code/rounds/1/submission', { ...file, idempotency_key: 'a-key-of-bruno', points: [point(2, 'four')] });
    await act('/i/{slug}/rounds/{n}/submission/withdraw', 'bruno', '/i/code/rounds/1/submission/withdraw', { idempotency_key: 'another-of-bruno', confirm: 'yes' });
    await act('/office/i/{slug}/rounds/{n}/extend', 'admin', '/office/i/code/rounds/1/extend', { closes_local: brussels(14), reason: 'an outage of some seconds' });

    const ids = Object.fromEntries((await see('chair', '/i/code/rounds/1/points')).points.map((p) => [p.text, p.id]));
    const desk = '/desk/i/code/rounds/1', answers = '/desk/i/{slug}/rounds/{n}/answers';
    const vice = (await see('chair', desk)).selected.answer.readers.find((x) => x.label.startsWith('vice')).value;
    await act('/i/{slug}/points/{id}/divide', 'chair', `/i/code/points/${ids.three}/divide`, { parts: 'a\nb' });
    await act(answers, 'chair', `${desk}/answers`, { point: [ids.one, ids.two], outcome: 'accepted', reason, reader: vice });
    await refuse(answers, 'chair', `${desk}/answers`, { point: [ids.one, 'absent'], outcome: 'accepted', reason });
    await act(`${answers} read`, 'vice', `${desk}/answers`, { point: [ids.one], do: 'read' });
    await act(`${answers} take-back`, 'chair', `${desk}/answers`, { point: [ids.two], do: 'take-back' });
    await act('/desk/i/{slug}/rounds/{n}/hand-over', 'chair', `${desk}/hand-over`, { wid: `d1-${m(1)}`, to: vice });
    await act('/desk/i/{slug}/next', 'chair', '/desk/i/code/next', {});
    const next = '/desk/i/code/drafts/2', of = (x) => `/desk/i/{slug}/drafts/{n}/${x}`;
    await act(of('edit'), 'vice', `${next}/edit`, { eid: m(1), number: '1.1', heading: 'Time', body: 'A record is kept for years.\n\nTen.' });
    await act(`${answers} confirm`, 'chair', `${desk}/answers`, { point: [ids.one], do: 'confirm' });
    await act(of('split'), 'chair', `${next}/split`, { eid: m(1), number: '1.1', heading: 'Time', body: 'A record is kept for years.', number2: '1.3', heading2: 'Length', body2: 'Ten.' });
    await act(of('merge'), 'chair', `${next}/merge`, { eid: m(3), number: '1.1', heading: 'Time', body: 'A record is kept for ten years.' });
    const added = (await act(of('add'), 'chair', `${next}/add`, { after: 'cmt_2', kind: 'commitment', number: '3', heading: 'More', body: 'More.' })).json().eid;
    await act(of('move'), 'chair', `${next}/move`, { eid: added, after: 'cmt_1' });
    const eids = (await see('chair', '/i/code/drafts/2')).provisions.filter((p) => p.heading === 'More').map((p) => p.eid);
    await act('/office/i/{slug}/drafts/{n}/pair', 'admin', `${office}/2/pair`, { new: eids[0], old: 'cmt_2' });
    await act('/office/i/{slug}/drafts/{n}/unpair', 'admin', `${office}/2/unpair`, { new: eids[0] });
    await act(of('delete'), 'chair', `${next}/delete`, { eid: eids[0], confirm: 'yes' });
    await who.chair.post(`${desk}/answers`, { point: [ids.two, `${ids.three}.1`, `${ids.three}.2`], outcome: 'noted', reason });
    while ((await see('chair', '/i/code/rounds/1')).is_open) await wait(300);
    await act(of('publish'), 'chair', `${next}/publish`, { confirm: 'yes', takes_account_of: 1, stale_hold: 'yes' });
    await act('/i/{slug}/points/{id}/correct', 'chair', `/i/code/points/${ids.one}/correct`, { outcome: 'noted', reason: `${reason} Indeed.` });
    await act('/i/{slug}/points/{id}/placement', 'chair', `/i/code/points/${ids.one}/placement`, { draft: 2, eid: m(2), note: 'there' });
    await act('/i/{slug}/points/{id}/reaction', 'alba', `/i/code/points/${ids.one}/reaction`, { reaction: 'satisfied' });
    await act('/me/seen', 'alba', '/me/seen', {});
    await act('/me/mail', 'alba', '/me/mail', { pace: 'none' });
    await act('/i/{slug}/points/{id}/redact', 'admin', `/i/code/points/${ids.two}/redact`, { what: 'text', kind: 'personal-data', ground: 'a ground that is long enough' });
    await act('/office/redactions', 'admin', '/office/redactions', { point: ids.three, instrument: 'code', what: 'text', kind: 'personal-data', ground: 'a ground that is long enough' });
    await who.admin.post(`${office}/next/upload`, { text: first, name: 'draft.md' });
    await act('/office/i/{slug}/drafts/{n}/discard', 'admin', `${office}/3/discard`, { confirm: 'yes' });
    await act('/office/memberships/{id}/end', 'admin', (await see('admin', '/office')).people.find((p) => p.name === 'bruno').end_action, {});
    await act('/me/tokens', 'alba', '/me/tokens', { name: 'second' }, { as: 'browser', page: '/me' });
    const me = await see('alba', '/me');
    await act('/me/tokens/{id}/revoke', 'alba', `/me/tokens/${me.tokens.find((t) => t.label === 'second' || t.name === 'second').id}/revoke`, {}, { as: 'browser', page: '/me' });
    const session = JSON.parse((await who.alba.getJson('/me', { as: 'browser' })).text).sessions[0];
    await act('/me/sessions/{id}/end', 'alba', `/me/sessions/${session.id}/end`, {}, { as: 'browser', page: '/me' });

    const done = new Set(acts.map((a) => a.pattern));
    const routes = Object.keys(openapi.paths).filter((p) => openapi.paths[p].post && !private_.includes(p));
    assert.deepEqual(routes.filter((p) => !done.has(p)), [], 'a route without an act');
    await world.server.stop();
    const rows = JSON.parse(execFileSync('python3', ['-c', 'import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute("SELECT recorded_at, action, COALESCE(person, \'\') FROM audit").fetchall()))', path.join(world.folder, 'accord.db')], { encoding: 'utf8' }));
    const during = ({ from, to }) => rows.filter(([at]) => at >= from && at <= to).map(([, action]) => action);
    assert.deepEqual(acts.filter((a) => during(a).length === 0).map((a) => a.pattern), [], 'acts without a row');
    assert.deepEqual(refused.filter((a) => during(a).length > 0).map((a) => `${a.pattern}: ${during(a)}`), [], 'a refused act left a row');
    assert.ok(rows.every(([, , person]) => person !== ''), 'somebody did it');
  } finally {
    await world.end();
  }
});
