//! Text that remembers where it came from.
//!
//! Input: the decoded source and byte ranges of it. Output: [`Folded`] text, the one form in which
//! documents are compared and searched, with a map back to the source. Refuses to decide anything
//! about content: it knows characters only.
//!
//! Folding makes equal what a reader takes as equal: full and half width, Traditional and Simplified,
//! the many quotation marks, and the blanks that scraping leaves between Chinese characters. It is
//! one-to-one by character (or drops one), so every folded character has exactly one source character.

use serde::{Deserialize, Serialize};

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Stands in the fold table for a character that is dropped.
const DROPPED: u16 = 0;

/// Whether a character carries no ink: white space, controls, and the invisible format characters
/// (zero-width space, byte-order mark, soft hyphen, marks of direction) that content systems sprinkle into pages.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a character is a Chinese ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Trims blanks from both ends of a byte range.
pub fn trim(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let left = text.trim_start_matches(is_blank);
    let start = range.start + (text.len() - left.len());
    start..start + left.trim_end_matches(is_blank).len()
}

/// A set of characters, as a bit for each up to the last member: those of the characters that reports use take 3 KiB,
/// and stay at hand.
pub struct CharSet {
    bits: Box<[u64]>,
}

impl CharSet {
    /// The set of these characters.
    pub fn new(members: impl IntoIterator<Item = char>) -> CharSet {
        let mut bits: Vec<u64> = Vec::new();
        for code in members.into_iter().map(u32::from) {
            let at = code as usize / 64;
            if at >= bits.len() {
                bits.resize(at + 1, 0);
            }
            bits[at] |= 1 << (code % 64);
        }
        CharSet { bits: bits.into() }
    }

    /// Whether a character is a member.
    pub fn contains(&self, c: char) -> bool {
        self.has(c as usize / 64, c as usize)
    }

    /// Whether a bit is set: that of the lowest six bits of a character, in the number of the others.
    fn has(&self, high: usize, low: usize) -> bool {
        self.bits.get(high).is_some_and(|bits| bits >> (low & 0x3f) & 1 != 0)
    }

    /// Bytes of a text before its first member.
    pub fn length_before(&self, text: &str) -> usize {
        let bits = |byte: u8, mask: u8| usize::from(byte & mask);
        let mut rest = text.as_bytes();
        // Decoded by hand: most of a report is of three bytes a character, and `chars` asks for every length. The last
        // byte of a character has its lowest six bits.
        loop {
            let (high, last, tail) = match rest {
                [a, b, c, tail @ ..] if a & 0xf0 == 0xe0 => (bits(*a, 0xf) << 6 | bits(*b, 0x3f), c, tail),
                [a, tail @ ..] if *a < 0x80 => (bits(*a, 0x40) >> 6, a, tail),
                [a, b, tail @ ..] if a & 0xe0 == 0xc0 => (bits(*a, 0x1f), b, tail),
                [a, b, c, d, tail @ ..] => (bits(*a, 0x7) << 12 | bits(*b, 0x3f) << 6 | bits(*c, 0x3f), d, tail),
                _ => return text.len(),
            };
            if self.has(high, usize::from(*last)) {
                return text.len() - rest.len();
            }
            rest = tail;
        }
    }
}

/// The character folding, made once from the table of Traditional characters.
pub struct Folding {
    /// The folded form of every character of the Basic Multilingual Plane.
    table: Box<[u16]>,
    /// Those that folding changes: a set stays at hand where the table's 128 KiB would not.
    changed: CharSet,
}

impl Folding {
    /// Builds the folding from lines of `traditional TAB simplified`.
    ///
    /// The table ships with the program; a line that is not such a pair has no meaning and is
    /// reported by its number.
    pub fn new(traditional: &str) -> Result<Folding, usize> {
        let mut table: Box<[u16]> = (0..=u16::MAX).collect();
        for code in 0..=u16::MAX {
            if let Some(c) = char::from_u32(u32::from(code)) {
                table[usize::from(code)] = fold_character(c);
            }
        }
        for (index, line) in traditional.lines().enumerate() {
            // 國家 before a tab would fold 國 alone, and say nothing.
            let mut characters = line.chars();
            let (Some(old), Some('\t'), Some(new), None) = (characters.next(), characters.next(), characters.next(), characters.next())
            else {
                return Err(index + 1);
            };
            let (Ok(old), Ok(new)) = (u16::try_from(u32::from(old)), u16::try_from(u32::from(new))) else {
                return Err(index + 1);
            };
            table[usize::from(old)] = new;
        }
        let is_changed = |(code, folded): (usize, &u16)| code != usize::from(*folded) || *folded == DROPPED;
        let codes = table.iter().enumerate().filter(|entry| is_changed(*entry)).map(|(code, _)| code);
        let changed = CharSet::new(codes.filter_map(|code| char::from_u32(u32::try_from(code).ok()?)));
        Ok(Folding { table, changed })
    }

