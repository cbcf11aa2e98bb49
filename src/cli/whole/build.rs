//! A build into a folder that earlier builds may have written into.
//!
//! A list in the folder says which files builds wrote. Of those that this build does not write anew it removes
//! - the files of what it makes: of a table that is no longer there in the same document and format,
//! - the files of documents that the model no longer has, unless the build makes only some documents,
//! - all that may hold licensed text, where this build is for anybody.
//!
//! Others stay: another format of a document, and documents that were not asked for. Files that are not on the list are never touched, nor
//! is one that somebody has changed since.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::record::{self, Record, Written};
use super::{Case, Existing, Output, all_or_nothing, cannot_write, case_of, inner, place, prepare, unfinished};
use crate::cli::failure::{Failure, failure};
use crate::workspace::shown;
use crate::world::Audience;

/// What a build writes.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// The files.
    pub files: &'a [Made],
    /// Who may read them.
    pub audience: Audience,
    /// All documents of the model by name, where the build was to make them all.
    pub all: Option<&'a [String]>,
}

/// A file of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// The file.
    pub output: Output,
    /// The document.
    pub document: String,
    /// The format.
    pub format: &'static str,
}

/// What a build did.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Built {
    /// The files written, in the order of the build.
    pub written: Vec<PathBuf>,
    /// How many files were there already as they are to be, and were left alone.
    pub unchanged: usize,
    /// Files of earlier builds that it removed.
    pub removed: Vec<PathBuf>,
    /// Files of earlier builds that it would have removed, had nobody changed them.
    pub changed: Vec<PathBuf>,
}

/// Writes the files of a build into `folder` and removes what earlier builds left.
pub fn build(folder: &Path, build: &Build) -> Result<Built, Failure> {
    all_or_nothing(folder, || {
        let before = record::read(folder)?;
        let (same, new): (Vec<&Made>, Vec<&Made>) = build.files.iter().partition(|made| is_there(folder, &made.output));
        let prepared = prepare(folder, new.iter().map(|made| &made.output), Existing::Replace)?;
        let case = prepared.first().map_or(Case::Told, |file| case_of(&file.part));
        let left = left_behind(folder, build, &before, case)?;
        let after = after(build, &before, &left);
        // Should the run be killed from here on, the next build has to know both the old files and the new.
        let both: Record = before.into_iter().chain(after.clone()).collect();
        let lists = [list(&both, folder)?, list(&after, folder)?];
        let [both, after] = lists.each_ref().map(|list| prepare(folder, std::iter::once(list), Existing::Replace));
        let (both, after) = (both?, after?);

        let unstopped = unfinished::unstopped();
        place(both, Existing::Replace, &unstopped)?;
        let written = place(prepared, Existing::Replace, &unstopped)?;
        for path in &left.stale {
            fs::remove_file(path).map_err(|error| cannot_remove(path, error))?;
        }
        // The folder of a format goes with its last file; where others have put something there it stays.
        for emptied in left.stale.iter().filter_map(|path| path.parent()).filter(|parent| *parent != folder) {
            let _ = fs::remove_dir(emptied);
        }
        place(after, Existing::Replace, &unstopped)?;
        unstopped.finish(folder);
        Ok(Built { written, unchanged: same.len(), removed: left.stale, changed: left.changed })
    })
}

/// What earlier builds left in the folder and this build has to do with.
struct Left {
    /// Their files that go.
    stale: Vec<PathBuf>,
    /// Files that would go, had nobody changed them.
    changed: Vec<PathBuf>,
    /// The names of all that stays on the list.
    kept: BTreeSet<String>,
}

fn left_behind(folder: &Path, build: &Build, before: &Record, case: Case) -> Result<Left, Failure> {
    let written: BTreeSet<String> = build.files.iter().map(|made| case.key(&made.output.name)).collect();
    let made: BTreeSet<(&str, &str)> = build.files.iter().map(|made| (made.document.as_str(), made.format)).collect();
    let mut left = Left { stale: Vec::new(), changed: Vec::new(), kept: BTreeSet::new() };
    for (name, file) in before.iter().filter(|(name, _)| !written.contains(&case.key(name))) {
        let private = file.private && build.audience == Audience::Anybody;
        let gone = build.all.is_some_and(|all| !all.contains(&file.document));
        if !private && !gone && !made.contains(&(file.document.as_str(), file.format.as_str())) {
            left.kept.insert(name.clone());
            continue;
        }
        let path = folder.join(name);
        match state(folder, name, file) {
            State::AsWritten => left.stale.push(path),
            State::Gone => {}
            State::Changed if private => return Err(private_changed(&path)),
            State::Changed => left.changed.push(path),
        }
    }
    Ok(left)
}

/// Whether a file is there as it is to be.
fn is_there(folder: &Path, output: &Output) -> bool {
    let path = folder.join(&output.name);
    let is_folder = |inner| fs::symlink_metadata(folder.join(inner)).is_ok_and(|about| about.is_dir());
    inner(&output.name).is_none_or(is_folder)
        && fs::symlink_metadata(&path).is_ok_and(|about| about.is_file() && about.len() == output.bytes.len() as u64)
        && fs::read(&path).is_ok_and(|bytes| bytes == output.bytes)
}

/// What has become of a file.
enum State {
    AsWritten,
    Changed,
    Gone,
}

