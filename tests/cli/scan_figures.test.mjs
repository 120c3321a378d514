// accord corpus scan: every figure and every option that it offers, from outside, on files whose counts are known.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import zlib from 'node:zlib';

import { accord, arcHead, arcRecord, tarEntry, warcRecord, workspace } from './lib/scan.mjs';
import { zstd } from './lib/tally.mjs';

const { at, write, run, show } = workspace('figures');
async function scan(...args) {
  const { code, stderr } = await run(['scan', ...args, '-o', 'x.tally', '--strict']);
  assert.equal(code, 0, stderr);
  return show('x.tally');
}

test('fields of any name are read, and every figure is counted', async () => {
  write('own.jsonl', [
    { body: 'Größe', meta: { address: 'https://a.example.org/', tongue: 'ger' }, on: '2024-02-29', n: 3, text: 'not this' },
    { body: 'zwei', meta: { address: 'https://b.example.org/', tongue: 'deu' }, on: '2023-01-05T10:00:00Z', n: 5 },
    { body: 'ohne' },
  ].map((o) => `${JSON.stringify(o)}\n`).join(''));
  const j = await scan('own.jsonl', '--text-field', 'body', '--url-field', 'meta.address', '--language-field', 'meta.tongue', '--date-field', 'on', '--tokens-field', 'n', '--no-detect-language');
  assert.deepEqual([j.documents, j.bytes, j.characters], [3, 7 + 4 + 4, 5 + 4 + 4]);
  assert.deepEqual(j.languages, { de: { documents: 2, bytes: 11, declared: 2, detected: 0 } });
  assert.deepEqual(j.dates, { first: '2023-01-05', last: '2024-02-29', documents: 2 });
  assert.deepEqual(j.modalities.text.tokens_declared, { value: 8, documents: 2, bytes: 11 });
  assert.equal(j.tokens.exact, false); // the third document says nothing
  assert.match(j.tokens.method, /estimate/);
  assert.deepEqual(j.domains.list, [{ domain: 'example.org', documents: 2, bytes: 11, tokens: 8, first: '2023-01-05', last: '2024-02-29', modalities: { text: 11 } }]);
  assert.equal(j.options.languages, 'declared');
});

test('the fields of corpora that are known need no naming', async () => {
  write('known.jsonl', [
    { text: 'c4', timestamp: '2019-04-25T12:57:54Z', url: 'https://c4.example/' },
    { text: 'dolma', id: 'http://dolma.example/', added: '2023-04-07T15:24:38Z', source: 'cc', metadata: { language: 'en' } },
    { text: 'redpajama', meta: { url: 'http://rp.example/', language: 'de' } },
    { text: 'fineweb', url: 'http://fw.example/', date: '2013-05-18T05:48:54Z', language: 'fr', token_count: 7 },
    { text: 'pile', meta: { pile_set_name: 'Pile-CC' } },
  ].map((o) => `${JSON.stringify(o)}\n`).join(''));
  const j = await scan('known.jsonl', '--no-detect-language');
  assert.deepEqual([j.documents, j.bytes, j.located], [5, 2 + 5 + 9 + 7 + 4, 4]);
  assert.deepEqual(j.domains.list.map((d) => d.domain).sort(), ['c4.example', 'dolma.example', 'fw.example', 'rp.example']);
  assert.deepEqual(Object.keys(j.languages), ['de', 'en', 'fr']);
  assert.equal(j.modalities.text.tokens_declared.value, 7);
});

test('a language that is not declared is detected, and which it was is recorded', async () => {
  const german = 'Die Anbieter von Modellen veröffentlichen eine hinreichend detaillierte Zusammenfassung der Inhalte.';
  write('tongues.jsonl', `${JSON.stringify({ text: german })}\n${JSON.stringify({ text: german, language: 'de' })}\n`);
  const j = await scan('tongues.jsonl');
  assert.deepEqual(j.languages, { de: { documents: 2, bytes: 2 * Buffer.byteLength(german), declared: 1, detected: 1 } });
  assert.match(j.options.languages, /declared, else/);
});

test('pictures, sound and film are counted from manifests, samples and the web', async () => {
  write('media/manifest.tsv', 'url\tcaption\twidth\theight\nhttps://i.example.org/a.jpg\ta cat\t640\t480\nhttps://i.example.org/b.jpg\ta dog\t1\t1\n');
  write('media/samples.tar', Buffer.concat([tarEntry('0.jpg', 'x'.repeat(3000)), tarEntry('0.txt', 'a cow'), tarEntry('0.json', '{"url":"https://t.example.org/"}'), tarEntry('1.mp3', 'y'.repeat(700)), tarEntry('1.json', '{"duration":2.5}')]));
  write('media/web.warc', warcRecord('https://w.example.org/p.png', 'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n....', { type: 'response', more: 'Content-Type: application/http\r\n' }));
  const j = await scan('media');
  assert.equal(j.modalities.image.images, 4);
  assert.equal(j.modalities.image.bytes, 3000 + 4);
  assert.deepEqual([j.modalities.audio.documents, j.modalities.audio.bytes, j.modalities.audio.milliseconds], [1, 700, 2500]);
  assert.deepEqual([j.modalities.text.documents, j.modalities.text.bytes], [3, 15]); // their captions
  write('films.jsonl', '{"url":"https://f.example.org/a","length_ms":61000}\n');
  const films = await scan('films.jsonl', '--modality', 'video', '--milliseconds-field', 'length_ms');
  assert.deepEqual([films.modalities.video.documents, films.milliseconds], [1, 61000]);
});

