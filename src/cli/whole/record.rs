//! The list of the files that builds wrote into a folder. By it a build knows what earlier ones left, and touches nothing else.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::failure::{Failure, failure};
use crate::workspace::shown;

/// The name of the file that holds the list.
pub const NAME: &str = ".sms-written.json";

/// The version of the form; it changes when a reader of the old form could misread the new one.
const VERSION: u64 = 1;

/// What is known of a file that a build wrote.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Written {
    /// The document it belongs to.
    pub document: String,
    /// The format of the document.
    pub format: String,
    /// Whether it may hold licensed text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// A sum over its bytes, which tells whether somebody has changed it since.
    pub sum: String,
}

/// The files that builds wrote, by name.
pub type Record = BTreeMap<String, Written>;

#[derive(Serialize, Deserialize)]
struct File {
    version: u64,
    about: String,
    files: Record,
}

/// The list in `folder`; empty where there is none.
pub fn read(folder: &Path) -> Result<Record, Failure> {
    let path = folder.join(NAME);
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Record::new()),
        Err(error) => return Err(unreadable(&path).because(error)),
    };
    match serde_json::from_slice::<File>(&text) {
        Ok(file) if file.version == VERSION && file.files.iter().all(|(name, file)| is_ours(name, &file.format)) => Ok(file.files),
        Ok(_) | Err(_) => Err(unreadable(&path)),
    }
}

/// The text of the file that holds `record`.
pub fn text(record: &Record) -> io::Result<Vec<u8>> {
    let about = "the files that `sms build` wrote here; the next build removes those that it no longer writes".to_owned();
    let mut text = serde_json::to_vec_pretty(&File { version: VERSION, about, files: record.clone() })?;
    text.push(b'\n');
    Ok(text)
}

/// A sum over bytes: FNV-1a, which is the same on every machine and in every release. It finds changes by accident, which is all it is for.
pub fn sum(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{sum:016x}-{}", bytes.len())
}

/// Whether a name is one of a file in the folder itself, or in one of the folders of a format, as builds write them.
fn is_ours(name: &str, format: &str) -> bool {
    is_plain(name) || name.split_once('/').is_some_and(|(inner, name)| inner == format && is_plain(inner) && is_plain(name))
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
}

fn unreadable(path: &Path) -> Failure {
    failure("unreadable-list", format!("`{}`, the list of files that builds wrote, cannot be read", shown(path))).help(
        "without it nobody knows which files an earlier build left: restore it, choose another folder, or remove it together with them",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), Record::new());
        let written = |private| Written { document: "a".into(), format: "csv".into(), private, sum: sum(b"x") };
        let record = Record::from([("a.csv".to_owned(), written(true)), ("csv/b.csv".to_owned(), written(false))]);
        std::fs::write(folder.path().join(NAME), text(&record).unwrap()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), record);
        for name in ["../a.csv", "/etc/x", ".hidden", "a/b.csv", "csv/../b.csv", "csv/a/b.csv", "csv/.b", "..", ""] {
            let record = Record::from([(name.to_owned(), written(false))]);
            std::fs::write(folder.path().join(NAME), text(&record).unwrap()).unwrap();
            assert!(read(folder.path()).is_err(), "{name}");
        }
        std::fs::write(folder.path().join(NAME), "{\"version\": 2}").unwrap();
        assert!(read(folder.path()).is_err());
    }
}
