//! The whole check: texts to trees to model to findings.

use std::cell::LazyCell;

use rayon::prelude::*;

use super::Loaded;
use crate::analysis::{self, Analysed};
use crate::assess::baseline::{Parted, outdated};
use crate::assess::{self, Baseline, Case, Waived};
use crate::diag::codes;
use crate::diag::{Diagnostic, Severity, Source, tidy};
use crate::library;
use crate::likeness::closest;
use crate::model::{EntityId, Model};
use crate::quantity::Date;
use crate::rules::{self, Finding, Rulebook};
use crate::source::{FileId, Origin, Sources, Span};
use crate::syntax::{self, Parsed};
use crate::world::{Audience, Facts};

/// A checked model: everything the artefacts and reports are made from.
#[derive(Debug)]
pub struct Checked {
    /// The texts.
    pub sources: Sources,
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
    /// What a baseline knows of, which is not among the diagnostics; see [`Checked::keep_apart`].
    pub known: Vec<Diagnostic>,
    /// How much was checked and found.
    pub counts: Counts,
    /// The profile whose findings are told; all where there is none.
    profile: Option<String>,
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
    /// Findings that a baseline knows of.
    pub known: usize,
}

/// A baseline that a check is held against.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// What is on record.
    pub baseline: &'a Baseline,
    /// The file it was read from, as users know it.
    pub file: &'a str,
    /// The command that brings the file up to date.
    pub command: &'a str,
}

impl Checked {
    /// What a baseline could put on record; nothing where the model has errors of the language, because findings may be missing then.
    pub fn on_record(&self) -> Option<Baseline> {
        let sound = !self.diagnostics.iter().any(is_language_error);
        sound.then(|| Baseline::of(&self.diagnostics, &self.waived, &self.rulebook, &self.model))
    }

    /// Moves what `held` knows of from the diagnostics to [`Checked::known`], and tells of entries that nothing is found for. Statuses, and
    /// so the artefacts, stay as they are.
    pub fn keep_apart(&mut self, held: Held) {
        let told = std::mem::take(&mut self.diagnostics);
        let sound = !told.iter().any(is_language_error);
        let baseline = held.baseline.renamed(&self.model);
        let Parted { told, known, gone } = baseline.part(told, &self.waived, &self.rulebook, &self.model);
        self.diagnostics = told;
        self.known = known;
        if sound && !gone.is_empty() {
            self.diagnostics.push(outdated(held.file, &gone, held.command));
            tidy(&mut self.diagnostics);
        }
        self.recount();
    }

    /// Leaves out what rules found that are not in `profile`; a rule that names no profile is in each. Errors of the language stay, and
    /// so do the findings that artefacts are made from.
    pub fn keep_profile(&mut self, profile: &str) {
        self.profile = Some(profile.to_owned());
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.retain(|told| self.is_told(told));
        self.diagnostics = diagnostics;
        let mut known = std::mem::take(&mut self.known);
        known.retain(|told| self.is_told(told));
        self.known = known;
        self.recount();
    }

    /// Leaves out all that rules found: what is left is about the language.
    pub fn keep_language(&mut self) {
        self.diagnostics.retain(|told| matches!(told.source, Source::Language(_)));
        self.recount();
    }

    fn recount(&mut self) {
        let (waived, known) = (self.silenced().count(), self.known.len());
        self.counts = Counts { waived, known, ..count(&self.sources, &self.model, &self.diagnostics) };
    }

    /// What waivers silence, as far as the profile would tell it, each with its waiver.
    pub fn silenced(&self) -> impl Iterator<Item = &(Finding, EntityId)> {
        self.waived.waived.iter().filter(|(finding, _)| self.is_told(&finding.diagnostic))
    }

    /// Whether the profile tells this.
    fn is_told(&self, told: &Diagnostic) -> bool {
        let (Some(profile), Source::Rule(name)) = (&self.profile, &told.source) else { return true };
        self.rulebook.rule(name).is_none_or(|rule| rule.profiles.is_empty() || rule.profiles.contains(profile))
    }
}

/// Takes `loaded` through every stage, with `as_of` as today.
pub fn check(loaded: Loaded, as_of: Date) -> Checked {
    let Loaded { sources, files, mut diagnostics, on_record } = loaded;
    let damaged = damaged_files(&diagnostics);
    let (model, told) = understand(&sources, &files);
    diagnostics.extend(told.into_iter().filter(|told| !on_damaged_line(&sources, &damaged, told)));
    let facts = Facts { today: as_of, files: on_record, audience: Audience::Anybody };
    diagnostics.extend(analysis::missing_files(&model, &sources, &*facts.files));
    let (rulebook, told) = rules::plan(&model, &sources);
    diagnostics.extend(told);
    let findings = rules::run(&rulebook, &model, &sources, &facts);
    let mut waived = assess::waivers::apply(&model, &rulebook, findings, &facts);
    diagnostics.append(&mut waived.extra);
    let case = Case { model: &model, sources: &sources, rulebook: &rulebook, waived: &waived, facts: &facts };
    diagnostics.extend(assess::differences(&case));
    diagnostics.extend(waived.kept.iter().map(|finding| finding.diagnostic.clone()));
    suggest_library_names(&sources, &mut diagnostics);
    tidy(&mut diagnostics);
    let counts = Counts { waived: waived.waived.len(), ..count(&sources, &model, &diagnostics) };
    Checked { sources, model, rulebook, waived, facts, diagnostics, known: Vec::new(), counts, profile: None }
}

/// The model that `files` describe, and what is wrong with its language; no rules are run.
pub fn understand(sources: &Sources, files: &[FileId]) -> (Model, Vec<Diagnostic>) {
    let (library, own): (Vec<FileId>, Vec<FileId>) =
        files.iter().partition(|&&file| sources.file(file).origin() == Origin::Library);
    let (library, own) = rayon::join(|| library_trees(sources, &library), || syntax::parse_all(sources, &own));
    let mut diagnostics = Vec::new();
    let mut trees = Vec::with_capacity(files.len());
    for parsed in library.into_iter().chain(own) {
        trees.push(parsed.tree);
        diagnostics.extend(parsed.diagnostics);
    }
    let Analysed { model, diagnostics: told, .. } = analysis::analyse(sources, trees);
    diagnostics.extend(told);
    (model, diagnostics)
}

/// The trees of library files, as the build prepared them.
fn library_trees(sources: &Sources, files: &[FileId]) -> Vec<Parsed> {
    let tree = |&file: &FileId| match library::tree(sources.file(file).name(), file) {
        Some(tree) => Parsed { tree, diagnostics: Vec::new() },
        None => syntax::parse(sources, file),
    };
    files.par_iter().map(tree).collect()
}

fn is_language_error(told: &Diagnostic) -> bool {
    match told.source {
        Source::Language(_) => told.severity == Severity::Error,
        Source::Rule(_) => false,
    }
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
    // Sorted names of a whole library: only where something is unknown.
    let names = LazyCell::new(library::names_on_demand);
    let unknown = diagnostics.iter_mut().filter(|told| told.fix.is_none() && told.source == Source::Language(&codes::E0203));
    for told in unknown.take(SUGGESTIONS) {
        let Some(span) = told.span() else { continue };
        let first = sources.text(span).split('.').next().unwrap_or_default();
        // Where the first part is right, what follows it is wrong, and analysis has said what it could mean.
        if library::is_on_demand(first) {
            continue;
        }
        if let Some(near) = closest(first, names.iter().copied()) {
            let end = span.start as usize + first.len();
            let place = Span::new(span.file, span.start as usize, end);
            *told = told.clone().did_you_mean(place, near);
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
