/** What holds for a page of every kind: it is quiet, accessible, and fits a phone. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import axe from 'axe-core';
import { browserTests, watch } from './lib/browser.mjs';
import { kinds } from './lib/site.mjs';

const tests = browserTests();

for (const [kind, file] of kinds) {
  describe(`${kind} (${file})`, () => {
    it('loads without an error and asks nothing of other hosts', async () => {
      await tests.open('about:blank', async (page) => {
        const troubles = watch(page, tests.server.origin);
        await page.goto(tests.address(file), { waitUntil: 'networkidle' });
        assert.deepEqual(troubles, []);
      });
    });

    it('fits 390 pixels: nothing makes the whole page scroll sideways', async () => {
      await tests.open(
        file,
        async (page) => {
          const [wide, room, culprits] = await page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.scrollingElement;
            // What stands out to the right, unless something around it scrolls by itself.
            const scrolls = (element) =>
              element !== document.body && element !== document.documentElement && getComputedStyle(element).overflowX !== 'visible';
            const inside = (element) => {
              for (let at = element.parentElement; at; at = at.parentElement) if (scrolls(at)) return true;
              return false;
            };
            const out = [...document.querySelectorAll('body *')]
              .filter((element) => element.getBoundingClientRect().right > clientWidth + 1 && !inside(element))
              .map((element) => `${element.localName}.${element.className} ${Math.round(element.getBoundingClientRect().right)}`);
            return [scrollWidth, clientWidth, out.slice(0, 5)];
          });
          assert.ok(wide <= room, `${wide} pixels wide where there are ${room}: ${culprits.join(', ')}`);
        },
        { viewport: { width: 390, height: 844 } },
      );
    });

    it('has nothing that axe objects to, light and dark, wide and narrow', async () => {
      await tests.open(file, async (page) => {
        // The policy forbids a script element with axe in it; what the debugger evaluates is not under it.
        await page.evaluate(axe.source);
        const lines = [];
        for (const colorScheme of ['light', 'dark']) {
          for (const width of [1280, 390]) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: 844 });
            // Colours in the middle of a transition are not what a reader sees.
            await page.waitForFunction(() => document.getAnimations().length === 0);
            const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
            for (const { id, help, nodes } of violations) {
              for (const { target, failureSummary } of nodes) {
                lines.push(`${colorScheme} ${width}: ${id} (${help}): ${target.join(' ')} ${failureSummary.replace(/\s+/g, ' ')}`);
              }
            }
          }
        }
        assert.deepEqual(lines, []);
      });
    });
  });
}
