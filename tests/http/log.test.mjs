// The public log as a stranger reads it: C2SP tlog-tiles below /log, and what another implementation says of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from './lib/client.mjs';
import { World, brussels, temporaryFolder } from './lib/world.mjs';

const interop = fileURLToPath(new URL('../interop/run.sh', import.meta.url));
const folder = temporaryFolder();
let world, members, stranger, key;
const seen = new Map(); // size -> checkpoint

const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), crypto.createHash('sha256')).digest();
const node = (left, right) => sha256(Buffer.from([1]), left, right);
const power = (n) => 2 ** Math.ceil(Math.log2(n) - 1); // the largest power of two below n
const root = (leaves) => (leaves.length === 1 ? leaves[0] : node(root(leaves.slice(0, power(leaves.length))), root(leaves.slice(power(leaves.length)))));
// RFC 6962, section 2.1.2: that the tree of the first m leaves is a part of this one.
function consistency(m, leaves, whole = true) {
  const n = leaves.length;
  if (m === n) return whole ? [] : [root(leaves)];
  const k = power(n);
  return m <= k ? [...consistency(m, leaves.slice(0, k), whole), root(leaves.slice(k))] : [...consistency(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}
const indexPath = (n) => {
  const groups = [String(n % 1000).padStart(3, '0')];
  for (n = Math.floor(n / 1000); n > 0; n = Math.floor(n / 1000)) groups.unshift(`x${String(n % 1000).padStart(3, '0')}`);
  return groups.join('/');
};
// Every tile of a tree of this size: its path, and how many hashes it holds.
function tilePaths(size) {
  const out = [];
  for (let level = 0, n = size; n > 0; ++level, n = Math.floor(n / 256))
    for (let k = 0; k * 256 < n; ++k) {
      const width = Math.min(256, n - k * 256);
      const at = `${indexPath(k)}${width < 256 ? `.p/${width}` : ''}`;
      out.push([`tile/${level}/${at}`, width]);
      if (level === 0) out.push([`tile/entries/${at}`, width]);
    }
  return out;
}
const file = async (name) => {
  const answer = await stranger.get(`/log/${name}`);
  assert.equal(answer.status, 200, name);
  return answer;
};
async function checkpoint() {
  const text = (await file('checkpoint')).text;
  const size = Number(text.split('\n')[1]);
  assert.equal(seen.get(size) ?? text.split('\n')[2], seen.has(size) ? text : text.split('\n')[2], `two checkpoints of ${size} entries`);
  seen.set(size, text);
  return { text, size, root: Buffer.from(text.split('\n')[2], 'base64') };
}
function entriesOf(bundle) {
  const out = [];
  for (let at = 0; at < bundle.length; ) {
    const size = bundle.readUInt16BE(at);
    out.push(bundle.subarray(at + 2, at + 2 + size));
    at += 2 + size;
  }
  return out;
}
async function entries(size) {
  const out = [];
  for (const [name] of tilePaths(size)) if (name.startsWith('tile/entries/')) out.push(...entriesOf((await file(name)).bytes));
  return out;
}

before(async () => {
  world = await World.start();
  stranger = new Client(world.port);
  const admin = await world.administrator();
  await world.instrument('code');
  members = await Promise.all(['a', 'b', 'c', 'd'].map((k) => world.invited(admin, `member-${k}`, { name: `Member ${k}`, role: 'member', category: 'academia', instrument: 'code' })));
  await world.draft(admin, 'code', '# Code\n\n## Commitment 1 · Honesty\n\nBe honest.\n');
  await world.publish(admin, 'code', 1, { with_round: 'yes', closes_local: brussels(3600) });
  key = (await stranger.getJson('/log')).json().key;
  await checkpoint();
});
after(async () => {
  await world?.end();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('a checkpoint is a note of three lines, signed with the key that the page shows', async () => {
  const { text, size, root: hash } = await checkpoint();
  const [signed, signature] = [text.slice(0, text.indexOf('\n\n') + 1), /^\u2014 (\S+) (\S+)$/m.exec(text)];
  const [, name, id, typed] = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(key);
  assert.deepEqual(signed.split('\n'), [name, String(size), hash.toString('base64'), '']);
  const raw = Buffer.from(typed, 'base64');
  assert.equal(raw[0], 1, 'Ed25519');
  const bytes = Buffer.from(signature[2], 'base64');
  assert.equal(bytes.subarray(0, 4).toString('hex'), id);
  const public_ = crypto.createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)]), format: 'der', type: 'spki' });
  assert.ok(crypto.verify(null, Buffer.from(signed), public_, bytes.subarray(4)));
});

test('each filing has its checkpoint before it is acknowledged, and its receipt is under it', async () => {
  for (let k = 0; k < 6; ++k) {
    const filed = (await world.file(members[0], 'code', 1, { points: [{ at: 'cmt_1', text: `words ${k}` }] })).json();
    const now = await checkpoint();
    assert.ok(now.size > filed.index, 'the entry is covered');
    const own = filed.receipt.log.checkpoint;
    const size = Number(own.split('\n')[1]);
    if (seen.has(size)) assert.equal(own.split('\n')[2], seen.get(size).split('\n')[2], 'no other tree of that size');
    seen.set(size, own);
  }
});

