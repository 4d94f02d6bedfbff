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

/// The table, with names looked up in folded form. It has some fifty thousand rows, of which a build asks for a few
/// hundred: what orders them is lists of rows, made when they are asked for.
pub struct Regions {
    places: Vec<Place>,
    /// The place of each code, in the order of the codes.
    by_code: Vec<PlaceId>,
    /// The folded names of those places whose names folding changes.
    folded: BTreeMap<PlaceId, String>,
    /// Short names of places that are first of all common words.
    common_words: BTreeSet<String>,
    /// All places in the order of their folded names.
    by_name: OnceLock<Vec<PlaceId>>,
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
        let line_of = |position: Option<&csv::Position>| usize::try_from(position.map_or(1, csv::Position::line)).unwrap_or(1);
        let broken = |line| file.at_line(line, "not a row of seven fields", "code,name,level,parent,from,to,successor");
        let mut reader = csv::Reader::from_reader(file.text.as_bytes());
        let mut record = csv::StringRecord::new();
        let rows = file.text.bytes().filter(|byte| *byte == b'\n').count();
        let (mut places, mut links, mut folded) = (Vec::with_capacity(rows), Vec::with_capacity(rows), BTreeMap::new());
        while reader.read_record(&mut record).map_err(|error| broken(line_of(error.position())))? {
            let line = line_of(record.position());
            if record.len() != 7 {
                return Err(broken(line));
            }
            let level: Level = record[2].parse().map_err(|error: String| file.at_line(line, &error, "the third field is the level"))?;
            let year = |field: &str| {
                let parsed = (!field.is_empty()).then(|| field.parse()).transpose();
                parsed.map_err(|_| file.at_line(line, "not a year", "four digits, or empty"))
            };
            let name = &record[1];
            if !folding.keeps(name) {
                folded.insert(PlaceId(u32::try_from(places.len()).unwrap_or(u32::MAX)), folding.plain(name));
            }
            places.push(Place {
                code: record[0].to_owned(),
                name: name.to_owned(),
                level,
                parent: None,
                from: year(&record[4])?,
                to: year(&record[5])?,
                successor: None,
            });
            links.push((line, record[3].to_owned(), record[6].to_owned()));
        }
        let mut regions = Regions {
            places,
            by_code: Vec::new(),
            folded,
            common_words: common_words.clone(),
            by_name: OnceLock::new(),
            scanner: OnceLock::new(),
        };
        regions.by_code = regions.codes();
        // The townships of a county stand together.
        let mut last = None;
        for (row, (line, parent, successor)) in links.into_iter().enumerate() {
            let mut link = |code: String| {
                if code.is_empty() {
                    return Ok(None);
                }
                if let Some((known, place)) = &last
                    && *known == code
                {
                    return Ok(Some(*place));
                }
                let wrong = || file.at_line(line, &format!("no row has the code {code}"), "add that place, or leave the field empty");
                let place = regions.by_code(&code).ok_or_else(wrong)?;
                last = Some((code, place));
                Ok(Some(place))
            };
            let (parent, successor) = (link(parent)?, link(successor)?);
            let place = &mut regions.places[row];
            (place.parent, place.successor) = (parent, successor);
        }
        Ok(regions)
    }

    /// The place of each code: its place of today, and a former one only where there is none.
    fn codes(&self) -> Vec<PlaceId> {
        let mut rows: Vec<PlaceId> = self.ids().collect();
        rows.sort_by(|a, b| self.place(*a).code.cmp(&self.place(*b).code));
        rows.chunk_by(|a, b| self.place(*a).code == self.place(*b).code)
            .map(|same| *same.iter().rfind(|place| self.place(**place).to.is_none()).unwrap_or(&same[0]))
            .collect()
    }

    fn ids(&self) -> impl Iterator<Item = PlaceId> + use<> {
        (0..self.places.len()).map(|row| PlaceId(u32::try_from(row).unwrap_or(u32::MAX)))
    }

    /// The row of a place.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    /// The place of a code.
    pub fn by_code(&self, code: &str) -> Option<PlaceId> {
        let found = self.by_code.binary_search_by(|place| self.place(*place).code.as_str().cmp(code));
        found.ok().map(|at| self.by_code[at])
    }

    /// The places of a full folded name, former ones included.
    pub fn named(&self, name: &str) -> &[PlaceId] {
        let by_name = self.by_name.get_or_init(|| {
            let mut places: Vec<PlaceId> = self.ids().collect();
            places.sort_by(|a, b| self.folded_name(*a).cmp(self.folded_name(*b)));
            places
        });
        let start = by_name.partition_point(|place| self.folded_name(*place) < name);
        let same = by_name[start..].iter().take_while(|place| self.folded_name(**place) == name).count();
        &by_name[start..start + same]
    }

    fn folded_name(&self, id: PlaceId) -> &str {
        self.folded.get(&id).unwrap_or(&self.place(id).name)
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
                if *full && !follows && self.common_words.contains(&text[found.start()..found.end()]) {
                    return None;
                }
                Some(Mention { start: found.start(), end: found.end(), places: places.clone(), full: *full })
            })
            .collect()
    }

    fn make_scanner(&self) -> Scanner {
        let mut by_name: BTreeMap<&str, Vec<PlaceId>> = BTreeMap::new();
        let mut by_stem: BTreeMap<&str, Vec<PlaceId>> = BTreeMap::new();
        for id in self.ids().filter(|id| self.place(*id).level < Level::Township) {
            let name = self.folded_name(id);
            by_name.entry(name).or_default().push(id);
            if let Some(stem) = short_name(name).filter(|stem| !self.common_words.contains(*stem)) {
                by_stem.entry(stem).or_default().push(id);
            }
        }
        let full = by_name.iter().map(|(name, places)| (*name, places, true));
        let short = by_stem.iter().map(|(name, places)| (*name, places, false));
        let mut patterns: BTreeMap<&str, (Vec<PlaceId>, bool)> = BTreeMap::new();
        for (name, places, full) in full.chain(short) {
            // A name of today means its place of today: the county-level 曲靖市 of 1997 became 麒麟区, but
            // 曲靖市 is the prefecture now.
            let in_use = places.iter().any(|place| self.place(*place).to.is_none());
            let means = |place: &&PlaceId| !in_use || self.place(**place).to.is_none();
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

/// The name of a place above the township as speech has it; `None` where it would be one character or mean nothing.
fn short_name(name: &str) -> Option<&str> {
    let mut stem = name;
    if let Some(ending) = ENDINGS.iter().find(|ending| stem.ends_with(*ending)) {
        stem = &stem[..stem.len() - ending.len()];
    }
    while let Some(people) = PEOPLES.iter().find(|people| stem.ends_with(*people) && stem.len() > people.len() + 3) {
        stem = &stem[..stem.len() - people.len()];
    }
    (stem.len() < name.len() && stem.chars().count() >= 2).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "code,name,level,parent,from,to,successor\n";

    fn read(rows: &str) -> Result<Regions, Diagnostic> {
        let file = RuleFile { shown: "regions.csv".to_owned(), text: format!("{HEAD}{rows}").into() };
        Regions::read(&file, &Folding::new("").expect("an empty table"), &BTreeSet::from(["新区".to_owned()]))
    }

    #[test]
    fn a_code_names_its_place_of_today_and_a_name_all_its_places() {
        let rows = "420100,武漢市,county,,1949,1983,420100\n420100,武汉市,prefecture,,1983,,\n420900,孝感地区,prefecture,,,1993,\n\
                    420101,汉口,township,420100,,,\n420102,汉口,township,420100,,,\n";
        let Ok(regions) = read(rows) else { panic!("a table") };
        let place = |code| regions.by_code(code).map(|id| regions.place(id).name.as_str());
        assert_eq!([place("420100"), place("420900"), place("4201")], [Some("武汉市"), Some("孝感地区"), None]);
        assert_eq!(regions.named("汉口").iter().map(|id| regions.place(*id).code.as_str()).collect::<Vec<_>>(), ["420101", "420102"]);
        assert_eq!(regions.named("汉"), []);
        assert_eq!(regions.full_name(regions.named("汉口")[1]), "武汉市汉口");
    }

    #[test]
    fn a_row_that_names_no_place_around_it_is_refused_at_its_line() {
        let Err(refused) = read("420000,湖北省,province,,,,\n420100,武汉市,prefecture,430000,,,\n") else { panic!("no such row") };
        assert_eq!(refused.message, "no row has the code 430000");
        assert_eq!(refused.place.map(|place| place.line), Some(3));
    }
}
