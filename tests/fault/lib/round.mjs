// A round with participants, made through the HTTP interface of a server that was just started on an empty data folder.
//
//   const round = await makeRound(server, { participants: 16, text })
//   -> { slug, path, notice, eids, tokens, office }   tokens: one bearer token for each participant; office: the administrator's
//
// `request` is a small HTTP client for programs: it keeps its connections, and rejects when the connection breaks.
import http from 'node:http';

// Gives { status, headers, text, json() }.
export function request(server, method, path, { token, cookie, json, headers = {}, agent, signal } = {}) {
  return new Promise((resolve, reject) => {
    const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
    const call = http.request(
      {
        host: '127.0.0.1', port: server.port, method, path, agent, signal,
        headers: {
          host: server.host,
          accept: 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
          ...(cookie && { cookie }),
          ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
          ...headers,
        },
      },
      (answer) => {
        const pieces = [];
        answer.on('data', (piece) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('aborted', () => reject(new Error('the answer broke off')));
        answer.on('end', () => {
          const bytes = Buffer.concat(pieces);
          resolve({ status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString(), json: () => JSON.parse(bytes) });
        });
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

async function expect(status, server, ...call) {
  const answer = await request(server, ...call);
  if (answer.status !== status) throw new Error(`${call[0]} ${call[1]}: ${answer.status} instead of ${status}: ${answer.text.slice(0, 400)}`);
  return answer;
}

const csrfOf = (page) => {
  const found = /name="?csrf"?[^>]*value="?([^"\s>]+)/.exec(page);
  if (!found) throw new Error('the page has no form');
  return found[1];
};

async function join(server, url, fields) {
  const path = new URL(url).pathname;
  const page = await expect(200, server, 'GET', path, { headers: { accept: 'text/html' } });
  const joined = await request(server, 'POST', path, { json: { ...fields, csrf: csrfOf(page.text) } });
  const cookie = (joined.headers['set-cookie'] ?? []).find((c) => c.startsWith('__Host-accord='))?.split(';')[0];
  if (!cookie) throw new Error(`joining failed: ${joined.status} ${joined.text.slice(0, 400)}`);
  const me = await expect(200, server, 'GET', '/me', { cookie, headers: { accept: 'text/html' } });
  const made = await expect(201, server, 'POST', '/me/tokens', { cookie, json: { name: 'program', csrf: csrfOf(me.text) } });
  return made.json().token;
}

const password = 'four words of an example';

// Markdown of so many measures, each of so many words.
export function draftText(measures, words) {
  const vocabulary = 'the provider shall keep a record of what it has done and publish it with the reasons in a form that others can read'.split(' ');
  let out = '# A code of practice\n\nWritten for measuring.\n\n';
  for (let m = 0, at = 0; m < measures; ++m) {
    if (m % 8 === 0) out += `## Commitment ${m / 8 + 1}. Records\n\nWhat is promised is kept.\n\n`;
    const body = Array.from({ length: words }, () => vocabulary[(at = (at * 31 + 7) % 9973) % vocabulary.length]).join(' ');
    out += `### Measure ${Math.floor(m / 8) + 1}.${(m % 8) + 1} Record ${m + 1}\n\nIn case ${m + 1}, ${body}.\n\n`;
  }
  return out;
}

// An instrument with a published draft and an open round.
export async function publish(server, token, slug, text) {
  await expect(201, server, 'POST', '/office/instruments', { token, json: { slug, title: 'An example code' } });
  await expect(201, server, 'POST', `/office/i/${slug}/drafts/1/upload`, { token, json: { text, name: 'draft.md', title: 'First draft' } });
  const publication = { confirm: 'yes', with_round: 'yes', closes_local: '2099-12-01T23:59', zone: 'Europe/Brussels', late_policy: 'refuse' };
  await expect(201, server, 'POST', `/office/i/${slug}/drafts/1/publish`, { token, json: publication });
}

export async function makeRound(server, { participants, text = draftText(24, 60), slug = 'example-code', abreast = 4 }) {
  const link = /http:\/\/\S+\/join\/\S+/.exec(server.output())?.[0];
  if (!link) throw new Error(`no link for the administrator:\n${server.output()}`);
  const token = await join(server, link, { name: 'Office', email: 'office@example.org', password });
  await publish(server, token, slug, text);

  const tokens = new Array(participants);
  const categories = ['provider', 'downstream', 'industry', 'civil-society', 'rightsholder', 'academia'];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < participants; i = next++) {
      const person = { name: `Participant ${i}`, email: `participant-${i}@example.org` };
      const invitation = { ...person, instrument: slug, role: 'member', category: categories[i % categories.length] };
      const invited = await expect(201, server, 'POST', '/office/invitations', { token, json: invitation });
      tokens[i] = await join(server, invited.json().url, { ...person, password });
    }
  };
  await Promise.all(Array.from({ length: abreast }, work));
  const draft = (await expect(200, server, 'GET', `/i/${slug}/drafts/1`, {})).json();
  const eids = [...new Set(JSON.stringify(draft).match(/"eid":"[^"]+"/g))].map((s) => s.slice(7, -1));
  return { slug, path: `/i/${slug}/rounds/1`, notice: 'privacy-1', eids, tokens, office: token };
}

// What a participant sends: `points` short points, chosen by `n`.
export function filingOf(round, key, n, points = 2) {
  const list = Array.from({ length: points }, (_, i) => ({
    at: round.eids[(n * 7 + i * 3) % round.eids.length],
    stance: 'amend',
    text: `Point ${i} of filing ${n}: the words do not say by when, and a reader cannot tell who has to act first.`,
  }));
  return { idempotency_key: key, consent: true, privacy_version: round.notice, letter: `Letter of filing ${n}.`, points: list };
}
