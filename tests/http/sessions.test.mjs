// Coming in, staying in, going out: what a browser holds, and what another site or a guesser can do with it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, request } from './lib/client.mjs';
import { tags } from './lib/html.mjs';
import { startAccord } from './lib/server.mjs';
import { World, brussels, password, temporaryFolder } from './lib/world.mjs';

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const body = (fields) => new URLSearchParams(fields).toString();
let world, member, secretary;

before(async () => {
  world = await World.start();
  await world.administrator();
  await world.instrument('code');
  secretary = await world.invited(world.people.admin, 'secretary', { name: 'Sol Secretary', role: 'secretariat', instrument: 'code' });
  member = await world.invited(secretary, 'member', { name: 'Mia Member', role: 'member', category: 'academia', instrument: 'code' });
  await world.draft(secretary, 'code', '# Code\n\n## Commitment 1 · Honesty\n\nBe honest.\n');
  await world.publish(secretary, 'code', 1, { with_round: 'yes', closes_local: brussels(3600) });
});
after(() => world?.end());

const browser = async (name = 'member', port = world.port) => {
  const b = new Client(port, name);
  const done = await b.submit('/sign-in', { email: `${name}@example.org`, password });
  assert.equal(done.status, 303, done.text);
  return b;
};
const signedIn = async (b) => (await b.getJson('/me', { as: 'browser' })).status === 200;

test('a change needs the token of its own session', async () => {
  const mine = await browser();
  const others = await browser('secretary');
  const anonymous = await new Client(world.port).csrf();
  const own = await mine.csrf('/me');
  const tries = { missing: undefined, empty: '', wrong: `${own.slice(0, -1)}${own.endsWith('A') ? 'B' : 'A'}`, "another session's": await others.csrf('/me'), "a visitor's": anonymous };
  const was = (await mine.getJson('/me')).json().tokens.length;
  for (const [what, csrf] of Object.entries(tries)) {
    const answer = await mine.send('POST', '/me/tokens', { body: body(csrf === undefined ? { name: 'x' } : { name: 'x', csrf }), headers: form });
    assert.equal(answer.status, 403, what);
    const json = await mine.post('/me/tokens', { name: 'x', ...(csrf === undefined ? {} : { csrf }) });
    assert.equal(json.status, 403, `${what}, as JSON`);
  }
  for (const headers of [{ origin: 'https://elsewhere.example' }, { origin: 'null' }, { origin: `http://elsewhere.example/${world.server.host}` }, { 'sec-fetch-site': 'cross-site' }]) {
    const answer = await mine.submit('/me/tokens', { name: 'x', csrf: own }, { headers });
    assert.equal(answer.status, 403, JSON.stringify(headers));
  }
  assert.equal((await mine.getJson('/me')).json().tokens.length, was, 'nothing was made');
  const good = await mine.submit('/me/tokens', { name: 'x', csrf: own }, { headers: { origin: world.url, 'sec-fetch-site': 'same-origin' } });
  assert.equal(good.status, 200);
  assert.equal((await mine.getJson('/me')).json().tokens.length, was + 1);
});

test('signing in needs the token too, so that nobody is signed in as somebody else', async () => {
  const stranger = new Client(world.port);
  for (const [fields, headers] of [[{}, {}], [{ csrf: 'a.1.b' }, {}], [{ csrf: await stranger.csrf() }, { origin: 'https://elsewhere.example' }]]) {
    const answer = await stranger.send('POST', '/sign-in', { body: body({ email: 'member@example.org', password, ...fields }), headers: { ...form, ...headers } });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers['set-cookie'], undefined);
  }
});

test('every change of the table of routes refuses a cookie without the token', async () => {
  const mine = await browser('secretary');
  const { paths } = (await mine.getJson('/openapi.json')).json();
  const values = { slug: 'code', n: '1', id: 'x', document: 'privacy', token: 'x' };
  let tried = 0;
  for (const [pattern, methods] of Object.entries(paths)) {
    const url = pattern.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'x');
    if (methods.post) {
      ++tried;
      const answer = await mine.send('POST', url, { body: body({}), headers: form });
      assert.equal(answer.status, 403, url);
    }
    if (methods.post && !methods.get) {
      const answer = await mine.get(url);
      assert.equal(answer.status, 405, `GET ${url}`);
      assert.equal(answer.headers.allow, 'POST');
    }
    if (methods.get && !methods.post) {
      const answer = await mine.send('POST', url, { body: body({ csrf: await mine.csrf('/me') }), headers: form });
      assert.equal(answer.status, 405, `POST ${url}`);
      assert.match(answer.headers.allow, /GET/);
    }
  }
  assert.ok(tried >= 24, `${tried}`);
});

