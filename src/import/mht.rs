//! Pages saved as one file (MHT).
//!
//! Input: a mail whose first part is the page. Output: the page, as [`super::html`] reads it, with the address and the
//! day of the mail's head. Refuses to read the other parts: they are pictures, styles and the pages of its frames.

use mailparse::{MailHeaderMap, ParsedMail, parse_mail};

use super::Imported;
use super::html::{english_day, read_html};
use super::left_out::Tally;
use crate::diagnostic::Diagnostic;
use crate::web_address::web_address;

/// Reads a `.mht` or `.mhtml`.
pub fn read_mht(name: &str, bytes: &[u8]) -> Result<Imported, Diagnostic> {
    let damaged = |why: String| {
        Diagnostic::error("damaged", name, format!("this file is no saved page: {why}"))
            .help("open it in a browser and save the page again as .html")
    };
    let mail = parse_mail(bytes).map_err(|error| damaged(error.to_string()))?;
    let parts: Vec<&ParsedMail> = mail.parts().filter(|part| part.subparts.is_empty()).collect();
    let root = root_of(&mail, &parts).ok_or_else(|| damaged("no part of it is a web page".to_owned()))?;
    let page = root.get_body_raw().map_err(|error| damaged(error.to_string()))?;
    // Without a charset the reader of mails answers with the default of mails, which no page is written in.
    let named = root.ctype.params.get("charset").map(String::as_str);
    let mut imported = read_html(name, &page, named)?;

    let header = |part: &ParsedMail, key: &str| part.headers.get_first_value(key);
    let addresses = [header(&mail, "Snapshot-Content-Location"), header(root, "Content-Location")];
    imported.source_url = addresses.iter().flatten().find_map(|address| web_address(address)).or(imported.source_url);
    imported.retrieved = header(&mail, "Date").as_deref().and_then(english_day).or(imported.retrieved);
    let mut tally = Tally::default();
    for part in parts.iter().filter(|part| !std::ptr::eq(**part, root)) {
        let place = header(part, "Content-Location").unwrap_or_default();
        tally.add_named(&format!("parts of type {}", part.ctype.mimetype), &place);
    }
    imported.left_out.extend(tally.into_list());
    Ok(imported)
}

/// The page itself: the part that the head names as start, or the first that is a web page.
fn root_of<'a, 'm>(mail: &ParsedMail, parts: &[&'a ParsedMail<'m>]) -> Option<&'a ParsedMail<'m>> {
    let is_page = |part: &&&ParsedMail| matches!(part.ctype.mimetype.as_str(), "text/html" | "application/xhtml+xml");
    let start = mail.ctype.params.get("start");
    let named = start
        .and_then(|start| parts.iter().filter(is_page).find(|part| part.headers.get_first_value("Content-ID").as_ref() == Some(start)));
    named.or_else(|| parts.iter().find(is_page)).copied()
}
