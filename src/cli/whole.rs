//! Files written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::{Failure, failure};
use crate::workspace::shown;

/// A file to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Its name in the folder, without a folder of its own.
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
///
/// Every file is first written completely beside its place and only then renamed, so that a full disk or a crash leaves the old files and
/// never half a file.
pub fn write(folder: &Path, files: &[Output], existing: Existing) -> Result<Vec<PathBuf>, Failure> {
    let fresh = missing_part(folder);
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, error))?;
    let written = write_into(folder, files, existing);
    if let (Err(_), Some(fresh)) = (&written, fresh) {
        // A folder that was made for files that could not be written goes again; one that is not empty stays.
        let mut part = Some(folder);
        while let Some(path) = part.filter(|path| path.starts_with(&fresh)) {
            let _ = fs::remove_dir(path);
            part = path.parent();
        }
    }
    written
}

fn write_into(folder: &Path, files: &[Output], existing: Existing) -> Result<Vec<PathBuf>, Failure> {
    let mut prepared: Vec<(NamedTempFile, PathBuf)> = Vec::with_capacity(files.len());
    for file in files {
        let path = folder.join(&file.name);
        let temporary = prepare(folder, &file.bytes).map_err(|error| cannot_write(&path, error))?;
        prepared.push((temporary, path));
    }
    let taken: Vec<String> =
        prepared.iter().filter(|(_, path)| in_the_way(path, existing)).map(|(_, path)| format!("`{}`", shown(path))).collect();
    if !taken.is_empty() {
        return Err(in_the_way_failure(&taken, existing));
    }
    let mut written = Vec::with_capacity(files.len());
    for (temporary, path) in prepared {
        let placed = match existing {
            Existing::Replace => temporary.persist(&path),
            Existing::Keep => temporary.persist_noclobber(&path),
        };
        placed.map_err(|fault| cannot_write(&path, fault.error))?;
        written.push(path);
    }
    Ok(written)
}

/// Whether something stands at `path` that must not be, or cannot be, replaced.
fn in_the_way(path: &Path, existing: Existing) -> bool {
    match existing {
        Existing::Replace => path.is_dir(),
        // A dead link is in the way too.
        Existing::Keep => fs::symlink_metadata(path).is_ok(),
    }
}

fn in_the_way_failure(taken: &[String], existing: Existing) -> Failure {
    let (verb, them) = if taken.len() == 1 { ("is", "it") } else { ("are", "them") };
    match existing {
        Existing::Replace => {
            failure("folder-in-the-way", format!("{} {verb} in the way: a file is to be written there", taken.join(", ")))
                .help(format!("move {them} away, or choose another folder"))
        }
        Existing::Keep => failure("already-there", format!("{} {verb} there already; nothing was written", taken.join(", ")))
            .help(format!("choose another folder, or move {them} away")),
    }
}

fn prepare(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".sms-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other program would make the file; without it only the owner could read the artefacts.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The topmost part of `folder` that does not exist yet.
fn missing_part(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).last().map(Path::to_owned)
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
