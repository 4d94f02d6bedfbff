//! Runs of two and three characters, of one document and of all.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::{Unit, Zone};

/// Times that a posting can tell apart.
const MOST_TIMES: u8 = 63;

/// Parts into which the grams of a document fall, so that buckets can be made a part at a time. Buckets are a power
/// of two, so each lies in one part, or each part in one bucket.
pub const GROUPS: usize = 64;

/// Bytes of a record in a list: three characters of two bytes, or of four; then the posting's.
const NARROW: usize = 7;
const WIDE: usize = 9;

/// Two or three characters in one number: 21 bits each, the first highest; nothing for the third of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

impl Gram {
    fn of(characters: &[char]) -> Gram {
        Gram((0..3).fold(0, |code, at| code << 21 | characters.get(at).map_or(0, |c| u64::from(u32::from(*c)))))
    }

    fn codes(self) -> [u32; 3] {
        [42, 21, 0].map(|shift| (self.0 >> shift & 0x1f_ffff) as u32)
    }

    /// The characters.
    pub fn characters(self) -> impl Iterator<Item = char> {
        self.codes().into_iter().filter(|code| *code != 0).filter_map(char::from_u32)
    }

    /// FNV-1a over its code points, as the script computes it.
    fn hash(self) -> usize {
        let known = self.codes().into_iter().filter(|code| *code != 0);
        known.fold(2_166_136_261_u32, |hash, code| (hash ^ code).wrapping_mul(16_777_619)) as usize
    }
}

/// Grams are well mixed by one multiplication; the default hash guards against keys that an enemy chose, and costs
/// more than all else here.
#[derive(Default)]
struct GramHasher(u64);

impl Hasher for GramHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = mixed(self.0 ^ number);
    }
}

fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

type ByGram<T> = HashMap<Gram, T, BuildHasherDefault<GramHasher>>;

/// How a document holds a gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    pub document: u32,
    pub in_title: bool,
    pub in_heading: bool,
    /// At most 63.
    pub times: u8,
}

/// Times and zones in a byte.
#[derive(Clone, Copy, Default)]
struct Marks(u8);

impl Marks {
    const TITLE: u8 = 1;
    const HEADING: u8 = 2;

    fn add(&mut self, zone: Zone) {
        self.0 |= match zone {
            Zone::Title => Marks::TITLE,
            Zone::Heading => Marks::HEADING,
            Zone::Body => 0,
        };
        if self.0 >> 2 < MOST_TIMES {
            self.0 += 4;
        }
    }
}

/// The grams of a document as the store keeps them: the number of all, of each group its end and its sum, and in each
/// group the number of narrow records, these, and the wide ones.
pub fn list_grams(units: &[Unit]) -> Vec<u8> {
    let mut found: ByGram<Marks> = ByGram::default();
    found.reserve(units.iter().map(|unit| unit.text.len()).sum::<usize>() / 2);
    for unit in units {
        let characters: Vec<char> = unit.text.chars().collect();
        for size in [2, 3] {
            for run in characters.windows(size) {
                found.entry(Gram::of(run)).or_default().add(unit.zone);
            }
        }
    }
    // Some groups have more than others: a quarter more is enough for nearly all.
    let expected = found.len() * NARROW / GROUPS * 5 / 4;
    let mut groups: Vec<(u16, Vec<u8>, Vec<u8>)> = (0..GROUPS).map(|_| (0, Vec::with_capacity(expected), Vec::new())).collect();
    let mut sums = [0_u64; GROUPS];
    for (gram, marks) in &found {
        let group = gram.hash() % GROUPS;
        sums[group] = sums[group].wrapping_add(mixed(mixed(gram.0) ^ u64::from(marks.0)));
        let (count, narrow, wide) = &mut groups[group];
        if let [Ok(a), Ok(b), Ok(c)] = gram.codes().map(|code| u16::try_from(code).map(u16::to_le_bytes))
            && *count < u16::MAX
        {
            *count += 1;
            narrow.extend_from_slice(&[a[0], a[1], b[0], b[1], c[0], c[1], marks.0]);
        } else {
            wide.extend(gram.0.to_le_bytes());
            wide.push(marks.0);
        }
    }
    let number = |length: usize| u32::try_from(length).expect("a source is at most 1 GiB").to_le_bytes();
    let mut list = Vec::with_capacity(ListHead::SIZE + GROUPS * 2 + found.len() * WIDE);
    list.extend(number(found.len()));
    let mut end = 0;
    for ((_, narrow, wide), sum) in groups.iter().zip(sums) {
        end += 2 + narrow.len() + wide.len();
        list.extend(number(end));
        list.extend(sum.to_le_bytes());
    }
    for (count, narrow, wide) in &groups {
        list.extend(count.to_le_bytes());
        list.extend_from_slice(narrow);
        list.extend_from_slice(wide);
    }
    list
}

