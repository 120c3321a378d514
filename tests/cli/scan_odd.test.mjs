// accord corpus scan and merge where things are not as they should be: each case ends with what is wrong, where, and what helps; with the right
// status; and with nothing half-done.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';

import { accord, warcRecord, workspace } from './lib/scan.mjs';

const { at, write, run, show } = workspace('odd');
const lines = (n, host = 'example.org') => Array.from({ length: n }, (_, i) => `{"text":"Text number ${i}","url":"https://www.${host}/${i}"}\n`).join('');
write('in/a.jsonl', lines(20));
fs.mkdirSync(at('empty/deep'), { recursive: true });
const left = (folder = '.') => fs.readdirSync(at(folder)).filter((f) => /\.scan$|accord-|tally\../.test(f));

async function refused(args, words, code = 2, more = {}) {
  const r = await run(args, { timeout: 20_000, ...more });
  assert.equal(r.code, code, `${args.join(' ')}: ${r.stderr}`);
  for (const w of [words].flat()) assert.match(r.stderr, w);
  assert.match(r.stderr, /\n {8}\S/, 'it says what helps');
  return r;
}

test('a pipe or a device is refused, and does not hang', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  await refused(['scan', 'pipe', '-o', 'x.tally'], [/pipe or a device/, /\(pipe\)/]);
  await refused(['scan', '/dev/zero', '-o', 'x.tally'], /\/dev\/zero/);
  await refused(['scan', '/dev/stdin', '-o', 'x.tally'], /names of files, not data/, 2, { input: lines(3) });
  await refused(['merge', 'pipe', '-o', 'x.tally'], /pipe/);
  await refused(['show', 'pipe'], /pipe/);
  // In a folder it is no data.
  write('with/a.jsonl', lines(2));
  execFileSync('mkfifo', [at('with/pipe')]);
  assert.equal((await run(['scan', 'with', '-o', 'with.tally'])).code, 0);
  assert.deepEqual((await show('with.tally')).inputs.map((i) => i.path), ['with/a.jsonl']);
  assert.deepEqual(left(), []);
});

test('what names nothing is refused', async () => {
  await refused(['scan', 'empty', '-o', 'x.tally'], /no file in the folder \(empty\)/);
  await refused(['scan', '', '-o', 'x.tally'], /no name/);
  await refused(['scan', 'in/*.parquet', '-o', 'x.tally'], /nothing matches/);
  assert.ok(!fs.existsSync(at('x.tally')));
});

test('an output that cannot be written is refused before anything is read', async () => {
  const before = fs.readFileSync(at('in/a.jsonl'));
  await refused(['scan', 'in', '-o', 'no/such/x.tally'], /folder of the output is not there \(no\/such\)/);
  await refused(['scan', 'in', '-o', 'empty'], /output is a folder/);
  await refused(['scan', 'in', '-o', '/dev/null'], /\/dev\/null/);
  await refused(['scan', 'in/a.jsonl', '-o', 'in/a.jsonl'], /would overwrite it/);
  assert.ok(before.equals(fs.readFileSync(at('in/a.jsonl'))));
  await refused(['merge', 'in/a.jsonl', '-o', 'no/such/x.tally'], /in\/a\.jsonl/);
  assert.ok(!fs.existsSync(at('no')));
  assert.deepEqual(left(), []);
});

test('a scan into the folder that it reads leaves out what it wrote itself', async () => {
  write('own/a.jsonl', lines(20));
  for (let i = 0; i < 2; i++) {
    assert.equal((await run(['scan', 'own', '-o', 'own/own.tally', '--strict'])).code, 0);
    assert.deepEqual((await show('own/own.tally')).inputs.map((j) => [j.path, j.documents]), [['own/a.jsonl', 20]]);
  }
});

test('numbers that make no sense are refused', async () => {
  for (const [option, value] of [['--threads', '-1'], ['--threads', '5000'], ['--memory', '0'], ['--record-cap', '0'], ['--checkpoint', '-1'], ['--psl-date', 'tomorrow'], ['--psl-date', '2025-02-30']]) {
    const r = await run(['scan', 'in', '-o', 'x.tally', option, value]);
    assert.equal(r.code, 2, `${option} ${value}: ${r.stderr}`);
    assert.match(r.stderr, new RegExp(option));
  }
  for (const threads of ['0', '1000']) assert.equal((await run(['scan', 'in', '-o', 'x.tally', '--threads', threads, '--memory', '1'])).code, 0);
});

