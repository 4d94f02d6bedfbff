/** The full-text search finds what is there, nothing else, and can be linked to. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserTests, watch } from './lib/browser.mjs';
import { until } from './lib/measure.mjs';
import { generator } from './lib/random.mjs';
import { documents, fold, scan, traditional } from './lib/scan.mjs';
import { folder, has, table } from './lib/site.mjs';
import { search } from './selectors.mjs';

const tests = browserTests();

/** Queries that are asked by opening their address, and by the form of one page, which keeps what it has loaded. */
const OPENED = 60;
const TYPED = 400;

/** What goes into the page: a selector that is a function cannot. */
const texts = { status: search.status, strings: search.strings, waiting: search.waiting };

const addressOf = (words) => `search.html?q=${encodeURIComponent(words.join(' '))}`;

/** What a query's syntax would take apart: blanks and quotation marks. */
const SYNTAX = /[\s"“”„‟'‘’「」『』]/u;

/** A piece of a random text, of 2 to 12 characters that can be typed as one word. */
function piece({ below, pick }) {
  for (;;) {
    const characters = [...pick(pick(documents).units)];
    const start = below(characters.length);
    const text = characters.slice(start, start + 2 + below(11)).join('');
    if ([...text].length >= 2 && !SYNTAX.test(text) && [...fold(text)].length >= 2) return text;
  }
}

/** A word of four characters that stands nowhere in a text although both its runs of three do: an index alone finds it. */
function chimera(random) {
  for (;;) {
    const text = random.pick(documents).folded.join('\n');
    const start = random.below(text.length - 3);
    const [first, joint] = [text[start], text.slice(start + 1, start + 3)];
    const ends = [];
    for (let at = text.indexOf(joint); at >= 0; at = text.indexOf(joint, at + 1)) ends.push(text[at + 2]);
    const word = `${first}${joint}${random.pick(ends)}`;
    if (/^\p{Script=Han}{4}$/u.test(word) && !text.includes(word)) return word;
  }
}

/** Words of three kinds: half are in the texts; the others are such words with one character changed, and chimeras. */
function queries(seed, count) {
  const random = generator(seed);
  const made = new Set();
  while (made.size < count) {
    const text = piece(random);
    if (made.size % 2 === 0) {
      made.add(text);
    } else if (made.size % 4 === 1) {
      made.add(chimera(random));
    } else {
      const characters = [...text];
      characters[random.below(characters.length)] = [...piece(random)][0];
      const changed = characters.join('');
      if ([...fold(changed)].length >= 2) made.add(changed);
    }
  }
  return [...made];
}

/** The addresses that the page shows, in its own order, and sorted. */
async function shown(page) {
  const paths = await page.locator(search.hitTitle).evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  const order = paths.map((path) => decodeURIComponent(path).replace(/^.*\/reports\/|\.html$/g, ''));
  return { order, found: [...order].sort() };
}

/** Waits until the page says what it found. */
async function answered(page) {
  await page.waitForFunction(({ status, strings, waiting }) => {
    const says = document.querySelector(status)?.textContent;
    const said = Object.assign({}, ...[...document.querySelectorAll(strings)].map((block) => JSON.parse(block.text)));
    return says && says !== said[waiting];
  }, texts);
  return shown(page);
}

/** Does something that changes the results, and waits for the new ones: the page's word on the old ones is blotted out. */
async function changed(page, change) {
  await page.locator(search.status).evaluate((status) => status.replaceChildren());
  await change();
  return answered(page);
}

/** Asks the page by its address. */
async function ask(page, words) {
  await page.goto(tests.address(addressOf(words)));
  return (await answered(page)).found;
}

/** Asks by typing. */
function type(page, text) {
  return changed(page, async () => {
    await page.locator(search.input).fill(text);
    await page.locator(search.input).press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === text);
  });
}

describe('the plain scan', () => {
  it('has texts to search, and a table of equal characters', () => {
    assert.ok(has('search/fold.json'), 'search/fold.json is there');
    assert.ok(traditional.size > 100);
    assert.ok(documents.length > 1);
    for (const { address, units } of documents) assert.ok(units.join('').length > 1000, address);
  });
});

