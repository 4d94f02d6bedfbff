import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';
import { folder } from './site.mjs';

/** Long enough for a busy machine; a condition that takes longer will not come true. */
const PATIENCE = 10_000;

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The system's Chromium: CHROMIUM, /usr/bin/chromium, or the first `chromium` on the PATH. */
function executable() {
  const onPath = (process.env.PATH ?? '').split(path.delimiter).map((place) => path.join(place, 'chromium'));
  const runs = (file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const found = process.env.CHROMIUM || ['/usr/bin/chromium', ...onPath].find(runs);
  if (!found) throw new Error('no Chromium: install the package chromium, or name the program by CHROMIUM');
  return found;
}

/**
 * A browser and a server for the tests of a file. They are started before its first test and end after its last.
 *
 * @param {string} mount path below which the site stands
 */
export function browserTests(mount = '/') {
  const self = {
    /** @type {import('playwright-core').Browser} */
    browser: undefined,
    /** @type {Awaited<ReturnType<typeof serve>>} */
    server: undefined,

    /** A page's address on the server. */
    address: (file) => self.server.base + file,

    /**
     * Opens a page in a context of its own, and hands it to `use`. The context is closed whatever happens.
     *
     * @param {string} address a file of the site, or a whole address
     * @param {(page: import('playwright-core').Page, context: import('playwright-core').BrowserContext) => Promise<void>} use
     * @param {import('playwright-core').BrowserContextOptions} options
     */
    async open(address, use, options = {}) {
      const context = await self.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN', ...options });
      context.setDefaultTimeout(PATIENCE);
      try {
        const page = await context.newPage();
        await page.goto(/^[a-z]+:/.test(address) ? address : self.address(address), { waitUntil: 'load' });
        await use(page, context);
      } finally {
        await context.close();
      }
    },
  };
  before(async () => {
    self.server = await serve(folder, mount);
    self.browser = await chromium.launch({ executablePath: executable(), args: ARGUMENTS, headless: true });
  });
  after(async () => {
    await self.browser?.close();
    await self.server?.close();
  });
  return self;
}

/**
 * Notes what a page should not do: errors in the console (violations of the policy are among them), scripts that
 * throw, requests to elsewhere, answers that are no success. The list fills while the page lives.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} origin the server's
 * @returns {string[]}
 */
export function watch(page, origin) {
  const troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin) troubles.push(`request to elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  page.on('requestfailed', (request) => troubles.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  return troubles;
}
