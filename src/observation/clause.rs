//! Sentences, clauses, and the subject that a chain of clauses shares.
//!
//! A Chinese sentence names its subject once: 受理行政复议案件178件（含结转13件），审理结案172件，纠错17件. Later
//! clauses inherit it until a new subject is named.

use std::ops::Range;
use std::sync::LazyLock;

use super::time::Time;
use crate::quantity::Reading;
use crate::quote::quotable;
use crate::rules::{FIGURE, Indicators, OTHER_FIGURE, WordLists};
use crate::text::CharSet;

/// The clauses of a block.
pub struct Clauses {
    list: Vec<Clause>,
    /// For each quantity: its clause, and its place among the clause's figures.
    places: Vec<(usize, usize)>,
    sentences: Vec<Range<usize>>,
    /// The first clause of each sentence.
    firsts: Vec<usize>,
}

/// A clause with one figure marked.
pub enum Frame {
    /// The clause as it stands.
    Clause(String),
    /// The clause with the figure's own share of it alone.
    Rewritten(String),
    /// The figure with its own noun of 甲、乙分别为…和…, and with the rest of the last one: 用水、用电、用气报装办理时限
    /// 分别压缩60%、55%和50% says only there what was shortened.
    Distributed { own: String, whole: String },
}

/// Bits of the subjects in force in a clause, and of those that it passes on to the next.
#[derive(Clone, Copy, Debug)]
pub struct InForce {
    within: u64,
    passed_on: u64,
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

/// Words of a figure of a place and all below it.
const WHOLE: [&str; 9] = ["全市", "全省", "全县", "全区", "全州", "全旗", "全国", "各级", "两级"];

/// A figure in its clause.
struct Placed {
    /// Byte offset in the frame.
    at: usize,
    /// The years in force there.
    time: Time,
}

/// The characters that may end a clause or begin a quotation or bracket.
static MARKS: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(['"', '(', ')', '!', '?', ',', ';', ':', '|', '。', '《', '》']));

/// Clauses of a sentence that a later one looks back on; the longest sentence of the samples has 30.
const LONGEST_CONTEXT: usize = 80;
/// Characters of a noun that may want the rest of a later one: 用水 of 用水、用气报装办理时限.
const LONGEST_STEM: usize = 3;
/// Bytes of a clause that rules look at: some 400 characters, three times the longest clause of the samples.
const LONGEST_FRAME: usize = 1200;
/// Bytes that nearly every clause fits into.
const COMMON_FRAME: usize = 120;
/// Bytes that most clauses have at least.
const SHORT_CLAUSE: usize = 30;
/// Bytes within which a bracket or quotation must close.
const LONGEST_BRACKET: usize = 1500;

/// Where the reader is: an open clause, one deeper in each bracket.
struct Open {
    clause: usize,
    closes: char,
}

