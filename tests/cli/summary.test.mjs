// accord summary init|fill|render, from outside: the files, the exit status and what is printed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-summary-'));
after(() => fs.rmSync(folder, { recursive: true }));

const at = (...names) => path.join(folder, ...names);
const start = (program, args, env = {}) =>
  new Promise((resolve) =>
    execFile(program, args, { timeout: 120_000, maxBuffer: 1 << 26, env: { ...process.env, ...env } }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));
const run = (...args) => start(accord, ['summary', ...args]);
const write = (name, text) => {
  fs.writeFileSync(at(name), text);
  return at(name);
};
const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const field = (working, key) => working.fields.find((f) => f.key === key);

const example = path.join(root, 'examples/corpus/provider.yaml');

test('init writes a file that fill takes as it is, and overwrites none', async () => {
  const file = at('fresh.yaml');
  assert.equal((await run('init', '-o', file)).code, 0);
  const filled = await run('fill', '--facts', file, '-o', at('fresh.json'), '--json');
  assert.equal(filled.code, 0, filled.stderr);
  const working = json(at('fresh.json'));
  assert.equal(working.fields.length, 53);
  assert.ok(JSON.parse(filled.stdout).missing.includes('provider.name'));
  const again = await run('init', '-o', file);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /there already/);
});

test('init takes over what cards and Croissant say, and fill reads it', async () => {
  const card = write('README.md', '---\nlanguage: [de, fr]\nbase_model: acme/tern-1\ndatasets:\n- acme/notes\n---\n# Model Card for Tern 2\n');
  const croissant = write('croissant.json', JSON.stringify({ '@type': 'sc:Dataset', name: 'letters', url: 'https://data.example/letters', description: 'Letters of "gardeners": they wrote to each other for years.' }));
  const file = at('carded.yaml');
  assert.equal((await run('init', '--card', card, '--croissant', croissant, '-o', file)).code, 0);
  const done = await run('fill', '--facts', file, '-o', at('carded.json'));
  assert.equal(done.code, 0, done.stderr);
  const working = json(at('carded.json'));
  assert.deepEqual(field(working, 'model.names').value, [{ name: 'Tern 2' }]);
  assert.deepEqual(field(working, 'public_datasets.large').value.map((d) => d.name), ['acme/notes', 'letters']);
  assert.equal(field(working, 'model.based_on').value[0].link, 'https://huggingface.co/acme/tern-1');
  assert.equal((await run('init', '--croissant', write('other.json', '{"a": 1}'))).code, 2);
  assert.equal((await run('init', '--card', write('open.md', '---\nlanguage: de\n'))).code, 2);
});

test('a mistake in the facts is named with its line and the remedy, and nothing is written', async () => {
  for (const [yaml, says] of [
    ['crawling:\n  perod: 2024-01 to 2024-02\n', /bad\.yaml:2: crawling\.perod[\s\S]*did you mean crawling\.period\?/],
    ['summary:\n  version: "1"\n  updated: 31\/02\/2026\n', /bad\.yaml:3[\s\S]*2026-11-28/],
    ['rights:\n  code_signed: perhaps\n', /neither yes nor no .*bad\.yaml:2: rights\.code_signed/],
    ['a: [1\n', /line/],
    ['a: 1\na: 2\n', /twice/],
  ]) {
    const done = await run('fill', '--facts', write('bad.yaml', yaml), '-o', at('bad.json'));
    assert.equal(done.code, 2, yaml);
    assert.match(done.stderr, says);
    assert.ok(!fs.existsSync(at('bad.json')));
  }
  assert.equal((await run('fill', '--facts', at('nowhere.yaml'), '-o', at('bad.json'))).code, 2);
  assert.equal((await run('fill', '--tally', example, '-o', at('bad.json'))).code, 2, 'a YAML file is no tally');
});

const declared = {
  data: '{modalities: [text], size: {text: "20 trillion tokens"}, latest: 2026-05, languages: [de, ja]}',
  crawling: '{used: yes, period: 2025-01 to 2026-05, domains: [z.example, a.example], modalities: [text]}',
};

