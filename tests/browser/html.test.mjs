/** The HTML is valid, and light enough for a slow line. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { HtmlValidate } from 'html-validate';
import { files, pages, read, reports } from './lib/site.mjs';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // A matter of style; the standard takes both, and the templates write it in lower case.
    'doctype-style': ['error', { style: 'lowercase' }],
    // A matter of style for this role: a box with a name that scrolls sideways is a region, and no section of the text.
    'prefer-native-element': ['error', { exclude: ['region'] }],
  },
});

const KILO = 1024;

/** Addresses of an element's attribute in a page, relative to the site. */
function addresses(file, pattern) {
  return [...read(file).matchAll(pattern)].map(([, address]) => path.posix.join(path.posix.dirname(file), address));
}

describe('the HTML', () => {
  it('is valid on every page', async () => {
    const wrong = [];
    for (const file of pages) {
      const report = await validator.validateString(read(file), file);
      for (const { messages } of report.results) {
        for (const { ruleId, message, line, column } of messages) wrong.push(`${file}:${line}:${column} ${ruleId}: ${message}`);
      }
    }
    assert.ok(pages.length > 0);
    assert.equal(wrong.length, 0, `${wrong.length} errors\n${wrong.slice(0, 40).join('\n')}`);
  });
});

describe('the weight', () => {
  for (const file of reports) {
    it(`of ${file}: what reading needs is under 60 KB as sent`, () => {
      const needed = [file, ...addresses(file, /<link rel="stylesheet" href="([^"]*)"/g), ...addresses(file, /<img\b[^>]*\bsrc="([^"]*)"/g)];
      const sent = needed.reduce((sum, name) => sum + gzipSync(read(name)).length, 0);
      assert.ok(sent < 60 * KILO, `${needed.join(', ')}: ${sent} bytes`);
    });
  }

  it('of the style sheets is under 20 KB', () => {
    const sheets = files.filter((file) => file.endsWith('.css'));
    const bytes = sheets.reduce((sum, file) => sum + Buffer.byteLength(read(file)), 0);
    assert.ok(bytes < 20 * KILO, `${sheets.join(', ')}: ${bytes} bytes`);
  });

  // search/all.js is the texts of a small archive, for a page opened from disk: data, and not sent by a server.
  const scripts = files.filter((file) => file.endsWith('.js') && !file.startsWith('search/'));

  it('of all scripts together is under 30 KB as sent', () => {
    const sent = scripts.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
    assert.ok(sent < 30 * KILO, `${scripts.join(', ')}: ${sent} bytes`);
  });

  it('of the scripts of a report page is under 30 KB as stored', () => {
    for (const file of reports) {
      const bytes = addresses(file, /<script\b[^>]*\bsrc="([^"]*)"/g).reduce((sum, name) => sum + Buffer.byteLength(read(name)), 0);
      assert.ok(bytes > 0 && bytes < 30 * KILO, `${file}: ${bytes} bytes`);
    }
  });
});

describe('a script', () => {
  it('never holds up a page: it is a file of its own, deferred or a module', () => {
    const wrong = pages.flatMap((file) =>
      [...read(file).matchAll(/<script\b([^>]*)>/g)]
        // A block of data is no script.
        .filter(([, attributes]) => !/\btype="application\/(?:ld\+)?json"/.test(attributes))
        .filter(([, attributes]) => !/\bsrc=/.test(attributes) || !/\b(?:defer|async|type="module")/.test(attributes))
        .map(([tag]) => `${file}: ${tag}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('never stands in an attribute', () => {
    const wrong = pages.filter((file) => /<[a-z][^>]*\s(?:on[a-z]+|style)=/.test(read(file)));
    assert.deepEqual(wrong, []);
  });
});
