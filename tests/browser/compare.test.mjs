/** Reports side by side: what is chosen is in the address, and every value leads to its words. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserTests } from './lib/browser.mjs';
import { until } from './lib/measure.mjs';
import { read, table } from './lib/site.mjs';
import { compare } from './selectors.mjs';

const tests = browserTests();
const observations = table('observations');
const indicatorsOf = (report) => new Set(observations.filter((row) => row.report === report).map((row) => row.indicator));

/** The two reports that have the most indicators in common, and two of these. */
const [pair, shared] = (() => {
  const reports = table('reports').map((row) => row.report);
  const pairs = reports.flatMap((one, at) => reports.slice(at + 1).map((other) => [one, other]));
  const common = ([one, other]) => [...indicatorsOf(one)].filter((indicator) => indicatorsOf(other).has(indicator));
  const [best] = pairs.map((each) => [each, common(each)]).sort(([, a], [, b]) => b.length - a.length);
  return [best[0], best[1].slice(0, 2)];
})();

const addressOf = (reports, indicators = []) =>
  `compare.html?${new URLSearchParams([...reports.map((report) => ['r', report]), ...indicators.map((id) => ['i', id])])}`;

/** `<report>#<anchor>` of every value that the reports have of the indicators, sorted. */
const expected = (reports, indicators) =>
  [
    ...new Set(
      observations
        .filter((row) => reports.includes(row.report) && (!indicators || indicators.includes(row.indicator)))
        .map((row) => `${row.report}#${row.anchor}`),
    ),
  ].sort();

/** The same from the table on the page. */
async function linked(page) {
  const hrefs = await page.locator(`${compare.table} ${compare.value}`).evaluateAll((links) => links.map((link) => link.href));
  return [...new Set(hrefs.map((href) => href.replace(/^.*\/reports\//, '').replace('.html#', '#')))].sort();
}

/** Waits until the table has exactly the values of some reports and indicators. */
const shows = (page, reports, indicators) => {
  const wanted = expected(reports, indicators).join();
  return until(async () => (await linked(page)).join(), (now) => now === wanted, `the values of ${reports}, ${indicators ?? 'all indicators'}: ${wanted}`);
};

const inAddress = (page, key) => new URL(page.url()).searchParams.getAll(key);

describe('the address', () => {
  it('chooses reports and indicators, and every value links to its words', async () => {
    assert.equal(shared.length, 2, `${pair} have two indicators in common`);
    await tests.open(addressOf(pair, shared), async (page) => {
      await shows(page, pair, shared);
      assert.equal(await page.locator(compare.chosen).count(), 2);
      for (const link of await linked(page)) {
        const [report, anchor] = link.split('#');
        assert.ok(read(`reports/${report}.html`).includes(` id="${anchor}"`), `${link} is there`);
      }
    });
  });

  it('without indicators means all that the reports have', async () => {
    await tests.open(addressOf(pair), async (page) => {
      await shows(page, pair);
    });
  });

  it('follows a report that is taken out, and the back button brings it back', async () => {
    await tests.open(addressOf(pair, shared), async (page) => {
      await shows(page, pair, shared);
      await page.locator(compare.chosen).first().locator(compare.remove).click();
      await shows(page, pair.slice(1), shared);
      assert.deepEqual(inAddress(page, 'r'), pair.slice(1));
      await page.reload();
      await shows(page, pair.slice(1), shared);
      await page.goBack();
      await shows(page, pair, shared);
      assert.equal(await page.locator(compare.chosen).count(), 2);
    });
  });

  it('follows a report that is added by its name', async () => {
    await tests.open(addressOf(pair.slice(0, 1), shared), async (page) => {
      await shows(page, pair.slice(0, 1), shared);
      const { title } = table('reports').find((row) => row.report === pair[1]);
      await page.locator(compare.finder).fill(title.split(/\s/)[0]);
      await page.locator(compare.found, { hasText: title.split(/\s/)[0] }).first().click();
      await shows(page, pair, shared);
      assert.deepEqual(inAddress(page, 'r'), pair);
      await page.goBack();
      await shows(page, pair.slice(0, 1), shared);
    });
  });

  it('follows the indicators, and goes back with them', async () => {
    await tests.open(addressOf(pair, shared), async (page) => {
      await shows(page, pair, shared);
      // Rarer indicators may be folded away.
      const box = page.locator(compare.indicator(shared[0]));
      await box.evaluate((node) => node.closest('details')?.setAttribute('open', ''));
      await box.uncheck();
      await shows(page, pair, shared.slice(1));
      assert.deepEqual(inAddress(page, 'i'), shared.slice(1));
      await page.goBack();
      await shows(page, pair, shared);
      assert.ok(await box.isChecked());
    });
  });

  it('with names that are not there says so, and shows the rest', async () => {
    await tests.open(addressOf([pair[0], '000000/1900'], [...shared, 'no_such_indicator']), async (page) => {
      await shows(page, pair.slice(0, 1), shared);
      const notes = await page.locator(compare.notes).innerText();
      assert.match(notes, /000000\/1900/);
      assert.match(notes, /no_such_indicator/);
    });
  });
});
