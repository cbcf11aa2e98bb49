//! Files written whole or not at all.
//!
//! Every file is first written completely beside its place and only then renamed, and whatever can be foreseen to go wrong is looked for
//! before the first of them is: a full disk, a bad name, a crash or a signal leave the old files and never half a file. What a killed run
//! leaves is taken away by the next.

mod build;
mod claim;
mod record;
mod rewrite;
mod unfinished;

pub use build::{Build, Built, Made, build};
pub use rewrite::{Fate, Rewrite, rewrite};

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use self::claim::claim;
use self::unfinished::Unstopped;
use super::failure::{Failure, failure};
use crate::workspace::shown;

/// A file to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Its name in the folder; `FOLDER/NAME` where it stands in a folder within that.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Whether files that are there already are written anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existing {
    /// They are replaced.
    Replace,
    /// They stay, and nothing is written.
    Keep,
}

/// Writes `files` into `folder`, which is made where it is missing; gives the paths in the same order.
pub fn write(folder: &Path, files: &[Output], existing: Existing) -> Result<Vec<PathBuf>, Failure> {
    all_or_nothing(folder, || {
        let prepared = prepare(folder, files.iter(), existing)?;
        let unstopped = unfinished::unstopped();
        let written = place(prepared, existing, &unstopped)?;
        unstopped.finish(folder);
        Ok(written)
    })
}

/// Runs `work`, which writes into `folder`, while no other run does. Where it fails, what was begun goes again.
fn all_or_nothing<T>(folder: &Path, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    unfinished::watch();
    unfinished::make_folder(folder).map_err(|error| cannot_write(folder, error))?;
    let claim = claim(folder)?;
    let worked = work();
    drop(claim);
    if worked.is_err() {
        unfinished::undo(folder);
    }
    worked
}

/// A file that is whole, beside its place.
struct Prepared {
    part: NamedTempFile,
    path: PathBuf,
}

/// Writes all files beside their places, after a look at whether each can be put there.
fn prepare<'a>(folder: &Path, files: impl Iterator<Item = &'a Output>, existing: Existing) -> Result<Vec<Prepared>, Failure> {
    let mut prepared = Vec::new();
    let mut taken = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        if let Some(inner) = inner(&file.name) {
            match folder_within(folder, inner)? {
                Within::There => {}
                Within::InTheWay(path) if !taken.contains(&path) => taken.push(path),
                Within::InTheWay(_) => {}
            }
        }
        match fs::symlink_metadata(&path) {
            // A dead link is in the way too.
            Ok(_) if existing == Existing::Keep => taken.push(format!("`{}`", shown(&path))),
            Ok(_) if path.is_dir() => taken.push(format!("`{}`", shown(&path))),
            Ok(_) => can_be_replaced(&path).map_err(|error| cannot_write(&path, error))?,
            // What is not a folder is in the way of one, and has been noted.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            // The system refuses the name itself.
            Err(error) => return Err(cannot_write(&path, error)),
        }
        let part = unfinished::part(folder, &file.bytes).map_err(|error| cannot_write(&path, error))?;
        prepared.push(Prepared { part, path });
    }
    if !taken.is_empty() {
        return Err(in_the_way(&taken, existing));
    }
    different_places(&prepared)?;
    Ok(prepared)
}

/// The folder within the folder in which a file of this name stands.
fn inner(name: &str) -> Option<&str> {
    name.split_once('/').map(|(inner, _)| inner)
}

/// Whether there is a folder of this name within `folder`.
enum Within {
    There,
    /// Something else is called so.
    InTheWay(String),
}

/// Makes the folder where it is missing. A link is not followed: it may lead anywhere.
fn folder_within(folder: &Path, inner: &str) -> Result<Within, Failure> {
    let path = folder.join(inner);
    match fs::symlink_metadata(&path) {
        Ok(about) if about.is_dir() => Ok(Within::There),
        Ok(_) => Ok(Within::InTheWay(format!("`{}`", shown(&path)))),
        Err(_) => match unfinished::make_folder(&path) {
            Ok(()) => Ok(Within::There),
            Err(error) => Err(cannot_write(&path, error)),
        },
    }
}

/// Where a program that has a file open keeps others from replacing it, this is found out before anything is replaced.
#[cfg(windows)]
fn can_be_replaced(path: &Path) -> io::Result<()> {
    fs::OpenOptions::new().write(true).open(path).map(drop)
}

