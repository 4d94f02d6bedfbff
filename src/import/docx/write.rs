//! Blocks as Markdown or text.
//!
//! Input: the blocks of a document. Output: Markdown whose words, read by [`crate::markdown`], are those of the
//! blocks, or text. Refuses marks of emphasis: they would only go to the ledger again.

use super::body::Block;
use super::styles::Rank;
use crate::import::table::{joins, write_table};
use crate::markdown::{escape, escape_beginning};
use crate::source::Markup;

/// What acts within a line.
const MARKS: [char; 11] = ['\\', '`', '*', '_', '[', ']', '<', '>', '&', '|', '!'];

/// Writes a document, in Markdown if it marks its title.
pub fn write(blocks: &[Block]) -> (String, Markup) {
    match title_of(blocks) {
        Some((lines, level)) => (write_markdown(blocks, lines, level), Markup::Markdown),
        None => (write_text(blocks), Markup::Plain),
    }
}

/// The blocks of the title, and the level of the headings below which it stands; `None` when it is not marked.
///
/// 标题 1 is used for 一、 as often as for the title: only one that stands first and alone is a title. Where something
/// stands above the title (文号, 附件1), the page as printed says more than its marks.
fn title_of(blocks: &[Block]) -> Option<(usize, usize)> {
    let ranks = || {
        blocks.iter().map(|block| match block {
            Block::Paragraph { rank, .. } => *rank,
            Block::Table(_) => Rank::Text,
        })
    };
    let lines = ranks().take_while(|rank| *rank == Rank::Title).count();
    if (1..=4).contains(&lines) {
        return Some((lines, 0));
    }
    let first = ranks().next()?;
    (first == Rank::Heading(1) && ranks().filter(|rank| *rank == Rank::Heading(1)).count() == 1).then_some((1, 1))
}

fn write_text(blocks: &[Block]) -> String {
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        match block {
            Block::Paragraph { text: lines, .. } => {
                for line in lines.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
                    text += line;
                    text.push('\n');
                }
            }
            Block::Table(rows) => text += &write_table(rows, Markup::Plain),
        }
    }
    text
}

fn write_markdown(blocks: &[Block], title: usize, outer: usize) -> String {
    let mut text = String::new();
    let heading: Vec<String> = blocks[..title]
        .iter()
        .map(|block| match block {
            Block::Paragraph { text, .. } => text.clone(),
            Block::Table(_) => String::new(),
        })
        .collect();
    text += &format!("# {}\n", escape_heading(&join_title(&heading.join("\n"))));
    for block in &blocks[title..] {
        match block {
            Block::Paragraph { text: lines, rank } => {
                for line in lines.lines().map(trim_blanks).filter(|line| !line.is_empty()) {
                    text.push('\n');
                    match rank {
                        Rank::Heading(level) => {
                            let level = (level + 1).saturating_sub(outer).clamp(2, 6);
                            text += &format!("{} {}\n", "#".repeat(level), escape_heading(line));
                        }
                        Rank::Text | Rank::Title => text += &format!("{}\n", escape_line(line)),
                    }
                }
            }
            Block::Table(rows) => {
                text.push('\n');
                text += &write_table(rows, Markup::Markdown);
            }
        }
    }
    text
}

/// A title on several lines is one: 某县人民政府 / 2023年法治政府建设情况报告.
fn join_title(lines: &str) -> String {
    let mut title = String::new();
    for line in lines.lines().map(trim_blanks).filter(|line| !line.is_empty()) {
        if let (Some(last), Some(first)) = (title.chars().next_back(), line.chars().next())
            && !joins(last)
            && !joins(first)
        {
            title.push(' ');
        }
        title.push_str(line);
    }
    title
}

/// Blanks that indent by four make code of a line; those of full width do not.
fn trim_blanks(line: &str) -> &str {
    line.trim_matches([' ', '\t', '\r'])
}

/// A heading may end in marks that would be taken for its own.
fn escape_heading(line: &str) -> String {
    let escaped = escape(trim_blanks(line), &MARKS);
    if escaped.ends_with('#') { format!("{}\\#", &escaped[..escaped.len() - 1]) } else { escaped }
}

/// A line that nothing of Markdown is read into.
fn escape_line(line: &str) -> String {
    escape_beginning(&escape(line, &MARKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str, rank: Rank) -> Block {
        Block::Paragraph { text: text.to_owned(), rank }
    }

    #[test]
    fn markdown_gives_back_every_word() {
        let lines = [
            "1.加强领导",
            "2) 完善*制度*",
            "- 12 件",
            "+++",
            "---",
            "===",
            "# 一",
            "> 引",
            "[1]: http://x",
            "![图](x)",
            "a_b_c `d` <b>e</b> &amp; f|g \\ h",
            "\t    缩进",
            "　　全角",
            "~~~",
            "1986. 年",
            "| a | b |",
            "|---|---|",
            "* 星",
            "```",
            "<!-- 注 -->",
            "http://a.b/c_d_e",
            "结尾\\",
        ];
        let mut blocks = vec![paragraph("某区人民政府\n2023年#报告#", Rank::Title)];
        blocks.extend(lines.iter().map(|line| paragraph(line, Rank::Text)));
        blocks.push(paragraph("一、总体#", Rank::Heading(1)));
        let (text, markup) = write(&blocks);
        assert_eq!(markup, Markup::Markdown);
        let read = crate::markdown::read_markdown(&text, 0);
        let words = |line: &crate::clean::BodyLine| line.pieces.iter().map(|piece| &text[piece.clone()]).collect::<String>();
        assert_eq!(read.title.iter().map(words).collect::<String>(), "某区人民政府2023年#报告#");
        // Blanks beside a mark go with it; every other character is there.
        let squeeze = |line: &str| crate::import::squeeze(line);
        let expected: Vec<String> = lines.iter().chain(&["一、总体#"]).map(|line| squeeze(line)).collect();
        assert_eq!(read.lines.iter().map(|line| squeeze(&words(line))).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_heading_used_for_sections_is_no_title() {
        let blocks =
            [paragraph("2023年报告", Rank::Text), paragraph("一、成效", Rank::Heading(1)), paragraph("二、问题", Rank::Heading(1))];
        assert_eq!(write(&blocks), ("2023年报告\n\n一、成效\n\n二、问题\n".to_owned(), Markup::Plain));
    }
}
