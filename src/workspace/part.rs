//! Some files of a model: what is told of them alone, and where the rest of a model is when only some of its files were given.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::find::shown;
use super::read::{self, LIMIT};
use super::{Checked, STDIN, STDIN_NAME, Told};
use crate::diag::{Diagnostic, Place, Severity, Source, codes};
use crate::source::{FileId, Origin, Sources};
use crate::syntax::{self, tree::Item};

/// The files of the model that `path` names: one of them, or those below a folder.
pub fn files_at(sources: &Sources, path: &Path) -> Vec<FileId> {
    let own = sources.files().filter(|(_, file)| file.origin() != Origin::Library);
    if path == Path::new(STDIN) {
        return own.filter(|(_, file)| file.name() == STDIN_NAME).map(|(id, _)| id).collect();
    }
    let Ok(wanted) = path.canonicalize() else { return Vec::new() };
    let is_at = |name: &str| Path::new(name).canonicalize().is_ok_and(|file| file.starts_with(&wanted));
    own.filter(|(_, file)| is_at(file.name())).map(|(id, _)| id).collect()
}

impl Told<'_> {
    /// Keeps what is told at one of `files`, and what is about no file of the organisation. How many errors of the language stand elsewhere is
    /// said in their place: they may be why something is told here.
    pub fn keep_within(&mut self, sources: &Sources, files: &[FileId]) {
        let mut elsewhere = 0;
        let within = |told: &Diagnostic| match &told.place {
            Place::Text(at) => {
                let spans = std::iter::once(at).chain(&told.labels).map(|label| label.span.file);
                sources.file(at.span.file).origin() == Origin::Library || spans.into_iter().any(|file| files.contains(&file))
            }
            Place::File(_) | Place::Nowhere => true,
        };
        self.diagnostics.retain(|told| {
            let is_within = within(told);
            elsewhere += usize::from(!is_within && told.severity == Severity::Error && matches!(told.source, Source::Language(_)));
            is_within
        });
        self.known.retain(|told| within(told));
        self.waived.retain(|(told, _)| within(told));
        if elsewhere > 0 {
            let errors = match elsewhere {
                1 => "one error in another file is not told".to_owned(),
                more => format!("{more} errors in other files are not told"),
            };
            self.add(remark(errors).help("they may be the reason for what is told here: check without `--only`"));
        }
        self.counts = self.counts.telling(&self.diagnostics);
        (self.counts.known, self.counts.waived) = (self.known.len(), self.waived.len());
    }

    /// Tells one thing more.
    pub fn add(&mut self, told: Diagnostic) {
        self.diagnostics.push(Cow::Owned(told));
        self.counts = self.counts.telling(&self.diagnostics);
    }
}

fn remark(message: String) -> Diagnostic {
    Diagnostic::new(Source::Language(&codes::E0009), Severity::Note, Place::Nowhere, message)
}

/// Says that the files given are a part of a model, where most of the names that nothing declares are declared in files beside them.
pub fn declared_beside(checked: &Checked, paths: &[PathBuf]) -> Option<Diagnostic> {
    if paths.iter().any(|path| !path.is_file()) {
        return None;
    }
    let unknown = unknown_names(checked);
    if unknown.is_empty() {
        return None;
    }
    let given: BTreeSet<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let folder = super::common_folder(paths);
    // A model is laid out in folders one or two deep; what is further away is none of it.
    for folder in folder.ancestors().take(2) {
        let beside = declared_in(folder, &given, &unknown);
        let found: BTreeSet<&str> = beside.values().flatten().copied().collect();
        if found.is_empty() || found.len() * 2 < unknown.len() {
            continue;
        }
        let names: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        let root = shown(&as_given(folder, paths));
        let files: Vec<String> = beside.keys().map(|file| format!("`{file}`")).collect();
        let count = match (found.len(), unknown.len()) {
            (1, 1) => "the name that nothing declares is declared".to_owned(),
            (some, all) if some == all => format!("all {all} names that nothing declares are declared"),
            (1, all) => format!("1 of {all} names that nothing declares is declared"),
            (some, all) => format!("{some} of {all} names that nothing declares are declared"),
        };
        let only: String = names.iter().map(|name| format!(" --only {name}")).collect();
        return Some(
            remark(format!("{count} in {}, beside what was checked", listed(&files)))
                .help(format!("`sms check {root}{only}` reads the whole model and tells what is in {}", part(&names))),
        );
    }
    None
}

