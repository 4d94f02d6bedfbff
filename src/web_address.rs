//! Addresses of the web, as they are written.
//!
//! Input: an address that a page, a user or a browser names. Output: the address, if it is one that a link may lead to;
//! its words without percent signs. Refuses to ask the network whether anything is there.

/// An address that a link may lead to. A hostile file could declare any other, or one with line breaks in it.
pub fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let host = ["http://", "https://"].iter().find_map(|scheme| lower.starts_with(scheme).then(|| &text[scheme.len()..]))?;
    let is_whole = !host.is_empty() && !host.starts_with('/') && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    (is_whole && text.len() <= 2048).then(|| text.to_owned())
}

/// `%E6%96%B9` to 方. Nothing if it is written wrongly or is no text.
pub fn percent_decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_of_the_web_are_kept() {
        assert_eq!(web_address(" https://www.tjnh.gov.cn/a.html ").as_deref(), Some("https://www.tjnh.gov.cn/a.html"));
        for address in ["javascript:alert(1)", "file:///C:/x.html", "about:internet", "https://", "http:///x", "https://a\nb", "地址"] {
            assert_eq!(web_address(address), None, "{address}");
        }
    }

    #[test]
    fn percent_signs_are_read_or_the_address_is_none() {
        for (written, read) in
            [("%E6%96%B9%e5%bf%97", Some("方志")), ("a b", Some("a b")), ("%", None), ("%zz", None), ("%ff", None), ("%+1", None)]
        {
            assert_eq!(percent_decoded(written).as_deref(), read, "{written}");
        }
    }
}
