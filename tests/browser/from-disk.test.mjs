/** The site needs no server, and no place of its own on one. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserTests, watch } from './lib/browser.mjs';
import { inView, look, until } from './lib/measure.mjs';
import { folder } from './lib/site.mjs';
import { report } from './selectors.mjs';

const mount = '/archive/deep/';
const tests = browserTests(mount);
const disk = (file) => pathToFileURL(path.join(folder, file)).href;

/** What a page looks like when its style sheet was applied, as far as this test cares. */
const style = (page) => page.evaluate(() => [getComputedStyle(document.body).fontFamily, getComputedStyle(document.body).backgroundColor, document.styleSheets.length]);

/** Follows the way of a reader from the index to a passage. */
async function walk(page) {
  await page.locator('main a[href^="reports/"]').first().click();
  await page.waitForURL(/\/reports\/.*\.html$/);
  const link = page.locator(report.outlineLinks).last();
  const href = await link.getAttribute('href');
  await link.click();
  await until(() => inView(page.locator(href)), Boolean, `${href} comes into view`);
  assert.equal(new URL(page.url()).hash, href);
  const figure = page.locator(`${report.figureRows} a[href^="#"]`).first();
  const words = page.locator(await figure.getAttribute('href'));
  const before = await look(words);
  await figure.click();
  await until(() => inView(words), Boolean, 'the figure comes into view');
  assert.notEqual(await look(words), before);
  await page.locator('.site-header .brand').click();
  await page.waitForURL(/\/index\.html$/);
}

describe('opened from disk', () => {
  it('looks as it does on a server, and leads from the index to a passage and back', async () => {
    let served;
    await tests.open('index.html', async (page) => void (served = await style(page)));
    await tests.open(disk('index.html'), async (page) => {
      const troubles = watch(page, 'null');
      assert.deepEqual(await style(page), served);
      await walk(page);
      assert.deepEqual(troubles, []);
    });
  });
});

describe('below a path', () => {
  it('every link of the index resolves within it', async () => {
    await tests.open('index.html', async (page) => {
      const links = await page
        .locator('a[href], link[href], script[src], img[src]')
        .evaluateAll((all) => [...new Set(all.map((each) => new URL(each.getAttribute('href') ?? each.getAttribute('src'), document.baseURI).href))]);
      assert.ok(links.length > 10);
      for (const link of links) {
        assert.ok(link.startsWith(tests.server.base), `${link} is below ${mount}`);
        const answer = await page.request.get(link);
        assert.equal(answer.status(), 200, link);
      }
    });
  });

  it('leads from the index to a passage and back', async () => {
    await tests.open('index.html', async (page) => {
      const troubles = watch(page, tests.server.origin);
      await walk(page);
      assert.deepEqual(troubles, []);
    });
  });
});
