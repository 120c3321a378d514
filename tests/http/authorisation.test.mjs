// Who may read and do what. The cases are made from /openapi.json: a route that is added without a case fails here.
// Every answer of every role in every format is searched for the words that the role must not see.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from './lib/client.mjs';
import { World, brussels } from './lib/world.mjs';

const everybody = ['admin', 'secretary', 'chair', 'wanda', 'alba', 'bruno', 'observer', 'other', 'anonymous'];
const office = ['admin', 'secretary'];
const chairs = [...office, 'chair'];
const participants = ['wanda', 'alba', 'bruno', 'observer'];
const signedIn = everybody.filter((r) => r !== 'anonymous');

const first = '# Code\n\n## Commitment 1 · Honesty\n\nBe honest.\n\n### Measure 1.1 · Words\n\nUse few words. Use plain words.\n\n### Measure 1.2 · Numbers\n\nShow the numbers.\n';
const second = first.replace('Be honest.', 'Be honest, zworkingbody.').concat('\n## Commitment 2 · zworkingheading\n\nMore zworkingbody.\n');
const measure = 'cmt_1__msr_1.1';

let world, who, ids, secrets, openapi;

before(async () => {
  world = await World.start();
  const admin = await world.administrator();
  await world.instrument('alpha');
  await world.instrument('beta');
  const secretary = await world.invited(admin, 'secretary', { name: 'Sol Secretary', role: 'secretariat', instrument: 'alpha' });
  await world.invited(admin, 'other', { name: 'Oda Other', role: 'secretariat', instrument: 'beta' });
  await world.invited(secretary, 'chair', { name: 'Cleo Chair', role: 'chair', instrument: 'alpha' });
  const member = (key, name, category, organisation) => world.invited(secretary, key, { name, role: 'member', category, organisation, instrument: 'alpha' });
  const wanda = await member('wanda', 'Zwithheldname Wanda', 'rightsholder', 'Zwithheldorg');
  const alba = await member('alba', 'Alba Open', 'civil-society', 'Open Field');
  const bruno = await member('bruno', 'Bruno Silent', 'academia');
  const observer = await world.invited(secretary, 'observer', { name: 'Olaf Observer', role: 'observer', category: 'industry', instrument: 'alpha' });
  await world.draft(secretary, 'alpha', first);
  await world.publish(secretary, 'alpha', 1, { with_round: 'yes', closes_local: brussels(3600) });
  await world.draft(secretary, 'alpha', second, { title: 'zworkingtitle', note: 'zworkingnote', name: 'zworkingfile.md' });

  const filed = async (person, fields) => {
    const answer = await world.file(person, 'alpha', 1, fields);
    assert.equal(answer.status, 201, answer.text);
    return answer.json();
  };
  const point = (text, visibility = 'everyone', more = {}) => ({ at: measure, text, visibility, ...more });
  const albaOld = await filed(alba, { letter: 'zletteralba', points: [point('zreplacedword')] });
  const albaNow = await filed(alba, { letter: 'zletteralba', points: [point('open words of alba'), point('zchairsonly', 'chairs-only', { quote: 'few words', replacement: 'zchairsreplacement' })] });
  const wandas = await filed(wanda, { letter: 'zletterwanda', points: [point('words without a name', 'name-withheld')] });
  await filed(observer, { points: [point('zwithdrawnword')] });
  const withdrawn = await observer.post('/i/alpha/rounds/1/submission/withdraw', { idempotency_key: 'withdraw-1', confirm: 'yes' });
  assert.equal(withdrawn.status, 200, withdrawn.text);
  await filed(observer, { idempotency_key: 'observer-again', points: [point('zchairsobserver', 'chairs-only')] });
  const unfiled = await bruno.post('/i/alpha/drafts/1/comment', { at: measure, text: 'zunfiledword', type: 'general', stance: 'amend', visibility: 'everyone' });
  assert.equal(unfiled.status, 201, unfiled.text);
  await bruno.post('/i/alpha/rounds/1/submission', { do: 'save', letter: 'zletterbruno' });

  who = { ...world.people, anonymous: new Client(world.port) };
  const all = (await secretary.getJson('/i/alpha/rounds/1/points')).json().points;
  const called = (text) => all.find((p) => p.text === text);
  const officePage = (await secretary.getJson('/office')).json();
  ids = {
    open: called('open words of alba').id, chairsOnly: called('zchairsonly').id, withheld: called('words without a name').id, chairsObserver: called('zchairsobserver').id,
    unfiled: unfiled.json().point, albaOld: albaOld.filing, alba: albaNow.filing, wanda: wandas.filing,
    newWid: (await secretary.getJson('/i/alpha/drafts/2')).json().provisions.at(-1).wid,
    invitation: null, membership: officePage.people.find((p) => p.name === 'Bruno Silent').end_action,
    token: (await alba.getJson('/me')).json().tokens[0].id, session: (await alba.getJson('/me')).json().sessions[0].id,
  };
  ids.link = await world.invitation(secretary, { name: 'Ines Invited', email: 'ines@example.org', role: 'member', category: 'provider', instrument: 'alpha' });
  ids.invitation = (await secretary.getJson('/office')).json().invitations.find((i) => i.name === 'Ines Invited').id;
  const ofWanda = (await wanda.getJson(`/i/alpha/points/${ids.withheld}`)).json().point;
  assert.ok(ofWanda.filed.length > 20, 'an instant to compare with');
  // A word, and who may read it.
  secrets = [
    [/zworking(title|note|body|heading|file)/i, chairs], [/zchairs(only|replacement)/i, [...chairs, 'alba']], [/zchairsobserver/i, [...chairs, 'observer']],
    [/zunfiledword|zletterbruno/i, ['bruno']], [/zletteralba/i, ['alba', ...chairs]], [/zletterwanda/i, ['wanda', ...chairs]], [/zreplacedword/i, ['alba']], [/zwithdrawnword/i, ['observer']],
    [/zwithheldname|wanda@example/i, ['wanda', ...office]], [/zwithheldorg/i, ['wanda', ...office, 'other']],
    [new RegExp(ids.wanda), ['wanda', ...office]], [new RegExp(ofWanda.filed.slice(0, -1).replace('.', '\\.')), ['wanda', ...office]],
    [new RegExp(`${ids.chairsOnly}`), [...chairs, 'alba']], [new RegExp(`${ids.chairsObserver}`), [...chairs, 'observer']], [new RegExp(ids.unfiled), ['bruno']],
    [/argon2id/, []], [new RegExp(ids.link.split('/').at(-1)), []],
  ];
  openapi = (await who.anonymous.get('/openapi.json')).json();
});
after(() => world?.end());

