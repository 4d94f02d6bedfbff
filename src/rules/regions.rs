//! `data/regions.csv`: the places of GB/T 2260, today's and former ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use serde::{Deserialize, Serialize};

use super::file::RuleFile;
use crate::diagnostic::Diagnostic;
use crate::text::Folding;

/// The rank of a place, or of the government that reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Province,
    Prefecture,
    County,
    Township,
}

impl Level {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Level::Province => "province",
            Level::Prefecture => "prefecture",
            Level::County => "county",
            Level::Township => "township",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(name: &str) -> Result<Level, String> {
        let levels = [Level::Province, Level::Prefecture, Level::County, Level::Township];
        levels
            .into_iter()
            .find(|level| level.name() == name)
            .ok_or_else(|| format!("no level is called `{name}`; allowed: {}", levels.map(Level::name).join(", ")))
    }
}

/// A place in the table: its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceId(u32);

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Place {
    pub code: String,
    pub name: String,
    pub level: Level,
    pub parent: Option<PlaceId>,
    /// First and last year in which code and name held together; `None` where the table does not say.
    pub from: Option<u16>,
    pub to: Option<u16>,
    /// The place of today that a former one became.
    pub successor: Option<PlaceId>,
}

/// The table, with names looked up in folded form.
pub struct Regions {
    places: Vec<Place>,
    by_code: BTreeMap<String, PlaceId>,
    by_name: BTreeMap<String, Vec<PlaceId>>,
    by_stem: BTreeMap<String, Vec<PlaceId>>,
    /// Full names that are words as well: 新区, 郊区.
    words: BTreeSet<String>,
    /// Built at the first use: a program that reads no report needs none.
    scanner: OnceLock<Scanner>,
}

/// Finds every name of a place above the township in one pass over a text.
struct Scanner {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    /// For each pattern its places of today, and whether it is a full name.
    names: Vec<(Vec<PlaceId>, bool)>,
}

/// A name in a text and the places of today that it may mean.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Byte range in the folded text.
    pub start: usize,
    pub end: usize,
    pub places: Vec<PlaceId>,
    /// The full name, and not 潍坊 for 潍坊市.
    pub full: bool,
}

/// Words that make a short name part of another name.
const OTHER_WORDS: &[&str] =
    &["镇", "乡", "街道", "村", "路", "大道", "社区", "大街", "街", "寺", "山", "河", "湖", "公园", "广场", "小区", "学校", "书店"];

/// Endings of names that are left off in speech: 潍坊 for 潍坊市.
const ENDINGS: &[&str] =
    &["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区", "矿区", "省", "市", "区", "县", "旗", "盟", "州"];

/// The peoples in names of autonomous places, which speech leaves off: 恩施土家族苗族自治州 is 恩施州.
const PEOPLES: &[&str] = &[
    "维吾尔",
    "壮族",
    "回族",
    "蒙古族",
    "蒙古",
    "藏族",
    "苗族",
    "彝族",
    "布依族",
    "侗族",
    "土家族",
    "哈萨克",
    "哈尼族",
    "傣族",
    "黎族",
    "傈僳族",
    "白族",
    "羌族",
    "景颇族",
    "朝鲜族",
    "满族",
    "畲族",
    "瑶族",
    "仫佬族",
    "毛南族",
    "纳西族",
    "拉祜族",
    "佤族",
    "布朗族",
    "独龙族",
    "怒族",
    "普米族",
    "仡佬族",
    "水族",
    "土族",
    "撒拉族",
    "保安族",
    "东乡族",
    "裕固族",
    "锡伯",
    "塔吉克",
    "柯尔克孜",
    "达斡尔族",
    "鄂温克族",
    "鄂伦春",
    "各族",
    "蒙古族藏族",
    "哈萨克族",
];

