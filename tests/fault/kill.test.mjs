// The whole program, killed at random moments while participants file and replace their submissions. Counted from outside: every
// acknowledged filing is there with the same receipt, a repeated idempotency key has one leaf, and the log that is rebuilt from its
// entries has every root that was ever signed. ACCORD_BIN names the program; KILL_CYCLES and KILL_CYCLES_POSTGRESQL the kills.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { accordBinary, startAccord } from '../http/lib/server.mjs';
import { checkNote, checkReceipt, readLog } from './lib/log.mjs';
import { startPostgresql } from './lib/postgresql.mjs';
import { filingOf, makeRound, request } from './lib/round.mjs';

const participants = 16;
const cycles = { sqlite: Number(process.env.KILL_CYCLES ?? 50), postgresql: Number(process.env.KILL_CYCLES_POSTGRESQL ?? 8) };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-kill-'));
let postgresql = null;
before(async () => {
  postgresql = await startPostgresql();
});
after(async () => {
  await postgresql?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

// One server on one data folder through many lives, and all that it has promised.
class Trial {
  constructor(name, data, db) {
    Object.assign(this, { name, data, arguments: ['serve', '--data', data, '--listen', '127.0.0.1:0', ...(db ? ['--db', db] : [])] });
    this.promised = new Map(); // idempotency key -> { person, filing, version, index, receipt, bytes }
    this.pending = new Map(); // key -> { person, body }: sent, and never answered
    this.notes = new Map(); // size -> root in hex, of every checkpoint that was seen
    this.counts = { acknowledged: 0, repeated: 0, unanswered: 0, kills: 0 };
  }

  async start() {
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    this.server = await startAccord(this.arguments);
  }

  async prepare() {
    await this.start();
    this.round = await makeRound(this.server, { participants, abreast: 2 });
    this.first = (await this.log()).size;
    this.key = (await request(this.server, 'GET', '/log')).json().key;
  }

  log(sizes = []) {
    return readLog(this.server, sizes);
  }

  file(person, key, body) {
    const headers = { 'idempotency-key': key };
    return request(this.server, 'POST', `${this.round.path}/submission`, { token: this.round.tokens[person], json: body, headers, agent: this.agent });
  }

  receipt(person, filing) {
    return request(this.server, 'GET', `${this.round.path}/receipts/${filing}/file`, { token: this.round.tokens[person], agent: this.agent });
  }

  // What an answer promises; a second answer to the same key must promise the same.
  keep(person, key, answer) {
    assert.ok(answer.status === 201 || answer.status === 200, `${answer.status}: ${answer.text.slice(0, 300)}`);
    const said = answer.json();
    assert.equal(answer.status === 200, said.repeated);
    const before = this.promised.get(key);
    if (before) {
      assert.ok(said.repeated, 'the key filed twice');
      assert.deepEqual([said.filing, said.version, said.index], [before.filing, before.version, before.index]);
      assert.deepEqual(said.receipt, before.receipt);
      this.counts.repeated += 1;
      return before;
    }
    const promise = { person, filing: said.filing, version: said.version, index: said.index, receipt: said.receipt };
    this.promised.set(key, promise);
    this.counts.acknowledged += 1;
    return promise;
  }

  // Files again and again until the server no longer answers.
  async participant(person) {
    for (let n = 0; ; ++n) {
      const key = crypto.randomUUID();
      const body = filingOf(this.round, key, crypto.randomInt(100_000), 1 + (n % 2));
      this.pending.set(key, { person, body });
      let answer;
      try {
        answer = await this.file(person, key, body);
      } catch {
        this.counts.unanswered += 1;
        return;
      }
      if (answer.status === 503 && this.stopping) return;
      const promise = this.keep(person, key, answer);
      this.pending.delete(key);
      try {
        if (n % 8 === 0) promise.bytes = (await this.receipt(person, promise.filing)).bytes;
      } catch {
        return;
      }
    }
  }

  // Load, and in the middle of it the signal; gives what the server ended with.
  async endUnderLoad(signal, milliseconds) {
    const clients = Array.from({ length: participants }, (_, person) => this.participant(person));
    await sleep(milliseconds);
    this.stopping = signal === 'SIGTERM';
    const end = await this.server.stop(signal);
    await Promise.all(clients);
    this.agent.destroy();
    this.stopping = false;
    return end;
  }

  // Retries what was never answered, then holds the server to all that was promised since the last time.
  async hold() {
    for (const [key, { person, body }] of this.pending) {
      this.keep(person, key, await this.file(person, key, body));
      this.keep(person, key, await this.file(person, key, body));
    }
    this.pending.clear();
    const fresh = [...this.promised.values()].filter((promise) => !promise.held);
    for (let from = 0; from < fresh.length; from += 32)
      await Promise.all(
        fresh.slice(from, from + 32).map(async (promise) => {
          const stored = await this.receipt(promise.person, promise.filing);
          assert.equal(stored.status, 200, 'acknowledged and lost');
          if (promise.bytes) assert.ok(stored.bytes.equals(promise.bytes), 'the receipt has other bytes than before');
          assert.deepEqual(stored.json(), promise.receipt);
          const { index, checkpoint, contents } = checkReceipt(promise.receipt, this.key);
          assert.equal(index, promise.index);
          assert.ok(contents.some((c) => c.submission === promise.filing || c.filing === promise.filing || c.id === promise.filing));
          this.see(checkpoint);
          // What was checked here is kept by its number alone, so that memory stays small.
          promise.held = true;
          promise.digest = crypto.createHash('sha256').update(stored.bytes).digest('hex');
          delete promise.bytes;
        }),
      );
    const note = (await request(this.server, 'GET', '/log/checkpoint')).text;
    const now = checkNote(note, this.key);
    this.see(now);
    assert.equal(now.size, this.first + this.promised.size, 'leaves and filings differ: one was lost, or filed twice');
  }

  see({ size, root }) {
    const known = this.notes.get(size);
    assert.ok(!known || known === root.toString('hex'), `two roots of ${size} entries were signed`);
    this.notes.set(size, root.toString('hex'));
  }

  // The whole of it, at the end of all lives.
  async account() {
    const log = await this.log(this.notes.keys());
    for (const [size, root] of this.notes) assert.equal(log.roots.get(size).toString('hex'), root, `the root of ${size} entries`);
    const indexes = [...this.promised.values()].map((promise) => promise.index);
    const duplicates = indexes.length - new Set(indexes).size;
    let lost = 0;
    for (const promise of this.promised.values())
      if (log.entries[promise.index]?.toString() !== promise.receipt.entry) lost += 1;
    // Each participant's versions are 1, 2, 3 ...: none is missing and none is there twice.
    for (let person = 0; person < participants; ++person) {
      const versions = [...this.promised.values()].filter((p) => p.person === person).map((p) => p.version).sort((a, b) => a - b);
      assert.deepEqual(versions, versions.map((_, i) => i + 1));
    }
    const sample = [...this.promised.values()].filter((_, i) => i % Math.ceil(this.promised.size / 8) === 0);
    for (const promise of sample) {
      const stored = await this.receipt(promise.person, promise.filing);
      assert.equal(crypto.createHash('sha256').update(stored.bytes).digest('hex'), promise.digest);
      const file = path.join(folder, 'receipt.json');
      fs.writeFileSync(file, stored.bytes);
      execFileSync(accordBinary, ['verify', file, '--key', this.key], { stdio: 'pipe' });
    }
    execFileSync(accordBinary, ['verify', '--url', this.server.url, '--key', this.key], { stdio: 'pipe' });
    assert.equal(await this.server.stop(), 0);
    const { acknowledged, unanswered, repeated, kills } = this.counts;
    console.log(`${this.name}: ${kills} kills, ${acknowledged} acknowledged, ${lost} lost, ${duplicates} duplicates, ` +
      `${unanswered} unanswered and retried, ${repeated} repeated keys, ${log.size} entries, ${this.notes.size} checkpoints rebuilt`);
    assert.deepEqual({ lost, duplicates }, { lost: 0, duplicates: 0 });
  }
}

async function killAndCount(trial, count) {
  await trial.prepare();
  for (let cycle = 0; cycle < count; ++cycle) {
    assert.equal(await trial.endUnderLoad('SIGKILL', 60 + crypto.randomInt(500)), 'SIGKILL');
    trial.counts.kills += 1;
    await trial.start();
    await trial.hold();
  }
  assert.ok(trial.counts.acknowledged > count, 'the kills came before any work');
  await trial.account();
}

async function stopAndCount(trial) {
  await trial.prepare();
  for (let cycle = 0; cycle < 3; ++cycle) {
    const unanswered = trial.counts.unanswered;
    assert.equal(await trial.endUnderLoad('SIGTERM', 400), 0, trial.server.output());
    // Those that found the door closed have filed nothing; whoever was inside was answered.
    trial.counts.kills += 1;
    await trial.start();
    const size = (await trial.log()).size;
    assert.equal(size, trial.first + trial.promised.size, `something was filed without an answer (${trial.counts.unanswered - unanswered} unanswered)`);
    await trial.hold();
  }
  await trial.account();
}

test('kill -9 under load, SQLite: nothing acknowledged is lost', { timeout: 60_000 + cycles.sqlite * 4_000 }, () =>
  killAndCount(new Trial('kill -9, SQLite', path.join(folder, 'killed')), cycles.sqlite));

test('kill -9 under load, PostgreSQL: nothing acknowledged is lost', { timeout: 60_000 + cycles.postgresql * 8_000 }, (t) => {
  if (!postgresql) return t.skip('PostgreSQL is not installed');
  return killAndCount(new Trial('kill -9, PostgreSQL', path.join(folder, 'killed-pg'), postgresql.newDatabase()), cycles.postgresql);
});

test('SIGTERM under load: what is in flight is finished, nothing is lost', { timeout: 60_000 }, () =>
  stopAndCount(new Trial('SIGTERM, SQLite', path.join(folder, 'stopped'))));
