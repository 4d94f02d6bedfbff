//! What stands above a text is read, refused with its place, or no front matter at all.

#![no_main]

use fangzhi::front_matter::{FrontMatter, split_front_matter};
use fangzhi_fuzz::promise::diagnostic_is_whole;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = &*String::from_utf8_lossy(bytes);
    match split_front_matter(text, "report.txt") {
        Ok((front, 0)) => assert_eq!(front, FrontMatter::default(), "a text without front matter says nothing"),
        Ok((front, start)) => {
            let above = text[..start].trim_end();
            assert!(above.ends_with("+++") || above.ends_with("---"), "the text begins below a fence");
            assert!(front.year.is_none_or(|year| (1949..2100).contains(&year)));
            let days = [&front.published, &front.retrieved, &front.withdrawn].into_iter().flatten();
            assert!(days.map(String::len).all(|length| length == 10), "a day is a whole one");
        }
        Err(diagnostic) => {
            assert!(diagnostic.place.is_some(), "{diagnostic:?}");
            diagnostic_is_whole(&diagnostic);
        }
    }
});
