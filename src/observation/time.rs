//! The years that a sentence names, and what they date.
//!
//! Input: a year with the words before and after it in its clause. Output: a [`Time`] that clauses pass on
//! within their sentence. Refuses to date a figure by a year that dates something else: documents of 2016, the
//! other side of a comparison.

use crate::rules::OTHER_FIGURE;

/// The years in force at a place of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// The year that dates the figures.
    year: Option<u16>,
    /// Whether it was named after the first clause of its sentence, where words such as 党的十八大以来 stand.
    is_late: bool,
    /// The year since which the sentence counts: 2016年以来.
    pub since: Option<u16>,
    /// A year that dates the figures of this clause alone: 较2020年的198件增长26.8%.
    here: Option<u16>,
    /// The first and the last of several years, to which 分别为120件、133件、150件 gives a figure each.
    run: Option<(u16, u16)>,
}

impl Time {
    /// The year that dates a figure here.
    pub fn year(&self) -> Option<u16> {
        self.here.or(self.year)
    }

    /// Whether the sentence says outright, after all that goes before, that its figures are of a year.
    pub fn says_outright(&self, year: u16) -> bool {
        self.here.is_none() && self.is_late && self.year == Some(year)
    }

    /// The time of a figure with these words before it in its clause, other figures marked: in
    /// 由2021年的93.6%上升至95.4% the later one is no longer of 2021.
    #[must_use]
    pub fn of_figure(&self, before: &str) -> Time {
        let changed = before.contains(OTHER_FIGURE) && before.ends_with(['至', '到', '为']);
        if changed { self.passed_on() } else { *self }
    }

    /// What the next clause of the sentence inherits.
    #[must_use]
    pub fn passed_on(&self) -> Time {
        Time { here: None, ..*self }
    }

    /// The time of one of several figures that a clause shares out: of 2021年至2023年…分别为120件、133件、150件 each has
    /// its own year.
    #[must_use]
    pub fn of_share(&self, figure: usize, figures: usize) -> Time {
        let Some((first, last)) = self.run else { return *self };
        if usize::from(first.abs_diff(last)) + 1 != figures {
            return *self;
        }
        let year =
            u16::try_from(figure).ok().and_then(|later| if first <= last { first.checked_add(later) } else { first.checked_sub(later) });
        Time { here: year, since: None, ..*self }
    }

    /// The time of a column that is headed by a year.
    pub fn of_column(year: u16) -> Time {
        Time { here: Some(year), ..Time::default() }
    }

    /// Notes a run of years, with the words around it: 2016年至2021年累计受理 counts since 2016, and so does a sentence that
    /// begins 2021年至2023年,; 2021—2025年规划 names a plan.
    pub fn note_run(&mut self, run: &str, before: &str, after: &str, is_first_clause: bool) {
        let run = run.trim_end_matches('年');
        let years = run
            .get(..4)
            .and_then(|first| first.parse().ok())
            .zip(run.get(run.len().saturating_sub(4)..).and_then(|last| last.parse().ok()));
        let Some((first, last)) = years else { return };
        self.run = Some((first, last));
        let begins = is_first_clause && before.is_empty() && after.starts_with(',') && !run.contains('、');
        let counts = ["累计", "共"].iter().any(|word| after.starts_with(word));
        self.since = Some(first).filter(|_| counts || begins).or(self.since);
    }

    /// Notes a year; `before` is the clause up to it, `after` the text from it on.
    pub fn note(&mut self, year: u16, before: &str, after: &str, is_first_clause: bool) {
        match role(before, after) {
            Role::Of => *self = Time { year: Some(year), is_late: !is_first_clause, ..Time::default() },
            Role::Since => self.since = Some(year),
            Role::Here => self.here = Some(year),
            Role::OfThing => {}
        }
    }
}

/// What a year in a clause dates.
enum Role {
    /// The figures after it.
    Of,
    /// The beginning of a longer time: 2016年以来, 自2015年运行以来.
    Since,
    /// The figures of its own clause, which compares: 较2020年的198件, 为2019年的1.5倍, 2019年为50件.
    Here,
    /// Something else than the figures: 1978年以来的规范性文件, 2011年12月31日以前市政府制发的.
    OfThing,
}

/// Bytes after a year within which 以来 still belongs to it: 2018年机构改革以来.
const LONGEST_SINCE: usize = 24;

/// Characters before a year among which 比 and 较 still compare with it.
const LONGEST_COMPARISON: usize = 8;

