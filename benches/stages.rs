//! Each stage by itself, in bytes of source a second on one thread.
//!
//!     cargo bench -p fangzhi-benches --bench stages
//!
//! `cleaning to observations` is the figure to hold: clean, structure, quantities and observations in a row.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use fangzhi::archive::{Opened, make_archive};
use fangzhi::clean::{Cleaned, clean};
use fangzhi::config::Config;
use fangzhi::decode::decode;
use fangzhi::front_matter::FrontMatter;
use fangzhi::hash::Fingerprint;
use fangzhi::language::{Language, Tongue};
use fangzhi::metadata::{Input, read_metadata};
use fangzhi::observation::{Assessment, Scope, observe};
use fangzhi::page::{Site, report_page};
use fangzhi::quantity::{Reading, read_blocks};
use fangzhi::render::{Renderer, entry_rows};
use fangzhi::report::{Report, read_report};
use fangzhi::rules::Rules;
use fangzhi::search::{list_grams, units};
use fangzhi::source::{Markup, SourceFile};
use fangzhi::store::packed;
use fangzhi::structure::{Document, structure};
use fangzhi::summary::summarise;
use fangzhi::table::{Row, read_tables};
use fangzhi::topic::find_topics;

fn rows(document: &Document, rules: &Rules) -> Vec<Option<Row>> {
    read_tables(document, &rules.structure.table_head)
}

fn to_observations(text: &str, rules: &Rules) -> Assessment {
    let cleaned = clean(text, 0, rules);
    let document = structure(text, &cleaned.lines, rules);
    let rows = rows(&document, rules);
    let readings = read_blocks(&document, &rows, &rules.numbers);
    observe(&document, &readings, &rows, Scope { year: Some(2021), place: None }, rules)
}

fn stages(criterion: &mut Criterion) {
    let rules = Rules::load(None).expect("the embedded rules are valid");
    let sources = fangzhi_benches::corpus();
    let bytes: u64 = sources.iter().map(|source| source.len() as u64).sum();
    let texts: Vec<String> = sources.iter().map(|source| decode(source, "bench").text).collect();
    let cleaned: Vec<Cleaned> = texts.iter().map(|text| clean(text, 0, &rules)).collect();
    let documents: Vec<Document> = texts.iter().zip(&cleaned).map(|(text, cleaned)| structure(text, &cleaned.lines, &rules)).collect();
    let tables: Vec<Vec<Option<Row>>> = documents.iter().map(|document| rows(document, &rules)).collect();
    let readings = |(document, rows): (&Document, &Vec<Option<Row>>)| read_blocks(document, rows, &rules.numbers);
    let numbers: Vec<Vec<Reading>> = documents.iter().zip(&tables).map(readings).collect();
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
        bench.iter(|| black_box(&documents).iter().zip(&tables).map(|read| readings(read).len()).sum::<usize>());
    });
    group.bench_function("observations", |bench| {
        let observe = |((document, numbers), rows): ((&Document, &Vec<Reading>), &Vec<Option<Row>>)| {
            observe(document, numbers, rows, Scope { year: Some(2021), place: None }, &rules).observations.len()
        };
        bench.iter(|| documents.iter().zip(&numbers).zip(&tables).map(observe).sum::<usize>());
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

/// The stages after a report is read.
fn after_reading(criterion: &mut Criterion) {
    let rules = Rules::load(None).expect("the embedded rules are valid");
    let language = Language::load(None, Tongue::Chinese).expect("the embedded texts are valid");
    let config = Config::read(Path::new("site.toml")).expect("there is none, and need be none");
    let renderer = Renderer::load(Path::new("none"), &language).expect("the embedded templates are valid");
    let sources = fangzhi_benches::corpus();
    let bytes: u64 = sources.iter().map(|source| source.len() as u64).sum();
    let file = |at: usize| {
        let path = format!("{at}.txt");
        SourceFile { shown: path.clone(), location: (&path).into(), path, markup: Markup::Plain }
    };
    let read = |(at, source): (usize, &Vec<u8>)| read_report(&file(at), source, &rules).ok().map(Arc::new);
    let reports: Vec<Arc<Report>> = sources.iter().enumerate().filter_map(read).collect();
    let name = |report: &Report| Fingerprint::of_bytes([report.source.as_bytes()]);
    let summaries = || reports.iter().map(|report| Arc::new(summarise(report, name(report), &rules))).collect::<Vec<_>>();
    let packed: Vec<Vec<u8>> = reports.iter().map(|report| packed(&**report)).collect();
    let archive = make_archive(summaries(), &rules);
    let texts = vec![String::new(); archive.shared.len()];
    let site = Site { config: &config, rules: &rules, archive: &archive, language: &language, shared_texts: &texts };
    let of = |entry: usize| {
        let wanted = archive.entries[entry].summary.fingerprint;
        Arc::clone(reports.iter().find(|report| name(report) == wanted).expect("every entry has its report"))
    };
    let open = |entry: usize| {
        let others = archive.beside(entry).into_iter().map(|other| (other, of(other))).collect();
        Opened { entry, report: of(entry), copies: Vec::new(), revisions: Vec::new(), others }
    };
    let opened: Vec<Opened> = (0..archive.entries.len()).map(open).collect();

    let mut group = criterion.benchmark_group("after reading");
    group.throughput(Throughput::Bytes(bytes)).sample_size(10);
    group.bench_function("summary", |bench| bench.iter(|| summaries().len()));
    group.bench_function("grams", |bench| {
        bench.iter(|| reports.iter().map(|report| list_grams(&units(report, &rules)).len()).sum::<usize>());
    });
    group.bench_function("store", |bench| {
        bench
            .iter(|| packed.iter().map(|bytes| postcard::from_bytes::<Report>(bytes).map_or(0, |report| report.text.len())).sum::<usize>());
    });
    group.bench_function("archive", |bench| {
        bench.iter_batched(summaries, |summaries| make_archive(summaries, &rules).entries.len(), BatchSize::LargeInput);
    });
    group.bench_function("models of reports", |bench| {
        bench.iter(|| opened.iter().map(|opened| report_page(&site, opened).blocks.len()).sum::<usize>());
    });
    group.bench_function("pages of reports", |bench| {
        let models: Vec<_> = opened.iter().map(|opened| report_page(&site, opened)).collect();
        let page = |model| renderer.page(&site, "report.html", "reports/a/b.html", "reports", model).expect("a page").bytes.len();
        bench.iter(|| models.iter().map(page).sum::<usize>());
    });
    group.bench_function("rows", |bench| {
        bench.iter(|| opened.iter().map(|opened| entry_rows(&site, opened).len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, stages, after_reading);
criterion_main!(benches);
