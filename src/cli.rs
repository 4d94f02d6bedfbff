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
}

#[derive(Debug, Args)]
pub struct Folders {
    /// Folder of the sources (.txt and .md), in any layout [default: content]
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Configuration of the site
    #[arg(long, value_name = "FILE", default_value = "site.toml")]
    pub config: PathBuf,
    /// Threads to use [default: all cores]; the output is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub folders: Folders,
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
    /// List what the figures that no indicator takes in count, the most frequent first
    #[arg(long)]
    pub quantities: bool,
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
    /// Folder of the sources, whose folder names may speak for the region [default: content]
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Configuration of the site
    #[arg(long, value_name = "FILE", default_value = "site.toml")]
    pub config: PathBuf,
}