    /// The folded form of one character; `None` when it is dropped.
    fn fold(&self, c: char) -> Option<char> {
        let Ok(code) = u16::try_from(u32::from(c)) else {
            return Some(c);
        };
        match self.table[usize::from(code)] {
            DROPPED => None,
            folded => char::from_u32(u32::from(folded)),
        }
    }

    /// Whether a text is its own folded form.
    pub fn keeps(&self, text: &str) -> bool {
        self.changed.length_before(text) == text.len()
    }

    /// Every character that folding changes, in order, with what it becomes; `None` when it is dropped.
    pub fn changes(&self) -> impl Iterator<Item = (char, Option<char>)> {
        (0..=u16::MAX).filter_map(|code| char::from_u32(code.into())).filter(|c| self.changed.contains(*c)).map(|c| (c, self.fold(c)))
    }

    /// Folds the pieces of a source into one text, dropping every blank except between two Latin
    /// letters or digits, where it separates words.
    pub fn compact(&self, source: &str, pieces: &[Range<usize>]) -> Folded {
        self.collect(source, pieces, Blanks::Drop)
    }

    /// Folds a source range, making each run of blanks one space. Lines of a page's frame are told
    /// apart by their blanks, so cleaning compares in this form.
    pub fn spaced(&self, source: &str, range: Range<usize>) -> Folded {
        self.collect(source, &[range], Blanks::Single)
    }

    /// Folds a short text that needs no map, such as a rule's keyword or a name.
    pub fn plain(&self, text: &str) -> String {
        self.compact(text, &[0..text.len()]).text
    }

    /// Folds cells that stand side by side or one below the other, with a bar between two, as if the source had it.
    pub fn row(&self, source: &str, cells: &[Range<usize>]) -> Folded {
        let mut row = Folded::of(cells);
        let mut before: Option<&Range<usize>> = None;
        for cell in cells {
            // What parted them in the source is a blank.
            if let Some(before) = before {
                row.push('|', before.end);
            }
            self.add(&mut row, source, std::slice::from_ref(cell), Blanks::Drop);
            before = Some(cell);
        }
        row
    }

    fn collect(&self, source: &str, pieces: &[Range<usize>], blanks: Blanks) -> Folded {
        let mut folded = Folded::of(pieces);
        self.add(&mut folded, source, pieces, blanks);
        folded
    }

