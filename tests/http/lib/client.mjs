// A client of a running Accord: one per person, with the cookies of a browser or the token of a program.
// `send` gives { status, headers, bytes, text, json() }; nothing is followed or repeated by itself.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

export function request(port, method, path, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(pieces);
        const text = bytes.toString('utf8');
        resolve({ status: answer.statusCode, headers: answer.headers, bytes, text, json: () => JSON.parse(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.setTimeout(20_000, () => outgoing.destroy(new Error(`${method} ${path}: no answer in 20 s`)));
    if (body !== undefined) outgoing.write(body);
    outgoing.end();
  });
}

const form = (fields) =>
  new URLSearchParams(Object.entries(fields).flatMap(([k, v]) => [v].flat().map((one) => [k, String(one)]))).toString();

export class Client {
  constructor(port, name = 'anonymous') {
    Object.assign(this, { port, name, cookies: new Map(), token: null });
  }
  // Sends as a program (with the token) where there is one; `as: 'browser'` sends the cookies instead.
  async send(method, path, { headers = {}, body, as = this.token ? 'program' : 'browser' } = {}) {
    const all = { ...headers };
    if (as === 'program') all.authorization ??= `Bearer ${this.token}`;
    else if (this.cookies.size > 0) all.cookie ??= [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const answer = await request(this.port, method, path, { headers: all, body });
    for (const line of as === 'browser' ? answer.headers['set-cookie'] ?? [] : []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/max-age=0\b/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
  get(path, options = {}) {
    return this.send('GET', path, options);
  }
  getJson(path, options = {}) {
    return this.send('GET', path, { ...options, headers: { accept: 'application/json', ...options.headers } });
  }
  // A program's call: JSON in, JSON out.
  post(path, fields = {}, { headers = {}, ...options } = {}) {
    return this.send('POST', path, { ...options, body: JSON.stringify(fields), headers: { accept: 'application/json', 'content-type': 'application/json', ...headers } });
  }
  async csrf(page = '/sign-in') {
    const answer = await this.get(page, { as: 'browser' });
    return /name="csrf" value="([^"]*)"/.exec(answer.text)?.[1];
  }
  // A form sent by the page that it stands on.
  async submit(path, fields, { page = '/sign-in', headers = {} } = {}) {
    const csrf = fields.csrf ?? (await this.csrf(page));
    return this.send('POST', path, { as: 'browser', body: form({ ...fields, csrf }), headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
  }
}
