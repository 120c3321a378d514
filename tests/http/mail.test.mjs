// Mails: who gets one, when, and what it never says. The server that takes them is in lib/smtp.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Smtp, readMail } from './lib/smtp.mjs';
import { World, brussels, temporaryFolder, wait } from './lib/world.mjs';

const text = '# Code\n\n## Commitment 1 · Records\n\nSignatories keep records.\n\n### Measure 1.1 · Time\n\nA record is kept for a reasonable time.\n';
let world, who, smtp, round = 0, draft = 0;
const ids = {};
const say = async (role, url, fields, status) => {
  const answer = await who[role].post(url, fields);
  assert.equal(answer.status, status, `${role} ${url}: ${answer.text}`);
  return answer.json();
};

// A round with a point of each, answered and published.
async function answered(authors) {
  if (draft > 0) await say('chair', '/desk/i/code/next', {}, 201);
  await world.publish(who.admin, 'code', ++draft, { with_round: 'yes', closes_local: brussels(3) });
  ++round;
  for (const author of authors) {
    const filed = await world.file(who[author], 'code', round, { points: [{ at: 'cmt_1__msr_1.1', text: `zpointwords of ${author}`, type: 'general', stance: 'amend', visibility: author === 'wanda' ? 'chairs-only' : 'everyone' }] });
    assert.equal(filed.status, 201, filed.text);
  }
  await wait(3_300);
  await say('chair', '/desk/i/code/next', {}, 201);
  const { points } = (await who.chair.getJson(`/i/code/rounds/${round}/points`)).json();
  for (const p of points) ids[`${p.text.split(' ').at(-1)}${round}`] = p.id;
  await say('chair', `/desk/i/code/rounds/${round}/answers`, { point: points.map((p) => p.id), outcome: 'accepted', reason: 'Because zreasonwords weighed more.' }, 200);
  await say('chair', `/desk/i/code/drafts/${draft + 1}/publish`, { confirm: 'yes', takes_account_of: round }, 201);
  ++draft;
}

before(async () => {
  smtp = await Smtp.start();
  world = await World.start({ args: ['--mail-to-server', `smtp://127.0.0.1:${smtp.port}`, '--mail-from', 'accord@code.example'] });
  who = world.people;
  await world.administrator();
  await world.instrument('code', 'Código de prácticas');
  await world.invited(who.admin, 'chair', { name: 'Cleo Chair', role: 'chair', instrument: 'code' });
  for (const [key, name] of [['each', 'Éva Each'], ['daily', 'Dora Daily'], ['never', 'Nora Never'], ['wanda', 'Wanda Withheld'], ['evil', 'Eve" <eve@x.org>, \u202eBcc: all@example.org']])
    await world.invited(who.admin, key, { name, role: 'member', category: 'academia', instrument: 'code' });
  await world.draft(who.admin, 'code', text);
  for (const key of ['each', 'wanda', 'evil']) await say(key, '/me/mail', { pace: 'each' }, 200);
  await say('never', '/me/mail', { pace: 'none' }, 200);
});
after(async () => {
  await world?.end();
  await smtp?.stop();
});

test('a way to be told is one of three, and one’s own alone', async () => {
  await say('each', '/me/mail', { pace: 'hourly' }, 400);
  const me = (await who.each.getJson('/me')).json();
  assert.deepEqual(me.mail.paces.map((p) => [p.value, p.selected]), [['each', true], ['daily', false], ['none', false]]);
  assert.equal((await who.daily.getJson('/me')).json().mail.paces.find((p) => p.selected).value, 'daily', 'unless one says otherwise');
});

test('whoever wants each is told at once; the others are not, and nobody reads words in a mail', async () => {
  await answered(['each', 'daily', 'never', 'wanda', 'evil']);
  await smtp.until((mails) => mails.length >= 3);
  await wait(6_000);
  assert.deepEqual(smtp.mails.map((m) => m.to.join()).sort(), ['each@example.org', 'evil@example.org', 'wanda@example.org']);
  for (const { from, bytes } of smtp.mails) {
    assert.equal(from, 'accord@code.example');
    const mail = readMail(bytes);
    assert.doesNotMatch(bytes + mail.body, /zpointwords|zreasonwords/);
    assert.match(mail.body, /Your point of Round 1 was answered with Draft 2/);
    assert.ok(mail.body.includes(`${world.url}/i/code/rounds/1/points?author=me&answer=answered`), mail.body);
    assert.ok(mail.body.includes(`${world.url}/me`));
    assert.match(mail.header('Message-ID'), /^<[0-9a-f]{32}@code\.example>$/);
    assert.equal(mail.header('Auto-Submitted'), 'auto-generated');
    for (const line of bytes.split('\r\n')) assert.match(line, /^[\x20-\x7e]{0,78}$/);
  }
  assert.equal(readMail(smtp.mails.find((m) => m.to[0] === 'each@example.org').bytes).to, 'Éva Each <each@example.org>');
});

