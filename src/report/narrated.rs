//! Diagnostics in whole sentences, without drawings or signs that only an eye can follow: for screen readers and braille.

use std::io::{self, Write};

use super::excerpt::{BLOT, excerpt};
use super::{Closing, Report, capped, counts, words};
use crate::diag::{Diagnostic, Label, Place, Safety, Severity, Source};
use crate::source::Position;

/// Writes each diagnostic as a few sentences, at most [`super::CAP`] of them, and the line of counts.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (told, left) = capped(report);
    let total = report.diagnostics.len();
    for (number, diagnostic) in told.into_iter().enumerate() {
        writeln!(out, "{} of {total}. {}", number + 1, headline(diagnostic))?;
        for line in place(report, diagnostic).into_iter().chain(advice(diagnostic)) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
    }
    if left > 0 {
        writeln!(out, "And {left} more, which --format short tells.\n")?;
    }
    match report.closing {
        Closing::Counts => writeln!(out, "{}", counts(&report.summary)),
        Closing::Nothing => Ok(()),
    }
}

fn headline(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Note => "Note",
    };
    let source = match &diagnostic.source {
        Source::Language(code) => format!("code {}", code.id),
        Source::Rule(name) => format!("rule {}", words::line(name)),
    };
    format!("{severity}, {source}: {}", words::line(&diagnostic.message))
}

fn place(report: &Report, diagnostic: &Diagnostic) -> Vec<String> {
    let mut lines = match &diagnostic.place {
        Place::Text(label) => seen(report, label, "In"),
        Place::File(name) => vec![format!("In {}.", words::line(name))],
        Place::Nowhere => Vec::new(),
    };
    for label in &diagnostic.labels {
        lines.extend(seen(report, label, "See also"));
    }
    lines
}

/// Where a label is, what stands there, and what is said about it.
fn seen(report: &Report, label: &Label, lead: &str) -> Vec<String> {
    let excerpt = excerpt(report.sources, report.veil, label.span.file, &[label.span]);
    let name = words::line(report.sources.file(label.span.file).name());
    let Position { line, column, .. } = report.sources.position(label.span);
    let mut lines = vec![if label.text.is_empty() {
        format!("{lead} {name}, line {line}, column {column}.")
    } else {
        format!("{lead} {name}, line {line}, column {column}: {}.", words::line(&label.text))
    }];
    let text = excerpt.lines.first().and_then(|line| excerpt.text.get(line.range.clone())).unwrap_or_default().trim();
    if !text.is_empty() {
        lines.push(format!("The line reads: {}", words::line(&without_blots(text))));
    }
    lines
}

/// The line as it is read out: a row of blots is one remark.
fn without_blots(line: &str) -> String {
    let mut read = String::with_capacity(line.len());
    let mut blotted = false;
    for letter in line.chars() {
        let is_blot = letter == BLOT;
        match (is_blot, blotted) {
            (true, false) => read.push_str("(not shown)"),
            (true, true) => {}
            (false, _) => read.push(letter),
        }
        blotted = is_blot;
    }
    read
}

fn advice(diagnostic: &Diagnostic) -> Vec<String> {
    let notes = diagnostic.notes.iter().map(|note| sentence("Note:", note));
    let clauses = diagnostic.citations().into_iter().map(|citation| sentence("Asked for by", citation));
    let help = diagnostic.help.iter().map(|help| sentence("What to do:", help));
    let fix = diagnostic.fix.iter().map(|fix| {
        let safety = match fix.safety {
            Safety::Safe => "A change that mends it:",
            Safety::Proposal => "A change to consider:",
        };
        sentence(safety, &fix.title)
    });
    notes.chain(clauses).chain(help).chain(fix).collect()
}

/// `lead` and `text` as one sentence with its end.
fn sentence(lead: &str, text: &str) -> String {
    let text = words::line(text);
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{lead} {text}{end}")
}

#[cfg(test)]
mod tests {
    use super::super::samples::sample;
    use super::*;

    #[test]
    fn everything_is_said_in_sentences() {
        let mut out = Vec::new();
        write(&sample().report(&[]), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        1 of 5. Error, code E0006: there is nothing to check

        2 of 5. Error, code E0001: cannot read `model/old.sms`
        In model/old.sms.

        3 of 5. Warning, rule ungoverned_party: `acme` provides `hosting`, but nothing shows how it is governed
        In model/parties.sms, line 6, column 12: provides this.
        The line reads: provides: [hosting]
        See also model/parties.sms, line 3, column 19: this party.
        The line reads: external_supplier acme {
        Note: the answer for a service stays with the organisation whoever provides it.
        Asked for by The Odds, 8.2 Parties.
        What to do: declare a `governance` for `acme`.

        4 of 5. Error, code E0203: `leed` is not in the model
        In model/services.sms, line 2, column 15: not found.
        The line reads: customers: [leed]
        See also model/parties.sms, line 1, column 10: `leeds` is declared here.
        The line reads: customer leeds "Leeds" {}
        What to do: did you mean `leeds`?

        5 of 5. Error, code E0105: `=` where `:` belongs
        In model/services.sms, line 3, column 9.
        The line reads: stage = live
        A change that mends it: write `:` in place of `=`.

        checked 2 files, 3 entities: 4 errors, 1 warning
        "#);
    }
}