test('a file that has several names is counted once, and a circle of links ends', async () => {
  write('links/data/a.jsonl', lines(5));
  write('elsewhere/b.jsonl', lines(7));
  fs.symlinkSync('a.jsonl', at('links/data/again.jsonl'));
  fs.linkSync(at('links/data/a.jsonl'), at('links/data/hard.jsonl'));
  fs.symlinkSync('..', at('links/data/up'));
  fs.symlinkSync('data', at('links/alias'));
  fs.symlinkSync('../elsewhere', at('links/more'));
  const { code, stderr } = await run(['scan', 'links', 'links/data/a.jsonl', at('links/data/a.jsonl'), '-o', 'links.tally']);
  assert.equal(code, 0, stderr);
  assert.equal((await show('links.tally')).documents, 12);
  write('two.toml', '[[source]]\nname = "a"\nkind = "user"\ninputs = ["links/data/a.jsonl"]\n[[source]]\nname = "b"\nkind = "user"\ninputs = ["links/alias/hard.jsonl"]\n');
  await refused(['scan', 'two.toml', '-o', 'two.tally'], [/belongs to two sources, once as links\/alias\/hard\.jsonl/]);
});

test('a link that leads nowhere is missing, and not passed over', async () => {
  write('broken/a.jsonl', lines(1));
  fs.symlinkSync('gone', at('broken/b.jsonl'));
  assert.equal((await run(['scan', 'broken', '-o', 'broken.tally', '--strict'])).code, 1);
  assert.deepEqual((await show('broken.tally')).inputs.map((i) => [i.path, i.status]), [['broken/a.jsonl', 'ok'], ['broken/b.jsonl', 'missing']]);
});

// A test that runs as root reads everything; it becomes nobody first.
const nobody = process.getuid() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const cannot = nobody.length && spawnSync(nobody[0], [...nobody.slice(1), 'true']).status !== 0 && 'nobody cannot be become here';

test('what may not be read is missing, a folder as well as a file', { skip: cannot }, async () => {
  write('closed/a.jsonl', lines(1));
  write('closed/b.jsonl', lines(1));
  write('closed/deep/c.jsonl', lines(1));
  fs.mkdirSync(at('open'));
  for (const f of ['.', 'open']) fs.chmodSync(at(f), 0o777);
  fs.chmodSync(at('closed/b.jsonl'), 0);
  fs.chmodSync(at('closed/deep'), 0);
  const { code, stderr } = await run(['scan', 'closed', '-o', 'open/closed.tally', '--strict'], { as: nobody });
  assert.equal(code, 1, stderr);
  assert.match(stderr, /closed\/b\.jsonl: missing[^]*cannot be read[^]*closed\/deep: missing/);
  assert.deepEqual((await show('open/closed.tally')).inputs.map((i) => [i.path, i.status]), [['closed/a.jsonl', 'ok'], ['closed/b.jsonl', 'missing'], ['closed/deep', 'missing']]);
  fs.chmodSync(at('closed/deep'), 0o755);
  fs.chmodSync(at('closed'), 0o555);
  await refused(['scan', 'in', '-o', 'closed/x.tally'], [/Permission denied/, /write elsewhere/], 2, { as: nobody });
  fs.chmodSync(at('closed'), 0o755);
});

