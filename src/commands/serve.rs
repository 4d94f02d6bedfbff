//! `fangzhi serve`
//!
//! Input: the archive, as it changes. Output: its site at an address of this machine, built again at every change, and
//! what each build found. Refuses to end because a build did: what is wrong is told, and mended by the next.

use std::any::Any;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::build::{Audience, Built, CACHE, Workshop, run as run_build, summary};
use super::{configure, fail, print, with_threads};
use crate::cli::{BuildArgs, Folders, ServeArgs, Threads};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lock::locked;
use crate::serve::{Places, Shown, Watch, listen};
use crate::timings::Timings;

/// Builds, shows, and builds again.
pub fn serve(args: &ServeArgs) -> ExitCode {
    match run(args) {
        Err(diagnostic) => fail(diagnostic),
    }
}

fn run(args: &ServeArgs) -> Result<Infallible, Diagnostic> {
    let build = build_args(args);
    let config = configured(&build)?;
    let shown = Arc::new(Shown::of(&config.output));
    // Before anything takes time: a port that is taken is told at once, and no change is missed.
    let address = listen(SocketAddr::new(args.host, args.port), &shown)?;
    let mut watch = Watch::over(places(&build, &config))?;
    if !args.host.is_loopback() {
        let warning = Diagnostic::warning("host", &address.to_string(), "everybody on the network can read this archive");
        print(&[warning.help("leave out --host to show it on this machine alone")]);
    }
    let mut builder = Builder { args: build, shown, workshop: Workshop::default(), told: Vec::new(), is_awaited: true };
    builder.build();
    println!("{}", link(address));
    loop {
        watch.wait()?;
        builder.build();
        // While the configuration is broken its last places are watched: it is among them.
        if let Ok(config) = configured(&builder.args) {
            builder.shown.go_over_to(&config.output);
            watch.go_over_to(places(&builder.args, &config))?;
        }
    }
}

/// What `build` would be asked for.
fn build_args(args: &ServeArgs) -> BuildArgs {
    let Folders { content, config } = &args.folders;
    BuildArgs {
        folders: Folders { content: content.clone(), config: config.clone() },
        threads: Threads { jobs: args.threads.jobs },
        output: args.output.clone(),
        base_url: None,
        strict: false,
        no_search: args.no_search,
        cache: args.cache.clone(),
        timings: false,
    }
}

fn configured(args: &BuildArgs) -> Result<Config, Diagnostic> {
    let mut config = configure(&args.folders)?;
    if let Some(output) = &args.output {
        config.output.clone_from(output);
    }
    Ok(config)
}

fn places(args: &BuildArgs, config: &Config) -> Places {
    let cache = args.cache.clone().unwrap_or_else(|| config.site.join(CACHE));
    Places::of(config, &args.folders.config, &cache)
}

/// An address to click on. Where every address is listened to, this machine's own is one.
fn link(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    format!("http://{address}/")
}

/// Builds one after another, each told to the terminal and to the pages.
struct Builder {
    args: BuildArgs,
    shown: Arc<Shown>,
    workshop: Workshop,
    /// The findings of the last build: what is not new is not told again.
    told: Vec<Diagnostic>,
    /// Whether there is a word to say of the next build, whatever it changes: it is the first, or mends.
    is_awaited: bool,
}

impl Builder {
    fn build(&mut self) {
        let start = Instant::now();
        let live = &self.shown.live;
        let found: Mutex<Vec<Diagnostic>> = Mutex::default();
        let has_pages = Mutex::new(false);
        let findings = |diagnostics: &[Diagnostic]| *locked(&found) = diagnostics.to_vec();
        let pages = || {
            *locked(&has_pages) = true;
            live.pages();
        };
        let audience = Audience { findings: &findings, pages: Some(&pages) };
        let workshop = &mut self.workshop;
        let args = &self.args;
        // A page that makes a build panic must not end the server; what the build held goes with it.
        let result = catch_unwind(AssertUnwindSafe(|| {
            with_threads(args.threads.jobs, || run_build(args, workshop, &audience, &Timings::default())).and_then(|built| built)
        }));
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let has_pages = has_pages.into_inner().unwrap_or_else(PoisonError::into_inner);
        let result = result.unwrap_or_else(|panic| {
            self.workshop = Workshop::default();
            Err(panicked(panic.as_ref()))
        });
        let is_new = |diagnostic: &&Diagnostic| !self.told.contains(diagnostic);
        let new: Vec<Diagnostic> = found.iter().filter(is_new).cloned().collect();
        print(&new);
        match result {
            Ok(built) => {
                let Built { changes, output, .. } = &built;
                let has_changed = changes.written + changes.removed > 0;
                if self.is_awaited || has_changed || found != self.told {
                    println!("{} in {} ms", summary(&built), start.elapsed().as_millis());
                }
                self.shown.go_over_to(output);
                live.built(has_changed && !has_pages, errors_of(&found));
                self.told = found;
                self.is_awaited = false;
            }
            Err(diagnostic) => {
                let errors = [errors_of(&found), diagnostic.to_string()].concat();
                print(&[diagnostic]);
                live.failed(errors);
                self.is_awaited = true;
                // A build that stopped before it read the sources found nothing, which mends nothing.
                if !found.is_empty() {
                    self.told = found;
                }
            }
        }
    }
}

/// What pages show: errors alone. An archive has warnings that nobody means to mend today.
fn errors_of(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).map(|diagnostic| format!("{diagnostic}\n")).collect()
}

fn panicked(panic: &(dyn Any + Send)) -> Diagnostic {
    let why = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Diagnostic::error("internal", "fangzhi", format!("the build broke off: {}", why.unwrap_or("no reason given")))
        .help("this is a fault of the program; undo the last change, and tell its authors")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_to_click_on_is_one_that_a_browser_opens() {
        let links = ["127.0.0.1:4321", "0.0.0.0:80", "[::]:4321", "192.168.1.5:4321"].map(|address| link(address.parse().expect("one")));
        let expected = ["http://127.0.0.1:4321/", "http://127.0.0.1:80/", "http://[::1]:4321/", "http://192.168.1.5:4321/"];
        assert_eq!(links, expected);
    }
}
