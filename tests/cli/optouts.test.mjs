// accord corpus optouts, from outside: shares by crawler and date, other signals, what decided for each domain, and bad inputs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-optouts-'));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (...args) =>
  new Promise((resolve) => {
    execFile(accord, ['corpus', ...args], { cwd: folder, timeout: 60_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
  });
const write = (name, what) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), what);
};
const json = async (...args) => {
  const { code, stdout, stderr } = await run('optouts', ...args, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};
const answer = (url, date, body, { status = '200 OK', headers = '', type = 'text/plain' } = {}) => {
  const http = `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return `WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: ${url}\r\nWARC-Date: ${date}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: ${Buffer.byteLength(http)}\r\n\r\n${http}\r\n\r\n`;
};
const token = (shares, name) => shares.tokens.find((t) => t.token === name);
const signal = (shares, name) => shares.signals.find((s) => s.signal === name);
const domains = (share) => Object.fromEntries(['whole', 'except', 'part', 'allowed', 'no_file', 'unreachable', 'unknown'].map((k) => [k, share[k].domains]).filter(([, n]) => n > 0));

const everything = 'User-agent: *\nDisallow: /\n';
const gptbot = '# no training\nUser-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /private\n';
const hosts = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example', 'f.example'];
const text = (host) => 'x'.repeat(100 * (hosts.indexOf(host) + 1)); // 100 to 600 bytes: 2100 in all

before(async () => {
  write('crawl.jsonl', hosts.map((h) => JSON.stringify({ text: text(h), url: `https://www.${h}/` })).join('\n') + '\n');
  write('set.jsonl', JSON.stringify({ text: 'set', url: 'https://g.example/' }) + '\n');
  write('corpus.toml', '[[source]]\nname = "our crawl"\nkind = "crawled"\ninputs = ["crawl.jsonl"]\n[[source]]\nname = "a set"\nkind = "public-dataset"\ninputs = ["set.jsonl"]\n');
  assert.equal((await run('scan', 'corpus.toml', '-o', 'c.tally')).code, 0);
  write(
    'robots.warc.gz',
    Buffer.concat(
      [
        answer('https://a.example/robots.txt', '2025-03-01T10:00:00Z', gptbot),
        answer('https://a.example/robots.txt', '2026-03-01T10:00:00Z', everything),
        answer('http://b.example/robots.txt', '2025-03-01T10:00:00Z', '', { status: '301 Moved Permanently', headers: 'Location: https://www.b.example/robots.txt\r\n' }),
        answer('https://www.b.example/robots.txt', '2025-03-01T10:00:01Z', gptbot),
        answer('https://c.example/robots.txt', '2025-03-01T10:00:00Z', '<p>not here', { status: '404 Not Found', type: 'text/html' }),
        answer('https://d.example/robots.txt', '2025-03-01T10:00:00Z', 'later', { status: '503 Service Unavailable' }),
        answer('https://news.e.example/robots.txt', '2025-03-01T10:00:00Z', everything),
        answer('https://shop.e.example/robots.txt', '2025-03-01T10:00:00Z', 'User-agent: *\nAllow: /\n'),
        answer('https://unrelated.example/robots.txt', '2025-03-01T10:00:00Z', everything),
      ].map((r) => zlib.gzipSync(r)),
    ),
  );
});

test('shares are counted for each crawler and date, over crawled sources', async () => {
  const j = await json('c.tally', '--robots', 'robots.warc.gz');
  assert.deepEqual(j.dates.map((d) => d.date), ['2025-03-01', '2026-03-01']);
  assert.equal(j.tally.domains, 6);
  assert.equal(j.tally.bytes, 2100);
  assert.deepEqual(j.tally.kinds, ['crawled']);
  assert.deepEqual(j.tally.sources, ['our crawl']);
  const [then, now] = j.dates;
  assert.deepEqual(domains(token(then, 'GPTBot')), { whole: 2, part: 1, no_file: 1, unreachable: 1, unknown: 1 });
  assert.deepEqual(domains(token(then, '*')), { part: 3, no_file: 1, unreachable: 1, unknown: 1 });
  assert.deepEqual(domains(token(now, '*')), { whole: 1, part: 2, no_file: 1, unreachable: 1, unknown: 1 });
  assert.equal(token(then, 'GPTBot').whole.bytes, 100 + 200);
  assert.equal(token(then, 'GPTBot').whole.bytes_share, 300 / 2100);
  assert.equal(token(then, 'GPTBot').named.domains, 2);
  assert.deepEqual(Object.fromEntries(Object.entries(then.speakers).map(([k, v]) => [k, v.domains])), { bare: 3, www: 1, other: 1, none: 1 });
  assert.equal(j.archive.domains_not_in_tally, 1);
  assert.deepEqual(j.archive.inputs.map((i) => [i.status, i.answers, i.passed]), [['ok', 9, { redirect: 1 }]]);
  for (const d of j.dates) for (const t of d.tokens) assert.equal(Object.values(domains(t)).reduce((a, b) => a + b), 6, t.token);
});