// Status by rule: who is let in by the route, and then who sees the object.
function gate(description, role) {
  if (description.startsWith('Everybody')) return 0;
  if (description.startsWith('Chairs')) return chairs.includes(role) ? 0 : 404;
  if (role === 'anonymous') return 401;
  if (description.startsWith('Whoever')) return 0;
  if (description.startsWith('Participants')) return participants.includes(role) ? 0 : 403;
  if (description.startsWith('The secretariat')) return office.includes(role) ? 0 : 403;
  throw new Error(`a permission without a rule: ${description}`);
}
const seen = (roles, status = 404) => (role) => (roles.includes(role) ? 200 : status);
const all200 = () => 200;

// What stands behind each GET route: [address, status by role once the gate is passed].
const reads = () => ({
  '/': [['/', all200]],
  '/i/{slug}': [['/i/alpha', all200], ['/i/beta', all200], ['/i/gamma', () => 404]],
  '/i/{slug}/drafts': [['/i/alpha/drafts', () => 302]],
  '/i/{slug}/drafts/{n}': [
    ...['', `?at=${measure}`, `?at=${measure}&view=history`, '?show=points', '?show=mine', '?show=changed'].map((q) => [`/i/alpha/drafts/1${q}`, all200]),
    ['/i/alpha/drafts/2', seen(chairs)], ['/i/alpha/drafts/1..2', seen(chairs)], ['/i/alpha/drafts/1..2?view=side', seen(chairs)], ['/i/alpha/drafts/3', () => 404], ['/i/beta/drafts/1', () => 404],
  ],
  '/i/{slug}/provisions/{wid}': [[`/i/alpha/provisions/d1-${measure}`, all200], [`/i/alpha/provisions/d1-cmt_1`, all200], [`/i/alpha/provisions/${ids.newWid}`, seen(chairs)]],
  '/i/{slug}/rounds': [['/i/alpha/rounds', () => 302]],
  '/i/{slug}/rounds/{n}': [['/i/alpha/rounds/1', all200], ['/i/alpha/rounds/2', () => 404]],
  '/i/{slug}/rounds/{n}/points': [['/i/alpha/rounds/1/points', all200], ['/i/alpha/rounds/1/points?author=me', all200], ['/i/alpha/rounds/1/points?as=public', all200], ['/i/alpha/rounds/1/points?as=public&country=none', all200], ['/i/alpha/rounds/1/points?category=rightsholder', all200], [`/i/alpha/rounds/1/points?at=cmt_1&limit=1`, all200]],
  '/i/{slug}/rounds/{n}/points.csv': [['/i/alpha/rounds/1/points.csv', all200]],
  '/i/{slug}/rounds/{n}/points.jsonl': [['/i/alpha/rounds/1/points.jsonl', all200]],
  '/i/{slug}/rounds/{n}/report': [...['', '?category=rightsholder', '?country=none'].map((q) => [`/i/alpha/rounds/1/report${q}`, all200]), ['/i/alpha/rounds/2/report', () => 404], ['/i/beta/rounds/1/report', () => 404], ['/i/gamma/rounds/1/report', () => 404]],
  ...Object.fromEntries(['csv', 'jsonl', 'xlsx'].map((f) => [`/i/{slug}/rounds/{n}/report.${f}`, [[`/i/alpha/rounds/1/report.${f}`, all200], [`/i/alpha/rounds/2/report.${f}`, () => 404], [`/i/beta/rounds/1/report.${f}`, () => 404]]])),
  '/i/{slug}/points/{id}': [
    [`/i/alpha/points/${ids.open}`, all200], [`/i/alpha/points/${ids.withheld}`, all200], [`/i/alpha/points/${ids.chairsOnly}`, seen([...chairs, 'alba'])], [`/i/alpha/points/${ids.chairsObserver}`, seen([...chairs, 'observer'])],
    [`/i/alpha/points/${ids.unfiled}`, () => 404], [`/i/beta/points/${ids.open}`, () => 404], [`/i/beta/points/${ids.chairsOnly}`, () => 404],
  ],
  '/i/{slug}/documents/{document}': [['/i/alpha/documents/privacy', all200], ['/i/alpha/documents/absent', () => 404], ['/i/alpha/documents/absent?edit=yes', seen(office)]],
  '/i/{slug}/rounds/{n}/letters': [...['', '?show=letters', '?page=2', '?page=x'].map((q) => [`/i/alpha/rounds/1/letters${q}`, seen(chairs)]), ['/i/alpha/rounds/2/letters', () => 404], ['/i/beta/rounds/1/letters', () => 404], ['/i/gamma/rounds/1/letters', () => 404]],
  '/log': [['/log', all200]],
  '/log/checkpoint': [['/log/checkpoint', all200]],
  '/log/tile/{tile}': [['/log/tile/0/000.p/1', all200], ['/log/tile/entries/000.p/1', all200]],
  '/log/entries/{index}': [['/log/entries/0', all200], ['/log/entries/3', all200], ['/log/entries/9999', () => 404]],
  '/openapi.json': [['/openapi.json', all200]],
  '/health': [['/health', all200]],
  '/sign-in': [['/sign-in', all200]],
  '/join/{token}': [['/join/nothing-of-the-kind', () => 404]],
  '/me': [['/me', all200]],
  '/me/export': [['/me/export', all200]],
  '/i/{slug}/drafts/{n}/comment': [[`/i/alpha/drafts/1/comment?at=${measure}`, all200], [`/i/alpha/drafts/1/comment?at=${measure}&point=${ids.unfiled}`, seen(['bruno'])], [`/i/alpha/drafts/1/comment?at=${measure}&point=absent`, () => 404], ['/i/alpha/drafts/2/comment?at=cmt_2', (r) => (chairs.includes(r) ? [200, 404] : 404)]],
  '/i/{slug}/rounds/{n}/submission': [['/i/alpha/rounds/1/submission', all200]],
  '/i/{slug}/rounds/{n}/receipts/{id}': [[`/i/alpha/rounds/1/receipts/${ids.alba}`, seen(['alba'])], [`/i/alpha/rounds/1/receipts/${ids.albaOld}`, seen(['alba'])], [`/i/alpha/rounds/1/receipts/${ids.wanda}`, seen(['wanda'])]],
  '/i/{slug}/rounds/{n}/receipts/{id}/file': [
    [`/i/alpha/rounds/1/receipts/${ids.alba}/file`, seen(['alba'])], [`/i/alpha/rounds/1/receipts/${ids.wanda}/file`, seen(['wanda'])], [`/i/alpha/rounds/1/receipts/${ids.wanda}/file?point=${ids.withheld}`, seen(['wanda'])],
  ],
  '/i/{slug}/points/{id}/reaction/receipt': [[`/i/alpha/points/${ids.open}/reaction/receipt`, () => 404], [`/i/alpha/points/${ids.chairsOnly}/reaction/receipt`, () => 404]],
  '/desk': [['/desk', () => [200, 302, 303, 404]]],
  '/desk/i/{slug}/rounds/{n}': [...['', `?at=${measure}`, '?show=open', '?show=waiting&who=me', `?at=${measure}&edit=cmt_2&act=split`, '?category=academia&q=words'].map((q) => [`/desk/i/alpha/rounds/1${q}`, all200]), ['/desk/i/alpha/rounds/2', () => 404]],
  '/desk/i/{slug}/drafts/{n}/publish': [['/desk/i/alpha/drafts/2/publish', all200], ['/desk/i/alpha/drafts/1/publish', () => 409]],
  '/office': [['/office', all200]],
  '/office/i/{slug}/drafts/{n}': [['/office/i/alpha/drafts/2', all200], ['/office/i/alpha/drafts/2?edit=cmt_2', all200], [`/office/i/alpha/drafts/2?pair=${measure}`, all200], ['/office/i/alpha/drafts/1', all200]],
});

