//! The archive on this machine: the site over HTTP, with a word to its pages after every build.
//!
//! Input: requests. Output: files of the output folder as builds left them, pages with a script that reloads them, and
//! the state of the last build. Refuses requests that call another host, that want more than to read, and that leave
//! the folder.

mod host;
mod live;
mod site_files;
mod watch;

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use oxhttp::Server;
use oxhttp::model::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION};
use oxhttp::model::{Body, Method, Request, Response, StatusCode};

use crate::diagnostic::Diagnostic;
use crate::render::HEADERS;
use crate::source::reason;
use host::Hosts;
pub use live::{Live, State};
use site_files::{Found, find, media_type};
pub use watch::{Places, Watch};

/// No file of a site begins with a dot: these addresses are free.
const SCRIPT_ADDRESS: &str = "/.fangzhi/reload.js";
const EVENTS_ADDRESS: &str = "/.fangzhi/events";
const SCRIPT: &str = include_str!("serve/reload.js");
/// Shown while there is no site; the script takes it away again.
const NO_SITE: &str = include_str!("serve/no_site.html");

/// How long a page waits for news before it asks again: shorter than anything between would cut the line.
const PATIENCE: Duration = Duration::from_secs(25);
/// Connections at once: a browser opens six, and each costs a thread.
const CONNECTIONS: usize = 256;
/// Larger files are not read into memory.
const LARGE: u64 = 1 << 24;
/// How often a free port is looked for.
const TRIES: usize = 8;

/// What is shown, and told.
pub struct Shown {
    /// The output folder; the configuration may name another in between.
    folder: RwLock<PathBuf>,
    pub live: Live,
}

impl Shown {
    /// Shows an output folder.
    pub fn of(folder: &Path) -> Shown {
        Shown { folder: RwLock::new(folder.to_path_buf()), live: Live::default() }
    }

    /// Shows this folder from now on.
    pub fn go_over_to(&self, folder: &Path) {
        folder.clone_into(&mut self.folder.write().unwrap_or_else(PoisonError::into_inner));
    }