test('a date, sources and crawlers are chosen', async () => {
  const early = await json('c.tally', '--robots', 'robots.warc.gz', '--at', '2025-02-28', '--at', '2025-12-31', '--token', 'gptbot', '--token', '+MyBot');
  assert.deepEqual(early.dates.map((d) => d.date), ['2025-02-28', '2025-12-31']);
  assert.deepEqual(early.dates[0].tokens.map((t) => [t.token, domains(t)]), [['GPTBot', { unknown: 6 }], ['MyBot', { unknown: 6 }]]);
  assert.deepEqual(domains(token(early.dates[1], 'MyBot')), { part: 3, no_file: 1, unreachable: 1, unknown: 1 });
  assert.equal((await json('c.tally', '--robots', 'robots.warc.gz', '--kind', 'all')).tally.domains, 7);
  assert.equal((await json('c.tally', '--robots', 'robots.warc.gz', '--source', 'a set')).tally.domains, 1);
  write('table.json', JSON.stringify({ accord_signals: 1, date: '2030-01-01', tokens: [{ token: 'OurBot', operator: 'us', purpose: 'training', source: 'https://us.example', confirmed: '2030-01-01' }] }));
  const own = await json('c.tally', '--robots', 'robots.warc.gz', '--tokens', 'table.json');
  assert.deepEqual(own.table.tokens.map((t) => t.token), ['OurBot']);
});

test('the table that is built in says for each crawler and signal whence, since when and whether confirmed', async () => {
  const { table } = await json('c.tally', '--robots', 'robots.warc.gz');
  assert.match(table.date, /^\d{4}-\d\d-\d\d$/);
  for (const t of table.tokens) {
    assert.ok(t.operator && t.purpose && t.source, t.token);
    assert.ok(t.confirmed === false || /^\d{4}-\d\d-\d\d$/.test(t.confirmed), t.token);
  }
  assert.deepEqual(table.signals.map((s) => s.signal), ['tdmrep', 'content-usage', 'content-signal', 'rsl', 'ai-txt']);
  for (const s of table.signals) assert.ok(s.specification && s.status && s.date, s.signal);
});

test('a folder by host is an archive too, with days as folders, and other files of a site', async () => {
  write('sites/a.example/2025-01-05/robots.txt', gptbot);
  write('sites/2026-01-05/a.example/robots.txt', `User-agent: *\nContent-Signal: search=yes, ai-train=no\nContent-Usage: /x/ train-ai=n\nAllow: /\n`);
  write('sites/www.b.example/2026-01-05/.well-known/tdmrep.json', '[{"location": "/", "tdm-reservation": 1}]');
  write('sites/2026-01-05/c.example/ai.txt', 'User-Agent: *\nDisallow: *.png\n');
  write('sites/2026-01-05/d.example/license.xml', '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><permits type="usage">all</permits></license></content></rsl>');
  write('sites/2026-01-05/e.example.txt', everything);
  write('sites/readme.md', 'about');
  write('sites/more.warc', answer('https://f.example/', '2026-01-05T00:00:00Z', '<p>hello', { type: 'text/html', headers: 'tdm-reservation: 1\r\n' }) + answer('https://f.example/2', '2026-01-05T00:00:00Z', '<p>hello', { type: 'text/html' }));
  const j = await json('c.tally', '--robots', 'sites');
  assert.deepEqual(j.dates.map((d) => d.date), ['2025-01-05', '2026-01-05']);
  assert.deepEqual(domains(token(j.dates[0], 'GPTBot')), { whole: 1, unknown: 5 });
  assert.deepEqual(domains(token(j.dates[1], 'GPTBot')), { whole: 1, allowed: 1, unknown: 4 });
  const says = (name) => Object.fromEntries(['reserves', 'part', 'permits', 'unclear'].map((k) => [k, signal(j.dates[1], name)[k].domains]).filter(([, n]) => n));
  assert.deepEqual(says('tdmrep'), { reserves: 2 });
  assert.deepEqual(says('content-signal'), { reserves: 1 });
  assert.deepEqual(says('content-usage'), { part: 1 });
  assert.deepEqual(says('ai-txt'), { part: 1 });
  assert.deepEqual(says('rsl'), { permits: 1 });
  assert.equal(j.dates[1].reserved.domains, 4); // a, b, e, f
  assert.equal(j.dates[1].reserved_in_part.domains, 1); // c
  assert.deepEqual(j.archive.inputs.map((i) => [i.path, i.passed]), [['sites', { 'file of another name': 1 }], ['sites/more.warc', { 'page without a signal': 1 }]]);
});

