//! Which file of the site an address means.
//!
//! Input: the path of a request, as it came. Output: a file below the output folder, or that there is none. Refuses
//! every address that is not plainly below that folder: `..`, dot files, backslashes, blanks in disguise, and links
//! that lead out of it; and folders that no build has made.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::output::is_output;
use crate::web_address::percent_decoded;

/// What an address means.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A file, without a link on the way.
    File(PathBuf),
    /// A folder with an `index.html`: its address ends in a slash.
    Folder,
    Nothing,
}

/// Finds what a request's path means below the output folder.
pub fn find(root: &Path, path: &str) -> io::Result<Found> {
    let Some(names) = names(path) else { return Ok(Found::Nothing) };
    if !is_output(root) {
        return Ok(Found::Nothing);
    }
    let is_folder = names.last().is_none_or(String::is_empty);
    let mut place = root.to_path_buf();
    place.extend(names.iter().filter(|name| !name.is_empty()));
    if is_folder {
        return within(root, &place.join("index.html"));
    }
    if place.is_dir() {
        let index = within(root, &place.join("index.html"))?;
        return Ok(if index == Found::Nothing { Found::Nothing } else { Found::Folder });
    }
    within(root, &place)
}

/// The names in a path, decoded; the last is empty where the path ends in a slash. Nothing if one of them is not
/// the plain name of a file that may be shown.
fn names(path: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let last = parts.len() - 1;
    let name = |(at, part): (usize, &&str)| {
        let name = percent_decoded(part)?;
        let is_end = at == last && name.is_empty();
        (is_end || is_plain(&name)).then_some(name)
    };
    parts.iter().enumerate().map(name).collect()
}

/// Whether a name means a file right there, on any system, and does not begin with a dot.
fn is_plain(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let is_one = matches!((components.next(), components.next()), (Some(Component::Normal(part)), None) if part == OsStr::new(name));
    is_one && !name.starts_with('.') && !name.contains(|c: char| c == '/' || c == '\\' || c.is_control())
}

/// A file, if it is one and lies below the folder when all links are followed.
fn within(root: &Path, place: &Path) -> io::Result<Found> {
    let (root, place) = match (root.canonicalize(), place.canonicalize()) {
        (Ok(root), Ok(place)) => (root, place),
        (Err(error), _) | (_, Err(error)) if is_absence(&error) => return Ok(Found::Nothing),
        (Err(error), _) | (_, Err(error)) => return Err(error),
    };
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    let is_shown = place.strip_prefix(&root).is_ok_and(|below| !below.iter().any(is_hidden));
    Ok(if is_shown && fs::metadata(&place)?.is_file() { Found::File(place) } else { Found::Nothing })
}

/// A file that is not there is no trouble, a file below a file neither, nor a name that no system can have.
fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename | InvalidInput)
}

/// The media type of a file, by its ending.
pub fn media_type(path: &Path) -> &'static str {
    // What has no ending is for people: `_headers`, `SHA256SUMS`.
    let Some(ending) = path.extension() else { return "text/plain; charset=utf-8" };
    match ending.to_str().unwrap_or_default().to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "bib" | "ris" => "text/plain; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "parquet" => "application/vnd.apache.parquet",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        // Buckets of the search index among them: the page unpacks them itself.
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site with a file beside it that nobody may read.
    fn site() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("public");
        fs::create_dir_all(root.join("regions/empty")).expect("folders");
        fs::create_dir_all(root.join(".git")).expect("folders");
        for file in ["index.html", "方志.html", "a b.html", "regions/index.html", ".fangzhi-manifest", ".git/config", "../secret.txt"] {
            fs::write(root.join(file), file).expect("a file");
        }
        (folder, root)
    }

    fn file(root: &Path, path: &str) -> Option<String> {
        match find(root, path).expect("readable") {
            Found::File(place) => fs::read_to_string(place).ok(),
            Found::Folder | Found::Nothing => None,
        }
    }

    #[test]
    fn files_and_folders_with_an_index_are_found() {
        let (_folder, root) = site();
        let found = ["/", "/index.html", "/%E6%96%B9%e5%bf%97.html", "/a%20b.html", "/regions/"].map(|path| file(&root, path));
        let expected = ["index.html", "index.html", "方志.html", "a b.html", "regions/index.html"];
        assert_eq!(found.map(Option::unwrap_or_default), expected);
        assert_eq!(find(&root, "/regions").expect("readable"), Found::Folder);
        for path in ["/regions/empty", "/regions/empty/", "/index.html/", "/index.html/a", "/nothing.html"] {
            assert_eq!(find(&root, path).expect("readable"), Found::Nothing, "{path}");
        }
    }

    #[test]
    fn no_address_leads_out_of_the_site() {
        let (folder, root) = site();
        let absolute = folder.path().join("secret.txt").to_string_lossy().into_owned();
        let hostile = [
            "",
            "index.html",
            "*",
            "//",
            "//secret.txt",
            "/..",
            "/../",
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/%2E./secret.txt",
            "/.%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "/..\\secret.txt",
            "/%2e%2e%2fsecret.txt",
            "/regions/../../secret.txt",
            "/regions/..",
            "/./index.html",
            "/regions/./index.html",
            "/regions//index.html",
            "/%00",
            "/index.html%00",
            "/index.html%00.txt",
            "/%0a",
            "/%",
            "/%2",
            "/%zz",
            "/%+1",
            "/%ff",
            "/%c0%ae%c0%ae/secret.txt",
            "/%252e%252e/secret.txt",
            "/.fangzhi-manifest",
            "/%2efangzhi-manifest",
            "/.git/config",
            "/%2Egit/config",
            "/...",
            "/~/secret.txt",
        ];
        let long = format!("/{}", "a".repeat(5000));
        for path in hostile.iter().copied().chain([absolute.as_str(), &format!("/{absolute}"), &long]) {
            assert_eq!(find(&root, path).expect("readable"), Found::Nothing, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_site_and_to_hidden_files_are_not_followed() {
        let (folder, root) = site();
        let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, root.join(name)).expect("a link");
        link(&folder.path().join("secret.txt"), "out.txt");
        link(folder.path(), "above");
        link(&root.join(".git/config"), "hidden.txt");
        link(&root.join("gone"), "gone.txt");
        link(&root.join("loop"), "loop");
        link(&root.join("方志.html"), "within.html");
        for path in ["/out.txt", "/above/secret.txt", "/hidden.txt", "/gone.txt"] {
            assert_eq!(find(&root, path).expect("readable"), Found::Nothing, "{path}");
        }
        assert!(find(&root, "/loop").is_err());
        assert_eq!(file(&root, "/within.html").as_deref(), Some("方志.html"));
    }

    #[test]
    fn a_folder_that_no_build_made_is_not_shown() {
        let (_folder, root) = site();
        fs::remove_file(root.join(".fangzhi-manifest")).expect("removed");
        assert_eq!(find(&root, "/index.html").expect("readable"), Found::Nothing);
    }
}
