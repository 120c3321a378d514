// accord summary check and diff, from outside: one summary in six formats, others in German, French and Polish, and the
// filings of real providers where they are at hand.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const shared = process.env.ACCORD_SHARED;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-summary-'));
after(() => fs.rmSync(folder, { recursive: true }));
const fixture = (name) => path.join(root, 'tests/data/summaries', name);

const run = (args, env = {}) =>
  new Promise((resolve) =>
    execFile(accord, ['summary', ...args], { timeout: 60_000, maxBuffer: 1 << 26, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr })));
const write = (name, bytes) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
};
async function check(file) {
  const { code, stdout, stderr } = await run(['check', file, '--json']);
  assert.equal(stderr, '');
  const report = JSON.parse(stdout);
  return { code, report, field: Object.fromEntries(report.fields.map((f) => [f.id, f])) };
}

// A summary that answers everything, as [section or question, answer]. Answers of several lines are lists.
const full = (domains) => [
  ['Version of the Summary', '1.2, earlier: https://brae.example/summary-1.1'],
  ['Last update', '12/05/2026'],
  '1. General information', '1.1 Provider identification',
  ['Provider name and contact details', 'Brae Models Ltd, 2 Mill Lane, Cork, rights@brae.example'],
  ['Authorised representative name and contact details', 'N/A'],
  '1.2 Model identification',
  ['Versioned model name(s)', 'Brae 4.1 https://brae.example/card'],
  ['Model dependencies', 'N/A'],
  ['Date of placement of the model on the Union market', '01/05/2026'],
  '1.3 Modalities, overall training data size and other characteristics',
  ['Modality', 'Text'],
  ['Training data size', '1 billion to 10 trillion tokens'],
  ['Types of content', 'Encyclopaedias, source code, news articles and books out of copyright'],
  ['Latest date of data acquisition/collection for model training', '03/2026; the model is not continuously trained after it'],
  ['Description of the linguistic characteristics of the overall training data', 'English, Irish, French and German'],
  '2. List of data sources', '2.1 Publicly available datasets',
  ['Have you used publicly available datasets to train the model?', 'Yes'],
  ['If yes, specify the modality(ies) of the content covered by the datasets concerned', 'Text'],
  ['List of large publicly available datasets', ['Common Shelf 2 https://data.example/shelf', 'Open Rulings 2025 https://data.example/rulings']],
  ['General description of other publicly available datasets not listed above', 'Text only: smaller sets of encyclopaedia articles, scientific papers under permissive licences and source code in English and Irish, collected from 2019 to 03/2026.'],
  '2.2 Private non-publicly available datasets obtained from third parties',
  '2.2.1 Datasets commercially licensed by rightsholders or their representatives',
  ['Have you concluded transactional commercial licensing agreement(s) with rightsholder(s) or with their representatives?', 'No'],
  '2.2.2 Private datasets obtained from other third parties',
  ['Have you obtained private datasets from third parties that are not licensed as described in Section 2.2.1?', 'No'],
  '2.3 Data crawled and scraped from online sources',
  ['Were crawlers used by the provider or on behalf of?', 'Yes'],
  ['If yes, specify crawler name(s)/identifier(s)', 'BraeBot/2.0'],
  ['Purposes of the crawler(s)', 'To find pages in Irish and about Ireland that public datasets hold too few of, so that the model knows them.'],
  ['General description of crawler behaviour', 'It reads robots.txt before each site, honours TDMRep and meta tags, passes no captcha, password or paywall, names itself in its user agent, keeps a rate of one request in five seconds and stops on request.'],
  ['Period of data collection', '01/2025 to 03/2026'],
  ['Comprehensive description of the type of content and online sources crawled', 'News sites, blogs, forums, museums and government websites in Ireland and other countries, in English and Irish; books, legal texts and local history prevail, shops and streaming sites are left out.'],
  ['Type of modality covered', 'Text'],
  ['Summary of the most relevant domain names crawled', domains],
  '2.4 User data',
  ['Was data from user interactions with the AI model (e.g. user input and prompts) used to train the model?', 'No'],
  ["Was data collected from user interactions with the provider's other services or products used to train the model?", 'No'],
  '2.5 Synthetic data',
  ['Was synthetic AI-generated data created by the provider or on their behalf to train the model?', 'No'],
  '2.6 Other sources of data',
  ['Have data sources other than those described in Sections 2.1 to 2.5 been used to train the model?', 'No'],
  '3. Data processing aspects',
  '3.1 Respect of reservation of rights from text and data mining exception or limitation',
  ['Are you a Signatory to the Code of Practice for general-purpose AI models that includes commitments to respect reservations of rights from the TDM exception or limitation?', 'Yes'],
  ['Describe the measures implemented before model training to respect reservations of rights from the TDM exception or limitation before and during data collection', 'Before each collection robots.txt and machine-readable opt-out protocols are read; pages that have since objected are removed from public datasets too, and requests of rightsholders are answered within a month.'],
  '3.2 Removal of illegal content',
  ['General description of measures taken', 'Domain blacklists, keyword filters and a classifier whose findings people review.'],
];
const domains = ['leabhar.example', 'nuacht.example', 'baile.example', 'cuan.example', 'sliabh.example', 'abhainn.example', 'droichead.example', 'oilean.example', 'cladach.example', 'gaoth.example'];
const lines = (value) => (Array.isArray(value) ? value : [value]);
const isQuestion = (entry) => Array.isArray(entry);

