//! `verify` and `check --links`: what differs, what leads nowhere.

use expect_test::expect;

use crate::program::Workplace;

#[test]
fn a_folder_as_it_was_built_agrees_with_its_checksums_its_sources_and_itself_built_anew() {
    let place = Workplace::with_content();
    place.build(&[]);
    let run = place.run(&["verify", "public", "--content", "content", "--rebuild"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.whole());
    assert!(run.stdout.contains("built anew and compared\n0 differences; the checksums themselves have the SHA-256 "), "{}", run.stdout);
    let left: Vec<String> = std::fs::read_dir(place.path(""))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".fangzhi-verify"))
        .collect();
    assert_eq!(left, [""; 0], "the folder for the rebuild is gone");
}

#[test]
fn every_difference_is_named() {
    let place = Workplace::with_content();
    place.build(&[]);
    place.write("public/index.html", "other");
    std::fs::remove_file(place.path("public/about.html")).expect("a page");
    place.write("public/more.html", "more");
    place.write("public/.well-known/security.txt", "the host's own");
    place.write("content/待定/2024-法治政府建设情况的报告.txt", "another text");
    place.write("content/new.txt", "a new one");
    std::fs::remove_dir_all(place.path("content/天津市")).expect("a folder");
    let run = place.run(&["verify", "public", "--content", "content"]);
    expect![[r#"
        public/about.html: error[differs]: cannot read this file: there is no such file

        public/index.html: error[differs]: its bytes are not those that were published

        public/more.html: error[differs]: this file was not published with the others

        content/new.txt: error[source]: the site was made without this source
          = help: build the site again with `fangzhi build`, or name the folder of sources that it was made from

        content/待定/2024-法治政府建设情况的报告.txt: error[source]: the site was made from other bytes of this source
          = help: build the site again with `fangzhi build`, or name the folder of sources that it was made from

        content/天津市/宁河区/2023.txt: error[source]: the site was made with this source, which is not here
          = help: build the site again with `fangzhi build`, or name the folder of sources that it was made from

    "#]]
    .assert_eq(&run.stderr);
    assert_eq!(run.status, 1);
}

#[test]
fn a_folder_that_no_build_wrote_cannot_be_verified() {
    let place = Workplace::new();
    place.write("public/index.html", "x");
    let run = place.run(&["verify", "public"]);
    expect![[r#"
        public/data/SHA256SUMS: error[verify]: cannot read the checksums: there is no such file
          = help: name a folder that `fangzhi build` wrote, or a copy of one

        exit status 2
    "#]]
    .assert_eq(&run.whole());
}

#[test]
fn checksums_cannot_lead_out_of_the_folder() {
    let place = Workplace::with_content();
    place.build(&[]);
    let sums = place.read("public/data/SHA256SUMS");
    place.write("public/data/SHA256SUMS", format!("{sums}{}  ../site.toml\n", "0".repeat(64)));
    let run = place.run(&["verify", "public"]);
    assert!(run.stderr.contains("the checksums name a path that leaves the folder"), "{}", run.stderr);
    assert_eq!(run.status, 1);
}

#[test]
fn links_of_pages_passages_and_prose_are_followed_and_outside_ones_listed() {
    let place = Workplace::with_content();
    place.write(
        "templates/about.md",
        "# 说明\n\n## 数据 {#data}\n\n[一](index.html) [二](nowhere.html) [三](reports/120117/2023.html#nothing) [四](https://example.org/x)\n",
    );
    place.build(&[]);
    let run = place.run(&["check", "--links"]);
    assert_eq!(run.status, 1);
    for said in [
        "public/about.html:",
        "error[link]: a link to nowhere.html: there is no such file in the site",
        "error[link]: a link to reports/120117/2023.html#nothing: there is no such passage",
    ] {
        assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
    }
    assert!(run.stdout.contains("outside: https://example.org/x (1 page, first about.html)\n"), "{}", run.stdout);
    assert!(run.stdout.contains(" to passages: 2 nowhere, 1 destination outside\n"), "{}", run.stdout);
}

/// The published workflow runs both: where the one lets a warning pass, so does the other.
#[test]
fn what_a_build_only_warns_of_is_no_difference() {
    let place = Workplace::with_content();
    place.write("content/original.pdf", "no source");
    assert_eq!(place.run(&["build"]).status, 0);
    let run = place.run(&["verify", "public", "--content", "content"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(
        run.stderr.starts_with("content/original.pdf: warning[file-type]") && run.stdout.contains("\n0 differences; "),
        "{}",
        run.whole()
    );
}
