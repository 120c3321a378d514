// Raw HTTP/1.1 over a socket: sends bytes as they are and reads answers strictly.
import net from 'node:net';

// Takes one whole answer off the front of a buffer: { status, headers, body, rest }, or null while it is incomplete.
export function takeAnswer(buffer, { head = false, ended = false } = {}) {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
  const line = /^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(first);
  if (!line) throw new Error(`not a status line: ${JSON.stringify(first)}`);
  const status = Number(line[1]);
  const headers = lines.map((l) => {
    const field = /^([A-Za-z0-9-]+): ([\t -~\x80-\xff]*)$/.exec(l);
    if (!field) throw new Error(`not a header line: ${JSON.stringify(l)}`);
    return [field[1].toLowerCase(), field[2]];
  });
  const get = (name) => headers.find(([n]) => n === name)?.[1];
  let rest = buffer.subarray(end + 4);
  const answer = (body, left) => ({ status, headers, get, body, rest: left });
  if (head || status < 200 || status === 204 || status === 304) return answer(Buffer.alloc(0), rest);
  if (get('transfer-encoding') === 'chunked') {
    const pieces = [];
    for (;;) {
      const cr = rest.indexOf('\r\n');
      if (cr < 0) return null;
      const size = parseInt(rest.subarray(0, cr).toString('latin1'), 16);
      if (rest.length < cr + 2 + size + 2) return null;
      pieces.push(rest.subarray(cr + 2, cr + 2 + size));
      rest = rest.subarray(cr + 2 + size + 2);
      if (size === 0) return answer(Buffer.concat(pieces), rest);
    }
  }
  if (get('content-length') === undefined) return ended ? answer(rest, Buffer.alloc(0)) : null;
  const size = Number(get('content-length'));
  return rest.length < size ? null : answer(rest.subarray(0, size), rest.subarray(size));
}

// A connection whose answers are awaited one by one.
export class Raw {
  constructor(port) {
    this.buffer = Buffer.alloc(0);
    this.closed = false;
    this.waiters = [];
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('data', (data) => {
      this.buffer = Buffer.concat([this.buffer, data]);
      this.wake();
    });
    const close = () => {
      this.closed = true;
      this.wake();
    };
    this.socket.on('end', close);
    this.socket.on('close', close);
    this.socket.on('error', close);
  }
  wake() {
    for (const waiter of this.waiters.splice(0)) waiter();
  }
  send(data) {
    if (!this.socket.destroyed) this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
    return this;
  }
  async until(condition, ms) {
    const limit = Date.now() + ms;
    for (;;) {
      const value = condition();
      if (value) return value;
      const left = limit - Date.now();
      if (left <= 0) return null;
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
  // The next answer, or null when none came in time or the connection ended first.
  async answer({ head = false, ms = 3_000 } = {}) {
    let found = null;
    await this.until(() => (found = takeAnswer(this.buffer, { head, ended: this.closed })) || this.closed, ms);
    if (found) this.buffer = found.rest;
    return found;
  }
  // Whether the other side has ended the connection within the time.
  async ended(ms = 3_000) {
    return (await this.until(() => this.closed, ms)) === true;
  }
  destroy() {
    this.socket.destroy();
  }
}
