import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The built site: FANGZHI_SITE (relative to where npm or node was called), else `public/` of the repository. */
export const folder = process.env.FANGZHI_SITE
  ? path.resolve(process.env.INIT_CWD ?? '', process.env.FANGZHI_SITE)
  : path.join(repository, 'public');

if (!existsSync(path.join(folder, 'index.html'))) {
  throw new Error(`${folder} holds no built site: run \`cargo run -- build\`, or name one by FANGZHI_SITE`);
}

/** A file of the site as text. */
export const read = (file) => readFileSync(path.join(folder, file), 'utf8');

export const has = (file) => existsSync(path.join(folder, file));

/** Paths of all files, relative to the site, with `/` between, sorted. */
export const files = readdirSync(folder, { recursive: true })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => statSync(path.join(folder, file)).isFile())
  .sort();

export const pages = files.filter((file) => file.endsWith('.html'));

/** The report pages. */
export const reports = pages.filter((file) => file.startsWith('reports/'));

/** The rows of a table of `data/`. */
export const table = (name) => JSON.parse(read(`data/${name}.json`));

const size = (file) => statSync(path.join(folder, file)).size;
const largest = (list) => [...list].sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1))[0];
const below = (start) => pages.filter((file) => file.startsWith(start) && file !== `${start}index.html`);

/** The report page with the most in it. */
export const report = largest(reports);

/**
 * One page of every kind, by name: of several the largest, since it has the most that can go wrong.
 * A report with words that are marked as suspect looks different, so it is there as well.
 */
export const kinds = Object.entries({
  index: 'index.html',
  report,
  'report with suspect words': reports.find((file) => read(file).includes('class="suspect"')),
  regions: 'regions/index.html',
  region: largest(below('regions/')),
  years: 'years/index.html',
  year: largest(below('years/')),
  topics: 'topics/index.html',
  topic: largest(below('topics/')),
  indicators: 'indicators/index.html',
  indicator: largest(below('indicators/')),
  coverage: 'coverage.html',
  compare: 'compare.html',
  search: 'search.html',
  about: 'about.html',
  404: '404.html',
}).filter(([, file]) => file);
