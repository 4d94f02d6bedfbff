//! One figure before one rule.
//!
//! A [`Paragraph`] is read once and lends its figures; a [`Figure`] is held against rules, and each answer is
//! the time that the figure speaks of or the [`Lack`] that keeps the rule from taking it.

use std::cell::OnceCell;
use std::fmt;

use super::clause::{Clauses, Frame, InForce, read_clauses};
use super::row::Cell;
use super::time::Time;
use crate::quantity::Reading;
use crate::rules::{
    FIGURE, IndicatorKind, IndicatorRule, Indicators, Mention, Needs, OTHER_FIGURE, Period, PlaceId, Regions, SubjectSet, Surroundings,
    UnitSet, WordLists, Words,
};

/// Figures before a part within which its total, or the part that it goes on about, is looked for.
const NEAREST_TOTALS: usize = 64;

/// Why a part of a total is no observation.
pub const PART: &str = "a part of a total";

/// What a rule lacks to take in a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The unit is none of the indicator's.
    Unit(String),
    /// Words that the rule rules out stand in the clause.
    Without(String),
    /// The sentence has not what the rule asks of it.
    Context,
    /// The sentence has what the rule rules out.
    UnlessContext,
    /// None of the subjects that it asks for is in force.
    Subject(Vec<String>),
    /// A subject is in force with which it does not hold.
    Unless(String),
    /// Its words stand in the sentence, but in an earlier clause.
    Clause,
    /// The figure is no result: a target, an increase.
    Excluded(String),
    /// The figure is a part of a total.
    Part,
    /// The figure is of a later year.
    Time(String),
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lack::Unit(unit) if unit.is_empty() => write!(f, "the figure has no unit and does not end its clause"),
            Lack::Unit(unit) => write!(f, "`{unit}` is none of the indicator's units"),
            Lack::Without(words) => write!(f, "{words} in the clause rules it out"),
            Lack::Context => write!(f, "the sentence lacks the words of `context`"),
            Lack::UnlessContext => write!(f, "words of `unless_context` stand in the sentence"),
            Lack::Subject(names) => write!(f, "none of its subjects is in force: {}", names.join(", ")),
            Lack::Unless(name) => write!(f, "the subject {name} is in force"),
            Lack::Clause => write!(f, "its words stand in an earlier clause of the sentence"),
            Lack::Excluded(reason) | Lack::Time(reason) => write!(f, "{reason}"),
            Lack::Part => write!(f, "{PART}"),
        }
    }
}

/// What a block's figures were found to be, as later ones look back on them.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    pub taken: Vec<Taken>,
    /// The quantities that are parts of totals.
    pub parts: Vec<usize>,
}

/// An observation, as later figures of its block look back on it.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// Index into the block's quantities.
    pub quantity: usize,
    pub indicator: usize,
    pub period: Period,
}

/// The clauses of a block with what all its figures share.
pub struct Paragraph<'a, 'r> {
    pub clauses: Clauses,
    reading: &'a Reading,
    /// For each clause the words that rules demand.
    words: WordLists,
    subjects: Vec<InForce>,
    /// For a row below a table's head, the cell of each figure; else empty.
    cells: Vec<Option<Cell>>,
    /// The subjects of the headings around.
    headings: SubjectSet,
    year: Option<u16>,
    indicators: &'r Indicators,
}

impl<'a, 'r> Paragraph<'a, 'r> {
    /// Reads the clauses of a block's folded text; `headings` are the subjects in force before it.
    pub fn read(
        text: &str,
        reading: &'a Reading,
        cells: Vec<Option<Cell>>,
        headings: SubjectSet,
        year: Option<u16>,
        indicators: &'r Indicators,
    ) -> Paragraph<'a, 'r> {
        let clauses = read_clauses(text, reading);
        let words = indicators.words_of(clauses.frames());
        let subjects = clauses.subjects(&words, indicators);
        Paragraph { clauses, reading, words, subjects, cells, headings, year, indicators }
    }