#[cfg(not(windows))]
fn can_be_replaced(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Fails where two files would be one: the same name, or names equal but for upper and lower case where the folder does not tell these apart.
fn different_places(prepared: &[Prepared]) -> Result<(), Failure> {
    let Some(first) = prepared.first() else { return Ok(()) };
    let case = case_of(&first.part);
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    for file in prepared {
        if let Some(other) = seen.insert(case.key(&file.path.to_string_lossy()), &file.path) {
            let (one, two) = (shown(other), shown(&file.path));
            return Err(failure("same-place", format!("`{one}` and `{two}` would be one file"))
                .help("give one of the two another name, or write into a folder that tells upper and lower case apart"));
        }
    }
    Ok(())
}

/// Whether a folder tells upper and lower case apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Case {
    Told,
    Ignored,
}

impl Case {
    /// What two names have in common that lead to one file.
    fn key(self, name: &str) -> String {
        match self {
            Case::Told => name.to_owned(),
            Case::Ignored => name.to_lowercase(),
        }
    }
}

/// Asks the folder of a file just written for it in capitals.
fn case_of(part: &NamedTempFile) -> Case {
    let capitals = part.path().file_name().map(|name| part.path().with_file_name(name.to_string_lossy().to_uppercase()));
    if capitals.is_some_and(|path| path.exists()) { Case::Ignored } else { Case::Told }
}

/// Puts the files in their places; no signal comes between.
fn place(prepared: Vec<Prepared>, existing: Existing, _: &Unstopped) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::with_capacity(prepared.len());
    for Prepared { part, path } in prepared {
        let placed = match existing {
            Existing::Replace => part.persist(&path),
            Existing::Keep => part.persist_noclobber(&path),
        };
        placed.map_err(|fault| cannot_write(&path, fault.error))?;
        written.push(path);
    }
    Ok(written)
}

fn in_the_way(taken: &[String], existing: Existing) -> Failure {
    let (verb, them) = if taken.len() == 1 { ("is", "it") } else { ("are", "them") };
    match existing {
        Existing::Replace => {
            failure("folder-in-the-way", format!("{} {verb} in the way of what is to be written there", taken.join(", ")))
                .help(format!("move {them} away, or choose another folder"))
        }
        Existing::Keep => failure("already-there", format!("{} {verb} there already; nothing was written", taken.join(", ")))
            .help(format!("choose another folder, or move {them} away")),
    }
}

fn cannot_write(path: &Path, error: io::Error) -> Failure {
    failure("cannot-write", format!("`{}` could not be written", shown(path)))
        .because(error)
        .help("check that the folder may be written to and that the disk is not full")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(name: &str, text: &str) -> Output {
        Output { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_replaced_or_none() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        write(&folder, &[output("a.md", "1"), output("b.md", "1")], Existing::Replace).unwrap();
        assert_eq!(names(&folder), ["a.md", "b.md"]);
        // The second file cannot be written, so the first keeps its old content.
        fs::create_dir(folder.join("c.md")).unwrap();
        assert!(write(&folder, &[output("a.md", "2"), output("c.md", "2")], Existing::Replace).is_err());
        assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), "1");
        assert_eq!(names(&folder), ["a.md", "b.md", "c.md"]);
        write(&folder, &[output("a.md", "3")], Existing::Replace).unwrap();
        assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), "3");
    }

    #[test]
    fn nothing_is_overwritten_that_is_to_be_kept() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("b.sms"), "mine").unwrap();
        assert!(write(place.path(), &[output("a.sms", ""), output("b.sms", "")], Existing::Keep).is_err());
        assert_eq!(names(place.path()), ["b.sms"]);
        assert_eq!(fs::read_to_string(place.path().join("b.sms")).unwrap(), "mine");
    }

    #[test]
    fn a_folder_made_in_vain_goes_again() {
        let place = tempfile::tempdir().unwrap();
        let bad = output("no/such/folder.md", "");
        assert!(write(&place.path().join("x/y"), &[bad], Existing::Keep).is_err());
        assert!(names(place.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_is_written() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let written = write(place.path(), &[output("a.md", "")], Existing::Replace).unwrap();
        fs::write(place.path().join("usual"), "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&written[0]), mode(&place.path().join("usual")));
    }
}
