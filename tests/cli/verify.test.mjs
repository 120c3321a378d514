// accord verify, from outside: receipts and logs are made here from docs/formats alone, with Node's own
// cryptography, so that the program is held to the documents and not to itself.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-verify-'));
after(() => fs.rmSync(folder, { recursive: true }));

const run = (...args) =>
  new Promise((resolve) =>
    execFile(accord, ['verify', ...args], { timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr })));

const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), crypto.createHash('sha256')).digest();
const leaf = (entry) => sha256(Buffer.from([0]), entry);
const split = (n) => 2 ** Math.ceil(Math.log2(n) - 1);
const tree = (leaves) =>
  leaves.length === 1 ? leaves[0]
    : sha256(Buffer.from([1]), tree(leaves.slice(0, split(leaves.length))), tree(leaves.slice(split(leaves.length))));
const proof = (i, leaves) => {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return i < k ? [...proof(i, leaves.slice(0, k)), tree(leaves.slice(k))] : [...proof(i - k, leaves.slice(k)), tree(leaves.slice(0, k))];
};

function newKey(name) {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = Buffer.concat([Buffer.from([1]), raw]);
  const id = sha256(`${name}\n`, typed).subarray(0, 4);
  return { name, id, privateKey, text: `${name}+${id.toString('hex')}+${typed.toString('base64')}` };
}
function checkpoint(leaves, key) {
  const text = `${key.name}\n${leaves.length}\n${tree(leaves).toString('base64')}\n`;
  const signature = Buffer.concat([key.id, crypto.sign(null, Buffer.from(text), key.privateKey)]);
  return `${text}\n\u2014 ${key.name} ${signature.toString('base64')}\n`;
}

const key = newKey('code.example/accord');
const author = { salt: crypto.randomBytes(32), content: '{"name":"Ada Example","what":"author"}' };
const point = { salt: crypto.randomBytes(32), content: '{"anchor":null,"text":"Say \u201cshall\u201d.\\n\\nNot \\u001b[31mshould\u202e.","what":"point"}' };
const commit = (o) => sha256(o.salt, o.content).toString('hex');
const entry = (commitments) => JSON.stringify({ accord: 1, commitments: commitments.sort(), kind: 'filing', refers: {} });
const entries = [...Array(299).keys()].map((i) => entry([commit({ salt: crypto.randomBytes(32), content: `{"n":${i}}` })]));
entries.splice(200, 0, entry([commit(author), commit(point)]));
const leaves = entries.map(leaf);

function receipt(change = {}) {
  const log = { origin: key.name, index: 200, checkpoint: checkpoint(leaves, key), proof: proof(200, leaves).map((h) => h.toString('base64')) };
  const contents = (change.contents ?? [author, point]).map(({ salt, content }) => ({ salt: salt.toString('base64'), content }));
  return { accord_receipt: 1, what: 'a test', log: { ...log, ...change.log }, entry: change.entry ?? entries[200], contents };
}
function file(value, name = 'receipt.json') {
  const at = path.join(folder, name);
  fs.writeFileSync(at, typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value, null, 2));
  return at;
}

test('a receipt is proven and its words are shown so that a person can read them', async () => {
  const { code, stdout, stderr } = await run(file(receipt()), '--key', key.text);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^PROVEN\n/);
  assert.match(stdout, /Entry 200 \(filing\) of the log code\.example\/accord, .* 300 entries/);
  assert.match(stdout, /1\. author\n {5}name: Ada Example/);
  assert.match(stdout, /2\. point\n {5}text:\n {7}Say \u201cshall\u201d\.\n/);
  assert.match(stdout, /Not <U\+001B>\[31mshould<U\+202E>\./, 'words of others do not steer the terminal');
  assert.doesNotMatch(stdout, /anchor/);
});

test('the key may stand in a file', async () => {
  assert.equal((await run(file(receipt()), '--key', file(`${key.text}\n`, 'key.txt'))).code, 0);
});

test('--json says the same to a program', async () => {
  const { code, stdout } = await run(file(receipt({ contents: [point] })), '--key', key.text, '--json');
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), { ok: true, index: 200, origin: key.name, size: 300, root: tree(leaves).toString('base64'),
    kind: 'filing', opened: 1, commitments: 2, error: null });
});

test('an unknown key is an answer, not a fault: exit 1', async () => {
  const said = await run(file(receipt()), '--key', newKey(key.name).text);
  assert.equal(said.code, 1);
  assert.match(said.stderr, /signed by a key that you have not told me to trust/);
  assert.doesNotMatch(said.stdout, /Ada/, 'unproven words are not shown');
  const json = await run(file(receipt()), '--key', newKey(key.name).text, '--json');
  assert.equal(json.code, 1);
  const value = JSON.parse(json.stdout);
  assert.equal(value.ok, false);
  assert.equal(value.error, 'signed by a key that you have not told me to trust');
  assert.deepEqual(Object.keys(value).sort(), ['commitments', 'error', 'index', 'kind', 'ok', 'opened', 'origin', 'root', 'size']);
});

