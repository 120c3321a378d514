// What goes wrong gets the right status and a sentence that helps, and changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dangers, tags } from './lib/html.mjs';
import { Raw } from './lib/raw.mjs';
import { Client } from './lib/client.mjs';
import { World, brussels } from './lib/world.mjs';

let world, secretary, member, other, anonymous;

before(async () => {
  world = await World.start();
  await world.administrator();
  await world.instrument('code');
  secretary = await world.invited(world.people.admin, 'secretary', { name: 'Sol Secretary', role: 'secretariat', instrument: 'code' });
  member = await world.invited(secretary, 'member', { name: 'Mia Member', role: 'member', category: 'academia', instrument: 'code' });
  other = await world.invited(secretary, 'other', { name: 'Oli Other', role: 'member', category: 'provider', instrument: 'code' });
  anonymous = new Client(world.port);
  await world.draft(secretary, 'code', '# Code\n\n## Commitment 1 · Honesty\n\nBe honest. Be brief. Be honest.\n');
  await world.publish(secretary, 'code', 1, { with_round: 'yes', closes_local: brussels(3600) });
  await world.draft(secretary, 'code', '# Code\n\n## Commitment 1 · Honesty\n\nBe honest, be brief.\n');
  const written = await other.post('/i/code/drafts/1/comment', { at: 'cmt_1', text: 'not yet filed' });
  other.point = written.json().point;
  other.submission = written.json().submission;
});
after(() => world?.end());

const timeless = (key, value) => (/^(time_left_text|idempotency_key|closes_local|exported_at)$/.test(key) ? undefined : value);
async function state() {
  const pages = [[secretary, '/office'], [secretary, '/office/i/code/drafts/2'], [secretary, '/i/code/drafts/2'], [secretary, '/i/code/rounds/1/points'], [anonymous, '/i/code'], [anonymous, '/'], [anonymous, '/log'], [anonymous, '/i/code/rounds/1'],
    [member, '/i/code/rounds/1/submission'], [other, '/i/code/rounds/1/submission'], [member, '/me/export'], [other, '/me/export'], [anonymous, '/i/code/documents/privacy']];
  return Promise.all(pages.map(async ([who, url]) => [who.name, url, JSON.parse((await who.getJson(url)).text, timeless)]));
}
// A refusal as a program and as a person gets it.
async function refused(who, path, fields, status, { message, place = true, remedy = true } = {}) {
  const answer = await who.post(path, fields);
  assert.ok([status].flat().includes(answer.status), `${path} ${JSON.stringify(fields).slice(0, 200)}: ${answer.status} ${answer.text.slice(0, 300)}`);
  const problem = answer.json();
  assert.ok(problem.message.length > 10, answer.text);
  if (message) assert.match(problem.message, message);
  if (place) assert.ok(problem.place, `no place: ${answer.text}`);
  if (remedy) assert.ok(problem.remedy, `no remedy: ${answer.text}`);
  return problem;
}
async function unchanged(act) {
  const was = await state();
  await act();
  assert.deepEqual(await state(), was, 'something changed');
}
const upload = '/office/i/code/drafts/2/upload';
const multipart = (name, bytes, type = 'text/markdown') => {
  const line = 'a-boundary-of-some-length';
  return [{ 'content-type': `multipart/form-data; boundary=${line}`, accept: 'application/json' },
    Buffer.concat([Buffer.from(`--${line}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`), bytes, Buffer.from(`\r\n--${line}--\r\n`)])];
};