test('a disk that fills up ends the scan with nothing half-done, and it goes on when there is room', { skip: process.getuid() !== 0 && 'only root can make a small disk' }, async (t) => {
  fs.mkdirSync(at('small'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24k', 'tmpfs', at('small')]).status !== 0) return t.skip('no small disk can be made here');
  try {
    const call = ['scan', 'in', '-o', 'small/x.tally'];
    await refused(call, [/No space left/, /free some space/], 3);
    assert.ok(!fs.existsSync(at('small/x.tally')));
    execFileSync('mount', ['-o', 'remount,size=4m', at('small')]);
    await refused(call, /--resume/);
    assert.equal((await run([...call, '--resume'])).code, 0);
    assert.deepEqual(fs.readdirSync(at('small')), ['x.tally']);
    assert.equal((await show('small/x.tally')).documents, 20);
  } finally {
    execFileSync('umount', [at('small')]);
  }
});

test('names that are no UTF-8 are read, shown and gone on with', async () => {
  fs.mkdirSync(at('names'));
  const name = Buffer.concat([Buffer.from(at('names/caf')), Buffer.from([0xe9]), Buffer.from('.jsonl')]);
  fs.writeFileSync(name, lines(400_000));
  write('names/z.jsonl', lines(40_000, 'example.com'));
  const call = ['scan', 'names', '-o', 'names.tally', '--checkpoint', '0', '--threads', '1'];
  // The larger one is read first: killed inside it twice, nothing of it is counted twice.
  for (const wait of [1, 6]) {
    const child = spawn(accord, ['corpus', ...call, ...(wait > 1 ? ['--resume'] : [])], { cwd: at('.'), stdio: 'ignore' });
    await new Promise((resolve) => {
      const look = setInterval(() => {
        const journal = at('names.tally.scan/journal');
        if (fs.existsSync(journal) && fs.readFileSync(journal, 'utf8').split('\n').length > 2 * wait) child.kill('SIGKILL');
      }, 1);
      child.on('exit', () => {
        clearInterval(look);
        resolve();
      });
    });
  }
  const { code, stderr } = await run([...call, '--resume']);
  assert.equal(code, 0, stderr);
  const j = await show('names.tally');
  assert.equal(j.documents, 440_000);
  assert.deepEqual(j.inputs.map((i) => [i.path, i.documents]), [['names/caf%E9.jsonl', 400_000], ['names/z.jsonl', 40_000]]);
});

// Starts a scan of something large, and waits until it has begun to note how far it came.
async function started(args, out) {
  const child = spawn(accord, ['corpus', ...args], { cwd: at('.'), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (d) => (said += d));
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal, said: () => said })));
  const journal = at(`${out}.scan/journal`);
  while (child.exitCode === null && !(fs.existsSync(journal) && fs.readFileSync(journal, 'utf8').split('\n').length > 2)) await new Promise((r) => setTimeout(r, 2));
  return { child, ended };
}

const big = () => {
  for (let i = 0; i < 3; i++) write(`big/${i}.jsonl`, lines(400_000));
};

test('Ctrl-C keeps what was counted, says how to go on, and a second scan does not get in its way', async () => {
  big();
  const call = ['scan', 'big', '-o', 'big.tally', '--threads', '1', '--checkpoint', '0'];
  const { child, ended } = await started(call, 'big.tally');
  await refused(call, /another scan is writing to the same output now \(big\.tally\.scan\)/);
  await refused([...call, '--resume'], /another scan/);
  child.kill('SIGINT');
  const { code, said } = await ended;
  assert.equal(code, 3);
  assert.match(said(), /the scan was stopped; what was counted is kept \(big\.tally\.scan\)\n +the same call with --resume goes on/);
  assert.ok(!fs.existsSync(at('big.tally')));
  // Other options, other inputs, an input that changed: all are another scan.
  await refused([...call, '--resume', '--no-detect-language'], /other inputs or options/);
  await refused([...call, '--resume', '--text-field', 'url'], /other inputs or options/);
  await refused([...call, '--resume', '--milliseconds-field', 'ms'], /other inputs or options/);
  await refused(['scan', 'big', 'in', '-o', 'big.tally', '--resume'], /other inputs or options/);
  const { atime, mtime } = fs.statSync(at('big/2.jsonl'));
  fs.utimesSync(at('big/2.jsonl'), atime, new Date(mtime.getTime() + 5000));
  await refused([...call, '--resume'], /an input has changed since/);
  fs.utimesSync(at('big/2.jsonl'), atime, mtime);
});

