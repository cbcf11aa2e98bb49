//! The files on record: what the model names as documents and evidence, and whether it is there.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

/// What can be known of the files that a model names. A path in a model is read from the model's folder and uses `/`.
///
/// Whoever checks says what there is: the disk, a set of names, or [`Absent`] where a model is only a text.
pub trait Files: Debug + Send + Sync {
    /// What stands at `path`, as the model file called `named_in` names it.
    fn state(&self, path: &str, named_in: &str) -> FileState;

    /// Whether there is a file at `path` in any folder of the model; so too where nothing is known, since then nothing is missed.
    fn exists(&self, path: &str) -> bool;

    /// What the file at `path` holds, as the model file called `named_in` names it, if that is no more than `limit` bytes.
    fn read(&self, path: &str, named_in: &str, limit: u64) -> Result<Record, Unread>;
}

/// A file on record, as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The name users know it by: as other files are shown.
    pub name: String,
    /// All of it.
    pub bytes: Arc<[u8]>,
}

/// Why a file on record was not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unread {
    /// Nobody can say what it holds, and nothing is told.
    Unknown,
    /// It is not on record, which its [`FileState`] tells.
    NotOnRecord,
    /// It is larger than the limit. Nothing of it was read.
    TooLarge {
        /// How many bytes it has, as far as that is known.
        bytes: Option<u64>,
    },
    /// It is there and cannot be read; the system's reason.
    Failed(String),
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

    fn read(&self, _path: &str, _named_in: &str, _limit: u64) -> Result<Record, Unread> {
        Err(Unread::Unknown)
    }
}

/// Exactly these files exist, whichever model file names them.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct FileSet {
    known: BTreeMap<Box<str>, Option<Arc<[u8]>>>,
}

impl FileSet {
    /// The files of these paths; what they hold nobody knows.
    pub fn new(paths: impl IntoIterator<Item = impl Into<Box<str>>>) -> FileSet {
        FileSet { known: paths.into_iter().map(|path| (path.into(), None)).collect() }
    }

    /// With one file more, or another in place of the one of this path, and what it holds.
    pub fn with(mut self, path: impl Into<Box<str>>, bytes: impl Into<Arc<[u8]>>) -> FileSet {
        self.known.insert(path.into(), Some(bytes.into()));
        self
    }
}

/// What these files hold is known, and of all others nothing: for tests of rules, which say what they need.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Given(pub FileSet);

impl Files for Given {
    fn state(&self, path: &str, named_in: &str) -> FileState {
        match self.0.state(path, named_in) {
            FileState::Present => FileState::Present,
            _ => FileState::Unknown,
        }
    }

    fn exists(&self, _path: &str) -> bool {
        true
    }

    fn read(&self, path: &str, named_in: &str, limit: u64) -> Result<Record, Unread> {
        self.0.read(path, named_in, limit).map_err(|unread| match unread {
            Unread::NotOnRecord => Unread::Unknown,
            other => other,
        })
    }
}

impl Files for FileSet {
    fn state(&self, path: &str, _named_in: &str) -> FileState {
        if self.exists(path) { FileState::Present } else { FileState::Missing { near: None } }
    }

    fn exists(&self, path: &str) -> bool {
        self.known.contains_key(path)
    }

    fn read(&self, path: &str, _named_in: &str, limit: u64) -> Result<Record, Unread> {
        match self.known.get(path) {
            None => Err(Unread::NotOnRecord),
            Some(None) => Err(Unread::Unknown),
            Some(Some(bytes)) if bytes.len() as u64 > limit => Err(Unread::TooLarge { bytes: Some(bytes.len() as u64) }),
            Some(Some(bytes)) => Ok(Record { name: path.to_owned(), bytes: bytes.clone() }),
        }
    }
}
