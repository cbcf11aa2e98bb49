//! Which of the files that a model names are on disk.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::find::{Folder, reason};
use crate::likeness::closest;
use crate::source::composed;
use crate::world::{FileState, Files, Record, Unread};

/// The files below the model's folders. Each path is looked at once, so that all of a run sees the same.
#[derive(Debug)]
pub struct Disk {
    /// The folders of the model, each as it was given and as it really is.
    folders: Vec<Folder>,
    /// The folder of each model file by its name, where there are several folders.
    held_by: FxHashMap<Box<str>, usize>,
    seen: Mutex<Seen>,
}

#[derive(Default, Debug)]
struct Seen {
    files: FxHashMap<(usize, Box<str>), FileState>,
    /// Whether a folder is really below the model's: one look tells for all its files that no link led out.
    inside: HashMap<(usize, PathBuf), bool>,
}

impl Disk {
    /// The files below one folder, whichever model file names them.
    pub fn below(folder: &Path) -> Disk {
        Disk::of(vec![Folder { path: folder.to_owned(), name: super::shown(folder) }], FxHashMap::default())
    }

    /// The files below several folders: a path is read from the folder of the model file that names it, by the file's name; and from the
    /// first folder where the name is not known.
    pub fn of(folders: Vec<Folder>, held_by: FxHashMap<Box<str>, usize>) -> Disk {
        let real = |folder: Folder| Folder { path: folder.path.canonicalize().unwrap_or(folder.path), name: folder.name };
        Disk { folders: folders.into_iter().map(real).collect(), held_by, seen: Mutex::default() }
    }

    /// The place of the folder that what the model file of this name names is read from.
    fn folder_of(&self, named_in: &str) -> usize {
        self.held_by.get(named_in).copied().unwrap_or(0)
    }

    fn look(&self, path: &str, folder: usize) -> FileState {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = seen.files.get(&(folder, path.into())) {
            return state.clone();
        }
        let root = self.folders.get(folder).map_or(Path::new("."), |folder| &folder.path);
        let state = look(&mut seen, root, folder, path);
        seen.files.insert((folder, path.into()), state.clone());
        state
    }
}

impl Files for Disk {
    fn state(&self, path: &str, named_in: &str) -> FileState {
        self.look(path, self.folder_of(named_in))
    }

    fn exists(&self, path: &str) -> bool {
        (0..self.folders.len()).any(|folder| self.look(path, folder) == FileState::Present)
    }

    fn read(&self, path: &str, named_in: &str, limit: u64) -> Result<Record, Unread> {
        let folder = self.folder_of(named_in);
        let (FileState::Present, Some(folder)) = (self.look(path, folder), self.folders.get(folder)) else {
            return Err(Unread::NotOnRecord);
        };
        let relative = Path::new(path);
        let written = if path.is_ascii() { None } else { as_written(&folder.path, relative) };
        let bytes = read(&folder.path, written.as_deref().unwrap_or(relative), limit)?;
        let name = super::shown(&Path::new(&folder.name).join(path));
        Ok(Record { name, bytes: bytes.into() })
    }
}

/// The bytes of a file below `root`. What it is asked of the file that was opened, which may be another by now than the one looked at.
fn read(root: &Path, path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    let failed = |error: std::io::Error| Unread::Failed(reason(&error));
    let real = root.join(path).canonicalize().map_err(failed)?;
    if !real.starts_with(root) {
        return Err(Unread::NotOnRecord);
    }
    let file = File::open(real).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if !about.is_file() {
        return Err(Unread::NotOnRecord);
    }
    if about.len() > limit {
        return Err(Unread::TooLarge { bytes: Some(about.len()) });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(Unread::TooLarge { bytes: None });
    }
    Ok(bytes)
}

fn look(seen: &mut Seen, root: &Path, folder: usize, path: &str) -> FileState {
    let relative = Path::new(path);
    if !stays_below(relative) {
        return FileState::Outside;
    }
    let written = if path.is_ascii() { None } else { as_written(root, relative) };
    let relative = written.as_deref().unwrap_or(relative);
    let full = root.join(relative);
    let Some(parent) = full.parent() else { return FileState::Outside };
    let inside = match seen.inside.get(&(folder, parent.to_owned())) {
        Some(&inside) => inside,
        // A folder that is not there leads nowhere.
        None => {
            let inside = parent.canonicalize().map_or(true, |real| real.starts_with(root));
            seen.inside.insert((folder, parent.to_owned()), inside);
            inside
        }
    };
    if !inside {
        return FileState::Outside;
    }
    let about = match std::fs::symlink_metadata(&full) {
        Ok(about) if about.is_symlink() => match full.canonicalize() {
            Ok(real) if !real.starts_with(root) => return FileState::Outside,
            Ok(real) => std::fs::metadata(real),
            Err(error) => Err(error),
        },
        other => other,
    };
    match about {
        Ok(about) if about.is_file() => FileState::Present,
        Ok(about) if about.is_dir() => FileState::Folder,
        Ok(_) => FileState::Special,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => FileState::Unreadable(reason(&error)),
        Err(_) => FileState::Missing { near: near(root, relative) },
    }
}

