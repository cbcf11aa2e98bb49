//! A set of files as one model: finds and reads them, and takes them through every stage.
//!
//! This is the only place below the command line that touches the file system. Whatever is checked is a [`Snapshot`], whether its texts came from
//! files or from memory. What cannot be read becomes a diagnostic like any other,
//! and everything else is still checked.

// The workspace reads files: that is what it is for.
#![allow(clippy::disallowed_methods)]

mod check;
mod cite;
mod decode;
mod disk;
mod find;
mod ignore;
mod part;
mod read;
mod records;
mod snapshot;
mod summed;
mod told;
mod walk;

pub use check::{Checked, Judged, check, understood};
pub use disk::Disk;
pub use find::shown;
pub use part::{declared_beside, files_at};
pub use read::LIMIT;
pub use records::RECORD_LIMIT;
pub use snapshot::Snapshot;
pub use told::{About, Clauses, Held, Telling, Told};

use std::borrow::Borrow;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use decode::Damage;
use find::{Folder, Found, Search};

use crate::diag::codes;
use crate::diag::{Diagnostic, Severity, Source};
use crate::library;
use crate::world::{Absent, Files};

/// How standard input is given as a path.
pub const STDIN: &str = "-";

/// Everything that was read, and what could not be.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, what the model needs of the library, and what could not be found, read or decoded.
    pub snapshot: Snapshot,
    /// The files that the model may name as documents and evidence.
    pub on_record: Arc<dyn Files>,
}

/// Reads the organisation's files below `paths` and what they need of the library. The path `-` stands for `stdin`.
pub fn load(paths: &[PathBuf], stdin: &mut dyn Read) -> Loaded {
    read(paths, stdin, Vec::new())
}

/// Reads the organisation's files below `paths`, which may be none, and the whole library: what `sms explain` looks things up in.
pub fn load_with_library(paths: &[PathBuf], stdin: &mut dyn Read) -> Loaded {
    match paths {
        [] => Loaded { snapshot: Snapshot::made_of(Vec::new(), library::all_places()), on_record: Arc::new(Absent) },
        paths => read(paths, stdin, library::all_places()),
    }
}

/// A model of texts that are in memory, each with its name, with what it needs of the library: for editors and tests. Nothing is known of
/// files on record; whoever knows of some puts them in.
pub fn load_texts(texts: Vec<(String, String)>) -> Loaded {
    Loaded { snapshot: Snapshot::new(texts), on_record: Arc::new(Absent) }
}

/// Whether any of the diagnostics says that input was missing or could not be read, so that the rest was checked without it.
pub fn left_out_input<T: Borrow<Diagnostic>>(diagnostics: &[T]) -> bool {
    diagnostics.iter().map(Borrow::borrow).any(|diagnostic: &Diagnostic| match diagnostic.source {
        Source::Language(code) => {
            diagnostic.severity == Severity::Error
                && [&codes::E0001, &codes::E0002, &codes::E0004, &codes::E0005, &codes::E0006, &codes::E0007].contains(&code)
        }
        Source::Rule(_) => false,
    })
}

const STDIN_NAME: &str = "<stdin>";

/// Reads the files below `paths`, with the files of the library that stand at these places, and others that they need.
fn read(paths: &[PathBuf], stdin: &mut dyn Read, asked_for: Vec<usize>) -> Loaded {
    let (streams, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| path == Path::new(STDIN));
    let Search { found, folders, mut diagnostics } = match &*paths {
        [] if !streams.is_empty() => Search::default(),
        paths => find::find(paths),
    };
    let on_record = on_record(&found, folders, &streams);
    let mut read: Vec<(String, Result<read::Text, Box<Diagnostic>>)> =
        found.into_par_iter().map(|file| (file.name.clone(), read::file(&file.name, &file.path))).collect();
    if !streams.is_empty() {
        read.push((STDIN_NAME.to_owned(), read::stream(STDIN_NAME, stdin, 0)));
    }

    let (mut texts, mut damaged) = (Vec::new(), Vec::new());
    for (name, text) in read {
        match text {
            Ok(read::Text { text, damage }) => {
                damaged.extend(damage.map(|damage| (name.clone(), damage)));
                texts.push((name, text));
            }
            Err(told) => diagnostics.push(*told),
        }
    }
    let snapshot = Snapshot::made_of(texts, asked_for);
    let tell = |(name, damage): (String, Damage)| Some(read::damaged(snapshot.sources(), snapshot.file(&name)?, &damage));
    diagnostics.extend(damaged.into_iter().filter_map(tell));
    Loaded { snapshot: snapshot.with_unread(diagnostics), on_record: Arc::new(on_record) }
}

/// The files below the folders of the model. What standard input names is read from the folder the command runs in.
fn on_record(found: &[Found], mut folders: Vec<Folder>, streams: &[PathBuf]) -> Disk {
    let mut held_by = FxHashMap::default();
    // Where all is in one folder, nobody has to ask by name.
    if folders.len() > 1 || !streams.is_empty() {
        held_by.extend(found.iter().map(|file| (file.name.as_str().into(), file.folder)));
    }
    if !streams.is_empty() {
        held_by.insert(STDIN_NAME.into(), folders.len());
        folders.push(Folder { path: PathBuf::from("."), name: ".".to_owned() });
    }
    Disk::of(folders, held_by)
}

/// The deepest folder that holds all `paths`; the current one where there are none.
pub fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let mut common: Option<PathBuf> = None;
    for path in paths {
        let Ok(full) = path.canonicalize() else { continue };
        let folder = if full.is_dir() { full } else { full.parent().map(Path::to_owned).unwrap_or(full) };
        common = Some(match common {
            None => folder,
            Some(common) => shared(&common, &folder),
        });
    }
    common.unwrap_or_else(|| PathBuf::from("."))
}

fn shared(left: &Path, right: &Path) -> PathBuf {
    left.components().zip(right.components()).take_while(|(left, right)| left == right).map(|(part, _)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Origin;

    fn names(loaded: &Loaded) -> Vec<String> {
        loaded
            .snapshot
            .sources()
            .files()
            .filter(|(_, file)| file.origin() == Origin::Model)
            .map(|(_, file)| file.name().to_owned())
            .collect()
    }

    #[test]
    fn folders_are_read_in_order_of_names_and_hidden_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.sms", "a/z.sms", "a.sms", ".git/x.sms", "a/notes.txt"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let twice = [folder.path().join("a"), folder.path().to_owned(), folder.path().join("b.sms")];
        let loaded = load(&twice, &mut std::io::empty());
        let root = shown(folder.path());
        assert_eq!(names(&loaded), ["a.sms", "a/z.sms", "b.sms"].map(|name| format!("{root}/{name}")));
        assert!(loaded.snapshot.unread().is_empty());
    }

    #[test]
    fn standard_input_is_a_file_like_others() {
        let loaded = load(&[PathBuf::from("-")], &mut &b"service x"[..]);
        assert_eq!(names(&loaded), ["<stdin>"]);
        assert!(loaded.snapshot.unread().is_empty());
    }

    #[test]
    fn the_common_folder_holds_all_paths() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["m/a/x.sms", "m/b/y.sms"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let paths = [folder.path().join("m/a/x.sms"), folder.path().join("m/b")];
        assert_eq!(common_folder(&paths), folder.path().join("m").canonicalize().unwrap());
        assert_eq!(common_folder(&[]), PathBuf::from("."));
    }
}
