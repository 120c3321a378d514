// accord serve, demo and doctor: how a server starts, stops, and what is said of its folder.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { request } from '../http/lib/client.mjs';
import { accordBinary, startAccord } from '../http/lib/server.mjs';
import { temporaryFolder } from '../http/lib/world.mjs';

const folder = temporaryFolder();
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const run = (...args) => new Promise((resolve) => execFile(accordBinary, args, { timeout: 30_000 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));
const serve = (data) => startAccord(['serve', '--data', data, '--listen', '127.0.0.1:0']);
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
async function serveAs(data, url) {
  const port = await freePort();
  return startAccord(['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--public-url', url], { port });
}
const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);
const join = (server) => /\/join\/[\w-]{20,}/.exec(server.output())?.[0];

test('the first start makes the folder, its keys for the owner alone, and a link', async () => {
  const data = path.join(folder, 'new', 'data');
  const server = await serveAs(data, 'https://code.example.org');
  try {
    assert.match(server.output(), /https:\/\/code\.example\.org\/join\/[\w-]{20,}/);
    assert.deepEqual([mode(path.join(data, 'keys')), mode(path.join(data, 'keys/log.key')), mode(path.join(data, 'keys/server.secret'))], ['700', '600', '600']);
    assert.equal((await request(server.port, 'GET', '/', { headers: { host: 'code.example.org' } })).status, 200);
    assert.equal((await request(server.port, 'GET', '/')).status, 421, 'only the host that people use');
    const log = (await request(server.port, 'GET', '/log', { headers: { host: 'code.example.org', accept: 'application/json' } })).json();
    assert.equal(log.origin, 'code.example.org/log');
  } finally {
    assert.equal(await server.stop(), 0);
  }
  // The origin stays what the first start fixed, whatever the address is called later.
  const again = await serveAs(data, 'https://other.example.org');
  try {
    assert.ok(join(again), 'nobody has set a password yet');
    const log = (await request(again.port, 'GET', '/log', { headers: { host: 'other.example.org', accept: 'application/json' } })).json();
    assert.equal(log.origin, 'code.example.org/log');
  } finally {
    assert.equal(await again.stop('SIGINT'), 0);
  }
});

test('a second signal ends at once what the first one lets finish', async () => {
  const server = await serve(path.join(folder, 'twice'));
  const half = net.connect(server.port, '127.0.0.1', () => half.write(`POST /sign-in HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 10\r\n\r\nabc`));
  half.on('error', () => {});
  await new Promise((resolve) => setTimeout(resolve, 300));
  const from = performance.now();
  process.kill(server.pid, 'SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(server.pid, 0);  // what is in flight holds it
  assert.equal(await server.stop('SIGINT'), 3);
  assert.ok(performance.now() - from < 4_000, 'the second signal waited');
  half.destroy();
});

test('calls that cannot be are exit 2 with a way out', async () => {
  const data = path.join(folder, 'unused');
  for (const [args, why] of [
    [['serve'], /--data/], [['serve', '--data', data, '--listen', 'somewhere'], /no address/], [['serve', '--data', data, '--listen', '127.0.0.1:99999'], /no address/], [['serve', '--data', data, '--public-url', 'code.example.org'], /--public-url|site/],
    [['serve', '--data', data, '--public-url', 'https://a.example/path'], /host/], [['demo', '--listen', '0.0.0.0:0'], /loopback/], [['serve', '--data', data, '--db', 'mysql://x'], /./], [['nonsense'], /./],
  ]) {
    const said = await run(...args);
    assert.equal(said.code, 2, `${args.join(' ')}: ${said.code} ${said.stderr}`);
    assert.match(said.stderr + said.stdout, why, args.join(' '));
  }
});

test('a port that is taken and a folder that cannot be made are said so', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  const said = await run('serve', '--data', path.join(folder, 'port'), '--listen', `127.0.0.1:${port}`);
  taken.close();
  assert.ok([2, 3].includes(said.code), `${said.code}`);
  assert.match(said.stderr, new RegExp(`${port}`));
  fs.writeFileSync(path.join(folder, 'a-file'), '');
  const file = await run('serve', '--data', path.join(folder, 'a-file', 'data'), '--listen', '127.0.0.1:0');
  assert.ok([2, 3].includes(file.code), `${file.code}`);
  assert.match(file.stderr, /folder/);
});