function expected(pattern, url, role, byObject) {
  // The office's overview shows whatever secretariat one belongs to.
  if (pattern === '/office' && role === 'other') return 200;
  return gate(openapi.paths[pattern].get.description, role) || byObject(role);
}

test('each role reads what it may and nothing else, in every format', async () => {
  const table = reads();
  const described = Object.keys(openapi.paths).filter((p) => openapi.paths[p].get);
  assert.deepEqual(described.filter((p) => !table[p]), [], 'a route without a case');
  let answers = 0;
  const wrong = [], leaks = [];
  for (const pattern of described) {
    for (const [url, byObject] of table[pattern]) {
      // Both orders of roles, so that what was cached for one would be seen when it is given to another.
      for (const [accept, roles] of [['text/html', everybody], ['application/json', [...everybody].reverse()]]) {
        for (const role of roles) {
          const answer = await who[role].get(url, { headers: { accept } });
          ++answers;
          const rule = [expected(pattern, url, role, byObject)].flat();
          if (!rule.includes(answer.status)) wrong.push(`${role} ${url} (${accept}): ${answer.status}, by rule ${rule}`);
          const everything = JSON.stringify(answer.headers) + answer.text;
          for (const [word, may] of secrets)
            // An address that was asked for comes back in links.
            if (!may.includes(role) && !word.test(url) && word.test(everything)) leaks.push(`${role} ${url} (${accept}): ${word}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(leaks, []);
  assert.ok(answers > 900, `${answers} answers`);
});

test('the words that were searched for are where they should be', async () => {
  // Otherwise the test above could be passed by a server that shows nothing.
  const must = [
    ['chair', '/i/alpha/drafts/2', /zworkingheading/], ['chair', `/i/alpha/points/${ids.chairsOnly}`, /zchairsreplacement/], ['alba', '/i/alpha/rounds/1/points?author=me', /zchairsonly/],
    ['bruno', '/i/alpha/rounds/1/submission', /zunfiledword[^]*zletterbruno|zletterbruno[^]*zunfiledword/], ['alba', '/me/export', /zreplacedword/], ['observer', '/me/export', /zwithdrawnword/],
    ['secretary', `/i/alpha/points/${ids.withheld}`, /Zwithheldname/], ['wanda', `/i/alpha/points/${ids.withheld}`, new RegExp(ids.wanda)], ['anonymous', '/i/alpha/rounds/1/points', /words without a name/],
    ['wanda', `/i/alpha/rounds/1/receipts/${ids.wanda}/file`, /zletterwanda/],
  ];
  for (const [role, url, word] of must) assert.match((await who[role].getJson(url)).text, word, `${role} ${url}`);
});

test('search, filters, export and counts find no more than the pages show', async () => {
  const found = async (role, query) => {
    const page = (await who[role].getJson(`/i/alpha/rounds/1/points?${query}`)).json();
    const csv = await who[role].get(`/i/alpha/rounds/1/points.csv?${query}`);
    const jsonl = (await who[role].get(`/i/alpha/rounds/1/points.jsonl?${query}`)).text.trim().split('\n').filter(Boolean);
    assert.equal(page.points.length, page.total, query);
    assert.equal(jsonl.length, page.total, `${role} ${query}: as many lines as points`);
    assert.equal(csv.text.trim().split('\r\n').length - 1, page.total, `${role} ${query}: as many rows as points`);
    return page.total;
  };
  const hidden = [
    ['q=zchairsonly', [...chairs, 'alba']], ['q=zchairsreplacement', [...chairs, 'alba']], ['q=zchairs*', []], ['q=zchairsobserver', [...chairs, 'observer']], ['q=zunfiledword', []], ['q=zreplacedword', []], ['q=zwithdrawnword', []],
    ['q=zletteralba', []], ['author=Zwithheldname', ['wanda', ...office]], ['author=Zwithheldorg', ['wanda', ...office]], ['author=wanda%40example.org', []],
    ['category=rightsholder', ['wanda', ...office]], [`author=${ids.wanda}`, []],
  ];
  for (const [query, may] of hidden)
    for (const role of everybody) {
      const n = await found(role, query);
      if (!may.includes(role)) assert.equal(n, 0, `${role} finds ${n} by ${query}`);
      else assert.ok(n > 0, `${role} should find ${query}`);
    }
  const visible = { anonymous: 2, other: 2, bruno: 2, observer: 3, alba: 3, wanda: 2, chair: 4, secretary: 4, admin: 4 };
  for (const role of everybody) {
    const round = (await who[role].getJson('/i/alpha/rounds/1')).json();
    const reader = (await who[role].getJson(`/i/alpha/drafts/1?at=${measure}`)).json();
    assert.equal(round.points, visible[role], `${role}: points of the round`);
    assert.equal(round.by_category.reduce((n, c) => n + c.points, 0), visible[role], `${role}: by category`);
    assert.equal(round.by_type.reduce((n, c) => n + c.count, 0), visible[role], `${role}: by type`);
    assert.equal(reader.heat.total, visible[role], `${role}: heat`);
    assert.equal(reader.panel.points_total, visible[role], `${role}: panel`);
    assert.equal(await found(role, ''), visible[role], `${role}: list`);
  }
});

test('a withheld point shares nothing with its author', async () => {
  for (const role of everybody) {
    const page = (await who[role].getJson(`/i/alpha/points/${ids.withheld}`)).json();
    const knows = ['wanda', ...office].includes(role);
    assert.equal(page.point.author !== null, knows, `${role}: author`);
    assert.equal(page.point.organisation !== null, knows, `${role}: organisation`);
    assert.equal(page.point.submission !== null, knows, `${role}: submission`);
    assert.equal(page.log !== null, knows, `${role}: log`);
    assert.equal(page.point.category, knows ? 'rightsholder' : 'public', `${role}: the only rightsholder`);
    assert.equal(page.point.is_mine, role === 'wanda');
    if (!knows) assert.equal(page.point.filed, null, `${role}: time`);
  }
});

test('chairs and secretariat read the letters; where every point is without its author\'s name, so is the letter', async () => {
  const read = async (role) => (await who[role].getJson('/i/alpha/rounds/1/letters')).json();
  for (const role of everybody) assert.equal((await who[role].getJson('/i/alpha/rounds/1')).json().letters_href, chairs.includes(role) ? '/i/alpha/rounds/1/letters' : null, role);
  for (const role of chairs) {
    const page = await read(role);
    assert.equal(page.letters.length, 3, 'every submission that counts, once');
    const letter = (word) => page.letters.find((l) => l.letter_html?.includes(word));
    const alba = letter('zletteralba');
    assert.deepEqual([alba.author, alba.organisation, alba.category, alba.points, alba.is_withheld], ['Alba Open', 'Open Field', 'civil-society', 2, false]);
    const hers = (await who[role].getJson(alba.points_href)).json();
    assert.equal(hers.total, alba.points, 'the number is a link to what it counts');
    assert.deepEqual([hers.filters.author, hers.active[0].label], ['Alba Open', 'by Alba Open'], 'people read a name, not an id');
    assert.equal(page.letters.find((l) => l.author === 'Olaf Observer').letter_html, null);
    const wanda = letter('zletterwanda');
    const knows = office.includes(role);
    assert.equal(wanda.is_withheld, true);
    assert.deepEqual([wanda.author_text, wanda.category], knows ? ['Zwithheldname Wanda, Zwithheldorg', 'rightsholder'] : ['name withheld', 'public'], role);
    for (const key of ['author', 'organisation', 'submission', 'filed', 'points', 'points_href']) assert.equal(wanda[key] !== null, knows, `${role}: ${key}`);
    if (!knows) assert.equal(page.letters.indexOf(wanda), 2, 'nor does its place tell when it came');
    assert.deepEqual((await who[role].getJson('/i/alpha/rounds/1/letters?show=letters')).json().letters.map((l) => l.letter_html.includes('zletter')), [true, true]);
  }
});

// What stands behind each POST route: [address, a body that would change something, a body that changes nothing].
const changes = () => {
  const ground = { kind: 'personal-data', ground: 'a ground that is long enough' };
  const comment = { at: measure, text: 'a point that nobody sees', type: 'general', stance: 'amend', visibility: 'everyone' };
  const filing = { idempotency_key: 'denied-denied', consent: 'yes', privacy_version: 'privacy-1', points: [comment], do: 'file' };
  const draft = '/office/i/alpha/drafts/2';
  return {
    '/me/password': [['/me/password', { old: 'not the password', new: 'another set of words' }, {}]],
    '/me/tokens': [['/me/tokens', { name: 'a token' }, {}]],
    '/me/seen': [['/me/seen', {}, { until: 'yesterday' }]],
    '/me/mail': [['/me/mail', { pace: 'none' }, { pace: 'hourly' }]],
    '/i/{slug}/drafts/{n}/comment': [['/i/alpha/drafts/1/comment', comment, { at: 'absent', text: 'x' }]],
    '/i/{slug}/rounds/{n}/points/{id}/delete': [[`/i/alpha/rounds/1/points/${ids.unfiled}/delete`, {}, null]],
    '/i/{slug}/rounds/{n}/submission': [['/i/alpha/rounds/1/submission', filing, { do: 'file' }]],
    '/i/{slug}/rounds/{n}/submission/withdraw': [['/i/alpha/rounds/1/submission/withdraw', { idempotency_key: 'denied-withdraw', confirm: 'yes' }, {}]],
    '/office/instruments': [['/office/instruments', { slug: 'gamma', title: 'Gamma' }, {}, ['admin']]],
    '/office/invitations': [
      ['/office/invitations', { name: 'New', email: 'new@example.org', role: 'member', category: 'academia', instrument: 'alpha' }, { instrument: 'alpha' }],
      ['/office/invitations', { name: 'New', email: 'new@example.org', role: 'secretariat', instrument: '' }, { instrument: '' }, ['admin']],
      ['/office/invitations', { name: 'New', email: 'new@example.org', role: 'chair', instrument: 'beta' }, { instrument: 'beta' }, ['admin', 'other']],
    ],
    '/office/invitations/{id}/revoke': [[`/office/invitations/${ids.invitation}/revoke`, {}, null]],
    '/office/memberships/{id}/end': [[ids.membership, {}, null], [ids.membership.replace('alpha', 'beta'), {}, null, ['admin', 'other']], [ids.membership.replace('alpha', ''), {}, null, ['admin']]],
    '/office/redactions': [
      ['/office/redactions', { point: ids.open, what: 'text', instrument: 'alpha', ...ground }, { point: ids.open, instrument: 'alpha' }], ['/office/redactions', { point: ids.open, what: 'text', ...ground }, { point: ids.open }],
      ['/office/redactions', { point: ids.open, what: 'text', instrument: 'beta', ...ground }, null, []],
    ],
    '/i/{slug}/points/{id}/redact': [[`/i/alpha/points/${ids.open}/redact`, { what: 'both', ...ground }, {}], [`/i/beta/points/${ids.open}/redact`, { what: 'both', ...ground }, null, []]],
    '/i/{slug}/documents/{document}': [['/i/alpha/documents/privacy', { title: 'Mine', text: 'Other words' }, {}]],
    '/i/{slug}/points/{id}/reaction': [[`/i/alpha/points/${ids.chairsOnly}/reaction`, { reaction: 'objects', reason: 'a reason that is long enough' }, null, ['alba']], [`/i/alpha/points/${ids.open}/reaction`, { reaction: 'satisfied' }, null, ['alba']]],
    '/i/{slug}/points/{id}/placement': [[`/i/alpha/points/${ids.open}/placement`, { draft: 2, eid: 'cmt_2' }, { draft: 1, eid: 'cmt_1' }]],
    '/desk/i/{slug}/rounds/{n}/answers': [['/desk/i/alpha/rounds/1/answers', { point: ids.open, outcome: 'noted', reason: 'a reason that is long enough' }, { point: ids.open }], ['/desk/i/alpha/rounds/1/answers', { point: ids.open, do: 'take-back' }, { point: 'absent', do: 'take-back' }]],
    '/desk/i/{slug}/rounds/{n}/hand-over': [['/desk/i/alpha/rounds/1/hand-over', { wid: `d1-${measure}`, to: '' }, { wid: 'absent', to: '' }]],
    '/i/{slug}/points/{id}/divide': [[`/i/alpha/points/${ids.open}/divide`, { parts: 'one\ntwo' }, {}], [`/i/beta/points/${ids.open}/divide`, { parts: 'one\ntwo' }, null, []]],
    '/i/{slug}/points/{id}/correct': [[`/i/alpha/points/${ids.open}/correct`, { outcome: 'noted', reason: 'a reason that is long enough' }, {}]],
    '/desk/i/{slug}/next': [['/desk/i/alpha/next', {}, {}]],
    '/desk/i/{slug}/drafts/{n}/edit': [['/desk/i/alpha/drafts/2/edit', { eid: 'cmt_2', heading: 'Mine', body: 'Mine' }, { eid: 'absent' }]],
    '/desk/i/{slug}/drafts/{n}/split': [['/desk/i/alpha/drafts/2/split', { eid: 'cmt_2', body: 'Mine', body2: 'Mine' }, { eid: 'absent' }]],
    '/desk/i/{slug}/drafts/{n}/merge': [['/desk/i/alpha/drafts/2/merge', { eid: 'cmt_2', body: 'Mine' }, { eid: 'absent', body: 'x' }]],
    '/desk/i/{slug}/drafts/{n}/move': [['/desk/i/alpha/drafts/2/move', { eid: 'cmt_2', after: '', inside: 'yes' }, { eid: 'absent' }]],
    '/desk/i/{slug}/drafts/{n}/add': [['/desk/i/alpha/drafts/2/add', { kind: 'measure', body: 'Mine' }, {}]],
    '/desk/i/{slug}/drafts/{n}/delete': [['/desk/i/alpha/drafts/2/delete', { eid: 'cmt_2', confirm: 'yes' }, { eid: 'cmt_2' }]],
    '/desk/i/{slug}/drafts/{n}/publish': [['/desk/i/alpha/drafts/2/publish', { confirm: 'yes' }, {}]],
    '/office/i/{slug}/drafts/{n}/upload': [[`${draft}/upload`, { text: first, name: 'x.md' }, {}]],
    '/office/i/{slug}/drafts/{n}/meta': [[`${draft}/meta`, { title: 'Mine' }, {}]],
    '/office/i/{slug}/drafts/{n}/correct': [[`${draft}/correct`, { eid: 'cmt_2', number: '7' }, { eid: 'absent' }]],
    '/office/i/{slug}/drafts/{n}/pair': [[`${draft}/pair`, { new: 'cmt_2', old: 'cmt_1' }, { new: 'absent' }]],
    '/office/i/{slug}/drafts/{n}/unpair': [[`${draft}/unpair`, { new: 'cmt_2' }, null]],
    '/office/i/{slug}/drafts/{n}/discard': [[`${draft}/discard`, { confirm: 'yes' }, null]],
    '/office/i/{slug}/drafts/{n}/publish': [[`${draft}/publish`, { confirm: 'yes' }, {}]],
    '/office/i/{slug}/rounds/{n}/extend': [['/office/i/alpha/rounds/1/extend', { closes_local: brussels(7200), reason: 'a reason that is long enough' }, {}]],
    // Somebody else's token and session: the same as none at all.
    '/me/tokens/{id}/revoke': [[`/me/tokens/${ids.token}/revoke`, {}, null, ['alba']]],
    '/me/sessions/{id}/end': [[`/me/sessions/${ids.session}/end`, {}, null, ['alba']]],
  };
};
// Tested in sessions.test.mjs: they make or end a session of the caller alone.
const ofSessions = ['/sign-in', '/sign-out', '/join/{token}'];

async function state() {
  const pages = [['secretary', '/office'], ['secretary', '/office/i/alpha/drafts/2'], ['secretary', '/i/alpha/rounds/1/points'], ['secretary', '/i/alpha/rounds/1'], ['secretary', '/i/alpha/documents/privacy'], ['other', '/office'],
    ['anonymous', '/i/alpha'], ['anonymous', '/'], ['anonymous', '/log'], ...['alba', 'bruno', 'wanda', 'observer'].flatMap((r) => [[r, '/i/alpha/rounds/1/submission'], [r, '/me']])];
  const out = {};
  const timeless = (key, value) => (/^(time_left_text|idempotency_key|exported_at|audit|closes_local)$/.test(key) ? undefined : value);
  for (const [role, url] of pages) out[`${role} ${url}`] = JSON.parse((await who[role].getJson(url)).text, timeless);
  return out;
}

test('each role does what it may and nothing else, and a refusal changes nothing', async () => {
  const table = changes();
  const described = Object.keys(openapi.paths).filter((p) => openapi.paths[p].post && !ofSessions.includes(p));
  assert.deepEqual(described.filter((p) => !table[p]), [], 'a route without a case');
  const was = await state();
  const wrong = [];
  let refused = 0;
  for (const pattern of described) {
    const { description } = openapi.paths[pattern].post;
    for (const [url, harmful, harmless, only] of table[pattern]) {
      for (const role of everybody) {
        let denied = gate(description, role);
        // Pages of the office without an instrument in their path look at the object instead.
        if (pattern.startsWith('/office/') && !pattern.includes('{slug}') && role !== 'anonymous') denied = (only ?? office).includes(role) ? 0 : [403, 404];
        else if (only && !denied) denied = only.includes(role) ? 0 : [403, 404];
        const own = pattern.startsWith('/i/') && pattern.endsWith('/delete') && role !== 'bruno';
        if (!denied && own) denied = 404;
        if (url.startsWith('/i/beta/points') && role !== 'anonymous') denied = [403, 404];
        if (denied) {
          const answer = await who[role].post(url, harmful);
          ++refused;
          if (![denied].flat().includes(answer.status)) wrong.push(`${role} POST ${url}: ${answer.status}, by rule ${denied}`);
        } else if (harmless) {
          const answer = await who[role].post(url, harmless);
          if (![400, 404, 409, 422].includes(answer.status)) wrong.push(`${role} POST ${url} with a bad body: ${answer.status}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(await state(), was, 'something changed');
  assert.ok(refused > 150, `${refused} refusals`);
});

test('what belongs to another submission cannot be written into', async () => {
  const was = await state();
  for (const role of ['alba', 'wanda', 'observer']) {
    const answer = await who[role].post('/i/alpha/drafts/1/comment', { point: ids.unfiled, at: measure, text: 'taken over', type: 'general', stance: 'amend', visibility: 'everyone' });
    assert.equal(answer.status, 404, `${role}: ${answer.text}`);
  }
  const voice = await who.bruno.post('/i/alpha/drafts/1/comment', { at: measure, text: 'for whom?', type: 'general', stance: 'amend', visibility: 'everyone', on_behalf_of: 'Open Field' });
  assert.equal(voice.status, 403, voice.text);
  const now = await state();
  delete was['observer /i/alpha/rounds/1/submission'], delete now['observer /i/alpha/rounds/1/submission'];
  assert.deepEqual(now['bruno /i/alpha/rounds/1/submission'].points, was['bruno /i/alpha/rounds/1/submission'].points, 'a refused point was kept');
  assert.deepEqual(now['bruno /me'].receipts, was['bruno /me'].receipts);
});

test('a membership that ended opens nothing any more', async () => {
  const done = await who.secretary.post(ids.membership);
  assert.equal(done.status, 200, done.text);
  assert.equal((await who.bruno.getJson('/i/alpha/rounds/1/submission')).status, 403);
  assert.equal((await world.file(who.bruno, 'alpha', 1)).status, 403);
  const chair = (await who.secretary.getJson('/office')).json().people.find((p) => p.name === 'Cleo Chair');
  assert.equal((await who.secretary.post(chair.end_action)).status, 200);
  for (const url of ['/i/alpha/drafts/2', `/i/alpha/points/${ids.chairsOnly}`]) assert.equal((await who.chair.getJson(url)).status, 404, url);
});