const asMarkdown = (summary) => ['# Public summary: Brae', ...summary.map((e) =>
  (isQuestion(e) ? `**${e[0]}:** ${Array.isArray(e[1]) ? '\n\n' + e[1].map((v) => `- ${v}`).join('\n') : e[1]}\n` : `## ${e}\n`))].join('\n');
const asHtml = (summary) => `<!doctype html><html lang="en"><body><h1>Public summary</h1>${summary.map((e) =>
  (isQuestion(e) ? `<table><tr><th>${e[0]}</th><td>${lines(e[1]).join('<br>')}</td></tr></table>` : `<h2>${e}</h2>`)).join('\n')}</body></html>`;
const asYaml = (summary) => ['header:', ...summary.map((e) =>
  (isQuestion(e) ? `  - question: ${JSON.stringify(e[0])}\n    answer: ${Array.isArray(e[1]) ? '\n' + e[1].map((v) => `      - ${JSON.stringify(v)}`).join('\n') : JSON.stringify(e[1])}` : `${JSON.stringify(e)}:`))].join('\n');
const asJson = (summary) => {
  const out = [{ section: 'header', questions: [] }];
  for (const e of summary) isQuestion(e) ? out.at(-1).questions.push({ question: e[0], answer: e[1] }) : out.push({ section: e, questions: [] });
  return JSON.stringify({ sections: Object.fromEntries(out.map((s) => [s.section, s.questions])) });
};
// Two columns, words wrapped in each, the label in the middle of its row, as word processors lay out their tables.
const wrapped = (text, width) => {
  const out = [''];
  for (const word of text.split(' ')) {
    if (out.at(-1).length + word.length + 1 > width) out.push('');
    out[out.length - 1] += (out.at(-1) ? ' ' : '') + word;
  }
  return out;
};
const asColumns = (summary) => summary.flatMap((e) => {
  if (!isQuestion(e)) return ['', e, ''];
  const left = wrapped(e[0] + ':', 34);
  const right = lines(e[1]).flatMap((v) => wrapped(v, 52));
  const height = Math.max(left.length, right.length);
  const top = (column) => Math.floor((height - column.length) / 2);
  return [...Array(height).keys()].map((n) => (`   ${left[n - top(left)] ?? ''}`.padEnd(42) + (right[n - top(right)] ?? '')).trimEnd()).concat('');
}).join('\n');
// A PDF of one font whose pages hold these lines.
function asPdf(text) {
  const escape = (s) => s.replace(/[\\()]/g, (c) => '\\' + c);
  const rows = text.split('\n');
  const pages = [];
  while (rows.length) pages.push(rows.splice(0, 60));
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, n) => `${4 + 2 * n} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>'];
  for (const [n, page] of pages.entries()) {
    const content = `BT /F1 9 Tf 12 TL 30 800 Td ${page.map((row) => `(${escape(row)}) Tj T*`).join('\n')} ET`;
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * n} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  let out = '%PDF-1.4\n';
  const at = objects.map((object, n) => {
    const offset = out.length;
    out += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((o) => String(o).padStart(10, '0') + ' 00000 n \n').join('')}`;
  return out + `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
}

const formats = {
  markdown: asMarkdown, html: asHtml, yaml: asYaml, json: asJson, text: asColumns, pdf: (s) => asPdf(asColumns(s)),
};
for (const [format, render] of Object.entries(formats)) {
  test(`a full summary as ${format} is complete, and read alike`, async () => {
    // Under a name that says nothing: the bytes decide.
    const { code, report, field } = await check(write(`full-${format}.bin`, render(full(domains))));
    const wrong = report.fields.filter((f) => f.required && f.status !== 'present' && f.status !== 'not due');
    assert.deepEqual(wrong.map((f) => [f.id, f.status, f.problem, f.value]), []);
    assert.equal(code, 0);
    assert.equal(report.complete, true);
    assert.equal(report.file.format, format);
    assert.ok(report.score.overall > 0.9, `score ${report.score.overall}`);
    assert.equal(field['1.2.c'].reading, '2026-05-01');
    assert.equal(field['2.3.e'].reading, '2025-01 to 2026-03');
    assert.equal(field['2.4.a'].reading, 'no');
    assert.deepEqual(field['2.3.h'].items, domains);
    assert.deepEqual(field['2.1.c'].items, ['https://data.example/shelf', 'https://data.example/rulings']);
    for (const section of ['2.1', '2.3']) assert.ok(report.score.sections[section] > 0.9, `${section}: ${report.score.sections[section]}`);
  });
}

test('the order of the sections does not matter', async () => {
  const summary = full(domains);
  const at = summary.indexOf('2. List of data sources');
  const { code, report } = await check(write('turned.md', asMarkdown([...summary.slice(at), ...summary.slice(0, at)])));
  assert.equal(code, 0);
  assert.equal(report.complete, true);
});

const changed = (changes) => full(domains).map((e) => (isQuestion(e) && e[0] in changes ? [e[0], changes[e[0]]] : e))
  .filter((e) => !(isQuestion(e) && e[1] === undefined));
const refusals = [
  ['Summary of the most relevant domain names crawled', 'Various websites of news, science and education, in many countries and languages.', '2.3.h', 'malformed', /no domain is named/],
  ['Summary of the most relevant domain names crawled', 'The 400 domains below hold most of the content: one.example, two.example, three.example', '2.3.h', 'malformed', /400 domains and lists 3/],
  ['Summary of the most relevant domain names crawled', 'See our website for more information: https://brae.example', '2.3.h', 'empty', /points elsewhere/],
  ['Summary of the most relevant domain names crawled', '', '2.3.h', 'empty', /nothing was answered/],
  ['Summary of the most relevant domain names crawled', undefined, '2.3.h', 'missing', /not there/],
  ['List of large publicly available datasets', 'We used a wide range of publicly available sources from the internet to train it.', '2.1.c', 'malformed', /prose/],
  ['List of large publicly available datasets', ['Common Shelf 2', 'Open Rulings 2025'], '2.1.c', 'malformed', /none with a link/],
  ['List of large publicly available datasets', 'N/A', '2.1.c', 'empty', /not applicable/],
  ['General description of other publicly available datasets not listed above', 'This is confidential and not disclosed.', '2.1.d', 'empty', /not disclosed/],
  ['Training data size', 'About 700 billion tokens', '1.3.b', 'malformed', /figure instead of a range/],
  ['Training data size', 'Large', '1.3.b', 'malformed', /no size/],
  ['Date of placement of the model on the Union market', 'Coming soon', '1.2.c', 'malformed', /no date/],
  ['Last update', '12/2026', '0.b', 'malformed', /no day/],
  ['Latest date of data acquisition/collection for model training', '2025', '1.3.d', 'malformed', /no month/],
  ['Latest date of data acquisition/collection for model training', '09/2026', '1.3.d', 'malformed', /later than the last update/],
  ['Period of data collection', '03/2026 to 01/2025', '2.3.e', 'malformed', /before it begins/],
  ['Period of data collection', 'Up to June 2026', '2.3.e', 'malformed', /one end/],
  ['Version of the Summary', 'current', '0.a', 'malformed', /no number/],
  ['Provider name and contact details', 'Brae Models', '1.1.a', 'malformed', /without contact/],
  ['Have you used publicly available datasets to train the model?', 'N/A', '2.1.a', 'malformed', /neither yes nor no/],
];
for (const [question, answer, id, status, problem] of refusals) {
  test(`${id} ${status}: ${String(answer).slice(0, 50)}`, async () => {
    const { code, report, field } = await check(write('refused.md', asMarkdown(changed({ [question]: answer }))));
    assert.equal(field[id].status, status, JSON.stringify(field[id]));
    assert.match(field[id].problem, problem);
    assert.ok(field[id].remedy.length > 10, 'a remedy');
    assert.equal(code, 1);
    assert.equal(report.complete, false);
  });
}

test('what is wrong has the line it stands on', async () => {
  const source = asMarkdown(changed({ 'Period of data collection': 'recently' }));
  const { field } = await check(write('placed.md', source));
  assert.equal(field['2.3.e'].place, `line ${source.split('\n').findIndex((l) => l.includes('Period of data')) + 1}`);
});

test('a German page is read', async () => {
  const { code, report, field } = await check(fixture('seehafen.de.html'));
  assert.equal(report.file.language, 'de');
  assert.deepEqual(report.fields.filter((f) => f.required && f.status !== 'present' && f.status !== 'not due').map((f) => [f.id, f.status, f.problem, f.value]), []);
  assert.equal(code, 0);
  assert.equal(field['0.b'].reading, '2026-03-14');
  assert.equal(field['2.1.a'].reading, 'yes');
  assert.equal(field['2.2.2.a'].reading, 'no');
  assert.equal(field['2.3.h'].items.length, 12);
  assert.equal(field['2.1.c'].items.length, 2);
});

test('a French summary in Markdown, with what is wrong in it', async () => {
  const { code, report, field } = await check(fixture('lavoir.fr.md'));
  assert.equal(report.file.language, 'fr');
  assert.equal(code, 1);
  const status = (id) => field[id].status;
  assert.equal(status('1.2.c'), 'malformed', 'soon is no date');
  assert.equal(status('1.3.b'), 'present', field['1.3.b'].value);
  assert.equal(status('1.3.d'), 'malformed', 'a year without a month');
  assert.equal(status('1.3.e'), 'not due', 'pictures have no language');
  assert.equal(status('2.1.c'), 'malformed', 'prose for a list');
  assert.equal(status('2.1.d'), 'empty', 'confidential');
  assert.equal(field['2.2.1.a'].reading, 'no', 'a sentence answers');
  assert.equal(field['2.2.2.a'].reading, 'no');
  assert.equal(status('2.3.d'), 'empty', 'see our site');
  assert.match(field['2.3.e'].problem, /before it begins/);
  assert.match(field['2.3.h'].problem, /40 domains and lists 3/);
  assert.equal(status('3.2.a'), 'present');
});

test('a Polish text in two columns, labels in the middle of their rows', async () => {
  const { report, field } = await check(fixture('wierzba.pl.txt'));
  assert.equal(report.file.language, 'pl');
  assert.deepEqual(report.fields.filter((f) => f.required && f.status !== 'present' && f.status !== 'not due').map((f) => [f.id, f.status, f.problem, f.value]), []);
  assert.equal(field['2.1.c'].items.length, 5, field['2.1.c'].value);
  assert.match(field['1.1.a'].value, /^Wierzba sp/);
  assert.equal(field['2.1.a'].reading, 'yes');
  assert.equal(field['2.3.a'].reading, 'no');
});

test('the terminal shows sections, remedies and the score, and never the ids of fields', async () => {
  const { code, stdout } = await run(['check', write('shown.md', asMarkdown(changed({ 'List of large publicly available datasets': 'many' })))]);
  assert.equal(code, 1);
  assert.match(stdout, /Score \d+ %/);
  assert.match(stdout, /→ list each dataset on a line of its own/);
  assert.match(stdout, /What would raise it most:\n {2}\+\d+ % +2\.1/);
  assert.match(stdout, /Not complete/);
  assert.doesNotMatch(stdout, /\b\d\.\d(\.\d)?\.[a-i]\b/);
  assert.doesNotMatch(stdout, /\x1b/, 'no colour into a pipe');
});

test('what cannot be read says why, with status 2', async () => {
  const cases = {
    empty: ['', /empty/],
    image: [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /neither text in UTF-8 nor a PDF/],
    docx: [Buffer.from('PK\x03\x04 something', 'latin1'), /packed document/],
    other: ['# Soup\n\nLeeks, potatoes, salt.\n\n## How\n\nBoil.\n', /no question of the template/],
    json: ['{"a": ', /./],
    damaged: ['%PDF-1.4\nnothing of a PDF follows\n', /cannot be read/],
    scan: [asPdf(''), /pictures of its 1 page and no text/],
  };
  for (const [name, [bytes, message]] of Object.entries(cases)) {
    const { code, stdout, stderr } = await run(['check', write(`${name}.bin`, bytes)]);
    assert.equal(code, 2, `${name}: ${stderr}`);
    assert.match(stderr, message, name);
    assert.equal(stdout, '');
  }
  assert.equal((await run(['check', path.join(folder, 'absent')])).code, 2);
  assert.equal((await run(['check', folder])).code, 2);
  assert.equal((await run(['check'])).code, 2);
});

test('a PDF without pdftotext is refused with what to install, as a failure of the system', async () => {
  const { code, stderr } = await run(['check', write('plain.pdf', asPdf('words'))], { PATH: folder });
  assert.equal(code, 3);
  assert.match(stderr, /pdftotext is not installed/);
  assert.match(stderr, /poppler-utils/);
});

test('diff counts what came and went, whatever the formats', async () => {
  const later = changed({
    'Summary of the most relevant domain names crawled': [...domains.slice(2), 'new.example'],
    'Period of data collection': '01/2025 to 04/2026',
    'Authorised representative name and contact details': 'Brae Europe, eu@brae.example, Dublin 2',
  });
  const files = [write('before.pdf', asPdf(asColumns(full(domains)))), write('after.html', asHtml(later))];
  const { code, stdout } = await run(['diff', ...files, '--json']);
  assert.equal(code, 0);
  const { changes, counts } = JSON.parse(stdout);
  const by = Object.fromEntries(changes.map((c) => [c.id, c]));
  assert.deepEqual(Object.keys(by).sort(), ['1.1.b', '2.3.e', '2.3.h'], JSON.stringify(changes, null, 1));
  assert.equal(by['1.1.b'].change, 'added');
  assert.deepEqual(by['2.3.h'].items, { added: ['new.example'], removed: ['leabhar.example', 'nuacht.example'].sort(), kept: 8 });
  assert.deepEqual([by['2.3.e'].before, by['2.3.e'].after], ['2025-01 to 2026-03', '2025-01 to 2026-04']);
  assert.deepEqual([counts.items_added, counts.items_removed, counts.added, counts.changed], [1, 2, 1, 2]);
  const shown = await run(['diff', ...files]);
  assert.match(shown.stdout, /1 added, 2 removed, 8 kept/);
  const same = await run(['diff', files[0], files[0], '--json']);
  assert.deepEqual(JSON.parse(same.stdout).changes, []);
});

test('a public summary that Accord has rendered is complete, as JSON and as a page, and the two are alike', async () => {
  const example = fs.readFileSync(path.join(root, 'examples/corpus/provider.yaml'), 'utf8')
    .replace(/\ndata:\n[\s\S]*?\npublic_datasets:/, `
