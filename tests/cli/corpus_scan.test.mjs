// accord corpus scan, from outside: what is counted, what is said about bad inputs, and that a scan which was killed goes on.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-scan-'));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (args, input = '') =>
  new Promise((resolve) => {
    const child = execFile(accord, ['corpus', ...args], { cwd: folder, timeout: 60_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
    child.stdin.end(input);
  });
const write = (name, what) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), what);
};
const show = async (name, ...more) => JSON.parse((await run(['show', name, '--json', ...more])).stdout);

const record = (uri, text, language = 'deu') =>
  `WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: ${uri}\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nWARC-Identified-Content-Language: ${language}\r\n` +
  `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}\r\n\r\n`;
const lines = (n, host) => Array.from({ length: n }, (_, i) => JSON.stringify({ text: `Text number ${i} of ${host}, with an ü. ${'and more '.repeat(i % 40)}`, url: `https://www.${host}/${i}`, date: '2023-01-05' })).join('\n') + '\n';

test('a crawl and a dataset are counted as one corpus', async () => {
  write('crawl/a.warc.gz', Buffer.concat([record('https://www.example.co.uk/ä', 'Grüße aus dem Netz'), record('http://127.0.0.1:8080/', 'zwei')].map((r) => zlib.gzipSync(r))));
  write('set/0.jsonl', lines(10, 'example.org'));
  write('set/1.jsonl.gz', zlib.gzipSync(lines(5, 'example.co.uk')));
  write('corpus.toml', `stage = "collected"
[[source]]
name = "crawl"
kind = "crawled"
inputs = ["crawl"]
crawler = "ExampleBot"
[[source]]
name = "set"
kind = "public-dataset"
inputs = ["set/{0..1}.jsonl", "set/*.gz"]
`);
  const { code, stderr } = await run(['scan', 'corpus.toml', '-o', 'all.tally']);
  assert.equal(code, 0, stderr);
  const j = await show('all.tally');
  assert.equal(j.documents, 17);
  assert.equal(j.stage, 'collected');
  const bytes = [...lines(10, 'example.org').trim().split('\n'), ...lines(5, 'example.co.uk').trim().split('\n')].reduce((sum, l) => sum + Buffer.byteLength(JSON.parse(l).text), 0);
  assert.equal(j.bytes, bytes + Buffer.byteLength('Grüße aus dem Netz') + 4);
  assert.deepEqual(j.domains.list.map((d) => [d.domain, d.documents]).sort(), [['127.0.0.1', 1], ['example.co.uk', 6], ['example.org', 10]]);
  assert.deepEqual(j.inputs.map((i) => [i.path, i.status]), [['crawl/a.warc.gz', 'ok'], ['set/0.jsonl', 'ok'], ['set/1.jsonl', 'missing'], ['set/1.jsonl.gz', 'ok']]);
  assert.equal(j.dates.first, '2023-01-05');
  assert.equal(j.dates.last, '2024-05-18');
});

test('any split, any order, any number of threads gives the same bytes', async () => {
  for (let i = 0; i < 6; i++) write(`split/${i}.jsonl${i % 2 ? '.gz' : ''}`, i % 2 ? zlib.gzipSync(lines(200, `site${i}.com`)) : lines(200, `site${i}.com`));
  assert.equal((await run(['scan', 'split', '-o', 'whole.tally', '--threads', '1'])).code, 0);
  assert.equal((await run(['scan', 'split', '-o', 'threads.tally', '--threads', '5'])).code, 0);
  for (let i = 0; i < 6; i++) assert.equal((await run(['scan', '-', '-o', `part${i}.tally`], `split/${i}.jsonl${i % 2 ? '.gz' : ''}\n`)).code, 0);
  assert.equal((await run(['merge', ...[3, 0, 5, 1, 4, 2].map((i) => `part${i}.tally`), '-o', 'merged.tally'])).code, 0);
  const whole = fs.readFileSync(path.join(folder, 'whole.tally'));
  assert.ok(whole.equals(fs.readFileSync(path.join(folder, 'threads.tally'))));
  assert.ok(whole.equals(fs.readFileSync(path.join(folder, 'merged.tally'))));
});

