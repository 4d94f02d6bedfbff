/** `fangzhi serve`: a page follows its sources, and shows what a build could not do. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { browserTests } from './lib/browser.mjs';
import { live } from './lib/live.mjs';
import { until } from './lib/measure.mjs';

const tests = browserTests();
/** A build of the unoptimised program on a busy machine. */
const PATIENCE = 60_000;
const SOURCE = 'content/天津市/宁河区/2023.txt';
const PAGE = 'reports/120117/2023.html';

describe('while the archive is shown', () => {
  let shown;
  before(async () => {
    shown = await live();
  });
  after(() => shown?.stop());

  it('a page reloads after an edit and stays where it was read', async () => {
    await tests.open(shown.address + PAGE, async (page) => {
      await page.evaluate(() => window.scrollTo(0, 1200));
      const source = path.join(shown.archive, SOURCE);
      const text = readFileSync(source, 'utf8');
      writeFileSync(source, text.replace('行政复议', '行政复议（已改）'));
      const article = page.locator('article');
      await until(async () => (await article.textContent()).includes('（已改）'), Boolean, 'the page has the new words', PATIENCE);
      await until(() => page.evaluate(() => window.scrollY), (y) => Math.abs(y - 1200) < 200, 'the page is where it was', PATIENCE);
      assert.equal(await page.getByRole('alert').count(), 0);
    });
  });

  it('errors stand over the page until they are mended or closed', async () => {
    const folder = path.join(shown.archive, 'templates');
    const spoil = () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'prose.html'), '<p>{{ page.title\n</p>\n');
    };
    await tests.open(shown.address + PAGE, async (page) => {
      const violations = [];
      page.on('console', (message) => message.type() === 'error' && violations.push(message.text()));
      const alert = page.getByRole('alert');
      const says = (words) => until(() => alert.locator('pre').allTextContents(), ([said]) => said?.includes(words), words, PATIENCE);
      spoil();
      await says('templates/prose.html:2:');
      rmSync(folder, { recursive: true });
      await until(() => alert.count(), (count) => count === 0, 'the errors are gone', PATIENCE);
      // As text: what an error quotes is no markup.
      const broken = path.join(shown.archive, 'content/坏.txt');
      writeFileSync(broken, '+++\n<img src=x onerror=alert(1)> = "x"\n+++\n');
      await says('<img src=x');
      assert.equal(await alert.locator('img').count(), 0);
      assert.equal(await alert.locator('pre').isVisible(), true);
      rmSync(broken);
      await until(() => alert.count(), (count) => count === 0, 'the errors are gone', PATIENCE);
      spoil();
      await says('templates/prose.html:2:');
      await alert.getByRole('button').click();
      assert.equal(await alert.count(), 0);
      // Still there for a new page; closed for this one, though it is loaded again.
      await page.reload();
      await page.evaluate(() => fetch('/.fangzhi/events?seen='));
      assert.equal(await alert.count(), 0);
      rmSync(folder, { recursive: true });
      assert.deepEqual(violations, []);
    });
  });
});