    fn add(&self, folded: &mut Folded, source: &str, pieces: &[Range<usize>], blanks: Blanks) {
        let mut blank_at = None;
        for piece in pieces {
            let mut at = piece.start;
            while at < piece.end {
                // Most characters are their own folded form: what lies between two others is copied at once.
                if blank_at.is_none() {
                    let plain = self.changed.length_before(&source[at..piece.end]);
                    folded.copy(source, at..at + plain);
                    at += plain;
                }
                let Some(c) = source[at..piece.end].chars().next() else { break };
                let origin = at;
                at += c.len_utf8();
                let Some(c) = self.fold(c) else {
                    blank_at.get_or_insert(origin);
                    continue;
                };
                if let (Some(at), Some(before)) = (blank_at.take(), folded.text.chars().next_back())
                    && (blanks == Blanks::Single || (is_word(before) && is_word(c)))
                {
                    folded.push(' ', at);
                }
                folded.push(c, origin);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Blanks {
    Drop,
    Single,
}

/// Latin letters and digits: a blank between two of them is kept.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn fold_character(c: char) -> u16 {
    let folded = match c {
        _ if is_blank(c) => return DROPPED,
        '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』' | '〝' | '〞' | '＂' | '″' => '"',
        '‘' | '’' | '＇' => '\'',
        '〈' => '《',
        '〉' => '》',
        '〔' | '［' | '【' | '〖' => '[',
        '〕' | '］' | '】' | '〗' => ']',
        '–' | '―' | '─' | '－' | '﹣' | '‐' | '‑' | '−' => '-',
        '﹒' | '．' => '.',
        '•' | '‧' | '・' | '∙' => '·',
        '＜' => '<',
        '＞' => '>',
        // Full-width forms, compatibility ideographs and radicals have one-character equivalents;
        // circled digits do too (① is 1), but they are headings, and '…' becomes three dots: not folded.
        '\u{ff00}'..='\u{ffef}' | '\u{f900}'..='\u{faff}' | '\u{2e80}'..='\u{2fdf}' => {
            let mut forms = c.nfkc();
            match (forms.next(), forms.next()) {
                (Some(folded), None) => folded,
                _ => c,
            }
        }
        other => other,
    };
    u16::try_from(u32::from(folded)).unwrap_or(u16::try_from(u32::from(c)).unwrap_or(DROPPED))
}

/// Folded text and the way from each of its characters back to the source.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Where runs of characters begin, in the folded text and in the source, along which both go on by the
    /// same number of bytes. A map of every byte was tried first: four times the text, and slower to fill than
    /// to search.
    runs: Vec<(u32, u32)>,
    end: usize,
}

impl Folded {
    /// Nothing yet, of some pieces.
    fn of(pieces: &[Range<usize>]) -> Folded {
        let length = pieces.iter().map(Range::len).sum();
        Folded { text: String::with_capacity(length), runs: Vec::new(), end: pieces.last().map_or(0, |piece| piece.end) }
    }

    fn push(&mut self, c: char, origin: usize) {
        self.begin_run(origin);
        self.text.push(c);
    }

    fn copy(&mut self, source: &str, range: Range<usize>) {
        if !range.is_empty() {
            self.begin_run(range.start);
            self.text.push_str(&source[range]);
        }
    }

    /// Notes where the next character comes from, unless the last run leads there.
    fn begin_run(&mut self, origin: usize) {
        // A source is at most 1 GiB: `source` refuses more.
        let next = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let run = (next(self.text.len()), next(origin));
        if self.runs.last().is_none_or(|last| run.0 - last.0 != run.1.wrapping_sub(last.1)) {
            self.runs.push(run);
        }
    }

    /// The source byte at which a folded character begins. The end of the text maps to the end of the last
    /// piece.
    pub fn origin(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.end;
        }
        let run = self.runs.partition_point(|(folded, _)| *folded as usize <= at).saturating_sub(1);
        self.runs.get(run).map_or(self.end, |(folded, source)| *source as usize + (at - *folded as usize))
    }

    /// The source range of a non-empty folded range, without blanks at its end.
    pub fn source_range(&self, source: &str, range: Range<usize>) -> Range<usize> {
        let start = self.origin(range.start);
        if range.is_empty() {
            return start..start;
        }
        let last = self.origin(self.text.floor_char_boundary(range.end - 1));
        let width = source[last..].chars().next().map_or(0, char::len_utf8);
        start..(last + width)
    }
}

/// Finds the line and column of byte offsets in a text.
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Indexes the line starts of a text.
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        LineIndex { starts }
    }

    /// The line of a byte offset, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folding() -> Folding {
        Folding::new("\u{570b}\t国\n").expect("a table of one pair")
    }

    #[test]
    fn folding_equates_width_script_quotes_and_drops_blanks_between_han() {
        let folding = folding();
        assert_eq!(folding.plain("「中國」（２０２１ 年），  A B"), "\"中国\"(2021年),A B");
    }

    #[test]
    fn folded_ranges_lead_back_to_the_source() {
        let folding = folding();
        let source = "　受理 案件　１７８ 件。";
        let folded = folding.compact(source, &[0..source.len()]);
        assert_eq!(folded.text, "受理案件178件。");
        let at = folded.text.find("178").expect("the number");
        assert_eq!(&source[folded.source_range(source, at..at + 3)], "１７８");
        assert_eq!(&source[folded.source_range(source, 0..folded.text.len())], "受理 案件　１７８ 件。");
    }

    #[test]
    fn a_set_finds_its_first_member_among_characters_of_every_length() {
        let set = CharSet::new(['é', '中', '\n', '𠮷']);
        for (text, length) in [("a中", 1), ("国é", 3), ("𠀀国中", 7), ("ab\n", 2), ("éa", 0), ("国𠮷é", 3), ("国a𠀀", 8), ("", 0)]
        {
            assert_eq!(set.length_before(text), length, "{text}");
        }
        assert!(set.contains('中') && !set.contains('国') && set.contains('𠮷') && !set.contains('𠀀'));
    }

    #[test]
    fn lines_are_counted_from_one() {
        let index = LineIndex::new("a\nb\n\nc");
        assert_eq!([0, 1, 2, 4, 5].map(|at| index.line(at)), [1, 1, 2, 3, 4]);
    }

    #[test]
    fn trimming_takes_every_kind_of_blank() {
        let source = "\u{feff}\u{3000}\u{a0}文\u{200b}\n";
        assert_eq!(&source[trim(source, 0..source.len())], "文");
    }
}