test('doctor: a good folder, one in use, and what is wrong with others', async () => {
  const data = path.join(folder, 'doctor');
  const server = await serve(data);
  const busy = await run('doctor', '--data', data, '--json');
  assert.equal(busy.code, 0, busy.stdout);
  assert.ok(JSON.parse(busy.stdout).findings.some((f) => f.state === 'unknown'));
  await assert.rejects(serve(data), /ended with 2/, 'never a second writer');
  await server.stop();
  const good = await run('doctor', '--data', data, '--json');
  assert.equal(good.code, 0, good.stdout);
  assert.deepEqual([...new Set(JSON.parse(good.stdout).findings.map((f) => f.state))], ['good']);
  const key = path.join(data, 'keys/log.key');
  fs.chmodSync(key, 0o644);
  const open = await run('doctor', '--data', data);
  assert.equal(open.code, 1);
  assert.match(open.stdout, /log\.key can be read by others\n\s+chmod 600/);
  fs.chmodSync(key, 0o600);
  const kept = fs.readFileSync(key);
  fs.rmSync(key);
  assert.equal((await run('doctor', '--data', data)).code, 1);
  await assert.rejects(serve(data), /ended with 2[^]*key/, 'no new key for an old log');
  assert.equal(fs.existsSync(key), false);
  // Another key is no key of this log.
  const other = path.join(folder, 'other');
  await (await serve(other)).stop();
  fs.copyFileSync(path.join(other, 'keys/log.key'), key);
  assert.equal((await run('doctor', '--data', data)).code, 1, 'its checkpoints are not signed by this key');
  fs.writeFileSync(key, kept);
  assert.equal((await run('doctor', '--data', data)).code, 0);
  const database = path.join(data, 'accord.db');
  const bytes = fs.readFileSync(database);
  fs.writeFileSync(database, Buffer.concat([Buffer.from('this is no database, whatever it is called'), bytes.subarray(42)]));
  assert.equal((await run('doctor', '--data', data)).code, 1);
  for (const [at, code] of [[path.join(folder, 'absent'), 2], [folder, 2]]) assert.equal((await run('doctor', '--data', at)).code, code, at);
});

test('the demonstration: an open round in an example, thrown away at the end', async () => {
  const demo = await startAccord(['demo', '--listen', '127.0.0.1:0'], { timeout: 60_000 });
  const data = /\/[^\0]*accord-demo-\w+/.exec(fs.readdirSync(`/proc/${demo.pid}/fd`).map((fd) => { try { return fs.readlinkSync(`/proc/${demo.pid}/fd/${fd}`); } catch { return ''; } }).join('\0'))[0];
  try {
    const home = (await request(demo.port, 'GET', '/', { headers: { accept: 'application/json' } })).json();
    assert.equal(home.open_rounds.length, 1);
    assert.ok(home.open_rounds[0].submissions >= 30, `${home.open_rounds[0].submissions} submissions`);
    assert.ok(home.open_rounds[0].points >= 190, `${home.open_rounds[0].points} public points`);
    const page = (await request(demo.port, 'GET', '/')).text;
    assert.match(page, /action="\/demo\/role"/);
    assert.doesNotMatch(demo.output(), /\/join\//);
    assert.ok(fs.existsSync(data));
  } finally {
    assert.equal(await demo.stop(), 0);
  }
  assert.equal(fs.existsSync(data), false, 'nothing is left behind');
});
