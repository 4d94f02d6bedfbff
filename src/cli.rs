//! What the user types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Turn a folder of scraped government reports into an archive: a static site with every figure linked to
/// its sentence.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site: read the content folder, write the output folder
    ///
    /// Exit status: 0 when every report was published, 1 when one could not be, 2 when nothing could.
    Build(BuildArgs),
    /// Report what build would, without writing anything
    ///
    /// Exit status: 0 when there is nothing to report, 1 when there is, 2 when the check could not run.
    Check(CheckArgs),
    /// Show for one source what was removed by which rule, how kind, region and year were decided, and
    /// what became of every number
    Explain(ExplainArgs),
    /// Take saved web pages and documents into the content folder, as text with front matter
    ///
    /// Reads .html, .mht, .docx, .pdf with a text layer, and .txt; the originals are left where they are.
    /// Exit status: 0 when everything was taken in or known already, 1 when a file could not be, 2 when none could.
    Import(ImportArgs),
    /// Build, show the site on this machine, and build again at every change
    Serve(ServeArgs),
    /// Begin a new archive in a folder
    Init(InitArgs),
    /// Write a template, static file or rule file that the program carries into the archive, to change it there
    Eject(EjectArgs),
    /// Make an empty source with front matter for a report that is to be pasted into it
    New(NewArgs),
    /// Settle what the text of a source leaves open, in its front matter
    Fix(FixArgs),
    /// Hold a published folder against its checksums and, with --content, against its sources
    ///
    /// Exit status: 0 when everything agrees, 1 when something differs, 2 when the folder could not be read.
    Verify(VerifyArgs),
}

/// Where an archive is.
#[derive(Debug, Args)]
pub struct Folders {
    /// Folder of the sources (.txt and .md), in any layout; folder names may speak for the region [default: content]
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Configuration of the site
    #[arg(long, value_name = "FILE", default_value = "site.toml")]
    pub config: PathBuf,
}

/// How much of the machine to use.
#[derive(Debug, Args)]
pub struct Threads {
    /// Threads to use [default: all cores]; the output is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub threads: Threads,
    /// Folder to write the site to [default: public]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Address at which the site will stand, for the feed, the sitemap and canonical links
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Publish nothing if there is any warning
    #[arg(long)]
    pub strict: bool,
    /// Leave the search index out: faster, and the search page lists titles only
    #[arg(long)]
    pub no_search: bool,
    /// Folder for what builds remember, safe to delete [default: .fangzhi beside the configuration]
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub threads: Threads,
    /// List what the figures that no indicator takes in count, the most frequent first
    #[arg(long)]
    pub quantities: bool,
    /// Follow the links of the built site too: between pages, to passages, and which lead out of it
    #[arg(long)]
    pub links: bool,
    /// The built site, for --links [default: public]
    #[arg(long, value_name = "DIR", requires = "links")]
    pub output: Option<PathBuf>,
    /// How many lines --quantities lists
    #[arg(long, value_name = "N", default_value_t = 40, requires = "quantities")]
    pub top: usize,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The source to explain, such as content/天津市/宁河区/2023.txt
    pub source: PathBuf,
    /// Say for every figure how near the rules of one indicator came, such as `legal_aid_cases`
    #[arg(long, value_name = "ID")]
    pub indicator: Option<String>,
    #[command(flatten)]
    pub folders: Folders,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Saved pages and documents, or folders of them
    #[arg(required = true, value_name = "FILE OR FOLDER")]
    pub paths: Vec<PathBuf>,
    /// Folder below the content folder to put them into, such as 天津市/宁河区
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
    /// Address that the one file was saved from, where the file does not say
    #[arg(long, value_name = "URL")]
    pub source_url: Option<String>,
    /// Day on which the files were saved, as 2024-03-01
    #[arg(long, value_name = "DAY")]
    pub retrieved: Option<String>,
    /// Say what would be taken in, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub folders: Folders,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub threads: Threads,
    /// Folder to write the site to [default: public]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Folder for what builds remember, safe to delete [default: .fangzhi beside the configuration]
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Address to listen on; any other than loopback shows the archive to the network
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: std::net::IpAddr,
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 4321)]
    pub port: u16,
    /// Leave the search index out: faster, and the search page lists titles only
    #[arg(long)]
    pub no_search: bool,
}

#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folder of the new archive, made if it is not there
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,
    /// Name of the archive
    #[arg(long)]
    pub title: Option<String>,
}

#[derive(Debug, Args)]
pub struct EjectArgs {
    /// What to write out, such as templates/report.html, static/style.css or data/clutter.toml; lists all without a name
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Configuration of the site
    #[arg(long, value_name = "FILE", default_value = "site.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Args)]
pub struct NewArgs {
    /// A GB/T 2260 code or the name of a place, such as 420117 or 湖北省武汉市新洲区
    pub region: String,
    /// The year reported on
    pub year: u16,
    /// Address of the page that the text will be copied from
    #[arg(long, value_name = "URL")]
    pub source_url: Option<String>,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub folders: Folders,
}

#[derive(Debug, Args)]
pub struct FixArgs {
    /// The source to settle, such as content/待定/2024.txt
    pub source: PathBuf,
    /// A GB/T 2260 code or the full name of a place
    #[arg(long)]
    pub region: Option<String>,
    /// The year reported on
    #[arg(long)]
    pub year: Option<u16>,
    /// annual_report, work_plan, news, interpretation, notice, template, other
    #[arg(long)]
    pub kind: Option<String>,
    /// province, prefecture, county, township
    #[arg(long)]
    pub level: Option<String>,
    #[arg(long)]
    pub title: Option<String>,
    /// Day of publication, as 2024-03-01
    #[arg(long, value_name = "DAY")]
    pub published: Option<String>,
    /// Day on which the page was found to be gone from its site, as 2025-06-30
    #[arg(long, value_name = "DAY")]
    pub withdrawn: Option<String>,
    /// Who decided
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub folders: Folders,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The published folder, or a copy of it
    pub folder: PathBuf,
    /// Sources to hold it against
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Build it anew from --content, in a folder that is removed again, and compare byte for byte
    #[arg(long, requires = "content")]
    pub rebuild: bool,
    /// Configuration of the site, for --rebuild
    #[arg(long, value_name = "FILE", default_value = "site.toml")]
    pub config: PathBuf,
}
