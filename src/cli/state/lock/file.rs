//! The file that a lock is kept in.
//!
//! ```text
//! # The files on record, as `sms evidence lock` found them.
//! version 1
//! ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 3 records/q1.csv
//! ```
//!
//! Each file has a line of its own, by path, so that a change reads well in a review and two branches merge.

use std::collections::BTreeMap;
use std::path::Path;

use super::unreadable;
use crate::cli::failure::{Failure, failure};
use crate::workspace::shown;

/// The version of the form; it changes when a reader of the old form could misread the new one.
const VERSION: u64 = 1;

/// What is written above everything else.
const HEAD: &str = "# The files on record, as `sms evidence lock` found them: SHA-256, size in bytes, path.";

/// What a file holds, as far as a lock knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sum {
    /// The SHA-256 sum, in hexadecimal digits.
    pub sha256: String,
    /// The size.
    pub bytes: u64,
}

/// The files by their paths.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lock(pub BTreeMap<String, Sum>);

/// What is wrong with the text of a lock.
#[derive(PartialEq, Eq, Debug)]
enum Fault {
    /// It has no line that says its version.
    NoVersion,
    /// It is of another version.
    Version(u64),
    /// This line says nothing that a lock says.
    Line(usize),
    /// This line names a file that another one names too.
    Twice(usize),
}

impl Lock {
    /// The lock in the file at `path`.
    pub fn read(path: &Path) -> Result<Lock, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        Lock::parse(&text).map_err(|fault| fault.failure(path))
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let lines = self.0.iter().map(|(path, sum)| format!("{} {} {}\n", sum.sha256, sum.bytes, escaped(path)));
        format!("{HEAD}\nversion {VERSION}\n{}", lines.collect::<String>())
    }

    fn parse(text: &str) -> Result<Lock, Fault> {
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let version = lines.next().and_then(|(_, line)| line.trim().strip_prefix("version ")?.parse().ok());
        match version {
            Some(VERSION) => {}
            Some(other) => return Err(Fault::Version(other)),
            None => return Err(Fault::NoVersion),
        }
        let mut files = BTreeMap::new();
        for (at, line) in lines {
            let (path, sum) = entry(line).ok_or(Fault::Line(at + 1))?;
            if files.insert(path, sum).is_some() {
                return Err(Fault::Twice(at + 1));
            }
        }
        Ok(Lock(files))
    }
}

fn entry(line: &str) -> Option<(String, Sum)> {
    let (sha256, rest) = line.split_once(' ')?;
    let (bytes, path) = rest.split_once(' ')?;
    let is_sum = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let sum = Sum { sha256: sha256.to_owned(), bytes: bytes.parse().ok()? };
    (is_sum && !path.is_empty()).then(|| (unescaped(path), sum))
}

/// A path in which nothing ends the line.
fn escaped(path: &str) -> String {
    path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            (letter, false) => out.push(letter),
        }
    }
    out
}

impl Fault {
    fn failure(self, path: &Path) -> Failure {
        let name = shown(path);
        let again = "version control can restore it; `sms evidence lock` writes it anew, with what the files hold today";
        match self {
            Fault::NoVersion => failure("damaged-lock", format!("`{name}` is no lock: no line says its version")).help(again),
            Fault::Version(version) => failure(
                "lock-version",
                format!("the lock `{name}` is of version {version}, and this program reads version {VERSION}"),
            )
            .help("use the release of `sms` that wrote it, or a later one"),
            Fault::Line(line) => {
                failure("damaged-lock", format!("the lock `{name}` is damaged: line {line} names no file with its sum and size"))
                    .help(again)
            }
            Fault::Twice(line) => {
                failure("damaged-lock", format!("the lock `{name}` is damaged: line {line} names a file for the second time"))
                    .help(again)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_what_it_writes() {
        let sum = |bytes| Sum { sha256: "0a".repeat(32), bytes };
        let paths = ["a b.csv", "records/ü.csv", "back\\slash", "line\nbreak"];
        let lock = Lock(paths.into_iter().zip(0..).map(|(path, bytes)| (path.to_owned(), sum(bytes))).collect());
        assert_eq!(Lock::parse(&lock.text()), Ok(lock.clone()));
        assert_eq!(Lock::parse(&lock.text().replace('\n', "\r\n")), Ok(lock));
        assert_eq!(Lock::parse("version 1\n"), Ok(Lock::default()));
    }

    #[test]
    fn what_is_damaged_is_told_by_its_line() {
        let sum = "0a".repeat(32);
        assert_eq!(Lock::parse(""), Err(Fault::NoVersion));
        assert_eq!(Lock::parse("# nothing\n"), Err(Fault::NoVersion));
        assert_eq!(Lock::parse("version 2\nanything"), Err(Fault::Version(2)));
        assert_eq!(Lock::parse("version 1\n<<<<<<< ours\n"), Err(Fault::Line(2)));
        assert_eq!(Lock::parse(&format!("version 1\n{} 3 a\n", &sum[1..])), Err(Fault::Line(2)));
        assert_eq!(Lock::parse(&format!("version 1\n\n{sum} three a\n")), Err(Fault::Line(3)));
        assert_eq!(Lock::parse(&format!("version 1\n{sum} 3 \n")), Err(Fault::Line(2)));
        assert_eq!(Lock::parse(&format!("version 1\n{sum} 3 a\n{sum} 3 a\n")), Err(Fault::Twice(3)));
    }
}
