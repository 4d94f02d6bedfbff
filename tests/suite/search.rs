//! Exact search: the index against a plain scan of all texts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fangzhi::page::reading_units;
use fangzhi::report::Report;
use fangzhi::search::{GROUPS, GroupMerge, ListHead, Posting, Postings, Unit, Zone, bucket_count, list_grams, units};

use crate::case::{RULES, case_names, case_source, content, report, try_report};

/// The repository's reports and those of the cases.
fn reports() -> Vec<Arc<Report>> {
    let mut reports: Vec<Report> = content().iter().map(|(_, bytes)| try_report(bytes).expect("a report")).collect();
    for feature in ["clean", "structure", "metadata", "observation"] {
        reports.extend(case_names(feature).iter().map(|case| report(&case_source(feature, case))));
    }
    reports.into_iter().map(Arc::new).collect()
}

/// Who holds which gram.
pub type Index = BTreeMap<String, Postings>;

fn index(reports: &[Arc<Report>]) -> Index {
    index_units(&reports.iter().map(|report| units(report, &RULES)).collect::<Vec<_>>())
}

/// The index of documents, each given by its units.
pub fn index_units(documents: &[Vec<Unit>]) -> Index {
    let lists: Vec<Vec<u8>> = documents.iter().map(|units| list_grams(units)).collect();
    let heads: Vec<ListHead> = lists.iter().map(|list| ListHead::of(list)).collect();
    let buckets = bucket_count(heads.iter().map(|head| head.grams).sum());
    let group = |group: usize| {
        let mut merge = GroupMerge::default();
        for (list, head) in lists.iter().zip(&heads) {
            merge.add(&list[head.group(group)]);
        }
        merge.finish(group, buckets).into_iter().flat_map(|(_, grams)| grams)
    };
    (0..GROUPS).flat_map(group).map(|(gram, postings)| (gram.characters().collect(), postings)).collect()
}

/// The searchable text of every document.
fn texts(reports: &[Arc<Report>]) -> Vec<Vec<String>> {
    reports.iter().map(|report| units(report, &RULES).into_iter().map(|unit| unit.text).collect()).collect()
}

/// The documents that hold the words, by looking.
pub fn scan(texts: &[Vec<String>], query: &str) -> BTreeSet<usize> {
    (0..texts.len()).filter(|at| texts[*at].iter().any(|unit| unit.contains(query))).collect()
}

/// The postings of a gram.
fn postings(index: &Index, gram: &str) -> Vec<Posting> {
    index.get(gram).map_or_else(Vec::new, |postings| postings.read().collect())
}

/// What the page does: documents that hold every gram of a word, then a look into the texts of a longer one.
pub fn answer(index: &Index, texts: &[Vec<String>], query: &str) -> BTreeSet<usize> {
    let characters: Vec<char> = query.chars().collect();
    let mut grams = characters.windows(characters.len().min(3)).map(|gram| gram.iter().collect::<String>());
    let documents = |gram: String| postings(index, &gram).iter().map(|posting| posting.document as usize).collect::<BTreeSet<_>>();
    let first = grams.next().map(documents).unwrap_or_default();
    let candidates = grams.fold(first, |left, gram| left.intersection(&documents(gram)).copied().collect());
    match characters.len() {
        0..=3 => candidates,
        _ => candidates.into_iter().filter(|at| texts[*at].iter().any(|unit| unit.contains(query))).collect(),
    }
}

/// Numbers that look random and are the same on every run.
fn next(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).expect("31 bits") % below
}

#[test]
fn every_answer_is_that_of_a_plain_scan() {
    let reports = reports();
    let index = index(&reports);
    let texts = texts(&reports);
    let all: Vec<&String> = texts.iter().flatten().filter(|unit| unit.chars().count() >= 2).collect();
    let mut state = 7;
    let (mut present, mut absent) = (0, 0);
    for _ in 0..400 {
        let unit: Vec<char> = all[next(&mut state, all.len())].chars().collect();
        let length = (2 + next(&mut state, 11)).min(unit.len());
        let start = next(&mut state, unit.len() - length + 1);
        let mut query: Vec<char> = unit[start..start + length].to_vec();
        // A third of the queries have one character of another place: most of them are nowhere.
        if next(&mut state, 3) == 0 {
            let other: Vec<char> = all[next(&mut state, all.len())].chars().collect();
            let at = next(&mut state, query.len());
            query[at] = other[next(&mut state, other.len())];
        }
        let query: String = query.into_iter().collect();
        let wanted = scan(&texts, &query);
        if wanted.is_empty() {
            absent += 1
        } else {
            present += 1
        }
        assert_eq!(answer(&index, &texts, &query), wanted, "`{query}`");
    }
    assert!(present > 200 && absent > 50, "{present} queries stand somewhere, {absent} nowhere");
}

#[test]
fn a_posting_counts_its_gram_and_knows_title_and_headings() {
    let reports = reports();
    let index = index(&reports);
    for gram in ["法治", "行政复", "20", "街道"] {
        for posting in postings(&index, gram) {
            let units = units(&reports[posting.document as usize], &RULES);
            let is_in = |zone: Zone| units.iter().any(|unit| unit.zone == zone && unit.text.contains(gram));
            let times: usize = units.iter().map(|unit| unit.text.matches(gram).count()).sum();
            let expected = (times.min(63), is_in(Zone::Title), is_in(Zone::Heading));
            assert_eq!((usize::from(posting.times), posting.in_title, posting.in_heading), expected, "{gram}");
        }
    }
}

#[test]
fn what_a_page_shows_folds_to_what_the_index_holds() {
    for report in &reports() {
        let held: Vec<String> = units(report, &RULES).into_iter().filter(|unit| unit.zone != Zone::Title).map(|unit| unit.text).collect();
        let shown: Vec<String> =
            reading_units(report).into_iter().map(|(_, text, _)| RULES.folding.plain(&text).to_ascii_lowercase()).collect();
        assert_eq!(shown, held, "{}", report.source);
    }
}
