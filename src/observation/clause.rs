//! Sentences, clauses, and the subject that a chain of clauses shares.
//!
//! A Chinese sentence names its subject once: 受理行政复议案件178件（含结转13件），审理结案172件，纠错17件. Later
//! clauses inherit it until a new subject is named.

mod frame;
mod read;

use std::ops::Range;

use super::time::Time;
use crate::quote::quotable;
use crate::rules::{FIGURE, Indicators, OTHER_FIGURE, SubjectSet, WordLists};
pub use frame::Frame;
pub use read::read_clauses;

/// The clauses of a block.
pub struct Clauses {
    list: Vec<Clause>,
    /// For each quantity: its clause, and its place among the clause's figures.
    places: Vec<(usize, usize)>,
    sentences: Vec<Range<usize>>,
    /// The first clause of each sentence.
    firsts: Vec<usize>,
}

/// The subjects in force in a clause, and those that it passes on to the next.
#[derive(Clone, Copy, Debug)]
pub struct InForce {
    within: SubjectSet,
    passed_on: SubjectSet,
}

struct Clause {
    /// The words with every figure as one character, without dates and brackets.
    frame: String,
    figures: Vec<Placed>,
    sentence: usize,
    /// The clause before it in the chain; for a bracket, the clause around it.
    before: Option<usize>,
    /// The years in force at its end.
    time: Time,
    /// Whether it is a bracket inside another clause.
    bracket: bool,
    part: Part,
}

/// Whether the figures of a clause are parts of a total, and where that stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    /// Earlier in the sentence: 审结172件，其中维持98件.
    OfSentence,
    /// In a sentence before: 。其中，行政处罚类50件.
    OfParagraph,
    /// Anywhere before, if the paragraph speaks of the whole: 全市受理163件。市本级受理47件.
    OfWhole,
}

/// The word of a figure of one government alone.
const OWN_LEVEL: &str = "本级";
/// Words of a figure of a place and all below it.
const WHOLE: [&str; 9] = ["全市", "全省", "全县", "全区", "全州", "全旗", "全国", "各级", "两级"];

/// Whether words are of a place and all below it.
fn speaks_of_whole(words: &str) -> bool {
    WHOLE.iter().any(|word| words.contains(word))
}

/// A figure in its clause.
struct Placed {
    /// Byte offset in the frame.
    at: usize,
    /// The years in force there.
    time: Time,
}

/// Clauses of a sentence that a later one looks back on; the longest sentence of the samples has 30.
const LONGEST_CONTEXT: usize = 80;
/// Bytes of a clause that rules look at: some 400 characters, three times the longest clause of the samples.
const LONGEST_FRAME: usize = 1200;
/// Bytes that nearly every clause fits into.
const COMMON_FRAME: usize = 120;

impl Clauses {
    /// Opens a clause; within a sentence it inherits the time of the one before.
    fn open(&mut self, sentence: usize, before: Option<usize>, bracket: bool) -> usize {
        if sentence == self.firsts.len() {
            self.firsts.push(self.list.len());
        }
        let same = before.map(|before| &self.list[before]).filter(|before| before.sentence == sentence);
        let time = same.map(|before| before.time.passed_on()).unwrap_or_default();
        self.list.push(Clause {
            frame: String::with_capacity(COMMON_FRAME),
            figures: Vec::new(),
            sentence,
            before,
            time,
            bracket,
            part: Part::None,
        });
        self.list.len() - 1
    }