test('files without a day hold at any date, or on the one that is given', async () => {
  write('plain/a.example/robots.txt', everything);
  const undated = await json('c.tally', '--robots', 'plain');
  assert.deepEqual(undated.dates.map((d) => d.date), [null]);
  assert.equal(token(undated.dates[0], '*').whole.domains, 1);
  const dated = await json('c.tally', '--robots', 'plain', '--date', '2026-02-03', '--at', '2026-02-02', '--at', '2026-02-03');
  assert.deepEqual(dated.dates.map((d) => token(d, '*').whole.domains), [0, 1]);
});

test('of a large file the rules at its beginning count, and no other half of a file', async () => {
  write('large/a.example/robots.txt', everything + '# filler\n'.repeat(400_000));
  write('large/b.example/license.xml', '<rsl>' + ' '.repeat(3_000_000) + '</rsl>');
  write('large/c.example/robots.txt', '# filler\n'.repeat(100_000) + everything);
  const j = await json('c.tally', '--robots', 'large', '--date', '2026-01-01');
  assert.deepEqual(domains(token(j.dates[0], '*')), { whole: 1, allowed: 1, unknown: 4 });
  assert.deepEqual(j.archive.inputs.map((i) => [i.status, i.answers, i.skipped, Object.keys(i.reasons)]), [['ok', 2, 1, ['file over the cap']]]);
});

test('domain by domain, the line that decided is written', async () => {
  const { code, stdout, stderr } = await run('optouts', 'c.tally', '--robots', 'robots.warc.gz', 'sites', '--at', '2026-06-01', '--domains', 'd.csv', '--csv', 's.csv', '--token', 'GPTBot', '--token', '*');
  assert.equal(code, 0, stderr);
  const [head, ...lines] = fs.readFileSync(path.join(folder, 'd.csv'), 'utf8').trim().split('\n').map((l) => l.split(','));
  const rows = Object.fromEntries(lines.map((l) => [l[0], Object.fromEntries(l.map((v, i) => [head[i], v]))]));
  assert.equal(lines.length, 6);
  assert.deepEqual([rows['b.example'].speaker, rows['b.example'].host, rows['b.example'].GPTBot, rows['b.example']['GPTBot line'], rows['b.example']['* line']], ['www', 'www.b.example', 'whole', '3', '6']);
  assert.equal(rows['b.example']['tdmrep why'], 'www.b.example/tdmrep.json: / tdm-reservation 1');
  assert.equal(rows['c.example'].robots, 'no_file');
  assert.equal(rows['d.example'].GPTBot, 'unreachable');
  // The bare name speaks since it answered; before, hosts differed.
  assert.deepEqual([rows['e.example'].speaker, rows['e.example'].GPTBot], ['bare', 'whole']);
  assert.deepEqual([rows['a.example']['*'], rows['a.example'].bytes], ['whole', '100']);
  const shares = fs.readFileSync(path.join(folder, 's.csv'), 'utf8').split('\n');
  assert.equal(shares[0], 'date,of,name,standing,domains,bytes,domains_share,bytes_share');
  assert.ok(shares.includes('2026-06-01,token,GPTBot,whole,3,800,0.500000,0.380952'), shares.slice(0, 9).join('\n'));
  assert.match(stdout, /As of 2026-06-01/);
  assert.match(stdout, /GPTBot +training +50\.0 %/);
});

