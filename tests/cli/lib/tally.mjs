// Tallies written from docs/formats/tally.md alone, so that the program is held to the document and not to itself.
import crypto from 'node:crypto';

const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), crypto.createHash('sha256')).digest();
const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n); return b; };
const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigUInt64LE(BigInt(n)); return b; };

// XXH3, 64 bits, seed 0, of 4 to 16 bytes (the published algorithm; longer names are not needed here).
const mask = (1n << 64n) - 1n;
const secret = Buffer.from('b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248e', 'hex');
const swap = (v) => Buffer.from(u64(v)).readBigUInt64BE();
export function xxh3(name) {
  const b = Buffer.from(name);
  const n = b.length;
  const s = (at) => secret.readBigUInt64LE(at);
  if (n >= 4 && n <= 8) {
    let h = (BigInt(b.readUInt32LE(n - 4)) + (BigInt(b.readUInt32LE(0)) << 32n)) ^ s(8) ^ s(16);
    const rotl = (v, k) => ((v << k) | (v >> (64n - k))) & mask;
    h ^= rotl(h, 49n) ^ rotl(h, 24n);
    h = (h * 0x9fb21c651e98df25n) & mask;
    h ^= (h >> 35n) + BigInt(n);
    h = (h * 0x9fb21c651e98df25n) & mask;
    return h ^ (h >> 28n);
  }
  if (n < 9 || n > 16) throw new Error(`${name} has ${n} bytes`);
  const lo = b.readBigUInt64LE(0) ^ s(24) ^ s(32), hi = b.readBigUInt64LE(n - 8) ^ s(40) ^ s(48);
  const product = lo * hi;
  let h = (BigInt(n) + swap(lo) + hi + ((product & mask) ^ (product >> 64n))) & mask;
  h ^= h >> 37n;
  h = (h * 0x165667919e3779f9n) & mask;
  return h ^ (h >> 32n);
}

function varint(n) {
  let v = BigInt(n);
  const out = [];
  for (; v >= 128n; v >>= 7n) out.push(Number(v & 127n) | 128);
  out.push(Number(v));
  return Buffer.from(out);
}

// RFC 8878: one frame of raw blocks that states its size.
export function zstd(bytes) {
  const blocks = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 100_000) {
    const piece = bytes.subarray(at, at + 100_000);
    const last = at + 100_000 >= bytes.length ? 1 : 0;
    const head = Buffer.alloc(3);
    head.writeUIntLE((piece.length << 3) | last, 0, 3);
    blocks.push(head, piece);
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), u32(bytes.length), ...blocks]);
}

export function canonical(v) {
  if (Array.isArray(v)) return `[${v.map(canonical).join(',')}]`;
  if (v && typeof v === 'object') return `{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${canonical(v[k])}`).join(',')}}`;
  return JSON.stringify(v);
}

const modality = { text: 0, image: 1, audio: 2, video: 3, other: 4 };
const day = (text) => Date.parse(text) / 86_400_000;

// sources: as in the head; rows: [domain, source number, modality, documents, bytes, tokens, first, last].
export function tally({ stage = 'collected', options = {}, suffixes = { date: '2025-06-26', section: 'icann', sha256: 'ab'.repeat(32) }, sources = [], inputs = [], rows = [] }) {
  const magic = Buffer.from('accord tally 1\n\n');
  const lines = [{ accord_tally: 1, duplicates: false, options, stage, suffixes }, ...sources.map((source) => ({ source })), ...inputs.map((input) => ({ input }))];
  const head = Buffer.from(lines.map((l) => `${canonical(l)}\n`).join(''));
  const packed = zstd(head);
  const parts = [magic, u64(head.length), u64(packed.length), packed];
  let offset = magic.length + 16 + packed.length;
  const names = [...new Set(rows.map((r) => r[0]))].map((name) => ({ name, hash: xxh3(name) }));
  names.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const index = [], hashes = [];
  for (let p = 0; p < 64; ++p) {
    const groups = [];
    const entry = { names: 0, rows: 0, documents: 0, bytes: 0, repeats: 0, repeated: 0 };
    for (const { name } of names.filter((n) => Number(n.hash >> 58n) === p)) {
      const own = rows.filter((r) => r[0] === name).map((r) => ({ column: r[1] * 8 + modality[r[2]], r })).sort((a, b) => a.column - b.column);
      groups.push(varint(name.length), Buffer.from(name), varint(own.length));
      ++entry.names;
      for (const { column, r: [, , , documents, bytes, tokens = 0, first, last] } of own) {
        groups.push(varint(column), varint(documents), varint(bytes), varint(tokens), varint(first ? 2 * day(first) + 1 : 0));
        if (first) groups.push(varint(day(last) - day(first)));
        ++entry.rows;
        entry.documents += documents;
        entry.bytes += bytes;
      }
    }
    const raw = Buffer.concat(groups);
    const frame = raw.length ? zstd(raw) : Buffer.alloc(0);
    const stored = raw.length ? Buffer.concat([u32(raw.length), u32(frame.length), frame]) : frame;
    hashes.push(sha256(raw));
    index.push({ ...entry, offset, stored: stored.length, raw: raw.length, sha256: sha256(raw).toString('hex') });
    parts.push(stored);
    offset += stored.length;
  }
  const digest = sha256(magic, sha256(head), ...hashes).toString('hex');
  const text = Buffer.from(canonical({ digest, domains: index, head: sha256(head).toString('hex') }));
  return { digest, bytes: Buffer.concat([...parts, text, u64(offset), u64(text.length), sha256(text), Buffer.from('\nend of tally 1\n')]) };
}
