// How far a redaction of an author reaches: the secretariat of one instrument does not reach into another, nor to the account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from './lib/client.mjs';
import { World, brussels } from './lib/world.mjs';

const draft = '# Code\n\n## Commitment 1 · Honesty\n\nBe honest.\n';
const ground = { kind: 'personal-data', ground: 'The person asked for it in writing.' };
let world, admin, alpha, both, only, anonymous;

before(async () => {
  world = await World.start();
  admin = await world.administrator();
  anonymous = new Client(world.port);
  for (const slug of ['alpha', 'beta']) {
    await world.instrument(slug);
    await world.draft(admin, slug, draft);
    await world.publish(admin, slug, 1, { with_round: 'yes', closes_local: brussels(3600) });
  }
  alpha = await world.invited(admin, 'alpha', { name: 'Sol Secretary', role: 'secretariat', instrument: 'alpha' });
  const member = { role: 'member', category: 'academia' };
  both = await world.invited(admin, 'both', { name: 'Berta Twice', instrument: 'alpha', ...member });
  only = await world.invited(admin, 'only', { name: 'Otto Once', instrument: 'alpha', ...member });
  const link = await world.invitation(admin, { name: 'Berta Twice', email: 'both@example.org', instrument: 'beta', ...member });
  await world.join('both', link, 'Berta Twice');
  both = world.people.both;
  for (const [person, slug] of [[both, 'alpha'], [both, 'beta'], [only, 'alpha']]) {
    const filed = await world.file(person, slug, 1, { letter: `a letter to ${slug}`, points: [{ at: 'cmt_1', text: `words of ${person.name} in ${slug}` }] });
    assert.equal(filed.status, 201, filed.text);
  }
});
after(() => world?.end());

const points = async (slug, query = '') => (await anonymous.getJson(`/i/${slug}/rounds/1/points?${query}`)).json();
const of = async (person, slug) => (await points(slug, `q=${person}`)).points[0];

test('somebody who takes part elsewhere: the name goes here, and nothing goes there', async () => {
  const target = await of('both', 'alpha');
  assert.equal(target.author, 'Berta Twice');
  const done = await alpha.post(`/i/alpha/points/${target.id}/redact`, { what: 'author', ...ground });
  assert.equal(done.status, 200, done.text);
  assert.deepEqual(done.json().removed, { text: false, author: true, account: false });

  const here = await of('both', 'alpha');
  assert.deepEqual([here.author, here.author_text, here.text], ['name removed', 'name removed', 'words of both in alpha']);
  for (const at of ['points', 'points.csv', 'points.jsonl']) assert.doesNotMatch((await anonymous.get(`/i/alpha/rounds/1/${at}`)).text, /Berta/, at);
  assert.doesNotMatch((await anonymous.get(`/i/alpha/points/${target.id}`)).text, /Berta/);
  assert.equal((await points('alpha', 'author=Berta')).total, 0, 'not found by the name either');
  assert.equal((await both.getJson('/i/alpha/rounds/1/submission')).json().letter_html, null);

  assert.equal((await of('both', 'beta')).author, 'Berta Twice', 'the other instrument');
  assert.equal((await points('beta', 'author=Berta')).total, 1);
  assert.match((await both.getJson('/i/beta/rounds/1/submission')).json().letter_html, /a letter to beta/);
  const me = (await both.getJson('/me')).json();
  assert.deepEqual([me.person.name, me.person.email, me.sessions.length > 0], ['Berta Twice', 'both@example.org', true]);
  assert.equal((await new Client(world.port).submit('/sign-in', { email: 'both@example.org', password: 'four plain words here' })).status, 303, 'signs in as before');
});

test('somebody who takes part here alone: the account goes too, and the page says so', async () => {
  const target = await of('only', 'alpha');
  const sent = await alpha.submit(`/i/alpha/points/${target.id}/redact`, { what: 'both', ...ground }, { page: `/i/alpha/points/${target.id}` });
  assert.equal(sent.status, 303, sent.text);
  assert.match((await alpha.get(`/i/alpha/points/${target.id}`, { as: 'browser' })).text, /and the account with its address/);
  assert.equal((await anonymous.getJson(`/i/alpha/points/${target.id}`)).json().point.author, 'name removed');
  assert.equal((await only.getJson('/me')).status, 401);
  assert.equal((await new Client(world.port).submit('/sign-in', { email: 'only@example.org', password: 'four plain words here' })).status, 401);
});

test('the office removes a person everywhere', async () => {
  const target = await of('both', 'beta');
  const done = await admin.post('/office/redactions', { point: target.id, what: 'author', ...ground });
  assert.equal(done.status, 200, done.text);
  assert.deepEqual(done.json().removed, { text: false, author: true, account: true });
  for (const slug of ['alpha', 'beta']) assert.equal((await of('both', slug)).author, 'name removed', slug);
  const listed = (await admin.getJson('/office')).json().redactions;
  assert.equal(listed.filter((r) => r.ground.includes('asked for it')).length, 4, 'each commitment once: alpha, the text and author of the other one, beta');
  assert.equal((await both.getJson('/me')).status, 401);
});