/// Splits a block's folded text into clauses.
pub fn read_clauses(text: &str, reading: &Reading) -> Clauses {
    let mut clauses = Clauses {
        list: Vec::with_capacity(text.len() / SHORT_CLAUSE + 1),
        places: Vec::with_capacity(reading.quantities.len()),
        sentences: Vec::new(),
        firsts: Vec::new(),
    };
    let mut stack: Vec<Open> = Vec::new();
    let mut sentence_start = 0;
    let mut current = clauses.open(0, None, false);
    let (mut quantities, mut names) = (reading.quantities.iter().peekable(), reading.names.iter().peekable());
    let mut quoted: Option<char> = None;
    let (has_parts, has_foremost) = (text.contains("其中") || text.contains("本级"), text.contains("率先"));
    let mut at = 0;
    while at < text.len() {
        if let Some(quantity) = quantities.next_if(|quantity| quantity.span.start <= at) {
            let clause = &mut clauses.list[current];
            clauses.places.push((current, clause.figures.len()));
            clause.figures.push(Placed { at: clause.frame.len(), time: clause.time.of_figure(&clause.frame) });
            clause.frame.push(OTHER_FIGURE);
            at = quantity.span.end.max(at);
            continue;
        }
        if let Some(name) = names.next_if(|name| name.span.start <= at) {
            let clause = &mut clauses.list[current];
            if let Some(year) = name.year {
                let is_first = clauses.firsts[clause.sentence] == current;
                clause.time.note(year, &clause.frame, &text[name.span.end..], is_first);
            } else if name.class == "period" {
                clause.time.note_run(&text[name.span.clone()], &text[name.span.end..]);
            }
            if !matches!(name.class.as_str(), "date" | "period") {
                clause.frame.push_str(&text[name.span.start.max(at)..name.span.end.max(at)]);
            }
            at = name.span.end.max(at);
            continue;
        }
        let figures = [quantities.peek().map(|next| next.span.start), names.peek().map(|next| next.span.start)];
        let end = figures.into_iter().flatten().min().map_or(text.len(), |next| next.max(at));
        let plain = MARKS.length_before(&text[at..end]);
        if plain > 0 {
            let words = &text[at..at + plain];
            let clause = &mut clauses.list[current];
            // 率先 is no 率, though half the rules of counts rule out a rate.
            match has_foremost && words.contains("率先") {
                true => clause.frame.push_str(&words.replace("率先", "")),
                false => clause.frame.push_str(words),
            }
            if has_parts && clause.part == Part::None {
                clause.part = part(words, clause.frame == words && clauses.firsts.last() == Some(&current));
            }
            at += plain;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        match c {
            '《' => {
                quoted = closing(&text[next..], '》').then_some('》').or(quoted);
                clauses.list[current].frame.push(c);
            }
            '"' if quoted.is_none() => {
                quoted = closing(&text[next..], '"').then_some('"');
                clauses.list[current].frame.push(c);
            }
            _ if quoted == Some(c) => {
                quoted = None;
                clauses.list[current].frame.push(c);
            }
            '(' if closing(&text[next..], ')') => {
                stack.push(Open { clause: current, closes: ')' });
                let sentence = clauses.list[current].sentence;
                current = clauses.open(sentence, Some(current), true);
                // 抽查计划1286个(含部门联合抽查计划403个)
                if text[next..].starts_with("含") {
                    clauses.list[current].part = Part::OfSentence;
                }
            }
            _ if stack.last().is_some_and(|open| open.closes == c) => {
                if let Some(open) = stack.pop() {
                    current = open.clause;
                }
            }
            '。' | '!' | '?' if quoted.is_none() => {
                clauses.sentences.push(sentence_start..next);
                sentence_start = next;
                // What follows the last figure's sentence says nothing about any figure.
                if quantities.peek().is_none() {
                    break;
                }
                stack.clear();
                current = clauses.open(clauses.sentences.len(), Some(current), false);
            }
            ',' | ';' | ':' if quoted.is_none() => {
                let clause = &clauses.list[current];
                let (sentence, bracket, part) = (clause.sentence, clause.bracket, clause.part);
                current = clauses.open(sentence, Some(current), bracket);
                clauses.list[current].part = if c == ';' { Part::None } else { part };
            }
            // 办件量|125630件|好评率|99.9%: the cells of a table row are items of an enumeration.
            '|' => {
                let frame = &mut clauses.list[current].frame;
                if frame.ends_with(OTHER_FIGURE) {
                    frame.push('、');
                }
            }
            _ => clauses.list[current].frame.push(c),
        }
        at = next;
    }
    clauses.sentences.push(sentence_start..text.len());
    clauses
}

/// What the words of a clause make its figures.
fn part(words: &str, begin_sentence: bool) -> Part {
    match words {
        _ if begin_sentence && words.starts_with("其中") => Part::OfParagraph,
        _ if words.contains("其中") => Part::OfSentence,
        _ if words.contains("本级") => Part::OfWhole,
        _ => Part::None,
    }
}

/// Whether a bracket or quotation closes before its sentence ends.
fn closing(rest: &str, close: char) -> bool {
    let rest = &rest[..rest.floor_char_boundary(LONGEST_BRACKET)];
    let end = rest.find('。').unwrap_or(rest.len());
    rest[..end].contains(close) || rest[end..].strip_prefix('。').is_some_and(|rest| rest.starts_with(close))
}

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

    /// The clause of a quantity with the figure itself marked.
    ///
    /// Two ways of putting several figures into one clause are undone: 由上年的8.3%提高到12.1% becomes the later
    /// figure alone, and 见面率、满意率分别达到100%和98.4% gives each figure its own noun. A clause that says no
    /// more than 今年为71件 or 共1200人次 takes the words of the clause before it.
    pub fn frame(&self, quantity: usize) -> Frame {
        let (at, figure) = self.places[quantity];
        let clause = &self.list[at];
        let mark = clause.figures[figure].at;
        // A clause without end (a table in one line) is looked at around the figure only.
        if clause.frame.len() > LONGEST_FRAME {
            let start = clause.frame.floor_char_boundary(mark.saturating_sub(LONGEST_FRAME / 2));
            let end = clause.frame.floor_char_boundary(mark + LONGEST_FRAME / 2);
            return Frame::Rewritten(marked(&clause.frame[start..end], mark - start));
        }
        let frame = marked(&clause.frame, mark);
        if clause.figures.len() > 1 {
            if let Some(distributed) = distribute(&clause.frame, &clause.figures, figure) {
                return distributed;
            }
            if let Some(settled) = drop_former_value(&frame) {
                return Frame::Rewritten(settled);
            }
        }
        let says_nothing_after = frame.len() == mark + FIGURE.len_utf8();
        match self.borrowed_head(at, &frame[..mark]).filter(|_| says_nothing_after) {
            Some(head) => Frame::Rewritten(format!("{head}{frame}")),
            None => Frame::Clause(frame),
        }
    }

    /// What the clause before says up to its figure, for a clause that says nothing itself: 去年同期受理复议案件
    /// 45件,今年为71件.
    fn borrowed_head(&self, at: usize, own: &str) -> Option<String> {
        // 有12件 and 已有80件 would be parts and outcomes, and no totals.
        const FILLERS: [&str; 14] = ["今年", "本年", "当年", "同期", "达到", "共计", "总计", "合计", "约为", "达", "为", "共", "约", "计"];
        let clause = &self.list[at];
        let before = &self.list[clause.before.filter(|before| self.list[*before].sentence == clause.sentence)?];
        let mut rest = own;
        while let Some(shorter) = FILLERS.iter().find_map(|filler| rest.strip_prefix(filler)) {
            rest = shorter;
        }
        if !rest.is_empty() || own.is_empty() || clause.bracket || before.bracket {
            return None;
        }
        let head = before.frame.split([OTHER_FIGURE, '、']).next().unwrap_or_default();
        // What the clause before says of another time, this one does not.
        let head = ["去年同期", "上年同期", "去年", "上年"].iter().find_map(|time| head.strip_prefix(time)).unwrap_or(head);
        (!head.is_empty()).then(|| head.to_owned())
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

    fn speaks_of_whole(&self, quantity: usize) -> bool {
        // Near by only: a line without end may have a 本级 in every sentence.
        let at = self.clause_of(quantity);
        let near = &self.list[at.saturating_sub(LONGEST_CONTEXT)..=at];
        near.iter().any(|clause| WHOLE.iter().any(|word| clause.frame.contains(word)))
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
            let inherited = clause.before.map_or(0, |before| found[before].passed_on);
            let within = named | if indicators.are_strong(named) { 0 } else { inherited };
            // 是同期一审行政诉讼案件的1.6倍 compares, and passes on what came before it.
            let passed_on = if indicators.is_comparison(words) { inherited } else { within };
            found.push(InForce { within, passed_on });
        }
        found
    }

    /// The subjects in force at a quantity; `subjects` are those of [`Clauses::subjects`].
    pub fn subjects_in_force(&self, quantity: usize, subjects: &[InForce], headings: u64, indicators: &Indicators) -> u64 {
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
        self.list[clause].figures[figure].time
    }
}