test('a name is never more than a name', () => {
  const { bytes, to } = smtp.mails.find((m) => m.to[0] === 'evil@example.org');
  assert.deepEqual(to, ['evil@example.org']);
  const mail = readMail(bytes);
  assert.equal(mail.headers.length, 9, mail.headers.join('\n'));
  assert.ok(!mail.headers.some((h) => /^(bcc|cc)/i.test(h)));
  assert.match(mail.header('To'), /^=\?utf-8\?B\?[^<>]*<evil@example\.org>$/);
});

test('what could not be given away is kept, and sent once the server is there', async () => {
  const { port } = smtp;
  await smtp.stop();
  await answered(['each', 'evil']);
  await wait(6_000);
  assert.match(world.server.output(), /mail waits/);
  assert.doesNotMatch(world.server.output(), /each@example\.org/, 'the operator’s log names nobody');
  smtp = await Smtp.start(port);
  smtp.refuse = (to) => to === 'evil@example.org';
  await smtp.until((mails) => mails.length >= 1, 40_000);
  await wait(1_000);
  assert.deepEqual(smtp.mails.map((m) => m.to.join()), ['each@example.org']);
  assert.match(readMail(smtp.mails[0].bytes).body, /Your point of Round 2 was answered with Draft 4/);
});

test('nothing is sent twice after a restart, and a mail that was refused is tried again', async () => {
  smtp.refuse = () => false;
  await world.restart();
  const mails = await smtp.until((all) => all.length >= 2);
  await wait(6_000);
  assert.deepEqual(mails.map((m) => m.to.join()), ['each@example.org', 'evil@example.org']);
});

test('what is new stands on one’s page until one marks it as read', async () => {
  const me = (await who.each.getJson('/me')).json();
  assert.equal(me.unseen, 2);
  assert.ok(me.notices.every((n) => n.is_new && n.href));
  assert.match((await who.each.get('/log', { as: 'program', headers: { accept: 'text/html' } })).text, /2 new notices/);
  assert.equal((await who.each.getJson('/me')).json().unseen, 2, 'looking is not marking');
  await say('each', '/me/seen', { until: me.notices.at(-1).at }, 200);
  assert.equal((await who.each.getJson('/me')).json().unseen, 1, 'what came later stays new');
  await say('each', '/me/seen', {}, 200);
  assert.deepEqual(((m) => [m.unseen, m.seen])((await who.each.getJson('/me')).json()), [0, null]);
  assert.equal((await who.daily.getJson('/me')).json().unseen, 1, 'nobody else’s');
});

test('a folder takes them as files instead; options that make no sense are refused', async () => {
  const folder = path.join(temporaryFolder(), 'mails');
  const port = world.args;
  world.args = ['--mail-folder', folder, '--mail-from', 'accord@code.example'];
  await world.restart();
  await answered(['each']);
  for (const end = Date.now() + 15_000; Date.now() < end && !(fs.existsSync(folder) && fs.readdirSync(folder).some((f) => f.endsWith('.eml'))); ) await wait(100);
  const files = fs.readdirSync(folder);
  assert.equal(files.length, 1, files.join());
  assert.match(readMail(fs.readFileSync(path.join(folder, files[0]), 'latin1')).body, /Round 3/);
  fs.rmSync(path.dirname(folder), { recursive: true });
  for (const [args, said] of [[['--mail-to-server', 'smtp://127.0.0.1:1'], /--mail-from/], [['--mail-to-server', 'http://x', '--mail-from', 'a@b.org'], /--mail-to-server/], [['--mail-folder', '/x', '--mail-from', 'a b@c.org'], /--mail-from/]]) {
    world.args = args;
    await world.server.stop();
    await assert.rejects(world.serve(), said);
  }
  world.args = port;
  await world.serve();
});