    /// A frame that is no clause, with its words.
    fn with_words(&self, frame: String) -> (String, Option<WordLists>) {
        let words = self.indicators.words_of([frame.as_str()]);
        (frame, Some(words))
    }

    /// The cell of a quantity, where it is a value of a table.
    pub fn cell(&self, at: usize) -> Option<&Cell> {
        self.cells.get(at).and_then(Option::as_ref)
    }

    /// The figure of a quantity.
    pub fn figure(&self, at: usize) -> Figure<'_, 'r> {
        let (frame, rewritten_words) = match (self.cell(at), self.clauses.frame(at)) {
            (Some(cell), _) => self.with_words(format!("{}{FIGURE}", cell.name)),
            (None, Frame::Clause(frame)) => (frame, None),
            (None, Frame::Rewritten(frame)) => self.with_words(frame),
            (None, Frame::Distributed { own, whole }) => {
                let (own, words) = self.with_words(own);
                let names_own =
                    words.as_ref().is_some_and(|words| self.indicators.matching_rules(&own, words.of(0), |_| true).next().is_some());
                if names_own { (own, words) } else { self.with_words(whole) }
            }
        };
        let unit = self.indicators.unit(&self.reading.quantities[at].unit);
        Figure {
            paragraph: self,
            at,
            frame,
            rewritten_words,
            unit,
            sentence: OnceCell::new(),
            sentence_words: OnceCell::new(),
            subjects: OnceCell::new(),
        }
    }
}

/// A figure in its clause. What only some rules ask for is made when the first does.
pub struct Figure<'a, 'r> {
    paragraph: &'a Paragraph<'a, 'r>,
    /// Index into the block's quantities.
    at: usize,
    frame: String,
    /// The words of the frame, where it is not the clause as it stands.
    rewritten_words: Option<WordLists>,
    /// The quantity's.
    unit: UnitSet,
    sentence: OnceCell<String>,
    sentence_words: OnceCell<WordLists>,
    subjects: OnceCell<SubjectSet>,
}