test('what the options say of a source stands in the tally', async () => {
  write('one.txt', 'one');
  const said = { description: 'What it is', licence: 'CC0-1.0', link: 'https://example.org/', crawler: 'ExampleBot', period: '2024-01/2024-06' };
  const j = await scan('one.txt', '--source', 'ours', '--kind', 'crawled', '--stage', 'processed', ...Object.entries(said).flatMap(([k, v]) => [`--${k}`, v]));
  assert.equal(j.stage, 'processed');
  const { name, kind, documents } = j.sources[0];
  assert.deepEqual([name, kind, documents], ['ours', 'crawled', 1]);
  for (const [key, value] of Object.entries(said)) assert.equal(j.sources[0][key], value);
  for (const k of ['public-dataset', 'licensed', 'other-private', 'user', 'synthetic', 'other']) assert.equal((await scan('one.txt', '--source', 's', '--kind', k)).sources[0].kind, k);
});

test('exact duplicates are counted across files, layouts and merges', async () => {
  write('dup/a.jsonl', ['same', 'only a', 'same'].map((text) => `${JSON.stringify({ text })}\n`).join(''));
  write('dup/b.warc.gz', zlib.gzipSync(warcRecord('https://example.org/', 'same')));
  const whole = await scan('dup', '--duplicates');
  assert.deepEqual(whole.duplicates, { distinct: 2, documents: 2, bytes: 8 });
  for (const f of ['a.jsonl', 'b.warc.gz']) assert.equal((await run(['scan', `dup/${f}`, '-o', `${f}.tally`, '--duplicates'])).code, 0);
  assert.equal((await run(['merge', 'b.warc.gz.tally', 'a.jsonl.tally', '-o', 'dup.tally'])).code, 0);
  assert.equal((await show('dup.tally')).digest, whole.digest);
  assert.equal((await scan('dup')).duplicates, null);
});

test('every version, type and packing of web archives is read', async () => {
  const bodies = ['first', 'second text', 'and a third'];
  const block = (b) => `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n${b}`;
  const records = {
    conversion: bodies.map((b, i) => warcRecord(`https://example.org/${i}`, b)),
    resource: bodies.map((b, i) => warcRecord(`https://example.org/${i}`, b, { type: 'resource' })),
    response: bodies.map((b, i) => warcRecord(`https://example.org/${i}`, block(b), { type: 'response', more: 'Content-Type: application/http; msgtype=response\r\n' })),
  };
  records['1.1'] = records.response.map((r) => r.replace('WARC/1.0', 'WARC/1.1').replace('01:58:10Z', '01:58:10.123456Z'));
  records['0.18'] = records.conversion.map((r) => r.replace('WARC/1.0', 'WARC/0.18'));
  records.arc = [arcHead, ...bodies.map((b, i) => arcRecord(`http://example.org/${i}`, b))];
  const packings = { plain: (r) => Buffer.from(r.join('')), record: (r) => Buffer.concat(r.map((x) => zlib.gzipSync(x))), stream: (r) => zlib.gzipSync(r.join('')), frames: (r) => Buffer.concat(r.map((x) => zstd(Buffer.from(x)))), zstd: (r) => zstd(Buffer.from(r.join(''))) };
  for (const [what, list] of Object.entries(records)) {
    for (const [how, pack] of Object.entries(packings)) {
      write(`web/${what}-${how}`, pack(list));
      const j = await scan(`web/${what}-${how}`);
      assert.deepEqual([j.documents, j.bytes, j.domains.list.map((d) => d.domain)], [3, bodies.join('').length, ['example.org']], `${what} ${how}`);
      assert.equal(j.dates.first, what === 'arc' ? '2014-02-16' : '2024-05-18', `${what} ${how}`);
    }
  }
});

test('on a terminal a line tells how far it is', { skip: spawnSync('script', ['--version']).status !== 0 && 'there is no script(1)' }, async () => {
  for (let i = 0; i < 3; i++) write(`shown/${i}.jsonl`, `{"text":"${'words and '.repeat(30)}","url":"https://d${i}.example.org/"}\n`.repeat(150_000));
  const r = spawnSync('script', ['-qec', `"${accord}" corpus scan shown -o shown.tally --threads 1`, '/dev/null'], { cwd: at('.'), encoding: 'utf8' });
  assert.equal(r.status, 0, r.stdout);
  assert.match(r.stdout, /\r\d of 3 inputs, [\d.]+ of 1\d\d\.\d MB \(\d+ MB\/s\), \d+ documents, \d+ s left/);
  assert.match(r.stdout, /450000 documents/);
});