data:
  modalities: [text]
  size: {text: "20 trillion tokens"}
  content: {text: "Letters, encyclopaedias, news and source code."}
  latest: 2026-05
  continues: no
  languages: [de, nl, fr, ja]
public_datasets:
  used: yes
  modalities: [text]
  large:
    - {name: Letters 2, link: "https://data.example/letters"}`)
    .replace(/\ncrawling:\n/, `
crawling:
  used: yes
  period: 2025-01 to 2026-05
  domains: [${domains.join(', ')}]
  modalities: [text]
`);
  const working = path.join(folder, 'own.json');
  const filled = await run(['fill', '--facts', write('own.yaml', example), '-o', working]);
  assert.equal(filled.code, 0, filled.stderr);
  const site = path.join(folder, 'own');
  const rendered = await run(['render', working, '--public', '-o', site, '--no-pdf']);
  assert.equal(rendered.code, 0, rendered.stderr);
  for (const name of ['summary.json', 'index.html']) {
    const { code, report } = await check(path.join(site, name));
    const wrong = report.fields.filter((f) => f.required && f.status !== 'present' && f.status !== 'not due');
    assert.deepEqual(wrong.map((f) => [name, f.id, f.status, f.problem, f.value]), []);
    assert.equal(code, 0);
  }
  const { stdout } = await run(['diff', path.join(site, 'summary.json'), path.join(site, 'index.html'), '--json']);
  assert.ok(JSON.parse(stdout).counts.same >= 25, stdout);
  const refused = await run(['check', working]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /private/);
});

// The filings that experts have scored: sections S1 to S8 of their sheets.
const filings = {
  Adobe_Firefly_2026_07_22: 'adobe-firefly', Apertus_2025_11_12: 'apertus', Bria_32_2026_01_12: 'bria', Domyn_2026_07_21: 'domyn', 'Grok-45_2026_07_17': 'grok-4.5',
  Inkling_2026_07_17: 'inkling', 'MAI-Image-2-2026-07-21': 'mai-image-2', Muse_Spark_2026_07_21: 'muse-spark', Sintesi_2026_07_22: 'fastwebmiia', SmolLM_33B_2025_11_12: 'smollm',
};
const ranks = (values) => values.map((v) => values.filter((w) => w < v).length + (values.filter((w) => w === v).length - 1) / 2);
function spearman(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (x.length - 1) / 2;
  const sum = (f) => x.reduce((s, _, n) => s + f(n), 0);
  return sum((n) => (x[n] - mean) * (y[n] - mean)) / Math.sqrt(sum((n) => (x[n] - mean) ** 2) * sum((n) => (y[n] - mean) ** 2));
}
function experts(sheet, sections) {
  let [section, score, most] = ['', 0, 0];
  for (const line of sheet.split('\n')) {
    section = /^(S\d):/.exec(line)?.[1] ?? section;
    if (!sections.includes(section)) continue;
    score += Number(/^ +score: ([\d.]+)/.exec(line)?.[1] ?? 0);
    most += Number(/^ +max_score: ([\d.]+)/.exec(line)?.[1] ?? 0);
  }
  return score / most;
}

test('real filings: each is read, and the order of the scores is that of the experts', { skip: shared ? false : 'ACCORD_SHARED is not set' }, async (t) => {
  const data = path.join(shared, 'data/summaries');
  const ours = { overall: [], 2.1: [], 2.3: [] };
  const theirs = { overall: [], 2.1: [], 2.3: [] };
  for (const [name, sheet] of Object.entries(filings)) {
    const { report, field } = await check(path.join(data, 'filed-pdf', `${name}.pdf`));
    const asked = report.fields.filter((f) => f.status !== 'missing').length;
    assert.ok(asked >= 28, `${name}: ${asked} questions found`);
    for (const section of ['1.2', '2.1', '2.3', '3.1', '3.2']) assert.ok(section in report.score.sections, `${name}: section ${section}`);
    assert.ok(field['1.2.a'].value, `${name}: the model's name`);
    const scores = fs.readFileSync(path.join(data, 'aial-evals', `${sheet}.yaml`), 'utf8');
    ours.overall.push(report.score.overall);
    theirs.overall.push(experts(scores, ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8']));
    for (const [section, s] of [['2.1', 'S3'], ['2.3', 'S5']]) {
      ours[section].push(report.score.sections[section]);
      theirs[section].push(experts(scores, [s]));
    }
  }
  const found = Object.fromEntries(Object.keys(ours).map((k) => [k, spearman(ours[k], theirs[k])]));
  t.diagnostic(`Spearman ${JSON.stringify(found)}`);
  assert.ok(found.overall >= 0.8, JSON.stringify(found));
  assert.ok(found['2.1'] >= 0.75, JSON.stringify(found));
  assert.ok(found['2.3'] >= 0.85, JSON.stringify(found));
});

