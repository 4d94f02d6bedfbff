//! Importing saved pages and documents: what becomes of their words, and where the files go.
//!
//! A case has a `source` with the ending of its kind, or the parts of a `.docx`, which are packed here so that they can
//! be read and changed. `expected.out` is what the program says, `expected.txt` the file that it writes.

use std::fs;
use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use expect_test::expect;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::case::{expect_in, repository};
use crate::program::{Run, Workplace};

/// Packs the parts of a document.
fn pack(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(*name, SimpleFileOptions::default()).expect("a package takes parts");
        package.write_all(bytes).expect("memory takes bytes");
    }
    package.finish().expect("a package ends").into_inner()
}

/// A document of one paragraph each.
fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    pack(&[("word/document.xml", format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").into_bytes())])
}

/// A PDF of some objects, the first of them its catalogue.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    for (at, object) in objects.iter().enumerate() {
        places += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file += &format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

/// The file of a case, and its ending.
fn original(case: &str) -> (String, Vec<u8>) {
    let folder = repository("tests/suite/import").join(case);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("a case folder can be listed")
        .map(|entry| entry.expect("a case folder can be listed").path())
        .collect();
    files.sort();
    let name = |path: &std::path::Path| path.file_name().expect("a file has a name").to_str().expect("names are ASCII").to_owned();
    if let Some(source) = files.iter().find(|path| name(path).starts_with("source.")) {
        return (name(source).replace("source", case), fs::read(source).expect("a file of the tests is readable"));
    }
    let parts: Vec<(String, Vec<u8>)> = files
        .iter()
        .filter(|path| name(path).ends_with(".xml"))
        .map(|path| (format!("word/{}", name(path)), fs::read(path).expect("a file of the tests is readable")))
        .collect();
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    (format!("{case}.docx"), pack(&parts))
}

fn check(case: &str) {
    let (name, bytes) = original(case);
    let place = Workplace::new();
    place.write(&format!("saved/{name}"), bytes);
    let run = place.run(&["import", "saved"]);
    expect_in("import", case, "expected.out", &run.whole());
    let written = place.files("content");
    assert_eq!(written.len(), 1, "{}", run.whole());
    for bytes in written.into_values() {
        // Expectations are read without the line ends of old systems, which a text file keeps.
        let text = String::from_utf8(bytes).expect("the program writes UTF-8").replace("\r\n", "\n");
        expect_in("import", case, "expected.txt", &text);
    }
}

cases!(
    "import",
    check,
    chinese_has_no_blanks,
    docx_automatic_numbers,
    docx_marked_title,
    gb18030_declared,
    gb18030_declared_as_utf8,
    gb18030_undeclared,
    layout_table_nested,
    mht_of_chrome,
    mht_of_explorer,
    pdf_in_gbk,
    pdf_printed_by_a_browser,
    pdf_with_a_table_of_characters,
    saved_by_singlefile,
    table_with_spans,
    txt_in_gb18030,
    utf16_with_a_mark,
    utf8_declared_as_gb2312,
);

const PAGE: &str = "<html><head><meta charset=\"utf-8\"><link rel=\"canonical\" href=\"https://example.org/1.html\"></head><body><p>通渭县2021年法治政府建设情况报告</p><p>受理行政复议案件12件。</p></body></html>";

fn with(files: &[(&str, &[u8])]) -> Workplace {
    let place = Workplace::new();
    for (path, bytes) in files {
        place.write(path, bytes);
    }
    place
}

/// What importing one file says when it cannot be read.
fn refused(name: &str, bytes: &[u8]) -> String {
    let place = with(&[(name, bytes)]);
    let run = place.run(&["import", name]);
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(!place.path("content").exists(), "{}", run.whole());
    run.stderr
}

#[test]
fn the_same_bytes_are_known_again() {
    let place = with(&[("saved/a.html", PAGE.as_bytes()), ("saved/sub/copy.html", PAGE.as_bytes())]);
    let first = place.run(&["import", "saved", "--into", "甘肃省/通渭县"]);
    expect![[r#"
        content/甘肃省/通渭县/a.txt: from saved/a.html, 30 characters
        saved/sub/copy.html: already there: content/甘肃省/通渭县/a.txt
        1 file taken in, 1 already there
        exit status 0
    "#]]
    .assert_eq(&first.whole());
    let before = place.files("content");
    expect![[r#"
        saved/a.html: already there: content/甘肃省/通渭县/a.txt
        saved/sub/copy.html: already there: content/甘肃省/通渭县/a.txt
        0 files taken in, 2 already there
        exit status 0
    "#]]
    .assert_eq(&place.run(&["import", "saved"]).whole());
    // A source that was put there by hand is known by its own bytes.
    place.write("content/b.txt", "通渭县2020年报告\n");
    place.write("by-hand.txt", "通渭县2020年报告\n");
    assert!(place.run(&["import", "by-hand.txt"]).stdout.starts_with("by-hand.txt: already there: content/b.txt\n"));
    assert_eq!(place.files("content").len(), before.len() + 1);
}

#[test]
fn a_changed_page_is_kept_as_a_later_version() {
    let place = with(&[("a.html", PAGE.as_bytes())]);
    place.run(&["import", "a.html", "--into", "x", "--retrieved", "2022-01-20"]);
    place.write("b.html", PAGE.replace("<p>", "<p class=\"a\">"));
    place.write("c.html", PAGE.replace("12件", "13件").replace("1.html", "1.html#zoom"));
    place.write("d.html", PAGE.replace("12件", "14件"));
    let run = place.run(&["import", "b.html", "c.html", "--retrieved", "2023-01-20"]);
    expect![[r#"
        b.html: already there, same text: content/x/a.txt
        content/x/a.2023-01-20.txt: from c.html, 30 characters
          a later version of content/x/a.txt
        1 file taken in, 1 already there
        exit status 0
    "#]]
    .assert_eq(&run.whole());
    let again = place.run(&["import", "d.html"]);
    assert!(again.stdout.contains("a later version of content/x/a.2023-01-20.txt"), "{}", again.whole());
    let revision = place.read("content/x/a.2023-01-20.txt");
    assert!(revision.contains("revises = \"x/a.txt\"\n"), "{revision}");
    let third =
        place.files("content/x").into_keys().find(|name| !["a.txt", "a.2023-01-20.txt"].contains(&name.as_str())).expect("a third version");
    assert!(place.read(&format!("content/x/{third}")).contains("revises = \"x/a.2023-01-20.txt\"\n"), "{third}");
}

#[test]
fn what_a_person_settled_is_true_of_a_later_version_too() {
    let place = with(&[("a.html", PAGE.as_bytes())]);
    place.run(&["import", "a.html"]);
    let run = place.run(&["fix", "content/a.txt", "--region", "420117", "--year", "2021", "--by", "某馆", "--note", "看过原网页"]);
    assert_ne!(run.status, 2, "{}", run.whole());
    place.write("b.html", PAGE.replace("12件", "13件"));
    place.run(&["import", "b.html", "--retrieved", "2023-01-20"]);
    let revision = place.read("content/a.2023-01-20.txt");
    for said in ["region = \"420117\"", "year = 2021", "settled_by = \"某馆\"", "note = \"看过原网页\""] {
        assert!(revision.contains(said), "{said}\n{revision}");
    }
}

#[test]
fn other_texts_of_one_name_stand_beside_each_other() {
    let place = with(&[("1/报告.txt", "甲\r\n".as_bytes()), ("2/报告.txt", "乙".as_bytes()), ("3/报告.docx", &docx(&["甲"]))]);
    let run = place.run(&["import", "1/报告.txt", "2/报告.txt", "3/报告.docx"]);
    expect![[r#"
        content/报告.txt: from 1/报告.txt, 1 character
        content/报告-2.txt: from 2/报告.txt, 1 character
        content/报告-3.txt: from 3/报告.docx, 1 character
        3 files taken in, 0 already there
        exit status 0
    "#]]
    .assert_eq(&run.whole());
    assert!(place.read("content/报告.txt").ends_with("+++\n甲\r\n"), "a text stays as it is");
}

#[test]
fn folders_are_walked_and_what_is_left_out_is_told() {
    let place = with(&[
        ("saved/天津市/宁河区.html", PAGE.as_bytes()),
        ("saved/天津市/宁河区_files/a.js", b"x"),
        ("saved/天津市/宁河区_files/frame.html", b"x"),
        ("saved/天津市/表.xlsx", b"x"),
        ("saved/.hidden.html", b"x"),
        ("saved/README.txt", "读我".as_bytes()),
        ("saved/broken.docx", b"PK"),
    ]);
    let run = place.run(&["import", "saved"]);
    expect![[r#"
        saved/天津市/表.xlsx: warning[file-type]: this kind of file cannot be read: left out
          = help: files that can be: .html, .htm, .mht, .mhtml, .docx, .pdf, .txt; save it as one of them

        saved/broken.docx: error[damaged]: this file is no .docx: invalid Zip archive: Could not find EOCD
          = help: open it in Word or WPS and save it again as .docx, or save its text as .txt

        saved/天津市/宁河区_files: left out, 2 files of the page beside it
        content/README-text.txt: from saved/README.txt, 2 characters
        content/天津市/宁河区.txt: from saved/天津市/宁河区.html, 30 characters
        2 files taken in, 0 already there, 1 could not be, 1 of a kind that cannot be read
        exit status 1
    "#]]
    .assert_eq(&run.whole());
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let place = with(&[("saved/a.html", PAGE.as_bytes()), ("saved/b/a.html", PAGE.replace("12件", "13件").as_bytes())]);
    let dry = place.run(&["import", "saved", "--dry-run"]);
    assert!(!place.path("content").exists());
    let wet = place.run(&["import", "saved"]);
    assert_eq!(dry.stdout.replace("would be taken in", "taken in"), wet.stdout);
}

#[test]
fn nothing_is_written_outside_of_the_content_folder() {
    let place = with(&[("a.html", PAGE.as_bytes()), ("content/x.txt", b"x")]);
    for into in ["..", "../other", "/tmp", "a/../../b", ".git", "a/.b"] {
        let run = place.run(&["import", "a.html", "--into", into]);
        assert_eq!(run.status, 2, "{into}: {}", run.whole());
        assert!(run.stderr.contains("error[into]"), "{}", run.whole());
    }
    assert_eq!(place.files("").len(), 2);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_content_folder_is_not_followed() {
    let place = with(&[("a.html", PAGE.as_bytes()), ("content/x.txt", b"x"), ("outside/y", b"y")]);
    std::os::unix::fs::symlink(place.path("outside"), place.path("content/link")).expect("a temporary folder takes links");
    std::os::unix::fs::symlink("nowhere", place.path("content/dangling")).expect("a temporary folder takes links");
    for into in ["link", "link/sub", "dangling"] {
        let run = place.run(&["import", "a.html", "--into", into]);
        assert_eq!(run.status, 2, "{}", run.whole());
    }
    assert_eq!(place.files("outside").len(), 1);
    assert!(!place.path("content/nowhere").exists());
}

#[cfg(unix)]
#[test]
fn hostile_names_become_names() {
    let place = with(&[("saved/a\n+++\nx\u{202e}.html", PAGE.as_bytes()), ("saved/x..\\..\\b.txt", b"b")]);
    let run = place.run(&["import", "saved"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    assert_eq!(place.files("content").into_keys().collect::<Vec<_>>(), ["a+++x.txt", "x.._.._b.txt"]);
    let check = place.run(&["check"]);
    assert!(check.stdout.starts_with("2 sources checked: 0 errors"), "the front matter is whole: {}", check.whole());
}

#[test]
fn files_that_cannot_be_read_say_what_to_do() {
    let empty_page = b"<html><body><img src=\"1.png\"></body></html>";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ];
    let scan = pdf(&objects, "");
    let lock = format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{}> /U <{}> >>", "00".repeat(32), "11".repeat(32));
    let locked = pdf(&[objects.as_slice(), &[&lock]].concat(), "/Encrypt 4 0 R /ID [<00> <00>]");
    let mut said = String::new();
    for (name, bytes) in [
        ("a.html", empty_page.as_slice()),
        ("b.mht", b"not a mail"),
        ("c.docx", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
        ("d.docx", &pack(&[("x", Vec::new())])),
        ("e.docx", &pack(&[("word/document.xml", b"<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>".to_vec())])),
        ("f.pdf", b"no pdf"),
        ("g.pdf", &scan),
        ("h.pdf", &locked),
        ("i.xls", b"x"),
        ("j.txt", b"+++\nyear = 2020\n+++\nx"),
    ] {
        said += &refused(name, bytes);
    }
    expect![[r#"
        a.html: error[no-text]: there is no text in this file
          = help: if it shows text as a picture or in a frame, save that page itself or have the picture read by a person or a program

        b.mht: error[damaged]: this file is no saved page: no part of it is a web page
          = help: open it in a browser and save the page again as .html

        c.docx: error[old-format]: this is a .doc of old, or a document with a password, under another name
          = help: open it in Word or WPS, remove the password and save it as .docx

        d.docx: error[damaged]: this file is no .docx: word/document.xml is not in it
          = help: open it in Word or WPS and save it again as .docx, or save its text as .txt

        e.docx: error[damaged]: this file is no .docx: word/document.xml: it has a document type
          = help: open it in Word or WPS and save it again as .docx, or save its text as .txt

        f.pdf: error[damaged]: this file is no PDF that can be read: its parts do not hang together
          = help: open it in a browser and print it to a new PDF, or copy its text and save it as .txt

        g.pdf: error[no-text-layer]: none of its 1 pages has text: it is a scan or a drawing
          = help: have its text recognised by another program, read it against the pages, and import it as .docx or .txt

        h.pdf: error[password]: this PDF opens only with a password
          = help: open it with the password and print it to a new PDF

        i.xls: error[file-type]: this kind of file cannot be read: left out
          = help: files that can be: .html, .htm, .mht, .mhtml, .docx, .pdf, .txt; save it as one of them

        j.txt: error[front-matter]: this text has front matter: it is a source already
          = help: copy it into the content folder as it is

    "#]]
    .assert_eq(&said);
}

#[test]
fn a_part_that_unpacks_without_end_is_refused() {
    let bomb = pack(&[("word/document.xml", vec![b' '; 80 << 20])]);
    assert!(bomb.len() < 1 << 20);
    let said = refused("bomb.docx", &bomb);
    assert!(said.contains("word/document.xml has more than 64 MiB"), "{said}");
}

#[test]
fn deep_and_damaged_files_end_with_a_word_and_not_with_a_crash() {
    let deep_page = format!("<p>{}x", "<div>".repeat(200_000));
    assert!(refused("deep.html", deep_page.as_bytes()).contains("error[too-deep]"));
    let deep_document = format!("<w:document xmlns:w=\"w\"><w:body>{}", "<w:p>".repeat(100_000));
    assert!(refused("deep.docx", &pack(&[("word/document.xml", deep_document.into_bytes())])).contains("error[damaged]"));
    // Every file cut off, and with a byte changed here and there: an answer, whichever it is.
    let place = Workplace::new();
    for case in ["pdf_in_gbk", "pdf_with_a_table_of_characters", "docx_marked_title", "mht_of_chrome", "gb18030_declared"] {
        let (name, bytes) = original(case);
        let step = bytes.len() / 7;
        for at in (0..bytes.len()).step_by(step) {
            place.write(&format!("cut/{at}-{name}"), &bytes[..at]);
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            place.write(&format!("changed/{at}-{name}"), changed);
        }
    }
    let run = place.run(&["import", "cut", "changed"]);
    assert!(run.status <= 1, "{}", run.whole());
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn options_are_checked_before_anything_is_read() {
    let place = with(&[("a.html", PAGE.as_bytes()), ("b.html", b"<p>x")]);
    for (arguments, code) in [
        (vec!["a.html", "b.html", "--source-url", "https://example.org/x"], "error[source-url]"),
        (vec!["b.html", "--source-url", "javascript:alert(1)"], "error[source-url]"),
        (vec!["b.html", "--retrieved", "2024-02-30"], "error[retrieved]"),
        (vec!["gone.html"], "error[unreadable]"),
    ] {
        let run = place.run(&[&["import"], arguments.as_slice()].concat());
        assert_eq!(run.status, 2, "{}", run.whole());
        assert!(run.stderr.contains(code), "{}", run.whole());
    }
    let run = place.run(&["import", "b.html", "--source-url", "https://example.org/x", "--retrieved", "2024-03-01"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    let written = place.read("content/b.txt");
    assert!(written.starts_with("+++\nsource_url = \"https://example.org/x\"\nretrieved = \"2024-03-01\"\n"), "{written}");
}

/// A stream packed twice can stand for a thousand times a thousand its size.
#[test]
fn a_page_that_unpacks_without_end_is_left_out() {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
        "<< /Length 1 /Filter [/FlateDecode /FlateDecode] >>\nstream\nx\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 6 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>",
        "<< /Length 37 >>\nstream\nBT /F 9 Tf 9 9 Td (words and words) Tj ET\nendstream",
    ];
    let place = with(&[("a.pdf", &pdf(&objects, ""))]);
    let run = place.run(&["import", "a.pdf"]);
    expect![[r#"
        content/a.txt: from a.pdf, 13 characters
          left out: pages that unpack beyond measure ×1
          left out: pages without text ×1
        1 file taken in, 0 already there
        exit status 0
    "#]]
    .assert_eq(&run.whole());
    assert!(place.read("content/a.txt").ends_with("+++\nwords and words\n"));
}

/// A page in GB18030 becomes the report that its text in UTF-8 is.
#[test]
fn an_imported_page_is_a_report() {
    let (name, bytes) = original("gb18030_declared");
    let place = with(&[("saved/x", b"")]);
    place.write(&format!("saved/{name}"), &bytes);
    place.run(&["import", &format!("saved/{name}")]);
    assert!(GB18030.decode(&bytes).0.contains("通渭县"));
    let check: Run = place.run(&["check"]);
    assert_eq!(check.whole(), "1 source checked: 0 errors, 0 warnings; 0 figures to look at again\nexit status 0\n");
    place.build(&[]);
    let table = place.read("public/data/reports.csv");
    assert!(table.contains("621121/2021,gb18030_declared.txt,annual_report,通渭县人民政府2021年法治政府建设情况报告,621121,"), "{table}");
    let page = place.read("public/reports/621121/2021.html");
    assert!(!page.contains("<p>首页") && page.contains("受理行政复议案件"), "navigation is not body");
}

/// 10 and a raised 2 are 10², not 102; and what is counted is not a hundred.
#[test]
fn a_raised_digit_does_not_become_part_of_the_number() {
    let page = "<p>通渭县人民政府2021年法治政府建设情况报告</p><p>2021年，全县新建法治广场，占地10<sup>2</sup>平方米。\
                受理行政复议案件12<sup><a href=\"#n\">1</a></sup>件，审结8<span style=\"vertical-align: super\">[2]</span>件。</p>";
    let run = |text: &str, raised: bool| {
        let properties = if raised { "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>" } else { "" };
        format!("<w:r>{properties}<w:t>{text}</w:t></w:r>")
    };
    let body = format!("<w:p>{}{}{}</w:p>", run("占地10", false), run("2", true), run("平方米。", false));
    let document = pack(&[("word/document.xml", format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").into_bytes())]);
    let place = with(&[("a.html", page.as_bytes()), ("b.docx", &document)]);
    let run = place.run(&["import", "a.html", "b.docx"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    let text = place.read("content/a.txt");
    assert!(text.contains("占地10²平方米。") && text.contains("案件12¹件") && text.contains("审结8[2]件"), "{text}");
    assert!(place.read("content/b.txt").ends_with("+++\n占地10²平方米。\n"));
    let explained = place.run(&["explain", "content/a.txt"]).stdout;
    for (words, value) in [("占地10", " 10 "), ("案件12", " 12 ")] {
        assert!(explained.lines().any(|line| line.contains(words) && line.contains(value)), "{words}: {explained}");
    }
}

#[test]
fn every_line_that_is_lost_is_listed_and_of_kept_text_only_what_went() {
    let page = "<p>报告</p><p hidden>甲一</p><div hidden><p>乙二</p><p>丙三</p></div><p hidden>甲一</p>\
                <select><option>丁</option><option>戊</option></select><textarea>己\n庚</textarea><ol><li>办理复议案件5件</li></ol>";
    let place = with(&[("a.html", page.as_bytes())]);
    expect![[r#"
        content/a.txt: from a.html, 10 characters
          left out: hidden elements ×3, 8 characters:
            甲一
            乙二
            丙三
          left out: form fields ×2, 4 characters:
            丁
            戊
            己
            庚
          left out: automatic numbers of lists, of which the text is kept ×1: 办理复议案件5件
        1 file taken in, 0 already there
        exit status 0
    "#]]
    .assert_eq(&place.run(&["import", "a.html"]).whole());
}

#[test]
fn a_document_of_old_in_a_folder_is_counted_and_not_passed_over() {
    let place = with(&[("saved/a.doc", b"x"), ("saved/b.txt", "甲".as_bytes())]);
    expect![[r#"
        saved/a.doc: warning[file-type]: this kind of file cannot be read: left out
          = help: open it in Word or WPS and save it as .docx

        content/b.txt: from saved/b.txt, 1 character
        1 file taken in, 0 already there, 1 of a kind that cannot be read
        exit status 1
    "#]]
    .assert_eq(&place.run(&["import", "saved"]).whole());
}

#[test]
fn an_empty_file_is_not_there_already_because_an_empty_source_is() {
    let place = with(&[("content/x.txt", b""), ("content/y.txt", b"\n\n"), ("e.txt", b""), ("f.txt", b"\n\n"), ("g.txt", b"\xef\xbb\xbf")]);
    let run = place.run(&["import", "e.txt", "f.txt", "g.txt"]);
    assert_eq!((run.status, run.stderr.matches("error[no-text]").count()), (2, 3), "{}", run.whole());
}

/// A range of all characters takes a dozen bytes, and may be listed again and again.
#[test]
fn widths_that_are_listed_without_end_cost_nothing() {
    let widths = "0 65535 500 ".repeat(100_000);
    let font = format!(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /W [{widths}] >>"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        "<< /Length 33 >>\nstream\nBT /F 9 Tf 9 9 Td <0e500e51> Tj ET\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        &font,
    ];
    let place = with(&[("a.pdf", &pdf(&objects, ""))]);
    let begun = std::time::Instant::now();
    let run = place.run(&["import", "a.pdf"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    // Read whole, they are six thousand million.
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[test]
fn a_list_that_starts_beyond_all_numbers_is_counted_all_the_same() {
    let start = u64::MAX;
    let numbering = format!(
        "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"{start}\"/>\
         <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\">\
         <w:abstractNumId w:val=\"1\"/></w:num></w:numbering>"
    );
    let item = |text: &str| format!("<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{}{}</w:body></w:document>", item("甲"), item("乙"));
    let document = pack(&[("word/document.xml", body.into_bytes()), ("word/numbering.xml", numbering.into_bytes())]);
    let place = with(&[("a.docx", &document)]);
    let run = place.run(&["import", "a.docx"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(place.read("content/a.txt").ends_with("+++\n32767. 甲\n\n32768. 乙\n"), "{}", place.read("content/a.txt"));
}