test('the page tells people what holds for each crawler, and over time', async () => {
  const { code, stdout } = await run('optouts', 'c.tally', '--robots', 'robots.warc.gz');
  assert.equal(code, 0);
  assert.match(stdout, /6 domains, 2\.\d+ kB of content from crawled sources/);
  assert.match(stdout, /named by no site, so as \*: .*ClaudeBot/);
  assert.match(stdout, /no robots\.txt \(4xx\).*16\.7 %/);
  assert.match(stdout, /Over time[^]*2025-03-01 +2026-03-01/);
});

test('bad inputs are named with reason and place, end nothing, and fail a strict run', async () => {
  const whole = fs.readFileSync(path.join(folder, 'robots.warc.gz'));
  write('bad/cut.warc.gz', whole.subarray(0, whole.length - 30));
  write('bad/page.html', '<html>');
  write('bad/a.example/.well-known/tdmrep.json', '{"tdm-reservation": 1}');
  const j = await json('c.tally', '--robots', 'bad', 'gone.warc.gz', 'crawl.jsonl');
  const by = Object.fromEntries(j.archive.inputs.map((i) => [i.path, i]));
  assert.equal(by['bad/cut.warc.gz'].status, 'truncated');
  assert.equal(by['bad/cut.warc.gz'].answers, 8);
  assert.equal(by['bad/cut.warc.gz'].reasons.truncated.places[0].byte, whole.length - 30);
  assert.equal(by['bad'].reasons['tdmrep.json that cannot be read'].count, 1);
  assert.equal(by['gone.warc.gz'].status, 'missing');
  assert.equal(by['crawl.jsonl'].status, 'damaged');
  assert.equal(by['crawl.jsonl'].reasons['no web archive'].count, 1);
  assert.equal(signal(j.dates.at(-1), 'tdmrep').unclear.domains, 1);
  assert.equal(token(j.dates[0], 'GPTBot').whole.domains, 2);
  const strict = await run('optouts', 'c.tally', '--robots', 'bad', '--strict');
  assert.equal(strict.code, 1);
  assert.match(strict.stderr, /bad\/cut\.warc\.gz: truncated, 8 answers/);
  assert.equal((await run('optouts', 'c.tally', '--robots', 'robots.warc.gz', '--strict')).code, 0);
});

test('a wrong call says what is wrong and what would be right', async () => {
  const says = async (args, pattern, code = 2) => {
    const r = await run('optouts', ...args);
    assert.equal(r.code, code, r.stderr);
    assert.match(r.stderr, pattern);
  };
  await says(['gone.tally', '--robots', 'robots.warc.gz'], /gone\.tally/);
  await says(['crawl.jsonl', '--robots', 'robots.warc.gz'], /no tally/);
  await says(['c.tally', '--robots', 'gone.warc.gz'], /no answer of a site/);
  await says(['c.tally', '--robots', 'no*.warc.gz'], /nothing matches the pattern/);
  await says(['c.tally', '--robots', 'robots.warc.gz', '--at', 'May'], /"May" is no day.*\n.*2026-03-31/);
  await says(['c.tally', '--robots', 'robots.warc.gz', '--source', 'x'], /no source "x".*\n.*"our crawl"/);
  await says(['c.tally', '--robots', 'robots.warc.gz', '--kind', 'x'], /no kind of source "x"/);
  await says(['c.tally', '--robots', 'robots.warc.gz', '--token', 'a b'], /no name of a crawler/);
  write('bad.json', '{"accord_signals":1,"date":"2026-01-01","tokens":[{"token":"A"}]}');
  await says(['c.tally', '--robots', 'robots.warc.gz', '--tokens', 'bad.json'], /bad\.json, tokens\[0\]/);
  write('psl.dat', '// ===BEGIN ICANN DOMAINS===\nexample\n');
  await says(['c.tally', '--robots', 'robots.warc.gz', '--psl', 'psl.dat'], /another public suffix list.*\n.*--psl/);
});

test('the example corpus has an archive of its own', async () => {
  assert.equal((await run('scan', path.join(root, 'examples/corpus/corpus.toml'), '-o', 'example.tally')).code, 0);
  const j = await json('example.tally', '--robots', path.join(root, 'examples/corpus/optouts'));
  assert.deepEqual(j.dates.map((d) => d.date), ['2025-06-14', '2026-05-20']);
  const [then, now] = j.dates.map((d) => token(d, 'GPTBot').whole.domains);
  assert.ok(now > then && then > 0, `${then} ${now}`);
  for (const s of j.dates[1].signals) assert.ok(s.nothing.domains < j.tally.domains, s.signal);
});