fn state(folder: &Path, name: &str, file: &Written) -> State {
    // A link in place of the folder of a format leads to what is somebody else's.
    let is_link = inner(name).is_some_and(|inner| fs::symlink_metadata(folder.join(inner)).is_ok_and(|about| !about.is_dir()));
    let path = folder.join(name);
    match fs::symlink_metadata(&path) {
        Ok(_) if is_link => State::Gone,
        Err(_) => State::Gone,
        Ok(about) if !about.is_file() => State::Changed,
        Ok(_) if fs::read(&path).is_ok_and(|bytes| record::sum(&bytes) == file.sum) => State::AsWritten,
        Ok(_) => State::Changed,
    }
}

/// The list of files after the build.
fn after(build: &Build, before: &Record, left: &Left) -> Record {
    let kept = before.iter().filter(|(name, _)| left.kept.contains(*name)).map(|(name, file)| (name.clone(), file.clone()));
    let written = build.files.iter().map(|made| {
        let file = Written {
            document: made.document.clone(),
            format: made.format.to_owned(),
            private: build.audience == Audience::Licensed,
            sum: record::sum(&made.output.bytes),
        };
        (made.output.name.clone(), file)
    });
    kept.chain(written).collect()
}

fn list(record: &Record, folder: &Path) -> Result<Output, Failure> {
    let bytes = record::text(record).map_err(|error| cannot_write(&folder.join(record::NAME), error))?;
    Ok(Output { name: record::NAME.to_owned(), bytes })
}

fn private_changed(path: &Path) -> Failure {
    failure(
        "private-file-left",
        format!("`{}` is of an earlier build with `--private`, and somebody has changed it since", shown(path)),
    )
    .help("it may hold licensed text: move it away, then build again; nothing was written")
}

fn cannot_remove(path: &Path, error: std::io::Error) -> Failure {
    failure("cannot-remove", format!("`{}`, which an earlier build wrote, could not be removed", shown(path)))
        .because(error)
        .help("remove it, then build again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str, text: &str) -> Made {
        let mut parts = name.split('.');
        let document = parts.next().unwrap_or_default().to_owned();
        let format = if name.ends_with("md") { "markdown" } else { "csv" };
        Made { output: Output { name: name.to_owned(), bytes: text.as_bytes().to_vec() }, document, format }
    }

    fn run(folder: &Path, files: &[&str], audience: Audience, all: Option<&[&str]>) -> Result<Built, Failure> {
        let files: Vec<Made> = files.iter().map(|name| made(name, name)).collect();
        let all: Option<Vec<String>> = all.map(|all| all.iter().map(|name| (*name).to_owned()).collect());
        build(folder, &Build { files: &files, audience, all: all.as_deref() })
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != record::NAME).collect();
        names.sort();
        names
    }

    #[test]
    fn files_that_a_build_no_longer_writes_go_and_others_stay() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        fs::write(folder.join("mine.csv"), "").unwrap();
        run(folder, &["a.x.csv", "a.y.csv", "a.md", "b.md"], Audience::Anybody, Some(&["a", "b"])).unwrap();
        // A table is gone; another format of the document stays, and so does the other document.
        let built = run(folder, &["a.x.csv"], Audience::Anybody, None).unwrap();
        assert_eq!(built.removed, [folder.join("a.y.csv")]);
        assert_eq!(names(folder), ["a.md", "a.x.csv", "b.md", "mine.csv"]);
        // With a document that the model no longer has it is another matter, but only where all were to be made.
        run(folder, &["a.md"], Audience::Anybody, None).unwrap();
        assert_eq!(names(folder), ["a.md", "a.x.csv", "b.md", "mine.csv"]);
        run(folder, &["a.md"], Audience::Anybody, Some(&["a"])).unwrap();
        assert_eq!(names(folder), ["a.md", "a.x.csv", "mine.csv"]);
    }

    #[test]
    fn a_build_for_anybody_leaves_nothing_private() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        run(folder, &["a.x.csv", "a.md", "b.md"], Audience::Licensed, Some(&["a", "b"])).unwrap();
        run(folder, &["a.md"], Audience::Anybody, None).unwrap();
        assert_eq!(names(folder), ["a.md"]);
        // Changed by hand it may still hold licensed text.
        run(folder, &["b.md"], Audience::Licensed, None).unwrap();
        fs::write(folder.join("b.md"), "changed").unwrap();
        assert!(run(folder, &["a.md"], Audience::Anybody, None).is_err());
        fs::remove_file(folder.join("b.md")).unwrap();
        assert!(run(folder, &["a.md"], Audience::Anybody, None).is_ok());
    }

    #[test]
    fn a_file_that_somebody_has_changed_stays() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        run(folder, &["a.x.csv", "a.y.csv"], Audience::Anybody, None).unwrap();
        fs::write(folder.join("a.y.csv"), "changed").unwrap();
        let built = run(folder, &["a.x.csv"], Audience::Anybody, None).unwrap();
        assert_eq!((built.removed, built.changed), (vec![], vec![folder.join("a.y.csv")]));
        assert_eq!(names(folder), ["a.x.csv", "a.y.csv"]);
    }

    #[test]
    fn what_a_killed_run_left_goes_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        for name in [".sms-a1b2c3.part", ".sms-notes.part", "x.part"] {
            fs::write(folder.join(name), "").unwrap();
        }
        run(folder, &["a.md"], Audience::Anybody, None).unwrap();
        assert_eq!(names(folder), [".sms-notes.part", "a.md", "x.part"]);
    }
}
