/** A report and its passages can be cited. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserTests } from './lib/browser.mjs';
import { until } from './lib/measure.mjs';
import { report as file, table } from './lib/site.mjs';
import { report } from './selectors.mjs';

const tests = browserTests();
const row = table('reports').find((each) => `reports/${each.report}.html` === file);
const squeeze = (text) => text.replace(/\s+/g, '');

/** Opens the report with leave to read and write the clipboard, which starts out with words of the test. */
const open = (use) =>
  tests.open('about:blank', async (page, context) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: tests.server.origin });
    await page.goto(tests.address(file));
    await page.bringToFront();
    await page.evaluate(() => navigator.clipboard.writeText('before'));
    await use(page, async () =>
      until(
        () => page.evaluate(() => navigator.clipboard.readText()),
        (text) => text !== 'before',
        'something is copied',
      ),
    );
  });

describe('the report', () => {
  it('is cited in four formats, each with its title and year', async () => {
    await tests.open(file, async (page) => {
      const citations = await page.locator(report.citations).evaluateAll((all) => all.map((each) => [each.dataset.format, each.textContent]));
      assert.equal(new Set(citations.map(([format]) => format)).size, 4, citations.map(([format]) => format).join(', '));
      for (const [format, text] of citations) {
        assert.ok(squeeze(text).includes(squeeze(row.title)), `${format} has the title: ${text}`);
        assert.ok(text.includes(row.published ? row.published.slice(0, 4) : row.year), `${format} has the year: ${text}`);
      }
    });
  });

  it('gives each citation to the clipboard at a button', async () => {
    await open(async (page, copied) => {
      const citations = page.locator(report.citations);
      assert.ok((await citations.count()) > 0);
      for (const citation of await citations.all()) {
        const format = await citation.getAttribute('data-format');
        const shown = await citation.locator(report.citationText).textContent();
        await page.evaluate(() => navigator.clipboard.writeText('before'));
        await citation.getByRole('button').click();
        assert.equal(await copied(), shown, `${format} is copied as it stands`);
      }
    });
  });
});

describe('a passage', () => {
  it('gives its own address to the clipboard at a button', async () => {
    await open(async (page, copied) => {
      const paragraphs = page.locator(report.paragraphs);
      for (const passage of [page.locator(report.headings).nth(1), paragraphs.nth(Math.floor((await paragraphs.count()) / 2)), paragraphs.last()]) {
        const id = await passage.getAttribute('id');
        await page.evaluate(() => navigator.clipboard.writeText('before'));
        await passage.scrollIntoViewIfNeeded();
        await passage.hover();
        await passage.locator(report.copyLink).click();
        const address = await copied();
        assert.equal(address, `${tests.address(file)}#${id}`);
      }
    });
  });

  it('can be cited by the keyboard alone', async () => {
    await open(async (page, copied) => {
      const button = page.locator(report.copyLink);
      await button.focus();
      assert.ok(await button.evaluate((node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true })), 'it is seen');
      assert.notEqual(await button.getAttribute('aria-label'), null, 'it has a name');
      await page.keyboard.press('ArrowDown');
      const id = await button.evaluate((node) => node.closest('[id]').id);
      await page.keyboard.press('Enter');
      assert.equal(await copied(), `${tests.address(file)}#${id}`);
    });
  });
});
