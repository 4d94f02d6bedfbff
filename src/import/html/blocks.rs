//! The words of a page, block by block.
//!
//! Input: a parsed page. Output: what a reader sees, one block element a line, and a tally of everything else. Refuses
//! to guess what a style sheet hides: only what the page itself marks as hidden is.

use markup5ever_rcdom::{Handle, NodeData};

use super::writer::{Break, Writer};
use super::{attribute, descendants, element_name, text_below};
use crate::import::left_out::Tally;
use crate::import::raised::on_the_line;
use crate::import::table::{Cell, MOST_CHARACTERS_OF_A_CELL, MOST_LINES_OF_A_CELL, lay_out, on_one_line, write_table};
use crate::source::Markup;

/// The text of a page.
pub struct Body {
    pub text: String,
    /// Tables kept as such.
    pub tables: usize,
}

/// How a style says that its text is set above the line.
const RAISED: &str = "vertical-align:super";
/// Elements and texts of an exponent or of a note's mark.
const MOST_NODES_RAISED: usize = 8;

/// What is still to do, the next last: pages are nested too deep for a function that calls itself.
enum Step {
    Enter(Handle),
    Part(Break),
    /// The end of an element that keeps its blanks.
    EndKept,
}

/// The words below a node that a reader sees.
pub fn visible_text(node: &Handle, tally: &mut Tally) -> Body {
    let mut writer = Writer::new();
    let mut tables = 0;
    let mut kept = 0;
    let mut steps = vec![Step::Enter(node.clone())];
    while let Some(step) = steps.pop() {
        let node = match step {
            Step::Part(with) => {
                writer.part(with);
                continue;
            }
            Step::EndKept => {
                kept -= 1;
                continue;
            }
            Step::Enter(node) => node,
        };
        match &node.data {
            NodeData::Text { contents } => writer.push(&contents.borrow(), kept > 0),
            NodeData::Comment { contents } => tally.add_named("comments", contents),
            NodeData::Document => steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Enter)),
            NodeData::Element { .. } => {
                if pass_by(&node, tally) {
                    continue;
                }
                if let Some(words) = raised_words(&node) {
                    writer.push(&on_the_line(&words), kept > 0);
                    continue;
                }
                match element_name(&node) {
                    "br" => writer.line_break(),
                    "img" => take_picture(&node, &mut writer, tally),
                    "table" => match read_table(&node, tally) {
                        Some(rows) => {
                            writer.push_lines(&rows);
                            tables += 1;
                        }
                        None => enter(&node, Break::Paragraph, &mut steps, &mut writer),
                    },
                    "pre" | "listing" | "xmp" | "textarea" => {
                        kept += 1;
                        steps.push(Step::EndKept);
                        enter(&node, Break::Paragraph, &mut steps, &mut writer);
                    }
                    name => {
                        note_attributes(&node, name, tally);
                        enter(&node, edge_of(name), &mut steps, &mut writer);
                    }
                }
            }
            NodeData::Doctype { .. } | NodeData::ProcessingInstruction { .. } => {}
        }
    }
    Body { text: writer.finish(), tables }
}

fn enter(node: &Handle, edge: Break, steps: &mut Vec<Step>, writer: &mut Writer) {
    writer.part(edge);
    steps.push(Step::Part(edge));
    steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Enter));
}

/// What parts an element from its neighbours.
fn edge_of(name: &str) -> Break {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "dl" | "hr" | "figure" | "article" | "section"
        | "fieldset" => Break::Paragraph,
        "html" | "body" | "div" | "li" | "dt" | "dd" | "tr" | "td" | "th" | "caption" | "thead" | "tbody" | "tfoot" | "header"
        | "footer" | "nav" | "aside" | "main" | "form" | "address" | "center" | "figcaption" | "legend" | "details" | "summary"
        | "menu" | "dir" | "hgroup" | "search" => Break::Line,
        _ => Break::None,
    }
}

