//! `data/clutter.toml`: lines that are not the report, and labels of the record.

use std::borrow::Cow;
use std::fmt;

use regex::Regex;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::file::RuleFile;
use super::late::Late;
use super::opening::Opening;
use super::screen::{Screen, WordLists, Words};
use super::words::WordFinder;
use crate::diagnostic::Diagnostic;

/// Where a line pattern applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Where {
    Edges,
    Anywhere,
    End,
}

/// A field of the record that a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FieldKey {
    IndexNumber,
    DocumentNumber,
    Issuer,
    Source,
    Published,
    /// 发文日期: when the office sent it out, which may precede publication.
    Dispatched,
    Written,
    Title,
    /// A label whose value the record does not keep.
    Other,
}

impl FieldKey {
    fn parse(key: &str) -> Option<FieldKey> {
        Some(match key {
            "index_number" => FieldKey::IndexNumber,
            "document_number" => FieldKey::DocumentNumber,
            "issuer" => FieldKey::Issuer,
            "source" => FieldKey::Source,
            "published" => FieldKey::Published,
            "dispatched" => FieldKey::Dispatched,
            "written" => FieldKey::Written,
            "title" => FieldKey::Title,
            "" => FieldKey::Other,
            _ => return None,
        })
    }
}

/// The name of the rule that removed a line, with its place of application.
#[derive(Clone, Debug)]
pub struct LinePattern {
    pub rule: String,
    pub place: Where,
}

/// A label found in a line: `label` and what follows it up to the value are `range`.
#[derive(Clone, Debug)]
pub struct Field {
    pub key: FieldKey,
    pub range: std::ops::Range<usize>,
    /// Whether a colon or bar follows: without one, only a blank separates label and value.
    pub explicit: bool,
}

/// The clutter rules, compiled.
pub struct Clutter {
    lines: Vec<LinePattern>,
    line_patterns: Vec<Opening>,
    prefixes: Vec<(String, Opening)>,
    label: Regex,
    labels: Vec<(String, FieldKey)>,
    /// Finds labels that stand without blanks.
    label_finder: WordFinder,
    spam_name: Late,
    spam_except: Vec<String>,
    spam_phrases: Vec<(Late, String)>,
    /// Over the patterns of lines.
    line_screen: Screen,
    /// Over those of spam, of which every sentence is searched.
    spam_screen: Screen,
}

/// The one list of patterns of the screen of lines.
const LINES: usize = 0;
// The lists of patterns of the screen of spam.
const NAME: usize = 0;
const PHRASES: usize = 1;

