//! Which government reports.
//!
//! Evidence in order of weight: front matter, title, issuer, record, the page's site, the body's self-references
//! and places, the path. The heaviest source that names a place gives the candidates; the rest decides among
//! them. What stays open is the smallest place that holds all candidates.

mod body;
mod opening;
mod own_level;
mod site;

use std::collections::BTreeMap;

use regex::Regex;

use super::kind::front_matter_error;
use super::{Author, Evidence, Found, Input, Origin, Region};
use crate::diagnostic::Diagnostic;
use crate::rules::{FieldKey, Level, Mention, PlaceId, Regions, Rules};
use body::{decide, from_body, townships, within};
use opening::opening_mention;
use own_level::own_level;
use site::{OwnPlace, own_places};

/// Joins neighbouring names into one place: 天津市宁河区 is the 宁河区 of 天津市.
fn chains(text: &str, regions: &Regions) -> Vec<Mention> {
    let mut chains: Vec<Mention> = Vec::new();
    for mention in regions.mentions(text) {
        if let Some(last) = chains.last_mut()
            && last.end == mention.start
        {
            let inside: Vec<PlaceId> = mention
                .places
                .iter()
                .copied()
                .filter(|inner| last.places.iter().any(|outer| inner != outer && regions.lies_in(*inner, *outer)))
                .collect();
            if !inside.is_empty() {
                *last = Mention { start: last.start, end: mention.end, places: inside, full: mention.full };
                continue;
            }
        }
        chains.push(mention);
    }
    chains
}

/// Reads region, level and author.
pub fn read_region(
    input: &Input,
    title: &str,
    issuer: &str,
    year: Option<u16>,
    rules: &Rules,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Found<Region>, Found<Option<Level>>, Author) {
    let regions = &rules.regions;
    let body: String = input.document.blocks.iter().map(|block| block.folded.text.as_str()).collect::<Vec<_>>().join("\n");
    let author = read_author(title, issuer);
    let settled_region = input.front.region.as_ref().and_then(|name| match by_front_matter(name, rules) {
        Some(place) => Some(Found {
            value: Region { place: Some(place), candidates: Vec::new(), exact: true },
            evidence: vec![input.settled("region", name)],
        }),
        None => {
            diagnostics.push(front_matter_error(input, "region", name, format!("no single place of the table is `{name}`")));
            None
        }
    });
    let own_level = own_level(&body);
    let region = settled_region.unwrap_or_else(|| from_text(input, title, &body, own_level.map(|(level, _)| level), year, rules));
    let level = read_level(input, title, &region, own_level, regions, diagnostics);
    (region, level, author)
}

/// The place that a front matter names: a code, or a full name.
pub fn by_front_matter(name: &str, rules: &Rules) -> Option<PlaceId> {
    let regions = &rules.regions;
    if let Some(place) = regions.by_code(name.trim()) {
        return Some(regions.today(place));
    }
    let name = rules.folding.plain(name);
    let chain = chains(&name, regions);
    match chain.as_slice() {
        [only] if only.start == 0 && only.end == name.len() && only.places.len() == 1 => Some(only.places[0]),
        _ => None,
    }
}

/// A title or issuer that ends its office with 局, 厅, 委 is a department's.
fn read_author(title: &str, issuer: &str) -> Author {
    thread_local! {
        static DEPARTMENT: Regex = Regex::new("(局|厅|委员会|[^管]委|支队|大队|总队|中心|法院|检察院|学院|大学|公司|集团|办公室|公安|税务|海关|银行)(机关)?(关于|\\d{4}|二[〇○零]|20|年度|法治|依法|推进|扎实|贯彻|开展|落实|[^\\p{Han}])").expect("a constant pattern");
    }
    let government = title.contains("人民政府") || title.contains("管委会") || title.contains("管理委员会");
    let department = DEPARTMENT.with(|pattern| pattern.is_match(title));
    let nothing_named = !government && !department;
    let office = issuer.trim_end_matches([' ', ')']);
    let issuer_department =
        nothing_named && (office.ends_with('局') || office.ends_with('厅')) && !office.ends_with("司法局") && !office.ends_with("司法厅");
    if (department && !title.contains("人民政府关于") && !title.contains("政府2") && !title.contains("政府办公室")) || issuer_department
    {
        Author::Department
    } else {
        Author::Government
    }
}

/// A source of evidence, from the heaviest to the lightest.
struct Clue {
    evidence: Evidence,
    places: Vec<PlaceId>,
}

