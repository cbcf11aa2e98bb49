//! Which files the given paths mean.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::walk::{self, Walk};
use crate::diag::codes;
use crate::diag::{Code, Diagnostic, Place, Severity, Source};
use crate::likeness::closest;

/// A file to read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Found {
    /// Its name as shown: as the user gave the path, with `/`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// The model's folder it stands in, among [`Search::folders`]: what files on record are read from.
    pub folder: usize,
}

/// A folder of the model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// Its name as shown: as the user gave it.
    pub name: String,
}

/// What the given paths mean.
#[derive(Default, Debug)]
pub struct Search {
    /// The files, sorted by name, each once.
    pub found: Vec<Found>,
    /// The folders of the model.
    pub folders: Vec<Folder>,
    /// What could not be looked at.
    pub diagnostics: Vec<Diagnostic>,
}

/// The `.sms` files below the given folders, and the given files themselves.
///
/// The model's folder of a file is the outermost folder given that holds it, or the one that it stands in where it is given by name; what
/// else is given makes no difference.
///
/// Folders and files whose name begins with a dot are passed over, and so is what [`Ignored`](super::ignore::Ignored) names, unless they are given by name. Links
/// are followed as long as they stay within the folders given; one that leads back to a folder it stands in is not followed again.
pub fn find(paths: &[PathBuf]) -> Search {
    let real = |path: &PathBuf| Some(Folder { path: path.canonicalize().ok()?, name: shown(path) });
    let folders: Vec<Folder> = paths.iter().filter(|path| path.is_dir()).filter_map(real).collect();
    let given: Vec<PathBuf> = folders.iter().map(|folder| folder.path.clone()).collect();
    let mut walk = Walk::default();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => {
                let at = model_folder(&mut walk, path, &folders);
                walk::folder(&mut walk, path, at, &given);
            }
            Ok(_) => {
                let folder = model_folder(&mut walk, &parent(path), &folders);
                walk.found.push(Found { name: shown(path), path: path.clone(), folder });
            }
            Err(error) => walk.diagnostics.push(missing(path, &error)),
        }
    }
    let Walk { mut found, folders, mut diagnostics, links, passed_over } = walk;
    found.sort();
    found.dedup();
    if links || paths.len() > 1 {
        // Only then can one file have two names.
        let mut seen = BTreeSet::new();
        found.retain(|file| seen.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())));
    }
    if found.is_empty() && diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error) {
        diagnostics.push(nothing(paths));
    }
    diagnostics.extend(passed_over.told());
    Search { found, folders, diagnostics }
}

/// The place among the walk's folders of the outermost of the folders `given` that holds `folder`, or of `folder` itself.
fn model_folder(walk: &mut Walk, folder: &Path, given: &[Folder]) -> usize {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let outermost = given.iter().filter(|given| real.starts_with(&given.path)).min_by_key(|given| given.path.as_os_str().len());
    let folder = outermost.cloned().unwrap_or_else(|| Folder { path: real, name: shown(folder) });
    match walk.folders.iter().position(|known| known.path == folder.path) {
        Some(at) => at,
        None => {
            walk.folders.push(folder);
            walk.folders.len() - 1
        }
    }
}

/// The folder that holds the file.
fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The path as users know it: `/` between the parts, no `./` in front.
pub fn shown(path: &Path) -> String {
    let mut name = String::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::RootDir => name.push('/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if !name.is_empty() && !name.ends_with('/') {
                    name.push('/');
                }
                name.push_str(&part.as_os_str().to_string_lossy());
            }
        }
    }
    if name.is_empty() { ".".to_owned() } else { name }
}

/// A diagnostic about a file or folder as a whole.
pub fn about_file(code: &'static Code, severity: Severity, name: &str, message: String) -> Diagnostic {
    Diagnostic::new(Source::Language(code), severity, Place::File(name.to_owned()), message)
}

/// What the system said, in words that do not need a programmer.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission to read it".to_owned(),
        // The system's own words, without the number that Rust adds.
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or(&text);
            let mut letters = text.chars();
            letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
        }
    }
}

fn missing(path: &Path, error: &io::Error) -> Diagnostic {
    let name = shown(path);
    let told = about_file(&codes::E0001, Severity::Error, &name, format!("cannot read `{name}`: {}", reason(error)));
    if error.kind() != io::ErrorKind::NotFound {
        return told;
    }
    match neighbour(path) {
        Some(near) => told.help(format!("did you mean `{}`?", shown(&near))),
        None => told.help("check the spelling and the folder the command runs in"),
    }
}

/// What stands in the same folder under a similar name.
fn neighbour(path: &Path) -> Option<PathBuf> {
    let wanted = path.file_name()?.to_str()?;
    let parent = parent(path);
    let mut names: Vec<String> =
        std::fs::read_dir(&parent).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    closest(wanted, names.iter().map(String::as_str)).map(|near| parent.join(near))
}

fn nothing(paths: &[PathBuf]) -> Diagnostic {
    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", shown(path))).collect();
    let message = match &*names {
        [] => "no file or folder to check was given".to_owned(),
        [one] if one == "`.`" => "there is no `.sms` file in this folder or below it".to_owned(),
        [one] => format!("there is no `.sms` file in {one} or below it"),
        [first, second] => format!("there is no `.sms` file in {first} or {second}, or below them"),
        [.., _] => format!("there is no `.sms` file in any of the {} folders, or below them", names.len()),
    };
    Diagnostic::new(Source::Language(&codes::E0006), Severity::Error, Place::Nowhere, message)
        .help("`sms init` writes a small model to start from; `sms check DIR` checks another folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_given_with_slashes() {
        assert_eq!(shown(Path::new("./a/./b.sms")), "a/b.sms");
        assert_eq!(shown(Path::new("../a.sms")), "../a.sms");
        assert_eq!(shown(Path::new("/srv/a.sms")), "/srv/a.sms");
        assert_eq!(shown(Path::new(".")), ".");
    }
}