/// The path as the disk has it, where accents may stand as letters of their own: the texts of a model are read in their composed form.
fn as_written(root: &Path, path: &Path) -> Option<PathBuf> {
    let mut found = PathBuf::new();
    for part in path.components() {
        let place = root.join(&found);
        match part {
            Component::Normal(name) if std::fs::symlink_metadata(place.join(name)).is_err() => {
                let wanted = composed(name.to_str()?);
                let entries = std::fs::read_dir(place).ok()?.flatten().map(|entry| entry.file_name());
                found.push(entries.filter(|entry| entry.to_str().is_some_and(|entry| composed(entry) == wanted)).min()?);
            }
            part => found.push(part),
        }
    }
    Some(found)
}

/// The path under which a file is there that was most likely meant: each part that is not there is replaced by what stands beside it
/// under a similar name, where upper and lower case do not count.
fn near(root: &Path, path: &Path) -> Option<String> {
    let mut found = PathBuf::new();
    for part in path.components() {
        let Component::Normal(part) = part else {
            found.push(part);
            continue;
        };
        let place = root.join(&found);
        if std::fs::symlink_metadata(place.join(part)).is_ok() {
            found.push(part);
            continue;
        }
        let mut names: Vec<String> =
            std::fs::read_dir(place).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort_unstable();
        found.push(closest(part.to_str()?, names.iter().map(String::as_str))?);
    }
    let full = root.join(&found).canonicalize().ok()?;
    (full.is_file() && full.starts_with(root)).then(|| super::shown(&found))
}

fn stays_below(path: &Path) -> bool {
    let mut depth = 0usize;
    for part in path.components() {
        match part {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir => match depth.checked_sub(1) {
                Some(above) => depth = above,
                None => return false,
            },
            Component::RootDir | Component::Prefix(_) => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(near: Option<&str>) -> FileState {
        FileState::Missing { near: near.map(str::to_owned) }
    }

    #[test]
    fn only_files_below_the_folder_are_known() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("model");
        std::fs::create_dir_all(root.join("records")).unwrap();
        std::fs::write(root.join("records/a.csv"), "a").unwrap();
        std::fs::write(folder.path().join("outside.csv"), "a").unwrap();
        let absolute = folder.path().join("outside.csv").to_string_lossy().into_owned();
        let disk = Disk::below(&root);
        let state = |path: &str| disk.state(path, "m.sms");
        assert_eq!(state("records/a.csv"), FileState::Present);
        assert_eq!(state("records/../records/a.csv"), FileState::Present);
        assert_eq!(state("records"), FileState::Folder);
        assert_eq!(state("../outside.csv"), FileState::Outside);
        assert_eq!(state(&absolute), FileState::Outside);
        assert!(disk.exists("records/a.csv") && !disk.exists("records") && !disk.exists("../outside.csv"));
    }

    #[test]
    fn a_missing_file_may_be_there_under_a_name_like_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("records")).unwrap();
        std::fs::write(folder.path().join("records/log.csv"), "a").unwrap();
        let disk = Disk::below(folder.path());
        let state = |path: &str| disk.state(path, "m.sms");
        assert_eq!(state("records/Log.csv"), missing(Some("records/log.csv")));
        assert_eq!(state("Record/lgo.csv"), missing(Some("records/log.csv")));
        assert_eq!(state("records/minutes.csv"), missing(None));
        assert_eq!(state("elsewhere/log.csv"), missing(None));
        // What is near is a folder: no file was meant.
        assert_eq!(state("record"), missing(None));
    }

    #[test]
    fn each_model_file_has_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["one/log.csv", "two/list.csv"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let held_by = [("one/m.sms".into(), 0), ("two/m.sms".into(), 1)].into_iter().collect();
        let below = |name: &str| Folder { path: folder.path().join(name), name: name.to_owned() };
        let disk = Disk::of(vec![below("one"), below("two")], held_by);
        assert_eq!(disk.state("log.csv", "one/m.sms"), FileState::Present);
        assert_eq!(disk.state("log.csv", "two/m.sms"), missing(None));
        assert_eq!(disk.state("list.csv", "two/m.sms"), FileState::Present);
        assert!(disk.exists("log.csv") && disk.exists("list.csv"));
    }

    #[test]
    fn a_name_with_an_accent_is_found_however_the_disk_writes_it() {
        for (on_disk, named) in [("caf\u{e9}", "caf\u{e9}"), ("cafe\u{301}", "caf\u{e9}")] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join(on_disk)).unwrap();
            std::fs::write(folder.path().join(on_disk).join(format!("{on_disk}.csv")), "a").unwrap();
            let disk = Disk::below(folder.path());
            let state = |path: &str| disk.state(path, "m.sms");
            assert_eq!(state(&format!("{named}/{named}.csv")), FileState::Present, "{on_disk}");
            assert_eq!(state(named), FileState::Folder, "{on_disk}");
            assert_eq!(state(&format!("{named}/cafe.txt")), missing(None));
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("model");
        std::fs::create_dir(&root).unwrap();
        std::fs::create_dir(folder.path().join("elsewhere")).unwrap();
        std::fs::write(folder.path().join("elsewhere/a.csv"), "a").unwrap();
        symlink("../elsewhere", root.join("folder")).unwrap();
        symlink("../elsewhere/a.csv", root.join("file.csv")).unwrap();
        symlink("nowhere.csv", root.join("dead.csv")).unwrap();
        symlink("ring.csv", root.join("ring.csv")).unwrap();
        let disk = Disk::below(&root);
        let state = |path: &str| disk.state(path, "m.sms");
        assert_eq!(state("folder/a.csv"), FileState::Outside);
        assert_eq!(state("file.csv"), FileState::Outside);
        assert_eq!(state("dead.csv"), missing(None));
        assert_eq!(state("ring.csv"), missing(None));
    }
}
