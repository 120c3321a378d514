// accord corpus scan over Parquet, from outside: the same figures as of the same rows in JSON Lines, on any number of threads, after a
// crash, and of files that are damaged; and what is said where the library that reads it is not there.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parquet } from './lib/parquet.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const skip = !fs.existsSync(path.join(path.dirname(accord), 'libaccord_parquet.so')) && 'built without Arrow (tools/arrow.sh)';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-parquet-'));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (args, env = {}) =>
  new Promise((resolve) => {
    execFile(accord, ['corpus', ...args], { cwd: folder, timeout: 60_000, maxBuffer: 64 << 20, env: { ...process.env, ...env } }, (error, stdout, stderr) => resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr }));
  });
const write = (name, what) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), what);
};
let next = 0;
// What a scan counted, and what became of its inputs.
async function scan(inputs, ...options) {
  const tally = `${next++}.tally`;
  const { code, stdout, stderr } = await run(['scan', ...[inputs].flat(), '-o', tally, '--json', ...options]);
  assert.equal(code, 0, stderr);
  const shown = JSON.parse((await run(['show', tally, '--json'])).stdout);
  return { shown, inputs: JSON.parse(stdout).inputs, stderr };
}
// All figures, without the names of files.
const figures = ({ shown: { digest, inputs, ...rest } }) => ({ ...rest, inputs: inputs.map(({ status, documents, skipped, reasons }) => ({ status, documents, skipped, reasons })) });

const made = path.join(root, 'tests/data/parquet');
for (const file of fs.readdirSync(made).filter((f) => f.endsWith('.jsonl'))) {
  const name = file.slice(0, -6);
  test(`${name}: the figures are those of the same rows as JSON Lines`, { skip }, async () => {
    const options = name === 'recordings' ? ['--modality', 'audio'] : [];
    const [columns, lines] = [await scan(path.join(made, `${name}.parquet`), ...options), await scan(path.join(made, file), ...options)];
    assert.deepEqual(figures(columns), figures(lines));
    if (name !== 'empty') assert.ok(lines.shown.documents > 0);
    if (name.startsWith('date-')) assert.deepEqual([lines.shown.dates.first, lines.shown.dates.last], ['2023-03-01', '2023-03-08']);
    if (name === 'pictures') assert.ok(lines.shown.modalities.image.images > 0);
    if (name === 'recordings') assert.equal(lines.shown.modalities.audio.milliseconds, 67_500);
  });
}

test('fields are named as in JSON Lines, inside of others too', { skip }, async () => {
  for (const options of [['--text-field', 'content'], ['--url-field', 'meta.source'], ['--text-field', 'meta.url']])
    assert.deepEqual(figures(await scan(path.join(made, 'nested.parquet'), ...options)), figures(await scan(path.join(made, 'nested.jsonl'), ...options)));
  const none = await scan(path.join(made, 'nested.parquet'), '--text-field', 'tags');
  assert.deepEqual([none.inputs[0].documents, none.inputs[0].skipped], [0, 20]);
});

test('bytes that are no text are skipped by row', { skip }, async () => {
  const { inputs } = await scan(path.join(made, 'not-utf8.parquet'));
  assert.deepEqual(inputs[0].reasons, { 'not UTF-8': { count: 1, places: [{ row_group: 0, row: 1 }] } });
  assert.equal(inputs[0].documents, 2);
});

test('an index of other files is passed over', { skip }, async () => {
  const { inputs } = await scan(path.join(made, '_metadata'));
  assert.deepEqual([inputs[0].status, inputs[0].documents, inputs[0].skipped, inputs[0].passed], ['ok', 0, 0, { 'index of other files': 1 }]);
});

