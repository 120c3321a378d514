// One record in a hundred is damaged, in every way that files get damaged: every good one is counted, every bad one named, by its place.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-damaged-'));
after(() => fs.rmSync(folder, { recursive: true }));
const run = (...args) => new Promise((resolve) => execFile(accord, ['corpus', ...args], { cwd: folder, timeout: 60_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));

let seed = 20261128;
const draw = (n) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff, (seed >> 8) % n);
const prose = (n) => Array.from({ length: n }, () => Math.floor(36 ** 3 + draw(36 ** 4)).toString(36)).join(' ');
const total = 3000;
const isBad = (i) => i % 100 === 57;
const text = Array.from({ length: total }, () => prose(40 + draw(200)));
const uri = (i) => `https://www.record-${i}.com/page`;
const warc = (i, length = Buffer.byteLength(text[i])) => Buffer.from(`WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: ${uri(i)}\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n${text[i]}\r\n\r\n`);
const line = (i) => Buffer.from(`${JSON.stringify({ text: text[i], url: uri(i) })}\n`);

// What becomes of a gzip member.
const harms = [
  (m) => (m[m.length >> 1] ^= 1 << draw(8), m),  // a bit inside
  (m) => (m.fill(0, 20, 120), m),                // a hole
  (m) => (m[0] = 0x78, m),                       // its magic
  (m) => (m[m.length - 6] ^= 0x10, m),           // its checksum
  (m) => m.subarray(0, m.length - 40),           // cut off inside the file
  (m) => (m.fill(0xff, 10, m.length - 8), m),    // overwritten
];

const cases = {
  'members.warc.gz': (i, bad) => bad === null ? zlib.gzipSync(warc(i)) : harms[bad % harms.length](zlib.gzipSync(warc(i))),
  'plain.warc': (i, bad) => bad === null ? warc(i) : warc(i, [1_000_000_000, 3][bad % 2]),
  'lines.jsonl': (i, bad) => bad === null ? line(i) : [line(i).subarray(5), Buffer.from('{"text": "no end\n'), Buffer.from(`{"text": "\xff\xfe broken", "url": 7,\n`, 'latin1'), Buffer.from('\0\0\0\0\n')][bad % 4],
};

for (const [name, make] of Object.entries(cases)) {
  test(`${name}: every good record is counted, every damaged one named`, async () => {
    const parts = [], places = [];
    let at = 0, bad = 0;
    for (let i = 0; i < total; i++) {
      const part = make(i, isBad(i) ? bad++ : null);
      if (isBad(i)) places.push([at, at + part.length]);
      parts.push(part);
      at += part.length;
    }
    fs.writeFileSync(path.join(folder, name), Buffer.concat(parts));
    const { code, stdout, stderr } = await run('scan', name, '-o', `${name}.tally`, '--json');
    assert.equal(code, 0, stderr);
    const shown = JSON.parse((await run('show', `${name}.tally`, '--json')).stdout);
    const good = Array.from({ length: total }, (_, i) => i).filter((i) => !isBad(i));
    const counted = new Set(shown.domains.list.map((d) => d.domain));
    assert.deepEqual(good.filter((i) => !counted.has(`record-${i}.com`)), [], 'good records that were not counted');
    const input = JSON.parse(stdout).inputs[0];
    const named = Object.values(input.reasons).flatMap((r) => r.places.map((p) => p.byte + p.inner));
    assert.deepEqual(places.filter(([from, to]) => !named.some((n) => n >= from && n <= to)), [], `damaged records that nothing names: ${JSON.stringify(input.reasons).slice(0, 2000)}`);
    assert.equal(shown.documents, good.length);
    assert.equal(shown.bytes, good.reduce((n, i) => n + Buffer.byteLength(text[i]), 0));
    const strict = await run('scan', name, '-o', `${name}.strict.tally`, '--strict');
    assert.equal(strict.code, 1);
  });
}
