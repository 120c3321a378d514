// What the listener promises besides framing: limits and times, bodies as sent, the cache, streams, a polite end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Raw } from './lib/raw.mjs';
import { startEcho } from './lib/server.mjs';

const get = (server, target, extra = '') => `GET ${target} HTTP/1.1\r\nHost: ${server.host}\r\n${extra}\r\n`;
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');
const handled = async (server) => (await (await fetch(`${server.url}/count`)).json()).handled;

async function one(server, bytes, options) {
  const raw = new Raw(server.port);
  try {
    return await raw.send(bytes).answer(options);
  } finally {
    raw.destroy();
  }
}

describe('requests and answers', () => {
  let server;
  before(async () => {
    server = await startEcho();
  });
  after(() => server.stop());

  test('a body arrives as it was sent, by length and in chunks', async () => {
    const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) >> 3));
    const whole = await (await fetch(`${server.url}/x`, { method: 'POST', body })).json();
    assert.deepEqual([whole.size, whole.sha256], [body.length, sha(body)]);
    const pieces = [];
    for (let at = 0, n = 1; at < body.length; at += n, n = (n * 3) % 9973) pieces.push(`${n.toString(16)};x=1\r\n`, body.subarray(at, at + n), '\r\n');
    const last = pieces[pieces.length - 2];
    pieces[pieces.length - 3] = `${last.length.toString(16)}\r\n`;
    const raw = new Raw(server.port);
    raw.send(`POST /x HTTP/1.1\r\nHost: ${server.host}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    raw.send(Buffer.concat([...pieces.map((p) => Buffer.from(p)), Buffer.from('0\r\nX-Trailer: 1\r\n\r\n')]));
    const answer = JSON.parse((await raw.answer({ ms: 10_000 })).body);
    assert.deepEqual([answer.size, answer.sha256], [body.length, sha(body)]);
    assert.ok(!answer.headers.some(([name]) => name === 'x-trailer'), 'a trailer became a header');
    raw.destroy();
  });

  test('100 Continue comes before the body, and 413 instead of it', async () => {
    const raw = new Raw(server.port);
    raw.send(`POST /x HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`);
    assert.equal((await raw.answer()).status, 100);
    assert.equal((await raw.send('hi').answer()).status, 200);
    raw.send(`POST /x HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n`);
    assert.equal((await raw.answer()).status, 413);
    assert.ok(await raw.ended());
    raw.destroy();
  });

  test('chunks that grow over the limit are refused, and their sender can read why', async () => {
    const raw = new Raw(server.port);
    raw.send(`POST /x HTTP/1.1\r\nHost: ${server.host}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1 << 20), Buffer.from('\r\n')]);
    for (let i = 0; i < 30; ++i) raw.send(chunk);
    assert.equal((await raw.answer({ ms: 10_000 }))?.status, 413);
    raw.destroy();
  });

  test('HEAD has the headers of GET and no body', async () => {
    for (const path of ['/page/100', '/page/100', '/stream/3']) {
      const raw = new Raw(server.port);
      raw.send(`HEAD ${path} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
      const answer = await raw.answer({ head: true });
      assert.equal(answer.status, 200);
      if (path.startsWith('/page')) assert.equal(answer.get('content-length'), '100');
      assert.equal((await raw.send(get(server, '/count')).answer()).status, 200, 'a body came behind HEAD');
      raw.destroy();
      await fetch(`${server.url}/page/100`);
    }
  });

  test('a stream is whole on HTTP/1.1 and, ended by the connection, on HTTP/1.0', async () => {
    const text = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('');
    assert.equal(await (await fetch(`${server.url}/stream/500`)).text(), text);
    const old = new Raw(server.port);
    old.send(`GET /stream/500 HTTP/1.0\r\nHost: ${server.host}\r\nConnection: keep-alive\r\n\r\n`);
    assert.ok(await old.ended());
    assert.equal((await old.answer()).body.toString(), text);
    old.destroy();
  });

  test('a stream that fails half-way is not taken for the whole', async () => {
    await assert.rejects(fetch(`${server.url}/broken/3`).then((answer) => answer.text()));
    const curl = spawn('curl', ['-sS', '--max-time', '5', `${server.url}/broken/3`], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    curl.stdout.on('data', (data) => (said.out += data));
    curl.stderr.on('data', (data) => (said.err += data));
    assert.equal((await once(curl, 'close'))[0], 18);
    assert.equal(said.out, 'line 0\nline 1\nline 2\n');
    assert.match(said.err, /transfer closed with outstanding read data/);
    // HTTP/1.0 ends a body with the connection: only a reset tells the one end from the other.
    const old = spawn('curl', ['-sS', '--http1.0', '--max-time', '5', `${server.url}/broken/3`], { stdio: 'ignore' });
    assert.equal((await once(old, 'close'))[0], 56);
  });

  test('every answer has the security headers and a date; a refusal too', async () => {
    for (const bytes of [get(server, '/x'), get(server, '/page/5'), get(server, '/page/5'), 'NO / HTTP/1.1\r\n\r\n']) {
      const answer = await one(server, bytes);
      assert.match(answer.get('content-security-policy'), /default-src 'none'/);
      assert.equal(answer.get('x-content-type-options'), 'nosniff');
      assert.equal(answer.get('referrer-policy'), 'same-origin');
      assert.equal(answer.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(answer.get('cross-origin-resource-policy'), 'same-origin');
      assert.ok(answer.get('permissions-policy'));
      assert.ok(Math.abs(Date.parse(answer.get('date')) - Date.now()) < 5_000);
    }
  });

  test('a handler cannot add a line to the header, and a handler that fails is a 500', async () => {
    const injected = await one(server, get(server, '/bad-header'));
    assert.equal(injected.status, 500);
    assert.equal(injected.get('set-cookie'), undefined);
    const raw = new Raw(server.port);
    assert.equal((await raw.send(get(server, '/throw')).answer()).status, 500);
    assert.equal((await raw.send(get(server, '/x')).answer()).status, 200, 'the connection outlives a failure of a handler');
    raw.destroy();
  });

  test('forwarded headers of anyone but the proxy count for nothing', async () => {
    const answer = await one(server, get(server, '/x', 'X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n'));
    const seen = JSON.parse(answer.body);
    assert.deepEqual([seen.remote, seen.secure, seen.loopback], ['127.0.0.1', false, true]);
  });

  test('of the proxy, the last address counts, and it is not on the loopback', async () => {
    const behind = await startEcho(['proxy=127.0.0.1', 'host=code.example']);
    const answer = await one(behind, 'GET /x HTTP/1.1\r\nHost: Code.Example:443\r\nX-Forwarded-For: 1.1.1.1, 9.9.9.9\r\nX-Forwarded-Proto: https\r\n\r\n');
    const seen = JSON.parse(answer.body);
    assert.deepEqual([seen.remote, seen.secure, seen.loopback], ['9.9.9.9', true, false]);
    await behind.stop();
  });

  test('a multipart form is read part by part', async () => {
    const form = new FormData();
    form.set('text', 'caf\u00e9\r\n--not a boundary');
    form.set('empty', '');
    form.set('file', new Blob([Buffer.from([0, 1, 255])]), 'a "quoted" name.md');
    const seen = await (await fetch(`${server.url}/form`, { method: 'POST', body: form })).json();
    assert.deepEqual(seen.fields, [['text', 'caf\u00e9\r\n--not a boundary'], ['empty', '']]);
    assert.deepEqual(seen.files, [{ name: 'file', file_name: 'a "quoted" name.md', type: 'application/octet-stream', size: 3 }]);
  });
});

describe('the cache', () => {
  let server;
  before(async () => {
    server = await startEcho(['cache_ms=700']);
  });
  after(() => server.stop());
  const runs = async (requests) => {
    const from = await handled(server);
    for (const request of requests) assert.equal((await one(server, request)).status, 200);
    return (await handled(server)) - from - 1;
  };

  test('serves anonymous pages without a handler, until the generation changes or time passes', async () => {
    assert.equal(await runs([get(server, '/page/1'), get(server, '/page/1'), get(server, '/page/1')]), 1);
    await fetch(`${server.url}/bump`, { method: 'POST' });
    assert.equal(await runs([get(server, '/page/1'), get(server, '/page/1')]), 1);
    await sleep(800);
    assert.equal(await runs([get(server, '/page/1')]), 1);
  });

  test('never serves who has a cookie or a token, nor stores their pages', async () => {
    const requests = ['Cookie: a=b\r\n', 'Authorization: Bearer x\r\n', 'Cookie: a=b\r\n'].map((h) => get(server, '/page/2', h));
    assert.equal(await runs([...requests, get(server, '/page/2'), ...requests]), 7);
  });

  test('keeps apart what was asked for in another language, form or path', async () => {
    const wishes = ['', 'Accept: application/json\r\n', 'Accept: text/html,*/*\r\n', 'Accept-Language: de\r\n', 'Accept-Language: fr\r\n'];
    assert.equal(await runs([...wishes, ...wishes].map((h) => get(server, '/page/3', h))), wishes.length);
    assert.equal(await runs([get(server, '/page/3?a'), get(server, '/page/3?b')]), 2);
  });

  test('answers 304 to who has the page already', async () => {
    const first = await one(server, get(server, '/page/4'));
    const raw = new Raw(server.port);
    for (const list of [first.get('etag'), `"x", W/${first.get('etag')}`, '*']) {
      const again = await raw.send(get(server, '/page/4', `If-None-Match: ${list}\r\n`)).answer();
      assert.equal(again.status, 304);
      assert.equal(again.get('etag'), first.get('etag'));
      assert.equal(again.get('content-length'), undefined);
    }
    assert.equal((await raw.send(get(server, '/page/4', 'If-None-Match: "other"\r\n')).answer()).status, 200);
    raw.destroy();
  });
});

describe('times and crowds', () => {
  test('slow heads and bodies get 408, idle connections an end, and 200 of them do not slow the others', async () => {
    const server = await startEcho(['header_ms=1500', 'body_ms=1500', 'idle_ms=1500']);
    const open = (bytes) => Array.from({ length: 100 }, () => new Raw(server.port).send(bytes));
    const heads = open(`GET / HTTP/1.1\r\nHost: ${server.host}\r\nX-Slow: `);
    const bodies = open(`POST / HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 100\r\n\r\nabc`);
    const idle = open('');
    const dripping = setInterval(() => heads.forEach((raw) => raw.send('a')), 200);
    const from = performance.now();
    for (let i = 0; i < 200; ++i) assert.equal((await fetch(`${server.url}/x`)).status, 200);
    const each = (performance.now() - from) / 200;
    assert.ok(each < 50, `${each} ms a request beside slow sockets`);
    for (const raw of [...heads, ...bodies]) {
      assert.equal((await raw.answer({ ms: 8_000 }))?.status, 408);
      assert.ok(await raw.ended(8_000));
    }
    for (const raw of idle) assert.ok(await raw.ended(8_000));
    assert.ok(idle.every((raw) => raw.buffer.length === 0), 'an idle connection is not told anything');
    clearInterval(dripping);
    for (const raw of [...heads, ...bodies, ...idle]) raw.destroy();
    await server.stop();
  });

  test('a full pool turns away with 503 and Retry-After, and stays in step', async () => {
    const server = await startEcho(['reads=1', 'waiting=1']);
    const busy = [new Raw(server.port).send(get(server, '/slow/1500'))];
    await sleep(200);
    busy.push(new Raw(server.port).send(get(server, '/slow/1')));
    await sleep(200);
    const raw = new Raw(server.port);
    const away = await raw.send(get(server, '/x')).answer();
    assert.equal(away.status, 503);
    assert.ok(Number(away.get('retry-after')) >= 1);
    for (const other of busy) assert.equal((await other.answer({ ms: 5_000 })).status, 200);
    assert.equal((await raw.send(get(server, '/x')).answer()).status, 200);
    for (const other of [raw, ...busy]) other.destroy();
    await server.stop();
  });

  test('over the limit of connections, each is told so and ended', async () => {
    const server = await startEcho(['connections=16']);
    const held = Array.from({ length: 16 }, () => new Raw(server.port).send(get(server, '/x')));
    for (const raw of held) assert.equal((await raw.answer()).status, 200);
    const extra = new Raw(server.port).send(get(server, '/x'));
    assert.equal((await extra.answer()).status, 503);
    assert.ok(await extra.ended());
    for (const raw of [extra, ...held]) raw.destroy();
    await sleep(300);
    assert.equal((await one(server, get(server, '/x'))).status, 200);
    await server.stop();
  });

  test('on SIGTERM the server finishes what is in flight and takes nothing new', async () => {
    const server = await startEcho(['io=2']);
    const idle = new Raw(server.port).send(get(server, '/x'));
    await idle.answer();
    const slow = new Raw(server.port).send(get(server, '/slow/1200'));
    await sleep(200);
    const from = performance.now();
    const stopped = server.stop();
    assert.ok(await idle.ended(1_000), 'an idle connection is ended at once');
    const answer = await slow.answer({ ms: 5_000 });
    assert.equal(answer?.status, 200);
    assert.equal(answer.get('connection'), 'close');
    assert.equal(await one(server, get(server, '/x'), { ms: 500 }), null);
    slow.destroy();
    assert.equal(await stopped, 0);
    assert.ok(performance.now() - from < 5_000);
  });

  test('a half-sent body holds a stopping server for ten seconds at most, and so does a handler that hangs', async () => {
    const stopping = async (bytes, code) => {
      const server = await startEcho();
      const raw = new Raw(server.port).send(bytes(server));
      await sleep(200);
      const from = performance.now();
      assert.equal(await server.stop('SIGTERM', 14_000), code);
      assert.ok(performance.now() - from < 13_000, 'the server was held');
      raw.destroy();
    };
    await Promise.all([
      stopping((server) => `POST /x HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 10\r\n\r\nabc`, 0),
      stopping((server) => get(server, '/slow/60000'), 3),
    ]);
  });
});
