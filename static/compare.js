// Reports and places side by side, read from their pages.
'use strict';
(() => {
const { $, $$, make, button, say, textOf, enhanceTable } = globalThis.fangzhiSite;
const MOST = 6, YEARS = 3;
const part = (name) => $(`#compare-${name}`);
const finder = part('finder'), boxes = () => $$('input', part('indicators'));

// The state is the query: r, a report; p, a place; i, an indicator; t, the topic.
const pairs = () => [...new URLSearchParams(location.search)];
const chosen = (...kinds) => pairs().filter(([kind]) => kinds.includes(kind));

function go(state) {
  history.pushState(null, '', `?${new URLSearchParams(state)}`.replaceAll('%2F', '/'));
  show();
}

const pages = {};

async function fetchPage(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path);
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

const loadPage = (path) => (pages[path] ??= fetchPage(path));
const loadJson = async (path) => (await fetch(path)).json();
const resolve = (link, path) => new URL(link.getAttribute('href'), new URL(path, location.href)).href;

const names = new Map(boxes().map((box) => [box.value, textOf(box.parentElement)]));

// values: indicator → [{link, unit, marks}]
const columnOf = (name, about, path) => ({ name, about, path, report: path, values: {} });

function addValue({ path, values }, row, link, unit, title = '', marks = []) {
  const id = row.dataset.indicator;
  // New ones become choices.
  if (!names.has(id)) {
    names.set(id, textOf($('a', row)));
    part('indicators').append(make('label', {}, make('input', { type: 'checkbox', value: id }), names.get(id)));
  }
  const copy = Object.assign(link.cloneNode(true), { className: 'value', href: resolve(link, path), title });
  const value = { link: copy, unit, marks: marks.map((mark) => mark.cloneNode(true)) };
  (values[id] ??= []).push(value);
}

function reportColumns(page, path) {
  const [name, about = ''] = textOf($('.report-head .facts', page)).split(' · ');
  const column = columnOf(name, about, path);
  for (const row of $$('#figures tr[data-indicator]', page)) {
    const [, value, unit, quote] = row.cells;
    addValue(column, row, $('a', value), unit.firstChild?.data?.trim() ?? '', textOf(quote), $$('.object, abbr', row));
  }
  return [column];
}

function placeColumns(page, path, name) {
  return $$('table.matrix th.number', page).slice(-YEARS).map((year) => {
    const column = columnOf(name, say('year', { year: textOf(year) }), path);
    for (const row of $$('table.matrix tr[data-indicator]', page)) {
      for (const link of $$('a', row.cells[year.cellIndex])) {
        addValue(column, row, link, textOf(row.cells[1]));
        column.report = resolve(link, path).replace(/#.*/, '');
      }
    }
    return column;
  });
}

async function loadItem([kind, key], problems) {
  const path = `${kind === 'r' ? 'reports' : 'regions'}/${key}.html`;
  try {
    // Dots could lead elsewhere.
    if (!/^[\w/-]+$/.test(key)) throw new Error(key);
    const page = await loadPage(path), name = textOf($('h1', page));
    const columns = (kind === 'r' ? reportColumns : placeColumns)(page, path, name);
    if (!columns.length) problems.push(say('noYears', { name }));
    return { name, path, columns };
  } catch {
    problems.push(say('broken', { address: key }));
    return { name: key, columns: [] };
  }
}

function drawTable(columns, ids) {
  const head = (scope, ...inside) => make('th', { scope }, ...inside);
  const row = (...cells) => make('tr', {}, ...cells);
  const absent = () => [make('span', { className: 'absent', title: say('absent') }, '–')];
  const heads = columns.map(({ name, about, report }) =>
    head('col', make('a', { href: report }, name), ' ', make('span', { className: 'around' }, about)));
  const rows = ids.map((id) => {
    const values = columns.map((column) => column.values[id]), unit = values.flat().find(Boolean)?.unit ?? '';
    const name = head('row', make('a', { href: `indicators/${id}.html` }, names.get(id)));
    const show = ({ link, unit: own, marks }) => make('div', {}, link, own === unit ? '' : own, ...marks);
    const cells = values.map((list) => make('td', { className: 'number' }, ...(list?.map(show) ?? absent())));
    return row(name, make('td', {}, unit), ...cells);
  });
  const table = make('table', { className: 'matrix sortable' },
    make('thead', {}, row(head('col', say('indicator')), head('col', say('unit')), ...heads)), make('tbody', {}, ...rows));
  part('result').replaceChildren(make('div', { className: 'table-scroll' }, table));
  enhanceTable(table);
}

// The blocks under a topic's headings, down to the next heading of their level.
function blocksOf(page, topic) {
  let within = 0;
  return $$('article.text > *', page).flatMap((block) => {
    const level = Number(block.tagName[1]) || 9;
    if (level <= within) within = 0;
    if (!within && block.dataset.topics?.split(' ').includes(topic)) within = level;
    return within ? [block, ...$$('tr', block)].filter(({ id }) => id) : [];
  });
}

function passageOf(block, path) {
  const text = block.cells ? [...block.cells].map(textOf).join(' | ') : textOf(block), href = `${path}#${block.id}`;
  if (/^H/.test(block.tagName)) return make('h4', {}, make('a', { href }, text));
  return make('p', {}, text, ' ', make('a', { href, title: say('source'), ariaLabel: say('source') }, '¶'));
}

async function sectionOf({ name, about, report }, topic) {
  const blocks = blocksOf(await loadPage(report), topic).map((block) => passageOf(block, report));
  return make('section', {}, make('h3', {}, `${name} ${about}`), ...(blocks.length ? blocks : [say('noSection')]));
}

let turn = 0;

async function show(...problems) {
  const own = ++turn, items = chosen('r', 'p'), indicators = chosen('i').map(([, id]) => id);
  const topic = chosen('t')[0]?.[1] ?? '';
  if (items.length > MOST) problems.push(say('full'));
  const loaded = await Promise.all(items.slice(0, MOST).map((item) => loadItem(item, problems)));
  const columns = loaded.flatMap((item) => item.columns);
  const sections = topic ? await Promise.all(columns.map((column) => sectionOf(column, topic))) : [];
  // A later choice may have been faster.
  if (own !== turn) return;

  // What the reader named is shown even if missing.
  const isShown = (id) => (indicators.length ? indicators.includes(id) : columns.some(({ values }) => values[id]));
  problems.push(...indicators.filter((id) => !names.has(id)).map((id) => say('noIndicator', { id })));
  for (const box of boxes()) box.checked = indicators.includes(box.value);
  part('topic').value = topic;
  part('newest').hidden = items.length;
  part('chosen-part').hidden = !columns.length;
  part('notes').replaceChildren(...problems.map((problem) => make('p', {}, problem)));
  part('passages').replaceChildren(...sections);
  part('chosen').replaceChildren(...loaded.map(({ name, path }, at) => {
    const remove = () => { go(pairs().filter((pair) => `${pair}` !== `${items[at]}`)); finder.focus(); };
    const label = path ? make('a', { href: path }, name) : name;
    return make('li', {}, label, button('×', remove, { ariaLabel: say('remove', { name }) }));
  }));
  drawTable(columns, [...names.keys()].filter(isShown));
}

let manifest, listed;

async function list() {
  const { documents, shard, places } = manifest;
  const shards = Array.from({ length: Math.ceil(documents / shard) }, (_, at) => loadJson(`search/documents/${at}.json`));
  const around = (at) => (at < 0 ? say('place') : `${around(places[at][2])} · ${places[at][1]}`);
  return [
    ...places.map(([key, name, at]) => ({ item: ['p', key], name, about: around(at) })),
    ...(await Promise.all(shards)).flat().map(([key, name, region]) => ({ item: ['r', key], name, about: `${region} · ${key}` })),
  ];
}

function add(item) {
  finder.value = '';
  finder.focus();
  offer();
  if (chosen('r', 'p').length < MOST) go([...pairs(), item]);
  else show(say('full'));
}

async function offer() {
  const all = await (listed ??= list()), sought = finder.value.trim().split(/\s+/);
  const fits = ({ name, about }) => sought.every((word) => `${about} ${name}`.includes(word));
  const choices = sought[0] ? all.filter(fits) : [];
  part('count').textContent = sought[0] ? say('found', { count: choices.length }) : '';
  part('found').replaceChildren(...choices.slice(0, 12).map(({ item, name, about }) => make('li', {},
    button(name, () => add(item)), make('span', { className: 'around' }, about))));
}

async function start() {
  part('form').hidden = false;
  finder.oninput = () => offer().catch(() => show(say('noLists')));
  part('indicators').onchange = () => go([...chosen('r', 'p', 't'), ...boxes().filter((box) => box.checked).map((box) => ['i', box.value])]);
  part('topic').onchange = ({ target }) => go([...chosen('r', 'p', 'i'), ['t', target.value]]);
  onpopstate = () => show();
  try {
    manifest = await loadJson('search/manifest.json');
    part('topic').append(...manifest.topics.map(([id, name]) => new Option(name, id)));
    show();
  } catch {
    show(say('noLists'));
  }
}

if (location.protocol === 'file:') part('notes').textContent = say('needsHttp');
else start();
})();
