//! A clause with one of its figures marked, as rules see it.
//!
//! Input: the clauses of a block and a quantity. Output: its [`Frame`]. Refuses to share out nouns and figures that are not
//! of the same number.

use super::{Clauses, LONGEST_FRAME, Placed};
use crate::rules::{FIGURE, OTHER_FIGURE};

/// Characters of a noun that may want the rest of a later one: 用水 of 用水、用气报装办理时限.
const LONGEST_STEM: usize = 3;
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

impl Clauses {
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

    /// What a clause that shares its figures out says before it does: 审查重大行政决策事项、政府合同 of 审查重大行政决策事项、
    /// 政府合同分别为11件、57件. The frame of the second figure has its own noun alone, and not the verb.
    pub(super) fn shared_head(&self, quantity: usize) -> Option<&str> {
        let clause = self.clause(quantity);
        let head = clause.frame.find("分别").map(|end| &clause.frame[..end])?;
        (clause.figures.len() > 1 && !head.contains(OTHER_FIGURE) && head.len() <= LONGEST_FRAME).then_some(head)
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
    // 2022年、2023年分别办理法律援助案件801件、912件: the years tell them apart.
    if nouns.is_empty() && figures[figure].time.of_share(figure, figures.len()) != figures[figure].time {
        return Some(Frame::Rewritten(format!("{verb}{FIGURE}")));
    }
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
