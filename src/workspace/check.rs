//! The whole check: texts to trees to model to findings.

use std::path::PathBuf;

use super::{Loaded, known_files};
use crate::analysis::{self, Analysed};
use crate::assess::{self, Waived};
use crate::diag::codes;
use crate::diag::{Diagnostic, Severity, Source, tidy};
use crate::library;
use crate::model::{Model, closest};
use crate::quantity::Date;
use crate::rules::{self, Audience, Facts, FileFacts, Rulebook};
use crate::source::{FileId, Origin, Sources, Span};
use crate::syntax::{self, Parsed};

/// A checked model: everything the artefacts and reports are made from.
#[derive(Debug)]
pub struct Checked {
    /// The texts.
    pub sources: Sources,
    /// The model's folder.
    pub root: PathBuf,
    /// The model.
    pub model: Model,
    /// The rules and registers of the library and of the organisation.
    pub rulebook: Rulebook,
    /// What the rules found, parted by whether a waiver silences it.
    pub waived: Waived,
    /// The as-of date, and which of the files that the model names exist.
    pub facts: Facts,
    /// All that is wrong, sorted by place, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// How much was checked and found.
    pub counts: Counts,
}

/// How much was checked and what was found.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Files of the organisation.
    pub files: usize,
    /// Entities of the organisation.
    pub entities: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Findings that a waiver silences.
    pub waived: usize,
}

/// Files that were parsed once, for many checks that begin with the same files.
#[derive(Clone, Default, Debug)]
pub struct Prepared {
    files: Vec<(String, Parsed)>,
}

impl Prepared {
    /// Parses the files of the library that every model needs. They are the first of every model, so their numbers are the same in each.
    pub fn library() -> Prepared {
        let Loaded { sources, files, .. } = super::load_texts(Vec::new());
        let parsed = syntax::parse_all(&sources, &files);
        Prepared { files: files.iter().map(|&file| sources.file(file).name().to_owned()).zip(parsed).collect() }
    }

    /// What was parsed of `file`, if it is one of them.
    fn get(&self, sources: &Sources, file: FileId) -> Option<&Parsed> {
        let (name, parsed) = self.files.get(file.index())?;
        let source = sources.file(file);
        (parsed.tree.file == file && source.origin() == Origin::Library && source.name() == name).then_some(parsed)
    }
}

/// Takes `loaded` through every stage, with `as_of` as today.
pub fn check(loaded: Loaded, as_of: Date) -> Checked {
    check_prepared(loaded, as_of, &Prepared::default())
}

/// As [`check`], without parsing again what is prepared.
pub fn check_prepared(loaded: Loaded, as_of: Date, prepared: &Prepared) -> Checked {
    let Loaded { sources, files, mut diagnostics, root } = loaded;
    let damaged = damaged_files(&diagnostics);
    let (model, told) = understood(&sources, &files, prepared);
    diagnostics.extend(told.into_iter().filter(|told| !on_damaged_line(&sources, &damaged, told)));
    let wanted = analysis::named_files(&model);
    let files = FileFacts::new(known_files(&root, wanted.iter().map(|(path, _, _)| *path)));
    let facts = Facts { today: as_of, files, audience: Audience::Anybody };
    diagnostics.extend(analysis::missing_files(&model, |path| facts.files.exists(path)));
    let (rulebook, told) = rules::plan(&model, &sources);
    diagnostics.extend(told);
    let findings = rules::run(&rulebook, &model, &sources, &facts);
    let mut waived = assess::waivers::apply(&model, &rulebook, findings, &facts);
    diagnostics.append(&mut waived.extra);
    diagnostics.extend(waived.kept.iter().map(|finding| finding.diagnostic.clone()));
    suggest_library_names(&sources, &mut diagnostics);
    tidy(&mut diagnostics);
    let counts = Counts { waived: waived.waived.len(), ..count(&sources, &model, &diagnostics) };
    Checked { sources, root, model, rulebook, waived, facts, diagnostics, counts }
}

/// The model that `files` describe, and what is wrong with its language; no rules are run.
pub fn understand(sources: &Sources, files: &[FileId]) -> (Model, Vec<Diagnostic>) {
    understood(sources, files, &Prepared::default())
}

fn understood(sources: &Sources, files: &[FileId], prepared: &Prepared) -> (Model, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut trees = Vec::with_capacity(files.len());
    let (ready, fresh): (Vec<FileId>, Vec<FileId>) = files.iter().partition(|&&file| prepared.get(sources, file).is_some());
    let ready = ready.into_iter().filter_map(|file| prepared.get(sources, file).cloned());
    for parsed in ready.chain(syntax::parse_all(sources, &fresh)) {
        trees.push(parsed.tree);
        diagnostics.extend(parsed.diagnostics);
    }
    let Analysed { model, diagnostics: told } = analysis::analyse(sources, trees);
    diagnostics.extend(told);
    (model, diagnostics)
}

/// The files whose bytes were not UTF-8.
fn damaged_files(diagnostics: &[Diagnostic]) -> Vec<FileId> {
    let damaged = diagnostics.iter().filter(|told| told.source == Source::Language(&codes::E0002));
    damaged.filter_map(|told| told.span().map(|span| span.file)).collect()
}

/// Whether an error stands in a line with a byte that could not be read, which has been told already.
fn on_damaged_line(sources: &Sources, damaged: &[FileId], told: &Diagnostic) -> bool {
    let Some(span) = told.span().filter(|span| damaged.contains(&span.file)) else { return false };
    line_text(sources, span).contains(char::REPLACEMENT_CHARACTER)
}

fn line_text(sources: &Sources, span: Span) -> &str {
    let file = sources.file(span.file);
    let line = file.lines().line_at(span.start as usize);
    let (start, end) = (file.lines().start(line, file.text()), file.lines().start(line + 1, file.text()));
    file.text().get(start..end).unwrap_or_default()
}

/// How many diagnostics of a run may get a suggestion from the names of the library: each costs a comparison with all of them.
const SUGGESTIONS: usize = 100;

/// Suggests names of library files that were not loaded because nothing names them correctly, such as a framework by
/// a mistyped name.
fn suggest_library_names(sources: &Sources, diagnostics: &mut [Diagnostic]) {
    let names = library::names_on_demand();
    let unknown = diagnostics.iter_mut().filter(|told| told.fix.is_none() && told.source == Source::Language(&codes::E0203));
    for told in unknown.take(SUGGESTIONS) {
        let Some(span) = told.span() else { continue };
        let first = sources.text(span).split('.').next().unwrap_or_default();
        // Where the first part is right, what follows it is wrong, and analysis has said what it could mean.
        if names.binary_search(&first).is_ok() {
            continue;
        }
        if let Some(near) = closest(first, names.iter().copied()) {
            let end = span.start as usize + first.len();
            let place = Span::new(span.file, span.start as usize, end);
            *told = told.clone().help(format!("did you mean `{near}`?")).replace(place, near, format!("write `{near}`"));
        }
    }
}

fn count(sources: &Sources, model: &Model, diagnostics: &[Diagnostic]) -> Counts {
    let files = sources.files().filter(|(_, file)| file.origin() == Origin::Model).count();
    let entities = model.ids().filter(|&id| model.entity(id).origin == Origin::Model).count();
    let mut counts = Counts { files, entities, ..Counts::default() };
    for diagnostic in diagnostics {
        match diagnostic.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Note => counts.notes += 1,
        }
    }
    counts
}