/// What title, record and opening name, the heaviest first.
fn read_clues(input: &Input, title: &str, body: &str, own_level: Option<Level>, rules: &Rules) -> Vec<Clue> {
    let regions = &rules.regions;
    let clue = |origin, text: &str, mention: &Mention, line| Clue {
        evidence: Evidence { origin, words: text[mention.start..mention.end].to_owned(), line, shows: String::new() },
        places: mention.places.clone(),
    };
    let mut clues: Vec<Clue> = Vec::new();
    if let Some(mention) = leading_mention(title, regions) {
        clues.push(clue(Origin::Title, title, &mention, title_line(input)));
    }
    for key in [FieldKey::Issuer, FieldKey::Source, FieldKey::Title] {
        for field in input.cleaned.fields.iter().filter(|field| field.key == key) {
            let evidence = input.record(field);
            let text = rules.folding.plain(&evidence.words);
            clues.extend(leading_mention(&text, regions).map(|mention| clue(evidence.origin, &text, &mention, evidence.line)));
        }
    }
    if clues.is_empty()
        && let Some(mention) = opening_mention(body, own_level, regions)
    {
        clues.push(clue(Origin::Body, body, &mention, input.document.blocks.first().map(|block| block.number)));
    }
    clues
}

/// The source line of the title.
fn title_line(input: &Input) -> Option<usize> {
    input.cleaned.title.first().map(|line| line.number)
}

fn from_text(input: &Input, title: &str, body: &str, own_level: Option<Level>, year: Option<u16>, rules: &Rules) -> Found<Region> {
    let regions = &rules.regions;
    let clues = read_clues(input, title, body, own_level, rules);
    let zone = is_zone(title);
    let path = rules.folding.plain(&input.path.replace('/', " / "));
    let on_path = path_places(&path, regions);
    let town = title_township(title, regions);
    let heaviest = clues.first().map(|first| first.places.clone());
    let mut candidates = match (&town, heaviest) {
        (Some((_, towns)), None) => towns.iter().filter_map(|place| regions.place(*place).parent).collect(),
        (_, Some(places)) => in_year(places, year, regions),
        (None, None) => Vec::new(),
    };
    candidates.dedup();
    // 朝阳区 of the title is 长春市朝阳区 of the issuer.
    for clue in clues.iter().skip(1) {
        let both: Vec<PlaceId> = candidates.iter().copied().filter(|place| clue.places.contains(place)).collect();
        if !both.is_empty() {
            candidates = both;
        }
    }
    let mut evidence: Vec<Evidence> = clues.into_iter().map(|clue| clue.evidence).take(2).collect();
    if let Some((name, _)) = &town {
        evidence.push(Evidence {
            origin: Origin::Title, words: name.clone(), line: title_line(input), shows: "同名乡镇、街道".to_owned()
        });
    }
    if candidates.len() != 1 && !zone {
        let own = own_places(input, rules);
        if let Some(OwnPlace { place, evidence: words }) = by_site(&candidates, own, body, own_level, regions) {
            candidates = vec![place];
            evidence.push(words);
        }
    }
    if zone {
        return zone_region(candidates, evidence, &regions.mentions(body), body, regions);
    }
    if let [only] = candidates.as_slice() {
        return Found { value: Region { place: Some(*only), candidates: Vec::new(), exact: town.is_none() }, evidence };
    }
    let body_mentions = regions.mentions(body);
    let towns = townships(body, regions);
    if candidates.is_empty() {
        candidates = from_body(&body_mentions, &towns, own_level, regions);
    }
    if candidates.is_empty() && !on_path.is_empty() {
        // 我区 in the folder of a city is one of its districts, whichever.
        if own_level.is_some_and(|own| on_path.iter().all(|place| regions.place(*place).level < own)) {
            let place = regions.common(&on_path);
            evidence.extend(place.map(|place| Evidence {
                origin: Origin::Path,
                words: input.path.to_owned(),
                line: None,
                shows: format!("{}，上级", regions.full_name(place)),
            }));
            return Found { value: Region { place, candidates: Vec::new(), exact: false }, evidence };
        }
        candidates.clone_from(&on_path);
    }
    if candidates.is_empty() {
        return within(evidence, &body_mentions, body, own_level, regions);
    }
    decide(candidates, evidence, &body_mentions, body, &towns, &on_path, input.path, regions)
}

/// The one candidate that the page's site speaks for; without candidates, the site's own place, if the body speaks of it
/// and calls itself so.
fn by_site(candidates: &[PlaceId], own: Vec<OwnPlace>, body: &str, own_level: Option<Level>, regions: &Regions) -> Option<OwnPlace> {
    if own.is_empty() {
        return None;
    }
    if candidates.is_empty() {
        let named = regions.mentions(body);
        let fits = |place: PlaceId| {
            let row = regions.place(place);
            let calls_itself_so = Some(row.level) == own_level
                || (own_level == Some(Level::Prefecture)
                    && matches!(row.level, Level::County | Level::Province)
                    && row.name.ends_with('市'));
            calls_itself_so && named.iter().any(|mention| mention.places == [place])
        };
        return own.into_iter().find(|own| fits(own.place));
    }
    own.into_iter().find_map(|OwnPlace { place, evidence }| {
        let mut within = candidates.iter().filter(|candidate| regions.lies_in(**candidate, place));
        let only = within.next().filter(|_| within.next().is_none())?;
        Some(OwnPlace { place: *only, evidence })
    })
}

