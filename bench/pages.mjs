// Cached pages of 10 and 100 KB through the listener, against nginx serving the same bytes: `wrk -t1 -c64`, in turns, and the median
// of the ratios. One JSON line per figure. Needs wrk, nginx, and a server: ACCORD_ECHO (tests/http/echo), or for the pages of the
// whole program PAGES_URLS, a comma-separated list of addresses that are served from its cache.
//
//   node bench/pages.mjs [--rounds N] [--seconds S]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEcho } from '../tests/http/lib/server.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const rounds = option('rounds', 5);
const seconds = Math.min(option('seconds', 3), 5);
const target = (bytes) => (bytes < 50_000 ? 0.85 : 0.95);

const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

async function startNginx(pages) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const port = await freePort();
  pages.forEach((bytes, i) => writeFileSync(join(folder, `${i}.html`), bytes));
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; ${process.getuid() === 0 ? 'user root;' : ''} pid ${folder}/pid; error_log ${folder}/errors;
events { worker_connections 2048; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100; types { text/html html; } ${temp}
  server { listen 127.0.0.1:${port}; root ${folder}; } }\n`,
  );
  const child = spawn('nginx', ['-e', `${folder}/errors`, '-c', `${folder}/nginx.conf`], { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 100; ++i, await sleep(50)) if ((await fetch(`${url}/0.html`).catch(() => null))?.ok) break;
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true });
  };
  return { url, stop };
}

function rate(url) {
  const out = execFileSync('wrk', ['-t1', '-c64', `-d${seconds}`, url], { encoding: 'utf8' });
  if (/Non-2xx|Socket errors/.test(out)) throw new Error(`${url}: ${out}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]);
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const echo = process.env.PAGES_URLS ? null : await startEcho();
const urls = process.env.PAGES_URLS?.split(',') ?? [10_240, 102_400].map((n) => `${echo.url}/page/${n}`);
const pages = [];
for (const url of urls) pages.push(Buffer.from(await (await fetch(url)).arrayBuffer()));
const nginx = await startNginx(pages);
try {
  for (const [i, url] of urls.entries()) {
    const runs = [];
    for (let n = 0; n < rounds; ++n) runs.push({ nginx: rate(`${nginx.url}/${i}.html`), accord: rate(url) });
    const ratio = median(runs.map((run) => run.accord / run.nginx));
    const figure = { figure: 'cached page against nginx', bytes: pages[i].length, accord_per_s: Math.round(median(runs.map((r) => r.accord))) };
    const anchor = Math.round(median(runs.map((r) => r.nginx)));
    const want = target(pages[i].length);
    console.log(JSON.stringify({ ...figure, nginx_per_s: anchor, ratio: Number(ratio.toFixed(3)), target: want, reached: ratio >= want }));
  }
} finally {
  await nginx.stop();
  await echo?.stop();
}
