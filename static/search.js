// Full-text search in the reader's browser. The files under search/ are described in ARCHITECTURE.md.
// Texts come from scraped pages: they go into the page as text, never as markup.
'use strict';

/** @typedef {{text: string, at: number[]}} Folded  for each UTF-16 unit of the folded text its place in the text shown */
/** @typedef {{anchor: string, text: string, folded: Folded}} Unit  what no match crosses; the title comes first */
/** @typedef {{documents: number[], info: number[]}} Postings  info: 1 in the title, 2 in a heading, 4 × times */
/** @typedef {{from: number, to: number, word: string}} Span  a range of the text shown */
/** @typedef {{q: string, page: number, region: string[], year: string[], topic: string[], kind: string[]}} State */

const PAGE = 10; // reports on a page
const CHECKED = 60; // so many texts are read for an exact count
const SENTENCES = 3; // shown of a report
const LONG = 120; // characters of a sentence that are shown
const FACETS = ['region', 'year', 'topic', 'kind'];

// Words

const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** What each character becomes; U+0000 stands for nothing. */
function foldTable({ from, to }) {
  const table = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => [letter, lower(letter)]));
  const targets = [...lower(to)];
  [...from].forEach((character, i) => table.set(character, targets[i]));
  return table;
}

/** @returns {Folded} */
function fold(text, table) {
  const latin = /[0-9a-z]/;
  const at = [];
  let folded = '';
  let blank = -1; // where a run of dropped characters began
  let place = 0;
  for (const character of text) {
    const target = table.get(character) ?? character;
    if (target !== '\0') {
      if (blank >= 0 && latin.test(target) && latin.test(folded.at(-1) ?? '')) {
        folded += ' ';
        at.push(blank);
      }
      blank = -1;
      folded += target;
      for (let i = 0; i < target.length; i++) at.push(place);
    } else if (blank < 0) blank = place;
    place += character.length;
  }
  return { text: folded, at };
}

/** The folded words of a query, and those too short to look up, as written. */
function wordsOf(query, table) {
  const words = new Set();
  const short = new Set();
  for (const [token, straight, curly] of query.matchAll(/(?:"([^"]*)"|“([^”]*)”)(?!\S)|\S+/g)) {
    const { text } = fold(straight ?? curly ?? token, table);
    if ([...text].length > 1) words.add(text);
    else if (text) short.add(token);
  }
  return { words: [...words], short: [...short] };
}

/**
 * What to look up for a word: its runs of three characters, or itself if it has two. Of a long word every second
 * run and the last: they overlap still, and half the files are fetched; the texts are read in any case.
 */
function gramsOf(word) {
  const [...characters] = word;
  const runs = characters.slice(2).map((last, i) => characters[i] + characters[i + 1] + last);
  const needed = runs.filter((_, i) => i % 2 === 0 || i === runs.length - 1);
  return needed.length ? [...new Set(needed)] : [word];
}

function bucketOf(gram, buckets) {
  let hash = 2166136261;
  for (const character of gram) hash = Math.imul(hash ^ character.codePointAt(0), 16777619) >>> 0;
  return hash % buckets;
}

// The index

function readNumber(cursor) {
  for (let value = 0, scale = 1; ; scale *= 128) {
    const byte = cursor.bytes[cursor.at++];
    value += (byte & 127) * scale;
    if (!(byte & 128)) return value;
  }
}

/** The packed postings of each gram. */
function readBucket(bytes) {
  const grams = new Map();
  const utf8 = new TextDecoder();
  const cursor = { bytes, at: 0 };
  const take = (length) => bytes.subarray(cursor.at, (cursor.at += length));
  while (cursor.at < bytes.length) {
    const gram = utf8.decode(take(bytes[cursor.at++]));
    readNumber(cursor); // how many postings: their bytes say it
    grams.set(gram, take(readNumber(cursor)));
  }
  return grams;
}

/** @returns {Postings} */
function readPostings(bytes) {
  const postings = { documents: [], info: [] };
  const cursor = { bytes, at: 0 };
  for (let number = 0; cursor.at < bytes.length; ) {
    postings.documents.push((number += readNumber(cursor)));
    postings.info.push(bytes[cursor.at++]);
  }
  return postings;
}

