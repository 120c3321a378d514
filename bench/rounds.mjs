// Big rounds through the socket: the pages of a round of 25,000 points with 1,000 on one provision, while a second client reads; the
// export of 250,000 points and what memory it takes; the publication of a draft with 25,000 answers and placements, and what readers
// feel of it. Anchored to the sqlite3 shell, which reads, dumps or copies the same rows. One JSON line per figure.
//
//   node bench/rounds.mjs [--points N] [--export N]     ACCORD_BIN, BENCH_BIG_ROUND: the programs
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { request } from '../tests/fault/lib/round.mjs';
import { startAccord } from '../tests/http/lib/server.mjs';
import { median, milliseconds, report } from './report.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const program = process.env.BENCH_BIG_ROUND ?? `${root}build/release/bench_big_round`;
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const points = option('points', 25_000);
const exported = option('export', 250_000);
const text = (n) => n.toLocaleString('en');
const short = (n) => Number(n.toPrecision(4));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-bench-'));

// A round takes a while to make, so it is kept in build/ for as long as nothing that makes it changes.
function bigRound(n, submissions) {
  const made = crypto.createHash('sha256');
  const migrations = `${root}src/store/migrations/`;
  for (const file of fs.readdirSync(migrations).sort()) made.update(fs.readFileSync(migrations + file));
  for (const file of ['bench/big_round.cc', 'src/text/placement_generated.h', 'src/text/lineage_generated.h']) made.update(fs.readFileSync(root + file));
  const kept = `${root}build/bench/round-${n}-${made.digest('hex').slice(0, 8)}`;
  if (!fs.existsSync(`${kept}/round.json`)) {
    fs.rmSync(kept, { recursive: true, force: true });
    fs.mkdirSync(path.dirname(kept), { recursive: true });
    const start = performance.now();
    execFileSync(program, [kept, String(n), String(submissions)], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
    const seconds = (performance.now() - start) / 1000;
    report(`a round of ${text(n)} points filed and answered, through the verbs`, seconds, 's', { target: n > 100_000 ? 120 : null, better: 'less', points_per_s: Math.round(n / seconds) });
  }
  return { folder: kept, ...JSON.parse(fs.readFileSync(`${kept}/round.json`)) };
}

// Milliseconds that the sqlite3 shell takes for it; `tries` times, the median.
function sqlite(database, sql, { tries = 5, out = '/dev/null' } = {}) {
  const all = [];
  for (let k = 0; k < tries; ++k) {
    const said = execFileSync('sqlite3', [database], { input: `PRAGMA temp_store=MEMORY;\n.timer on\n.once ${out}\n${sql}\n`, encoding: 'utf8', maxBuffer: 1 << 26 });
    all.push(Number(/.*Run Time: real ([\d.]+)/s.exec(said)[1]) * 1000);
  }
  return median(all);
}

// Processor time of all threads, in milliseconds.
function processor(server) {
  let ns = 0;
  for (const task of fs.readdirSync(`/proc/${server.pid}/task`)) ns += Number(fs.readFileSync(`/proc/${server.pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return ns / 1e6;
}
const peakMemory = (server) => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) * 1024;

// One client on one connection. Anonymous pages may come from the cache, so that figures are taken as somebody signed in.
function client(server, token) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return {
    get: async (address) => {
      const answer = await request(server, 'GET', address, { token, agent, headers: { accept: 'text/html' } });
      if (answer.status !== 200) throw new Error(`${address}: ${answer.status} ${answer.text.slice(0, 300)}`);
      return answer;
    },
    close: () => agent.destroy(),
  };
}
const rank = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];

// Reads these pages in turn until it is told to stop; gives the times.
function reader(server, token, addresses, pause = 5) {
  const c = client(server, token);
  const times = [];
  let going = true;
  const done = (async () => {
    for (let k = 0; going; ++k) {
      const began = performance.now();
      times.push({ ms: await milliseconds(() => c.get(addresses[k % addresses.length])), began });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    c.close();
  })();
  return {
    times,
    stop: async () => {
      going = false;
      await done;
    },
  };
}

async function page(server, name, address, token, { anchor, target = 50, size = null, second }) {
  const c = client(server, token);
  for (let k = 0; k < 3; ++k) await c.get(address);
  const alone = 8;
  const used = processor(server);
  for (let k = 0; k < alone; ++k) await c.get(address);
  const cpu = (processor(server) - used) / alone;
  const other = reader(server, second.token, second.addresses);
  const times = [];
  let bytes = 0;
  for (let k = 0; k < 40; ++k) times.push(await milliseconds(async () => (bytes = (await c.get(address)).bytes.length)));
  await other.stop();
  c.close();
  report(`${name}: p50`, rank(times, 0.5), 'ms', { ...anchor, target, better: 'less', p99_ms: short(rank(times, 0.99)), cpu_ms_each: short(cpu), bytes });
  if (size) report(`${name}: size`, bytes / 1000, 'KB', { target: size, better: 'less' });
}

// The address of a page in the middle: the cursors are followed by JSON, which costs the same to find.
async function deep(server, token, address, pages) {
  let next = `${address}?limit=200`;
  for (let k = 0; k < pages; ++k) {
    const answer = (await request(server, 'GET', next, { token })).json();
    if (!answer.paging.next_href) break;
    next = answer.paging.next_href;
  }
  return next.replace('limit=200&', '');
}

async function pages(server, round) {
  const database = `${round.folder}/accord.db`;
  const anchorValue = sqlite(database, 'SELECT COUNT(*), SUM(LENGTH(text)) FROM point NOT INDEXED WHERE superseded_at IS NULL;');
  const anchor = { anchor: 'sqlite3 reads the round once', anchorValue };
  const of = `of ${text(points)} points`;
  const { chair, member } = round.tokens;
  const desk = `/desk/i/${round.slug}/rounds/1`;
  const list = `/i/${round.slug}/rounds/1/points`;
  const at = encodeURIComponent(round.crowded);
  const second = { token: member, addresses: [list, `${list}?category=provider`, `/i/${round.slug}/rounds/1`, `/i/${round.slug}`] };
  const measure = (name, address, token, more = {}) => page(server, name, address, token, { anchor, second, ...more });
  await measure(`desk ${of}`, desk, chair, { size: 150 });
  await measure(`desk ${of}, by category`, `${desk}?category=provider`, chair);
  await measure(`desk ${of}, on the provision with 1,000`, `${desk}?at=${at}`, chair, { size: 150 });
  await measure(`desk ${of}, on the provision with 1,000, prepared ones alone`, `${desk}?at=${at}&show=prepared`, chair);
  await measure(`publication page ${of}`, `/desk/i/${round.slug}/drafts/2/publish`, chair);
  await measure(`points page ${of}`, list, member, { size: 150 });
  await measure(`points page ${of}, in the middle`, await deep(server, member, list, Math.floor(points / 400)), member);
  await measure(`points page ${of}, by type and stance`, `${list}?type=editorial&stance=question`, member);
  await measure(`points page ${of}, of a small category`, `${list}?category=academia`, chair);
  await measure(`points page ${of}, full text, a frequent word`, `${list}?q=${round.frequent}`, member);
  await measure(`points page ${of}, full text, two words`, `${list}?q=${round.frequent}+${round.rare}`, member);
  await measure(`points page ${of}, by answer, for a chair`, `${list}?answer=accepted`, chair);
  await measure(`round page ${of}`, `/i/${round.slug}/rounds/1`, member, { target: null });
  await measure(`reader with the panel of 1,000 points`, `/i/${round.slug}/drafts/1?at=${at}`, member, { target: null });
  await measure(`provision page with 1,000 points`, `/i/${round.slug}/provisions/${encodeURIComponent(round.crowded_wid)}`, member, { target: null });
}

async function publication(server, round) {
  const database = `${round.folder}/accord.db`;
  const { chair, member } = round.tokens;
  const list = `/i/${round.slug}/rounds/1/points`;
  const readers = [reader(server, member, [list, `${list}?type=editorial`, `/i/${round.slug}/rounds/1`]), reader(server, undefined, [`/i/${round.slug}`, `/i/${round.slug}/drafts/1`])];
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const began = performance.now();
  const used = processor(server);
  const answer = await request(server, 'POST', `/desk/i/${round.slug}/drafts/2/publish`, { token: chair, json: { confirm: 'yes', takes_account_of: '1' } });
  const ended = performance.now();
  const cpu = processor(server) - used;
  for (const r of readers) await r.stop();
  if (answer.status >= 300) throw new Error(`publication: ${answer.status} ${answer.text.slice(0, 300)}`);
  const copied = sqlite(database, `ATTACH '${folder}/copy.db' AS copy; CREATE TABLE copy.a AS SELECT * FROM placement; CREATE TABLE copy.b AS SELECT * FROM opened WHERE subject LIKE 'disposition:%'; CREATE TABLE copy.c AS SELECT * FROM disposition;`, { tries: 1 });
  report(`publication with ${text(points)} answers and placements`, (ended - began) / 1000, 's', { anchor: 'sqlite3 copies the same rows', anchorValue: copied / 1000, target: 10, better: 'less', cpu_s: short(cpu / 1000) });
  const count = (sql) => Number(execFileSync('sqlite3', [database, sql], { encoding: 'utf8' }));
  const missing = points - count('SELECT COUNT(*) FROM disposition WHERE superseded_at IS NULL AND published_at IS NOT NULL AND log_index IS NOT NULL') + points - count('SELECT COUNT(*) FROM placement WHERE superseded_at IS NULL');
  report('publication: answers and placements that are missing', missing, 'rows', { target: 0, better: 'less' });
  const all = readers.flatMap((r) => r.times);
  const before = all.filter((t) => t.began + t.ms < began).map((t) => t.ms);
  const during = all.filter((t) => t.began + t.ms >= began && t.began < ended).map((t) => t.ms);
  report('readers during the publication: p99', rank(during, 0.99), 'ms', { anchor: 'p99 before it', anchorValue: rank(before, 0.99), p50_ms: short(rank(during, 0.5)), p50_before_ms: short(rank(before, 0.5)), pages_read: during.length, longest_ms: short(Math.max(...during)) });
}

async function afterwards(server, round) {
  const anchor = { anchor: 'sqlite3 reads the round once', anchorValue: sqlite(`${round.folder}/accord.db`, 'SELECT COUNT(*), SUM(LENGTH(text)) FROM point NOT INDEXED WHERE superseded_at IS NULL;') };
  const second = { token: round.tokens.member, addresses: [`/i/${round.slug}/rounds/1/points`] };
  const measure = (name, address) => page(server, name, address, round.tokens.member, { anchor, second, target: null });
  await measure(`points page of ${text(points)} points, all answered`, `/i/${round.slug}/rounds/1/points`);
  await measure(`reader with ${text(points)} points of an earlier round`, `/i/${round.slug}/drafts/2`);
  await measure(`redline with ${text(points)} points behind it`, `/i/${round.slug}/drafts/1..2`);
  const address = `/i/${round.slug}/rounds/1/report`;
  // The first one is computed; later ones under the same root of the log are kept.
  const computed = await milliseconds(async () => {
    const { status } = await request(server, 'GET', address, { token: round.tokens.member });
    if (status !== 200) throw new Error(`the report answered ${status}`);
  });
  report(`report of ${text(points)} points`, computed / 1000, 's', { anchor: anchor.anchor, anchorValue: anchor.anchorValue / 1000, target: 10, better: 'less' });
}

async function exportAll() {
  const round = bigRound(exported, Math.ceil(exported / 100));
  const dump = sqlite(`${round.folder}/accord.db`, "SELECT p.*, n.name, o.name, d.outcome, d.reason FROM point p LEFT JOIN person n ON n.id = p.person LEFT JOIN organisation o ON o.id = p.organisation LEFT JOIN disposition d ON d.point = p.id AND d.superseded_at IS NULL WHERE p.superseded_at IS NULL ORDER BY p.place, p.id;", { tries: 1 });
  for (const format of ['csv', 'jsonl']) {
    const server = await startAccord(['serve', '--data', round.folder, '--listen', '127.0.0.1:0'], { timeout: 60_000 });
    try {
      const began = performance.now();
      const got = await new Promise((resolve, reject) => {
        const call = http.request({ host: '127.0.0.1', port: server.port, path: `/i/${round.slug}/rounds/1/points.${format}`, headers: { host: server.host, authorization: `Bearer ${round.tokens.chair}` } }, (answer) => {
          let bytes = 0, lines = 0;
          answer.on('data', (piece) => {
            bytes += piece.length;
            for (let k = piece.indexOf(10); k >= 0; k = piece.indexOf(10, k + 1)) ++lines;
          });
          answer.on('aborted', () => reject(new Error('the export broke off')));
          answer.on('end', () => resolve({ bytes, lines }));
        });
        call.on('error', reject);
        call.end();
      });
      const seconds = (performance.now() - began) / 1000;
      const name = `export of ${text(exported)} points as ${format.toUpperCase()}`;
      const complete = format === 'jsonl' ? got.lines === exported : got.lines > exported;
      report(`${name}: peak memory of the server`, peakMemory(server) / 1e6, 'MB', { target: 200, better: 'less', complete });
      report(`${name}: time`, seconds, 's', { anchor: 'sqlite3 dumps the same rows', anchorValue: dump / 1000, cpu_s: short(processor(server) / 1000), megabytes: short(got.bytes / 1e6), points_per_s: Math.round(exported / seconds) });
    } finally {
      await server.stop();
    }
  }
}

try {
  const kept = bigRound(points, Math.ceil(points / 25));
  fs.cpSync(kept.folder, `${folder}/data`, { recursive: true });
  const round = { ...kept, folder: `${folder}/data` };
  const server = await startAccord(['serve', '--data', round.folder, '--listen', '127.0.0.1:0'], { timeout: 60_000 });
  try {
    await pages(server, round);
    await publication(server, round);
    await afterwards(server, round);
  } finally {
    await server.stop();
  }
  if (exported > 0) await exportAll();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