test('filings in 15 languages and as many layouts are read as a careful reader reads them', async (t) => {
  const filings = path.join(root, 'tests/data/filings');
  const sums = { seen: [0, 0], unseen: [0, 0] };
  for (const name of fs.readdirSync(filings).filter((f) => f.endsWith('.expected.json')).sort()) {
    const { fields, condition_not_met: notDue = [] } = JSON.parse(fs.readFileSync(path.join(filings, name), 'utf8'));
    const stem = name.slice(0, -'.expected.json'.length);
    const file = path.join(filings, fs.readdirSync(filings).find((f) => f.startsWith(stem) && f !== name));
    if (stem.startsWith('12')) {
      // Prose that asks none of the questions: said, instead of guessed.
      const { code, stderr } = await run(['check', file]);
      assert.equal(code, 2);
      assert.match(stderr, /no question of the template was found/);
      continue;
    }
    const { field } = await check(file);
    let right = 0;
    for (const [id, expected] of Object.entries(fields)) {
      const { status } = field[id];
      const may = [expected].flat();
      if (may.includes(status)) right++;
      // What is not due is neither missing nor left empty.
      else if (status === 'not due' && (may.includes('missing') || may.includes('empty') || notDue.includes(id))) right++;
      else if (notDue.includes(id) && (status === 'missing' || status === 'empty')) right++;
    }
    const all = Object.keys(fields).length;
    assert.equal(all, 53);
    assert.ok(right / all > 0.55, `${stem}: ${right} of ${all}`);
    const sum = sums[Number(stem.slice(0, 2)) <= 11 ? 'seen' : 'unseen'];
    sum[0] += right;
    sum[1] += all;
  }
  const share = ([right, all]) => right / all;
  t.diagnostic(`statuses as expected: ${share(sums.seen).toFixed(3)} of filings looked at, ${share(sums.unseen).toFixed(3)} of others`);
  assert.ok(share(sums.seen) > 0.9, `${sums.seen}`);
  assert.ok(share(sums.unseen) > 0.86, `${sums.unseen}`);
});