impl<'r> Figure<'_, 'r> {
    /// The rules of which the pattern holds in the clause and that may take the figure in. Units and subjects are
    /// compared first: they cost less than words and patterns, and most rules with a word of the clause are of other
    /// things.
    pub fn rules(&self) -> impl Iterator<Item = &'r IndicatorRule> {
        let is_bare = self.is_bare();
        let fits = move |needs: &Needs| {
            (needs.units.meets(self.unit) || (is_bare && needs.may_be_bare))
                && (needs.subject.is_empty() || needs.subject.meets(self.subjects()))
        };
        self.paragraph.indicators.matching_rules(&self.frame, self.words(), fits)
    }

    /// Whether the figure's unit is one of a rule's.
    fn has_unit(&self, rule: &IndicatorRule) -> bool {
        let indicator = &self.paragraph.indicators.list[rule.indicator];
        indicator.counts_in(self.unit) || (self.is_bare() && indicator.kind != IndicatorKind::Rate)
    }

    /// Whether it is a bare number that may count.
    fn is_bare(&self) -> bool {
        let Paragraph { clauses, reading, .. } = self.paragraph;
        reading.quantities[self.at].unit.is_empty() && clauses.ends_at(self.at)
    }

    /// Whether the clause gives the figure to several subjects.
    pub fn is_shared(&self) -> bool {
        self.paragraph.clauses.is_shared(self.at)
    }

    /// Whether a rule with matching words takes the figure in, and of which time it then speaks. `earlier`
    /// are the figures before it in the block.
    pub fn judge(&self, rule: &IndicatorRule, earlier: &Earlier) -> Result<Period, Lack> {
        let Paragraph { clauses, reading, indicators, .. } = self.paragraph;
        let unit = reading.quantities[self.at].unit.as_str();
        if !self.has_unit(rule) {
            return Err(Lack::Unit(unit.to_owned()));
        }
        if let Some(words) = indicators.ruled_out_by(rule, clauses.own_part(&self.frame), self.words()) {
            return Err(Lack::Without(words.chars().filter(|c| !matches!(*c, FIGURE | OTHER_FIGURE)).collect()));
        }
        if rule.context.as_ref().is_some_and(|pattern| !pattern.is_match(self.sentence())) {
            return Err(Lack::Context);
        }
        if rule.unless_context.as_ref().is_some_and(|pattern| pattern.is_match(self.sentence())) {
            return Err(Lack::UnlessContext);
        }
        if !rule.subject.is_empty() && !rule.subject.meets(self.subjects()) {
            return Err(Lack::Subject(indicators.names_of(rule.subject)));
        }
        if !rule.unless.is_empty() && rule.unless.meets(self.subjects()) {
            return Err(Lack::Unless(indicators.names_of(rule.unless & self.subjects()).join(", ")));
        }
        let around = Surroundings { frame: &self.frame, sentence: &|| self.sentence(), words: self.sentence_words() };
        if let Some(exclusion) = indicators.exclusion(&around, unit, rule.indicator) {
            return Err(Lack::Excluded(exclusion.reason.clone()));
        }
        let period = self.period(&around)?;
        // 累计1460件 is no total of this year's 312件.
        let is_total =
            |total: &Taken| total.indicator == rule.indicator && total.period == period && clauses.is_total(total.quantity, self.at);
        // 制发行政复议意见书102份 names its subject anew, and may be of the whole again.
        let names_subject = || indicators.are_strong(indicators.subjects_of(&self.frame, self.words()));
        let follows_part =
            || !names_subject() && earlier.parts.iter().rev().take(NEAREST_TOTALS).any(|part| clauses.is_of_same_level(*part, self.at));
        let is_part = clauses.is_part(self.at) && (earlier.taken.iter().rev().take(NEAREST_TOTALS).any(is_total) || follows_part());
        if is_part && !indicators.list[rule.indicator].counts_parts {
            return Err(Lack::Part);
        }
        Ok(period)
    }

    /// Whether its clause begins with a place that is neither the report's own nor around or within it:
    /// 柳南区、柳北区同期应诉案件分别为26件和33件.
    pub fn names_another_place(&self, own: PlaceId, regions: &Regions) -> bool {
        let words = self.frame.strip_prefix("其中").unwrap_or(&self.frame);
        let end = words.find([FIGURE, OTHER_FIGURE]).unwrap_or(words.len());
        // Names have an ending; two characters of them are words as well (城区, 矿区).
        let is_name = |mention: &Mention| mention.full && mention.start == 0 && words[..mention.end].chars().count() > 2;
        regions.mentions(&words[..end]).first().filter(|mention| is_name(mention)).is_some_and(|mention| {
            let is_related = |place: PlaceId| regions.lies_in(place, own) || regions.lies_in(own, place);
            !mention.places.iter().any(|place| is_related(*place))
        })
    }

    /// Of which time the figure speaks.
    fn period(&self, around: &Surroundings) -> Result<Period, Lack> {
        let Paragraph { clauses, indicators, year, .. } = self.paragraph;
        let cell = self.paragraph.cell(self.at);
        let time = cell.map_or_else(|| clauses.time(self.at), |cell| cell.year.map(Time::of_column).unwrap_or_default());
        let Some(reported) = *year else { return Ok(indicators.period(around, true).unwrap_or(Period::Year)) };
        // A year says more than a word: 自2015年运行以来 before 运行以来, and 党的十八大以来,…,2020年受理31件 is of 2020.
        match time.since {
            Some(since) if since < reported => return Ok(Period::Cumulative),
            Some(since) if since > reported => return Err(Lack::Time("a figure of a later year".to_owned())),
            _ => {}
        }
        match (indicators.period(around, !time.says_outright(reported)), time.year()) {
            (Some(Period::Cumulative), _) if is_of_the_year_after_all(self.sentence()) => Ok(Period::Year),
            (Some(period), _) => Ok(period),
            (_, Some(named)) if named < reported => Ok(Period::Previous),
            (_, Some(named)) if named > reported => Err(Lack::Time("a figure of a later year".to_owned())),
            _ => Ok(Period::Year),
        }
    }

    /// What an indicator that counts kinds apart counted here: the nearest kind before the figure in its item,
    /// else the first after it.
    pub fn object(&self, indicator: usize) -> String {
        let Some(pattern) = &self.paragraph.indicators.list[indicator].object else { return String::new() };
        let Some((before, after)) = self.frame.split_once(FIGURE) else { return String::new() };
        // 59件重大合同、122件涉法事项: what stands before the mark is of the item before.
        let before = before.rsplit(OTHER_FIGURE).next().filter(|before| !before.ends_with(['、', '和', '及', '与'])).unwrap_or_default();
        let after = after.split([OTHER_FIGURE, '、']).next().unwrap_or(after);
        let named: Vec<_> = pattern.find_iter(before).collect();
        // 规范性文件、合同、协议共150件 counts all of them together.
        let joined =
            named.windows(2).last().is_some_and(|pair| matches!(&before[pair[0].end()..pair[1].start()], "、" | "和" | "及" | "与" | "或"));
        let found = named.last().copied().or_else(|| pattern.find(after)).filter(|_| !joined);
        found.map(|object| object.as_str().to_owned()).unwrap_or_default()
    }

    /// The rules that came near, each with what it lacks.
    pub fn near_rules(&self, earlier: &Earlier) -> Vec<(&'r IndicatorRule, Lack)> {
        let indicators = self.paragraph.indicators;
        let matching: Vec<&IndicatorRule> = indicators.matching_rules(&self.frame, self.words(), |_| true).collect();
        let mut near: Vec<(&IndicatorRule, Lack)> =
            matching.iter().filter_map(|rule| Some((*rule, self.judge(rule, earlier).err()?))).collect();
        // 受理行政复议案件多,达178件: the words of the rule and the figure are parted by a comma.
        let whole = self.sentence().replace(',', "");
        for rule in indicators.matching_rules(&whole, indicators.words_of([whole.as_str()]).of(0), |_| true) {
            let stands_here = matching.iter().any(|other| other.indicator == rule.indicator);
            if !stands_here && self.judge(rule, earlier).is_ok() {
                near.push((rule, Lack::Clause));
            }
        }
        near
    }

    fn sentence(&self) -> &str {
        self.sentence.get_or_init(|| match self.paragraph.cell(self.at) {
            Some(cell) => format!("{},{}", cell.above, self.frame),
            None => self.paragraph.clauses.context(self.at, &self.frame),
        })
    }

    /// The words of the sentence up to the figure's clause, with those of the frame.
    fn sentence_words(&self) -> Words<'_> {
        let joined = self.sentence_words.get_or_init(|| {
            let Paragraph { clauses, words, indicators, .. } = self.paragraph;
            if self.paragraph.cell(self.at).is_some() {
                return indicators.words_of([self.sentence()]);
            }
            indicators.join(clauses.clauses_before(self.at).map(|clause| words.of(clause)).chain([self.words()]))
        });
        joined.of(0)
    }

    fn words(&self) -> Words<'_> {
        match &self.rewritten_words {
            Some(words) => words.of(0),
            None => self.paragraph.words.of(self.paragraph.clauses.clause_of(self.at)),
        }
    }

    fn subjects(&self) -> SubjectSet {
        let Paragraph { clauses, subjects, headings, indicators, .. } = self.paragraph;
        *self.subjects.get_or_init(|| clauses.subjects_in_force(self.at, subjects, *headings, indicators))
    }
}

/// Whether a sentence that looks back comes to the year: 《条例》施行以来,我县公开工作逐步走上正轨,全年主动公开3127条.
fn is_of_the_year_after_all(sentence: &str) -> bool {
    let rest = sentence.rsplit_once("以来").map_or("", |(_, rest)| rest);
    ["全年", "今年", "本年"].iter().any(|word| rest.contains(word))
}
