//! Runs of two and three characters, of one document and of all.

use rayon::prelude::*;

use super::{Unit, Zone};

/// Times that a posting can tell apart.
const MOST_TIMES: usize = 63;

/// Two or three characters in one number: 21 bits each, the first highest; nothing for the third of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

impl Gram {
    fn of(characters: &[char]) -> Gram {
        Gram((0..3).fold(0, |code, at| code << 21 | characters.get(at).map_or(0, |c| u64::from(u32::from(*c)))))
    }

    /// The characters.
    pub fn characters(self) -> impl Iterator<Item = char> {
        [42, 21, 0].into_iter().map(move |shift| (self.0 >> shift & 0x1f_ffff) as u32).filter(|code| *code != 0).filter_map(char::from_u32)
    }

    /// Which of so many buckets it belongs to: FNV-1a over its code points, as the script computes it.
    pub fn bucket(self, buckets: usize) -> usize {
        let hash = self.characters().fold(2_166_136_261_u32, |hash, c| (hash ^ u32::from(c)).wrapping_mul(16_777_619));
        hash as usize % buckets
    }
}

/// How a document holds a gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    pub document: u32,
    pub in_title: bool,
    pub in_heading: bool,
    /// At most 63.
    pub times: u8,
}

/// The grams of a document, in order, each once.
pub struct Grams(Vec<(Gram, Posting)>);

impl Grams {
    /// Reads the grams of a document's units.
    pub fn of(units: &[Unit]) -> Grams {
        let mut found: Vec<(Gram, Zone)> = Vec::new();
        for unit in units {
            let characters: Vec<char> = unit.text.chars().collect();
            found.extend(characters.windows(2).map(|pair| (Gram::of(pair), unit.zone)));
            found.extend(characters.windows(3).map(|triple| (Gram::of(triple), unit.zone)));
        }
        found.sort_unstable_by_key(|(gram, _)| *gram);
        let same = found.chunk_by(|a, b| a.0 == b.0).map(|same| {
            let is_in = |zone: Zone| same.iter().any(|(_, other)| *other == zone);
            let times = u8::try_from(same.len().min(MOST_TIMES)).unwrap_or(u8::MAX);
            (same[0].0, Posting { document: 0, in_title: is_in(Zone::Title), in_heading: is_in(Zone::Heading), times })
        });
        Grams(same.collect())
    }

    /// How many different ones there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Merges the grams of all documents into so many buckets.
pub fn merge(documents: &[Grams], buckets: usize) -> Vec<Vec<(Gram, Vec<Posting>)>> {
    let mut split: Vec<Vec<(Gram, Posting)>> = vec![Vec::new(); buckets];
    for (document, grams) in documents.iter().enumerate() {
        let document = u32::try_from(document).unwrap_or(u32::MAX);
        for (gram, posting) in &grams.0 {
            split[gram.bucket(buckets)].push((*gram, Posting { document, ..*posting }));
        }
    }
    split
        .into_par_iter()
        .map(|mut postings| {
            // Documents came in order, and the sort keeps it within each gram.
            postings.sort_by_key(|(gram, _)| *gram);
            postings.chunk_by(|a, b| a.0 == b.0).map(|same| (same[0].0, same.iter().map(|(_, posting)| *posting).collect())).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gram_gives_its_characters_back() {
        for word in ["行政", "首违不", "a1", "𠮷野家"] {
            let characters: Vec<char> = word.chars().collect();
            assert_eq!(Gram::of(&characters).characters().collect::<String>(), word);
        }
    }

    #[test]
    fn a_document_counts_its_grams_by_zone() {
        let unit = |text: &str, zone| Unit { text: text.to_owned(), zone };
        let grams = Grams::of(&[unit("执法", Zone::Title), unit("执法监督执法", Zone::Body)]);
        let found = grams.0.iter().find(|(gram, _)| *gram == Gram::of(&['执', '法'])).map(|(_, posting)| *posting);
        assert_eq!(found, Some(Posting { document: 0, in_title: true, in_heading: false, times: 3 }));
    }
}
