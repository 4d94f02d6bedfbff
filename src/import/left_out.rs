//! What an import does not take over.
//!
//! Input: one thing after another that was passed by. Output: [`LeftOut`]: of each kind how many there were, and the
//! beginning of every line of text that is lost with them. Refuses to hold everything: the original stays where it is,
//! and its hash is kept.

/// Characters of a line: enough to find the place in the original.
const BEGINNING: usize = 60;
/// Lines of one kind; a page with more of them is a form or a menu, which is told by their number.
const MOST_LINES: usize = 100;

/// One kind of thing that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// In the plural: `scripts`.
    pub what: String,
    pub count: usize,
    /// Characters of text that is lost with them, blanks not counted.
    pub characters: usize,
    /// The beginnings of the lines of that text, none twice; of what is no text the first name alone.
    pub lines: Vec<String>,
    /// Lines that are not among them.
    pub more: usize,
}

/// Counts what is passed by, kind by kind in the order of first sight.
#[derive(Debug, Default)]
pub struct Tally(Vec<LeftOut>);

impl Tally {
    /// Counts one whose words do not matter.
    pub fn add(&mut self, what: &str) {
        self.entry(what).count += 1;
    }

    /// Counts one whose text is lost, line by line.
    pub fn add_text(&mut self, what: &str, text: &str) {
        let entry = self.entry(what);
        entry.count += 1;
        entry.characters += text.chars().filter(|c| !c.is_whitespace()).count();
        for line in text.lines() {
            entry.list(beginning(line));
        }
    }

    /// Counts one that is told apart by a name, an address, or a text that is kept: the first is enough.
    pub fn add_named(&mut self, what: &str, name: &str) {
        let entry = self.entry(what);
        entry.count += 1;
        if entry.lines.is_empty() {
            entry.list(beginning(name));
        }
    }

    /// Takes what another tally counted.
    pub fn merge(&mut self, other: LeftOut) {
        let entry = self.entry(&other.what);
        entry.count += other.count;
        entry.characters += other.characters;
        entry.more += other.more;
        other.lines.into_iter().for_each(|line| entry.list(line));
    }

    /// All kinds, as they were met.
    pub fn into_list(self) -> Vec<LeftOut> {
        self.0
    }

    fn entry(&mut self, what: &str) -> &mut LeftOut {
        let at = self.0.iter().position(|entry| entry.what == what).unwrap_or_else(|| {
            self.0.push(LeftOut { what: what.to_owned(), count: 0, characters: 0, lines: Vec::new(), more: 0 });
            self.0.len() - 1
        });
        &mut self.0[at]
    }
}

impl LeftOut {
    fn list(&mut self, line: String) {
        if line.is_empty() || self.lines.contains(&line) {
            return;
        }
        if self.lines.len() < MOST_LINES {
            self.lines.push(line);
        } else {
            self.more += 1;
        }
    }
}

/// The first words on one line; a control character would move the terminal's cursor.
fn beginning(text: &str) -> String {
    let mut line = String::new();
    for (at, word) in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).enumerate() {
        if at > 0 {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > BEGINNING {
            return line.chars().take(BEGINNING).chain(['…']).collect();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_apart_and_every_line_of_their_text_is_listed() {
        let mut tally = Tally::default();
        tally.add("scripts");
        tally.add_text("hidden elements", "  网站\n\n支持 \u{1b}[31mIPv6 ");
        tally.add_text("hidden elements", "无");
        tally.add_text("hidden elements", "无");
        tally.add("scripts");
        tally.add_named("comments", "一");
        tally.add_named("comments", "二");
        let list = tally.into_list();
        assert_eq!((list[0].what.as_str(), list[0].count, &list[0].lines[..]), ("scripts", 2, &[][..]));
        assert_eq!((list[1].count, list[1].characters, list[1].lines.join("|").as_str()), (3, 15, "网站|支持 [31mIPv6|无"));
        assert_eq!((list[2].count, list[2].characters, list[2].lines.join("|").as_str()), (2, 0, "一"));
    }

    #[test]
    fn of_lines_without_end_the_others_are_counted() {
        let mut tally = Tally::default();
        for number in 0..1000 {
            tally.add_text("form fields", &number.to_string());
        }
        let list = tally.into_list();
        assert_eq!((list[0].lines.len(), list[0].more), (100, 900));
    }
}
