// A writer of Parquet from its specification alone: required columns of strings, plain or gzip. So that the tests can make large files and
// bad ones without a library.
import zlib from 'node:zlib';

const varint = (n) => {
  const out = [];
  for (let v = BigInt(n); ; v >>= 7n) {
    if (v < 128n) return Buffer.from([...out, Number(v)]);
    out.push(Number(v & 127n) | 128);
  }
};
const zigzag = (n) => varint(n < 0 ? -2n * BigInt(n) - 1n : 2n * BigInt(n));
// Values of Thrift's compact protocol: what each is, and its bytes.
const i32 = (n) => [5, zigzag(n)];
const i64 = (n) => [6, zigzag(n)];
const text = (s) => [8, Buffer.concat([varint(Buffer.byteLength(s)), Buffer.from(s)])];
const list = (items) => [9, Buffer.concat([items.length < 15 ? Buffer.from([(items.length << 4) | items[0][0]]) : Buffer.concat([Buffer.from([0xf0 | items[0][0]]), varint(items.length)]), ...items.map((i) => i[1])])];
const struct = (fields) => {
  let before = 0;
  const out = [];
  for (const [id, [type, bytes]] of Object.entries(fields)) {
    out.push(Buffer.from([((id - before) << 4) | type]), bytes);
    before = Number(id);
  }
  return [12, Buffer.concat([...out, Buffer.from([0])])];
};

// `groups`: of each row group, a row for each document: {column: string}. `page`: changes what the header of a page says
// ({uncompressed, compressed, values}, column, group). `rows`: changes what the footer says of a group's rows.
export function parquet(columns, groups, { gzip = false, page = (h) => h, rows = (n) => n } = {}) {
  const parts = [Buffer.from('PAR1')];
  let at = 4;
  const written = groups.map((group, g) => {
    const chunks = columns.map((column) => {
      const plain = Buffer.concat(group.flatMap((row) => {
        const value = Buffer.from(row[column]);
        const size = Buffer.alloc(4);
        size.writeUInt32LE(value.length);
        return [size, value];
      }));
      const stored = gzip ? zlib.gzipSync(plain) : plain;
      const said = page({ uncompressed: plain.length, compressed: stored.length, values: group.length }, column, g);
      const header = struct({ 1: i32(0), 2: i32(said.uncompressed), 3: i32(said.compressed), 5: struct({ 1: i32(said.values), 2: i32(0), 3: i32(3), 4: i32(3) }) })[1];
      const offset = at;
      parts.push(header, stored);
      at += header.length + stored.length;
      return struct({ 2: i64(offset), 3: struct({ 1: i32(6), 2: list([i32(0)]), 3: list([text(column)]), 4: i32(gzip ? 2 : 0), 5: i64(said.values), 6: i64(plain.length + header.length), 7: i64(stored.length + header.length), 9: i64(offset) }) });
    });
    return struct({ 1: list(chunks), 2: i64(1), 3: i64(rows(group.length, g)) });
  });
  const schema = [struct({ 4: text('schema'), 5: i32(columns.length) }), ...columns.map((c) => struct({ 1: i32(6), 3: i32(0), 4: text(c), 6: i32(0) }))];
  const footer = struct({ 1: i32(2), 2: list(schema), 3: i64(groups.reduce((n, g, i) => n + rows(g.length, i), 0)), 4: list(written) })[1];
  const end = Buffer.alloc(4);
  end.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, end, Buffer.from('PAR1')]);
}
