//! Walks through a folder: which model files are below it, what is passed over, and which links are not followed.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::find::{Folder, Found, about_file, reason, shown};
use super::ignore::{self, Ignored, Thing};
use crate::diag::codes;
use crate::diag::{Diagnostic, Place, Severity, Source};

/// What has been seen on the way.
#[derive(Default, Debug)]
pub struct Walk {
    /// The model files.
    pub found: Vec<Found>,
    /// The model's folders.
    pub folders: Vec<Folder>,
    /// What could not be looked at.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether any link was followed: only then can one file have two names within a folder.
    pub links: bool,
    /// What was passed over.
    pub passed_over: PassedOver,
}

/// Model files that were passed over.
#[derive(Default, Debug)]
pub struct PassedOver {
    /// Files and folders by name, each with how many model files it stands for.
    things: Vec<(String, usize)>,
}

/// Looks through the folder at `path`, which belongs to the model's folder number `folder`. Links may lead anywhere into the folders
/// `given`, whose real paths these are.
pub fn folder(walk: &mut Walk, path: &Path, folder: usize, given: &[PathBuf]) {
    let ignored = Ignored::below(path);
    let mut entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walk.diagnostics.extend(unreadable(&error));
                continue;
            }
        };
        if entry.depth() > 0 && !is_read(walk, &entry, path, &ignored, given) {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        walk.links |= entry.path_is_symlink();
        if is_source(entry.path()) && !entry.file_type().is_dir() {
            if entry.file_type().is_file() {
                walk.found.push(Found { name: shown(entry.path()), path: entry.into_path(), folder });
            } else {
                walk.diagnostics.push(not_a_file(entry.path()));
            }
        }
    }
}

/// Whether a thing below the folder at `root` belongs to the model; what does not is noted as far as anybody may miss it.
fn is_read(walk: &mut Walk, entry: &DirEntry, root: &Path, ignored: &Ignored, given: &[PathBuf]) -> bool {
    let folder = entry.file_type().is_dir();
    if hidden(entry.file_name()) {
        if !folder && is_source(entry.path()) {
            walk.passed_over.things.push((shown(entry.path()), 1));
        }
        return false;
    }
    let thing = if folder { Thing::folder(entry.path()) } else { Thing::File };
    if ignored.passes_over(entry.path().strip_prefix(root).unwrap_or(entry.path()), thing) {
        let models = if folder { models_below(entry.path()) } else { usize::from(is_source(entry.path())) };
        if models > 0 {
            walk.passed_over.things.push((shown(entry.path()), models));
        }
        return false;
    }
    if entry.path_is_symlink() && (folder || is_source(entry.path())) {
        let inside = entry.path().canonicalize().is_ok_and(|real| given.iter().any(|given| real.starts_with(given)));
        if !inside {
            walk.diagnostics.push(leads_out(entry.path(), thing));
        }
        return inside;
    }
    true
}

/// How many model files are below a folder that is passed over. Only so much of it is looked at: folders of packages are large.
fn models_below(path: &Path) -> usize {
    let entries = WalkDir::new(path).into_iter().take(MOST_LOOKED_AT).flatten();
    entries.filter(|entry| entry.file_type().is_file() && is_source(entry.path())).count()
}

/// How many things in a folder that is passed over are looked at.
const MOST_LOOKED_AT: usize = 10_000;

fn hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_source(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("sms"))
}

impl PassedOver {
    /// A note, where anything was passed over.
    pub fn told(&self) -> Option<Diagnostic> {
        let number: usize = self.things.iter().map(|(_, models)| models).sum();
        let (files, were) = match number {
            0 => return None,
            1 => ("1 model file".to_owned(), "was"),
            more => (format!("{more} model files"), "were"),
        };
        let mut names: Vec<String> = self.things.iter().take(SHOWN).map(|(name, _)| format!("`{name}`")).collect();
        let more = self.things.len() - names.len();
        if more > 0 {
            names.push(format!("{more} more"));
        }
        let message = format!("{files} {were} passed over: {}", names.join(", "));
        let file = ignore::FILE;
        Some(
            Diagnostic::new(Source::Language(&codes::E0008), Severity::Note, Place::Nowhere, message).help(format!(
                "what you give by name is read; a line `!NAME` in the file `{file}` of the model's folder takes it in"
            )),
        )
    }
}

/// How many things a note names.
const SHOWN: usize = 5;

fn leads_out(path: &Path, thing: Thing) -> Diagnostic {
    let name = shown(path);
    let message = format!("the link `{name}` leads out of the folders given and was not followed");
    let (severity, help) = match thing {
        // A file of this name was meant to be part of the model.
        Thing::File => {
            (Severity::Error, "put the file itself there in place of the link, or give `sms` the folder where it is as well")
        }
        Thing::Folder | Thing::Packages => {
            (Severity::Warning, "give `sms` the folder as well if it belongs to the model; otherwise remove the link")
        }
    };
    about_file(&codes::E0007, severity, &name, message).help(help)
}

fn unreadable(error: &walkdir::Error) -> Option<Diagnostic> {
    let path = error.path()?;
    let name = shown(path);
    if let Some(ancestor) = error.loop_ancestor() {
        return Some(
            about_file(
                &codes::E0005,
                Severity::Warning,
                &name,
                format!("the link `{name}` leads back to `{}`, which holds it", shown(ancestor)),
            )
            .note("what is in the folder is read once; nothing is lost")
            .help("remove the link, or give `sms` the folders that matter by name"),
        );
    }
    let cause = error.io_error()?;
    let link = std::fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
    let followed = !matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied);
    if link && followed {
        return Some(
            about_file(&codes::E0005, Severity::Error, &name, format!("the link `{name}` leads to itself"))
                .help("remove the link, or point it at a file or folder"),
        );
    }
    // A dead link that is not named like a model file is none of our business.
    if link && !is_source(path) {
        return None;
    }
    let what = if link { "the link leads nowhere".to_owned() } else { reason(cause) };
    Some(about_file(&codes::E0001, Severity::Error, &name, format!("cannot read `{name}`: {what}")))
}

fn not_a_file(path: &Path) -> Diagnostic {
    let name = shown(path);
    about_file(&codes::E0001, Severity::Error, &name, format!("cannot read `{name}`: it is neither a file nor a folder"))
        .help("rename it, or give `sms` the files that matter by name")
}