test('Ctrl-C while tallies are merged leaves nothing behind', async () => {
  // Many domains make a merge of some length.
  for (const part of ['a', 'b']) {
    write(`wide/${part}.jsonl`, Array.from({ length: 400_000 }, (_, i) => `{"text":"x","url":"https://${part}${i}.com/"}\n`).join(''));
    assert.equal((await run(['scan', `wide/${part}.jsonl`, '-o', `${part}.tally`])).code, 0);
  }
  const before = fs.readdirSync(at('.')).sort();
  const child = spawn(accord, ['corpus', 'merge', 'a.tally', 'b.tally', '-o', 'wide.tally'], { cwd: at('.'), stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
  while (child.exitCode === null && fs.readdirSync(at('.')).length === before.length) await new Promise((r) => setTimeout(r, 0));
  child.kill('SIGINT');
  assert.equal(await ended, 3, 'it was stopped');
  assert.deepEqual(fs.readdirSync(at('.')).sort(), before);
});

test('what was counted is not lost unseen when the output of the program cannot be written', async () => {
  for (const args of [['scan', 'in', '-o', 'full.tally', '--json'], ['merge', 'full.tally', '-o', 'again.tally']]) {
    const r = spawnSync('sh', ['-c', `"${accord}" corpus ${args.join(' ')} > /dev/full`], { cwd: at('.') });
    assert.equal(r.status, 3);
    assert.match(r.stderr.toString(), /cannot be written, but the tally is there/);
  }
});

test('a state that was altered is not gone on with', async () => {
  big();
  const { child, ended } = await started(['scan', 'big', '-o', 'state.tally', '--threads', '1', '--checkpoint', '0'], 'state.tally');
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  const folder = at('state.tally.scan');
  const call = ['scan', 'big', '-o', 'state.tally', '--threads', '1', '--checkpoint', '0', '--resume'];
  const part = fs.readdirSync(folder).find((f) => f === '0.tally');
  fs.renameSync(path.join(folder, part), at('taken'));
  await refused(call, [/altered/, /begin anew/]);
  fs.renameSync(at('taken'), path.join(folder, part));
  const journal = fs.readFileSync(path.join(folder, 'journal'), 'utf8');
  for (const line of ['{"part":7,"done":[]}', '{"part":"0.tally","done":"x"}', '{"part":"../0.tally","done":[]}', '{"part":"0.tally","done":["zz"]}', '{"part":"0.tally","done":[],"current":"6162"}', '{}']) {
    fs.writeFileSync(path.join(folder, 'journal'), `${journal.trimEnd()}\n${line}\n`);
    await refused(call, /altered/);
  }
});

test('a file that grows, shrinks or is written anew while it is scanned is not called whole', async () => {
  // The large file is read first, which leaves time to change the small one.
  write('moving/large.jsonl', lines(1_500_000));
  for (const [how, change] of [
    ['grows', (f) => fs.appendFileSync(f, lines(5))],
    ['shrinks', (f) => fs.truncateSync(f, 200)],
    ['is written anew', (f) => fs.writeFileSync(f, lines(50, 'example.com').slice(0, fs.statSync(f).size))],
  ]) {
    write('moving/small.jsonl', lines(50));
    fs.rmSync(at('moving.tally.scan'), { recursive: true, force: true });
    const { ended } = await started(['scan', 'moving', '-o', 'moving.tally', '--threads', '1', '--checkpoint', '0', '--strict'], 'moving.tally');
    change(at('moving/small.jsonl'));
    const { code, said } = await ended;
    assert.equal(code, 1, how);
    assert.match(said(), /small\.jsonl: damaged[^]*changed while it was scanned/, how);
    const input = (await show('moving.tally')).inputs.find((i) => i.path === 'moving/small.jsonl');
    assert.equal(input.status, 'damaged', how);
    assert.equal(input.reasons['changed while it was scanned'], 1);
  }
});

test('a large file with nothing in it ends soon, and says that it holds no data', async () => {
  for (const name of ['hole', 'hole.warc', 'hole.jsonl']) {
    fs.writeFileSync(at(name), '');
    fs.truncateSync(at(name), 2 ** 32);
    const r = await run(['scan', name, '-o', 'hole.tally', '--strict'], { timeout: 60_000 });
    fs.rmSync(at(name));
    assert.equal(r.code, 1, name);
    assert.match(r.stderr, /1 x (no known format|bytes that are no record|record over the cap), first at byte 0/);
  }
});

test('tallies that hold the same bytes are not merged, however they come', async () => {
  write('twice/a.warc.gz', zlib.gzipSync(warcRecord('https://example.org/', 'one')));
  write('twice/b.jsonl', lines(3));
  assert.equal((await run(['scan', 'twice', '-o', 'twice.tally'])).code, 0);
  assert.equal((await run(['scan', 'twice/b.jsonl', '-o', 'b.tally'])).code, 0);
  assert.equal((await run(['scan', 'in', '-o', 'in.tally'])).code, 0);
  assert.equal((await run(['merge', 'twice.tally', 'in.tally', '-o', 'sum.tally'])).code, 0);
  for (const pair of [['twice.tally', 'twice.tally'], ['twice.tally', 'b.tally'], ['b.tally', 'sum.tally']]) {
    await refused(['merge', ...pair, '-o', 'none.tally'], [/would be counted twice: bytes \d+ to \d+/, /different inputs/]);
    assert.ok(!fs.existsSync(at('none.tally')));
  }
});
