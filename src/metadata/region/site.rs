//! The places for which a page's site speaks.
//!
//! Input: the removed lines. Output: the places that the frame of the page names as the site's own: who runs it, or whose
//! newspaper it is. Refuses places that a frame only lists, such as the sites of neighbours.

use super::chains;
use crate::metadata::{Evidence, Input, Origin};
use crate::rules::{Mention, PlaceId, Rules};

/// What stands before the place: 主办：湄潭县人民政府办公室.
const BEFORE: [&str; 6] = ["主办:", "主办单位:", "承办:", "承办单位:", "主管:", "版权所有:"];
/// What stands after it: 如皋日报, 湄潭县人民政府门户网站, 首页>湄潭县乡镇(街道)>永兴镇.
const AFTER: [&str; 12] =
    ["日报", "晚报", "新闻网", "电视台", "融媒体中心", "门户网站", "人民政府网", "人民政府门户", "政府网", "政务网", "政府法制", "乡镇"];

/// A place with the words that name it.
pub struct OwnPlace {
    pub place: PlaceId,
    pub evidence: Evidence,
}

/// The places that the removed lines name as the site's own, in the order of the source.
pub fn own_places(input: &Input, rules: &Rules) -> Vec<OwnPlace> {
    let mut found = Vec::new();
    for removed in &input.cleaned.ledger {
        let line = rules.folding.plain(&input.text[removed.range.clone()]);
        let is_own = |mention: &Mention| {
            let (before, after) = (&line[..mention.start], &line[mention.end..]);
            BEFORE.iter().any(|words| before.ends_with(words)) || AFTER.iter().any(|words| after.starts_with(words))
        };
        for mention in chains(&line, &rules.regions).iter().filter(|mention| is_own(mention)) {
            // 鼓楼区人民政府网站 says nothing of which 鼓楼区 it is.
            if let [place] = mention.places.as_slice() {
                let words = line[mention.start..mention.end].to_owned();
                let shows = format!("{}，网站或报纸所属", rules.regions.full_name(*place));
                let evidence = Evidence { origin: Origin::Record, words, line: Some(removed.number), shows };
                found.push(OwnPlace { place: *place, evidence });
            }
        }
    }
    found
}