function readColumns(bytes, length) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 0;
  const column = (size, read) => Array.from({ length }, () => read.call(view, (at += size) - size, true));
  const { getUint8, getUint16, getUint32 } = view;
  return { place: column(2, getUint16), year: column(2, getUint16), kind: column(1, getUint8), topics: column(4, getUint32) };
}

/** Documents of both lists, with the marks that both have and the smaller count. */
function meet(a, b) {
  const other = new Map(b.documents.map((document, i) => [document, b.info[i]]));
  const both = { documents: [], info: [] };
  a.documents.forEach((document, i) => {
    const [one, two] = [a.info[i], other.get(document)];
    if (two === undefined) return;
    both.documents.push(document);
    both.info.push((one & two & 3) | Math.min(one & ~3, two & ~3));
  });
  return both;
}

/** Documents in the lists of all words, the best first; without words all documents. */
function rank(lists, years) {
  const words = years.map(() => 0);
  const score = years.map(() => 0);
  for (const { documents, info } of lists) {
    documents.forEach((document, i) => {
      words[document]++;
      score[document] += (info[i] & 1) * 2 ** 40 + (info[i] & 2) * 2 ** 20 + (info[i] >> 2);
    });
  }
  const found = [...years.keys()].filter((document) => words[document] === lists.length);
  return found.sort((a, b) => score[b] - score[a] || years[b] - years[a] || a - b);
}

// Facets and the state in the address

/** What a document counts under; a place counts for those around it too. */
const VALUES = {
  region({ manifest: { places }, columns }, document) {
    const codes = [];
    for (let place = places[columns.place[document]]; place; place = places[place[2]]) codes.push(place[0]);
    return codes;
  },
  year: ({ columns }, document) => [`${columns.year[document]}`],
  topic: ({ manifest, columns }, document) =>
    manifest.topics.filter((_, i) => (columns.topics[document] >>> i) & 1).map(([id]) => id),
  kind: ({ manifest, columns }, document) => [manifest.kinds[columns.kind[document]]?.[0]],
};

/** Whether a document is what the reader chose; the choice in the facet `but` is left aside. */
const fits = (archive, document, state, but) =>
  FACETS.every(
    (facet) =>
      facet === but || !state[facet].length || VALUES[facet](archive, document).some((value) => state[facet].includes(value)),
  );

