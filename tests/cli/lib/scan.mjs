// What the tests of scans share: a folder of their own, the program, and files in the layouts of corpora.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const accord = process.env.ACCORD_BIN ?? path.join(root, 'build/release/accord');

// Removed when the tests are over.
export function workspace(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `accord-${name}-`));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const at = (...parts) => path.join(folder, ...parts);
  const write = (file, what) => {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.writeFileSync(at(file), what);
  };
  // `as`: a program and arguments that start it ("setpriv ..."). A program that hangs is killed, and its code is then null.
  const run = (args, { input = '', as = [], timeout = 60_000 } = {}) =>
    new Promise((resolve) => {
      const [program, ...before] = [...as, accord];
      const child = execFile(program, [...before, 'corpus', ...args], { cwd: folder, timeout, killSignal: 'SIGKILL', maxBuffer: 64 << 20 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
      child.stdin.on('error', () => {}); // it may not want to read
      child.stdin.end(input);
    });
  const show = async (name, ...more) => JSON.parse((await run(['show', name, '--json', ...more])).stdout);
  return { folder, at, write, run, show };
}

export const warcRecord = (uri, text, { type = 'conversion', length = Buffer.byteLength(text), date = '2024-05-18T01:58:10Z', more = 'Content-Type: text/plain\r\n', end = '\r\n\r\n' } = {}) =>
  `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Target-URI: ${uri}\r\nWARC-Date: ${date}\r\n${more}Content-Length: ${length}\r\n\r\n${text}${end}`;

export const arcRecord = (uri, text) => {
  const block = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n${text}`;
  return `${uri} 93.184.216.119 20140216050221 text/html ${Buffer.byteLength(block)}\n${block}\n`;
};
export const arcHead = 'filedesc://x.arc 127.0.0.1 20140216050221 text/plain 65\n1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n\n';

export function tarEntry(name, content) {
  const bytes = Buffer.from(content);
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write('0000644', 100);
  block.write(bytes.length.toString(8).padStart(11, '0'), 124);
  block.write('00000000000', 136);
  block.fill(' ', 148, 156);
  block.write('0ustar\x0000', 156, 'latin1');
  block.write(`${block.reduce((a, b) => a + b).toString(8).padStart(6, '0')}\0`, 148);
  return Buffer.concat([block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
