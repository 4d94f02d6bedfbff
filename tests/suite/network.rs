//! The program asks nothing of any network, and listens only where somebody serves an archive to look at it.

use std::path::Path;

use walkdir::WalkDir;

use crate::case::{read_text, repository};

/// What a source that opens a connection cannot do without.
const CONNECTIONS: [&str; 7] = ["oxhttp", "TcpListener", "TcpStream", "UdpSocket", "UnixStream", "UnixListener", "ToSocketAddrs"];

#[test]
fn no_source_but_those_of_serve_knows_of_connections() {
    let root = repository("src");
    let is_of_serve = |path: &Path| path.iter().any(|part| part == "serve" || part == "serve.rs");
    let (mut read, mut of_serve, mut wrong) = (0, 0, Vec::new());
    for entry in WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.expect("the sources can be listed");
        if entry.path().extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        read += 1;
        let relative = entry.path().strip_prefix(&root).expect("listed below it");
        let text = read_text(entry.path());
        let names = |word: &&&str| text.contains(**word);
        // An address is a value of the command line, and no connection.
        let has_net = text.matches("std::net").count() > text.matches("std::net::IpAddr").count();
        let found: Vec<&&str> = CONNECTIONS.iter().filter(names).collect();
        if is_of_serve(relative) {
            of_serve += usize::from(!found.is_empty());
        } else if has_net || !found.is_empty() {
            wrong.push(format!("{}: {found:?}", relative.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(read > 80 && of_serve > 0, "{read} sources, {of_serve} of serve: the words are still the right ones");
}