/** How many documents each value of a facet would leave; '' stands for all of them. */
function countsOf(archive, documents, state, facet) {
  const counts = new Map();
  for (const document of documents.filter((each) => fits(archive, each, state, facet))) {
    for (const value of ['', ...VALUES[facet](archive, document)]) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** @returns {State} */
function readState(search) {
  const query = new URLSearchParams(search);
  const state = { q: (query.get('q') ?? '').trim(), page: Math.max(1, parseInt(query.get('page'), 10) || 1) };
  for (const facet of FACETS) state[facet] = query.getAll(facet).filter(Boolean);
  state.region = state.region.slice(0, 1);
  return state;
}

function writeState(state) {
  const query = new URLSearchParams({ q: state.q });
  for (const facet of FACETS) for (const value of state[facet]) query.append(facet, value);
  if (state.page > 1) query.set('page', state.page);
  return `?${query}`;
}

// Sentences

const holdsAll = (texts, words) => words.every((word) => texts.some((text) => text.includes(word)));

/** @returns {Span[]} the words of a unit in the order of its text */
function spansOf({ text, folded }, words) {
  const spans = [];
  for (const word of words) {
    for (let i = folded.text.indexOf(word); i >= 0; i = folded.text.indexOf(word, i + 1)) {
      const last = folded.at[i + word.length - 1];
      spans.push({ from: folded.at[i], to: last + String.fromCodePoint(text.codePointAt(last)).length, word });
    }
  }
  return spans.sort((a, b) => a.from - b.from);
}

/** A range of a text in parts, each with whether it is marked; matches may overlap. */
function partsOf(text, spans, from = 0, to = text.length) {
  const parts = [];
  let at = from;
  for (const span of spans) {
    const [start, end] = [Math.max(span.from, at), Math.min(span.to, to)];
    if (start >= end) continue;
    parts.push([text.slice(at, start), false], [text.slice(start, end), true]);
    at = end;
  }
  return [...parts, [text.slice(at, to), false]].filter(([part]) => part);
}

/** The sentences of a unit that hold words; a match across two makes them one. */
function sentencesOf(unit, words) {
  const ends = [...unit.text.matchAll(/[。！？；]+[”’」』）]*/g)].map((end) => end.index + end[0].length);
  const sentences = [];
  for (const span of spansOf(unit, words)) {
    const to = ends.find((end) => end >= span.to) ?? unit.text.length;
    let last = sentences.at(-1);
    if (!last || span.from >= last.to) {
      const from = ends.filter((end) => end <= span.from).at(-1) ?? 0;
      sentences.push((last = { unit, from, to, spans: [], words: new Set() }));
    }
    last.to = Math.max(last.to, to);
    last.spans.push(span);
    last.words.add(span.word);
  }
  return sentences;
}

/** The parts of a sentence, or of what stands around the first match of a long one. */
function cut({ unit: { text }, from, to, spans }) {
  const [first] = spans;
  let [start, end] = [from, to];
  if (to - from > LONG) {
    start = Math.max(from, Math.min(first.from - LONG / 4, to - LONG));
    end = Math.min(to, Math.max(start + LONG, first.to));
    // Not through a surrogate pair.
    if (/[\udc00-\udfff]/.test(text[start])) start--;
    if (/[\udc00-\udfff]/.test(text[end])) end--;
  }
  const parts = partsOf(text, spans, start, end);
  return [...(start > from ? [['…', false]] : []), ...parts, ...(end < to ? [['…', false]] : [])];
}

/** The sentences to show of a report, those with the most words, and how many more there are. */
function passagesOf(units, words) {
  const all = units.flatMap((unit) => sentencesOf(unit, words));
  const best = new Set([...all].sort((a, b) => b.words.size - a.words.size).slice(0, SENTENCES));
  const shown = all.filter((sentence) => best.has(sentence));
  return {
    shown: shown.map((sentence) => ({ anchor: sentence.unit.anchor, parts: cut(sentence) })),
    further: all.length - shown.length,
  };
}

// The archive: over the network, or from one script

const addressOf = (address) => `reports/${address.split('/').map(encodeURIComponent).join('/')}.html`;

/** Remembers what was loaded, but no failures: they may pass. */
function remembering(load, most = Infinity) {
  const kept = new Map();
  return (key) => {
    if (!kept.has(key)) {
      const loading = load(key);
      kept.set(key, loading);
      loading.catch(() => kept.delete(key));
      if (kept.size > most) kept.delete(kept.keys().next().value);
    }
    return kept.get(key);
  };
}

/** A file as it is now (numbers of documents change from build to build); nothing if there is none. */
async function load(path) {
  const answer = await fetch(path, { cache: 'no-cache' });
  if (!answer.ok && answer.status !== 404) throw new Error(`${path}: ${answer.status}`);
  return answer.ok ? answer : null;
}

async function unpack(path) {
  const packed = await (await load(path))?.blob();
  // Read to its end first: a body piped into the unpacking may be counted as aborted when that ends before it.
  const stream = packed?.stream().pipeThrough(new DecompressionStream('gzip')) ?? null;
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function openRemote() {
  const json = async (path) => (await load(path)).json();
  const files = [json('search/manifest.json'), unpack('search/columns.bin'), json('search/fold.json')];
  const [manifest, columns, folding] = await Promise.all(files);
  const table = foldTable(folding);
  const bucket = remembering(async (at) => readBucket(await unpack(`search/grams/${at}.bin`)));
  const shard = remembering((at) => json(`search/documents/${at}.json`));
  const card = async (document) => (await shard(Math.floor(document / manifest.shard)))[document % manifest.shard];
  const units = remembering(async (document) => {
    const [address] = await card(document);
    const page = new DOMParser().parseFromString(await (await load(addressOf(address))).text(), 'text/html');
    const blocks = page.querySelectorAll('h1, article.text :is(h2, h3, h4, h5, p)[id], article.text tr[id] > *');
    return [...blocks].map((block) => {
      const text = block.textContent;
      return { anchor: block.id || block.parentElement.id, text, folded: fold(text, table) };
    });
  }, 200);
  return {
    manifest,
    columns: readColumns(columns, manifest.documents),
    table,
    card,
    units,
    postings: async (gram) => readPostings((await bucket(bucketOf(gram, manifest.buckets))).get(gram) ?? []),
    holds: async (document, words) => holdsAll((await units(document)).map((unit) => unit.folded.text), words),
  };
}

/** The same from all.js, where texts are at hand: grams are counted in them. */
function openWhole({ manifest, columns, fold: folding, documents }) {
  const table = foldTable(folding);
  const units = documents.map(([, title, , , blocks]) => [['', title, 0], ...blocks]);
  const texts = units.map((each) => each.map(([, text]) => fold(text, table).text));
  const infoOf = (document, gram) =>
    texts[document].reduce((info, text, unit) => {
      let times = 0;
      for (let i = text.indexOf(gram); i >= 0; i = text.indexOf(gram, i + 1)) times++;
      const zone = unit === 0 ? 1 : units[document][unit][2] * 2;
      return times ? Math.min((info & ~3) + times * 4, 252) | (info & 3) | zone : info;
    }, 0);
  return {
    manifest,
    columns,
    table,
    isWhole: true,
    card: async (document) => documents[document],
    units: async (document) => units[document].map(([anchor, text]) => ({ anchor, text, folded: fold(text, table) })),
    async postings(gram) {
      const found = [...texts.keys()].map((document) => [document, infoOf(document, gram)]).filter(([, info]) => info);
      return { documents: found.map(([document]) => document), info: found.map(([, info]) => info) };
    },
    holds: async (document, words) => holdsAll(texts[document], words),
  };
}

// Answers

/** Candidates of a query in order; `verdicts` will say what reading their texts showed (undefined: unreadable). */
async function candidates(archive, query) {
  const { words, short } = wordsOf(query, archive.table);
  const lists = words.map(async (word) => (await Promise.all(gramsOf(word).map(archive.postings))).reduce(meet));
  const ranked = words.length || !query ? rank(await Promise.all(lists), archive.columns.year) : [];
  return { words, short, ranked, isSure: words.every((word) => [...word].length < 4), verdicts: new Map() };
}

/** Reads texts until the first `most` documents that are not refuted have been read. */
async function settle(archive, { words, isSure, verdicts }, documents, most, isCurrent) {
  while (!isSure && isCurrent()) {
    const first = documents.filter((document) => verdicts.get(document) !== false).slice(0, most);
    const unread = first.filter((document) => !verdicts.has(document)).slice(0, CHECKED);
    if (!unread.length) return;
    const read = async (document) => verdicts.set(document, await archive.holds(document, words).catch(() => undefined));
    await Promise.all(unread.map(read));
  }
}

/** The page of results that a state asks for, and the counts beside the facets. */
async function answer(archive, found, state, isCurrent = () => true) {
  const { ranked, isSure, verdicts } = found;
  const all = archive.isWhole ? Infinity : CHECKED;
  const chosen = ranked.filter((document) => fits(archive, document, state));
  if (ranked.length <= all) await settle(archive, found, ranked, all, isCurrent);
  await settle(archive, found, chosen, chosen.length <= all ? all : state.page * PAGE, isCurrent);
  const left = ranked.filter((document) => verdicts.get(document) !== false);
  const hits = left.filter((document) => fits(archive, document, state));
  const pages = Math.max(1, Math.ceil(hits.length / PAGE));
  const page = Math.min(state.page, pages);
  return {
    total: hits.length,
    isExact: isSure || hits.every((document) => verdicts.get(document)),
    page,
    pages,
    documents: hits.slice((page - 1) * PAGE, page * PAGE),
    counts: Object.fromEntries(FACETS.map((facet) => [facet, countsOf(archive, left, state, facet)])),
  };
}

// The page

const byId = (id) => document.getElementById(id);

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const mark = (parts) => parts.map(([text, isHit]) => (isHit ? make('mark', { class: 'hit' }, text) : text));

function startPage() {
  const strings = JSON.parse(byId('strings').textContent);
  const say = (key, values) => strings[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const [form, status, found, facets, hits] = ['search', 'status', 'found', 'facets', 'hits'].map(byId);
  const input = form.elements.q;
  const title = document.title;
  let state = readState(location.search);
  let turn = 0; // a slow answer must not replace a newer one

  const opening = open();
  const askedFor = remembering(async (query) => candidates(await opening, query), 5);

  async function open() {
    if (location.protocol !== 'file:' && 'DecompressionStream' in globalThis) return openRemote();
    const script = make('script', { src: 'search/all.js' });
    await new Promise((resolve, reject) => {
      script.addEventListener('load', resolve);
      script.addEventListener('error', reject);
      document.head.append(script);
    });
    return openWhole(globalThis.fangzhiArchive);
  }

  const yearName = (year) => (Number(year) ? `${year}` : say('undated'));
  const counted = (count = 0) => make('span', { class: 'count' }, `${count}`);
  /** A link to the present results but for a change. */
  const linkTo = (change, text, attributes = {}) =>
    make('a', { href: writeState({ ...state, page: 1, ...change }), ...attributes }, text);

  /** The chosen place below those around it, and the places inside it. */
  function regions({ places }, counts) {
    const [chosen = ''] = state.region;
    const list = (items) => (items.length ? [make('ul', {}, ...items)] : []);
    const item = ([code, name], inside = []) => {
      const link = linkTo({ region: [code].filter(Boolean) }, name, { id: `region-${code}` });
      if (code === chosen) link.setAttribute('aria-current', 'true');
      return make('li', {}, link, ' ', counted(counts.get(code)), ...list(inside));
    };
    const at = places.findIndex(([code]) => code === chosen);
    let items = places.filter(([code, , around]) => around === at && counts.has(code)).map((place) => item(place));
    for (let place = places[at]; place; place = places[place[2]]) items = [item(place, items)];
    return item(['', say('everywhere')], items);
  }

  /** Draws the boxes of another facet: what results have, and what is chosen. */
  function drawChoices(facet, known, counts) {
    const names = new Map(known);
    const values = [...new Set([...names.keys(), ...state[facet]])];
    const items = values.filter((value) => counts.has(value) || state[facet].includes(value)).map((value) => {
      const box = make('input', { type: 'checkbox', id: `${facet}-${value}`, name: facet, value });
      box.checked = state[facet].includes(value);
      const name = make('span', {}, names.get(value) ?? value, ' ', counted(counts.get(value)));
      return make('li', {}, make('label', {}, box, name));
    });
    byId(facet).replaceChildren(...items);
  }

  function drawFacets({ manifest }, { counts }) {
    const years = [...new Set([...counts.year.keys(), ...state.year])].filter(Boolean).sort((a, b) => b - a);
    byId('region').replaceChildren(regions(manifest, counts.region));
    drawChoices('year', years.map((year) => [year, yearName(year)]), counts.year);
    drawChoices('topic', manifest.topics, counts.topic);
    drawChoices('kind', manifest.kinds, counts.kind);
    const chosen = FACETS.flatMap((facet) => state[facet]).length;
    byId('chosen').textContent = chosen ? say('chosen', { n: chosen }) : '';
    byId('clear').hidden = !chosen;
    byId('clear').href = writeState({ ...readState(''), q: state.q });
    facets.hidden = !chosen && !counts.region.size;
  }

  /** One report of the results: its title, where and when, and the sentences with the words. */
  async function resultOf(archive, words, document) {
    const [address, name, region, published] = await archive.card(document);
    const href = addressOf(address);
    const { kind, year } = archive.columns;
    const date = published && say('published', { date: published });
    const facts = [region, yearName(year[document]), date, archive.manifest.kinds[kind[document]]?.[1]].filter(Boolean);
    const title = mark(partsOf(name, spansOf({ text: name, folded: fold(name, archive.table) }, words)));
    const note = (text) => make('p', { class: 'facts' }, text);
    const result = make('li', {}, make('h3', {}, make('a', { href }, ...title)), note(facts.join(' · ')));
    if (!words.length) return result;
    const units = await archive.units(document).catch(() => null);
    const { shown, further } = passagesOf(units?.slice(1) ?? [], words);
    const items = shown.map(({ anchor, parts }) =>
      make('li', {}, make('a', { href: `${href}#${encodeURIComponent(anchor)}` }, ...mark(parts))),
    );
    if (items.length) result.append(make('ul', { class: 'found-in' }, ...items));
    if (further) result.append(note(say('further', { n: further })));
    if (!units) result.append(note(say('unread')));
    return result;
  }

  function drawPages({ page, pages }) {
    const near = new Set([1, page - 1, page, page + 1].filter((each) => each > 0 && each <= pages));
    const links = [...near].map((each) => linkTo({ page: each }, `${each}`, { 'aria-label': say('page', { n: each }) }));
    links[[...near].indexOf(page)].setAttribute('aria-current', 'page');
    if (page > 1) links.unshift(linkTo({ page: page - 1 }, say('previous'), { rel: 'prev' }));
    if (page < pages) links.push(linkTo({ page: page + 1 }, say('next'), { rel: 'next' }));
    byId('pages').replaceChildren(...links.map((link) => make('li', {}, link)));
    byId('pages').parentElement.hidden = pages < 2;
  }

  /** Says what was found; screen readers hear it. */
  function report({ words, short }, { total, isExact, page, pages }) {
    const said = [];
    if (words.length && short.length) said.push(say('dropped', { words: short.join(' ') }));
    if (!words.length && state.q) said.push(say('short', { words: state.q }));
    else if (total) said.push(say(isExact ? 'count' : 'atMost', { n: total }));
    else said.push(say(FACETS.some((facet) => state[facet].length) ? 'noneChosen' : 'none'));
    if (pages > 1) said.push(say(isExact ? 'pageOf' : 'page', { n: page, pages }));
    status.textContent = said.join('');
  }

  /** Shows results in place of the list of reports, or the list. */
  function reveal(isFound) {
    found.hidden = !isFound;
    byId('reports').hidden = isFound;
  }

  function draw(archive, query, page, results) {
    drawFacets(archive, page);
    hits.replaceChildren(...results);
    hits.parentElement.hidden = !results.length;
    drawPages(page);
    report(query, page);
  }

  /** What had the focus was replaced; a link to another page leads to its results. */
  function keepFocus(id) {
    const places = [byId(id), byId('results'), input];
    const target = places.find((place) => place?.getClientRects().length);
    target.focus({ preventScroll: target.id === id });
  }

  async function show() {
    const mine = ++turn;
    const isCurrent = () => mine === turn;
    if (mine > 1 || state.q) input.value = state.q; // what was typed before the script ran stays
    document.title = state.q ? `${state.q} · ${title}` : title;
    const waiting = setTimeout(() => isCurrent() && (status.textContent = say('waiting')), 300);
    try {
      const archive = await opening;
      const isAsked = state.q !== '' || FACETS.some((facet) => state[facet].length);
      const query = isAsked && (await askedFor(state.q));
      const page = isAsked && (await answer(archive, query, state, isCurrent));
      if (!isCurrent()) return;
      const results = isAsked ? await Promise.all(page.documents.map((each) => resultOf(archive, query.words, each))) : [];
      if (!isCurrent()) return;
      const held = found.contains(document.activeElement) ? document.activeElement.id : null;
      if (isAsked) draw(archive, query, page, results);
      else status.textContent = '';
      reveal(isAsked);
      if (held !== null) keepFocus(held);
    } catch (error) {
      console.error(error);
      const isOpen = await opening.then(() => true, () => false);
      if (!isCurrent()) return;
      reveal(false);
      status.textContent = say(isOpen ? 'failed' : 'unavailable');
    } finally {
      clearTimeout(waiting);
    }
  }

  function goTo(search) {
    try {
      history[search === location.search ? 'replaceState' : 'pushState'](null, '', search);
    } catch {
      return location.assign(search); // some browsers refuse it to pages from disk
    }
    state = readState(search);
    return show();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    goTo(writeState({ ...state, q: input.value.trim(), page: 1 }));
  });
  facets.addEventListener('change', ({ target: { name } }) => {
    const values = [...facets.querySelectorAll('input:checked')].filter((box) => box.name === name).map((box) => box.value);
    goTo(writeState({ ...state, [name]: values, page: 1 }));
  });
  found.addEventListener('click', (event) => {
    const search = event.target.closest('a')?.getAttribute('href');
    if (!search?.startsWith('?') || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(search);
  });
  addEventListener('popstate', () => {
    state = readState(location.search);
    show();
  });
  addEventListener('keydown', (event) => {
    const isTyping = event.target.matches?.('textarea, select, [contenteditable], input:not([type=checkbox])');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  // Beside the results facets are always open; above them, on a phone, they open on demand.
  const wide = matchMedia('(min-width: 60rem)');
  const unfold = () => (facets.open = wide.matches);
  wide.addEventListener('change', unfold);
  unfold();
  show();
}

// What works without a page, for the tests.
globalThis.fangzhiSearch = {
  ...{ fold, foldTable, wordsOf, gramsOf, bucketOf, readBucket, readPostings, readColumns, meet, rank, fits, countsOf },
  ...{ readState, writeState, spansOf, partsOf, sentencesOf, cut, passagesOf, openRemote, openWhole, candidates, answer },
};
if (globalThis.document) startPage();
