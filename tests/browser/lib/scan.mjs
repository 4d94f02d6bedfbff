/**
 * Searching without an index: what a query's answer must be. Written apart from the site's own script on purpose;
 * the two share the texts and the table of characters that are equal, and nothing else.
 */

import { has, read, reports } from './site.mjs';

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The text of a piece of HTML, as `textContent` has it. */
function textOf(html) {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) =>
      name ? (ENTITIES[name] ?? whole) : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)),
    );
}

/** The units of a report: its title, headings, paragraphs and rows. A match lies within one of them. */
function unitsOf(file) {
  const html = read(file);
  const title = html.match(/<h1\b[^>]*>([\s\S]*?)<\/h1>/)[1];
  const article = html.match(/<article class="text"[^>]*>([\s\S]*)<\/article>/)[1];
  const blocks = [...article.matchAll(/<(h[2-5]|p|tr)\b[^>]*\bid="[^"]*"[^>]*>([\s\S]*?)<\/\1>/g)].map(([, , inner]) => inner);
  return [title, ...blocks].map(textOf);
}

/** Which characters are equal to which; `\0` means that a character does not count. */
const equal = new Map();
if (has('search/fold.json')) {
  const { from, to } = JSON.parse(read('search/fold.json'));
  const targets = [...to];
  [...from].forEach((character, at) => equal.set(character, targets[at]));
}

/** The Traditional characters that are read as a Simplified one, by the Simplified one. */
export const traditional = new Map(
  [...equal].filter(([from, to]) => /\p{Script=Han}/u.test(from) && /\p{Script=Han}/u.test(to)).map(([from, to]) => [to, from]),
);

const isPlain = (character) => /^[0-9A-Za-z]$/.test(character ?? '');

/** A text in the form in which texts are compared. */
export function fold(text) {
  let folded = '';
  let dropped = false;
  for (const character of text) {
    const to = equal.get(character) ?? character;
    if (to === '\0') {
      dropped = true;
      continue;
    }
    // Blanks between Latin words part them; between other characters they are the page's layout.
    if (dropped && isPlain(folded.at(-1)) && isPlain(to)) folded += ' ';
    dropped = false;
    folded += to;
  }
  return folded.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Every report: its address in the archive, its texts as they stand, and folded. */
export const documents = reports.map((file) => {
  const units = unitsOf(file);
  return { address: file.replace(/^reports\/|\.html$/g, ''), units, folded: units.map(fold) };
});

/**
 * The addresses of the reports that hold all words, sorted.
 *
 * @param {string[]} words as one types them, each without quotes
 */
export function scan(words) {
  const folded = words.map(fold);
  return documents
    .filter(({ folded: units }) => folded.every((word) => units.some((unit) => unit.includes(word))))
    .map(({ address }) => address)
    .sort();
}
