// Starts a server for a test and ends it again. `startAccord` runs the program of ACCORD_BIN (build/release/accord unless set);
// `startEcho` runs the listener alone, of ACCORD_ECHO (tests/http/echo). Both give { url, host, port, pid, output(), stop() }.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const accordBinary = process.env.ACCORD_BIN ?? `${root}build/release/accord`;
export const echoBinary = process.env.ACCORD_ECHO ?? `${root}build/tests/echo`;

// No server outlives its test, even one that was stopped half-way.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));

// `port`: where it listens, if what it prints does not say so (behind --public-url).
async function start(binary, args, { env = {}, timeout = 20_000, port: given } = {}) {
  if (!existsSync(binary)) throw new Error(`there is no program at ${binary}`);
  const child = spawn(binary, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  const ended = once(child, 'exit');
  const port = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no address after ${timeout} ms:\n${output}`)), timeout);
    const read = (data) => {
      output += data;
      const found = given ? /^Accord is at /m.exec(output) : /(?:https?:\/\/[^\s/]+:|listening on )(\d+)/.exec(output);
      if (found) {
        clearTimeout(late);
        resolve(given ?? Number(found[1]));
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      reject(new Error(`${binary} ended with ${code ?? signal}:\n${output}`));
    });
  }).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid,
    output: () => output,
    // Gives the exit code, or the signal that ended it.
    async stop(signal = 'SIGTERM', patience = 15_000) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const hard = setTimeout(() => child.kill('SIGKILL'), patience);
      const [code, by] = await ended;
      clearTimeout(hard);
      return code ?? by;
    },
  };
}

export const startAccord = (args, options) => start(accordBinary, args, options);
export const startEcho = (args = [], options) => start(echoBinary, args, options);
