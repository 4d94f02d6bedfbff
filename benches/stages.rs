//! Each stage by itself, in bytes of source a second on one thread.
//!
//!     cargo bench -p fangzhi-benches --bench stages
//!
//! `cleaning to observations` is the figure to hold: clean, structure, quantities and observations in a row.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fangzhi::clean::{Cleaned, clean};
use fangzhi::decode::decode;
use fangzhi::front_matter::FrontMatter;
use fangzhi::metadata::{Input, read_metadata};
use fangzhi::observation::{Assessment, observe};
use fangzhi::quantity::{Reading, read_numbers};
use fangzhi::rules::Rules;
use fangzhi::structure::{Document, structure};
use fangzhi::topic::find_topics;

fn readings(document: &Document, rules: &Rules) -> Vec<Reading> {
    document.blocks.iter().map(|block| read_numbers(&block.folded.text, &rules.numbers)).collect()
}

fn to_observations(text: &str, rules: &Rules) -> Assessment {
    let cleaned = clean(text, 0, rules);
    let document = structure(text, &cleaned.lines, rules);
    let readings = readings(&document, rules);
    observe(&document, &readings, Some(2021), rules)
}

fn stages(criterion: &mut Criterion) {
    let rules = Rules::load(None).expect("the embedded rules are valid");
    let sources = fangzhi_benches::corpus();
    let bytes: u64 = sources.iter().map(|source| source.len() as u64).sum();
    let texts: Vec<String> = sources.iter().map(|source| decode(source, "bench").text).collect();
    let cleaned: Vec<Cleaned> = texts.iter().map(|text| clean(text, 0, &rules)).collect();
    let documents: Vec<Document> = texts.iter().zip(&cleaned).map(|(text, cleaned)| structure(text, &cleaned.lines, &rules)).collect();
    let numbers: Vec<Vec<Reading>> = documents.iter().map(|document| readings(document, &rules)).collect();
    let front = FrontMatter::default();

    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes)).sample_size(10);
    group.bench_function("decode", |bench| {
        bench.iter(|| sources.iter().map(|source| decode(black_box(source), "bench").text.len()).sum::<usize>());
    });
    group.bench_function("clean", |bench| {
        bench.iter(|| texts.iter().map(|text| clean(black_box(text), 0, &rules).lines.len()).sum::<usize>());
    });
    group.bench_function("structure", |bench| {
        bench
            .iter(|| texts.iter().zip(&cleaned).map(|(text, cleaned)| structure(text, &cleaned.lines, &rules).blocks.len()).sum::<usize>());
    });
    group.bench_function("quantities", |bench| {
        bench.iter(|| documents.iter().map(|document| readings(black_box(document), &rules).len()).sum::<usize>());
    });
    group.bench_function("observations", |bench| {
        let observe = |(document, numbers): (&Document, &Vec<Reading>)| observe(document, numbers, Some(2021), &rules).observations.len();
        bench.iter(|| documents.iter().zip(&numbers).map(observe).sum::<usize>());
    });
    group.bench_function("metadata", |bench| {
        bench.iter(|| {
            let all = texts.iter().zip(&cleaned).zip(&documents);
            all.map(|((text, cleaned), document)| {
                let input = Input { text, front: &front, cleaned, document, path: "bench.txt", shown: "bench.txt" };
                read_metadata(&input, &rules).1.len()
            })
            .sum::<usize>()
        });
    });
    group.bench_function("topics", |bench| {
        bench.iter(|| documents.iter().map(|document| find_topics(black_box(document), &rules).report.len()).sum::<usize>());
    });
    group.bench_function("cleaning to observations", |bench| {
        bench.iter(|| texts.iter().map(|text| to_observations(black_box(text), &rules).observations.len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
