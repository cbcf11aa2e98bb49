//! Which of the files that a model speaks of exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// Of the `wanted` paths, which are relative to `root` and use `/`, those that are files on disk.
///
/// Nothing outside `root` is looked at: a path that is absolute or climbs out of the folder does not exist, nor does one that a link leads out.
pub fn known_files<'a>(root: &Path, wanted: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let Ok(root) = root.canonicalize() else { return BTreeSet::new() };
    let mut folders: BTreeMap<PathBuf, bool> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for path in wanted {
        let relative = Path::new(path);
        if known.contains(path) || !stays_below(relative) {
            continue;
        }
        let full = root.join(relative);
        let Some(folder) = full.parent() else { continue };
        // One look at the folder tells for all its files whether a link led out, so that a file costs a single system call.
        let inside = match folders.get(folder) {
            Some(&inside) => inside,
            None => {
                let inside = folder.canonicalize().is_ok_and(|real| real.starts_with(&root));
                folders.insert(folder.to_owned(), inside);
                inside
            }
        };
        if inside && is_file(&root, &full) {
            known.insert(path.to_owned());
        }
    }
    known
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
    depth > 0
}

fn is_file(root: &Path, path: &Path) -> bool {
    match std::fs::symlink_metadata(path) {
        Ok(about) if about.is_symlink() => path.canonicalize().is_ok_and(|real| real.starts_with(root) && real.is_file()),
        Ok(about) => about.is_file(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_folder_are_known() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("model");
        std::fs::create_dir_all(root.join("records")).unwrap();
        std::fs::write(root.join("records/a.csv"), "a").unwrap();
        std::fs::write(folder.path().join("outside.csv"), "a").unwrap();
        let absolute = folder.path().join("outside.csv").to_string_lossy().into_owned();
        let wanted = ["records/a.csv", "records/../records/a.csv", "records/b.csv", "records", "../outside.csv", &absolute, ""];
        let known: Vec<String> = known_files(&root, wanted).into_iter().collect();
        assert_eq!(known, ["records/../records/a.csv", "records/a.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("model");
        std::fs::create_dir(&root).unwrap();
        std::fs::create_dir(folder.path().join("elsewhere")).unwrap();
        std::fs::write(folder.path().join("elsewhere/a.csv"), "a").unwrap();
        std::os::unix::fs::symlink("../elsewhere", root.join("folder")).unwrap();
        std::os::unix::fs::symlink("../elsewhere/a.csv", root.join("file.csv")).unwrap();
        assert!(known_files(&root, ["folder/a.csv", "file.csv"]).is_empty());
    }
}
