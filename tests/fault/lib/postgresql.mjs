// A private PostgreSQL on the loopback interface, in a temporary folder; as user `postgres` when the tests run as root.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const base = '/usr/lib/postgresql';
const asUser = (command, args) => (process.getuid() === 0 ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args]);

const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

// Gives { url, newDatabase(), stop() }, or null where PostgreSQL is not installed.
export async function startPostgresql() {
  const versions = fs.existsSync(base) ? fs.readdirSync(base).sort((a, b) => Number(a) - Number(b)) : [];
  const programs = versions.map((v) => path.join(base, v, 'bin')).filter((p) => fs.existsSync(path.join(p, 'initdb')));
  if (programs.length === 0) return null;
  const bin = programs.at(-1);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-postgresql-'));
  if (process.getuid() === 0) execFileSync('chown', ['postgres', folder]);
  const run = (program, args) => execFileSync(...asUser(path.join(bin, program), args), { cwd: '/', stdio: 'pipe' });
  run('initdb', ['-D', `${folder}/data`, '-U', 'accord', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  const port = await freePort();
  const settings = [`listen_addresses=127.0.0.1`, `port=${port}`, `unix_socket_directories=${folder}`].flatMap((s) => ['-c', s]);
  const child = spawn(...asUser(path.join(bin, 'postgres'), ['-D', `${folder}/data`, ...settings]), { cwd: '/', stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const ready = () => {
    try {
      run('pg_isready', ['-h', '127.0.0.1', '-p', String(port), '-q']);
      return true;
    } catch {
      return false;
    }
  };
  for (let i = 0; !ready(); ++i, await sleep(100)) if (i === 100) throw new Error('PostgreSQL does not start');
  let databases = 0;
  return {
    newDatabase() {
      const name = `fault_${++databases}`;
      run('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'accord', name]);
      return `postgresql://accord@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      try {
        run('pg_ctl', ['stop', '-D', `${folder}/data`, '-m', 'fast']);
      } catch {
        child.kill('SIGQUIT');
      }
      await gone;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
