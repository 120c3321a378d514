// A chair's sitting in the demonstration, by keyboard: every open point of round 3 answered, the next text changed, Draft 4
// published. `show(name, page)` is called where a picture is worth taking. Gives what it took: keys pressed and clicks made, beside
// the words of the reasons.
import { become, code, onward, resource } from './site.mjs';

const desk = '/desk/i/gpai-code/rounds/3';
const spoken = {
  several: 'Accepted: these points ask for the same certainty from different sides. The page now keeps its earlier states, names contractors too, and says by what a request is recognised; how it is laid out stays with whoever keeps it.',
  exception: 'Not accepted. The need is met, but not by this wording: it would fix today’s practice in a code that has to hold for years. What a reader must be able to find out is said; how it is shown is left open.',
  change: 'Accepted: a complaint is answered within thirty days, and one that repeats without new facts needs no second answer. The last sentence says who decides, which several of these points asked for.',
  rest: ['Accepted in substance: the duty stays, and its wording no longer decides what the points leave open.', 'Noted. The concern is shared, and the wording leaves room for it; a list of examples would be read as complete.'],
};

export async function sitting(site, show = async () => {}) {
  const took = { keys: 0, clicks: 0, answers: 0, sent: 0, words: 0 };
  const page = await site.open('chair', { viewport: { width: 1440, height: 900 } });
  const key = async (k) => { took.keys += 1; await page.keyboard.press(k); };
  const click = async (selector) => { took.clicks += 1; await page.click(selector); };
  const write = async (words) => { took.words += words.split(' ').length; await page.keyboard.insertText(words); };
  const open = async () => {
    const { rows } = await resource(page, desk);
    return rows.reduce((n, r) => n + r.open, 0);
  };
  // What is written is sent with one key, and the desk goes on to where work is left.
  const send = async () => {
    took.sent += 1;
    took.keys += 1;
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Control+Enter')]);
  };
  const answer = async (outcome, words, before = async () => {}) => {
    const ticked = await page.locator('.tick input:checked').count();
    await key(outcome);
    await write(words);
    await before();
    took.answers += await page.locator('.tick input:checked').count();
    await send();
    return ticked;
  };

  const office = await site.open('secretariat');
  const second = await office.locator('a.me').getAttribute('title');
  await office.close();
  await page.goto('/desk');
  took.open = await open();
  await show('desk', page);
  // Only what is open, and of one category: then of all again.
  await click('.desk-filters summary');
  took.clicks += 1;
  await page.selectOption('#f-show', 'open');
  await onward(page, /show=open/, () => click('.desk-filters button'));
  await show('filter', page);

  // Several at once, without one.
  for (const k of ['j', 'j', 'x']) await key(k);
  await answer('a', spoken.several, () => show('several', page));
  // The exception, with a second reader.
  await answer('n', spoken.exception, async () => {
    took.clicks += 1;
    const reader = await page.locator('#reader option', { hasText: second }).first().getAttribute('value');
    await page.selectOption('#reader', reader);
    await show('second-reader', page);
  });
  // The words are changed where they stand, and the answer names the change.
  await onward(page, /edit=/, () => key('e'));
  await page.waitForSelector('#e-body');
  const body = await page.inputValue('#e-body');
  await key('e');
  await page.evaluate(() => { const t = document.querySelector('#e-body'); t.setSelectionRange(t.value.length, t.value.length); });
  took.keys += 1;
  await write(`${body.endsWith('.') ? ' ' : ''}The signatory says within two weeks who decides.`);
  await show('edit', page);
  await send();
  await answer('a', spoken.change, () => show('change', page));
  // The gate says what is missing.
  await onward(page, /publish/, () => click('.desk-bar .btn'));
  await show('gate', page);
  took.gate = await page.locator('.notice.warning').first().innerText();
  await onward(page, /\/desk\/i/, () => click('.kicker a'));
  const outcomes = ['p', 'o', 'n', 'a', 's'];
  for (let left = await open(), n = 0; left > 0 && n < 200; left = await open(), ++n) {
    const what = (await page.locator('#selected').innerText()).trim();
    await answer(outcomes[n % outcomes.length], `On “${what}”: ${spoken.rest[n % 2]}`);
  }
  await show('done', page);
  // The second reader reads, the round closes, and the draft goes out with its reasons.
  await become(page, 'secretariat');
  await page.goto(`${desk}?show=waiting`);
  took.clicks += 2;
  await show('reading', page);
  const reads = page.locator('button[value="read"]');
  for (let n = await reads.count(); n > 0; n = await reads.count()) {
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), reads.first().click()]);
    took.clicks += 1;
    await page.goto(`${desk}?show=waiting`);
  }
  await become(page, 'chair');
  await page.goto(desk);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), click('.demo .later')]);
  await page.goto(desk);
  await onward(page, /publish/, () => click('.desk-bar .btn'));
  await show('publish', page);
  await click('[name=confirm]');
  await onward(page, /drafts\/3\.\.4/, () => click('.gate-page form .btn'));
  await show('redline', page);
  took.left = await open().catch(() => -1);
  took.answered = (await resource(page, `${code}/rounds/3/points?answer=answered&limit=1`)).total;
  return { took, page };
}