/// The head of a list: how many grams it has, and where its groups lie.
#[derive(Clone)]
pub struct ListHead {
    pub grams: usize,
    ends: Vec<u32>,
}

impl ListHead {
    /// Bytes of the number of all grams; of the end of a group, and of what its records add up to.
    const COUNT: usize = 4;
    const END: usize = 4;
    const SUM: usize = 8;
    /// Bytes of a list's head.
    pub const SIZE: usize = ListHead::COUNT + (ListHead::END + ListHead::SUM) * GROUPS;

    /// Reads the head of a list.
    pub fn of(list: &[u8]) -> ListHead {
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
        let ends = ListHead::groups(list).map(|group| number(&group[..ListHead::END]));
        ListHead { grams: number(&list[..ListHead::COUNT.min(list.len())]) as usize, ends: ends.collect() }
    }

    /// Where a group lies in the list.
    pub fn group(&self, group: usize) -> std::ops::Range<usize> {
        let start = if group == 0 { 0 } else { self.ends[group - 1] as usize };
        ListHead::SIZE + start..ListHead::SIZE + self.ends[group] as usize
    }

    /// What the records of each group of a list add up to, in whatever order: the same grams, as often and in the same
    /// zones, give the same.
    pub fn sums(list: &[u8]) -> impl Iterator<Item = &[u8]> {
        ListHead::groups(list).map(|group| &group[ListHead::END..])
    }

    fn groups(list: &[u8]) -> impl Iterator<Item = &[u8]> {
        list.get(ListHead::COUNT..ListHead::SIZE).unwrap_or_default().chunks_exact(ListHead::END + ListHead::SUM)
    }
}

/// The grams of a document's group.
fn records(group: &[u8]) -> impl Iterator<Item = (Gram, u8)> {
    let (count, records) = group.split_at(2.min(group.len()));
    let count = count.iter().rev().fold(0, |count, byte| count << 8 | usize::from(*byte));
    let (narrow, wide) = records.split_at((count * NARROW).min(records.len()));
    let two = |bytes: &[u8], at: usize| u64::from(bytes[at]) | u64::from(bytes[at + 1]) << 8;
    let narrow = narrow
        .chunks_exact(NARROW)
        .map(move |record| (Gram(two(record, 0) << 42 | two(record, 2) << 21 | two(record, 4)), record[NARROW - 1]));
    let wide = wide.chunks_exact(WIDE).map(|record| {
        let code = record[..WIDE - 1].iter().rev().fold(0, |code, byte| code << 8 | u64::from(*byte));
        (Gram(code), record[WIDE - 1])
    });
    narrow.chain(wide)
}

/// The documents that hold a gram, as a bucket writes them: for each the distance to the one before, and its marks.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    pub count: u32,
    pub bytes: Vec<u8>,
    last: u32,
}

impl Postings {
    fn push(&mut self, document: u32, marks: u8) {
        push_number(&mut self.bytes, document - self.last);
        self.bytes.push(marks);
        self.last = document;
        self.count += 1;
    }

    /// The postings, in the order of documents.
    pub fn read(&self) -> impl Iterator<Item = Posting> {
        let mut bytes = self.bytes.iter();
        let mut document = 0;
        (0..self.count).map(move |_| {
            let mut shift = 0;
            for byte in bytes.by_ref() {
                document += u32::from(byte & 0x7f) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            let marks = bytes.next().copied().unwrap_or(0);
            Posting { document, in_title: marks & Marks::TITLE != 0, in_heading: marks & Marks::HEADING != 0, times: marks >> 2 }
        })
    }
}

/// A bucket: its number, and its grams in order with who holds them.
pub type Bucket = (usize, Vec<(Gram, Postings)>);

/// The buckets, of so many in all, that a group fills.
pub fn buckets_of(group: usize, buckets: usize) -> impl Iterator<Item = usize> {
    (group..buckets).step_by(GROUPS)
}

/// A group of all documents, while they are added one after another.
#[derive(Default)]
pub struct GroupMerge {
    found: ByGram<Postings>,
    documents: u32,
}

impl GroupMerge {
    /// Adds the group of the next document.
    pub fn add(&mut self, group: &[u8]) {
        for (gram, marks) in records(group) {
            self.found.entry(gram).or_default().push(self.documents, marks);
        }
        self.documents += 1;
    }