test('whatever was changed is found: exit 1 and the reason', async () => {
  const cases = [
    [{ contents: [author, { ...point, content: point.content.replace('shall', 'may') }] }, /content 2 is not what the entry commits to/],
    [{ contents: [author, { ...point, salt: crypto.randomBytes(32) }] }, /content 2 is not what the entry commits to/],
    [{ contents: [point, point] }, /content 2 is given twice/],
    [{ entry: entries[3] }, /the proof does not lead from this entry/],
    [{ log: { index: 201 } }, /the proof does not lead from this entry/],
    [{ log: { index: 300 } }, /the checkpoint covers 300 entries/],
    [{ log: { proof: [] } }, /the proof does not lead from this entry/],
    [{ log: { checkpoint: checkpoint(leaves, key).replace('\n300\n', '\n301\n') } }, /altered or forged/],
  ];
  for (const [change, why] of cases) {
    const said = await run(file(receipt(change)), '--key', key.text);
    assert.equal(said.code, 1, `${why}`);
    assert.match(said.stderr, why);
  }
});

test('what cannot be read, and a wrong call, is exit 2 with a way out', async () => {
  const good = file(receipt());
  for (const [args, why] of [
    [[good], /needs the public key[^]*--key/],
    [['--key', key.text], /give a receipt, --url or --data/],
    [[good, '--url', 'http://127.0.0.1:1', '--key', key.text], /give a receipt, --url or --data/],
    [[path.join(folder, 'absent.json'), '--key', key.text], /cannot read the file/],
    [[folder, '--key', key.text], /cannot read the file/],
    [[good, '--key', 'nonsense'], /not a public key/],
    [[good, '--key', good], /not a public key/],
    [[file('', 'empty'), '--key', key.text], /JSON cannot be read/],
    [[file(Buffer.from([0xff, 0xfe, 0]), 'binary'), '--key', key.text], /UTF-8/],
    [[file('[1]', 'list'), '--key', key.text], /not a receipt/],
    [[file({ ...receipt(), accord_receipt: 2 }, 'newer'), '--key', key.text], /newer/],
    [[file({ ...receipt(), entry: 7 }, 'shape'), '--key', key.text], /"entry" is not a text/],
    [['--url', 'ftp://127.0.0.1', '--key', key.text], /http/],
  ]) {
    const said = await run(...args);
    assert.equal(said.code, 2, `${args} ${said.stdout} ${said.stderr}`);
    assert.match(said.stderr, why);
  }
});

// What a server of that log answers below /log.
function paths() {
  const out = new Map([['checkpoint', checkpoint(leaves, key)]]);
  const bundle = (list) => Buffer.concat(list.map((e) => Buffer.concat([Buffer.from([e.length >> 8, e.length & 255]), Buffer.from(e)])));
  out.set('tile/entries/000', bundle(entries.slice(0, 256)));
  out.set('tile/entries/001.p/44', bundle(entries.slice(256)));
  out.set('tile/0/000', Buffer.concat(leaves.slice(0, 256)));
  out.set('tile/0/001.p/44', Buffer.concat(leaves.slice(256)));
  out.set('tile/1/000.p/1', tree(leaves.slice(0, 256)));
  return out;
}
async function serving(files, use) {
  const server = http.createServer((request, response) => {
    const body = files.get(request.url.replace('/log/', ''));
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections?.();
    server.close();
  }
}

test('--url rebuilds the root of a whole log from its entries', async () => {
  await serving(paths(), async (url) => {
    const said = await run('--url', url, '--key', key.text);
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout, /The 300 entries of the log code\.example\/accord have the root that was signed/);
    assert.match(said.stdout, /300 {2}filing/);
    const json = await run('--url', `${url}/`, '--key', key.text, '--json');
    assert.deepEqual(JSON.parse(json.stdout), { ok: true, origin: key.name, size: 300, root: tree(leaves).toString('base64'),
      kinds: { filing: 300 }, tiles: 3, error: null });
  });
});

test('--url finds an entry that was rewritten, a tile that differs and one that is gone', async () => {
  for (const name of paths().keys()) {
    const changed = paths();
    const bytes = Buffer.from(changed.get(name));
    bytes[bytes.length >> 1] ^= 1;
    changed.set(name, bytes);
    await serving(changed, async (url) => assert.equal((await run('--url', url, '--key', key.text)).code, 1, name));
    const gone = paths();
    gone.delete(name);
    await serving(gone, async (url) => assert.equal((await run('--url', url, '--key', key.text)).code, name === 'checkpoint' ? 2 : 1, name));
  }
});

test('--url of a server that does not answer is exit 3', async () => {
  const said = await run('--url', 'http://127.0.0.1:1', '--key', key.text);
  assert.equal(said.code, 3);
  assert.match(said.stderr, /cannot read http:\/\/127\.0\.0\.1:1\/log\/checkpoint/);
});
