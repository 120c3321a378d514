// The framing table (RFC 9112) on a raw socket: never two answers to one request, and no request behind a doubtful byte.
// Runs against the listener alone; with ACCORD_BIN set, also against the whole program.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Raw } from './lib/raw.mjs';
import { startAccord, startEcho } from './lib/server.mjs';
import { closed, ok, pipelined, refused } from './framing_cases.mjs';

const framing = new Set([408, 413, 414, 417, 421, 431, 501, 505]);
const probe = (host) => `GET /count HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

// In a chunk that holds a request, the size is that of what lies between the two line ends.
function bytesFor(raw, host) {
  const text = raw.replaceAll('@LEN', '\0LEN').replaceAll('@', host);
  const at = text.indexOf('\0LEN\r\n');
  if (at < 0) return text;
  const from = at + 6;
  return text.replace('\0LEN', (text.length - '\r\n0\r\n\r\n'.length - from).toString(16));
}

function expectOk(answer, strict, what) {
  assert.ok(answer, `${what}: no answer`);
  if (strict) assert.equal(answer.status, 200, `${what}: ${answer.body}`);
  assert.ok(!framing.has(answer.status), `${what}: ${answer.status} ${answer.body}`);
}

async function inStep(raw, server, what) {
  raw.send(probe(server.host));
  assert.ok(await raw.answer(), `${what}: the connection is out of step`);
  assert.equal(raw.buffer.length, 0, `${what}: an answer too many`);
}

async function eachCase(cases, run) {
  assert.ok(cases.length > 0);
  const queue = [...cases];
  const failures = [];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await run(next).catch((error) => failures.push(`${next[0]}: ${error.message}`));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  assert.deepEqual(failures, []);
}

function table(name, start, strict) {
  describe(name, () => {
    let server;
    before(async () => {
      server = await start();
    });
    after(() => server?.stop());

    test('the table holds at least 150 cases', () => assert.ok(ok.length + closed.length + refused.length + pipelined.length >= 150));

    test('requests as they should be are answered, and the connection stays', () =>
      eachCase(ok, async ([what, bytes]) => {
        const raw = new Raw(server.port);
        try {
          raw.send(bytesFor(bytes, server.host));
          let answer = await raw.answer();
          if (answer?.status === 100) answer = await raw.answer();
          expectOk(answer, strict, what);
          await inStep(raw, server, what);
        } finally {
          raw.destroy();
        }
      }));

    test('who asks for the end of the connection gets it, after one answer', () =>
      eachCase(closed, async ([what, bytes]) => {
        const raw = new Raw(server.port);
        try {
          raw.send(bytesFor(bytes, server.host) + probe(server.host));
          expectOk(await raw.answer(), strict, what);
          assert.ok(await raw.ended(), `${what}: still open`);
          assert.equal(raw.buffer.length, 0, `${what}: a second answer`);
        } finally {
          raw.destroy();
        }
      }));

    test('what is in doubt is refused once, and nothing behind it is read as a request', () =>
      eachCase(refused, async ([what, bytes, statuses]) => {
        const raw = new Raw(server.port);
        try {
          raw.send(bytesFor(bytes, server.host) + probe(server.host).repeat(2));
          const answer = await raw.answer();
          assert.ok(answer, `${what}: no answer`);
          assert.ok(statuses.includes(answer.status), `${what}: ${answer.status} ${answer.body}`);
          assert.equal(answer.get('connection'), 'close', what);
          assert.ok(await raw.ended(), `${what}: still open`);
          assert.equal(raw.buffer.length, 0, `${what}: a second answer`);
        } finally {
          raw.destroy();
        }
      }));

    test('byte by byte, the same is refused and the same is answered', async () => {
      const slow = async ([what, bytes, statuses]) => {
        const text = bytesFor(bytes, server.host);
        if (text.length > 400) return;
        const raw = new Raw(server.port);
        try {
          for (const byte of Buffer.from(text, 'latin1')) {
            raw.send(Buffer.from([byte]));
            await new Promise(setImmediate);
          }
          if (statuses) raw.send(probe(server.host));
          let answer = await raw.answer();
          if (answer?.status === 100) answer = await raw.answer();
          if (!statuses) return expectOk(answer, strict, what);
          assert.ok(answer && statuses.includes(answer.status), `${what}: ${answer?.status}`);
          assert.ok(await raw.ended(), `${what}: still open`);
          assert.equal(raw.buffer.length, 0, `${what}: a second answer`);
        } finally {
          raw.destroy();
        }
      };
      await eachCase([...ok, ...refused], slow);
    });

    test('pipelined requests are answered in their order, up to the first doubtful one', () =>
      eachCase(pipelined, async ([what, bytes, answers]) => {
        const raw = new Raw(server.port);
        try {
          raw.send(bytesFor(bytes, server.host));
          for (const expected of answers) {
            const answer = await raw.answer();
            if (expected === 'ok') expectOk(answer, strict, what);
            else assert.equal(answer?.status, expected, what);
          }
          if (answers.at(-1) === 'ok' && !bytes.includes('close')) return await inStep(raw, server, what);
          assert.ok(await raw.ended(), `${what}: still open`);
          assert.equal(raw.buffer.length, 0, `${what}: an answer too many`);
        } finally {
          raw.destroy();
        }
      }));

    test('a header of 5 MB is refused, and its sender can read why', async () => {
      const raw = new Raw(server.port);
      try {
        raw.send(`GET / HTTP/1.1\r\nHost: ${server.host}\r\n`);
        const piece = `X: ${'a'.repeat(65_000)}\r\n`;
        for (let sent = 0; sent < 5_000_000; sent += piece.length) {
          raw.send(piece);
          await new Promise(setImmediate);
        }
        assert.equal((await raw.answer())?.status, 431);
      } finally {
        raw.destroy();
      }
    });
  });
}

table('the listener alone', () => startEcho(), true);
if (process.env.ACCORD_BIN) table('the whole program', () => startAccord(['demo', '--listen', '127.0.0.1:0']), false);
