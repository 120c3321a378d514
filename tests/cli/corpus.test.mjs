// accord corpus show and merge, from outside: the files, the exit status and what is printed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { tally } from './lib/tally.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-corpus-'));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (args, input = '') =>
  new Promise((resolve) => {
    const child = execFile(accord, ['corpus', ...args], { timeout: 30_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
    child.stdin.on('error', () => {}); // it may not want to read
    child.stdin.end(input);
  });
const write = (name, what) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, what);
  return file;
};
const counts = (documents, bytes, more = {}) => ({ documents, bytes, ...more });

const web = { name: 'web', kind: 'crawled', crawler: 'ExampleBot' };
const books = { name: 'books', kind: 'public-dataset', link: 'https://books.example/' };
const whole = tally({
  sources: [
    { ...books, modalities: { image: { counts: counts(2, 5_000_000, { images: 2, located: 2 }) } } },
    { ...web, modalities: { text: { counts: counts(6, 3000, { characters: 2900, located: 5, bad_urls: 1, dated: 4, first: '2023-01-05', last: '2024-06-30', tokens: 300, token_documents: 2, token_bytes: 1000 }), declared: { de: [1, 500], en: [3, 1500] }, detected: { en: [1, 700] } } } },
  ],
  inputs: [
    { path: 'a.warc.gz', status: 'ok', size: 900, documents: 4, ranges: [[0, 900]] },
    { path: 'b.warc.gz', status: 'truncated', size: 700, truncated_at: 650, documents: 2, skipped: 3, reasons: { 'wrong length': 2, 'not HTTP': 1 }, ranges: [[0, 700]] },
    { path: 'c.warc.gz', status: 'missing' },
  ],
  rows: [
    ['example.com', 1, 'text', 3, 2000, 200, '2023-01-05', '2024-06-30'],
    ['example.org', 1, 'text', 1, 300],
    ['example.org', 0, 'image', 2, 5_000_000],
    ['news.co.uk', 1, 'text', 1, 200, 100, '2024-02-29', '2024-02-29'],
  ],
});

test('show --json gives every figure, exactly', async () => {
  const file = write('whole.tally', whole.bytes);
  const { code, stdout, stderr } = await run(['show', file, '--json', '--verify']);
  assert.equal(code, 0, stderr);
  const j = JSON.parse(stdout);
  assert.equal(j.documents, 8);
  assert.equal(j.bytes, 5_003_000);
  assert.equal(j.characters, 2900);
  assert.equal(j.images, 2);
  assert.equal(j.digest, whole.digest);
  assert.equal(j.stage, 'collected');
  // 300 tokens for 1000 of 3000 bytes: the rest at the same rate, and said to be an estimate.
  assert.equal(j.tokens.value, 900);
  assert.match(j.tokens.method, /^estimate: .*33\.3 %/);
  assert.deepEqual(Object.keys(j.modalities), ['image', 'text']);
  assert.equal(j.modalities.text.documents, 6);
  assert.deepEqual(j.languages.en, { documents: 4, bytes: 2200, declared: 3, detected: 1 });
  assert.deepEqual([j.dates.first, j.dates.last], ['2023-01-05', '2024-06-30']);
  assert.equal(j.domains.distinct, 3);
  assert.deepEqual(j.domains.list.map((d) => [d.domain, d.documents, d.bytes]), [['example.org', 3, 5_000_300], ['example.com', 3, 2000], ['news.co.uk', 1, 200]]);
  assert.deepEqual(j.sources.map((s) => [s.name, s.kind, s.documents]), [['books', 'public-dataset', 2], ['web', 'crawled', 6]]);
  assert.deepEqual(j.inputs.map((i) => [i.path, i.status, i.documents, i.skipped]), [['a.warc.gz', 'ok', 4, 0], ['b.warc.gz', 'truncated', 2, 3], ['c.warc.gz', 'missing', 0, 0]]);
  assert.deepEqual(j.inputs[1].reasons, { 'not HTTP': 1, 'wrong length': 2 });
  assert.equal(j.inputs[1].truncated_at, 650);
});

test('--top and --kind choose the domains', async () => {
  const file = write('whole.tally', whole.bytes);
  const list = async (...args) => JSON.parse((await run(['show', file, '--json', ...args])).stdout).domains;
  assert.deepEqual((await list('--top', '10%')).list.map((d) => d.domain), ['example.org']);
  assert.deepEqual((await list('--top', '2')).list.map((d) => d.domain), ['example.org', 'example.com']);
  assert.deepEqual((await list('--top', '67%,1')).list.length, 1);
  const crawled = await list('--kind', 'crawled');
  assert.deepEqual(crawled.list.map((d) => [d.domain, d.bytes]), [['example.com', 2000], ['example.org', 300], ['news.co.uk', 200]]);
  assert.equal(crawled.bytes, 2500);
  assert.equal((await list('--kind', 'crawled', '--top', '34%')).list.length, 2);
  assert.equal((await list('--kind', 'licensed')).distinct, 0);
  for (const bad of ['ten', '0%', '101%', '5%,6%', '', ',', '-1', '1e3']) {
    const { code, stderr } = await run(['show', file, '--top', bad]);
    if (bad === '') continue;  // nothing said
    assert.equal(code, 2, bad);
    assert.match(stderr, /--top/);
  }
  assert.equal((await run(['show', file, '--kind', 'stolen'])).code, 2);
});

