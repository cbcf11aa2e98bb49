//! The whole check: texts to trees to model to findings.

use std::convert::Infallible;
use std::sync::Arc;

use rayon::prelude::*;

use super::Loaded;
use crate::analysis::{self, Analysed};
use crate::artefact;
use crate::assess::{self, Case, Waived};
use crate::diag::codes;
use crate::diag::{Diagnostic, Source, tidy};
use crate::library;
use crate::likeness::{Vocabulary, look_alike, odd_letter};
use crate::model::Model;
use crate::quantity::Date;
use crate::rules::{self, Rulebook};
use crate::source::{FileId, Origin, Sources, Span};
use crate::syntax::{self, Parsed};
use crate::world::{Audience, Facts};

/// A checked model: everything the artefacts and reports are made from. It does not change any more; what is told of it is another matter,
/// see [`Checked::tell`].
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
    /// What the language finds wrong, with the waivers and ratings in it, sorted by place, each once.
    pub language: Vec<Diagnostic>,
}

impl Checked {
    /// What an assessment looks at.
    pub fn case(&self) -> Case<'_> {
        let Checked { sources, model, rulebook, waived, facts, .. } = self;
        Case { model, sources, rulebook, waived, facts }
    }
}

/// Takes `loaded` through every stage, with `as_of` as today. Who checks a model again and again keeps a [`Snapshot`](super::Snapshot).
pub fn check(loaded: Loaded, as_of: Date) -> Checked {
    let Loaded { sources, files, diagnostics, on_record } = loaded;
    let facts = Facts { today: as_of, files: on_record, audience: Audience::Anybody };
    let parsed = trees(&sources, &files);
    let Ok(checked) = judge(sources, parsed, diagnostics, &facts, &|| Ok::<(), Infallible>(()));
    checked
}

/// Takes texts that have been parsed through every further stage. Before each stage it is asked whether to go on; `diagnostics` tells what could
/// not be read. Trees that nobody else holds end as soon as there is a model of them.
pub(super) fn judge<Stop>(
    sources: Sources,
    parsed: Vec<Arc<Parsed>>,
    mut diagnostics: Vec<Diagnostic>,
    facts: &Facts,
    go_on: &impl Fn() -> Result<(), Stop>,
) -> Result<Checked, Stop> {
    go_on()?;
    let facts = facts.clone();
    let damaged = damaged_files(&diagnostics);
    let (model, told) = model_of(&sources, &parsed);
    drop(parsed);
    go_on()?;
    diagnostics.extend(told.into_iter().filter(|told| !on_damaged_line(&sources, &damaged, told)));
    diagnostics.extend(analysis::missing_files(&model, &sources, &*facts.files));
    let (mut rulebook, told) = rules::plan(&model, &sources);
    go_on()?;
    diagnostics.extend(told);
    diagnostics.extend(rules::constraints(&rulebook, &model, &sources, &facts));
    diagnostics.extend(artefact::unfit_names(&rulebook, &sources));
    go_on()?;
    let (findings, ended) = rules::run(&rulebook, &model, &sources, &facts);
    go_on()?;
    for rules::Ended { rule, diagnostic } in ended {
        rulebook.end(rule);
        diagnostics.push(diagnostic);
    }
    let mut waived = assess::waivers::apply(&model, &rulebook, findings, &facts);
    diagnostics.append(&mut waived.extra);
    let case = Case { model: &model, sources: &sources, rulebook: &rulebook, waived: &waived, facts: &facts };
    diagnostics.extend(assess::differences(&case));
    diagnostics.extend(assess::editions(&model));
    go_on()?;
    suggest_library_names(&sources, &mut diagnostics);
    tell_odd_letters(&sources, &mut diagnostics);
    tidy(&mut diagnostics, &sources);
    Ok(Checked { sources, model, rulebook, waived, facts, language: diagnostics })
}

/// The model that `files` describe, and what is wrong with its language; no rules are run.
pub fn understand(sources: &Sources, files: &[FileId]) -> (Model, Vec<Diagnostic>) {
    model_of(sources, &trees(sources, files))
}

fn model_of(sources: &Sources, parsed: &[Arc<Parsed>]) -> (Model, Vec<Diagnostic>) {
    let mut diagnostics: Vec<Diagnostic> = parsed.iter().flat_map(|parsed| parsed.diagnostics.iter().cloned()).collect();
    let Analysed { model, diagnostics: told, .. } = analysis::analyse(sources, parsed);
    diagnostics.extend(told);
    (model, diagnostics)
}

/// The trees of `files`, those of the library first.
fn trees(sources: &Sources, files: &[FileId]) -> Vec<Arc<Parsed>> {
    let (library, own): (Vec<FileId>, Vec<FileId>) =
        files.iter().partition(|&&file| sources.file(file).origin() == Origin::Library);
    let (mut trees, own) = rayon::join(|| library_trees(sources, &library), || syntax::parse_all(sources, &own));
    trees.extend(own);
    trees
}

/// The trees of library files, which all checks of a process share.
pub(super) fn library_trees(sources: &Sources, files: &[FileId]) -> Vec<Arc<Parsed>> {
    let tree = |&file: &FileId| library::parsed(sources, file).unwrap_or_else(|| syntax::parse(sources, file));
    files.par_iter().map(tree).collect()
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

/// Suggests names of library files that were not loaded because nothing names them correctly, such as a framework by
/// a mistyped name.
fn suggest_library_names(sources: &Sources, diagnostics: &mut [Diagnostic]) {
    // The names of a whole library are sorted only where something is unknown.
    let mut names: Option<Vocabulary<()>> = None;
    let unknown = diagnostics.iter_mut().filter(|told| told.fix.is_none() && told.source == Source::Language(&codes::E0203));
    for told in unknown {
        let Some(span) = told.span() else { continue };
        let first = sources.text(span).split('.').next().unwrap_or_default();
        // Where the first part is right, what follows it is wrong, and analysis has said what it could mean.
        if library::is_on_demand(first) {
            continue;
        }
        let names = names.get_or_insert_with(|| Vocabulary::new(library::names_on_demand().into_iter().map(|name| (name, ()))));
        if let Some(near) = names.closest(first, 0, |()| true) {
            let end = span.start as usize + first.len();
            let place = Span::new(span.file, span.start as usize, end);
            *told = told.clone().did_you_mean(place, near);
        }
    }
}

/// Says of a mistyped name which letter makes it another than the one it looks like.
fn tell_odd_letters(sources: &Sources, diagnostics: &mut [Diagnostic]) {
    for told in diagnostics {
        let Some([edit]) = told.fix.as_ref().map(|fix| &fix.edits[..]) else { continue };
        let typed = sources.text(edit.span);
        if look_alike(typed, &edit.text)
            && let Some(letter) = odd_letter(typed, &edit.text)
        {
            told.notes.push(letter);
        }
    }
}
