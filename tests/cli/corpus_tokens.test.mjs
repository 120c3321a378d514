// --tokenizer, from outside: what is counted, what is recorded, and that tallies with different tokenizers do not mix.
// The models are those of tests/data/tokenizer; what they give is known from spm_encode, line by line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-tokens-'));
after(() => fs.rmSync(folder, { recursive: true }));

const models = path.join(root, 'tests/data/tokenizer');
for (const m of ['words.model', 'phrases.model']) fs.copyFileSync(path.join(models, m), path.join(folder, m));
const sha256 = '5d707e4f7852f9494548bf4b81086139881d905ff23972b198d6781a0caf1442';
const lines = fs.readFileSync(path.join(models, 'sentences.txt'), 'utf8').trim().split('\n');

const call = (...args) => new Promise((resolve) => execFile(accord, args, { cwd: folder, timeout: 60_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));
const scan = (...args) => call('corpus', 'scan', ...args);
const show = async (name) => JSON.parse((await call('corpus', 'show', name, '--json')).stdout);
const write = (name, what) => fs.writeFileSync(path.join(folder, name), what);

write('a.jsonl', lines.slice(0, 2).map((text) => JSON.stringify({ text, url: 'https://www.example.org/', token_count: 7 })).join('\n') + '\n');
write('b.jsonl', lines.slice(2).map((text) => JSON.stringify({ text, url: 'https://www.example.com/' })).join('\n') + '\n');
const words = ['--tokenizer', 'sentencepiece:words.model'];

test('tokens are counted in every text, whatever a field declares, and the tally says with what', async () => {
  for (const threads of ['1', '2']) {
    const { code, stderr } = await scan('a.jsonl', 'b.jsonl', ...words, '--tokens-field', 'token_count', '--threads', threads, '-o', 'ab.tally');
    assert.equal(code, 0, stderr);
    const j = await show('ab.tally');
    assert.deepEqual(j.tokens, { value: 579, method: 'counted with sentencepiece:words.model (sha256 5d707e4f7852)', exact: true });
    assert.equal(j.options.tokenizer, 'sentencepiece:words.model');
    assert.equal(j.options.tokenizer_sha256, sha256);
    assert.deepEqual(j.modalities.text.tokens_counted, { value: 579, documents: 16, bytes: lines.reduce((n, l) => n + Buffer.byteLength(l), 0) });
    assert.equal(j.domains.list.find((d) => d.domain === 'example.org').tokens, 69);
  }
  assert.match((await call('corpus', 'show', 'ab.tally')).stdout, /Tokens +579 — counted with sentencepiece:words\.model/);
  await scan('a.jsonl', '--tokens-field', 'token_count', '-o', 'declared.tally');
  assert.deepEqual((await show('declared.tally')).tokens, { value: 14, method: 'declared by the corpus', exact: true });
});

test('the working file of a summary says so as well', async () => {
  assert.equal((await scan('a.jsonl', 'b.jsonl', ...words, '--stage', 'processed', '--source', 's', '-o', 'processed.tally')).code, 0);
  const { code, stderr } = await call('summary', 'fill', '--tally', 'processed.tally', '-o', 'working.json');
  assert.equal(code, 0, stderr);
  const size = JSON.parse(fs.readFileSync(path.join(folder, 'working.json'), 'utf8')).fields.find((f) => f.key === 'data.size');
  assert.deepEqual(size.exact.text.tokens, { value: 579, method: 'counted with sentencepiece:words.model (sha256 5d707e4f7852)' });
});

test('parts merge to the digest of the whole; tallies with other tokenizers, or none, do not merge', async () => {
  for (const f of ['a', 'b']) assert.equal((await scan(`${f}.jsonl`, ...words, '-o', `${f}.tally`)).code, 0);
  assert.equal((await call('corpus', 'merge', 'b.tally', 'a.tally', '-o', 'merged.tally')).code, 0);
  await scan('a.jsonl', 'b.jsonl', ...words, '-o', 'whole.tally');
  assert.equal((await show('merged.tally')).digest, (await show('whole.tally')).digest);
  await scan('b.jsonl', '--tokenizer', 'sentencepiece:phrases.model', '-o', 'phrases.tally');
  await scan('b.jsonl', '-o', 'none.tally');
  for (const [other, says] of [['phrases', /words\.model \(sha256 5d707e4f7852\).*phrases\.model \(sha256 ff2a6a4dc06d\)/], ['none', /words\.model.*as its columns declare them/]]) {
    const { code, stderr } = await call('corpus', 'merge', 'a.tally', `${other}.tally`, '-o', 'mixed.tally');
    assert.equal(code, 2);
    assert.match(stderr, says);
    assert.match(stderr, /same --tokenizer/);
    assert.ok(!fs.existsSync(path.join(folder, 'mixed.tally')));
  }
});

test('a text that comes in parts has as many tokens as in one', async () => {
  write('long.txt', Array.from({ length: 5000 }, () => lines.join(' ')).join(' '));  // 6 MB
  await scan('long.txt', ...words, '-o', 'one.tally');
  await scan('long.txt', ...words, '--record-cap', '1', '-o', 'parts.tally');
  const [one, parts] = [await show('one.tally'), await show('parts.tally')];
  assert.equal(one.documents, 1);
  assert.equal(one.tokens.value, 579 * 5000);
  assert.equal(parts.tokens.value, one.tokens.value);
});

test('corpus.toml names the model, beside itself; the call must not say another', async () => {
  fs.mkdirSync(path.join(folder, 'sub'));
  const toml = '\n[[source]]\nname = "s"\nkind = "user"\ninputs = ["../a.jsonl"]\n';
  write('sub/corpus.toml', `tokenizer = "sentencepiece:../words.model"${toml}`);
  assert.equal((await scan('sub/corpus.toml', '-o', 'toml.tally')).code, 0);
  assert.equal((await show('toml.tally')).tokens.value, 69);
  assert.equal((await scan('sub/corpus.toml', ...words, '-o', 'toml.tally')).code, 0);
  const other = await scan('sub/corpus.toml', '--tokenizer', 'sentencepiece:phrases.model', '-o', 'toml.tally');
  assert.equal(other.code, 2);
  assert.match(other.stderr, /words\.model, and not with sentencepiece:phrases\.model/);
});

test('a model whose name has a control character does no harm', async () => {
  fs.copyFileSync(path.join(models, 'words.model'), path.join(folder, 'a\tb\n.model'));
  assert.equal((await scan('a.jsonl', '--tokenizer', 'sentencepiece:a\tb\n.model', '-o', 'odd.tally')).code, 0);
  assert.equal((await show('odd.tally')).options.tokenizer, 'sentencepiece:a%09b%0A.model');
});

test('a model that is missing or none is refused before anything is read', async () => {
  write('cut.model', fs.readFileSync(path.join(models, 'words.model')).subarray(0, 1000));
  for (const [named, says] of [
    ['sentencepiece:gone.model', /not there.*gone\.model[\s\S]*tokenizer\.model/],
    ['sentencepiece:a.jsonl', /no model of SentencePiece.*a\.jsonl[\s\S]*spm_train/],
    ['sentencepiece:cut.model', /no model of SentencePiece/],
    ['cl100k', /"cl100k" is no tokenizer[\s\S]*sentencepiece:FILE/],
  ]) {
    const { code, stderr } = await scan('a.jsonl', '--tokenizer', named, '-o', 'no.tally');
    assert.equal(code, 2, stderr);
    assert.match(stderr, says);
    assert.ok(!fs.existsSync(path.join(folder, 'no.tally')));
  }
});
