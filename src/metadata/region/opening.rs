//! The place that a body names as its own at the beginning.
//!
//! Input: the folded body and the level at which it speaks of itself. Output: the mention of the place, if any.
//! Refuses places that are quoted, addressed, or above the report's own level.

use regex::Regex;

use super::chains;
use crate::rules::{Level, Mention, Regions};

/// Bytes of a body within which it says who reports.
const OPENING: usize = 900;

/// The place that the opening speaks of: 2019年,南昌县围绕…, or before whose congress it was given: 在慈溪市十六届
/// 人大常委会第七次会议上. Reports that lost their title name themselves there. A place above the report's
/// own level is the government above (2020年,浙江省委高度重视,我县…) or an example.
pub fn opening_mention(body: &str, own_level: Option<Level>, regions: &Regions) -> Option<Mention> {
    thread_local! {
        static BEFORE: Regex = Regex::new("(^|\\n|\\d年(以来|度)?,?|今年(以来)?,?|一年来,?|日在)$").expect("a constant pattern");
        static CONGRESS: Regex = Regex::new("^(第?[一二三四五六七八九十\\d]+届)?(人大|人民代表大会)").expect("a constant pattern");
    }
    let opening = &body[..body.floor_char_boundary(OPENING)];
    let own_level = own_level.or_else(|| first_self_reference(opening));
    let speaks = |mention: &Mention| {
        let [place, others @ ..] = mention.places.as_slice() else { return false };
        if !others.is_empty() && !mention.full {
            return false;
        }
        let (before, after) = (&opening[..mention.start], &opening[mention.end..]);
        let place = regions.place(*place);
        // 我市 is said of municipalities too.
        let fits =
            own_level.is_none_or(|own| place.level >= own.min(Level::County) || (own == Level::Prefecture && place.name.ends_with('市')));
        let quoted = before.matches('《').count() > before.matches('》').count();
        // 南昌市委依法治市办,市司法局: is read by others; …现将有关情况报告如下: is a sentence.
        let addressed = after.split('\n').next().is_some_and(|line| line.ends_with(':') && !line.contains('。') && !line.contains("如下"));
        let begins = BEFORE.with(|pattern| pattern.is_match(before)) || CONGRESS.with(|pattern| pattern.is_match(after));
        fits && begins && !quoted && !addressed
    };
    chains(opening, regions).into_iter().find(speaks)
}

/// The level of the first word by which an opening speaks of its own place.
fn first_self_reference(opening: &str) -> Option<Level> {
    const WORDS: [(&str, Level); 10] = [
        ("我镇", Level::Township),
        ("我乡", Level::Township),
        ("我街道", Level::Township),
        ("我区", Level::County),
        ("全区", Level::County),
        ("我县", Level::County),
        ("全县", Level::County),
        ("我市", Level::Prefecture),
        ("全市", Level::Prefecture),
        ("我省", Level::Province),
    ];
    WORDS.iter().filter_map(|(word, level)| Some((opening.find(word)?, *level))).min().map(|(_, level)| level)
}