test('a file that is no draft', () => unchanged(async () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'), Buffer.alloc(300, 7)]);
  const cases = [
    ['a zip named .md', 'draft.md', zip, [400, 415]], ['a PDF', 'draft.pdf', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1'), 415], ['a PDF named .html', 'draft.html', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), [400, 415]],
    ['an image', 'draft.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 415], ['invalid UTF-8', 'draft.md', Buffer.from('# Code\n\n## Commitment 1\n\nBe \xff\xfe honest.\n', 'latin1'), 400], ['UTF-16', 'draft.md', Buffer.from('\ufeff# Code\n\nBe honest.', 'utf16le'), [400, 415]],
    ['zero bytes', 'draft.md', Buffer.from('# Code\0\n\nBe honest.\n'), [400, 415]], ['nothing', 'draft.md', Buffer.alloc(0), 400], ['only white space', 'draft.md', Buffer.from(' \n\n\t\n'), [400, 422]],
  ];
  for (const [what, name, bytes, status] of cases) {
    const [headers, body] = multipart(name, bytes);
    const answer = await secretary.send('POST', upload, { headers, body });
    assert.ok([status].flat().includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
    const problem = answer.json();
    assert.ok(problem.message && problem.remedy, `${what}: ${answer.text}`);
    // The same for a person: the page again, with the words beside the field.
    const page = await secretary.send('POST', upload, { headers: { ...headers, accept: 'text/html' }, body });
    assert.equal(page.status, answer.status, what);
    assert.ok(page.text.includes(problem.message.slice(0, 20)), `${what}: the page says so`);
  }
}));

test('100 MB, announced or in chunks, is refused before it is read', () => unchanged(async () => {
  const head = `POST ${upload} HTTP/1.1\r\nHost: ${world.server.host}\r\nAuthorization: Bearer ${secretary.token}\r\nAccept: application/json\r\nContent-Type: multipart/form-data; boundary=x\r\n`;
  const announced = new Raw(world.port).send(`${head}Content-Length: ${100 << 20}\r\n\r\n`);
  const said = await announced.answer({ ms: 10_000 });
  assert.equal(said.status, 413);
  assert.match(said.body.toString(), /large|bytes|MB/i);
  announced.destroy();
  const chunked = new Raw(world.port).send(`${head}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1 << 20, 65), Buffer.from('\r\n')]);
  let sent = 0;
  for (; sent < 100 && !chunked.closed && chunked.buffer.length === 0; ++sent) {
    chunked.send(chunk);
    // A socket that was closed never drains.
    await new Promise((resolve) => {
      if (chunked.socket.writableLength <= 1 << 20) return setImmediate(resolve);
      chunked.socket.once('drain', resolve);
      setTimeout(resolve, 500);
    });
  }
  const stopped = await chunked.answer({ ms: 10_000 });
  assert.equal(stopped?.status, 413, `after ${sent} MB`);
  assert.ok(sent < 60, `${sent} MB were taken`);
  chunked.destroy();
}));

test('a point of 10 MB, a letter of 1 MB, too many points', () => unchanged(async () => {
  const big = 'x'.repeat(10 << 20);
  const answer = await member.post('/i/code/drafts/1/comment', { at: 'cmt_1', text: big });
  assert.equal(answer.status, 413, answer.text.slice(0, 200));
  await refused(member, '/i/code/drafts/1/comment', { at: 'cmt_1', text: 'x'.repeat(70_000) }, [400, 413, 422]);
  await refused(member, '/i/code/drafts/1/comment', { at: 'cmt_1', text: 'x', replacement: 'x'.repeat(70_000) }, [400, 413, 422]);
  await refused(member, '/i/code/rounds/1/submission', { do: 'save', letter: 'x'.repeat(300_000) }, 413);
  const filing = { idempotency_key: 'too-much-of-it', consent: 'yes', privacy_version: 'privacy-1', do: 'file' };
  await refused(member, '/i/code/rounds/1/submission', { ...filing, points: Array(501).fill({ at: 'cmt_1', text: 'x' }) }, 422, { remedy: false });
}));

test('points on what is not there, of a kind that is not there, on words that are not there or twice', () => unchanged(async () => {
  const url = '/i/code/drafts/1/comment';
  await refused(member, url, { at: 'cmt_9', text: 'x' }, [404, 422], { message: /not a provision of this draft/ });
  await refused(member, url, { text: 'x' }, [400, 404, 422]);
  await refused(member, url, { at: 'cmt_1', text: '   ' }, [400, 422]);
  await refused(member, url, { at: 'cmt_1', text: 'x', type: 'poem' }, [400, 422]);
  await refused(member, url, { at: 'cmt_1', text: 'x', stance: 'sitting' }, [400, 422]);
  await refused(member, url, { at: 'cmt_1', text: 'x', visibility: 'everybody else' }, [400, 422]);
  await refused(member, url, { at: 'cmt_1', text: 'x', quote: 'Be dishonest.' }, [400, 404, 422]);
  await refused(member, url, { at: 'cmt_1', text: 'x', on_behalf_of: 'a company' }, 403);
  await refused(member, url, { at: 'cmt_1', text: 'x', point: other.point }, 404);
  await refused(member, '/i/code/drafts/2/comment', { at: 'cmt_1', text: 'x' }, 404, { place: false, remedy: false });
  const points = (list) => ({ idempotency_key: 'a-key-of-a-try', consent: 'yes', privacy_version: 'privacy-1', do: 'file', points: list });
  await refused(member, '/i/code/rounds/1/submission', points([{ at: 'cmt_1', text: 'good' }, { at: 'cmt_9', text: 'bad' }]), [404, 422]);
  await refused(member, '/i/code/rounds/1/submission', points([{ at: 'cmt_1', text: 7 }]), 400, { remedy: false });
  await refused(member, '/i/code/rounds/1/submission', points(['words']), 400, { remedy: false });
  await refused(member, '/i/code/rounds/1/submission', points('words'), 400, { remedy: false });
}));

test('a filing without consent, key, notice or anything in it', () => unchanged(async () => {
  const url = '/i/code/rounds/1/submission';
  const good = { idempotency_key: 'a-good-enough-key', consent: 'yes', privacy_version: 'privacy-1', do: 'file', letter: 'words' };
  await refused(member, url, { ...good, consent: '' }, 400);
  await refused(member, url, { ...good, idempotency_key: 'short' }, 400);
  await refused(member, url, { ...good, idempotency_key: undefined }, 400);
  await refused(member, url, { ...good, idempotency_key: 'k'.repeat(101) }, 400);
  await refused(member, url, { ...good, privacy_version: 'privacy-0' }, 409);
  await refused(member, url, { ...good, letter: ' ' }, 422, { place: false });
  await refused(member, `${url}/withdraw`, { idempotency_key: 'a-good-enough-key', confirm: 'yes' }, 409, { place: false, remedy: false });
  await refused(member, '/i/code/rounds/7/submission', good, 404, { place: false, remedy: false });
  await refused(member, '/i/code/rounds/x/submission', good, 404, { place: false, remedy: false });
}));

test('the office is told what is wrong, and where', () => unchanged(async () => {
  const draft = '/office/i/code/drafts/2';
  await refused(secretary, `${draft}/publish`, { confirm: 'yes', with_round: 'yes', closes_local: '2025-03-30T23:59' }, [409, 422]);
  await refused(secretary, `${draft}/publish`, { confirm: 'yes', with_round: 'yes', closes_local: 'tomorrow' }, 400);
  await refused(secretary, `${draft}/publish`, { confirm: 'yes', with_round: 'yes', closes_local: '2030-02-30T12:00' }, 400);
  await refused(secretary, `${draft}/publish`, { confirm: 'yes', with_round: 'yes', closes_local: '2030-03-31T02:30', zone: 'Europe/Brussels' }, [400, 409], { message: /does not occur|still open/ });
  await refused(secretary, `${draft}/publish`, { confirm: 'yes', with_round: 'yes', closes_local: '2030-01-01T12:00', zone: 'Mars/Olympus' }, 400);
  await refused(secretary, `${draft}/publish`, { confirm: 'yes', with_round: 'yes', closes_local: '2030-01-01T12:00', late_policy: 'mercy' }, 400);
  await refused(secretary, `${draft}/publish`, { confirm: 'yes', hash: '0'.repeat(64) }, 409, { place: false });
  await refused(secretary, `${draft}/publish`, { title: 'x' }, 400);
  await refused(secretary, `${draft}/correct`, { eid: 'cmt_9', number: '1' }, 404);
  await refused(secretary, `${draft}/correct`, { eid: 'cmt_1', kind: 'poem' }, 400);
  await refused(secretary, `${draft}/correct`, { eid: 'cmt_1', parent: 'cmt_1' }, 400);
  await refused(secretary, `${draft}/pair`, { new: 'cmt_1', old: 'cmt_9' }, 404);
  await refused(secretary, `${draft}/meta`, { title: ' ' }, 400);
  await refused(secretary, '/office/i/code/drafts/9/meta', { title: 'x' }, 404, { place: false, remedy: false });
  const invitation = { name: 'New', email: 'new@example.org', role: 'member', category: 'academia', instrument: 'code' };
  for (const wrong of [{ name: '' }, { email: 'nowhere' }, { email: 'a@b\r\nBcc: c@d' }, { role: 'king' }, { category: '' }, { organisation: 'New Org', category: '' }, { name: 'n'.repeat(300) }]) await refused(secretary, '/office/invitations', { ...invitation, ...wrong }, 400);
  await refused(secretary, '/office/invitations', { ...invitation, category: 'royalty' }, 400);
  for (const wrong of [{ slug: 'Bad Slug' }, { slug: '../x' }, { slug: '' }, { title: '' }]) await refused(world.people.admin, '/office/instruments', { slug: 'fine', title: 'Fine', ...wrong }, 400);
  await refused(world.people.admin, '/office/instruments', { slug: 'code', title: 'Again' }, 409);
  await refused(secretary, '/office/redactions', { point: 'nothing', what: 'text', kind: 'unlawful', ground: 'a ground in words', instrument: 'code' }, 404, { place: false, remedy: false });
  await refused(secretary, '/i/code/documents/privacy', { title: '', text: 'x' }, 400);
  await refused(secretary, '/i/code/documents/privacy', { title: 'x', text: '' }, 400);
}));

test('bodies that are no form and no JSON', () => unchanged(async () => {
  const url = '/i/code/rounds/1/submission';
  for (const [type, body, status] of [
    ['application/json', '{"letter": ', 400], ['application/json', '[]', 400], ['application/json', '"text"', 400], ['application/json', `${'['.repeat(100_000)}`, 400], ['application/json', Buffer.from('{"letter":"\xff"}', 'latin1'), 400],
    ['application/json', '{"letter":"\\ud800"}', 400], ['application/x-www-form-urlencoded', 'letter=%FF', 400], ['application/x-www-form-urlencoded', 'letter=%zz', 400], ['multipart/form-data; boundary=x', '--y\r\n', 400], ['multipart/form-data', 'x', 400], ['text/xml', '<a/>', 415],
  ]) {
    const answer = await member.send('POST', url, { body, headers: { 'content-type': type, accept: 'application/json' } });
    assert.equal(answer.status, status, `${type} ${body.toString().slice(0, 40)}: ${answer.text.slice(0, 200)}`);
    assert.ok(answer.json().message);
  }
}));

test('addresses and queries that cannot be', () => unchanged(async () => {
  for (const [url, status] of [
    ['/i/code/drafts/0', 404], ['/i/code/drafts/-1', 404], ['/i/code/drafts/99999999999', 404], ['/i/code/drafts/1..', 404], ['/i/code/drafts/..1', 404], ['/i/code/drafts/1..1', [200, 404]], ['/i/code/drafts/2..1', 404], ['/i/code/rounds/1x', 404],
    ['/i/code/rounds/1/points?cursor=nonsense', 400], ['/i/code/rounds/1/points?limit=-5', [200, 400]], ['/i/code/rounds/1/points?limit=999999', [200, 400]], [`/i/code/rounds/1/points?q=${'x'.repeat(400)}`, 400], ['/i/code/rounds/1/points?q=%22%20OR%20*%20NEAR(', 200],
    ["/i/code/rounds/1/points?q='%3B%20DROP%20TABLE%20point%3B--", 200], ['/i/code/rounds/1/points?q=%00', 400], ['/i/code/points/%27%20OR%201%3D1', 404], ['/log?before=abc', 400], ['/log?before=-1', 400], ['/log/tile/0/../../../etc/passwd', 404], ['/log/tile/0/x999', 404],
    ['/log/tile/0/000.p/256', 404], ['/log/tile/0/000.p/0', 404], ['/log/tile/99/000', 404], ['/log/entries/-1', 404], ['/log/entries/18446744073709551616', 404], ['/assets/../keys/log.key', 404], ['/assets/%2e%2e/keys/log.key', 404], ['/i/..%2f..%2fetc', 400],
  ]) {
    const answer = await anonymous.getJson(url);
    assert.ok([status].flat().includes(answer.status), `${url}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
}));

// ---- Script in every field

const payloads = (() => {
  const run = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '"><script>alert(1)</script>', "' onmouseover='alert(1)", '" autofocus onfocus="alert(1)', '</textarea><script>alert(1)</script>', '</title><svg onload=alert(1)>', '<iframe src=javascript:alert(1)>',
    '<a href="javascript:alert(1)">x</a>', '<math><mi xlink:href="javascript:alert(1)">x', '<details open ontoggle=alert(1)>', '<style>@import"//e.example"</style>', '<base href=//e.example>', '<meta http-equiv=refresh content="0;url=//e.example">', '<form action=//e.example><input name=csrf>',
    '<!--><img src=x onerror=alert(1)>-->', '<![CDATA[<script>alert(1)</script>]]>', '<scr<script>ipt>alert(1)</scr</script>ipt>', '{{{chrome.csrf}}}', '{{#r}}x{{/r}}', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '\u2028<script>alert(1)</script>', '<body onload=alert(1)>', '<link rel=stylesheet href=//e.example>', '<input autofocus onfocus=alert(1)>'];
  const markdown = ['[x](javascript:alert(1))', '[x](JaVaScRiPt:alert(1))', '[x](java\tscript:alert(1))', '[x](&#106;avascript:alert(1))', '[x](data:text/html;base64,PHNjcmlwdD4=)', '[x](vbscript:msgbox(1))', '![x](javascript:alert(1))', '![x](https://e.example/track.png)', '![x" onerror="alert(1)](x)', '[x](https://e.example "\\" onmouseover=\\"alert(1)")',
    '<javascript:alert(1)>', '[x]: javascript:alert(1)\n\n[x]', '`<script>alert(1)</script>`', '```\n<script>alert(1)</script>\n```', '    <img src=x onerror=alert(1)>', '| <script>alert(1)</script> | b |\n|---|---|\n| "><svg onload=alert(1)> | c |', '> <script>alert(1)</script>', '1. <img src=x onerror=alert(1)>', 'a[^1]\n\n[^1]: <script>alert(1)</script>',
    '# <script>alert(1)</script>', '[<img src=x onerror=alert(1)>](/x)', '**<svg onload=alert(1)>**', '[x](<javascript:alert(1)>)', '[x](//e.example)', '&lt;script&gt;alert(1)&lt;/script&gt;', '\\<script>alert(1)\\</script>'];
  return [...run, ...markdown, ...run.map((p) => `words *before* ${p} and after`), ...markdown.map((p) => `${p}\n\n${run[p.length % run.length]}`), ...run.map((p) => p.toUpperCase().replaceAll('ALERT', 'alert'))];
})();

test('script in every field is text on every page', async () => {
  assert.ok(payloads.length >= 100, `${payloads.length}`);
  for (const payload of payloads.slice(0, 4)) assert.notDeepEqual(dangers(payload), [], `the search finds ${payload}`);
  assert.notDeepEqual(dangers('<a href=" java&#9;script:alert(1)">'), []);
  const admin = world.people.admin;
  const nasty = (k) => payloads[k % 26];
  const short = (k) => `${nasty(k)}`.slice(0, 180);
  const made = async (promise, ...statuses) => {
    const answer = await promise;
    assert.ok((statuses.length ? statuses : [200, 201]).includes(answer.status), answer.text.slice(0, 300));
    return answer;
  };
  await made(admin.post('/office/instruments', { slug: 'script', title: `"'><script>alert(1)</script>`, short_title: short(1), summary: payloads.slice(0, 26).join(' '), language: 'en"><script>alert(1)</script>' }), 201, 400);
  await admin.post('/office/instruments', { slug: 'script', title: `"'><script>alert(1)</script>`, short_title: short(1), summary: payloads.slice(0, 26).join(' ') });
  await made(admin.post('/i/script/documents/privacy', { title: short(2), text: payloads.join('\n\n'), licence: `javascript:alert(1) ${short(3)}` }));
  await made(admin.post('/i/script/documents/about', { title: short(7), text: payloads.join('\n\n'), licence: short(4) }));
  const people = [];
  for (let k = 0; k < 3; ++k) {
    const link = await world.invitation(admin, { name: short(k), email: `"${k}<script>alert(${k})</script>"@e.example`.replace(/[<>," ;]/g, (c) => (c === '"' ? "'" : '')), role: 'member', category: 'provider', organisation: `${short(k + 4)} ${k}`, instrument: 'script' });
    people.push(await world.join(`nasty${k}`, link, short(k + 8)));
    await made(people[k].post('/me/tokens', { name: short(k + 11) }));
  }
  const body = (offset) => `# ${short(offset)}\n\n${payloads.map((p, k) => `## Commitment ${k + 1} · ${nasty(k + offset).replaceAll('\n', ' ')}\n\n${payloads[(k + offset) % payloads.length]}\n\n### Measure ${k + 1}.1 · ${p.split('\n')[0]}\n\nSome words stay as they are, ${k}.`).join('\n\n')}\n`;
  await made(admin.post('/office/i/script/drafts/1/upload', { text: body(0), name: `${short(1)}.md`, title: short(5), note: short(6) }));
  const provisions = (await admin.getJson('/i/script/drafts/1')).json().provisions;
  await made(admin.post('/office/i/script/drafts/1/correct', { eid: provisions[0].eid, heading: short(9), number: '"><svg onload=alert(1)>' }));
  await made(admin.post('/office/i/script/drafts/1/publish', { confirm: 'yes', with_round: 'yes', closes_local: brussels(3600), rule: short(10), zone: 'Europe/Brussels' }), 201);
  const eids = (await admin.getJson('/i/script/drafts/1')).json().provisions.map((p) => p.eid);
  for (const [k, who] of people.entries()) {
    const points = payloads.map((text, n) => ({ at: eids[(n * 3 + k) % eids.length], text, replacement: payloads[(n + 7) % payloads.length], visibility: ['everyone', 'name-withheld', 'chairs-only'][n % 3] }));
    await made(world.file(who, 'script', 1, { letter: payloads.join('\n\n'), points, privacy_version: 'privacy-2' }), 201);
    await made(who.post('/i/script/drafts/1/comment', { at: eids[k], text: nasty(k), replacement: nasty(k + 1) }), 201);
  }
  await made(admin.post('/office/i/script/rounds/1/extend', { closes_local: brussels(7200), reason: payloads.slice(0, 20).join(' ') }));
  const some = (await admin.getJson('/i/script/rounds/1/points')).json().points;
  await made(admin.post(`/i/script/points/${some[0].id}/redact`, { what: 'text', kind: 'unlawful', ground: payloads.slice(3, 20).join(' ') }));
  await made(admin.post('/office/i/script/drafts/2/upload', { text: body(3), name: `${short(12)}.md`, title: short(13), note: short(14) }));
  await made(admin.post('/office/i/script/drafts/2/publish', { confirm: 'yes' }), 201);
  await made(admin.post('/office/i/script/drafts/3/upload', { text: body(5), name: 'x.md' }));

  // Every page that is linked, for four kinds of viewers; and queries that are shown again.
  const echo = encodeURIComponent('"><script>alert(1)</script>');
  const seeds = ['/', '/i/script', '/office', '/me', '/log', '/i/script/drafts/1', `/i/script/drafts/1?at=${eids[1]}`, '/i/script/drafts/1..2', '/i/script/drafts/1..2?view=side', '/i/script/drafts/1..2?view=clean', '/i/script/rounds/1', '/i/script/rounds/1/points?limit=200', '/i/script/rounds/1/submission', '/office/i/script/drafts/3',
    '/office/i/script/drafts/3?show=doubtful', `/office/i/script/drafts/3?edit=${eids[1]}`, `/office/i/script/drafts/3?pair=${eids[1]}`, '/i/script/documents/privacy', '/i/script/documents/privacy?edit=yes', '/i/script/documents/about', `/i/script/points/${some[0].id}`, `/i/script/points/${some[1].id}`, `/i/script/drafts/1/comment?at=${eids[1]}&quote=${echo}`,
    `/i/script/rounds/1/points?q=${echo}&author=${echo}`, `/sign-in?next=${echo}`, `/${echo}`, `/i/${echo}`, `/i/script/drafts/1?at=${echo}`, `/log?before=${echo}`, `/i/script/rounds/1/points?at=${echo}`];
  const found = [];
  let pages = 0, withPayloads = 0;
  for (const who of [admin, people[0], member, anonymous]) {
    const queue = [...seeds], known = new Set(queue);
    for (let n = 0; n < queue.length && n < 60; ++n) {
      const answer = await who.get(queue[n], { headers: { accept: 'text/html' } });
      assert.ok(answer.status < 500, `${queue[n]}: ${answer.status}`);
      if (!/text\/html/.test(answer.headers['content-type'] ?? '')) continue;
      ++pages;
      if (/alert\(/.test(answer.text)) ++withPayloads;
      const read = tags(answer.text);
      for (const danger of dangers(answer.text, { own: [world.url], read })) found.push(`${who.name} ${queue[n].slice(0, 80)}: ${danger}`);
      for (const tag of read) {
        const href = tag.name === 'a' ? tag.attributes.get('href')?.split('#')[0] : null;
        // One address of each shape is enough.
        const shape = href?.replace(/[\w-]*(cmt|msr)[\w.-]*/g, 'E').replace(/points\/\w+/, 'points/P').replace(/=[^&]*/g, '=');
        if (href?.startsWith('/i/script') || href?.startsWith('/office')) known.has(shape) || (known.add(shape), queue.push(href));
      }
    }
  }
  assert.deepEqual(found.slice(0, 20), []);
  assert.ok(pages > 100 && withPayloads > 60, `${pages} pages, ${withPayloads} with the words`);
  // HTML inside JSON is the same HTML.
  for (const url of ['/i/script/rounds/1/points?limit=200', '/i/script/drafts/2', '/i/script/drafts/1..2', '/i/script/documents/about']) {
    const walk = (value, key) => {
      if (typeof value === 'string' && key.endsWith('_html')) assert.deepEqual(dangers(value), [], `${url} ${key}`);
      else if (value && typeof value === 'object') for (const [k, v] of Object.entries(value)) walk(v, k);
    };
    walk((await admin.getJson(url)).json(), '');
  }
});
