// Conveniences on pages that are complete without them.
'use strict';
(() => {
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = Object.assign({}, ...$$('script[id$="strings"]').map((block) => JSON.parse(block.text)));
const say = (key, values) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
const textOf = (element) => element.textContent.trim().replace(/\s+/g, ' ');
const inOrder = new Intl.Collator('zh', { numeric: true }).compare;
const here = location.href.replace(/[?#].*/, '');
const named = ({ hash }) => document.getElementById(hash.slice(1));

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const button = (text, onclick, properties) => make('button', { type: 'button', onclick, ...properties }, text);
const icon = (className, title, act) => button('', act, { className, title, ariaLabel: title });

const live = make('p', { className: 'live', role: 'status' });

function copyBySelection(value, asker) {
  const area = make('textarea', { className: 'live', value });
  asker.after(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  asker.focus();
  return copied;
}

async function copy(text, { target }) {
  // A page on disk may have no clipboard, and a browser may refuse it.
  const written = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  const label = (target.dataset.label ??= target.textContent);
  live.textContent = target.textContent = say(written || copyBySelection(text, target) ? 'copied' : 'notCopied');
  setTimeout(() => { target.textContent = label; live.textContent = ''; }, 2000);
}

function followReading(outline) {
  const links = $$('a[href^="#"]', outline).filter(named);
  const mark = () => {
    // The line of reading sinks as the page ends, for short last sections.
    const line = Math.max(innerHeight / 4, innerHeight * 2 + scrollY - document.body.scrollHeight);
    const current = links.filter((link) => named(link).getBoundingClientRect().top <= line).at(-1);
    for (const link of links) link.ariaCurrent = link === current ? 'true' : null;
    // scrollIntoView would move the page too.
    if (current) outline.scrollTop = current.offsetTop - outline.clientHeight / 2;
  };
  addEventListener('scroll', mark);
  mark();
}

const cite = $('#cite');
const note = make('p', { className: 'passage-note', tabIndex: -1 });

function citeAt(anchor) {
  for (const span of $$('pre .address', cite)) {
    const given = (span.dataset.given ??= span.textContent);
    span.textContent = (/^https?:/.test(given) ? given : here) + anchor;
  }
}

function citeReport() {
  citeAt('');
  note.remove();
  $('.copy', cite).focus();
}

function citePassage(passage) {
  const link = make('a', { href: `#${passage.id}` }, textOf(passage).replace(/(.{40}).+/u, '$1…'));
  citeAt(link.hash);
  note.replaceChildren(cite.dataset.passageNote, link, button(say('wholeReport'), citeReport));
  $('h2', cite).after(note);
  note.focus();
}

function offerCitations() {
  citeAt('');
  // Swedish dates are ISO dates.
  for (const day of $$('.cited-on', cite)) day.textContent = new Date().toLocaleDateString('sv');
  for (const pre of $$('pre', cite)) {
    pre.before(button(say('copy'), (event) => copy(pre.textContent, event), { className: 'copy' }));
  }
}

// One pair of buttons moves to the passage that is pointed at, tapped, or reached by arrow keys: a pair each would be
// hundreds of stops for Tab. The style sheet draws them, so that no text is added.
function offerPassages(article) {
  const passages = ':is(h2, h3, h4, h5, p, tr)[id]', all = $$(passages, article);
  let passage;
  const tools = make('span', { className: 'passage-tools', role: 'group', ariaLabel: say('passage') },
    icon('copyLink', say('copyLink'), (event) => copy(`${here}#${passage.id}`, event)));
  if (cite) tools.append(icon('citePassage', say('citePassage'), () => citePassage(passage)));

  const move = (place, shown = false) => {
    const to = place?.closest(passages);
    if (!all.includes(to)) return;
    if (to !== passage) ($('td:last-child', to) ?? to).append(tools);
    passage = to;
    tools.classList.toggle('shown', shown);
  };
  article.onpointerover = ({ pointerType, buttons, target }) => {
    if (pointerType === 'mouse' && !buttons && !$(':focus-visible', tools)) move(target, true);
  };
  article.onclick = ({ target }) => { move(target, true); goToRow(target); };
  tools.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(all[all.indexOf(passage) + step], true);
    event.target.focus();
  };
  addEventListener('hashchange', () => move(named(location)));
  move(all[0]);
  move(named(location));
}

// From a figure to its row below; the row links back, and so does the browser's Back.
function goToRow(place) {
  const mark = place.closest('mark.figure'), row = mark && document.getElementById(`of-${mark.id}`);
  if (!row || !getSelection().isCollapsed) return;
  row.hidden = false;
  location.hash = row.id;
}

// Numbers (≥1,200, 约 30 or about 30, 99.5%, 2–3 as 2) come first, then words; empty cells are last either way.
function keyOf(row, cell) {
  const text = textOf($('.value', cell) ?? cell);
  const number = Number(text.replace(/^(?:[≥≤<>约近]|about )|,|–.*$|[%％]$/g, ''));
  return { row, text, number, rank: /^[–—-]?$/.test(text) ? 2 : isNaN(number) ? 1 : 0 };
}

function sortRows({ head, at }, rows) {
  const down = head.ariaSort === 'ascending', sign = down ? -1 : 1;
  const keys = rows.map((row) => keyOf(row, row.cells[at]));
  keys.sort((a, b) => a.rank - b.rank || sign * (a.rank ? inOrder(a.text, b.text) : a.number - b.number));
  for (const other of head.parentElement.cells) other.ariaSort = null;
  head.ariaSort = down ? 'descending' : 'ascending';
  rows[0]?.parentElement.append(...keys.map(({ row }) => row));
}

function choiceOf({ name, at }, rows) {
  const values = new Set(rows.map((row) => textOf(row.cells[at])).filter(Boolean).sort(inOrder));
  const every = new Option(say('filterAll', { column: name }), '');
  return make('select', { at, ariaLabel: name }, every, ...[...values].map((value) => new Option(value)));
}

function filterBar(columns, rows) {
  const choices = columns.filter(({ head }) => head.matches('[data-filter]')).map((column) => choiceOf(column, rows));
  const search = make('input', { type: 'search', ariaLabel: say('filter'), placeholder: say('filter') });
  const count = make('span', { className: 'count', role: 'status' });
  const oninput = () => {
    const sought = search.value.toLowerCase().split(/\s+/);
    const fits = (row) => choices.every(({ value, at }) => !value || value === textOf(row.cells[at]))
      && sought.every((word) => row.textContent.toLowerCase().includes(word));
    for (const row of rows) row.hidden = !fits(row);
    count.textContent = say('rowsShown', { shown: rows.filter((row) => !row.hidden).length, all: rows.length });
  };
  oninput();
  return make('div', { className: 'table-tools', oninput }, search, ...choices, count);
}

// RFC 4180; the apostrophe keeps a spreadsheet from running the cell.
function csvField(text) {
  const safe = /^[=+@\t\r-]/.test(text) && !/^[+-]?[\d,.]+%?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function saveShown(columns, body) {
  const rows = [...body.rows].filter((row) => !row.hidden).map((row) => [
    ...columns.map(({ at }) => row.cells[at].innerText.trim().replace(/\s*\n\s*/g, '; ')),
    $$('a[href]', row).map(({ href }) => href).join(' '),
  ]);
  const names = [...columns.map(({ name }) => name), say('links')];
  const lines = [names, ...rows].map((fields) => `${fields.map(csvField).join(',')}\r\n`);
  const href = URL.createObjectURL(new Blob(['\ufeff', ...lines], { type: 'text/csv' }));
  make('a', { href, download: `${textOf($('h1'))}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

function enhanceTable(table) {
  const body = table.tBodies[0], rows = [...body.rows];
  const columns = $$('thead th:not([data-plain])', table).map((head) => ({ head, at: head.cellIndex, name: textOf(head) }));
  for (const column of columns) {
    column.head.append(icon('sort', say('sortBy', { column: column.name }), () => sortRows(column, rows)));
  }
  const bar = filterBar(columns, rows);
  bar.append(button(say('download'), () => saveShown(columns, body)));
  (table.closest('.table-scroll') ?? table).before(bar);
}

globalThis.fangzhiSite = { $, $$, make, button, say, textOf, enhanceTable };
$('main').append(live);
const outline = $('.outline'), article = $('article.text');
if (outline) {
  if (matchMedia('(max-width: 59.99rem)').matches) $('details', outline).open = false;
  followReading(outline);
}
if (cite) offerCitations();
if (article) offerPassages(article);
$$('table.sortable').forEach(enhanceTable);
})();
