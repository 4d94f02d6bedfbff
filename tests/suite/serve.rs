//! The archive on this machine: started as a user starts it, asked over the network, edited meanwhile.
//!
//! Nothing is timed: whoever waits is told by the server, or gives up after minutes.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::case::{read_text, repository};
use crate::program::{Workplace, files_in};

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(180);

const SOURCE: &str = "content/天津市/宁河区/2023.txt";
const REPORT: &str = "/reports/120117/2023.html";

/// A server in a workplace; it ends with the value.
struct Server<'p> {
    place: &'p Workplace,
    program: Child,
    address: String,
    /// Open until the end: a program that cannot print would end.
    _stdout: BufReader<ChildStdout>,
    beside: TempDir,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let of =
            |line: &'_ str| line.split_once(": ").filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(found, _)| found.len() + 2);
        self.head.lines().find_map(|line| of(line).map(|start| &line[start..]))
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        // It may have ended by itself.
        if self.program.kill().is_ok() {
            self.program.wait().expect("a killed program ends");
        }
    }
}

impl Server<'_> {
    fn start(place: &Workplace) -> Server<'_> {
        let beside = tempfile::tempdir().expect("the system has a folder for temporary files");
        let stderr = File::create(beside.path().join("stderr")).expect("a file");
        let mut program = Command::new(env!("CARGO_BIN_EXE_fangzhi"))
            .args(["serve", "--port", "0"])
            .current_dir(place.path(""))
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .expect("the program was built with the tests");
        let mut stdout = BufReader::new(program.stdout.take().expect("its output is a pipe"));
        let address = loop {
            let mut line = String::new();
            let length = stdout.read_line(&mut line).expect("the program writes UTF-8");
            assert_ne!(length, 0, "no address: {}", read_text(&beside.path().join("stderr")));
            if let Some(address) = line.trim_end().strip_prefix("http://") {
                break address.trim_end_matches('/').to_owned();
            }
        };
        Server { place, program, address, _stdout: stdout, beside }
    }

    fn stderr(&self) -> String {
        read_text(&self.beside.path().join("stderr"))
    }

    /// Sends a request as it stands.
    fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the server answers");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    fn ask(&self, method: &str, path: &str, host: &str) -> Answer {
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.address)
    }

    /// The state, once it is another than the one seen.
    fn news(&self, seen: &str) -> Value {
        serde_json::from_slice(&self.get(&format!("/.fangzhi/events?seen={seen}")).body).expect("the state is JSON")
    }

    /// Looks again at every state until there is nothing to object to.
    fn until<T>(&self, look: impl Fn(&Value) -> Result<T, String>) -> T {
        let start = Instant::now();
        let mut state = self.news("");
        loop {
            match look(&state) {
                Ok(found) => return found,
                Err(objection) => assert!(start.elapsed() < PATIENCE, "{objection}; still {state}\n{}", self.stderr()),
            }
            state = self.news(state["seen"].as_str().expect("a state has a name"));
        }
    }

    fn until_state(&self, meaning: &str, enough: impl Fn(&Value) -> bool) -> Value {
        self.until(|state| if enough(state) { Ok(state.clone()) } else { Err(meaning.to_owned()) })
    }

    /// Waits for a page: a build may have seen an edit half-way, and the next one sees it whole.
    fn until_page(&self, path: &str, enough: impl Fn(&Answer) -> bool) {
        self.until(|_| if enough(&self.get(path)) { Ok(()) } else { Err(format!("{path} is not as it should be")) });
    }

    fn until_text(&self, path: &str, words: &str) {
        self.until_page(path, |page| page.status == 200 && page.text().contains(words));
    }

    /// What stands in the output folder must be what a build without a memory makes.
    fn expect_a_cold_build(&self) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let run = self.place.run(&["build", "--output", &path("site"), "--cache", &path("cache")]);
        assert_ne!(run.status, 2, "{}", run.whole());
        let cold = files_in(&folder.path().join("site"));
        self.until(|state| {
            let own = self.place.files("public");
            match own.keys().chain(cold.keys()).find(|name| own.get(*name) != cold.get(*name)) {
                None if state["complete"] == true => Ok(()),
                None => Err("not complete".to_owned()),
                Some(name) => Err(format!("{name} differs from that of a cold build")),
            }
        });
    }
}