/// A clause with the figure at a byte marked as the one that is looked at.
fn marked(frame: &str, mark: usize) -> String {
    let mut marked = String::with_capacity(frame.len());
    marked.push_str(&frame[..mark]);
    marked.push(FIGURE);
    marked.push_str(&frame[mark + OTHER_FIGURE.len_utf8()..]);
    marked
}

/// 纠错率由上年的8.3%提高到12.1% as 纠错率12.1%; `None` when the frame is not of that form or the figure is the
/// former one.
fn drop_former_value(frame: &str) -> Option<String> {
    let to = frame.find(FIGURE)?;
    let former = frame[..to].rfind(OTHER_FIGURE)?;
    let from = frame[..former].rfind(['由', '从'])?;
    let rises = [
        "提高", "上升", "增长", "增加", "提升", "下降", "降低", "降", "升", "增", "减少", "压缩", "缩短", "压减", "调整", "变", "变更",
        "扩大", "精简", "缩减", "优化", "减",
    ];
    let between = &frame[former + OTHER_FIGURE.len_utf8()..to];
    let between = ["今年的", "本年度的", "目前的", "当前的", "的"].iter().find_map(|words| between.strip_suffix(words)).unwrap_or(between);
    let verb = between.strip_suffix(['到', '至', '为'])?;
    if !rises.iter().any(|rise| verb.ends_with(rise)) {
        return None;
    }
    // 提高 would make the figure an increase; 压缩 is what the shortening of a time limit is found by.
    let kept = if verb.contains('缩') { verb } else { "" };
    Some(format!("{}{kept}{}", &frame[..from], &frame[to..]))
}