test('under load, batches are signed once each and the tree only grows', async () => {
  const filed = [];
  let stop = false;
  const watch = (async () => {
    let last = 0;
    while (!stop) {
      const { size } = await checkpoint();
      assert.ok(size >= last, `${size} after ${last}`);
      last = size;
    }
  })();
  await Promise.all(members.map(async (who) => {
    for (let k = 0; k < 70; ++k) {
      const answer = await world.file(who, 'code', 1, { points: [{ at: 'cmt_1', text: `load ${k}` }] });
      assert.equal(answer.status, 201, answer.text);
      filed.push(answer.json());
    }
  }));
  stop = true;
  await watch;
  assert.equal(new Set(filed.map((f) => f.index)).size, filed.length, 'an entry for each');
  for (const f of filed) seen.set(Number(f.receipt.log.checkpoint.split('\n')[1]), f.receipt.log.checkpoint);
  fs.mkdirSync(path.join(folder, 'receipts'));
  for (const f of filed.filter((_, k) => k % 20 === 0)) fs.writeFileSync(path.join(folder, 'receipts', `${f.filing}.json`), JSON.stringify(f.receipt));
  assert.ok((await checkpoint()).size > 256, 'more than one tile');
});

test('the tiles are the hashes of the entries, at the paths and with the headers that a reader expects', async () => {
  const { size, root: signed } = await checkpoint();
  const all = await entries(size);
  assert.equal(all.length, size);
  const leaves = all.map((e) => sha256(Buffer.from([0]), e));
  assert.deepEqual(root(leaves), signed);
  for (const [name, width] of tilePaths(size)) {
    const answer = await file(name);
    if (name.startsWith('tile/entries/')) continue;
    const level = Number(name.split('/')[1]);
    const first = Number(name.match(/\/(\d{3})(\.p|$)/)[1]) * 256;
    assert.equal(answer.bytes.length, width * 32, name);
    for (let k = 0; k < width; ++k) {
      const span = 256 ** level, at = (first + k) * span;
      assert.deepEqual(answer.bytes.subarray(k * 32, k * 32 + 32), root(leaves.slice(at, at + span)), `${name} ${k}`);
    }
    assert.match(answer.headers['cache-control'], /immutable/);
    assert.equal(answer.headers['content-type'], 'application/octet-stream');
  }
  assert.doesNotMatch((await file('checkpoint')).headers['cache-control'], /immutable|max-age=[1-9]\d{2}/, 'a checkpoint is always asked for anew');
  assert.deepEqual((await file('entries/260')).bytes, all[260], 'one entry alone');
  // Partial tiles of every earlier size stay readable; what is not there yet is 404.
  for (const width of [1, 7, 200]) assert.deepEqual((await file(`tile/0/000.p/${width}`)).bytes, Buffer.concat(leaves.slice(0, width)));
  for (const name of [`tile/0/${indexPath(Math.floor(size / 256))}`, `tile/0/001.p/${(size % 256) + 1}`, 'tile/2/000.p/1', 'tile/0/0', 'tile/0/000.p/', 'tile/0/000.p/01', 'tile/00/000', 'tile/0/x000/000', 'tile/entries', `entries/${size}`])
    assert.equal((await stranger.get(`/log/${name}`)).status, 404, name);
});

test('entries hold commitments alone', async () => {
  const { size } = await checkpoint();
  for (const entry of await entries(size)) {
    const value = JSON.parse(entry);
    assert.deepEqual(Object.keys(value).sort(), ['accord', 'commitments', 'kind', 'refers']);
    for (const c of value.commitments) assert.match(c, /^[0-9a-f]{64}$/);
    assert.doesNotMatch(entry.toString(), /Member|words|load/);
  }
});

test('another implementation accepts the tiles, the receipts and the consistency of every checkpoint that was seen', async (t) => {
  const { text, size } = await checkpoint();
  const leaves = (await entries(size)).map((e) => sha256(Buffer.from([0]), e));
  for (const [name] of tilePaths(size)) {
    const at = path.join(folder, name);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, (await file(name)).bytes);
  }
  fs.writeFileSync(path.join(folder, 'checkpoint'), text);
  fs.mkdirSync(path.join(folder, 'consistency'));
  const earlier = [...seen].filter(([n]) => n < size);
  assert.ok(earlier.length > 10, `${earlier.length} checkpoints seen over time`);
  for (const [n, old] of earlier) fs.writeFileSync(path.join(folder, 'consistency', `${n}.json`), JSON.stringify({ checkpoint: old, proof: consistency(n, leaves).map((h) => h.toString('base64')) }));
  const judge = () => new Promise((resolve) => execFile(interop, [folder, key], { timeout: 120_000 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));
  const said = await judge();
  if (said.code === 77) return t.skip('go is not installed');
  assert.equal(said.code, 0, said.stderr);
  const [, n, receipts, proofs] = /accepted: (\d+) entries, \d+ tiles, (\d+) receipts, (\d+) consistency proofs/.exec(said.stdout).map(Number);
  assert.deepEqual([n, receipts, proofs], [size, 14, earlier.length]);
  // That judge does refuse: one byte of one tile.
  const tile = path.join(folder, 'tile/0/000');
  const bytes = fs.readFileSync(tile);
  bytes[40] ^= 1;
  fs.writeFileSync(tile, bytes);
  assert.equal((await judge()).code, 1);
});