fn role(before: &str, after: &str) -> Role {
    let words = after[..after.floor_char_boundary(LONGEST_SINCE)].split([',', '。', ';', '、']).next().unwrap_or_default();
    // 1984年建区(县)以来 goes on behind its bracket.
    let words = if words.contains(')') { words } else { words.split('(').next().unwrap_or_default() };
    let since = if words.starts_with("至今") { Some("至今".len()) } else { words.find("以来").map(|at| at + "以来".len()) };
    if let Some(end) = since {
        // 对1990年以来以县政府名义印发的文件 and 清理2010年以来规范性文件 date the documents as well.
        let dates_thing = after[end..].starts_with('的') || before.ends_with(['对', '将', '就']) || before.ends_with("清理");
        return if dates_thing { Role::OfThing } else { Role::Since };
    }
    if ["以前", "之前", "起", "以后", "前", "及以", "底前", "底以前", "末以前"].iter().any(|word| after.starts_with(word))
    {
        return Role::OfThing;
    }
    // 加上2012年结转9件,全年审结58件
    if ["结转", "结存", "遗留", "转入"].iter().any(|word| after.trim_start_matches('度').starts_with(word)) {
        return Role::Here;
    }
    // 比改革前的2020年增长1.25倍
    let compares_from_afar = || before.ends_with('的') && before.chars().rev().take(LONGEST_COMPARISON).any(|c| matches!(c, '比' | '较'));
    let compares = before.ends_with(['较', '比', '与', '同', '从', '由', '于'])
        || compares_from_afar()
        || (before.ends_with(['为', '是', '到', '达', '当']) && after.starts_with('的'))
        || (before.is_empty() && after.strip_prefix(['为', '是']).is_some_and(|value| value.starts_with(is_figure)));
    if compares { Role::Here } else { Role::Of }
}

/// Whether a character begins a figure or a word of approximation: 2019年为50件 compares, 2021年为“八五”普法启动之年 does not.
fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '约' | '近' | '超')
}

#[cfg(test)]
mod tests {
    use super::Time;

    fn after(sentence: &[(u16, &str, &str)]) -> Time {
        sentence.iter().fold(Time::default(), |time, (year, before, after)| {
            let mut next = time.passed_on();
            next.note(*year, before, after, time == Time::default());
            next
        })
    }

    #[test]
    fn a_year_of_a_comparison_is_not_passed_on() {
        for (before, rest) in [
            ("较", "的198件增长26.8%"),
            ("比改革前的", "增长1.25倍"),
            ("分别高于", "的245件、230件"),
            ("为", "的1.5倍"),
            ("", "为50件"),
            ("加上", "结转9件"),
        ] {
            let time = after(&[(2020, before, rest)]);
            assert_eq!((time.year(), time.passed_on().year()), (Some(2020), None), "{before}2020年{rest}");
        }
    }

    #[test]
    fn a_later_year_ends_the_time_since_an_earlier_one() {
        let time = after(&[(2016, "", "以来,我县持续推进改革"), (2020, "", "受理行政复议案件32件")]);
        assert_eq!((time.since, time.year(), time.says_outright(2020)), (None, Some(2020), true));
        let time = after(&[(2016, "", "以来,全区累计举办宣讲210场"), (2021, "", "为普法启动之年,全区开展活动270场")]);
        assert_eq!((time.since, time.passed_on().year()), (None, Some(2021)));
    }

    #[test]
    fn figures_of_several_years_count_since_the_first() {
        for (run, before, words, since) in [
            ("2016年至2021年", "县政府", "累计受理", Some(2016)),
            ("2021年至2023年", "", ",全县受理", Some(2021)),
            ("2022年、2023年", "", ",全县受理", None),
            ("2021-2025年", "", "规划", None),
        ] {
            let mut time = Time::default();
            time.note_run(run, before, words, true);
            assert_eq!(time.since, since, "{before}{run}{words}");
        }
    }

    #[test]
    fn shared_out_figures_have_a_year_each() {
        for (run, years) in [("2021年至2023年", [2021, 2022, 2023]), ("2023年、2022年和2021年", [2023, 2022, 2021])] {
            let mut time = Time::default();
            time.note_run(run, "", ",全县受理", true);
            for (figure, year) in years.into_iter().enumerate() {
                let share = time.of_share(figure, years.len());
                assert_eq!((share.year(), share.since), (Some(year), None), "{run}");
            }
            assert_eq!(time.of_share(0, 2), time, "two figures are not of three years");
        }
    }

    #[test]
    fn years_of_documents_date_no_figure() {
        for (before, rest) in [
            ("对", "以来以县政府名义印发的文件"),
            ("", "以来的规范性文件"),
            ("对", "前印发的"),
            ("对", "建区(县)以来的规范性文件"),
            ("共清理", "以来规范性文件"),
        ] {
            assert_eq!(after(&[(1990, before, rest)]), Time::default(), "{before}1990年{rest}");
        }
    }
}