/// The frame of one figure of 甲、乙分别为…和…: its noun and what stands after 分别.
fn distribute(frame: &str, figures: &[Placed], figure: usize) -> Option<Frame> {
    let at = frame.find("分别")?;
    if figures[0].at < at || figures.len() < 2 {
        return None;
    }
    let (head, rest) = (&frame[..at], &frame[at + "分别".len()..]);
    let nouns: Vec<&str> = head.split(['、', '和', '与', '及']).filter(|noun| !noun.is_empty()).collect();
    let verb: String = rest.chars().take_while(|c| *c != OTHER_FIGURE).collect();
    // One noun for all figures: what tells them apart stands in the clauses before.
    if let [noun] = nouns.as_slice() {
        return Some(Frame::Rewritten(format!("{noun}{verb}{FIGURE}")));
    }
    let first = nouns.len().checked_sub(figures.len())?;
    let noun = nouns[first + figure];
    // 维持、撤销、变更的分别为81件、23件、4件: of other nouns no more than what follows a stem of that length.
    let rest_of_last: String = nouns.last().into_iter().flat_map(|last| last.chars().skip(noun.chars().count())).collect();
    const MEASURES: [char; 3] = ['率', '数', '量'];
    if noun.chars().count() > LONGEST_STEM || noun.ends_with(MEASURES) {
        // 人民调解、行政调解成功率分别为98.9%和94.6%
        let measure = if noun.ends_with(MEASURES) || !rest_of_last.ends_with(MEASURES) { "" } else { &rest_of_last };
        return Some(Frame::Rewritten(format!("{noun}{measure}{verb}{FIGURE}")));
    }
    Some(Frame::Distributed { own: format!("{noun}{verb}{FIGURE}"), whole: format!("{noun}{rest_of_last}{verb}{FIGURE}") })
}