impl fmt::Debug for Clutter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clutter({} line patterns)", self.lines.len())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClutterFile {
    line: Vec<LineEntry>,
    prefix: Vec<PrefixEntry>,
    field: Vec<FieldEntry>,
    spam: SpamEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpamEntry {
    name: Spanned<String>,
    except: Vec<String>,
    phrases: Vec<SpamPhrase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpamPhrase {
    pattern: Spanned<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineEntry {
    rule: String,
    r#where: Where,
    patterns: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrefixEntry {
    rule: String,
    patterns: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    key: Spanned<String>,
    labels: Vec<String>,
}

impl Clutter {
    pub(super) fn read(file: &RuleFile) -> Result<Clutter, Diagnostic> {
        let entries: ClutterFile = file.parse()?;
        let mut lines = Vec::new();
        let (mut patterns, mut line_patterns) = (Vec::new(), Vec::new());
        for entry in &entries.line {
            for pattern in &entry.patterns {
                let anchored = format!("^(?:{})$", pattern.get_ref());
                line_patterns.push(Opening::from(file.pattern(pattern, anchored.clone())?));
                patterns.push(anchored);
                lines.push(LinePattern { rule: entry.rule.clone(), place: entry.r#where });
            }
        }
        let mut prefixes = Vec::new();
        for entry in &entries.prefix {
            for pattern in &entry.patterns {
                prefixes.push((entry.rule.clone(), Opening::from(file.pattern(pattern, format!("^(?:{})", pattern.get_ref()))?)));
            }
        }
        let mut labels = Vec::new();
        for entry in &entries.field {
            let key = FieldKey::parse(entry.key.get_ref()).ok_or_else(|| {
                file.at(
                    entry.key.span(),
                    format!("no field is called `{}`", entry.key.get_ref()),
                    "allowed: index_number, document_number, issuer, source, published, dispatched, written, title, or empty",
                )
            })?;
            labels.extend(entry.labels.iter().map(|label| (label.clone(), key)));
        }
        // The longest label first, so that 信息来源 is not read as 信息 and 来源.
        labels.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.0.cmp(&b.0)));
        let spread: Vec<String> = labels.iter().map(|(label, _)| spread_label(label)).collect();
        let before = regex::escape(BEFORE_LABELS);
        let label = format!(r"(?:^|[\s{before}])(?:{})(?: ?\]? ?[:|] ?\|? ?| ?\] ?| |$)", spread.join("|"));
        let label = Regex::new(&label).map_err(|error| Diagnostic::error("rules", &file.shown, error.to_string()))?;
        let spam_name: Late = file.pattern(&entries.spam.name, entries.spam.name.get_ref().clone())?;
        let spam_phrases: Vec<(Late, String)> = entries
            .spam
            .phrases
            .iter()
            .map(|phrase| Ok((file.pattern(&phrase.pattern, phrase.pattern.get_ref().clone())?, phrase.reason.clone())))
            .collect::<Result<_, Diagnostic>>()?;
        let phrases: Vec<String> = spam_phrases.iter().map(|(pattern, _)| pattern.as_str().to_owned()).collect();
        Ok(Clutter {
            lines,
            line_patterns,
            prefixes,
            label,
            label_finder: WordFinder::new(labels.iter().map(|(label, _)| label.as_str())),
            labels,
            spam_screen: Screen::new(&[vec![spam_name.as_str().to_owned()], phrases], &[]),
            spam_name,
            spam_except: entries.spam.except,
            spam_phrases,
            line_screen: Screen::new(&[patterns], &[]),
        })
    }

    /// The words of folded lines that any pattern of a line demands.
    pub fn line_words<'t>(&self, lines: impl IntoIterator<Item = &'t str>) -> WordLists {
        self.line_screen.words_of(lines)
    }

    /// The first pattern that takes a whole folded line; `words` are the line's.
    pub fn match_line(&self, line: &str, words: Words) -> Option<&LinePattern> {
        // Most of them are one large group again and again: the regular expression is the faster way.
        let candidates = self.line_screen.candidates_by_words(words, LINES);
        let found = candidates.into_iter().find(|candidate| self.line_patterns[candidate.pattern].is_match(line));
        found.map(|candidate| &self.lines[candidate.pattern])
    }

    /// The length of the clutter at the beginning of a folded line, and its rule.
    pub fn match_prefix(&self, line: &str) -> Option<(usize, &str)> {
        self.prefixes.iter().find_map(|(rule, pattern)| Some((pattern.find(line)?, rule.as_str())))
    }

    /// The words of texts that any pattern of spam demands.
    pub fn spam_words<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> WordLists {
        self.spam_screen.words_of(texts)
    }

    /// Names of web sites in a text, each with its stem; `words` are the text's.
    pub fn spam_names<'t>(&self, text: &'t str, words: Words) -> Vec<(&'t str, &'t str)> {
        if self.spam_screen.candidates_by_words(words, NAME).is_empty() {
            return Vec::new();
        }
        self.spam_name
            .captures_iter(text)
            .filter_map(|found| Some((found.get(0)?.as_str(), found.get(1)?.as_str())))
            .filter(|(_, stem)| !self.spam_except.iter().any(|word| stem.ends_with(word.as_str())))
            .collect()
    }

    /// Phrases of spam in a text, each with the reason; `words` are the text's.
    pub fn spam_phrases(&self, text: &str, words: Words) -> Vec<(std::ops::Range<usize>, &str)> {
        let candidates = self.spam_screen.candidates_by_words(words, PHRASES).into_iter();
        candidates
            .map(|candidate| &self.spam_phrases[candidate.pattern])
            .flat_map(|(pattern, reason)| pattern.find_iter(text).map(|found| (found.range(), reason.as_str())))
            .collect()
    }

    /// Whether a folded line has the words of a label, and after them what ends one: 来源 and 时间 are words of
    /// prose too, and the pattern with all labels is slow.
    fn may_have_label(&self, line: &str) -> bool {
        let has_blanks = line.contains(char::is_whitespace);
        let letters: Cow<str> = if has_blanks { line.replace(' ', "").into() } else { line.into() };
        let mut has_label = false;
        self.label_finder.each(&letters, |place, _| has_label |= ends_label(&letters[place.end..], has_blanks));
        has_label
    }

    /// The labels of a folded line, in order.
    pub fn labels(&self, line: &str) -> Vec<Field> {
        let mut fields = Vec::new();
        if !self.may_have_label(line) {
            return fields;
        }
        let mut at = 0;
        while let Some(found) = self.label.find_at(line, at) {
            // Groups would tell what stands around the label too, and cost more than all the rest.
            let label = found.as_str();
            let label = label.strip_prefix(|c: char| c.is_whitespace() || BEFORE_LABELS.contains(c)).unwrap_or(label);
            let start = found.end() - label.len();
            let (label, after) = label.split_at(label.trim_end_matches([' ', ']', ':', '|']).len());
            let name = label.replace(' ', "");
            let key = self.labels.iter().find(|(known, _)| *known == name).map_or(FieldKey::Other, |(_, key)| *key);
            fields.push(Field { key, range: start..found.end(), explicit: after.contains([':', '|']) });
            // The separator may be the blank before the next label.
            at = if after.ends_with([' ', '|']) { found.end() - 1 } else { found.end() };
            if at >= line.len() {
                break;
            }
        }
        fields
    }
}

/// What a label stands after, where it does not begin the line; blanks do as well.
const BEFORE_LABELS: &str = "|;,[(•·●■◆▪*-";

/// What may follow a label in a line of which the blanks are left out, if one stood there.
fn ends_label(rest: &str, has_blanks: bool) -> bool {
    has_blanks || rest.is_empty() || rest.starts_with([':', '|', ']'])
}

/// 索引号 as it is printed with blanks for alignment: 索 引 号.
fn spread_label(label: &str) -> String {
    let letters: Vec<String> = label.chars().map(|c| regex::escape(&c.to_string())).collect();
    letters.join(" ?")
}