test('render makes one page that stands alone, and the data beside it', async () => {
  const yaml = `${fs.readFileSync(example, 'utf8').replace(/\ndata:\n[\s\S]*?\npublic_datasets:/, `\ndata: ${declared.data}\npublic_datasets:`).replace(/\ncrawling:\n/, '\ncrawling:\n  used: yes\n  period: 2025-01 to 2026-05\n  domains: [z.example, a.example]\n  modalities: [text]\n')}`;
  const done = await run('fill', '--facts', write('declared.yaml', yaml), '-o', at('declared.json'));
  assert.equal(done.code, 0, done.stderr);
  const rendered = await run('render', at('declared.json'), '--public', '-o', at('site'), '--no-pdf');
  assert.equal(rendered.code, 0, rendered.stderr);
  const page = fs.readFileSync(at('site', 'index.html'), 'utf8');
  assert.match(page, /<h1>Linnet 2<\/h1>/);
  assert.match(page, /More than 10 trillion tokens/);
  assert.match(page, /01\/2025 to 05\/2026/);
  assert.match(page, /paraphrase/);
  assert.doesNotMatch(page, /<script|<link rel="stylesheet"|@import|url\(/, 'nothing is fetched');
  assert.doesNotMatch(page, /\b[0-3](\.[0-9])+\.[a-i]\b/, 'section letters are not official');
  assert.equal(fs.readFileSync(at('site', 'domains.csv'), 'utf8'), 'domain\r\na.example\r\nz.example\r\n');
  const schema = path.join(root, 'docs/formats/summary.schema.json');
  const valid = await start('/usr/bin/python3', ['-c', 'import json,sys,jsonschema; jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2])))', schema, at('site', 'summary.json')]);
  assert.equal(valid.code, 0, valid.stderr);
  const review = await run('render', at('declared.json'), '--private', '-o', at('review'));
  assert.equal(review.code, 0, review.stderr);
  assert.match(fs.readFileSync(at('review', 'review.html'), 'utf8'), /declared by the provider/);
});

test('text of the provider stays text', async () => {
  const yaml = 'model:\n  names: ["<script>alert(1)</script>"]\nprovider:\n  name: "A & B <b>, see https://a.example/?x=1&y=2."\n';
  assert.equal((await run('fill', '--facts', write('markup.yaml', yaml), '-o', at('markup.json'))).code, 0);
  assert.equal((await run('render', at('markup.json'), '--public', '-o', at('markup'), '--no-pdf')).code, 0);
  const page = fs.readFileSync(at('markup', 'index.html'), 'utf8');
  assert.doesNotMatch(page, /<script/);
  assert.match(page, /A &amp; B &lt;b&gt;, see <a href="https:\/\/a\.example\/\?x=1&amp;y=2">/);
  assert.match(page, /This summary is not complete: \d+ answers/);
});

test('render refuses what is no working file, and asks who will read it', async () => {
  for (const [name, text] of [['list.json', '[]'], ['empty.json', '{}'], ['text.json', 'no'], ['half.json', '{"format": "accord-summary-working/1", "conflicts": [], "publish": [], "fields": 3}']]) {
    for (const how of ['--public', '--private']) assert.equal((await run('render', write(name, text), how, '-o', at('no'))).code, 2, `${name} ${how}`);
  }
  assert.ok(!fs.existsSync(at('no')));
  assert.match((await run('render', at('declared.json'), '-o', at('no'))).stderr, /--public or --private/);
});

test('labels of somebody else want credit and version', async () => {
  const template = json(path.join(root, 'assets/summary/template.json'));
  const fields = Object.fromEntries(template.sections.flatMap((s) => s.fields).map((f) => [f.id, `Frage ${f.key}`]));
  const labels = { credit: '© Somebody', version: 'V7', language: 'de', fields };
  assert.equal((await run('render', at('declared.json'), '--public', '-o', at('german'), '--no-pdf', '--labels', write('labels.json', JSON.stringify(labels)))).code, 0);
  const page = fs.readFileSync(at('german', 'index.html'), 'utf8');
  assert.match(page, /<html lang="de">/);
  assert.match(page, /Frage crawling\.domains/);
  assert.match(page, /© Somebody \(V7\)/);
  assert.doesNotMatch(page, /paraphrase/);
  const refused = await run('render', at('declared.json'), '--public', '-o', at('german2'), '--labels', write('labels.json', JSON.stringify({ ...labels, credit: '' })));
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /credit/);
});