test('bad inputs are named with reason and place, end nothing, and fail a strict run', async () => {
  write('bad/cut.jsonl.gz', zlib.gzipSync(lines(100, 'example.org')).subarray(0, 400));
  write('bad/error.jsonl', '<?xml version="1.0"?><Error><Code>SlowDown</Code></Error>');
  write('bad/mixed.jsonl', `${lines(3, 'example.org')}not JSON\n{"title":"no text"}\n${lines(2, 'example.org')}`);
  const { code, stdout, stderr } = await run(['scan', 'bad', 'bad/gone.jsonl', '-o', 'bad.tally', '--json']);
  assert.equal(code, 0, stderr);
  const by = Object.fromEntries(JSON.parse(stdout).inputs.map((i) => [path.basename(i.path), i]));
  assert.equal(by['cut.jsonl.gz'].status, 'truncated');
  assert.equal(by['cut.jsonl.gz'].reasons.truncated.places[0].byte, 400);
  assert.equal(by['error.jsonl'].status, 'damaged');
  assert.ok(by['error.jsonl'].reasons['an error answer saved as data: SlowDown']);
  assert.equal(by['mixed.jsonl'].documents, 5);
  assert.equal(by['mixed.jsonl'].skipped, 2);
  assert.equal(by['mixed.jsonl'].reasons['not a JSON object'].places[0].byte, Buffer.byteLength(lines(3, 'example.org')));
  const shown = await show('bad.tally');
  assert.deepEqual(shown.inputs.map((i) => i.status), ['truncated', 'damaged', 'missing', 'ok']);
  const strict = await run(['scan', 'bad', '-o', 'strict.tally', '--strict']);
  assert.equal(strict.code, 1);
  assert.match(strict.stderr, /cut\.jsonl\.gz: truncated/);
  assert.match(strict.stderr, /first at byte 400/);
});

test('a scan that is killed goes on with --resume to the digest of an undisturbed one', async () => {
  for (let i = 0; i < 3; i++) write(`long/${i}.jsonl.gz`, zlib.gzipSync(lines(150_000, `site${i}.com`), { level: 1 }));
  const args = ['scan', 'long', '-o', 'long.tally', '--checkpoint', '0.05', '--threads', '2'];
  const child = spawn(accord, ['corpus', ...args], { cwd: folder, stdio: 'ignore' });
  const journal = path.join(folder, 'long.tally.scan/journal');
  const cut = await new Promise((resolve) => {
    const look = setInterval(() => {
      const noted = fs.existsSync(journal) ? fs.readFileSync(journal, 'utf8').trim().split('\n').length - 1 : 0;
      if (noted >= 2) {
        child.kill('SIGKILL');
        clearInterval(look);
        resolve(true);
      }
    }, 5);
    child.on('exit', () => {
      clearInterval(look);
      resolve(false);
    });
  });
  assert.ok(cut, 'it was over before it could be killed');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const without = await run(args);
  assert.equal(without.code, 2);
  assert.match(without.stderr, /--resume/);
  const resumed = await run([...args, '--resume']);
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.equal((await run(['scan', 'long', '-o', 'undisturbed.tally'])).code, 0);
  assert.equal((await show('long.tally')).digest, (await show('undisturbed.tally')).digest);
  assert.ok(!fs.existsSync(path.join(folder, 'long.tally.scan')));
});

const shared = process.env.ACCORD_SHARED && path.join(process.env.ACCORD_SHARED, 'data/corpus');
test('files that others made are counted as other readers count them', { skip: !shared && 'no shared data: ACCORD_SHARED is not set' }, async () => {
  const { code, stderr } = await run(['scan', ...['c4', 'commoncrawl/whirlwind.warc.wet.gz', 'fastwarc/warcfile.warc', 'fastwarc/warcfile.warc.gz', 'fastwarc/warcfile.warc.lz4', 'dolma/multiple_files'].map((f) => path.join(shared, f)), '-o', 'real.tally']);
  assert.equal(code, 0, stderr);
  const j = await show('real.tally');
  assert.equal(j.documents, 1000 + 1 + 3 * 16 + 2 * 10);
  assert.equal(j.bytes, 2173681 + 4456 + 3 * 513225 + 2 * 94424); // as Python's json and warcio have it
  assert.ok(j.domains.list.some((d) => d.domain === 'wikipedia.org' && d.documents >= 1));
  assert.ok(j.inputs.every((i) => i.status === 'ok'));
});

test('a wrong call says what is wrong and what would do', async () => {
  for (const [args, say] of [
    [['nothing-*.gz', '-o', 'x.tally'], /nothing matches/],
    [['set', '--kind', 'stolen', '-o', 'x.tally'], /public-dataset, licensed/],
    [['set', '--stage', 'raw', '-o', 'x.tally'], /collected or processed/],
    [['set', '--psl', 'no-such-list', '-o', 'x.tally'], /--psl FILE/],
    [['wrong.toml', '-o', 'x.tally'], /line 2.*\n.*one of: name, kind/],
  ]) {
    write('wrong.toml', '[[source]]\nlicense = "MIT"\n');
    const { code, stderr } = await run(['scan', ...args]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, say);
  }
});