test('signing in makes a new session, and a cookie that was planted is not taken over', async () => {
  const b = new Client(world.port);
  b.cookies.set('__Host-accord', 'planted-by-somebody');
  const first = await b.submit('/sign-in', { email: 'member@example.org', password });
  assert.equal(first.status, 303);
  const one = b.cookies.get('__Host-accord');
  assert.ok(one.length >= 43 && one !== 'planted-by-somebody', one);
  const again = await b.submit('/sign-in', { email: 'MEMBER@example.org', password, csrf: await b.csrf('/me') });
  assert.equal(again.status, 303);
  assert.notEqual(b.cookies.get('__Host-accord'), one);
  const old = new Client(world.port);
  old.cookies.set('__Host-accord', one);
  assert.equal(await signedIn(old), false, 'the session before has ended');
  assert.equal(await signedIn(b), true);
});

test('the cookie is bound to the host, unread by scripts, and not sent along from elsewhere', async () => {
  const b = new Client(world.port);
  const answer = await b.submit('/sign-in', { email: 'member@example.org', password });
  const line = answer.headers['set-cookie'].find((c) => c.startsWith('__Host-accord='));
  for (const attribute of [/; Path=\/(;|$)/, /; Secure/, /; HttpOnly/, /; SameSite=(Lax|Strict)/, /; Max-Age=\d+/]) assert.match(line, attribute);
  assert.doesNotMatch(line, /Domain/i);
  assert.equal(answer.headers['cache-control'], 'private, no-store');
  assert.equal((await b.get('/me')).headers['cache-control'], 'private, no-store');
});

test('after signing in one goes on to a place of this site alone', async () => {
  for (const [next, goes] of [['/me', '/me'], ['https://elsewhere.example/', '/'], ['//elsewhere.example', '/'], ['/\\elsewhere.example', '/'], ['javascript:alert(1)', '/'], ['/\r\nSet-Cookie: a=b', '/']]) {
    const answer = await new Client(world.port).submit('/sign-in', { email: 'member@example.org', password, next });
    assert.equal(answer.headers.location, goes, JSON.stringify(next));
  }
});

test('signing out ends the session and clears what the browser keeps', async () => {
  const b = await browser();
  const cookie = b.cookies.get('__Host-accord');
  const out = await b.submit('/sign-out', {}, { page: '/me' });
  assert.equal(out.status, 303);
  assert.match(out.headers['clear-site-data'], /"storage"/);
  assert.equal(b.cookies.has('__Host-accord'), false);
  b.cookies.set('__Host-accord', cookie);
  assert.equal(await signedIn(b), false, 'the cookie is worth nothing any more');
});

test('one ends another of one\'s sessions, revokes a token, and a new password ends the rest', async () => {
  const here = await browser(), there = await browser(), third = await browser();
  const sessions = (await here.getJson('/me')).json().sessions;
  assert.ok(sessions.length >= 3);
  const made = (await here.post('/me/tokens', { name: 'short-lived' }, { headers: { 'x-csrf-token': await here.csrf('/me') } })).json().token;
  const program = new Client(world.port);
  program.token = made;
  assert.equal((await program.getJson('/me')).status, 200);
  const { tokens } = (await here.getJson('/me')).json();
  await here.submit(tokens.find((t) => t.name === 'short-lived').revoke_action, {}, { page: '/me' });
  assert.equal((await program.getJson('/me')).status, 401);
  assert.equal((await program.getJson('/')).status, 401, 'a revoked token is not taken for a visitor');

  const ofThere = (await there.getJson('/me')).json().sessions.find((s) => s.current);
  assert.equal((await here.submit(ofThere.end_action, {}, { page: '/me' })).status, 303);
  assert.equal(await signedIn(there), false);

  const wrong = await here.submit('/me/password', { old: 'not that one at all', new: 'five other plain words' }, { page: '/me' });
  assert.equal(wrong.status, 400);
  const short = await here.submit('/me/password', { old: password, new: 'short' }, { page: '/me' });
  assert.equal(short.status, 400);
  assert.equal((await here.submit('/me/password', { old: password, new: 'five other plain words' }, { page: '/me' })).status, 303);
  assert.deepEqual([await signedIn(here), await signedIn(third)], [true, false]);
  assert.equal((await new Client(world.port).submit('/sign-in', { email: 'member@example.org', password })).status, 401);
  assert.equal((await here.submit('/me/password', { old: 'five other plain words', new: password }, { page: '/me' })).status, 303);
});