test('a damaged page costs its rows, a damaged row group its own, a cut file all, and each is named', { skip }, async () => {
  const whole = fs.readFileSync(path.join(made, 'groups.parquet'));
  const good = await scan(path.join(made, 'groups.parquet'));
  assert.equal(good.shown.documents, 600);
  const at = whole.indexOf('number 245 ');
  const flipped = Buffer.from(whole);
  flipped[at + 8] ^= 1;
  write('flipped.parquet', flipped);
  const one = await scan('flipped.parquet');
  const { count, places } = one.inputs[0].reasons['page with a wrong checksum'];
  assert.equal(one.inputs[0].status, 'damaged');
  assert.ok(count >= 1 && count < 30, `${count} rows`);
  assert.ok(places[0].row_group === 8 && places[0].row <= 5 && places[0].row + count > 5, JSON.stringify(places));
  assert.deepEqual([one.inputs[0].documents, one.inputs[0].skipped], [600 - count, count]);
  assert.match((await run(['scan', 'flipped.parquet', '-o', 'f.tally', '--strict'])).stderr, /page with a wrong checksum, first at row group 8, row \d/);

  // The header of the page: nothing tells how many rows are lost, and so the rest of the group is.
  const header = Buffer.from(whole);
  header.fill(0xff, at - 40, at + 4);
  write('header.parquet', header);
  const rest = await scan('header.parquet');
  assert.equal(rest.inputs[0].documents + rest.inputs[0].skipped, 600);
  assert.ok(rest.inputs[0].skipped >= 1 && rest.inputs[0].skipped <= 30, JSON.stringify(rest.inputs));

  write('cut.parquet', whole.subarray(0, 20_000));
  const cut = await scan('cut.parquet');
  assert.deepEqual([cut.inputs[0].status, cut.inputs[0].documents], ['truncated', 0]);
  assert.equal(cut.inputs[0].reasons.truncated.places[0].byte, 20_000);

  const footer = Buffer.from(whole);
  footer.fill(0xff, footer.length - 60, footer.length - 8);
  write('footer.parquet', footer);
  assert.ok((await scan('footer.parquet')).inputs[0].reasons['damaged footer']);
  write('renamed.parquet', 'these are just words\n');
  assert.ok((await scan('renamed.parquet')).inputs[0].reasons['not Parquet']);
  write('error.parquet', '<?xml version="1.0"?><Error><Code>SlowDown</Code></Error>');
  assert.ok((await scan('error.parquet')).inputs[0].reasons['an error answer saved as data: SlowDown']);
});

const rows = (n, from = 0) => Array.from({ length: n }, (_, i) => ({ text: `Row number ${from + i} with an ü, ${'and more '.repeat((from + i) % 600)}`, language: 'en', url: `https://www.site${(from + i) % 97}.co.uk/${from + i}` }));
const groups = (n, each) => Array.from({ length: n }, (_, g) => rows(each, g * each));
const lines = (all) => `${all.flat().map((r) => JSON.stringify(r)).join('\n')}\n`;

test('bombs are passed over: pages larger than memory, rows that cost no bytes', { skip }, async () => {
  const some = groups(3, 10);
  const said = (change) => (h, column, g) => (g === 1 && column === 'text' ? { ...h, ...change } : h);
  for (const [name, change] of [['inflated', { uncompressed: 2_000_000_000 }], ['stored', { compressed: 2_000_000_000, uncompressed: 2_000_000_000 }], ['negative', { uncompressed: -5 }], ['many', { values: 2_000_000_000 }], ['few', { values: 3 }]]) {
    write(`${name}.parquet`, parquet(['text', 'url'], some, { gzip: name === 'inflated', page: said(change) }));
    const { inputs } = await scan(`${name}.parquet`);
    assert.equal(inputs[0].documents + inputs[0].skipped, 30, name);
    assert.ok(inputs[0].documents >= 20, name);
    assert.equal(inputs[0].status, 'damaged', name);
    const where = Object.values(inputs[0].reasons)[0].places[0];
    assert.equal(where.row_group, 1, name);
  }
  assert.ok((await scan('inflated.parquet')).inputs[0].reasons['page over the cap on memory']);
  write('rows.parquet', parquet(['text', 'url'], some, { rows: (n, g) => (g === 1 ? 10 ** 12 : n) }));
  assert.ok((await scan('rows.parquet')).inputs[0].reasons['more rows than its bytes can hold']);
  write('longer.parquet', parquet(['text', 'url'], some, { rows: (n, g) => (g === 1 ? n + 5 : n) }));
  const longer = await scan('longer.parquet');
  assert.deepEqual(longer.inputs[0].reasons, { 'row group shorter than it says': { count: 5, places: [{ row_group: 1, row: 10 }] } });
});

test('one large file is read by all threads, with the bytes of one', { skip }, async () => {
  const all = groups(40, 400);
  write('large/a.parquet', parquet(['url', 'text', 'language'], all));
  write('large/a.jsonl', lines(all));
  const tallies = [];
  for (const threads of ['1', '2', '5']) {
    assert.equal((await run(['scan', 'large/a.parquet', '-o', 'large.tally', '--threads', threads])).code, 0);
    tallies.push(fs.readFileSync(path.join(folder, 'large.tally')));
  }
  assert.ok(tallies[0].equals(tallies[1]) && tallies[0].equals(tallies[2]));
  assert.deepEqual(figures(await scan('large/a.parquet')), figures(await scan('large/a.jsonl')));
});

