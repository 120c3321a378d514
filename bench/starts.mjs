// Import of a draft of 400 KB, and the first page after `accord demo`: whole processes, from their start. Medians of five.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { accordBinary, startAccord } from '../tests/http/lib/server.mjs';
import { draftText } from '../tests/fault/lib/round.mjs';
import { median, milliseconds, report } from './report.mjs';

const runs = 5;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'accord-bench-'));
const run = (...args) => execFileSync(accordBinary, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
const repeat = async (act) => {
  const times = [];
  for (let i = 0; i < runs; ++i) times.push(await milliseconds(act));
  return median(times);
};

const markdown = draftText(640, 120);
const html = `<!doctype html><html lang="en"><body>\n${markdown.split('\n\n').filter(Boolean).map((block) => {
  const [, marks, words] = /^(#*) ?([^]*)$/.exec(block);
  const tag = marks ? `h${marks.length}` : 'p';
  return `<${tag}>${words}</${tag}>`;
}).join('\n')}\n</body></html>\n`;

try {
  const start = await repeat(() => run('--version'));
  for (const [name, text] of [['Markdown', markdown], ['HTML', html]]) {
    const file = path.join(folder, name === 'HTML' ? 'draft.html' : 'draft.md');
    fs.writeFileSync(file, text);
    const { provisions } = JSON.parse(run('import', 'draft', file, '--dry-run', '--json'));
    const value = await repeat(() => run('import', 'draft', file, '--dry-run', '--json'));
    report(`import of ${Math.round(text.length / 1000)} KB of ${name}`, value, 'ms', {
      anchor: 'the program started and ended', anchorValue: start, target: 1000, better: 'less', provisions: provisions.length,
    });
  }
  const times = [];
  for (let i = 0; i < runs; ++i) {
    let server;
    times.push(await milliseconds(async () => {
      server = await startAccord(['demo', '--listen', '127.0.0.1:0']);
      const page = await fetch(server.url);
      if (page.status !== 200 || !(await page.text()).includes('</html>')) throw new Error(`the first page answers ${page.status}`);
    }));
    await server.stop();
  }
  report('first page after `accord demo`', median(times), 'ms', { anchor: 'the program started and ended', anchorValue: start, target: 1000, better: 'less' });
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
