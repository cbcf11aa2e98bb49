//! The files of the library as documents that an editor can show: they are part of the program, and on no disk.
//!
//! A client that shows documents which are no files asks for their text by `workspace/textDocumentContent`. For all others a copy is written,
//! which may be read and not changed, into a folder of the session's own that goes when the session ends.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::place::{path_of, uri_of};
use crate::library;

/// The scheme of their addresses.
pub const SCHEME: &str = "sms-library";

/// The copies that were written in a session.
#[derive(Default)]
pub struct Library {
    folder: OnceLock<Option<TempDir>>,
}

impl Library {
    /// The address of the file of the library that is called `name`.
    pub fn uri(&self, name: &str, shows_documents: bool) -> String {
        if shows_documents {
            return format!("{SCHEME}:/{name}");
        }
        match self.copy(name) {
            Some(path) => uri_of(&path),
            // Where nothing can be written the editor says that there is no such document, which is true.
            None => format!("{SCHEME}:/{name}"),
        }
    }

    /// The name of the file of the library at an address; nothing where it is no such address.
    pub fn name(&self, uri: &str) -> Option<String> {
        if let Some(path) = uri.strip_prefix(SCHEME).and_then(|rest| rest.strip_prefix(':')) {
            return Some(path.trim_start_matches('/').to_owned());
        }
        let folder = self.folder.get()?.as_ref()?.path().canonicalize().ok()?;
        let path = path_of(uri)?;
        let path = path.canonicalize().unwrap_or(path);
        Some(crate::workspace::shown(path.strip_prefix(&folder).ok()?))
    }

    /// The text of the file of this name.
    pub fn text(name: &str) -> Option<&'static str> {
        let all = library::all().into_iter().chain(library::rule_tests());
        all.into_iter().find(|file| file.name == name).map(|file| file.text)
    }

    /// Writes a copy, where there is none yet.
    fn copy(&self, name: &str) -> Option<PathBuf> {
        let text = Library::text(name)?;
        let folder = self.folder.get_or_init(|| tempfile::Builder::new().prefix("sms-library-").tempdir().ok());
        let path = folder.as_ref()?.path().join(name);
        if !path.exists() {
            std::fs::create_dir_all(path.parent()?).ok()?;
            std::fs::write(&path, text).ok()?;
            read_only(&path);
        }
        Some(path)
    }
}

/// Marks a file as one that may not be changed; where that cannot be done it says so nowhere, and changes to a copy change nothing else.
fn read_only(path: &Path) {
    if let Ok(about) = std::fs::metadata(path) {
        let mut permissions = about.permissions();
        permissions.set_readonly(true);
        let _ = std::fs::set_permissions(path, permissions);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_back_to_names() {
        let library = Library::default();
        let name = "stdlib/core/services.sms";
        for shows_documents in [true, false] {
            let uri = library.uri(name, shows_documents);
            assert_eq!(library.name(&uri).as_deref(), Some(name), "{uri}");
        }
        let copy = path_of(&library.uri(name, false)).unwrap();
        assert_eq!(std::fs::read_to_string(&copy).ok().as_deref(), Library::text(name));
        drop(library);
        assert!(!copy.exists(), "the session leaves nothing behind");
        assert_eq!(Library::default().name("file:///srv/a.sms"), None);
    }
}
