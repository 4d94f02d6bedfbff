//! Numbered lines that are items of a list, and no headings.
//!
//! Input: a line, or the lines of a body with the role that each has by itself. Output: whether it counts something; the items
//! as points. Refuses to take a heading for an item because it ends in a number: text must not stand below it alone.

use super::marker::{Marker, find_marker};
use super::{BlockKind, Candidate, Role};

/// Units in which results are counted; headings such as 压缩至1天 and 办结率达100% end in others.
const COUNTED: [&str; 12] = ["件", "起", "宗", "份", "人次", "场次", "场", "名", "户", "家", "册", "元"];

/// A numbered line that counts something is an item of a list: 1.受理复议案件178件，审结172件。 So is a first sentence that ends
/// with what it counts: （四）办理法律援助案件912件。挽回损失300万元。
pub(super) fn states_figures(line: &str, marker: Marker, runs_on: bool) -> bool {
    // 2023年 is a year, but 全年 no number.
    let numbers = || line.char_indices().zip(line.chars().skip(1)).filter(|((_, digit), _)| digit.is_ascii_digit());
    let counts = numbers().filter(|(_, next)| !next.is_ascii() && *next != '年').count();
    let ends_counting = || {
        COUNTED.iter().any(|unit| {
            line.strip_suffix(unit).is_some_and(|before| before.trim_end_matches(['万', '亿']).ends_with(|c: char| c.is_ascii_digit()))
        })
    };
    (counts > usize::from(marker <= Marker::BracketedHan) && line.contains(',')) || (runs_on && counts > 0 && ends_counting())
}

/// Numbered lines of one sentence, one after the other, are a list and not headings of empty sections.
pub(super) fn settle_list_items(candidates: &mut [Candidate]) {
    let closed: Vec<Option<Marker>> = candidates
        .iter()
        .map(|candidate| match candidate.role {
            Role::Numbered { marker, end } if marker > Marker::BracketedHan && end + '。'.len_utf8() == candidate.folded.text.len() => {
                Some(marker)
            }
            _ => None,
        })
        .collect();
    for at in 0..candidates.len() {
        if is_counting_item(candidates, at) {
            candidates[at].role = Role::Text(BlockKind::Point);
            continue;
        }
        let Some(marker) = closed[at] else { continue };
        let beside = |other: Option<usize>| other.and_then(|other| closed.get(other).copied().flatten()) == Some(marker);
        // Text follows it, or headings of its own: 4.2抓好执法队伍建设。 before 4.2.1资格管理。
        let heads_something = candidates.get(at + 1).is_some_and(|next| !matches!(next.role, Role::Numbered { .. }) || heads(marker, next));
        if beside(at.checked_sub(1)) || beside(Some(at + 1)) || !heads_something {
            candidates[at].role = Role::Text(BlockKind::Point);
        }
    }
}

/// Whether a numbered line says no more than a count, and heads nothing: 3.免罚:发布轻微违法免罚清单57项 above 4.…; or stands
/// among items that do: 3.网办:全程网办率96.5%。 above 4.办件:窗口受理38716件,按时办结率100%。
fn is_counting_item(candidates: &[Candidate], at: usize) -> bool {
    let Candidate { role: Role::Numbered { marker, end }, folded, .. } = &candidates[at] else { return false };
    let (marker, line) = (*marker, folded.text.as_str());
    if marker <= Marker::BracketedHan || !ends_with_figure(&line[..*end]) {
        return false;
    }
    let next = candidates.get(at + 1);
    let heads_nothing = || *end == line.len() && !next.is_some_and(|next| matches!(next.role, Role::Text(_)) || heads(marker, next));
    let is_item = |other: &Candidate| {
        let number = find_marker(&other.folded.text);
        matches!(other.role, Role::Text(_)) && number.is_some_and(|(other, _)| other == marker)
    };
    heads_nothing() || *end < line.len() && at.checked_sub(1).and_then(|at| candidates.get(at)).into_iter().chain(next).any(is_item)
}

/// Whether a heading with this number stands above another numbered one.
fn heads(marker: Marker, next: &Candidate) -> bool {
    matches!(next.role, Role::Numbered { marker: inner, .. } if inner > marker)
}

/// Characters of the longest unit at the end of a line: 平方米.
const LONGEST_UNIT: usize = 3;

/// Whether a line ends with a number and its unit: 现有行政权力1128项, 全程网办率96.5%.
fn ends_with_figure(line: &str) -> bool {
    line.chars().rev().take(LONGEST_UNIT + 1).find(|c| !c.is_alphabetic() && *c != '%').is_some_and(|c| c.is_ascii_digit())
}