test('show is a page to read', async () => {
  const file = write('whole.tally', whole.bytes);
  const { code, stdout } = await run(['show', file]);
  assert.equal(code, 0);
  for (const words of [/Documents +8\n/, /Tokens +about 900 — estimate/, /2023-01-05 to 2024-06-30, on 50\.0 % of the documents/, /en +English +4 /, /1 +example\.org +3 /, /1 ok, 1 truncated, 1 missing; 3 records skipped/, /b\.warc\.gz, breaks off at byte 650/, /wrong length: 2/, new RegExp(`digest ${whole.digest}`)])
    assert.match(stdout, words);
  assert.ok(stdout.split('\n').every((l) => [...l].length <= 90), 'no line is wider than a terminal');
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout, /\x1b/);
});

test('a name with control characters is refused, and does no harm to a terminal', async () => {
  const evil = tally({ inputs: [{ path: 'a\u001b[2Jb', status: 'damaged', ranges: [[0, 0]] }] });
  const { code, stdout, stderr } = await run(['show', write('evil.tally', evil.bytes)]);
  assert.equal(code, 2);
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout + stderr, /\x1b/);
});

const part = (n, rows, more = {}) => tally({ sources: [{ ...web, modalities: { text: { counts: counts(rows.length, rows.reduce((s, r) => s + r[4], 0), { located: rows.length }) } } }], inputs: [{ path: `${n}.jsonl`, status: 'ok', size: 10, documents: rows.length, ranges: [[0, 10]] }], rows, ...more });

test('merge gives the digest of the whole, whatever the order', async () => {
  const rows = [['aaaa.com', 0, 'text', 1, 10], ['bbbb.com', 0, 'text', 1, 20], ['cccc.com', 0, 'text', 1, 40]];
  const a = write('a.tally', part(1, rows.slice(0, 2)).bytes), b = write('b.tally', part(2, rows.slice(1)).bytes);
  const expected = tally({
    sources: [{ ...web, modalities: { text: { counts: counts(4, 90, { located: 4 }) } } }],
    inputs: [1, 2].map((n) => ({ path: `${n}.jsonl`, status: 'ok', size: 10, documents: 2, ranges: [[0, 10]] })),
    rows: [rows[0], ['bbbb.com', 0, 'text', 2, 40], rows[2]],
  });
  const ab = path.join(folder, 'ab.tally'), ba = path.join(folder, 'ba.tally');
  const first = await run(['merge', a, b, '-o', ab, '--json']);
  assert.equal(first.code, 0, first.stderr);
  assert.equal(JSON.parse(first.stdout).digest, expected.digest);
  assert.equal((await run(['merge', '-', '-o', ba], `${b}\n${a}\n`)).code, 0);
  assert.deepEqual(fs.readFileSync(ab), fs.readFileSync(ba), 'the same bytes');
  // A merge may go to one of its own parts, and leaves nothing behind.
  assert.equal((await run(['merge', a, b, '-o', a])).code, 0);
  assert.deepEqual(fs.readFileSync(a), fs.readFileSync(ab));
  assert.deepEqual(fs.readdirSync(folder).filter((n) => /accord-|tally\./.test(n)), []);
});

test('merge refuses what does not belong together, and writes nothing', async () => {
  const rows = [['aaaa.com', 0, 'text', 1, 10]];
  const a = write('x.tally', part(1, rows).bytes), out = path.join(folder, 'none.tally');
  const refused = async (other, words) => {
    const { code, stderr } = await run(['merge', a, other, '-o', out]);
    assert.equal(code, 2);
    assert.match(stderr, words);
    assert.ok(!fs.existsSync(out));
  };
  await refused(a, /1\.jsonl would be counted twice/);
  await refused(write('y.tally', part(2, rows, { stage: 'processed' }).bytes), /y\.tally/);
  await refused(write('y.tally', part(2, rows, { options: { tokenizer: 't' } }).bytes), /tokenizer/);
  await refused(write('y.tally', part(2, rows, { suffixes: { date: '2024-01-01', section: 'all', sha256: 'cd'.repeat(32) } }).bytes), /2025-06-26.*2024-01-01/);
  await refused(path.join(folder, 'absent.tally'), /absent\.tally/);
  await refused(folder, /no file/);
});

test('what is no tally, cut off or altered is said to be', async () => {
  const says = async (name, bytes, words, code = 2, ...more) => {
    const r = await run(['show', write(name, bytes), ...more]);
    assert.equal(r.code, code, r.stderr);
    assert.match(r.stderr, words);
    assert.match(r.stderr, new RegExp(name.replace('.', '\\.')));
  };
  await says('text.tally', 'hello', /no tally/);
  await says('empty.tally', '', /no tally/);
  await says('long.tally', 'hello '.repeat(100), /no tally/);
  await says('cut.tally', whole.bytes.subarray(0, whole.bytes.length - 100), /cut off/);
  await says('later.tally', Buffer.concat([Buffer.from('accord tally 2\n\n'), whole.bytes.subarray(16)]), /later/);
  const altered = Buffer.from(whole.bytes);
  altered[altered.indexOf('example.com')] ^= 1;
  await says('altered.tally', altered, /altered/, 1, '--verify');
  await says('altered.tally', altered, /altered/);
});

test('--help teaches by example', async () => {
  for (const [sub, words] of [['show', /accord corpus show corpus\.tally --top 10% --kind crawled/], ['merge', /accord corpus merge part-1\.tally part-2\.tally -o corpus\.tally/]]) {
    const { code, stdout } = await run([sub, '--help']);
    assert.equal(code, 0);
    assert.match(stdout, words);
  }
  assert.equal((await run(['merge', 'x.tally'])).code, 2);
  assert.equal((await run([])).code, 2);
});