/// A title that names a development zone, which is no place of the table.
pub fn is_zone(title: &str) -> bool {
    ["开发区", "高新区", "经开区", "保税区", "示范区", "旅游度假区", "产业园区", "工业园区", "管委会", "管理委员会"]
        .iter()
        .any(|word| title.contains(word))
}

/// A zone lies in the place that its name begins with, or in a smaller one that the body names.
fn zone_region(named: Vec<PlaceId>, mut evidence: Vec<Evidence>, found: &[Mention], body: &str, regions: &Regions) -> Found<Region> {
    let single: Vec<&Mention> = found.iter().filter(|mention| mention.full && mention.places.len() == 1).collect();
    let inside = |mention: &&&Mention| match named.as_slice() {
        [] => regions.place(mention.places[0]).level >= Level::Prefecture,
        outer => outer.iter().any(|outer| *outer != mention.places[0] && regions.lies_in(mention.places[0], *outer)),
    };
    let mut counts: BTreeMap<PlaceId, (usize, &str)> = BTreeMap::new();
    for mention in single.iter().filter(inside) {
        counts.entry(mention.places[0]).or_insert((0, &body[mention.start..mention.end])).0 += 1;
    }
    let most = counts.iter().max_by_key(|(place, (count, _))| (*count, std::cmp::Reverse(**place)));
    let place = match most {
        Some((place, (count, words))) => {
            evidence.push(Evidence {
                origin: Origin::Body,
                words: (*words).to_owned(),
                line: None,
                shows: format!("{} ×{count}", regions.full_name(*place)),
            });
            Some(*place)
        }
        None => regions.common(&named),
    };
    Found { value: Region { place, candidates: Vec::new(), exact: false }, evidence }
}

/// The name that a title or office begins with; 关于 and years may stand before it.
fn leading_mention(text: &str, regions: &Regions) -> Option<Mention> {
    let chains = chains(text, regions);
    let full = chains.iter().position(|mention| mention.full);
    let at = full.or_else(|| chains.iter().position(|mention| !mention.full && mention.places.len() == 1))?;
    chains.into_iter().nth(at)
}

/// The town that a title names: 通城镇人民政府.
fn title_township(title: &str, regions: &Regions) -> Option<(String, Vec<PlaceId>)> {
    thread_local! {
        static TOWN: Regex = Regex::new("(镇|乡|街道|苏木)(人民政府|办事处|党委|党工委|20|\\d|关于|二|法治|依法|年)").expect("a constant pattern");
    }
    TOWN.with(|pattern| pattern.is_match(title)).then(|| townships(title, regions).into_iter().next()).flatten()
}

/// Of places that share a name, those that existed in the year, when the table tells them apart.
fn in_year(places: Vec<PlaceId>, year: Option<u16>, regions: &Regions) -> Vec<PlaceId> {
    let Some(year) = year else { return places };
    let held: Vec<PlaceId> =
        places.iter().copied().filter(|place| regions.place(*place).from.is_none_or(|from| from <= year.saturating_add(1))).collect();
    if held.is_empty() { places } else { held }
}

/// The places that the folders and the file name spell out.
fn path_places(path: &str, regions: &Regions) -> Vec<PlaceId> {
    let mut inner: Vec<PlaceId> = Vec::new();
    for mention in regions.mentions(path) {
        let narrowed: Vec<PlaceId> =
            mention.places.iter().copied().filter(|place| inner.iter().any(|outer| regions.lies_in(*place, *outer))).collect();
        inner = if narrowed.is_empty() { if inner.is_empty() { mention.places } else { inner } } else { narrowed };
    }
    inner
}

fn read_level(
    input: &Input,
    title: &str,
    region: &Found<Region>,
    own: Option<(Level, &'static str)>,
    regions: &Regions,
    diagnostics: &mut Vec<Diagnostic>,
) -> Found<Option<Level>> {
    if let Some(name) = &input.front.level {
        match name.parse() {
            Ok(level) => return Found { value: Some(level), evidence: vec![input.settled("level", name)] },
            Err(message) => diagnostics.push(front_matter_error(input, "level", name, message)),
        }
    }
    if let Some((name, _)) = title_township(title, regions) {
        let evidence = Evidence { origin: Origin::Title, words: name, line: None, shows: String::new() };
        return Found { value: Some(Level::Township), evidence: vec![evidence] };
    }
    let self_reference =
        own.map(|(level, words)| (level, Evidence { origin: Origin::Body, words: words.to_owned(), line: None, shows: String::new() }));
    let settled = region.value.exact.then_some(region.value.place).flatten();
    let placed = region.value.candidates.first().copied().or(settled).map(|place| regions.place(place).level);
    if is_zone(title) && placed.is_none() {
        return Found { value: Some(Level::County), evidence: region.evidence.iter().take(1).cloned().collect() };
    }
    match (placed, self_reference) {
        (Some(level), _) => Found { value: Some(level.min(Level::Township)), evidence: region.evidence.iter().take(1).cloned().collect() },
        (None, Some((level, evidence))) => Found { value: Some(level), evidence: vec![evidence] },
        (None, None) => Found::none(None),
    }
}
