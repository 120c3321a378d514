// accord diff, from outside: the files, the exit status and what is printed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-diff-'));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (...args) =>
  new Promise((resolve) =>
    execFile(accord, ['diff', ...args], { timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr })));
const write = (name, text) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
};

const before = write('before.md', `# Example code

## Commitment 1 Respect reservations

### Measure 1.1 Crawling

Crawlers read and follow the reservations that a site states before they fetch any page.

### Measure 1.2 Contact

A point of contact answers every complaint of a rightholder within a month.

## Commitment 2 Test before release

### Measure 2.1 Outside testers

People outside the company examine the model and may publish what they found.
`);
const later = write('after.md', `# Example code

## Commitment 1 Respect reservations

### Measure 1.1 Crawling

Crawlers read and follow the reservations that a site states within one day of reading them.

## Commitment 2 Test before release

### Measure 2.1 Outside testers

People outside the company examine the model and may publish what they found.

### Measure 2.2 Contact

A point of contact answers every complaint of a rightholder within a month.

### Measure 2.3 Storage

Weights are stored <b>encrypted</b> & every access is noted together with a name.
`);

test('changes have kinds, eIds and a score, and the words add up', async () => {
  const { code, stdout } = await run(before, later, '--json');
  assert.equal(code, 0);
  const answer = JSON.parse(stdout);
  const kinds = Object.fromEntries(answer.changes.filter((c) => c.kind !== 'same').map((c) => [c.kind, c]));
  assert.deepEqual(Object.keys(kinds).sort(), ['edited', 'moved', 'new']);
  assert.match(kinds.moved.old[0], /msr_1\.2$/);
  assert.match(kinds.moved.new[0], /msr_2\.2$/);
  assert.equal(kinds.moved.score, 1);
  assert.deepEqual(kinds.new.old, []);
  assert.ok(kinds.edited.score > 0.5 && kinds.edited.score < 1);
  assert.equal(answer.words.deleted, 5); // before they fetch any page.
  assert.equal(answer.words.inserted, 20); // within one day of reading them., and the new measure
  assert.equal(answer.items.length, answer.changes.length);
});

test('without a terminal changes read [-deleted-]{+inserted+}, summary first, unchanged provisions left out', async () => {
  const { code, stdout } = await run(before, later);
  assert.equal(code, 0);
  assert.match(stdout.split('\n')[0], /1 edited, 1 moved, 1 new; words: \d+ kept, 5 deleted, 20 inserted$/);
  assert.match(stdout, /\[-before they fetch any page\.-\]\{\+within one day of reading them\.\+\}/);
  assert.match(stdout, /2\.2 {2}moved from 1\.2/);
  assert.doesNotMatch(stdout, /Outside testers/);
  assert.doesNotMatch(stdout, /\x1b/);
  assert.match((await run(before, later, '--all')).stdout, /Outside testers/);
});

test('the page stands alone, marks by element and word, and escapes the text', async () => {
  const { code, stdout } = await run(before, later, '--html');
  assert.equal(code, 0);
  assert.match(stdout, /^<!doctype html>/);
  assert.match(stdout, /<del>.*before they fetch any page\..*<\/del>/);
  assert.match(stdout, /<ins>.*within one day of reading them\..*<\/ins>/);
  assert.match(stdout, /moved from 1\.2/);
  assert.doesNotMatch(stdout, /<b>encrypted/);
  assert.doesNotMatch(stdout, /<script|src=|href=|url\(/);
});

test('a draft and itself do not differ', async () => {
  const { code, stdout } = await run(before, before, '--json');
  assert.equal(code, 0);
  const answer = JSON.parse(stdout);
  assert.ok(answer.changes.every((c) => c.kind === 'same' && c.score === 1));
  assert.deepEqual([answer.words.deleted, answer.words.inserted], [0, 0]);
});

test('what cannot be read is named, and the exit status is 2', async () => {
  for (const [file, says] of [
    [path.join(folder, 'absent.md'), /absent\.md/],
    [folder, /is a folder/],
    [write('zip.md', Buffer.from('504b0304140000000800', 'hex')), /zip\.md/],
    [write('broken.md', Buffer.from([0x23, 0x20, 0xff, 0xfe])), /broken\.md/],
    [write('empty.md', ''), /empty\.md/],
  ]) {
    const { code, stdout, stderr } = await run(before, file);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, says);
  }
  assert.equal((await run(before)).code, 2);
  assert.equal((await run(before, later, '--json', '--html')).code, 2);
});

test('the help teaches by example', async () => {
  const { code, stdout } = await run('--help');
  assert.equal(code, 0);
  assert.match(stdout, /accord diff draft-2\.md draft-3\.md/);
});
