//! What an import does not take over.
//!
//! Input: one thing after another that was passed by. Output: [`LeftOut`], a line for each kind with how many there
//! were and what the first said. Refuses to hold everything: the original stays where it is, and its hash is kept.

/// Characters of an example: enough to find the place in the original.
const EXAMPLE: usize = 60;

/// One kind of thing that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// In the plural: `scripts`.
    pub what: String,
    pub count: usize,
    /// Characters of text in them, blanks not counted.
    pub characters: usize,
    /// The beginning of the first.
    pub example: String,
}

/// Counts what is passed by, kind by kind in the order of first sight.
#[derive(Debug, Default)]
pub struct Tally(Vec<LeftOut>);

impl Tally {
    /// Counts one whose words do not matter.
    pub fn add(&mut self, what: &str) {
        self.entry(what).count += 1;
    }

    /// Counts one that says something.
    pub fn add_text(&mut self, what: &str, text: &str) {
        let entry = self.entry(what);
        entry.count += 1;
        entry.characters += text.chars().filter(|c| !c.is_whitespace()).count();
        if entry.example.is_empty() {
            entry.example = example(text);
        }
    }

    /// Counts one that is told apart by a name or an address, which is no text of the report.
    pub fn add_named(&mut self, what: &str, name: &str) {
        let entry = self.entry(what);
        entry.count += 1;
        if entry.example.is_empty() {
            entry.example = example(name);
        }
    }

    /// Takes what another tally counted.
    pub fn merge(&mut self, other: LeftOut) {
        let entry = self.entry(&other.what);
        entry.count += other.count;
        entry.characters += other.characters;
        if entry.example.is_empty() {
            entry.example = other.example;
        }
    }

    /// All kinds, as they were met.
    pub fn into_list(self) -> Vec<LeftOut> {
        self.0
    }

    fn entry(&mut self, what: &str) -> &mut LeftOut {
        let at = self.0.iter().position(|entry| entry.what == what).unwrap_or_else(|| {
            self.0.push(LeftOut { what: what.to_owned(), count: 0, characters: 0, example: String::new() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }
}

/// The first words on one line; a control character would move the terminal's cursor.
fn example(text: &str) -> String {
    let mut line = String::new();
    for (at, word) in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).enumerate() {
        if at > 0 {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > EXAMPLE {
            return line.chars().take(EXAMPLE).chain(['…']).collect();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_apart_and_quoted_by_their_first() {
        let mut tally = Tally::default();
        tally.add("scripts");
        tally.add_text("hidden elements", "  网站\n支持 \u{1b}[31mIPv6 ");
        tally.add_text("hidden elements", "无");
        tally.add("scripts");
        let list = tally.into_list();
        assert_eq!((list[0].what.as_str(), list[0].count, list[0].example.as_str()), ("scripts", 2, ""));
        assert_eq!((list[1].count, list[1].characters, list[1].example.as_str()), (2, 14, "网站 支持 [31mIPv6"));
    }
}
