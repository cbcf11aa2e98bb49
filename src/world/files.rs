//! The files on record: what the model names as documents and evidence, and whether it is there.

use std::collections::BTreeSet;
use std::fmt::Debug;

/// What can be known of the files that a model names. A path in a model is read from the model's folder and uses `/`.
///
/// Whoever checks says what there is: the disk, a set of names, or [`Absent`] where a model is only a text.
pub trait Files: Debug + Send + Sync {
    /// What stands at `path`, as the model file called `named_in` names it.
    fn state(&self, path: &str, named_in: &str) -> FileState;

    /// Whether there is a file at `path` in any folder of the model; so too where nothing is known, since then nothing is missed.
    fn exists(&self, path: &str) -> bool;
}

/// What stands at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileState {
    /// A file.
    Present,
    /// Nobody can say, and nothing is told.
    Unknown,
    /// Nothing, but perhaps something under a name like it.
    Missing {
        /// The path as it was most likely meant.
        near: Option<String>,
    },
    /// A folder.
    Folder,
    /// Neither a file nor a folder, such as a device.
    Special,
    /// The path leads out of the model's folder: by a link, or because it is absolute or climbs too far.
    Outside,
    /// It may not be looked at; the system's reason.
    Unreadable(String),
}

impl FileState {
    /// Whether nothing speaks against the file.
    pub fn is_on_record(&self) -> bool {
        match self {
            FileState::Present | FileState::Unknown => true,
            FileState::Missing { .. } | FileState::Folder | FileState::Special | FileState::Outside | FileState::Unreadable(_) => {
                false
            }
        }
    }
}

/// No files at all are known of: for models that are texts in memory, and for tests of rules.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Absent;

impl Files for Absent {
    fn state(&self, _path: &str, _named_in: &str) -> FileState {
        FileState::Unknown
    }

    fn exists(&self, _path: &str) -> bool {
        true
    }
}

/// Exactly these files exist, whichever model file names them.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct FileSet {
    known: BTreeSet<Box<str>>,
}

impl FileSet {
    /// The files of these paths.
    pub fn new(paths: impl IntoIterator<Item = impl Into<Box<str>>>) -> FileSet {
        FileSet { known: paths.into_iter().map(Into::into).collect() }
    }
}

impl Files for FileSet {
    fn state(&self, path: &str, _named_in: &str) -> FileState {
        if self.exists(path) { FileState::Present } else { FileState::Missing { near: None } }
    }

    fn exists(&self, path: &str) -> bool {
        self.known.contains(path)
    }
}