describe('a word', () => {
  const compared = (words, answers) => {
    const expected = words.map((word) => scan([word]).join());
    const hits = expected.filter(Boolean).length;
    assert.ok(hits >= words.length / 2 && hits < words.length, `${hits} of ${words.length} are in a text: both kinds are tried`);
    return words
      .map((word, at) => `${word}: found ${answers[at].join()}, stands in ${expected[at]}`)
      .filter((_, at) => answers[at].join() !== expected[at]);
  };

  it(`is found where it stands and nowhere else, ${OPENED} times by its address`, async () => {
    await tests.open('search.html', async (page) => {
      const words = queries(7, OPENED);
      const answers = [];
      for (const word of words) answers.push(await ask(page, [word]));
      assert.deepEqual(compared(words, answers), []);
    });
  });

  it(`is found where it stands and nowhere else, ${TYPED} times by the form`, async () => {
    await tests.open('search.html', async (page) => {
      const words = queries(11, TYPED);
      const answers = [];
      for (const word of words) answers.push((await type(page, word)).found);
      assert.deepEqual(compared(words, answers), []);
    });
  });

  it('in Traditional characters finds what it finds in Simplified ones', async () => {
    await tests.open('search.html', async (page) => {
      const words = queries(13, 200)
        .map((word) => [word, [...word].map((character) => traditional.get(character) ?? character).join('')])
        .filter(([simplified, other]) => other !== simplified && scan([simplified]).length > 0)
        .slice(0, 10);
      assert.equal(words.length, 10);
      for (const [simplified, other] of words) assert.deepEqual(await ask(page, [other]), scan([simplified]), other);
    });
  });

  it('of one character is answered with a kind word and no result', async () => {
    await tests.open(addressOf(['法']), async (page) => {
      assert.deepEqual((await answered(page)).found, []);
    });
  });

  it('that is HTML is shown as it was typed', async () => {
    await tests.open(addressOf(['<img/src=x>']), async (page) => {
      assert.deepEqual((await answered(page)).found, []);
      assert.equal(await page.locator('main img').count(), 0);
      assert.equal(await page.locator(search.input).inputValue(), '<img/src=x>');
    });
  });
});

describe('several words', () => {
  it('must all stand in a report, in any place', async () => {
    await tests.open('search.html', async (page) => {
      const random = generator(17);
      for (let turn = 0; turn < 15; turn++) {
        const words = [piece(random), piece(random)];
        assert.deepEqual(await ask(page, words), scan(words), words.join(' '));
      }
    });
  });

  it('in quotation marks are one', async () => {
    await tests.open('search.html', async (page) => {
      const [latin] = documents.flatMap(({ units }) => units).flatMap((unit) => unit.match(/[A-Za-z0-9]+ [A-Za-z0-9]+/) ?? []);
      const phrase = latin ?? [...piece(generator(19))].slice(0, 4).join('');
      for (const quoted of [`"${phrase}"`, `“${phrase}”`]) assert.deepEqual(await ask(page, [quoted]), scan([phrase]), quoted);
    });
  });
});

/** A word that several reports have, so that there is something to narrow down. */
const common = ['法治', '政府'].find((word) => scan([word]).length > 2) ?? '建设';

describe('the address of a search', () => {
  it('follows what is typed, and can be opened again', async () => {
    await tests.open('search.html', async (page, context) => {
      const { order } = await type(page, common);
      assert.deepEqual([...order].sort(), scan([common]));
      const again = await context.newPage();
      await again.goto(page.url());
      assert.deepEqual((await answered(again)).order, order);
      assert.equal(await again.locator(search.input).inputValue(), common);
      await page.reload();
      assert.deepEqual((await answered(page)).order, order);
    });
  });

  it('goes back to the search before', async () => {
    await tests.open('search.html', async (page) => {
      const { order } = await type(page, common);
      const word = queries(23, 20).find((each) => scan([each]).length === 1);
      assert.deepEqual((await type(page, word)).found, scan([word]));
      assert.deepEqual((await changed(page, () => page.goBack())).order, order);
      assert.equal(await page.locator(search.input).inputValue(), common);
      assert.equal(new URL(page.url()).searchParams.get('q'), common);
    });
  });
});