/// Counts an element that has nothing for a reader; `false` for all others.
fn pass_by(node: &Handle, tally: &mut Tally) -> bool {
    match element_name(node) {
        // Its fields are evidence, read on their own; its scripts and styles are not worth telling apart from others.
        "head" => {
            for inner in descendants(node) {
                match element_name(&inner) {
                    "script" => tally.add("scripts"),
                    "style" => tally.add("styles"),
                    "link" if attribute(&inner, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("stylesheet")) => tally.add("styles"),
                    _ => {}
                }
                if let NodeData::Comment { contents } = &inner.data {
                    tally.add_named("comments", contents);
                }
            }
        }
        "script" => tally.add("scripts"),
        "style" => tally.add("styles"),
        "noscript" => tally.add_text("texts for browsers without scripts", &lines_below(node)),
        "template" => tally.add("templates"),
        "iframe" | "frame" | "embed" | "object" | "applet" => {
            let address = attribute(node, "src").or_else(|| attribute(node, "data")).unwrap_or_default();
            tally.add_named("embedded pages and objects", &address);
        }
        "svg" | "canvas" => tally.add_text("drawings", &text_below(node)),
        "audio" | "video" => tally.add_named("recordings", &attribute(node, "src").unwrap_or_default()),
        "input" => {
            let value = attribute(node, "value").or_else(|| attribute(node, "placeholder"));
            tally.add_text("form fields", &value.unwrap_or_default());
        }
        "select" | "textarea" | "datalist" => {
            tally.add_text("form fields", &(attribute(node, "placeholder").unwrap_or_default() + "\n" + &lines_below(node)));
        }
        "link" | "meta" | "title" | "base" => {}
        "" => return false,
        _ if is_hidden(node) => tally.add_text("hidden elements", &lines_below(node)),
        _ => return false,
    }
    true
}

/// All text below a node that is passed by, its blocks and the choices of a form on lines of their own.
fn lines_below(node: &Handle) -> String {
    let mut lines = String::new();
    let mut steps = vec![Step::Enter(node.clone())];
    while let Some(step) = steps.pop() {
        let Step::Enter(node) = step else {
            lines.push('\n');
            continue;
        };
        if let NodeData::Text { contents } = &node.data {
            lines.push_str(&contents.borrow());
        }
        let name = element_name(&node);
        if ["br", "option", "optgroup"].contains(&name) || edge_of(name) != Break::None {
            lines.push('\n');
            steps.push(Step::Part(Break::Line));
        }
        steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Enter));
    }
    lines
}