    /// The words of every clause, in order.
    pub fn frames(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|clause| clause.frame.as_str())
    }

    /// The clause of a quantity.
    pub fn clause_of(&self, quantity: usize) -> usize {
        self.places[quantity].0
    }

    /// The clauses of the sentence before the quantity's; of a sentence without end only those near by.
    pub fn clauses_before(&self, quantity: usize) -> Range<usize> {
        let at = self.clause_of(quantity);
        self.firsts[self.list[at].sentence].max(at.saturating_sub(LONGEST_CONTEXT))..at
    }

    fn clause(&self, quantity: usize) -> &Clause {
        &self.list[self.places[quantity].0]
    }

    /// Whether the figure is a part of a total.
    pub fn is_part(&self, quantity: usize) -> bool {
        self.clause(quantity).part != Part::None
    }

    /// Whether an earlier figure, of the same indicator, is the total of this one.
    pub fn is_total(&self, earlier: usize, quantity: usize) -> bool {
        let is_of_sentence = || self.clause(earlier).sentence == self.clause(quantity).sentence;
        let is_reached = match self.clause(quantity).part {
            Part::None => false,
            Part::OfSentence => is_of_sentence(),
            Part::OfParagraph => true,
            Part::OfWhole => is_of_sentence() || self.speaks_of_whole(earlier),
        };
        is_reached && !self.is_part(earlier)
    }

    /// Whether a figure goes on about the level of government of which an earlier part was: 其中,省政府本级受理行政复议案件218件,
    /// 审结196件,纠正31件 counts no case of the province's other governments.
    pub fn is_of_same_level(&self, part: usize, quantity: usize) -> bool {
        let run = &self.list[self.clause_of(part)..=self.clause_of(quantity)];
        let of_sentence = run[0].sentence;
        let is_of_run = |clause: &Clause| clause.sentence == of_sentence && clause.part != Part::None && !speaks_of_whole(&clause.frame);
        run[0].frame.contains(OWN_LEVEL) && run.iter().all(is_of_run)
    }

    fn speaks_of_whole(&self, quantity: usize) -> bool {
        // Near by only: a line without end may have a 本级 in every sentence.
        let at = self.clause_of(quantity);
        let near = &self.list[at.saturating_sub(LONGEST_CONTEXT)..=at];
        near.iter().any(|clause| speaks_of_whole(&clause.frame))
    }

    /// Whether a figure without a unit can stand for a count: nothing follows it in its clause.
    pub fn ends_at(&self, quantity: usize) -> bool {
        let (clause, figure) = self.places[quantity];
        let clause = &self.list[clause];
        let rest = &clause.frame[clause.figures[figure].at + OTHER_FIGURE.len_utf8()..];
        rest.is_empty() || rest.starts_with(['、', '和', '"'])
    }

    /// The sentence up to the end of the quantity's clause, whose frame is given.
    pub fn context(&self, quantity: usize, frame: &str) -> String {
        let mut context = String::new();
        for clause in &self.list[self.clauses_before(quantity)] {
            let start = clause.frame.floor_char_boundary(clause.frame.len().saturating_sub(LONGEST_FRAME));
            context.push_str(&clause.frame[start..]);
            context.push(',');
        }
        if let Some(head) = self.shared_head(quantity) {
            context.push_str(head);
            context.push(',');
        }
        context + frame
    }

    /// The sentence of a quantity, in bytes of the block's folded text.
    pub fn sentence(&self, quantity: usize) -> Range<usize> {
        self.sentences[self.clause(quantity).sentence].clone()
    }

    /// The sentence's part around a quantity that a table can quote.
    pub fn quotable(&self, quantity: usize, text: &str, span: &Range<usize>) -> Range<usize> {
        quotable(text, &self.sentence(quantity), span)
    }

    /// For each clause, with its words, the subjects in force in it, where nothing is inherited from headings: those that it
    /// names, and those of the clauses before it as long as only weak ones are named.
    pub fn subjects(&self, words: &WordLists, indicators: &Indicators) -> Vec<InForce> {
        let mut found: Vec<InForce> = Vec::with_capacity(self.list.len());
        for (at, clause) in self.list.iter().enumerate() {
            let words = words.of(at);
            let named = indicators.subjects_of(&clause.frame, words);
            let inherited = clause.before.map(|before| found[before].passed_on).unwrap_or_default();
            let within = if indicators.are_strong(named) { named } else { named | inherited };
            // 是同期一审行政诉讼案件的1.6倍 compares, and passes on what came before it.
            let passed_on = if indicators.is_comparison(words) { inherited } else { within };
            found.push(InForce { within, passed_on });
        }
        found
    }

    /// The subjects in force at a quantity; `subjects` are those of [`Clauses::subjects`].
    pub fn subjects_in_force(&self, quantity: usize, subjects: &[InForce], headings: SubjectSet, indicators: &Indicators) -> SubjectSet {
        let own = self.places[quantity].0;
        let in_force = subjects[self.respective(quantity).unwrap_or(own)].within;
        if indicators.are_strong(in_force) { in_force } else { in_force | headings }
    }

    /// For 行政调解成功2431件,人民调解成功8107件,成功率分别达到93.5%和98.9%: the earlier clause that a figure
    /// belongs to.
    fn respective(&self, quantity: usize) -> Option<usize> {
        let (at, figure) = self.places[quantity];
        let clause = &self.list[at];
        if clause.frame.len() > LONGEST_FRAME {
            return None;
        }
        let head = clause.frame.find("分别").map(|end| &clause.frame[..end])?;
        if clause.figures.len() < 2 || head.contains(['、', '和', '与', '及']) {
            return None;
        }
        let with_figures: Vec<usize> = (self.firsts[clause.sentence]..at)
            .filter(|before| !self.list[*before].bracket && !self.list[*before].figures.is_empty())
            .collect();
        let first = with_figures.len().checked_sub(clause.figures.len())?;
        with_figures.get(first + figure).copied()
    }

    /// The clause up to the end of the figure's item: what belongs to a later item of an enumeration
    /// (行政诉讼案件15件、抗诉申请案件8件) says nothing about this one.
    pub fn own_part<'f>(&self, frame: &'f str) -> &'f str {
        let Some(after) = frame.find(FIGURE).map(|at| at + FIGURE.len_utf8()) else { return frame };
        let Some(next) = frame[after..].find(OTHER_FIGURE) else { return frame };
        frame[after..after + next].find(['、', '和', '及']).map_or(frame, |at| &frame[..after + at])
    }

    /// Whether the clause gives its figure to several subjects: 受理率、办结率均达100%.
    pub fn is_shared(&self, quantity: usize) -> bool {
        let clause = self.clause(quantity);
        let Some(head) = clause.figures.first().map(|first| &clause.frame[..first.at]) else { return false };
        let two_rates = head.rsplit_once('率').is_some_and(|(before, _)| {
            before.contains("率、") || before.contains("率和") || before.contains("率与") || before.contains("率及")
        });
        clause.figures.len() == 1 && (two_rates || ["均", "都", "双"].iter().any(|word| head.contains(word)))
    }

    /// The years in force at a quantity.
    pub fn time(&self, quantity: usize) -> Time {
        let (clause, figure) = self.places[quantity];
        let clause = &self.list[clause];
        let time = clause.figures[figure].time;
        if clause.frame.contains("分别") { time.of_share(figure, clause.figures.len()) } else { time }
    }
}
