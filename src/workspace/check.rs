//! The whole check: texts to trees to model to findings.

use std::path::PathBuf;

use super::Loaded;
use crate::diag::codes::E0002;
use crate::diag::{Diagnostic, Severity, Source, tidy};
use crate::quantity::Date;
use crate::source::{FileId, Origin, Sources, Span};
use crate::syntax;

/// A checked model: everything the artefacts and reports are made from.
#[derive(Debug)]
pub struct Checked {
    /// The texts.
    pub sources: Sources,
    /// The model's folder.
    pub root: PathBuf,
    /// The day that counts as today.
    pub as_of: Date,
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
}

/// Takes `loaded` through every stage, with `as_of` as today.
pub fn check(loaded: Loaded, as_of: Date) -> Checked {
    let Loaded { sources, files, mut diagnostics, root } = loaded;
    let damaged = damaged_files(&diagnostics);
    for parsed in syntax::parse_all(&sources, &files) {
        diagnostics.extend(parsed.diagnostics.into_iter().filter(|told| !on_damaged_line(&sources, &damaged, told)));
    }
    tidy(&mut diagnostics);
    let counts = count(&sources, 0, &diagnostics);
    Checked { sources, root, as_of, diagnostics, counts }
}

/// The files whose bytes were not UTF-8.
fn damaged_files(diagnostics: &[Diagnostic]) -> Vec<FileId> {
    let damaged = diagnostics.iter().filter(|told| told.source == Source::Language(&E0002));
    damaged.filter_map(|told| told.span().map(|span| span.file)).collect()
}

/// Whether a syntax error stands in a line with a byte that could not be read, which has been told already.
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

fn count(sources: &Sources, entities: usize, diagnostics: &[Diagnostic]) -> Counts {
    let files = sources.files().filter(|(_, file)| file.origin() == Origin::Model).count();
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
