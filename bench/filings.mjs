// Filed submissions acknowledged per second, through the socket: each client has its own account and token and files again when it
// has its receipt; each filing replaces the last one and has two points, validation, a durable leaf of the log, a receipt and an audit row.
// Lost is what the log does not hold. Overload: more connections than the server takes, four times those of the peak and more.
//
//   node bench/filings.mjs [--seconds S]     ACCORD_BIN, BENCH_FILING: the programs
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAccord } from '../tests/http/lib/server.mjs';
import { readNote } from '../tests/fault/lib/log.mjs';
import { filingOf, makeRound, request } from '../tests/fault/lib/round.mjs';
import { report } from './report.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const program = process.env.BENCH_FILING ?? `${root}build/release/bench_filing`;
const at = process.argv.indexOf('--seconds');
const seconds = at < 0 ? 6 : Number(process.argv[at + 1]);
const accounts = 1000;
const crowd = 6000; // the listener takes 5,000 connections

// Accounts cost an argon2id hash each, so a folder with them is kept in build/ for as long as the tables stay the same, and copied.
const migrations = `${root}src/store/migrations/`;
const tables = crypto.createHash('sha256');
for (const file of fs.readdirSync(migrations).sort()) tables.update(fs.readFileSync(migrations + file));
const kept = `${root}build/bench/accounts-${accounts}-${tables.digest('hex').slice(0, 8)}`;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-bench-'));
const serve = (data) => startAccord(['serve', '--data', data, '--listen', '127.0.0.1:0'], { timeout: 60_000 });

async function prepare() {
  if (fs.existsSync(`${kept}/round.json`)) return;
  fs.rmSync(kept, { recursive: true, force: true });
  fs.mkdirSync(kept, { recursive: true });
  const server = await serve(`${kept}/data`);
  const round = await makeRound(server, { participants: accounts });
  await server.stop();
  fs.writeFileSync(`${kept}/round.json`, JSON.stringify(round));
}

const logSize = async (server) => readNote((await request(server, 'GET', '/log/checkpoint')).text).size;

// Milliseconds of processor time that the server has used: unlike a rate, it hardly depends on what else the machine does.
const processor = (server) => {
  const fields = fs.readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

async function load(server, round, clients) {
  const requests = round.tokens.map((token, i) => ({ token, body: JSON.stringify({ ...filingOf(round, undefined, i, 2), idempotency_key: undefined }) }));
  const plan = path.join(folder, 'plan.json');
  fs.writeFileSync(plan, JSON.stringify({ port: server.port, host: server.host, path: `${round.path}/submission`, requests }));
  const before = await logSize(server);
  const used = processor(server);
  const out = JSON.parse(execFileSync(program, [plan, String(clients), String(seconds)], { encoding: 'utf8', timeout: 120_000 }));
  const grown = (await logSize(server)) - before;
  const cpu_us = Math.round(((processor(server) - used) * 1000) / out.acknowledged);
  return { ...out, cpu_us, lost: out.acknowledged - Math.min(grown, out.distinct), surplus: grown - out.acknowledged };
}

try {
  await prepare();
  fs.cpSync(`${kept}/data`, `${folder}/data`, { recursive: true });
  const round = JSON.parse(fs.readFileSync(`${kept}/round.json`));
  const server = await serve(`${folder}/data`);
  const one = await load(server, round, 1);
  let peak = 0;
  for (const clients of [64, accounts]) {
    const run = await load(server, round, clients);
    peak = Math.max(peak, run.per_s);
    const name = `filed submissions acknowledged, ${clients} clients`;
    report(name, run.per_s, '1/s', {
      anchor: 'one client', anchorValue: one.per_s, target: 5000,
      cpu_us_each: run.cpu_us, p50_ms: run.p50_ms, p99_ms: run.p99_ms, acknowledged: run.acknowledged, lost: run.lost, failed: run.failed, last_failure: run.last_failure || undefined,
    });
    report(`${name}: p99`, run.p99_ms, 'ms', { target: 500, better: 'less' });
    report(`${name}: lost`, run.lost, 'filings', { target: 0, better: 'less' });
  }
  const over = await load(server, round, crowd);
  report(`overload, ${crowd} clients: acknowledged`, over.per_s, '1/s', {
    anchor: 'the peak above', anchorValue: peak, target: 0.9, of: 'ratio', p99_ms: over.p99_ms,
    turned_away: over.turned_away, without_retry_after: over.without_retry_after, lost: over.lost, failed: over.failed, last_failure: over.last_failure || undefined,
  });
  await server.stop();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
