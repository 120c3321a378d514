// accord import draft: what a person at a terminal gives it, and what it says.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accordBinary } from '../http/lib/server.mjs';
import { World, temporaryFolder } from '../http/lib/world.mjs';

const folder = temporaryFolder();
const run = (...args) => new Promise((resolve) => execFile(accordBinary, ['import', 'draft', ...args], { timeout: 30_000, maxBuffer: 64 << 20, env: { ...process.env, ACCORD_TOKEN: '' } }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));
function write(name, content) {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}
const markdown = write('draft.md', '# A code\n\n<!-- a remark -->\n\n## Commitment 1 · Honesty\n\nBe honest.\n\n### Measure 1.1 · Words\n\nUse **few** words.\n\n### Measure 1.1 · Numbers\n\nShow the numbers.\n');
const html = write('draft.html', '<!doctype html><title>A code</title><body><h1>A code</h1><h2>Commitment 1 · Honesty</h2><p>Be <b>honest</b>.</p><h3>Measure 1.1 · Words</h3><p>Use few words.</p><script>no()</script></body>');
let world, secretary;

before(async () => {
  world = await World.start();
  await world.administrator();
  await world.instrument('code');
  secretary = await world.invited(world.people.admin, 'secretary', { name: 'Sol Secretary', role: 'secretariat', instrument: 'code' });
});
after(async () => {
  await world?.end();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('--dry-run --json says what was understood, what is doubtful and what was left out; no database', async () => {
  for (const file of [markdown, html]) {
    const said = await run(file, '--dry-run', '--json');
    assert.equal(said.code, 0, said.stderr);
    const { provisions, left_out } = JSON.parse(said.stdout);
    const measure = provisions.find((p) => p.kind === 'measure');
    const commitment = provisions.find((p) => p.kind === 'commitment');
    assert.deepEqual([commitment.number, commitment.heading], ['1', 'Honesty']);
    assert.deepEqual([measure.number, measure.heading, measure.parent], ['1.1', 'Words', commitment.eid]);
    assert.match(measure.text, /Use few words\./);
    assert.match(JSON.stringify(left_out), file === markdown ? /a remark/ : /script|no\(\)/);
  }
  const twice = JSON.parse((await run(markdown, '--dry-run', '--json')).stdout);
  assert.equal(new Set(twice.provisions.map((p) => p.eid)).size, twice.provisions.length, 'numbers may repeat, places may not');
  const table = await run(markdown, '--dry-run');
  assert.match(table.stdout, /1\.1[^]*Words/);
});

test('over the wire, with the token of the secretariat', async () => {
  const said = await run(markdown, '--instrument', 'code', '--url', world.url, '--token', secretary.token, '--title', 'By wire', '--json');
  assert.equal(said.code, 0, said.stderr);
  const dry = JSON.parse((await run(markdown, '--dry-run', '--json')).stdout);
  assert.deepEqual(JSON.parse(said.stdout), { draft: 1, instrument: 'code', provisions: 3, doubts: 1, left_out: dry.left_out.length });
  const draft = (await secretary.getJson('/office/i/code/drafts/1')).json();
  assert.deepEqual([draft.title, draft.read.provisions, draft.read.file_name], ['By wire', 3, 'draft.md']);
  assert.equal((await run(html, '--instrument', 'code', '--url', world.url, '--token', secretary.token)).code, 0, 'the working draft is replaced');
  assert.equal((await secretary.getJson('/office/i/code/drafts/1')).json().read.provisions, 2);
});

test('refusals are exit 2 with a way out, and leave the draft alone', async () => {
  const was = (await secretary.getJson('/office/i/code/drafts/1')).json();
  const there = ['--instrument', 'code', '--url', world.url, '--token', secretary.token];
  const huge = path.join(folder, 'huge.md');
  fs.closeSync(fs.openSync(huge, 'w'));
  fs.truncateSync(huge, 100 << 20);
  for (const [args, why] of [
    [[path.join(folder, 'absent.md'), ...there], /cannot be read/], [[folder, ...there], /cannot be read|folder|bytes/], [[huge, ...there], /at most/], [[huge, '--dry-run'], /at most/],
    [[write('zip.md', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(64)])), ...there], /./], [[write('bad.md', Buffer.from('# A\n\n\xff\xfe', 'latin1')), '--dry-run'], /UTF-8/], [[write('empty.md', ''), '--dry-run'], /./], [[write('x.pdf', '%PDF-1.7\n'), '--dry-run'], /./],
    [[markdown], /instrument/], [[markdown, '--instrument', 'code'], /--data[^]*--url/], [[markdown, ...there, '--data', world.folder], /--data[^]*--url/], [[markdown, ...there.slice(0, 4), '--token', 'accord_wrong'], /token/],
    [[markdown, '--instrument', 'absent', ...there.slice(2)], /./], [[markdown, '--instrument', 'code', '--data', world.folder], /./], [[markdown, '--instrument', 'code', '--data', folder], /no data folder/],
  ]) {
    const said = await run(...args);
    assert.equal(said.code, 2, `${args.join(' ')}: ${said.code} ${said.stdout} ${said.stderr}`);
    assert.match(said.stderr, why, args.join(' '));
    assert.equal(said.stdout, '');
  }
  const nobody = await run(markdown, '--instrument', 'code', '--url', 'http://127.0.0.1:1', '--token', 'x');
  assert.equal(nobody.code, 3, nobody.stderr);
  assert.deepEqual((await secretary.getJson('/office/i/code/drafts/1')).json().read, was.read);
});

test('into the folder itself, while nothing serves it', async () => {
  await world.server.stop();
  const said = await run(markdown, '--instrument', 'code', '--data', world.folder);
  assert.equal(said.code, 0, said.stderr);
  assert.match(said.stdout, /Working draft 1: 3 provisions/);
  assert.equal((await run(markdown, '--instrument', 'absent', '--data', world.folder)).code, 2);
  await world.serve();
  assert.equal((await secretary.getJson('/office/i/code/drafts/1')).json().read.provisions, 3);
});