test('without a Chromium the page is made all the same, and --pdf fails', async () => {
  const none = { PATH: folder };
  const page = await start(accord, ['summary', 'render', at('declared.json'), '--public', '-o', at('nopdf')], none);
  assert.equal(page.code, 0, page.stderr);
  assert.match(page.stderr, /no Chromium is installed/);
  assert.ok(fs.existsSync(at('nopdf', 'index.html')));
  assert.equal((await start(accord, ['summary', 'render', at('declared.json'), '--public', '-o', at('nopdf'), '--pdf'], none)).code, 3);
});

test('the PDF is one, and the page leads to it', { timeout: 120_000 }, async () => {
  const done = await run('render', at('declared.json'), '--public', '-o', at('printed'), '--pdf');
  assert.equal(done.code, 0, done.stderr);
  assert.equal(fs.readFileSync(at('printed', 'summary.pdf')).subarray(0, 5).toString(), '%PDF-');
  assert.match(fs.readFileSync(at('printed', 'index.html'), 'utf8'), /href="summary\.pdf"/);
});

test('the tour: the example corpus is scanned, filled, and published without a count', { timeout: 120_000 }, async () => {
  const corpus = (name) => path.join(root, 'examples/corpus', name);
  for (const stage of ['corpus', 'processed']) {
    const scanned = await start(accord, ['corpus', 'scan', corpus(`${stage}.toml`), '-o', at(`${stage}.tally`)]);
    assert.equal(scanned.code, 0, scanned.stderr);
  }
  const done = await run('fill', '--tally', at('corpus.tally'), '--tally', at('processed.tally'), '--facts', corpus('provider.yaml'), '-o', at('tour.json'));
  assert.equal(done.code, 0, done.stderr);
  const working = json(at('tour.json'));
  assert.deepEqual([working.missing, working.conflicts, working.refused], [[], [], []], done.stdout);
  assert.deepEqual(field(working, 'crawling.period').value, { from: '2025-01', to: '2026-05' });
  assert.deepEqual(field(working, 'public_datasets.large').value.map((d) => d.name), ['Letters of the Harbour Archive']);
  const domains = field(working, 'crawling.domains');
  assert.equal(domains.provenance, 'computed');
  assert.equal(domains.value.listed, Math.ceil(domains.exact.distinct / 10));
  assert.ok(working.tallies.some((t) => t.not_whole.length >= 2), 'the damaged files are named');
  // One stage alone gives no figure of the other one.
  for (const [stage, keys] of [['corpus', ['data.size', 'data.languages', 'public_datasets.large']], ['processed', ['crawling.period', 'crawling.domains']]]) {
    const alone = await run('fill', '--tally', at(`${stage}.tally`), '--facts', corpus('provider.yaml'), '-o', at('alone.json'));
    assert.equal(alone.code, 1);
    assert.deepEqual(json(at('alone.json')).refused, keys);
    assert.match(alone.stderr, /--tally twice/);
  }
  assert.equal((await run('fill', '--tally', at('corpus.tally'), '--tally', at('corpus.tally'), '-o', at('alone.json'))).code, 2, 'two of one stage');

  assert.equal((await run('render', at('tour.json'), '--public', '-o', at('tour'), '--no-pdf')).code, 0);
  const published = fs.readdirSync(at('tour')).map((name) => fs.readFileSync(at('tour', name), 'utf8').replace(/<style>[\s\S]*?<\/style>/, '')).join('\n');
  assert.doesNotMatch(published, /not complete/);
  const counts = new Set();
  const collect = (value) => (typeof value === 'number' ? counts.add(value) : value && typeof value === 'object' && Object.values(value).forEach(collect));
  for (const f of working.fields) collect(f.exact);
  const said = new Set((published.match(/\d[\d,. ]*/g) ?? []).map((n) => n.replace(/\D/g, '')));
  const found = [...counts].filter((n) => n > 999 && said.has(String(n)));
  assert.deepEqual(found, [], 'no exact count of the working file is public');
  assert.ok(!fs.readdirSync(at('tour')).includes('review.html'));
});
