//! Files of a model written anew, each whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Prepared, cannot_write, unfinished};
use crate::cli::failure::Failure;

/// A file of a model with another text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rewrite {
    /// The file, as it is shown to users.
    pub name: String,
    /// The text that was read.
    pub before: String,
    /// The text that takes its place.
    pub after: String,
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It has its new text.
    Written,
    /// Somebody changed it after it was read, so it stays as it is.
    Changed,
}

/// Gives the files their new texts: first all are written beside their places, then all are put there. A file that is no longer what was read is
/// left alone. Byte order marks and permissions stay, and a link stays a link.
pub fn rewrite(rewrites: &[Rewrite]) -> Result<Vec<Fate>, Failure> {
    unfinished::watch();
    let mut folders: Vec<PathBuf> = Vec::new();
    let result = prepare(rewrites, &mut folders).and_then(|prepared| {
        let mut fates = Vec::with_capacity(prepared.len());
        let _unstopped = unfinished::unstopped();
        for file in prepared {
            fates.push(match file {
                None => Fate::Changed,
                Some(Prepared { part, path }) => {
                    part.persist(&path).map_err(|fault| cannot_write(&path, fault.error))?;
                    Fate::Written
                }
            });
        }
        Ok(fates)
    });
    for folder in &folders {
        match &result {
            Ok(_) => unfinished::unstopped().finish(folder),
            Err(_) => unfinished::undo(folder),
        }
    }
    result
}

fn prepare(rewrites: &[Rewrite], folders: &mut Vec<PathBuf>) -> Result<Vec<Option<Prepared>>, Failure> {
    let mut prepared = Vec::with_capacity(rewrites.len());
    for Rewrite { name, before, after } in rewrites {
        let path = Path::new(name).canonicalize().map_err(|error| cannot_write(Path::new(name), error))?;
        let bytes = fs::read(&path).map_err(|error| cannot_write(&path, error))?;
        let mark = if bytes.starts_with(MARK) { MARK } else { &[] };
        if bytes.get(mark.len()..) != Some(before.as_bytes()) {
            prepared.push(None);
            continue;
        }
        let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
        if !folders.contains(&folder) {
            folders.push(folder.clone());
        }
        let part = unfinished::part(&folder, &[mark, after.as_bytes()].concat()).map_err(|error| cannot_write(&path, error))?;
        let permissions = fs::metadata(&path).map(|about| about.permissions());
        permissions
            .and_then(|permissions| fs::set_permissions(part.path(), permissions))
            .map_err(|error| cannot_write(&path, error))?;
        prepared.push(Some(Prepared { part, path }));
    }
    Ok(prepared)
}

/// The byte order mark that some editors begin a file with.
const MARK: &[u8] = "\u{feff}".as_bytes();

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrites(folder: &Path, files: &[(&str, &str, &str)]) -> Vec<Rewrite> {
        let rewrite = |(name, before, after): &(&str, &str, &str)| Rewrite {
            name: folder.join(name).to_string_lossy().into_owned(),
            before: (*before).to_owned(),
            after: (*after).to_owned(),
        };
        files.iter().map(rewrite).collect()
    }

    #[test]
    fn a_file_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.sms"), "\u{feff}one").unwrap();
        fs::write(folder.path().join("b.sms"), "changed").unwrap();
        let fates = rewrite(&rewrites(folder.path(), &[("a.sms", "one", "two"), ("b.sms", "one", "two")])).unwrap();
        assert_eq!(fates, [Fate::Written, Fate::Changed]);
        assert_eq!(fs::read_to_string(folder.path().join("a.sms")).unwrap(), "\u{feff}two");
        assert_eq!(fs::read_to_string(folder.path().join("b.sms")).unwrap(), "changed");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn where_one_file_cannot_be_written_none_is() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.sms"), "one").unwrap();
        assert!(rewrite(&rewrites(folder.path(), &[("a.sms", "one", "two"), ("gone.sms", "one", "two")])).is_err());
        assert_eq!(fs::read_to_string(folder.path().join("a.sms")).unwrap(), "one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.sms"), folder.path().join("link.sms"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.sms", &link).unwrap();
        rewrite(&rewrites(folder.path(), &[("link.sms", "one", "two")])).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