    /// The buckets, of so many in all, that the group fills.
    pub fn finish(self, group: usize, buckets: usize) -> Vec<Bucket> {
        let mut filled: Vec<Bucket> = buckets_of(group, buckets).map(|bucket| (bucket, Vec::new())).collect();
        for (gram, postings) in self.found {
            // The number of a bucket is that of its group, and so many steps of all groups above it.
            filled[gram.hash() % buckets / GROUPS].1.push((gram, postings));
        }
        for (_, grams) in &mut filled {
            grams.sort_unstable_by_key(|(gram, _)| *gram);
        }
        filled
    }
}

/// Writes a number in groups of seven bits, the lowest first (LEB128).
pub fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str, zone: Zone) -> Unit {
        Unit { text: text.to_owned(), zone }
    }

    fn all(list: &[u8]) -> Vec<(String, u8)> {
        let head = ListHead::of(list);
        let mut all: Vec<(String, u8)> = (0..GROUPS)
            .flat_map(|group| {
                records(&list[head.group(group)]).map(|(gram, marks)| (gram.characters().collect(), marks)).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(all.len(), head.grams);
        all.sort();
        all
    }

    #[test]
    fn a_gram_gives_its_characters_back() {
        for word in ["行政", "首违不", "a1", "𠮷野家"] {
            let characters: Vec<char> = word.chars().collect();
            assert_eq!(Gram::of(&characters).characters().collect::<String>(), word);
        }
    }

    #[test]
    fn a_list_holds_every_gram_of_every_plane_with_times_and_zones() {
        let list = list_grams(&[unit("执法", Zone::Title), unit("执法监执法", Zone::Body), unit("𠮷野家", Zone::Heading)]);
        let once = |word: &str| (word.to_owned(), 4);
        let in_heading = |word: &str| (word.to_owned(), 4 | Marks::HEADING);
        let mut expected =
            vec![("执法".to_owned(), (3 * 4) | Marks::TITLE), once("法监"), once("监执"), once("执法监"), once("法监执"), once("监执法")];
        expected.extend(["𠮷野", "野家", "𠮷野家"].map(in_heading));
        expected.sort();
        assert_eq!(all(&list), expected);
    }

    #[test]
    fn groups_add_up_to_the_same_only_for_the_same_grams_as_often() {
        let sums = |units: &[Unit]| ListHead::sums(&list_grams(units)).map(<[u8]>::to_vec).collect::<Vec<_>>();
        let (first, second) = (unit("执法监督", Zone::Body), unit("行政复议", Zone::Heading));
        assert_eq!(sums(&[first.clone(), second.clone()]), sums(&[second.clone(), first.clone()]));
        assert_ne!(sums(&[first.clone(), second.clone()]), sums(&[first.clone(), second, first.clone()]));
        let differ = |other: &str| {
            sums(std::slice::from_ref(&first)).iter().zip(sums(&[unit(other, Zone::Body)])).filter(|(a, b)| **a != *b).count()
        };
        assert!((1..=6).contains(&differ("执法监察")), "of the others nothing is made anew");
    }

    #[test]
    fn every_gram_lands_in_the_bucket_that_the_script_computes() {
        let lists = [list_grams(&[unit("推进法治政府建设", Zone::Body)]), list_grams(&[unit("法治政府", Zone::Body)])];
        for buckets in [64, 4096] {
            for group in 0..GROUPS {
                let mut merge = GroupMerge::default();
                for list in &lists {
                    merge.add(&list[ListHead::of(list).group(group)]);
                }
                for (bucket, grams) in merge.finish(group, buckets) {
                    for (gram, postings) in grams {
                        assert_eq!(gram.hash() % buckets, bucket);
                        let word: String = gram.characters().collect();
                        let documents: Vec<u32> = postings.read().map(|posting| posting.document).collect();
                        assert_eq!(documents.contains(&1), "法治政府".contains(&word), "{word}");
                        assert!(documents.contains(&0), "{word}");
                    }
                }
            }
        }
    }
}