// Both are large enough to be read in portions.
for (const kind of ['parquet', 'jsonl']) {
  test(`a scan of one large ${kind} file that is killed goes on with --resume to the digest of an undisturbed one`, { skip: kind === 'parquet' && skip }, async () => {
    const all = groups(60, 500);
    write(`long.${kind}`, kind === 'parquet' ? parquet(['text', 'url', 'language'], all) : lines(all));
    const args = ['scan', `long.${kind}`, '-o', `${kind}.tally`, '--checkpoint', '0.01', '--threads', '2'];
    const child = spawn(accord, ['corpus', ...args], { cwd: folder, stdio: 'ignore' });
    const journal = path.join(folder, `${kind}.tally.scan/journal`);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    const look = setInterval(() => {
      if (fs.existsSync(journal) && fs.readFileSync(journal, 'utf8').trim().split('\n').length > 2) child.kill('SIGKILL');
    }, 3);
    await ended;
    clearInterval(look);
    assert.equal(child.signalCode, 'SIGKILL', 'it was over before it could be killed');
    const resumed = await run([...args, '--resume']);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal((await run(['scan', `long.${kind}`, '-o', 'undisturbed.tally'])).code, 0);
    const [a, b] = [`${kind}.tally`, 'undisturbed.tally'].map((f) => fs.readFileSync(path.join(folder, f)));
    assert.ok(a.equals(b));
  });
}

test('without the library all else is read, and what is missing is said with what helps', async () => {
  write('both/a.jsonl', lines(groups(1, 10)));
  fs.copyFileSync(path.join(made, 'zstd.parquet'), path.join(folder, 'both/b.parquet'));
  const { code, stdout, stderr } = await run(['scan', 'both', '-o', 'both.tally', '--json', '--strict'], { ACCORD_PARQUET: path.join(folder, 'nothing.so') });
  assert.equal(code, 1);
  assert.match(stderr, /Parquet cannot be read.*nothing\.so[^]*tools\/arrow\.sh/);
  const j = JSON.parse(stdout);
  assert.deepEqual(j.inputs.map((i) => [i.status, i.documents]), [['ok', 10], ['missing', 0]]);
  assert.ok(j.inputs[1].reasons['Parquet, whose library cannot be loaded']);
  assert.equal((await run(['--help'], { ACCORD_PARQUET: '/nothing' })).code, 0);
});

const shared = process.env.ACCORD_SHARED && path.join(process.env.ACCORD_SHARED, 'data/corpus');
const real = { skip: skip || (!shared && 'no shared data: ACCORD_SHARED is not set') };
// Documents and bytes as Arrow's own reader has them.
const expected = [
  ['img2dataset/test_1000.parquet', '', 1000, 56_878, 0],
  ['croissant-parquet/simple-split_train.parquet', 'split', 3, 15, 0],
  ['croissant-parquet/0000.parquet', '', 0, 0, 10],
  ['parquet-testing/bad_data/ARROW-GH-41321.parquet', 'large_string', 4, 6, 1],
  ['parquet-testing/bad_data/ARROW-GH-45185.parquet', '', 0, 0, 5],
  ['parquet-testing/bad_data/ARROW-GH-47662.parquet', '', 0, 0, 1000],
  ['parquet-testing/bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet', 'comment_col', 0, 0, 25, 'damaged page'],
  ['parquet-testing/bad_data/ARROW-RS-GH-6229-LEVELS.parquet', '', 0, 0, 1],
  ['parquet-testing/data/alltypes_plain.parquet', 'date_string_col', 8, 64, 0],
  ['parquet-testing/data/alltypes_plain.snappy.parquet', 'string_col', 2, 2, 0],
  ['parquet-testing/data/alltypes_tiny_pages_plain.parquet', 'date_string_col', 7300, 58_400, 0],
  ['parquet-testing/data/datapage_v2.snappy.parquet', 'a', 4, 12, 1],
  ['parquet-testing/data/delta_byte_array.parquet', 'c_first_name', 968, 5650, 32],
  ['parquet-testing/data/lz4_raw_compressed_larger.parquet', 'a', 10_000, 360_000, 0],
  ['parquet-testing/data/nation.dict-malformed.parquet', 'comment_col', 25, 1857, 0],
  ['parquet-testing/data/uniform_encryption.parquet.encrypted', '', 0, 0, 0, 'encrypted'],
];
test('files that others made are read as Arrow reads them, and what is bad is said to be', real, async () => {
  for (const [file, field, documents, bytes, skipped, reason] of expected) {
    const { shown, inputs } = await scan(path.join(shared, file), ...(field ? ['--text-field', field] : []));
    assert.deepEqual([inputs[0].documents, shown.bytes, inputs[0].skipped], [documents, bytes, skipped], file);
    assert.equal(inputs[0].status, reason ? 'damaged' : 'ok', file);
    if (reason) assert.ok(inputs[0].reasons[reason], file);
  }
  const files = fs.readdirSync(path.join(shared, 'parquet-testing/data')).map((f) => path.join(shared, 'parquet-testing/data', f));
  const all = await scan(files);
  assert.equal(all.inputs.length, files.length);
});

test('a manifest of pictures is counted as pictures, and its captions as text', real, async () => {
  const { shown } = await scan(path.join(shared, 'img2dataset/test_1000.parquet'), '--modality', 'image');
  assert.deepEqual([shown.modalities.image.images, shown.modalities.text.documents, shown.modalities.text.bytes], [1000, 1000, 56_878]);
});
