//! Lines that no report has: each must cost in proportion to its length.
//!
//!     cargo bench -p fangzhi-benches --bench hostile
//!
//! Every kind is measured at three lengths, each four times the one before; the bytes a second should stay the same.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fangzhi::anchor::make_anchors;
use fangzhi::clean::clean;
use fangzhi::observation::{Scope, observe};
use fangzhi::quantity::read_blocks;
use fangzhi::rules::Rules;
use fangzhi::structure::structure;
use fangzhi::table::read_tables;

const LENGTHS: [usize; 3] = [16 << 10, 64 << 10, 256 << 10];

const KINDS: [(&str, &str); 8] = [
    ("digits", "1234567890"),
    ("的", "的"),
    ("opening brackets", "（"),
    ("brackets", "（）"),
    ("figures without end", "受理行政复议案件1件、"),
    ("clauses without end", "受理行政复议案件1件，"),
    ("numerals", "一二三四五六七八九十百千万亿"),
    ("percent", "百分之"),
];

fn hostile(criterion: &mut Criterion) {
    let rules = Rules::load(None).expect("the embedded rules are valid");
    let mut group = criterion.benchmark_group("hostile");
    group.sample_size(10);
    for (name, unit) in KINDS {
        for length in LENGTHS {
            let line = unit.repeat(length / unit.len());
            let text = format!("某市2021年法治政府建设情况报告\n一、主要成效\n{line}\n");
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(name, length), &text, |bench, text| {
                bench.iter(|| {
                    let cleaned = clean(text, 0, &rules);
                    let document = structure(text, &cleaned.lines, &rules);
                    let rows = read_tables(&document, &rules.structure.table_head);
                    let readings = read_blocks(&document, &rows, &rules.numbers);
                    let anchors = make_anchors(&document, &readings);
                    observe(&document, &readings, &rows, Scope { year: Some(2021), place: None }, &rules).observations.len()
                        + anchors.quantities.len()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, hostile);
criterion_main!(benches);
