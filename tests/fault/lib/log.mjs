// The public log read from outside, with Node's own cryptography: RFC 6962 trees (RFC 9162 section 2.1), signed notes and C2SP
// tlog-tiles bundles, as docs/formats tells them.
import crypto from 'node:crypto';
import { request } from './round.mjs';

const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), crypto.createHash('sha256')).digest();
const node = (left, right) => sha256(Buffer.from([1]), left, right);
export const leafHash = (entry) => sha256(Buffer.from([0]), entry);

export function readNote(note) {
  const [origin, size, root] = note.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

// `key`: NAME+ID+BASE64 of type 1 and 32 bytes.
export function checkNote(note, key) {
  const [, , encoded] = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(key).slice(1);
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(encoded, 'base64').subarray(1)]);
  const publicKey = crypto.createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const end = note.indexOf('\n\n') + 1;
  const signature = Buffer.from(note.slice(end).trim().split(' ').at(-1), 'base64').subarray(4);
  if (!crypto.verify(null, Buffer.from(note.slice(0, end)), publicKey, signature)) throw new Error('the checkpoint is not signed by the key');
  return readNote(note);
}

function rootFromProof(index, size, hash, proof) {
  let [at, last] = [index, size - 1];
  for (const sibling of proof) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      hash = node(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else {
      hash = node(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

// Throws unless the receipt (parsed JSON) proves every content that it holds; gives its index, checkpoint and contents.
export function checkReceipt(receipt, key) {
  const checkpoint = checkNote(receipt.log.checkpoint, key);
  const proof = receipt.log.proof.map((h) => Buffer.from(h, 'base64'));
  const root = rootFromProof(receipt.log.index, checkpoint.size, leafHash(receipt.entry), proof);
  if (!root?.equals(checkpoint.root)) throw new Error(`the proof of entry ${receipt.log.index} does not lead to the signed root`);
  const entry = JSON.parse(receipt.entry);
  const commitments = receipt.contents.map((c) => sha256(Buffer.from(c.salt, 'base64'), c.content).toString('hex')).sort();
  if (JSON.stringify(commitments) !== JSON.stringify(entry.commitments)) throw new Error('the contents are not what the entry commits to');
  return { index: receipt.log.index, checkpoint, contents: receipt.contents.map((c) => JSON.parse(c.content)) };
}

// All entries, from the bundles; with the root of every prefix that is asked for (sizes: an iterable of numbers).
export async function readLog(server, sizes) {
  const note = (await request(server, 'GET', '/log/checkpoint')).text;
  const { size } = readNote(note);
  const entries = [];
  for (let tile = 0; tile * 256 < size; ++tile) {
    const width = Math.min(256, size - tile * 256);
    const thousands = String(tile).padStart(Math.ceil(String(tile).length / 3) * 3, '0').match(/\d{3}/g);
    const name = thousands.map((part, i) => (i + 1 < thousands.length ? `x${part}` : part)).join('/');
    const bundle = await request(server, 'GET', `/log/tile/entries/${name}${width < 256 ? `.p/${width}` : ''}`);
    if (bundle.status !== 200) throw new Error(`the bundle ${name} answers ${bundle.status}`);
    for (let at = 0; at < bundle.bytes.length; ) {
      const length = bundle.bytes.readUInt16BE(at);
      entries.push(bundle.bytes.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  const wanted = new Set(sizes).add(size);
  const roots = new Map();
  const peaks = [];  // [hash, leaves], largest first
  entries.forEach((entry, i) => {
    let peak = [leafHash(entry), 1];
    while (peaks.length > 0 && peaks.at(-1)[1] === peak[1]) {
      const left = peaks.pop();
      peak = [node(left[0], peak[0]), left[1] * 2];
    }
    peaks.push(peak);
    if (wanted.has(i + 1)) roots.set(i + 1, peaks.map(([hash]) => hash).reduceRight((right, left) => node(left, right)));
  });
  return { note, size, entries, roots };
}