impl Regions {
    pub(super) fn read(file: &RuleFile, folding: &Folding, common_words: &BTreeSet<String>) -> Result<Regions, Diagnostic> {
        let mut reader = csv::Reader::from_reader(file.text.as_bytes());
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                file.at_line(usize::try_from(line).unwrap_or(1), "not a row of seven fields", "code,name,level,parent,from,to,successor")
            })?;
            if record.len() != 7 {
                let line = record.position().map_or(1, csv::Position::line);
                return Err(file.at_line(
                    usize::try_from(line).unwrap_or(1),
                    "not a row of seven fields",
                    "code,name,level,parent,from,to,successor",
                ));
            }
            records.push(record);
        }
        let id = |row: usize| PlaceId(u32::try_from(row).unwrap_or(u32::MAX));
        // A code names its place of today; a former row is found by its name.
        let mut by_code: BTreeMap<String, PlaceId> = BTreeMap::new();
        for (row, record) in records.iter().enumerate() {
            if record[5].is_empty() {
                by_code.insert(record[0].to_owned(), id(row));
            }
        }
        for (row, record) in records.iter().enumerate() {
            by_code.entry(record[0].to_owned()).or_insert(id(row));
        }
        let mut places = Vec::with_capacity(records.len());
        let (mut by_name, mut by_stem): (BTreeMap<String, Vec<PlaceId>>, BTreeMap<String, Vec<PlaceId>>) = Default::default();
        for (row, record) in records.iter().enumerate() {
            let wrong = |message: &str, help: &str| {
                let line = record.position().map_or(1, csv::Position::line);
                file.at_line(usize::try_from(line).unwrap_or(1), message, help)
            };
            let level: Level = record[2].parse().map_err(|error: String| wrong(&error, "the third field is the level"))?;
            let link = |code: &str| {
                (!code.is_empty())
                    .then(|| {
                        by_code
                            .get(code)
                            .copied()
                            .ok_or_else(|| wrong(&format!("no row has the code {code}"), "add that place, or leave the field empty"))
                    })
                    .transpose()
            };
            let year = |field: &str| {
                (!field.is_empty()).then(|| field.parse().map_err(|_| wrong("not a year", "four digits, or empty"))).transpose()
            };
            let place = Place {
                code: record[0].to_owned(),
                name: record[1].to_owned(),
                level,
                parent: link(&record[3])?,
                from: year(&record[4])?,
                to: year(&record[5])?,
                successor: link(&record[6])?,
            };
            let name = folding.plain(&place.name);
            if let Some(stem) = short_name(&name, level).filter(|stem| !common_words.contains(*stem)) {
                by_stem.entry(stem.to_owned()).or_default().push(id(row));
            }
            by_name.entry(name).or_default().push(id(row));
            places.push(place);
        }
        let words = common_words.iter().filter(|word| by_name.contains_key(*word)).cloned().collect();
        Ok(Regions { places, by_code, by_name, by_stem, words, scanner: OnceLock::new() })
    }

    /// The row of a place.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    /// The place of a code.
    pub fn by_code(&self, code: &str) -> Option<PlaceId> {
        self.by_code.get(code).copied()
    }

    /// The places of a full folded name, former ones included.
    pub fn named(&self, name: &str) -> &[PlaceId] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The places that a folded text names, in order.
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let scanner = self.scanner.get_or_init(|| self.make_scanner());
        let mut last_end = None;
        scanner
            .automaton
            .leftmost_find_iter(text)
            .filter_map(|found| {
                let (places, full) = &scanner.names[found.value() as usize];
                let rest = &text[found.end()..];
                // 通城镇 is no county 通城, 新华书店 no 新华区, 长安街 no 长安区.
                if !full && OTHER_WORDS.iter().any(|word| rest.starts_with(word)) {
                    return None;
                }
                // 唐山 had a 新区, 阳泉 has a 郊区: such a name means a place only after that of its city.
                let follows = last_end.replace(found.end()) == Some(found.start());
                if *full && !follows && self.words.contains(&text[found.start()..found.end()]) {
                    return None;
                }
                Some(Mention { start: found.start(), end: found.end(), places: places.clone(), full: *full })
            })
            .collect()
    }

    fn make_scanner(&self) -> Scanner {
        let mut patterns: BTreeMap<&str, (Vec<PlaceId>, bool)> = BTreeMap::new();
        let full = self.by_name.iter().map(|(name, places)| (name, places, true));
        let short = self.by_stem.iter().map(|(name, places)| (name, places, false));
        for (name, places, full) in full.chain(short) {
            // A name of today means its place of today: the county-level 曲靖市 of 1997 became 麒麟区, but
            // 曲靖市 is the prefecture now.
            let in_use = places.iter().any(|place| self.place(*place).level < Level::Township && self.place(*place).to.is_none());
            let means = |place: &&PlaceId| self.place(**place).level < Level::Township && (!in_use || self.place(**place).to.is_none());
            for place in places.iter().filter(means) {
                let (known, is_full) = patterns.entry(name).or_default();
                let today = self.today(*place);
                if !known.contains(&today) {
                    known.push(today);
                }
                *is_full |= full;
            }
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .use_prefilter(false)
            .build(patterns.keys())
            .expect("names of places are few and short");
        Scanner { automaton, names: patterns.into_values().collect() }
    }

    /// The place of today: the successor of a former one.
    pub fn today(&self, id: PlaceId) -> PlaceId {
        let place = self.place(id);
        if place.to.is_some() { place.successor.unwrap_or(id) } else { id }
    }

    /// A place and the places around it, from the inside out.
    pub fn chain(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> {
        std::iter::successors(Some(id), |at| self.place(*at).parent)
    }

    /// Whether a place lies in another, or is it.
    pub fn lies_in(&self, inner: PlaceId, outer: PlaceId) -> bool {
        self.chain(inner).any(|place| place == outer)
    }

    /// The smallest place that holds all of some.
    pub fn common(&self, places: &[PlaceId]) -> Option<PlaceId> {
        let (first, rest) = places.split_first()?;
        self.chain(*first).find(|outer| rest.iter().all(|place| self.lies_in(*place, *outer)))
    }

    /// The name with those of the places around it: 湖北省武汉市新洲区.
    pub fn full_name(&self, id: PlaceId) -> String {
        let mut names: Vec<&str> = self.chain(id).map(|place| self.place(place).name.as_str()).collect();
        names.reverse();
        names.concat()
    }
}

/// The name as speech has it; `None` where it would be one character or mean nothing.
fn short_name(name: &str, level: Level) -> Option<&str> {
    if level == Level::Township {
        return None;
    }
    let mut stem = name;
    if let Some(ending) = ENDINGS.iter().find(|ending| stem.ends_with(*ending)) {
        stem = &stem[..stem.len() - ending.len()];
    }
    while let Some(people) = PEOPLES.iter().find(|people| stem.ends_with(*people) && stem.len() > people.len() + 3) {
        stem = &stem[..stem.len() - people.len()];
    }
    (stem.len() < name.len() && stem.chars().count() >= 2).then_some(stem)
}
