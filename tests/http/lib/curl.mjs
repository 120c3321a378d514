// curl, as a person with a terminal would use it: one process a request.
import { spawn } from 'node:child_process';

// Gives { status, headers, body }. `fields` is sent as JSON, `form` as a form, `files` as an upload.
export function curl(url, { token, cookie, fields, form, files, headers = [], method } = {}) {
  const args = ['-sS', '-i', '--max-time', '30', url];
  const fromInput = fields !== undefined || form !== undefined;
  if (method) args.push('-X', method);
  if (token) args.push('-H', `Authorization: Bearer ${token}`);
  if (cookie) args.push('-H', `Cookie: ${cookie}`);
  for (const header of headers) args.push('-H', header);
  if (fields !== undefined) args.push('-H', 'Content-Type: application/json', '-H', 'Accept: application/json');
  for (const [name, value] of Object.entries(files ?? {})) args.push('-F', `${name}=${value}`);
  if (fromInput) args.push('--data-binary', '@-', '-H', 'Expect:');
  return new Promise((resolve, reject) => {
    const child = spawn('curl', args);
    const pieces = [];
    let errors = '';
    child.stdout.on('data', (piece) => pieces.push(piece));
    child.stderr.on('data', (piece) => (errors += piece));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`curl ${url}: ${code} ${errors}`));
      const all = Buffer.concat(pieces);
      const end = all.indexOf('\r\n\r\n');
      const head = all.subarray(0, end).toString('latin1');
      resolve({ status: Number(head.split(' ')[1]), headers: head.toLowerCase(), head, body: all.subarray(end + 4) });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(fields !== undefined ? JSON.stringify(fields) : form !== undefined ? new URLSearchParams(form).toString() : '');
  });
}
