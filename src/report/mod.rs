//! Tells diagnostics to people and to tools: one file for each form.

mod excerpt;
pub mod json;
mod narrated;
mod pipeline;
mod short;
mod terminal;
mod words;

pub use words::count;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::diag::{Counts, Diagnostic};
use crate::quantity::Date;
use crate::source::{Sources, Span, Veil};

/// What is reported.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The texts the diagnostics point into.
    pub sources: &'a Sources,
    /// What of them is not shown where lines are quoted.
    pub veil: &'a Veil,
    /// The diagnostics, in the order they are to be told.
    pub diagnostics: &'a [Cow<'a, Diagnostic>],
    /// What a baseline knows of, which only the forms for tools tell.
    pub known: &'a [Cow<'a, Diagnostic>],
    /// What waivers silence, which only the forms for tools tell.
    pub waived: &'a [Silenced<'a>],
    /// How much was checked and found.
    pub summary: Counts,
    /// The day that counted as today.
    pub as_of: Date,
    /// Whether the counts are told at the end.
    pub closing: Closing,
}

/// A finding that a waiver silences, and what the waiver says.
#[derive(Clone, PartialEq, Debug)]
pub struct Silenced<'a> {
    /// What was found.
    pub finding: &'a Diagnostic,
    /// The path of the waiver.
    pub waiver: &'a str,
    /// Where the waiver is declared.
    pub place: Span,
    /// Why the finding can be accepted.
    pub because: Cow<'a, str>,
    /// The path of the role or person who accepts it.
    pub accepted_by: &'a str,
    /// The last day the waiver holds.
    pub until: Date,
}

/// Whether a report ends in a line of counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closing {
    /// The last line counts files, entities, errors and warnings.
    Counts,
    /// Only what is wrong is told.
    Nothing,
}

/// The forms of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// With the lines of text that are meant, for a terminal.
    Terminal,
    /// One line each, for editors and `grep`.
    Short,
    /// One JSON object, for tools.
    Json,
    /// Whole sentences without drawing, for screen readers.
    Narrated,
    /// SARIF 2.1.0, which many tools that show findings read.
    Sarif,
    /// Annotations of GitHub.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// JUnit, as test results.
    Junit,
}

/// Whether a terminal report is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// Letters only.
    Plain,
    /// ANSI colours.
    Ansi,
}

/// The most diagnostics that the forms made for reading tell in one run; the forms for tools tell all.
pub const CAP: usize = 200;

/// Writes `report` to `out` in the form `format`. Fails only where `out` does.
pub fn write(report: &Report<'_>, format: Format, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::write(report, colour, out),
        Format::Short => short::write(report, out),
        Format::Json => json::write(report, out),
        Format::Narrated => narrated::write(report, out),
        Format::Sarif => pipeline::sarif(report, out),
        Format::Github => pipeline::github(report, out),
        Format::Gitlab => pipeline::gitlab(report, out),
        Format::Junit => pipeline::junit(report, out),
    }
}

/// `text` with nothing in it that would steer a terminal or cannot be seen; see [`letters`](crate::source::letters).
pub fn printable(text: &str) -> String {
    crate::source::letters::shown(text).replace('\r', "␍")
}

/// The diagnostics that fit under the cap, and how many do not. The heaviest stay, in their order.
fn capped<'a>(report: &Report<'a>) -> (Vec<&'a Diagnostic>, usize) {
    let all = report.diagnostics;
    let mut places: Vec<usize> = (0..all.len()).collect();
    if places.len() > CAP {
        places.sort_by_key(|&at| std::cmp::Reverse(all.get(at).map(|diagnostic| diagnostic.severity)));
        places.truncate(CAP);
        places.sort_unstable();
    }
    (places.into_iter().filter_map(|at| all.get(at).map(|told| &**told)).collect(), all.len().saturating_sub(CAP))
}

/// `checked 12 files, 214 entities: 3 errors, 1 warning`
fn counts(summary: &Counts) -> String {
    let mut found = match summary.errors {
        0 => "no errors".to_owned(),
        errors => words::count(errors, "error", "errors"),
    };
    for (number, one, many) in [
        (summary.warnings, "warning", "warnings"),
        (summary.notes, "note", "notes"),
        (summary.waived, "waived", "waived"),
        (summary.known, "known", "known"),
    ] {
        if number > 0 {
            found.push_str(", ");
            found.push_str(&words::count(number, one, many));
        }
    }
    let files = words::count(summary.files, "file", "files");
    let entities = words::count(summary.entities, "entity", "entities");
    format!("checked {files}, {entities}: {found}")
}

#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let summary = Counts { files: 12, entities: 214, errors: 3, warnings: 1, ..Counts::default() };
        assert_eq!(counts(&summary), "checked 12 files, 214 entities: 3 errors, 1 warning");
        let apart = Counts { waived: 2, known: 12, ..summary };
        assert_eq!(counts(&apart), "checked 12 files, 214 entities: 3 errors, 1 warning, 2 waived, 12 known");
        let clean = Counts { files: 1, entities: 1, ..Counts::default() };
        assert_eq!(counts(&clean), "checked 1 file, 1 entity: no errors");
    }
}
