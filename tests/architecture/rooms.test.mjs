// A1, A2, A3, A11 and sizes, held by reading the sources.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'node:test';

const root = new URL('../../', import.meta.url).pathname;

function files(dir) {
  return readdirSync(join(root, dir)).flatMap((name) => {
    const path = join(dir, name);
    return statSync(join(root, path)).isDirectory() ? files(path) : /\.(cc|h)$/.test(name) ? [path] : [];
  });
}
const sources = files('src').map((path) => ({ path, room: path.split('/')[1], text: readFileSync(join(root, path), 'utf8') }));
const isTest = (path) => /_(test|fuzz)\.cc$|_generated\.h$|_test_help\.h$/.test(path);

// Which rooms a room may include, besides itself and base.
const may = {
  base: [], merkle: [], format: [],
  text: ['format'],
  drafting: ['text'],
  record: ['drafting', 'merkle', 'text'],
  summary: [],
  corpus: ['format', 'summary'],
  parquet: ['format'],  // a library of its own, of which the program has the interface alone
  store: ['drafting', 'record', 'merkle', 'text'],
  app: ['store', 'drafting', 'record', 'merkle', 'text', 'format'],
  web: ['app', 'drafting', 'text'],
  cli: ['app', 'web', 'store', 'record', 'drafting', 'merkle', 'text', 'format', 'corpus', 'summary'],
};
// Libraries that stay in few rooms: what a source that includes them must be.
const libraries = {
  boost: ['web'], soci: ['store'], sqlite3: ['store'], 'libpq': ['store'], md4c: ['format'], yaml: ['format'], gumbo: ['format'],
  kainjow: ['web'], xlsxwriter: ['web'], CLI: ['cli', 'main.cc'], curl: ['cli'], sodium: ['base', 'merkle', 'app'], openssl: ['base', 'app'],
  libdeflate: ['format'], isa: ['format'], lz4frame: ['format'], brotli: ['format'], simdjson: ['format'], zstd: ['format', 'summary'], 'toml++': ['corpus'], cld2: ['corpus'], sentencepiece_processor: ['corpus'], arrow: ['parquet'], parquet: ['parquet'],
};

test('a room includes only the rooms that it may (A1)', () => {
  const wrong = [];
  for (const { path, room, text } of sources) {
    if (room === 'main.cc' || isTest(path)) continue;
    for (const [, included] of text.matchAll(/^#include "([a-z_]+)\//gm)) {
      if (included !== room && included !== 'base' && !may[room]?.includes(included)) wrong.push(`${path} includes ${included}/`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('every room of src is in the table, and every one in the table is there', () => {
  const rooms = [...new Set(sources.map((s) => s.room))].filter((r) => r !== 'main.cc').sort();
  assert.deepEqual(rooms, Object.keys(may).sort());
});

test('libraries stay in their rooms', () => {
  const wrong = [];
  for (const { path, room, text } of sources) {
    if (isTest(path)) continue;
    for (const [, header] of text.matchAll(/^#include <([^>]+)>/gm)) {
      const library = header.split(/[/.-]/)[0];
      if (libraries[library] && !libraries[library].includes(room)) wrong.push(`${path} includes <${header}>`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('SQL is written in store alone (A2)', () => {
  const sql = /"[^"\n]*\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b[^"\n]*\b(FROM|VALUES|SET|WHERE)\b/;
  const wrong = sources.filter((s) => s.room !== 'store' && sql.test(s.text)).map((s) => s.path);
  assert.deepEqual(wrong, []);
});

test('pure rooms do no input, output or clock (A3)', () => {
  const io = /#include <(fstream|iostream|cstdio|filesystem|sys\/socket\.h|unistd\.h)>|system_clock\(\)|steady_clock|fopen\(|std::cout|std::cerr|printf\(/;
  const wrong = sources.filter((s) => ['merkle', 'text', 'drafting', 'record', 'format', 'summary'].includes(s.room) && !isTest(s.path) && io.test(s.text)).map((s) => s.path)
    .filter((path) => path !== 'src/format/child.cc');  // runs other people's programs; nothing else of the room does
  assert.deepEqual(wrong, []);
});

test('library rooms neither print nor exit (A11)', () => {
  // The one abort is gumbo's allocator, which cannot report that memory ran out.
  const says = /std::cout|std::cerr|\bprintf\(|fmt::print\(|\bstd::exit\(|[^_]\bexit\(\d|\babort\(\);(?!.*gumbo)/;
  const wrong = sources.filter((s) => !['cli', 'main.cc'].includes(s.room) && !isTest(s.path) && says.test(s.text)).map((s) => s.path);
  assert.deepEqual(wrong, []);
});

test('every store read of the nouns takes a viewer (A7)', () => {
  // Before there is a viewer, or beneath one that was checked: named here, each with its reason in the header.
  const exempt = ['session_by_hash', 'person_by_token_hash', 'viewer_of', 'account_by_email', 'invitation_by_hash', 'anybody_can_sign_in', 'opened', 'log_entries', 'meta', 'has_filed'];
  const wrong = [];
  for (const { path, text } of sources.filter((s) => /^src\/store\/(people|instruments|drafts|points|meta)\.h$/.test(s.path))) {
    for (const [, name, rest] of text.matchAll(/\b([a-z_]+)\(Reader& r\b([^)]*)\)/g)) {
      if (!rest.includes('const Viewer& viewer') && !exempt.includes(name)) wrong.push(`${path}: ${name}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('no source has more than 800 lines', () => {
  const long = sources.filter((s) => s.text.split('\n').length > 801).map((s) => relative(root, join(root, s.path)));
  assert.deepEqual(long, []);
});