test('a refused invitation and a refused first start come back as they were typed, without the password', async () => {
  const field = (html, name) => tags(html).find((t) => t.name === 'input' && t.attributes.get('name') === name)?.attributes.get('value');
  const chosen = (html, name) => new RegExp(`name="${name}">[^]*?<option value="([^"]*)" selected`).exec(html)?.[1];
  const admin = await browser('ada');
  const typed = { name: 'Ines "Q" Invited', email: 'no address', organisation: 'Field & Co', role: 'chair', category: 'academia', instrument: 'code' };
  const refused = await admin.submit('/office/invitations', typed, { page: '/office' });
  assert.equal(refused.status, 400);
  assert.deepEqual([field(refused.text, 'email'), field(refused.text, 'organisation')], [typed.email, typed.organisation]);
  assert.ok(refused.text.includes('id="i-name" name="name" value="Ines &quot;Q&quot; Invited"'));
  assert.deepEqual(['role', 'category', 'instrument'].map((name) => chosen(refused.text, name)), ['chair', 'academia', 'code']);
  assert.equal(field((await admin.get('/office')).text, 'email'), '', 'and not any later');

  const folder = temporaryFolder();
  const server = await startAccord(['serve', '--data', folder, '--listen', '127.0.0.1:0']);
  try {
    const link = /\/join\/[\w-]+/.exec(server.output())[0];
    const first = new Client(server.port);
    const short = await first.submit(link, { name: 'Odile First', email: 'odile@example.org', password: 'too short' }, { page: link });
    assert.equal(short.status, 400);
    assert.deepEqual([field(short.text, 'name'), field(short.text, 'email'), field(short.text, 'password')], ['Odile First', 'odile@example.org', undefined]);
    assert.equal((await first.submit(link, { name: field(short.text, 'name'), email: field(short.text, 'email'), password }, { page: link })).status, 303);
  } finally {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test('a refused sign-in tells nothing of whether the account is there', async () => {
  const said = async (email) => {
    const answer = await new Client(world.port).submit('/sign-in', { email, password: 'a wrong set of words' });
    return [answer.status, answer.text.replaceAll(email, 'E').replace(/value="a\.[^"]*"/g, '').replace(/\d\d:\d\d:\d\d(\.\d+)?Z/g, '')];
  };
  assert.deepEqual(await said('member@example.org'), await said('nobody@example.org'));
});

test('strict headers on every address, and no page with script or style inside', async () => {
  const mine = await browser('secretary');
  const { paths } = (await mine.getJson('/openapi.json')).json();
  const point = 'nothing';
  const values = { slug: 'code', n: '1', id: point, document: 'privacy', token: 'x', wid: 'd1-cmt_1', index: '0' };
  const urls = Object.entries(paths).filter(([, m]) => m.get).map(([p]) => p.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'x'));
  urls.push('/i/code/drafts/1?at=cmt_1', '/i/code/drafts/1/comment?at=cmt_1', '/nowhere', '/i/nowhere', '/office/i/code/drafts/2', '/demo/role');
  for (const who of [mine, await browser(), new Client(world.port)]) {
    for (const url of urls) {
      const { headers, status, text } = await who.get(url, { headers: { accept: 'text/html' } });
      const policy = headers['content-security-policy'] ?? '';
      assert.match(policy, /default-src 'none'/, url);
      assert.match(policy, /frame-ancestors 'none'/, url);
      assert.match(policy, /form-action 'self'/, url);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/, url);
      assert.equal(headers['x-content-type-options'], 'nosniff', url);
      assert.ok(headers['referrer-policy'], url);
      if (!/text\/html/.test(headers['content-type'] ?? '')) continue;
      assert.ok(status < 500, `${url}: ${status}`);
      assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)[^>]*>/i, url);
      assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=|javascript:/i, url);
      for (const [, href] of text.matchAll(/<(?:script|link|img)[^>]*\s(?:src|href)="([^"]*)"/g)) assert.match(href, /^(\/(?!\/)|data:|http:\/\/127\.0\.0\.1)/, `${url}: ${href}`);
    }
  }
});

