//! What templates say: functions for texts of the language files, and marks on the words of sources.
//!
//! | function | gives |
//! |---|---|
//! | `say(key="report.line", n=block.line)` | the text of a key with its values |
//! | `strings(table="site_script")` | the texts of a table as JSON, for a script |
//! | `source(text=report.region)` | words of a source, in a `<span lang>` where the page is in another language |
//! | `source_lang(text=report.region)` | ` lang="zh-CN"` for an element of such words; without `text` in any case |
//! | `page_lang()` | ` lang="en"` for the page's own words inside such an element |
//!
//! On a Chinese page the last three mark nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::language::{Language, Part, Tongue, names, parts};

/// Makes the functions known to the templates.
pub fn register(tera: &mut Tera, language: &Language) {
    let own = language.clone();
    tera.register_function("say", move |values: Kwargs, _: &State| say(&own, &values));
    // They are in every page's head.
    let tables: BTreeMap<String, Value> = language.tables().into_iter().map(|table| (table.to_owned(), strings(language, table))).collect();
    tera.register_function("strings", move |values: Kwargs, _: &State| -> TeraResult<Value> {
        let table = values.must_get::<&str>("table")?;
        tables.get(table).cloned().ok_or_else(|| Error::message(format!("no table of texts is called `{table}`")))
    });
    let own = language.clone();
    tera.register_function("source", move |values: Kwargs, _: &State| -> TeraResult<Value> {
        let text = values.must_get::<String>("text")?;
        let lang = if own.is_foreign(&text) { CHINESE } else { "" };
        Ok(if lang.is_empty() {
            Value::normal_string(&text)
        } else {
            Value::safe_string(&format!("<span{lang}>{}</span>", escaped(&text)))
        })
    });
    let own = language.clone();
    tera.register_function("source_lang", move |values: Kwargs, _: &State| -> TeraResult<Value> {
        let text = values.get::<String>("text")?;
        let is_foreign = text.map_or(own.tongue != Tongue::Chinese, |text| own.is_foreign(&text));
        Ok(Value::safe_string(if is_foreign { CHINESE } else { "" }))
    });
    let tongue = language.tongue;
    tera.register_function("page_lang", move |_: Kwargs, _: &State| {
        Value::safe_string(&if tongue == Tongue::Chinese { String::new() } else { format!(" lang=\"{}\"", tongue.tag()) })
    });
}

const CHINESE: &str = " lang=\"zh-CN\"";

static CALL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\{\{ (say|source|source_lang|page_lang)\(([^(){}]*)\) \}\}"#).expect("a constant pattern"));
static ARGUMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^\w+=(?:"[^"\\]*"|\w[\w.]*(?: \| length)?)$"#).expect("a constant pattern"));

/// A template with the words that are the same on every page already said, and with marks that this language does
/// not need left out. A report's page says two hundred of them: a fifth of its time went into looking them up.
/// No line is added or taken, and what is not so simple is left to the functions.
pub fn say_constants(template: &str, language: &Language) -> String {
    let said = CALL.replace_all(template, |call: &Captures| {
        let arguments = arguments(&call[2]);
        let is_chinese = language.tongue == Tongue::Chinese;
        let said = match (&call[1], arguments.as_deref()) {
            ("say", Some([("key", key), values @ ..])) => constant(key.trim_matches('"'), values, language),
            ("source", Some([("text", text)])) if is_chinese => Some(format!("{{{{ {text} }}}}")),
            ("source_lang", Some(_)) if is_chinese => Some(String::new()),
            ("source_lang", Some([])) => Some(CHINESE.to_owned()),
            ("page_lang", Some([])) => Some(if is_chinese { String::new() } else { format!(" lang=\"{}\"", language.tongue.tag()) }),
            _ => None,
        };
        said.unwrap_or_else(|| call[0].to_owned())
    });
    said.into_owned()
}

/// The arguments of a call, where they are names, their parts, lengths of them, or a text in quotes.
fn arguments(list: &str) -> Option<Vec<(&str, &str)>> {
    let each = list.split(", ").filter(|text| !text.is_empty());
    each.map(|text| text.split_once('=').filter(|_| ARGUMENT.is_match(text))).collect()
}