fn errors(state: &Value) -> &str {
    state["errors"].as_str().expect("errors are a text")
}

#[test]
fn an_edit_is_built_and_told_and_the_files_are_those_of_a_cold_build() {
    let place = Workplace::with_content();
    let server = Server::start(&place);
    let page = server.get(REPORT);
    assert_eq!((page.status, page.header("Content-Type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(page.header("Content-Security-Policy"), Some("default-src 'self'"));
    assert_eq!(page.header("Cache-Control"), Some("no-store"));
    let generation = &server.until_state("a whole site", |state| state["complete"] == true)["generation"];
    let script = format!("<script src=\"/.fangzhi/reload.js\" data-generation={generation} defer></script>\n");
    assert_eq!(page.text().replace(&script, ""), place.read(&format!("public{REPORT}")));
    assert!(page.text().contains(&script));
    place.write(SOURCE, place.read(SOURCE).replacen("行政复议", "行政复议（已改）", 1));
    let state = server.until_state("another generation", |state| state["generation"] != *generation);
    assert_eq!(errors(&state), "");
    server.until_text(REPORT, "（已改）");
    server.expect_a_cold_build();
    // An editor that saves beside the file and renames; a report more; one less.
    place.write("content/天津市/宁河区/.2023.txt.swp", "not a report");
    place.write("elsewhere.txt", place.read(SOURCE).replacen("（已改）", "（再改）", 1));
    fs::rename(place.path("elsewhere.txt"), place.path(SOURCE)).expect("renamed");
    server.until_text(REPORT, "（再改）");
    place.write("content/新/2020.txt", place.read(SOURCE).replace("2023", "2020"));
    server.until_text("/reports/120117/2020.html", "2020");
    fs::remove_dir_all(place.path("content/新")).expect("removed");
    server.until_page("/reports/120117/2020.html", |page| page.status == 404);
    server.expect_a_cold_build();
    // A warning that stays is told once.
    assert_eq!(server.stderr().matches("warning[region]").count(), 1, "{}", server.stderr());
    assert_eq!(server.get("/static/style.css").header("Content-Type"), Some("text/css; charset=utf-8"));
    assert_eq!(server.get("/.fangzhi/reload.js").header("Content-Type"), Some("text/javascript; charset=utf-8"));
}

#[test]
fn files_beside_the_content_count_from_when_they_are_there() {
    let place = Workplace::with_content();
    let server = Server::start(&place);
    place.write("site.toml", "title = \"另一个档案\"\n");
    server.until_text("/", "另一个档案");
    place.write("static/own.txt", "own");
    server.until_text("/static/own.txt", "own");
    let template = read_text(&repository("templates/base.html"));
    place.write("templates/base.html", template.replace("</body>", "<!-- own --></body>"));
    server.until_text("/", "<!-- own -->");
    // The rules of the last build must not serve this one.
    let words = read_text(&repository("data/i18n/zh.toml"));
    place.write("data/i18n/zh.toml", words.replacen("about = \"", "about = \"本馆", 1));
    server.until_text("/", "本馆");
    let topics = read_text(&repository("data/topics.toml"));
    place.write("data/topics.toml", topics.replacen("\nzh = \"", "\nzh = \"新", 1));
    server.until_text("/data/topics.csv", ",新");
    fs::remove_dir_all(place.path("templates")).expect("removed");
    server.until_page("/", |page| page.status == 200 && !page.text().contains("<!-- own -->"));
    server.expect_a_cold_build();
}

#[test]
fn what_is_broken_is_told_until_it_is_mended() {
    let place = Workplace::with_content();
    let server = Server::start(&place);
    let is_well = |state: &Value| errors(state).is_empty();
    // A template: nothing is built, the old pages stay.
    place.write("templates/prose.html", "<p>{{ page.title\n</p>\n");
    let state = server.until_state("an error of a template", |state| !is_well(state));
    assert!(errors(&state).starts_with("templates/prose.html:2:"), "{state}");
    assert!(server.stderr().contains(errors(&state).trim_end()), "{}", server.stderr());
    assert_eq!(server.get(REPORT).status, 200);
    fs::remove_file(place.path("templates/prose.html")).expect("removed");
    server.until_state("the template is mended", is_well);
    // A source: the others are built.
    let text = place.read(SOURCE);
    place.write(SOURCE, format!("+++\nregoin = \"120117\"\n+++\n{text}"));
    server.until_state("an error of a source", |state| errors(state).contains("error[front-matter]"));
    server.until_page(REPORT, |page| page.status == 404);
    place.write(SOURCE, &text);
    server.until_state("the source is mended", is_well);
    // The content as a whole.
    fs::rename(place.path("content"), place.path("away")).expect("moved");
    let state = server.until_state("no content", |state| !is_well(state));
    assert!(errors(&state).starts_with("content: error[content]: there is no such folder"), "{state}");
    fs::rename(place.path("away"), place.path("content")).expect("moved");
    server.until_state("the content is back", is_well);
    // The configuration.
    place.write("site.toml", "titel = \"x\"\n");
    server.until_state("an error of the configuration", |state| errors(state).starts_with("site.toml:1:1: error[config]"));
    fs::remove_file(place.path("site.toml")).expect("removed");
    server.until_state("the configuration is mended", is_well);
    place.write(SOURCE, text.replacen("行政复议", "行政复议（已改）", 1));
    server.until_text(REPORT, "（已改）");
    server.expect_a_cold_build();
}

#[test]
fn a_server_of_a_broken_archive_starts_and_waits() {
    let place = Workplace::new();
    let server = Server::start(&place);
    let page = server.get("/");
    assert_eq!(page.status, 404);
    assert!(page.text().contains("/.fangzhi/reload.js"));
    let state = server.until_state("an error", |state| !errors(state).is_empty());
    assert!(errors(&state).contains("there is no such folder"), "{state}");
    for (file, bytes) in crate::case::content() {
        place.write(&format!("content/{}", file.path), bytes);
    }
    server.until_state("no error", |state| errors(state).is_empty());
    server.until_page(REPORT, |page| page.status == 200);
}

#[test]
fn only_the_site_is_shown_and_only_to_those_who_mean_it() {
    let place = Workplace::with_content();
    place.write("Cargo.toml", "secret");
    let server = Server::start(&place);
    let hidden = [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/%2e%2e%2fCargo.toml",
        "/..%5cCargo.toml",
        "/regions/../../Cargo.toml",
        "//Cargo.toml",
        "/.fangzhi-manifest",
        "/%2efangzhi-manifest",
        "/.fangzhi/index",
        "/.fangzhi/",
        "/index.html%00",
        "/reports",
        "/reports/",
        "/nothing",
    ];
    for path in hidden {
        let answer = server.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.head);
        assert!(!answer.text().contains("secret"), "{path}");
    }
    let missing = server.get("/reports/nothing.html").text();
    assert!(missing.contains("<base href=\"/\">") && missing.contains("reload.js"), "{missing}");
    // Names that were pointed here from elsewhere.
    let port = server.address.rsplit(':').next().expect("an address has a port");
    for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1", "127.0.0.1:1", &format!("127.0.0.1.nip.io:{port}")] {
        for path in ["/", "/.fangzhi/events"] {
            assert_eq!(server.ask("GET", path, host).status, 421, "{host}");
        }
    }
    let close = "Connection: close\r\n\r\n";
    let to_another = format!("GET http://evil.example/ HTTP/1.1\r\nHost: {}\r\n{close}", server.address);
    assert_eq!(server.send(&to_another).status, 421);
    assert_eq!(server.ask("GET", "/", &format!("localhost:{port}")).status, 200);
    // Nothing but reading.
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = server.ask(method, "/index.html", &server.address);
        assert_eq!((answer.status, answer.header("Allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let head = server.ask("HEAD", "/index.html", &server.address);
    assert_eq!((head.status, head.body.len()), (200, 0));
    let folder = server.get("/regions");
    assert_eq!((folder.status, folder.header("Location")), (307, Some("/regions/")));
    assert_eq!(server.get("/regions/").status, 200);
    assert_eq!(server.get("/?q=%E6%96%B9").status, 200);
}

#[test]
fn a_port_that_is_taken_ends_the_program_with_a_way_out() {
    let place = Workplace::with_content();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address");
    let run = place.run(&["serve", "--port", &address.port().to_string()]);
    let expected = format!(
        "{address}: error[address]: another program listens at this address\n  = help: choose another port with --port, or let --port 0 find a free one\n\nexit status 2\n"
    );
    assert_eq!(run.whole(), expected);
    assert!(!place.path("public").exists());
}
