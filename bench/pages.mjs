// Published drafts as anonymous readers get them, of some 10 and 100 KB, from the cache of the whole program, against nginx serving the
// same bytes: `wrk -t1 -c64`, in turns, and the median of the ratios. One JSON line per figure. Needs wrk and nginx. PAGES_URLS, a
// comma-separated list of addresses, measures other pages, such as those of tests/http/echo.
//
//   node bench/pages.mjs [--rounds N] [--seconds S]     ACCORD_BIN: the program
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { draftText, makeRound, publish } from '../tests/fault/lib/round.mjs';
import { startAccord } from '../tests/http/lib/server.mjs';
import { median, report } from './report.mjs';

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

// Drafts whose pages come near the wanted sizes: the smallest one says what the frame of a page costs, a larger one what a measure costs.
async function startPages(wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const server = await startAccord(['serve', '--data', folder, '--listen', '127.0.0.1:0']);
  const sizeOf = async (slug) => (await (await fetch(`${server.url}/i/${slug}/drafts/1`)).arrayBuffer()).byteLength;
  const { office } = await makeRound(server, { participants: 0, slug: 'smallest', text: draftText(1, 20) });
  await publish(server, office, 'larger', draftText(41, 60));
  const frame = await sizeOf('smallest');
  const each = ((await sizeOf('larger')) - frame) / 40;
  const urls = [];
  for (const bytes of wanted) {
    const measures = 1 + Math.max(0, Math.round((bytes - frame) / each));
    await publish(server, office, `of-${bytes}`, draftText(measures, measures === 1 ? 20 : 60));
    urls.push(`${server.url}/i/of-${bytes}/drafts/1`);
  }
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  return { urls, stop };
}

const own = process.env.PAGES_URLS ? null : await startPages([10_240, 102_400]);
const urls = process.env.PAGES_URLS?.split(',') ?? own.urls;
const pages = [];
for (const url of urls) pages.push(Buffer.from(await (await fetch(url)).arrayBuffer()));
const nginx = await startNginx(pages);
try {
  for (const [i, url] of urls.entries()) {
    const runs = [];
    for (let n = 0; n < rounds; ++n) runs.push({ nginx: rate(`${nginx.url}/${i}.html`), accord: rate(url) });
    // The ratio is that of each pair of runs, which drift together.
    const anchorValue = median(runs.map((run) => run.nginx));
    const value = anchorValue * median(runs.map((run) => run.accord / run.nginx));
    const anchor = 'nginx, the same bytes';
    report(`cached draft page of ${pages[i].length} bytes`, value, '1/s', { anchor, anchorValue, target: target(pages[i].length), of: 'ratio' });
  }
} finally {
  await nginx.stop();
  await own?.stop();
}