    fn folder(&self) -> PathBuf {
        self.folder.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Listens at an address, on threads of its own, and returns it with its port.
pub fn listen(address: SocketAddr, shown: &Arc<Shown>) -> Result<SocketAddr, Diagnostic> {
    let mut tries = 0;
    loop {
        tries += 1;
        match listen_once(address, shown) {
            // The free port that was found has been taken since.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && address.port() == 0 && tries < TRIES => {}
            result => return result.map_err(|error| refused(address, &error)),
        }
    }
}

fn listen_once(mut address: SocketAddr, shown: &Arc<Shown>) -> io::Result<SocketAddr> {
    // The server does not tell which port it was given, and who is asked has to know.
    if address.port() == 0 {
        address.set_port(TcpListener::bind(address)?.local_addr()?.port());
    }
    let desk = Desk { shown: Arc::clone(shown), hosts: Hosts::of(address) };
    // Its threads live as long as the program: nobody waits for them.
    Server::new(move |request| desk.answer(request)).bind(address).with_max_concurrent_connections(CONNECTIONS).spawn()?;
    Ok(address)
}

fn refused(address: SocketAddr, error: &io::Error) -> Diagnostic {
    let (message, help) = match error.kind() {
        io::ErrorKind::AddrInUse => {
            ("another program listens at this address".to_owned(), "choose another port with --port, or let --port 0 find a free one")
        }
        io::ErrorKind::PermissionDenied => ("this port is not for everybody".to_owned(), "choose one above 1023 with --port"),
        _ => (format!("cannot listen at this address: {}", reason(error)), "leave out --host, or name an address of this machine"),
    };
    Diagnostic::error("address", &address.to_string(), message).help(help)
}

/// Where requests are answered.
struct Desk {
    shown: Arc<Shown>,
    hosts: Hosts,
}

impl Desk {
    fn answer(&self, request: &Request<Body>) -> Response<Body> {
        let method = request.method();
        let mut response = if !self.is_meant_by(request) {
            plain(StatusCode::MISDIRECTED_REQUEST, "this server does not go by that name; open it by its address\n")
        } else if method != Method::GET && method != Method::HEAD {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "this server only shows\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        } else {
            match request.uri().path() {
                EVENTS_ADDRESS => self.news(request),
                SCRIPT_ADDRESS => respond(StatusCode::OK, media_type(Path::new(SCRIPT_ADDRESS)), Body::from(SCRIPT)),
                path => self.file(path).unwrap_or_else(|error| plain(StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", reason(&error)))),
            }
        };
        if method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // As a host sends them that reads `_headers`: what a page may not do there it may not do here.
        for (name, value) in HEADERS {
            if let Ok(name) = HeaderName::try_from(name) {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        response
    }

    /// Whether a request calls this server: in its first line, where it names a host there, and in the line `Host`.
    fn is_meant_by(&self, request: &Request<Body>) -> bool {
        let in_first_line = request.uri().authority().is_none_or(|host| self.hosts.has(host.as_str()));
        let mut lines = request.headers().get_all(HOST).iter();
        in_first_line && lines.all(|host| host.to_str().is_ok_and(|host| self.hosts.has(host)))
    }

    /// The state of things, when it is another than the one that the page names.
    fn news(&self, request: &Request<Body>) -> Response<Body> {
        let live = &self.shown.live;
        let seen = request.uri().query().and_then(|query| query.strip_prefix("seen="));
        let state = match seen.filter(|_| request.method() == Method::GET) {
            Some(seen) => live.after(seen, PATIENCE),
            None => live.state(),
        };
        let json = serde_json::to_string(&state).expect("texts and truths are JSON");
        respond(StatusCode::OK, "application/json; charset=utf-8", Body::from(json))
    }

    fn file(&self, path: &str) -> io::Result<Response<Body>> {
        let folder = self.shown.folder();
        // Before the file is read: a page may be newer than it believes, never older.
        let generation = self.shown.live.state().generation;
        match find(&folder, path)? {
            Found::File(place) => {
                let media_type = media_type(&place);
                let body = if media_type.starts_with("text/html") {
                    Body::from(with_script(fs::read(&place)?, &generation))
                } else if fs::metadata(&place)?.len() > LARGE {
                    Body::from_read(fs::File::open(&place)?)
                } else {
                    Body::from(fs::read(&place)?)
                };
                Ok(respond(StatusCode::OK, media_type, body))
            }
            Found::Folder => {
                let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
                let location = HeaderValue::try_from(format!("{path}/")).map_err(io::Error::other)?;
                response.headers_mut().insert(LOCATION, location);
                Ok(response)
            }
            Found::Nothing => {
                let page = match find(&folder, "/404.html")? {
                    // Its links begin at the root of the site, wherever the address leads that is not there.
                    Found::File(place) => fs::read_to_string(place)?.replacen("<head>", "<head>\n<base href=\"/\">", 1),
                    Found::Folder | Found::Nothing => NO_SITE.to_owned(),
                };
                Ok(respond(StatusCode::NOT_FOUND, "text/html; charset=utf-8", Body::from(with_script(page.into_bytes(), &generation))))
            }
        }
    }
}

/// A page with the script that reloads it. The file stays as it was built.
fn with_script(mut page: Vec<u8>, generation: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let script = format!("<script src=\"{SCRIPT_ADDRESS}\" data-generation=\"{generation}\" defer></script>\n");
    let at = page.windows(END.len()).rposition(|window| window == END).unwrap_or(page.len());
    page.splice(at..at, script.into_bytes());
    page
}

fn plain(status: StatusCode, words: impl Into<String>) -> Response<Body> {
    respond(status, "text/plain; charset=utf-8", Body::from(words.into()))
}

fn respond(status: StatusCode, media_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_before_the_last_end_of_a_body() {
        let page = |text: &str| String::from_utf8(with_script(text.into(), "7")).expect("UTF-8");
        let script = "<script src=\"/.fangzhi/reload.js\" data-generation=\"7\" defer></script>\n";
        assert_eq!(page("<pre></body></pre>文</body></html>"), format!("<pre></body></pre>文{script}</body></html>"));
        assert_eq!(page("no end"), format!("no end{script}"));
    }

    #[test]
    fn a_port_that_is_taken_is_told_with_a_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = taken.local_addr().expect("an address");
        let diagnostic = listen(address, &Arc::new(Shown::of(Path::new("public")))).expect_err("taken");
        assert!(diagnostic.help.contains("--port 0"), "{diagnostic}");
    }
}