fn part(names: &[String]) -> String {
    match names {
        [one] => format!("`{one}`"),
        _ => "these files".to_owned(),
    }
}

fn listed(files: &[String]) -> String {
    match files {
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [first, second, more @ ..] => format!("{first}, {second} and {} more", more.len()),
        [] => String::new(),
    }
}

/// `folder` as the user would write it, seen from the first of `paths`.
fn as_given(folder: &Path, paths: &[PathBuf]) -> PathBuf {
    let parents = paths.iter().flat_map(|path| path.ancestors().skip(1));
    let here = |parent: &Path| if parent == Path::new("") { PathBuf::from(".") } else { parent.to_owned() };
    let same = parents.map(here).find(|parent| parent.canonicalize().is_ok_and(|real| real == folder));
    let above = || PathBuf::from("..").canonicalize().ok().filter(|real| real == folder).map(|_| PathBuf::from(".."));
    same.or_else(above).unwrap_or_else(|| folder.to_owned())
}

/// The names that nothing declares, as far as their first dot.
fn unknown_names(checked: &Checked) -> FxHashSet<&str> {
    let unknown = checked.language.iter().filter(|told| told.source == Source::Language(&codes::E0203));
    let names = unknown.filter_map(|told| checked.sources.text(told.span()?).split('.').next());
    names.filter(|name| !name.is_empty()).collect()
}

/// Which of `names` the model files of a folder declare, by file; those in folders below count as well.
fn declared_in<'n>(folder: &Path, given: &BTreeSet<PathBuf>, names: &FxHashSet<&'n str>) -> BTreeMap<String, Vec<&'n str>> {
    let mut found = BTreeMap::new();
    let mut left = MOST_READ;
    let mut walk = walkdir::WalkDir::new(folder).max_depth(2).sort_by_file_name().into_iter();
    let mut looked_at = 0;
    while let Some(entry) = walk.next() {
        let Ok(entry) = entry else { continue };
        let hidden = entry.depth() > 0 && entry.file_name().to_str().is_none_or(|name| name.starts_with('.'));
        looked_at += 1;
        if looked_at > MOST_ENTRIES {
            break;
        }
        if hidden {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        let is_model = entry.file_type().is_file() && entry.path().extension().is_some_and(|ending| ending == "sms");
        if !is_model || given.contains(entry.path()) {
            continue;
        }
        let length = entry.metadata().map_or(LIMIT, |about| about.len());
        let Some(rest) = left.checked_sub(length) else { break };
        left = rest;
        let Ok(text) = read::file("", entry.path()) else { continue };
        let declared = declared_by(&text.text, names);
        if !declared.is_empty() {
            let name = entry.path().strip_prefix(folder).map(shown).unwrap_or_default();
            found.insert(name, declared);
        }
    }
    found
}

/// How much is read to find out where names are declared, in bytes.
const MOST_READ: u64 = 8 * 1024 * 1024;

/// How many files and folders are looked at for that.
const MOST_ENTRIES: usize = 2_000;

fn declared_by<'n>(text: &str, names: &FxHashSet<&'n str>) -> Vec<&'n str> {
    let mut sources = Sources::new();
    let file = sources.add("", text, Origin::Model);
    let parsed = syntax::parse(&sources, file);
    let ids = parsed.tree.items.iter().filter_map(|item| match item {
        Item::Entity(entity) => entity.id.map(|id| sources.text(id.span)),
        Item::Kind(_) | Item::Enum(_) | Item::Rule(_) | Item::Register(_) | Item::Define(_) => None,
    });
    let declared: BTreeSet<&str> = ids.filter_map(|id| names.get(id).copied()).collect();
    declared.into_iter().collect()
}
