/**
 * An archive of sources that were written to do harm, opened page by page in a browser that would let them: from
 * disk, where no host's policy stands in between. What they say is in `tests/hostile/payloads.json`.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { browserTests } from './lib/browser.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The program: FANGZHI_BIN, else the one that `cargo build` makes. */
function program() {
  if (process.env.FANGZHI_BIN) return process.env.FANGZHI_BIN;
  execFileSync('cargo', ['build', '--quiet'], { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
  return path.join(repository, 'target/debug/fangzhi');
}

/** Writes a source for each field and payload, as `tests/suite/hostile.rs` does. */
function writeSources(content) {
  const { payloads, fields, codes } = JSON.parse(readFileSync(path.join(repository, 'tests/hostile/payloads.json'), 'utf8'));
  Object.entries(fields).forEach(([field, { ending, lines }], at) => {
    mkdirSync(path.join(content, field), { recursive: true });
    Object.entries(payloads).forEach(([name, payload], number) => {
      const words = {
        code: codes[at],
        year: 1990 + number,
        string: JSON.stringify(payload),
        address: JSON.stringify(`https://elsewhere.example/${payload}`),
        words: payload,
      };
      const source = lines.join('\n').replace(/%(\w+)%/g, (whole, word) => words[word] ?? whole);
      writeFileSync(path.join(content, field, `${name}.${ending}`), `${source}\n`);
    });
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'fangzhi-hostile-'));
after(() => rmSync(folder, { recursive: true }));
writeSources(path.join(folder, 'content'));
// Some sources are refused for what they say above the text: exit status 1. Anything linear is done long before.
const { status, stderr } = spawnSync(program(), ['build'], { cwd: folder, encoding: 'utf8', timeout: 300_000 });
assert.equal(status, 1, stderr);

const site = path.join(folder, 'public');
const pages = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html'));
const tests = browserTests();

describe('a hostile archive', () => {
  it('opens no dialog, runs no script of theirs, asks nothing of other hosts', async () => {
    assert.ok(pages.length > 300, `${pages.length} pages`);
    await tests.open('about:blank', async (page, context) => {
      const troubles = [];
      const home = pathToFileURL(site).href;
      const note = (what) => troubles.push(`${page.url()}: ${what}`);
      await context.exposeFunction('fangzhiWasHere', () => note('a script of theirs ran'));
      page.on('dialog', (dialog) => (note(`dialog: ${dialog.message()}`), dialog.dismiss()));
      page.on('pageerror', (error) => note(`script: ${error.message}`));
      page.on('framenavigated', (frame) => frame !== page.mainFrame() && note(`frame: ${frame.url()}`));
      page.on('request', (request) => request.url().startsWith(`${home}/`) || note(`request: ${request.url()}`));
      for (const file of pages) {
        await page.goto(pathToFileURL(path.join(site, file)).href, { waitUntil: 'load' });
        // What waits for a reader's touch.
        const armed = await page.evaluate(() => {
          const elements = [...document.querySelectorAll('*')];
          const handlers = elements.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on')));
          const addresses = elements.map(({ href }) => String(href?.baseVal ?? href ?? '')).filter((href) => /^(javascript|data|vbscript):/i.test(href));
          return [...handlers, ...addresses];
        });
        if (armed.length > 0) note(armed.join(' '));
      }
      assert.deepEqual(troubles, []);
    });
  });

  it('is searched for its own words, and shows them as words', async () => {
    await tests.open(`${pathToFileURL(path.join(site, 'search.html')).href}?q=fangzhiWasHere`, async (page, context) => {
      let ran = false;
      await context.exposeFunction('fangzhiWasHere', () => (ran = true));
      await page.locator('main a[href^="reports/"]').first().waitFor();
      assert.equal(await page.locator('main script:not([type="application/json"]):not([src]), main iframe, main base, main [onerror], main [onload], main [onfocus]').count(), 0);
      assert.equal(ran, false);
    });
  });
});
