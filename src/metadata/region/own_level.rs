//! The level that a report's words for itself show.
//!
//! Input: the folded body. Output: the level of 我镇, 全区, 市委 and their like, with the word that stands for
//! it. Refuses to name a place: many counties say 我县.

use std::sync::LazyLock;

use crate::rules::{Level, WordFinder};

/// What governments call themselves and their party committees.
const SELVES: [(Level, &str, &[&str]); 5] = [
    (Level::Township, "我镇", &["我镇", "全镇", "镇党委", "我乡", "全乡", "乡党委", "我街道", "街道党工委", "办事处党工委"]),
    (Level::County, "我区", &["我区", "全区", "区委", "区政府"]),
    (Level::County, "我县", &["我县", "全县", "县委", "县政府", "我旗", "旗委", "旗政府", "全旗"]),
    (Level::Prefecture, "我市", &["我市", "全市", "市委", "市政府", "我州", "州委", "州政府", "全州", "全盟", "盟委"]),
    (Level::Province, "我省", &["我省", "全省", "省委", "省政府", "自治区党委"]),
];
const COMMITTEES: [&str; 2] = ["管委会", "党工委"];
const ZONES: [&str; 6] = ["开发区", "经开区", "高新区", "示范区", "保税区", "园区"];

/// Looks for all these words in one pass over a body.
static FINDER: LazyLock<(Vec<&str>, WordFinder)> = LazyLock::new(|| {
    let mut words: Vec<&str> = SELVES.iter().flat_map(|(_, _, words)| words.iter()).chain(&COMMITTEES).chain(&ZONES).copied().collect();
    words.sort_unstable();
    words.dedup();
    let finder = WordFinder::new(words.iter().copied());
    (words, finder)
});

/// What the report calls itself and its party committee.
pub fn own_level(body: &str) -> Option<(Level, &'static str)> {
    let (words, finder) = &*FINDER;
    let mut counts = vec![0; words.len()];
    finder.each(body, |_, word| counts[word] += 1);
    // `words` are sorted.
    let count = |named: &[&str]| named.iter().filter_map(|word| Some(counts[words.binary_search(word).ok()?])).sum::<usize>();
    let votes = SELVES.map(|(level, word, words)| (level, word, count(words)));
    // A county speaks of the city above it too (市委、市政府), a city seldom of 我区: the lower level needs
    // fewer words. 全区 is also an autonomous region, which names itself.
    // A development zone is run by a committee below a city and ranks as a county.
    if count(&COMMITTEES) >= 3 && count(&ZONES) >= 3 && count(&["区委", "县委"]) == 0 {
        return Some((Level::County, "管委会"));
    }
    let own = |at: usize, words: &[&str]| votes[at].2 > 0 && count(words) > 0;
    if own(0, &["我镇", "全镇", "我乡", "全乡", "我街道"]) && votes[0].2 >= 4 {
        return Some((Level::Township, votes[0].1));
    }
    if own(1, &["我区", "全区"]) && votes[1].2 >= 3 && !body.contains("自治区政府") {
        return Some((Level::County, votes[1].1));
    }
    if own(2, &["我县", "全县", "我旗", "全旗"]) && votes[2].2 >= 3 {
        return Some((Level::County, votes[2].1));
    }
    let (level, word, sum) = votes.iter().skip(3).max_by_key(|vote| vote.2).copied()?;
    (sum >= 2).then_some((level, word))
}
