/** Tables that a script makes more useful: sorted, narrowed down, taken along. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { browserTests } from './lib/browser.mjs';
import { until } from './lib/measure.mjs';
import { kinds, pages, read } from './lib/site.mjs';
import { table } from './selectors.mjs';

const tests = browserTests();
const rowCount = (file) => (read(file).match(/<tr/g) ?? []).length;

/** The page with the longest table that can be sorted. */
const [file] = pages.filter((each) => /<table class="[^"]*\bsortable\b/.test(read(each))).sort((a, b) => rowCount(b) - rowCount(a));

/** Opens that page, and hands on its longest table with the tools of it. */
const open = (use) => {
  assert.ok(file, 'some page has a table that can be sorted');
  return tests.open(file, async (page) => {
    await page.waitForFunction(([sortable, sort]) => document.querySelector(`${sortable} ${sort}`), [table.sortable, table.sort]);
    const sizes = await page.locator(table.sortable).evaluateAll((all) => all.map((each) => each.tBodies[0].rows.length));
    const longest = sizes.indexOf(Math.max(...sizes));
    await use(page, page.locator(table.sortable).nth(longest), page.locator(table.tools).nth(longest));
  });
};

/** The texts of a table's body, row by row, of the rows that are seen; what is only for a row's first value is kept. */
const cellsOf = (element) =>
  element.evaluate((node) => [...node.tBodies[0].rows].filter((row) => row.checkVisibility()).map((row) => [...row.cells].map((cell) => cell.innerText.trim())));

/** A cell's first number, or nothing. */
const numberOf = (text) => {
  const found = text.replaceAll(',', '').match(/-?\d+(?:\.\d+)?/);
  return found ? Number(found[0]) : undefined;
};

/** The column whose cells are numbers most often. */
function numeric(rows) {
  const counts = rows[0].map((_, at) => rows.filter((row) => /^[≥≤约近\s]*[\d,.]+/.test(row[at])).length);
  return counts.indexOf(Math.max(...counts));
}

describe(`the table of ${file}`, () => {
  it('is sorted by numbers at the head of a column, both ways, with empty cells last', async () => {
    await open(async (page, element) => {
      const before = await cellsOf(element);
      const at = numeric(before);
      const head = element.locator('thead th').nth(at);
      for (const [direction, sign] of [
        ['ascending', 1],
        ['descending', -1],
      ]) {
        await head.locator(table.sort).click();
        assert.equal(await head.getAttribute('aria-sort'), direction);
        const rows = await cellsOf(element);
        assert.deepEqual(rows.map(String).sort(), before.map(String).sort(), 'no row is lost');
        const numbers = rows.map((row) => numberOf(row[at]));
        const full = numbers.filter((number) => number !== undefined);
        assert.ok(full.length > 2);
        assert.deepEqual(numbers.slice(0, full.length), full, 'empty cells are last');
        assert.deepEqual(full, [...full].sort((a, b) => sign * (a - b)));
      }
    });
  });

  it('marks the one column that it is sorted by', async () => {
    await open(async (page, element) => {
      const heads = element.locator(`thead th:has(${table.sort})`);
      await heads.first().locator(table.sort).click();
      await heads.nth(1).locator(table.sort).click();
      const marks = await heads.evaluateAll((all) => all.map((head) => head.getAttribute('aria-sort')));
      assert.deepEqual(marks.filter(Boolean), ['ascending']);
      assert.equal(marks[1], 'ascending');
    });
  });

  it('shows the rows that hold what is typed, and all of them again', async () => {
    await open(async (page, element, tools) => {
      const before = await cellsOf(element);
      const word = before[Math.floor(before.length / 2)][0].split(/\s/)[0];
      const wanted = before.filter((row) => row.some((cell) => cell.includes(word)));
      await tools.locator(table.filter).fill(word);
      assert.deepEqual(await until(() => cellsOf(element), (rows) => rows.length < before.length, 'rows are left out'), wanted);
      await tools.locator(table.filter).fill('');
      assert.deepEqual(await cellsOf(element), before);
    });
  });

  it('is saved as CSV with the rows that are shown, in their order, and the addresses of their sentences', async () => {
    await open(async (page, element, tools) => {
      const all = await cellsOf(element);
      const at = numeric(all);
      await element.locator('thead th').nth(at).locator(table.sort).click();
      await tools.locator(table.filter).fill(all[0][0].slice(0, 2));
      const rows = await cellsOf(element);
      const saving = page.waitForEvent('download');
      await tools.locator(table.csv).click();
      const download = await saving;
      assert.match(download.suggestedFilename(), /\.csv$/);
      const text = await readFile(await download.path(), 'utf8');
      assert.ok(text.startsWith('\ufeff'), 'spreadsheets know it as UTF-8 by its mark');
      const [names, ...records] = csv(text.slice(1));
      assert.equal(records.length, rows.length);
      const heads = await element
        .locator('thead th')
        .evaluateAll((cells, picture) => cells.map((cell) => !cell.hasAttribute(picture) && cell.textContent.trim()), table.picture);
      const columns = heads.map((head, column) => column).filter((column) => heads[column]);
      const places = columns.map((column) => names.indexOf(heads[column]));
      assert.ok(!places.includes(-1), `${names} has ${heads}`);
      const plain = (cell) => cell.replace(/[\s;]+/g, '');
      assert.deepEqual(
        records.map((record) => places.map((place) => plain(record[place]))),
        rows.map((row) => columns.map((column) => plain(row[column]))),
      );
      const links = records.flat().filter((field) => field.startsWith(tests.server.base));
      assert.ok(links.some((link) => /\/reports\/.*\.html#/.test(link)), 'a value has the address of its sentence');
    });
  });
});

/** The records of a CSV text after RFC 4180. */
function csv(text) {
  const records = [];
  let record = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return records;
}

describe('without scripts', () => {
  it('a table has no tools that do nothing', async () => {
    for (const [, page] of kinds) {
      await tests.open(
        page,
        async (opened) => {
          assert.equal(await opened.locator(`${table.tools}, ${table.sort}`).count(), 0, page);
        },
        { javaScriptEnabled: false },
      );
    }
  });
});