describe('a facet', () => {
  const rows = table('reports');
  const years = new Map(rows.map((row) => [row.report, `${row.year}`]));

  it('of the year leaves the reports of that year', async () => {
    await tests.open(addressOf([common]), async (page) => {
      const { found } = await answered(page);
      const values = await page.locator(search.facet('year')).evaluateAll((boxes) => boxes.map((box) => box.value));
      assert.deepEqual([...values].sort(), [...new Set(found.map((address) => years.get(address)))].sort());
      for (const value of values) {
        const box = page.locator(`${search.facet('year')}[value="${value}"]`);
        const narrowed = await changed(page, () => box.check());
        assert.deepEqual(narrowed.found, found.filter((address) => years.get(address) === value));
        assert.deepEqual((await changed(page, () => box.uncheck())).found, found);
      }
    });
  });

  for (const name of ['year', 'topic', 'kind']) {
    it(`(${name}) says how many reports it leaves, is in the address, and goes with the back button`, async () => {
      await tests.open(addressOf([common]), async (page) => {
        const { order } = await answered(page);
        const before = page.url();
        const box = page.locator(search.facet(name)).last();
        const value = await box.getAttribute('value');
        const count = Number(await box.locator('xpath=ancestor::li[1]').locator(search.count).innerText());
        const { order: narrowed } = await changed(page, () => box.check());
        assert.equal(narrowed.length, count);
        assert.ok(narrowed.every((address) => order.includes(address)));
        assert.deepEqual(new URL(page.url()).searchParams.getAll(name), [value]);
        await page.reload();
        assert.deepEqual((await answered(page)).order, narrowed, 'the address alone brings them back');
        assert.deepEqual((await changed(page, () => page.goBack())).order, order);
        assert.equal(page.url(), before);
      });
    });
  }
});

describe('the keyboard', () => {
  it('reaches the field with a slash, which is not typed', async () => {
    await tests.open('search.html', async (page) => {
      await page.evaluate(() => document.activeElement?.blur());
      await page.keyboard.press('/');
      await until(() => page.locator(search.input).evaluate((field) => document.activeElement === field), Boolean, 'the field has the focus');
      assert.equal(await page.locator(search.input).inputValue(), '');
      await page.keyboard.type('a/b');
      assert.equal(await page.locator(search.input).inputValue(), 'a/b', 'in the field it is a character like others');
    });
  });
});

describe('a result', () => {
  it('leads to the passages that hold the word', async () => {
    const words = queries(29, 60).filter((each) => documents.some(({ folded }) => folded.slice(1).some((unit) => unit.includes(fold(each)))));
    assert.ok(words.length > 10);
    for (const word of words.slice(0, 8)) {
      await tests.open(addressOf([word]), async (page) => {
        await answered(page);
        const hrefs = await page.locator(search.hitSentence).evaluateAll((links) => links.map((link) => link.href));
        assert.ok(hrefs.length > 0, `${word} has a passage`);
        for (const href of new Set(hrefs)) {
          await page.goto(href);
          const id = decodeURIComponent(new URL(href).hash.slice(1));
          const text = await page.evaluate((anchor) => document.getElementById(anchor)?.textContent ?? '', id);
          assert.ok(fold(text).includes(fold(word)), `${word} stands at ${href}: ${text}`);
        }
      });
    }
  });
});

describe('opened from disk', () => {
  it('finds the same without a server', async () => {
    await tests.open('about:blank', async (page) => {
      const troubles = watch(page, 'null');
      const start = pathToFileURL(path.join(folder, 'search.html')).href;
      for (const words of [[common], ...queries(31, 12).map((word) => [word])]) {
        await page.goto(`${start}?q=${encodeURIComponent(words.join(' '))}`);
        assert.deepEqual((await answered(page)).found, scan(words), words.join(' '));
      }
      assert.deepEqual(troubles, []);
    });
  });
});