/// A text with its values as a template shows them; nothing where the function has something to say against it.
fn constant(key: &str, values: &[(&str, &str)], language: &Language) -> Option<String> {
    let text = language.find(key).ok()?;
    let wanted = names(text);
    if wanted.len() != values.len() || text.contains("{{") || text.contains("{%") {
        return None;
    }
    let part = |part: Part| match part {
        Part::Words(words) => Some(escaped(words)),
        Part::Value(name) => values.iter().find(|(known, _)| *known == name).map(|(_, value)| format!("{{{{ {value} }}}}")),
        Part::Link(..) => None,
    };
    parts(text).into_iter().map(part).collect()
}

/// A text with its values; markup where a value is markup or words are a link.
fn say(language: &Language, values: &Kwargs) -> TeraResult<Value> {
    let key = values.must_get::<&str>("key")?;
    let text = language.find(key).map_err(Error::message)?;
    let wanted = names(text);
    let given: Vec<(&str, &Value)> =
        values.iter().filter_map(|(name, value)| Some((name.as_str()?, value))).filter(|(name, _)| *name != "key").collect();
    if let Some((name, _)) = given.iter().find(|(name, _)| !wanted.contains(name)) {
        return Err(Error::message(format!("the text `{key}` has no place `{{{name}}}`")));
    }
    let missing = wanted.iter().find(|name| !given.iter().any(|(known, _)| known == *name));
    if let Some(name) = missing {
        return Err(Error::message(format!("the text `{key}` needs a value for `{{{name}}}`")));
    }
    let is_markup = given.iter().any(|(_, value)| value.is_safe()) || parts(text).iter().any(|part| matches!(part, Part::Link(..)));
    Ok(if is_markup { Value::safe_string(&filled(text, &given, true)) } else { Value::normal_string(&filled(text, &given, false)) })
}

fn filled(text: &str, given: &[(&str, &Value)], is_markup: bool) -> String {
    let value = |name: &str| given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let set = |words: String| if is_markup { escaped(&words) } else { words };
    let part = |part: Part| match part {
        Part::Words(words) => set(words.to_owned()),
        Part::Value(name) => match value(name) {
            Some(markup) if markup.is_safe() => markup.to_string(),
            Some(plain) => set(plain.to_string()),
            None => String::new(),
        },
        Part::Link(words, name) => {
            let address = value(name).map(ToString::to_string).unwrap_or_default();
            format!("<a href=\"{}\">{}</a>", escaped(&address), filled(words, given, is_markup))
        }
    };
    parts(text).into_iter().map(part).collect()
}

/// The texts of a table as one JSON object, a line each, that no text can end before its time.
fn strings(language: &Language, table: &str) -> Value {
    let line = |(key, text): (&str, &str)| {
        let quoted = serde_json::Value::from(text).to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        format!("\"{key}\": {quoted}")
    };
    let lines: Vec<String> = language.table(table).into_iter().map(line).collect();
    Value::safe_string(&format!("{{\n{}\n}}", lines.join(",\n")))
}

/// As Tera escapes what templates show.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(template: &str, tongue: Tongue) -> String {
        say_constants(template, &Language::load(None, tongue).expect("the embedded texts are valid"))
    }

    #[test]
    fn constant_words_are_said_once_and_values_stay_values() {
        let template =
            r#"<h2>{{ say(key="report.figures") }}</h2>{{ say(key="report.line", n=block.line) }}{{ source_lang(text=item.name) }}"#;
        assert_eq!(said(template, Tongue::Chinese), "<h2>指标与出处</h2>第 {{ block.line }} 行");
        assert_eq!(
            said(template, Tongue::English),
            r#"<h2>Figures and sentences</h2>Line {{ block.line }}{{ source_lang(text=item.name) }}"#
        );
    }

    #[test]
    fn what_is_wrong_or_not_so_simple_is_left_to_the_functions() {
        for call in [
            r#"{{ say(key="no.such_text") }}"#,
            r#"{{ say(key="report.line") }}"#,
            r#"{{ say(key="report.line", wrong=page.n) }}"#,
            r#"{{ say(key="report.finding", figure=figure, says=source(text=item.says)) }}"#,
            r#"{{ say(key=page.key) }}"#,
        ] {
            assert_eq!(said(call, Tongue::Chinese), call);
        }
    }
}
