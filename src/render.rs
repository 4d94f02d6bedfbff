//! Models to files.
//!
//! Input: the page models and tables. Output: [`RenderedFile`](crate::output::RenderedFile)s, and rows for the
//! registers. Refuses to decide anything: what a page says is in its model, how it looks in its template.

mod data;
mod feed;
mod manifest;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod search;
mod templates;
mod words;

pub use data::{entry_rows, registers, render_checksums, render_package, render_short_tables};
pub use feed::{HEADERS, render_feeds, render_redirects};
pub use manifest::{Input, MANIFEST, Manifest, render_manifest, this_program};
pub use markdown::render_markdown;
#[cfg(feature = "parquet")]
pub use parquet::render_parquet;
pub use search::{bucket_bytes, bucket_path, compressed_bucket, is_small, render_documents, render_everything};
pub use templates::{Renderer, embedded_static, embedded_templates};
