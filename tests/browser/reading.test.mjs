/** Reading a report: without a script, in both colours, on paper; and what the script adds. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserTests } from './lib/browser.mjs';
import { colours, inView, look, until } from './lib/measure.mjs';
import { report as file, reports, table } from './lib/site.mjs';
import { navigation, report } from './selectors.mjs';

const tests = browserTests();
const plain = { javaScriptEnabled: false };
const hrefs = (locator) => locator.evaluateAll((links) => links.map((link) => link.getAttribute('href')));

describe('with scripts switched off', () => {
  for (const each of reports) {
    it(`the whole text of ${each} is there to read`, async () => {
      await tests.open(
        each,
        async (page) => {
          const hidden = await page.locator(`${report.paragraphs}, ${report.headings}`).evaluateAll((blocks) => {
            const unread = (block) => !block.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || block.innerText.trim() === '';
            return [blocks.length, blocks.filter(unread).map((block) => block.id)];
          });
          assert.ok(hidden[0] > 10, `${hidden[0]} paragraphs`);
          assert.deepEqual(hidden[1], []);
        },
        plain,
      );
    });

    it(`every link within ${each} leads to something`, async () => {
      await tests.open(
        each,
        async (page) => {
          const lost = await page
            .locator('a[href^="#"]')
            .evaluateAll((links) => links.map((link) => link.getAttribute('href')).filter((href) => !document.getElementById(decodeURIComponent(href.slice(1)))));
          assert.deepEqual(lost, []);
        },
        plain,
      );
    });
  }

  it('the table of contents lists every heading and leads to it, and the heading is marked', async () => {
    await tests.open(
      file,
      async (page) => {
        const headings = await page.locator(report.headings).evaluateAll((all) => all.map((heading) => `#${heading.id}`));
        const listed = await hrefs(page.locator(report.outlineLinks));
        assert.deepEqual(listed.filter((href) => headings.includes(href)), headings);
        const href = headings[Math.floor(headings.length / 2)];
        const heading = page.locator(href);
        const before = await look(heading);
        assert.equal(await inView(heading), false, 'the heading is out of view to begin with');
        await page.locator(`${report.outline} a[href="${href}"]`).click();
        await until(() => inView(heading), Boolean, 'the heading comes into view');
        assert.equal(new URL(page.url()).hash, href);
        assert.notEqual(await look(heading), before);
      },
      plain,
    );
  });

  it('every figure leads to its words in the text, and they are marked', async () => {
    await tests.open(
      file,
      async (page) => {
        const links = page.locator(`${report.figureRows} a[href^="#"]`);
        const targets = await hrefs(links);
        assert.equal(targets.length >= (await page.locator(report.figureRows).count()), true);
        const outside = await page.locator(report.text).evaluate((text, all) => all.filter((href) => !text.querySelector(href)), targets);
        assert.deepEqual(outside, []);
        const at = targets.length - 1;
        const figure = page.locator(targets[at]);
        const before = await look(figure);
        await links.nth(at).click();
        await until(() => inView(figure), Boolean, 'the figure comes into view');
        assert.notEqual(await look(figure), before);
      },
      plain,
    );
  });

  it('every row of figures names its indicator, and links to its page', async () => {
    await tests.open(
      file,
      async (page) => {
        const known = new Set(table('indicators').map((row) => row.indicator));
        const rows = await page
          .locator(report.figureRows)
          .evaluateAll((all, name) => all.map((row) => [row.getAttribute(name), row.querySelector('a')?.getAttribute('href')]), report.figureIndicator);
        assert.ok(rows.length > 0);
        for (const [indicator, href] of rows) {
          assert.ok(known.has(indicator), `${indicator} is an indicator`);
          assert.match(href, new RegExp(`/indicators/${indicator}\\.html$`));
        }
      },
      plain,
    );
  });
});

describe('the outline', () => {
  it('follows the reading position', async () => {
    await tests.open(file, async (page) => {
      const current = page.locator(report.current);
      const positions = await page.locator(report.headings).count();
      const seen = new Set();
      for (let at = 0; at < positions; at++) {
        await page.locator(report.headings).nth(at).evaluate((heading) => heading.scrollIntoView({ block: 'start', behavior: 'instant' }));
        // What a reader may call here: a section of which some stands in the upper half of the window.
        const here = await page.locator(report.headings).evaluateAll((all) =>
          all
            .map((heading, index) => [`#${heading.id}`, heading.getBoundingClientRect().top, all[index + 1]?.getBoundingClientRect().top ?? Infinity])
            .filter(([, top, next]) => top < innerHeight / 2 && next > 0)
            .map(([href]) => href),
        );
        const [href] = await until(
          () => hrefs(current),
          (marked) => marked.length === 1 && here.includes(marked[0]),
          `one of ${here.join(', ')} is marked in the outline, and nothing else`,
        );
        seen.add(href);
      }
      assert.ok(seen.size > positions / 2, `${seen.size} of ${positions} sections were ever marked`);
      await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
      const [first] = await hrefs(page.locator(report.outlineLinks));
      await until(() => hrefs(current), (marked) => marked.length === 0 || marked[0] === first, 'the mark goes back with the reader');
    });
  });
});

describe('colours', () => {
  for (const [colorScheme, fits] of [
    ['light', (lightness) => lightness > 0.7],
    ['dark', (lightness) => lightness < 0.1],
  ]) {
    it(`of the text contrast enough, ${colorScheme}`, async () => {
      await tests.open(
        file,
        async (page) => {
          for (const selector of [report.paragraphs, report.headings, `${report.head} h1`]) {
            const { contrast, lightness, ink, paper } = await colours(page.locator(selector).first());
            assert.ok(contrast >= 4.5, `${selector}: ${ink} on ${paper} is ${contrast.toFixed(2)}`);
            assert.ok(fits(lightness), `${selector}: the page is ${paper}`);
          }
        },
        { colorScheme },
      );
    });
  }
});

describe('on paper', () => {
  for (const row of table('reports')) {
    it(`${row.report} has the text, its source and its date, and no navigation`, async () => {
      await tests.open(`reports/${row.report}.html`, async (page) => {
        await page.emulateMedia({ media: 'print' });
        for (const selector of navigation) {
          const shown = await page.locator(selector).evaluateAll((all) => all.filter((element) => element.checkVisibility()).length);
          assert.equal(shown, 0, `${selector} is not printed`);
        }
        const printed = await page.locator('body').innerText();
        assert.ok(printed.includes(row.title), 'the title is printed');
        assert.ok(printed.includes(row.source_url || row.source), 'the source is printed');
        assert.ok(printed.includes(row.published), 'the date is printed');
        const last = await page.locator(report.paragraphs).last().innerText();
        assert.ok(printed.includes(last), 'the text is printed to its end');
      });
    });
  }
});

describe('a line of text', () => {
  it('has 34 to 40 characters at 1280 pixels', async () => {
    await tests.open(file, async (page) => {
      // The widest paragraph: a point that is set in by its mark is narrower and that is meant.
      const ems = await page
        .locator(report.paragraphs)
        .evaluateAll((all) => Math.max(...all.map((each) => each.clientWidth / parseFloat(getComputedStyle(each).fontSize))));
      assert.ok(ems >= 34 && ems <= 40, `${ems.toFixed(1)} characters`);
    });
  });
});
