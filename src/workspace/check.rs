//! The whole check: texts to trees to model to findings.

use std::sync::Arc;

use super::Loaded;
use super::records::{self, Kept};
use crate::analysis::{self, Analysed, Laid, Records};
use crate::artefact;
use crate::assess::{self, Case, Waived};
use crate::diag::codes;
use crate::diag::{Diagnostic, Source, tidy};
use crate::library;
use crate::likeness::{Vocabulary, look_alike, odd_letter};
use crate::model::Model;
use crate::quantity::Date;
use crate::rules::{self, Counted, Rulebook};
use crate::source::{FileId, Sources, Span};
use crate::syntax::Parsed;
use crate::world::{Audience, Facts, Patience};

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

/// A checked model as it is judged on another day.
#[derive(Debug)]
pub struct Judged {
    /// The day, and the files on record.
    pub facts: Facts,
    /// What the rules find on that day, parted by whether a waiver silences it then.
    pub waived: Waived,
}

impl Checked {
    /// The model judged on another day: the rules are asked again, and nothing is read or resolved anew.
    pub fn on(&self, day: Date) -> Judged {
        let facts = Facts { today: day, ..self.facts.clone() };
        let (findings, _) = rules::run(&self.rulebook, &self.model, &self.sources, &facts);
        let waived = assess::waivers::apply(&self.model, &self.rulebook, findings, &facts);
        Judged { facts, waived }
    }
}

impl Judged {
    /// What an assessment on that day looks at.
    pub fn case<'a>(&'a self, checked: &'a Checked) -> Case<'a> {
        Case { facts: &self.facts, waived: &self.waived, ..checked.case() }
    }
}

/// The model of what was loaded, without any rule: for what asks for days and owners alone.
pub fn understood(loaded: Loaded, as_of: Date) -> Checked {
    let Loaded { snapshot, on_record } = loaded;
    let facts = Facts { today: as_of, files: on_record, audience: Audience::Anybody };
    let (sources, model, language) = snapshot.understand_with(&facts);
    Checked { sources, model, rulebook: Rulebook::default(), waived: Waived::default(), facts, language }
}

/// Takes `loaded` through every stage, with `as_of` as today. Who checks a model again and again keeps a [`Snapshot`](super::Snapshot).
pub fn check(loaded: Loaded, as_of: Date) -> Checked {
    let Loaded { snapshot, on_record } = loaded;
    snapshot.check_once(&Facts { today: as_of, files: on_record, audience: Audience::Anybody })
}

/// Takes texts that have been parsed through every further stage. Between the stages and within them it is asked whether to go on; `diagnostics`
/// tells what could not be read. Trees that nobody else holds end as soon as there is a model of them.
pub(super) fn judge<Stop>(
    mut sources: Sources,
    parsed: Vec<Arc<Parsed>>,
    mut diagnostics: Vec<Diagnostic>,
    facts: &Facts,
    kept: &Kept,
    go_on: &(impl Fn() -> Result<(), Stop> + Sync),
) -> Result<Checked, Stop> {
    let lasts = || go_on().is_ok();
    let patience = Patience::while_it(&lasts);
    let facts = facts.clone();
    let laid = analysis::lay_out(&sources, &parsed);
    let asked = laid.records(&sources);
    let records = records::bring(&mut sources, &asked, &*facts.files, kept, &mut diagnostics);
    go_on()?;
    let damaged = damaged_files(&diagnostics);
    let (model, told) = unless_over(model_of(&sources, &parsed, laid, &records, patience), go_on)?;
    drop(parsed);
    diagnostics.extend(told.into_iter().filter(|told| !on_damaged_line(&sources, &damaged, told)));
    diagnostics.extend(analysis::missing_files(&model, &sources, &*facts.files));
    diagnostics.extend(analysis::hollow_files(&model, &sources, &*facts.files));
    let (mut rulebook, told) = unless_over(rules::plan_while(&model, &sources, patience), go_on)?;
    diagnostics.extend(told);
    diagnostics.extend(unless_over(rules::constraints_while(&rulebook, &model, &sources, &facts, patience), go_on)?);
    diagnostics.extend(artefact::unfit_names(&rulebook, &sources));
    let run = rules::run_while(&rulebook, &model, &sources, &facts, patience);
    let Counted { findings, ended, .. } = unless_over(run, go_on)?;
    for rules::Ended { rule, diagnostic } in ended {
        rulebook.end(rule);
        diagnostics.push(diagnostic);
    }
    go_on()?;
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

/// What a stage gave. Where it gave nothing, nobody waited any more, and whoever is asked says so from then on.
pub(super) fn unless_over<T, Stop>(answer: Option<T>, go_on: &impl Fn() -> Result<(), Stop>) -> Result<T, Stop> {
    match answer {
        Some(answer) => Ok(answer),
        None => loop {
            go_on()?;
        },
    }
}

/// The model of these trees and records, and what is wrong with its language; nothing once nobody waits.
pub(super) fn model_of(
    sources: &Sources,
    parsed: &[Arc<Parsed>],
    laid: Laid<'_>,
    records: &Records,
    patience: Patience<'_>,
) -> Option<(Model, Vec<Diagnostic>)> {
    let mut diagnostics: Vec<Diagnostic> = parsed.iter().flat_map(|parsed| parsed.diagnostics.iter().cloned()).collect();
    let Analysed { model, diagnostics: told, .. } = analysis::analyse_while(sources, laid, records, patience)?;
    diagnostics.extend(told);
    Some((model, diagnostics))
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
