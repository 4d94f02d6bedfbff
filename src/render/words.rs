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

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::language::{Language, Part, Tongue, names, parts};

/// Makes the functions known to the templates.
pub fn register(tera: &mut Tera, language: &Language) {
    let own = language.clone();
    tera.register_function("say", move |values: Kwargs, _: &State| say(&own, &values));
    let own = language.clone();
    tera.register_function("strings", move |values: Kwargs, _: &State| strings(&own, values.must_get::<&str>("table")?));
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
fn strings(language: &Language, table: &str) -> TeraResult<Value> {
    let texts = language.table(table);
    if texts.is_empty() {
        return Err(Error::message(format!("no table of texts is called `{table}`")));
    }
    let line = |(key, text): (&str, &str)| {
        let quoted = serde_json::Value::from(text).to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        format!("\"{key}\": {quoted}")
    };
    let lines: Vec<String> = texts.into_iter().map(line).collect();
    Ok(Value::safe_string(&format!("{{\n{}\n}}", lines.join(",\n"))))
}

/// As Tera escapes what templates show.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
