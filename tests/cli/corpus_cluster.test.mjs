// One digest, wherever a corpus is scanned: on one machine, in parts merged in any order, as a Slurm array, on a Spark cluster.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-cluster-'));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (program, args, { input = '', env = {} } = {}) =>
  new Promise((resolve) => {
    const child = execFile(program, args, { cwd: folder, timeout: 240_000, maxBuffer: 64 << 20, env: { ...process.env, ...env } }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
    child.stdin.on('error', () => {});  // a program that asks for nothing may be gone
    child.stdin.end(input);
  });
const corpus = (args, input) => run(accord, ['corpus', ...args], { input });
const show = async (name) => JSON.parse((await corpus(['show', name, '--json'])).stdout);

// Several formats, texts that occur twice (across files as well), one file cut off, one not there.
const lines = (n, host) => Array.from({ length: n }, (_, i) => JSON.stringify({ text: `Text number ${i % 40}, which stands in many files. ${'and more '.repeat(i % 7)}`, url: `https://www.${host}/${i}`, date: '2023-01-05' })).join('\n') + '\n';
const record = (uri, text) => `WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: ${uri}\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}\r\n\r\n`;
fs.mkdirSync(path.join(folder, 'in'));
const write = (name, what) => fs.writeFileSync(path.join(folder, 'in', name), what);
write('a.jsonl', lines(300, 'example.org'));
write('b.jsonl.gz', zlib.gzipSync(lines(200, 'example.co.uk')));
write('c.warc.gz', Buffer.concat(Array.from({ length: 50 }, (_, i) => zlib.gzipSync(record(`https://site${i % 9}.example.com/`, `Seite ${i % 5} mit ü`)))));
write('d.jsonl.gz', zlib.gzipSync(lines(400, 'example.net')).subarray(0, 500));
write('e name.txt', 'A text by itself.');
const inputs = ['in/a.jsonl', 'in/b.jsonl.gz', 'in/c.warc.gz', 'in/d.jsonl.gz', 'in/e name.txt', 'in/gone.jsonl'];
fs.writeFileSync(path.join(folder, 'inputs.txt'), inputs.join('\n') + '\n');

const options = ['--source', 'our crawl', '--kind', 'crawled', '--duplicates'];
const local = async () => {
  const { code, stderr } = await corpus(['scan', '-', ...options, '-o', 'local.tally'], inputs.join('\n'));
  assert.equal(code, 0, stderr);
  return show('local.tally');
};
const statuses = (j) => j.inputs.map((i) => i.status);

test('the scan on one machine counts duplicates across files, and has what is missing as missing', async () => {
  const j = await local();
  assert.deepEqual(statuses(j), ['ok', 'ok', 'ok', 'truncated', 'ok', 'missing']);
  assert.ok(j.duplicates.documents > 300);
});

test('two parts, merged in either order', async () => {
  const { digest } = await local();
  for (const [name, part] of [['x', inputs.slice(0, 2)], ['y', inputs.slice(2)]])
    assert.equal((await corpus(['scan', '-', ...options, '-o', `${name}.tally`], part.join('\n'))).code, 0);
  for (const order of [['x.tally', 'y.tally'], ['y.tally', 'x.tally']]) {
    assert.equal((await corpus(['merge', ...order, '-o', 'xy.tally'])).code, 0);
    assert.equal((await show('xy.tally')).digest, digest);
  }
});

const slurm = (args, env = {}) => run(path.join(root, 'integrations/slurm.sh'), args, { env: { ACCORD: accord, ...env } });
for (const count of [4, 9]) {
  test(`a job array of ${count} over ${inputs.length} inputs`, async () => {
    const { digest } = await local();
    for (let k = count - 1; k >= 0; k--) {
      const { code, stderr } = await slurm(['scan', 'inputs.txt', `shares${count}`, ...options], { SLURM_ARRAY_TASK_ID: `${k + 1}`, SLURM_ARRAY_TASK_COUNT: `${count}`, SLURM_ARRAY_TASK_MIN: '1' });
      assert.equal(code, 0, stderr);
    }
    const merged = await slurm(['merge', `shares${count}`, `slurm${count}.tally`]);
    assert.equal(merged.code, 0, merged.stderr);
    const j = await show(`slurm${count}.tally`);
    assert.equal(j.digest, digest);
    assert.deepEqual(statuses(j), statuses(await show('local.tally')));
  });
}

test('a share that is not there is named, and nothing is merged', async () => {
  fs.rmSync(path.join(folder, 'shares4/share-2-of-4.tally'));
  const { code, stderr } = await slurm(['merge', 'shares4', 'hole.tally']);
  assert.equal(code, 1);
  assert.match(stderr, /missing of 4 shares: 2;/);
  assert.ok(!fs.existsSync(path.join(folder, 'hole.tally')));
  assert.equal((await slurm(['merge', 'nothing-here', 'hole.tally'])).code, 1);
  const outside = await slurm(['scan', 'inputs.txt', 'shares4'], { SLURM_ARRAY_TASK_ID: '', SLURM_ARRAY_TASK_COUNT: '' });
  assert.equal(outside.code, 2);
  assert.match(outside.stderr, /sbatch --array/);
  assert.equal((await slurm(['scan', 'inputs.txt', 'shares4'], { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_COUNT: '4' })).code, 2);
});

// Whichever Python has pyspark: the one that is named, the one of the figures, the system's.
const python = [process.env.ACCORD_SPARK_PYTHON, path.join(root, 'build/bench-venv/bin/python'), 'python3'].filter(Boolean).find((p) => {
  try {
    execFileSync(p, ['-c', 'import pyspark'], { stdio: 'ignore' });
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});
const spark = (args, input = '') => run(python, [path.join(root, 'integrations/spark.py'), ...args], { input, env: { PYSPARK_PYTHON: python, SPARK_LOCAL_IP: '127.0.0.1' } });
const without = !python && 'no Python with pyspark, or no Java (bench/run sets one up in build/bench-venv)';

test('real executors of a Spark cluster, with more shares than inputs', { skip: without }, async () => {
  const { digest } = await local();
  const { code, stdout, stderr } = await spark(['-', '-o', 'spark.tally', '--shares', '9', '--accord', accord, '--master', 'local-cluster[2,1,1024]', '--', ...options], inputs.join('\n'));
  assert.equal(code, 0, stderr.slice(-4000));
  assert.equal(stdout.trim(), digest);
  const j = await show('spark.tally');
  assert.equal(j.digest, digest);
  assert.deepEqual(statuses(j), statuses(await show('local.tally')));
  assert.deepEqual(fs.readdirSync(folder).filter((n) => n.includes('.shares-')), []);
});

test('a share that fails fails the Spark job, and nothing is written', { skip: without }, async () => {
  const { code, stderr } = await spark(['in/a.jsonl', '-o', 'failed.tally', '--accord', accord, '--master', 'local[1]', '--', '--kind', 'stolen']);
  assert.notEqual(code, 0);
  assert.match(stderr, /stolen/);
  assert.ok(!fs.existsSync(path.join(folder, 'failed.tally')));
});