test('another host is turned away, and the switch of the demonstration does not exist here', async () => {
  for (const host of ['elsewhere.example', `elsewhere.example:${world.port}`, '127.0.0.1:1', `127.0.0.1.elsewhere.example:${world.port}`])
    assert.equal((await request(world.port, 'GET', '/', { headers: { host } })).status, 421, host);
  const b = await browser();
  for (const role of ['chair', 'secretariat', 'visitor']) {
    const answer = await b.submit('/demo/role', { role }, { page: '/me' });
    assert.equal(answer.status, 404);
  }
  assert.equal(await signedIn(b), true);
  assert.doesNotMatch((await b.get('/')).text, /demo\/role/);
  assert.equal((await b.getJson('/openapi.json')).json().paths['/demo/role'], undefined);
});

test('behind a proxy: no session over plain HTTP, and tries are counted per address and per account', async () => {
  await world.server.stop();
  world.args = ['--trust-proxy', '127.0.0.1'];
  await world.serve();
  const from = (address, proto = 'https') => ({ 'x-forwarded-for': address, 'x-forwarded-proto': proto });
  const attempt = async (address, email, words, proto) => {
    const b = new Client(world.port);
    const page = await b.get('/sign-in', { headers: from(address, proto) });
    const csrf = /name="csrf" value="([^"]*)"/.exec(page.text)[1];
    const answer = await b.send('POST', '/sign-in', { body: body({ email, password: words, csrf }), headers: { ...form, ...from(address, proto) } });
    return { b, answer };
  };
  const plain = await attempt('203.0.113.1', 'member@example.org', password, 'http');
  assert.equal(plain.answer.status, 403);
  assert.equal(plain.answer.headers['set-cookie'], undefined);
  const { b, answer } = await attempt('203.0.113.1', 'member@example.org', password);
  assert.equal(answer.status, 303, answer.text);
  assert.equal((await b.getJson('/me', { headers: from('203.0.113.1') })).status, 200);
  assert.equal((await b.getJson('/me', { headers: from('203.0.113.1', 'http') })).status, 401, 'the session itself is not taken in clear text');
  assert.equal((await b.getJson('/me')).status, 401, 'nor without a word of the proxy');

  // One account from many addresses.
  for (let k = 0; k < 10; ++k) assert.equal((await attempt(`198.51.100.${k}`, 'secretary@example.org', 'a wrong set of words')).answer.status, 401);
  const locked = await attempt('198.51.100.99', 'secretary@example.org', password);
  assert.equal(locked.answer.status, 429);
  assert.ok(Number(locked.answer.headers['retry-after']) > 0);
  // One address for many accounts; what a client claims before the proxy's own word does not help it.
  for (let k = 0; k < 10; ++k) assert.equal((await attempt(`10.0.0.${k}, 192.0.2.7`, `nobody${k}@example.org`, 'a wrong set of words')).answer.status, 401);
  assert.equal((await attempt('10.9.9.9, 192.0.2.7', 'member@example.org', password)).answer.status, 429);
  assert.equal((await attempt('192.0.2.8', 'member@example.org', password)).answer.status, 303, 'others are not held up');
});

test('serve refuses the database of a demonstration', async () => {
  const demo = await startAccord(['demo', '--listen', '127.0.0.1:0'], { timeout: 60_000 });
  const copy = temporaryFolder();
  try {
    const open = fs.readdirSync(`/proc/${demo.pid}/fd`).map((fd) => { try { return fs.readlinkSync(`/proc/${demo.pid}/fd/${fd}`); } catch { return ''; } });
    const folder = path.dirname(open.find((file) => file.endsWith('/accord.db')));
    fs.cpSync(folder, copy, { recursive: true });
    assert.equal((await request(demo.port, 'GET', '/', { headers: { host: 'elsewhere.example' } })).status, 421);
    assert.equal((await request(demo.port, 'POST', '/demo/role', { headers: form, body: 'role=secretariat' })).status, 403, 'even the demonstration wants its token');
    await assert.rejects(startAccord(['serve', '--data', copy, '--listen', '127.0.0.1:0']), /ended with 2[^]*demonstration/);
    await assert.rejects(startAccord(['demo', '--listen', '0.0.0.0:0']), /ended with 2[^]*loopback/);
  } finally {
    await demo.stop();
    fs.rmSync(copy, { recursive: true });
  }
});
