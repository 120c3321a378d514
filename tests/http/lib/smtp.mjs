// A mail server of a few lines: keeps what it was given. `refuse(address)` answers 550 to that recipient.
import net from 'node:net';

export class Smtp {
  static async start(port = 0) {
    const server = new Smtp();
    server.mails = [];
    server.refuse = () => false;
    server.sockets = new Set();
    server.listener = net.createServer((socket) => server.talk(socket));
    await new Promise((done, failed) => server.listener.once('error', failed).listen(port, '127.0.0.1', done));
    server.port = server.listener.address().port;
    return server;
  }
  talk(socket) {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    let buffer = '', data = false, mail = { to: [] };
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 sink.example ESMTP');
    socket.on('data', (piece) => {
      buffer += piece.toString('latin1');
      for (;;) {
        if (data) {
          const end = buffer.indexOf('\r\n.\r\n');
          if (end < 0) return;
          mail.bytes = buffer.slice(0, end + 2).replace(/\r\n\.\./g, '\r\n.');
          buffer = buffer.slice(end + 5);
          data = false;
          this.mails.push(mail);
          mail = { to: [] };
          say('250 taken');
          continue;
        }
        const end = buffer.indexOf('\r\n');
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (/^(ehlo|helo)/i.test(line)) say('250 sink.example');
        else if (/^mail from:/i.test(line)) (mail.from = /<(.*)>/.exec(line)[1]), say('250 ok');
        else if (/^rcpt to:/i.test(line)) {
          const to = /<(.*)>/.exec(line)[1];
          if (this.refuse(to)) say('550 nobody here');
          else mail.to.push(to), say('250 ok');
        } else if (/^data/i.test(line)) (data = true), say('354 go on');
        else if (/^quit/i.test(line)) say('221 bye'), socket.end();
        else say('250 ok');
      }
    });
  }
  async until(enough, patience = 20_000) {
    for (const end = Date.now() + patience; Date.now() < end; await new Promise((r) => setTimeout(r, 50))) if (enough(this.mails)) return this.mails;
    throw new Error(`not in ${patience} ms: ${JSON.stringify(this.mails, null, 1).slice(0, 3000)}`);
  }
  async stop() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.listener.close(done));
  }
}

// The body of a mail as it is read, and its headers unfolded.
export function readMail(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  const headers = bytes.slice(0, end).replace(/\r\n[ \t]/g, ' ').split('\r\n');
  const soft = bytes.slice(end + 4).replace(/=\r\n/g, '');
  const body = Buffer.from(soft.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');
  const header = (name) => headers.find((h) => h.toLowerCase().startsWith(`${name.toLowerCase()}: `))?.slice(name.length + 2);
  const words = (text) => text?.replace(/\?=\s+=\?utf-8\?B\?/gi, '').replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, b) => Buffer.from(b, 'base64').toString('utf8'));
  return { headers, header, subject: words(header('Subject')), to: words(header('To')), body };
}
