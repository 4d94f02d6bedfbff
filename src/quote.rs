//! The words around a figure.
//!
//! Input: a block's folded text and the span of a figure in it. Output: the part of the text that says what the figure
//! counts: for an anchor, for a list, or to be quoted in a table. Refuses to grow with the line: a line may have
//! thousands of figures and no stop (街道1件、街道2件…), and each of them is quoted.

use std::ops::Range;

/// Bytes of a sentence that is quoted whole: some 900 characters.
const LONGEST_QUOTE: usize = 2700;
/// Bytes of a clause that is shown whole: some 200 characters.
const LONGEST_CLAUSE: usize = 600;
/// Bytes before and after a figure that are shown of a longer one.
const NEAREST: usize = 90;
/// Bytes before and after a figure that its anchor is made from. No clause of a report is as long; a lower bound would
/// move anchors.
const LONGEST_ANCHORED: usize = 8192;

/// A clause, or as much of it as is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub range: Range<usize>,
    /// Whether words of it stand before and after.
    pub goes_before: bool,
    pub goes_on: bool,
}

/// The clause of a figure, to be shown beside it; of an endless one the items next to the figure.
pub fn clause(text: &str, span: &Range<usize>) -> Clause {
    let whole = between(text, span, &['。', ',', ';', ':', '!', '?'], LONGEST_CLAUSE);
    if whole.len() <= LONGEST_CLAUSE {
        return Clause { range: whole, goes_before: false, goes_on: false };
    }
    let near = items(text, &whole, span, NEAREST, ['、', '|']);
    Clause { goes_before: near.start > whole.start, goes_on: near.end < whole.end, range: near }
}

/// The words that a figure's anchor is made from: its clause and not its paragraph, since an edit elsewhere must not
/// move the anchor.
pub fn anchored(text: &str, span: &Range<usize>) -> Range<usize> {
    between(text, span, &[',', '。', ';'], LONGEST_ANCHORED)
}

/// The sentence of a figure with its stop, or the part of it that can be quoted.
pub fn sentence(text: &str, span: &Range<usize>) -> Range<usize> {
    let Range { start, end } = between(text, span, &['。', '!', '?'], 2 * LONGEST_QUOTE);
    let stop = text[end..].chars().next().map_or(0, char::len_utf8);
    quotable(text, &(start..end + stop), span)
}

/// A sentence, or the clauses of it around a figure when it is too long to quote for each of its figures.
pub fn quotable(text: &str, sentence: &Range<usize>, span: &Range<usize>) -> Range<usize> {
    if sentence.len() <= LONGEST_QUOTE { sentence.clone() } else { items(text, sentence, span, LONGEST_QUOTE / 2, [',', ';']) }
}

/// What lies between the stops on either side of a span, or so many bytes away from it.
fn between(text: &str, span: &Range<usize>, stops: &[char], reach: usize) -> Range<usize> {
    let left = text.ceil_char_boundary(span.start.saturating_sub(reach));
    let right = text.floor_char_boundary(text.len().min(span.end + reach));
    let after = |at: usize| left + at + text[left + at..].chars().next().map_or(1, char::len_utf8);
    let start = text[left..span.start].rfind(stops).map_or(left, after);
    let end = text[span.end..right].find(stops).map_or(right, |at| span.end + at);
    start..end
}

/// The whole items of a range that lie no more than so many bytes away from a span.
fn items(text: &str, range: &Range<usize>, span: &Range<usize>, reach: usize, stops: [char; 2]) -> Range<usize> {
    let left = text.ceil_char_boundary(span.start.saturating_sub(reach).max(range.start));
    let right = text.ceil_char_boundary((span.end + reach).min(range.end));
    let after = |at: usize| left + at + text[left + at..].chars().next().map_or(1, char::len_utf8);
    let start = text[left..span.start].find(stops).map_or(left, after);
    let end = text[span.end..right].rfind(stops).map_or(right, |at| span.end + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span_of(text: &str, figure: &str) -> Range<usize> {
        let start = text.find(figure).expect("the text has the figure");
        start..start + figure.len()
    }

    #[test]
    fn a_clause_and_a_sentence_end_at_their_stops() {
        let text = "全年共:受理12件,审结10件。其中8件!";
        let span = span_of(text, "12件");
        assert_eq!(&text[clause(text, &span).range], "受理12件");
        assert_eq!(&text[anchored(text, &span)], "全年共:受理12件");
        assert_eq!(&text[sentence(text, &span)], "全年共:受理12件,审结10件。");
        assert_eq!(&text[sentence(text, &span_of(text, "8件"))], "其中8件!");
    }

    #[test]
    fn of_a_clause_without_end_the_items_beside_the_figure_are_shown() {
        let text: String = (1000..3000).map(|n| format!("街道{n}件、")).collect();
        let Clause { range, goes_before, goes_on } = clause(&text, &span_of(&text, "2000件"));
        assert!(text[range.clone()].starts_with("街道1") && text[range.clone()].ends_with('件'), "{}", &text[range.clone()]);
        assert!(range.len() <= 2 * NEAREST + 10 && goes_before && goes_on);
        let first = clause(&text, &span_of(&text, "1000件"));
        assert!(first.range.start == 0 && !first.goes_before && first.goes_on);
        assert!(anchored(&text, &span_of(&text, "2000件")).len() < 2 * LONGEST_ANCHORED + 10);
        assert!(sentence(&text, &span_of(&text, "2000件")).len() <= LONGEST_QUOTE + 10);
    }

    #[test]
    fn a_long_clause_is_shown_whole() {
        let text = format!("{}12件", "行政".repeat(90));
        assert_eq!(clause(&text, &span_of(&text, "12件")), Clause { range: 0..text.len(), goes_before: false, goes_on: false });
    }
}
