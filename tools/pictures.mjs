// Takes the pictures of README and manual from a demonstration of its own; with pngquant, where it is installed, they
// become a third as large.
//   ACCORD_BIN=build/release/accord node tools/pictures.mjs [OUT] [chair|summary]     (OUT: docs/manual/pictures; one part alone)
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { code, contested, draft, fill, mark, onward, resource, round, startSite } from '../tests/browser/lib/site.mjs';
import { sitting } from '../tests/browser/lib/sitting.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const out = resolve(process.argv[2] ?? join(root, 'docs/manual/pictures'));
mkdirSync(out, { recursive: true });

const take = async (page, name, options = {}) => {
  const path = join(out, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path, ...options });
  spawnSync('pngquant', ['--force', '--ext', '.png', '--skip-if-larger', '256', path]);
  console.log(`${name}.png ${Math.round(statSync(path).size / 1024)} KB`);
};

// The public summary of the example corpus, and its review for whoever signs.
async function summaries() {
  const folder = mkdtempSync(join(tmpdir(), 'accord-pictures-'));
  const accord = (...args) => {
    const { status, stderr } = spawnSync(process.env.ACCORD_BIN ?? join(root, 'build/release/accord'), args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`accord ${args.join(' ')}: ${stderr}`);
  };
  const at = (name) => join(folder, name);
  for (const s of ['corpus', 'processed']) accord('corpus', 'scan', `examples/corpus/${s}.toml`, '-o', at(`${s}.tally`));
  accord('summary', 'fill', '--tally', at('corpus.tally'), '--tally', at('processed.tally'), '--facts', 'examples/corpus/provider.yaml', '-o', at('working.json'));
  for (const kind of ['public', 'private']) accord('summary', 'render', at('working.json'), `--${kind}`, '-o', at(kind));
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(at('public/index.html')).href);
  await take(page, 'summary-public');
  await page.goto(pathToFileURL(at('private/review.html')).href);
  await page.getByRole('heading', { name: 'Size of each modality' }).evaluate((h) => scrollTo(0, h.offsetTop - 120));
  await take(page, 'summary-review');
  await browser.close();
  rmSync(folder, { recursive: true });
}
if (process.argv[3] !== 'chair') await summaries();
if (process.argv[3] === 'summary') process.exit(0);

// A chair's sitting, from the first key to the published draft: a demonstration of its own, since it changes what there is.
const desks = await startSite();
try {
  const shown = ['desk', 'several', 'second-reader', 'edit', 'change', 'gate', 'publish', 'redline'];
  const { took } = await sitting(desks, (name, page) => (shown.includes(name) ? take(page, `chair-${name}`) : undefined));
  console.log(JSON.stringify(took));
} finally {
  await desks.stop();
}
if (process.argv[3] === 'chair') process.exit(0);

const site = await startSite();
try {
  const page = await site.open('newcomer', { timezoneId: 'Europe/London' });
  const measure = await contested(page);
  const here = `${draft}?at=${measure.eid}#${measure.eid}`;
  await page.goto(here);
  await page.evaluate(() => scrollTo(0, document.querySelector('.prov.current').offsetTop - 150));
  await take(page, 'reader');

  await page.goto(draft);
  await mark(page, measure.eid, 'Where two reservations contradict each other');
  await page.click('.float');
  const form = page.locator('#compose-here form');
  await form.waitFor();
  await fill(form, { text: 'Say **who decides** which of two is the stricter one.', replacement: 'Where two reservations contradict each other and neither is newer' });
  await form.locator('button[value=preview]').click();
  await page.waitForSelector('#preview');
  await page.evaluate(() => {
    document.querySelector('#panel').scrollTo(0, 160);
    scrollTo(0, document.querySelector('.prov.current').offsetTop - 150);
  });
  await take(page, 'composer');
  await onward(page, /drafts\/3\?at/, () => page.click('#compose-here button[value=save]'));

  await page.setViewportSize({ width: 1200, height: 800 });
  await page.goto(`${round}/submission`);
  await page.check('[name=consent]');
  await onward(page, /\/receipts\//, () => page.click('button[value=file]'));
  await page.waitForLoadState();
  await take(page, 'receipt');
  await page.goto(`${code}/drafts/2..3?only=changes`);
  await take(page, 'redline');
  await page.goto(`${round}/points`);
  await take(page, 'points');

  const author = await site.open('provider', { viewport: { width: 1200, height: 800 } });
  const { points: [asked] } = await resource(author, `${code}/rounds/2/points?author=me`);
  await author.goto(asked.href);
  await author.evaluate(() => scrollTo(0, document.querySelector('[aria-label="The point"]').offsetTop - 70));
  await take(author, 'answered');

  const office = await site.open('secretariat', { viewport: { width: 1200, height: 800 } });
  await office.goto(`/office${code}/drafts/4`);
  const third = readFileSync(join(root, 'examples/gpai/draft-3.md'), 'utf8');
  const next = third.replace('A small or medium-sized enterprise', 'A small or medium-sized enterprise or a university').replace(/^(#+ Measure 1\.2.*)$/m, '$1 at once');
  await office.setInputFiles('#u-file', { name: 'draft-4.md', mimeType: 'text/markdown', buffer: Buffer.from(next) });
  await Promise.all([office.waitForNavigation(), office.click('form[enctype="multipart/form-data"] .btn')]);
  await office.evaluate(() => document.querySelector('#understood').scrollIntoView());
  await take(office, 'office-draft');
} finally {
  await site.stop();
}
