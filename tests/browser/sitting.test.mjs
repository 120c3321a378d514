// A chair answers what is open and publishes the next draft in one sitting, by keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, resource, startSite } from './lib/site.mjs';
import { sitting } from './lib/sitting.mjs';

test('a chair answers more than 30 points and publishes the draft in one sitting', async () => {
  const site = await startSite();
  try {
    const { took, page } = await sitting(site);
    assert.ok(took.answers >= 30, `${took.answers} answers`);
    assert.match(took.gate, /\d+ points of Round 3 have no answer/, 'the gate says how many');
    assert.equal(took.left, 0);
    // One choice and one sending for a reason, whatever the number of points that it answers.
    assert.ok(took.keys <= took.sent * 2 + 12, `${took.keys} keys for ${took.sent} reasons`);
    assert.ok(took.clicks <= 20, `${took.clicks} clicks`);
    const visitor = await site.open();
    assert.equal((await resource(visitor, `${code}/rounds/3/points?answer=open&limit=1`)).total, 0, 'everybody sees what became of each point');
    const redline = await resource(visitor, `${code}/drafts/3..4`);
    assert.ok(redline.items.some((i) => i.why?.groups.some((g) => g.reasons.some((r) => JSON.stringify(r).includes('same certainty')))), 'the reason stands beside its change');
    assert.deepEqual(site.complaints, []);
    await page.close();
  } finally {
    await site.stop();
  }
});