/// Hidden by the page itself; `sf-hidden` is how a page saved by SingleFile says so.
fn is_hidden(node: &Handle) -> bool {
    let style = attribute(node, "style").unwrap_or_default().to_ascii_lowercase().replace(char::is_whitespace, "");
    attribute(node, "hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || attribute(node, "class").is_some_and(|classes| classes.split_ascii_whitespace().any(|class| class == "sf-hidden"))
}

/// The words of an element that is set above the line, where they are a few signs, with a link around them at most:
/// `10<sup>2</sup>`. A longer text is read as any other.
fn raised_words(node: &Handle) -> Option<String> {
    let is_raised = element_name(node) == "sup"
        || attribute(node, "style").is_some_and(|style| style.to_ascii_lowercase().replace(char::is_whitespace, "").contains(RAISED));
    if !is_raised {
        return None;
    }
    let mut words = String::new();
    for (number, inner) in descendants(node).enumerate() {
        match &inner.data {
            _ if number >= MOST_NODES_RAISED => return None,
            NodeData::Text { contents } => words.push_str(&contents.borrow()),
            NodeData::Element { .. }
                if ["a", "b", "em", "font", "i", "span", "strong"].contains(&element_name(&inner)) && !is_hidden(&inner) => {}
            _ => return None,
        }
    }
    Some(words)
}

/// The words that stand for a picture; one without is counted.
fn take_picture(node: &Handle, writer: &mut Writer, tally: &mut Tally) {
    let words = attribute(node, "alt").unwrap_or_default();
    if says_something(&words) {
        writer.push(&words, false);
        tally.add_named("pictures, of which the alternative text is kept", &words);
    } else {
        tally.add_named(
            "pictures without alternative text",
            &attribute(node, "src").filter(|src| !src.starts_with("data:")).unwrap_or(words),
        );
    }
}

/// Editors write the file's name (微信图片_20220103.jpg, 1.png) or 图片 where a text should stand.
pub fn says_something(words: &str) -> bool {
    let words = words.trim();
    let lower = words.to_ascii_lowercase();
    let is_file = ["jpg", "jpeg", "png", "gif", "bmp", "webp"].iter().any(|ending| lower.ends_with(ending));
    let is_filler = ["图片", "图", "image", "img", "picture", "logo"].contains(&lower.as_str()) || lower.starts_with("微信图片");
    words.chars().any(char::is_alphabetic) && !is_file && !is_filler
}

/// Attributes that say something beside the words.
fn note_attributes(node: &Handle, name: &str, tally: &mut Tally) {
    match name {
        "a" => {
            let Some(address) = attribute(node, "href") else { return };
            let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            let is_file =
                [".doc", ".docx", ".pdf", ".xls", ".xlsx", ".wps", ".et", ".ofd", ".zip", ".rar"].iter().any(|end| path.ends_with(end));
            if is_file {
                tally.add_named("files that the page links to", &format!("{} {address}", text_below(node)));
            } else if !address.starts_with('#') {
                tally.add_named("addresses of links", &address);
            }
        }
        // The browser counts them, so they are no text; a menu's list has none, and which is which the styles decide.
        "ol" => tally.add_named("automatic numbers of lists, of which the text is kept", &text_below(node)),
        _ => {}
    }
}

/// The rows of a table, as lines; `None` when it only lays the page out.
fn read_table(table: &Handle, tally: &mut Tally) -> Option<String> {
    if attribute(table, "role").as_deref() == Some("presentation") || descendants(table).any(|node| element_name(&node) == "table") {
        return None;
    }
    let mut of_cells = Tally::default();
    let mut above = Writer::new();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let parts = table.children.borrow();
    let mut waiting: Vec<Handle> = parts.iter().rev().cloned().collect();
    while let Some(part) = waiting.pop() {
        match element_name(&part) {
            "thead" | "tbody" | "tfoot" if !is_hidden(&part) => waiting.extend(part.children.borrow().iter().rev().cloned()),
            "tr" if !is_hidden(&part) => rows.push(read_row(&part, &mut of_cells)?),
            "colgroup" => {}
            // A caption, and whatever stands outside the cells.
            _ => above.push_lines(&visible_text(&part, &mut of_cells).text),
        }
    }
    if rows.iter().all(|row| row.len() < 2) {
        return None;
    }
    for left_out in of_cells.into_list() {
        tally.merge(left_out);
    }
    Some(above.finish() + &write_table(&lay_out(rows), Markup::Plain))
}

/// The cells of a row; `None` when one holds paragraphs of a report.
fn read_row(row: &Handle, tally: &mut Tally) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    for cell in row.children.borrow().iter().filter(|cell| matches!(element_name(cell), "td" | "th")) {
        if is_hidden(cell) {
            tally.add_text("hidden elements", &lines_below(cell));
            continue;
        }
        let text = visible_text(cell, tally).text;
        if text.lines().filter(|line| !line.is_empty()).count() > MOST_LINES_OF_A_CELL || text.chars().count() > MOST_CHARACTERS_OF_A_CELL {
            return None;
        }
        let span = |key| attribute(cell, key).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
        cells.push(Cell { text: on_one_line(&text), columns: span("colspan"), rows: span("rowspan") });
    }
    Some(cells)
}
