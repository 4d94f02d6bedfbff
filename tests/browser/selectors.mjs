/**
 * What the tests take hold of in the pages. When markup changes, this is the file to adjust.
 */

/** A report's page. */
export const report = {
  head: '.report-head',
  outline: '.outline',
  outlineLinks: '.outline a[href^="#"]',
  current: '.outline a[aria-current]',
  text: 'article.text',
  headings: 'article.text :is(h2, h3, h4, h5)[id]',
  paragraphs: 'article.text p[id]',
  figureRows: '#figures tbody tr[id]',
  figureIndicator: 'data-indicator',
  citations: '#cite .citation[data-format]',
  /** Within a citation: the text that is copied. */
  citationText: 'pre',
  /** Within the passage that is pointed at. */
  copyLink: '.passage-tools .copyLink',
};

/** The full-text search. */
export const search = {
  form: '#search',
  input: 'input[name=q]',
  /** Empty at first; says what was found once the results are there. */
  status: '#status',
  /** What it says while an answer is under way stands in the page's texts, under this key. */
  strings: 'script[type="application/json"][id$="strings"]',
  waiting: 'waiting',
  hits: '#hits > li',
  hitTitle: '#hits > li h3 a',
  hitSentence: '#hits > li ul a',
  /** Choices of a facet other than the place; `value` is what goes into the address, the count stands in the label. */
  facet: (name) => `#${name} input[type=checkbox]`,
  count: '.count',
};

/** Reports side by side. */
export const compare = {
  chosen: '#compare-chosen > li',
  /** Within a chosen report: takes it out again. */
  remove: 'button',
  table: '#compare-result table',
  /** Within the table: a link to the words of a value. */
  value: 'a.value',
  finder: '#compare-finder',
  found: '#compare-found button',
  indicator: (id) => `#compare-indicators input[value="${id}"]`,
  notes: '#compare-notes',
};

/** Tables with a script: of an indicator, a region and so on. */
export const table = {
  sortable: 'table.sortable',
  /** Columns of pictures only: they are not sorted by, nor saved. */
  picture: 'data-plain',
  /** Within a column's head. */
  sort: 'button.sort',
  tools: '.table-tools',
  /** Within the tools. */
  filter: 'input[type=search]',
  csv: ':scope > button',
};

/** What a printed page leaves out. */
export const navigation = ['.site-header nav', '.outline', '.skip', '.passage-tools', '.table-tools'];
