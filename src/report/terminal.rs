//! Diagnostics with the lines of text that are meant, drawn by codespan-reporting.

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic as drawn;
use codespan_reporting::files::{self, Files, Location};
use codespan_reporting::term::termcolor::Buffer;
use codespan_reporting::term::{self, Config};

use super::excerpt::{Excerpt, excerpt};
use super::{Closing, Colour, Report, capped, counts, words};
use crate::diag::{Diagnostic, Place, Severity};
use crate::source::{FileId, Sources, Span};

/// Writes the drawn diagnostics, at most [`super::CAP`] of them, and the line of counts.
pub fn write(report: &Report<'_>, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
    let (told, left) = capped(report);
    for diagnostic in &told {
        out.write_all(&draw(report, diagnostic, colour)?)?;
    }
    if left > 0 {
        writeln!(out, "… and {left} more; `--format short` tells all\n")?;
    }
    match report.closing {
        Closing::Nothing => Ok(()),
        Closing::Counts => {
            let heaviest = told.iter().map(|diagnostic| diagnostic.severity).max();
            if let Some(first) = told.iter().find(|diagnostic| Some(diagnostic.severity) == heaviest) {
                let (id, severity) = (first.source.id(), first.severity.word());
                writeln!(out, "`sms explain {}` says more about the first {severity}", words::line(id))?;
            }
            writeln!(out, "{}", counts(&report.summary))
        }
    }
}

fn draw(report: &Report, diagnostic: &Diagnostic, colour: Colour) -> io::Result<Vec<u8>> {
    let Report { sources, veil, .. } = *report;
    let places = places(diagnostic);
    let mut order: Vec<FileId> = Vec::new();
    for (span, _, _) in &places {
        if !order.contains(&span.file) {
            order.push(span.file);
        }
    }
    let mut sheets = Sheets { sources, excerpts: Vec::new() };
    let mut labels = Vec::new();
    for (number, file) in order.into_iter().enumerate() {
        let own: Vec<_> = places.iter().filter(|(span, _, _)| span.file == file).collect();
        let spans: Vec<Span> = own.iter().map(|(span, _, _)| *span).collect();
        let excerpt = excerpt(sources, veil, file, &spans);
        for (mark, (_, style, text)) in excerpt.marks.iter().zip(own) {
            labels.push(drawn::Label::new(*style, number, mark.range.clone()).with_message(words::line(text)));
        }
        sheets.excerpts.push(excerpt);
    }
    let severity = match diagnostic.severity {
        Severity::Error => drawn::Severity::Error,
        Severity::Warning => drawn::Severity::Warning,
        Severity::Note => drawn::Severity::Note,
    };
    let drawing = drawn::Diagnostic::new(severity)
        .with_code(diagnostic.source.id())
        .with_message(words::line(&diagnostic.message))
        .with_labels(labels)
        .with_notes(footnotes(diagnostic));
    let mut buffer = match colour {
        Colour::Plain => Buffer::no_color(),
        Colour::Ansi => Buffer::ansi(),
    };
    term::emit_to_write_style(&mut buffer, &Config::default(), &sheets, &drawing).map_err(io::Error::other)?;
    Ok(buffer.into_inner())
}

/// The places to draw: the primary one first.
fn places(diagnostic: &Diagnostic) -> Vec<(Span, drawn::LabelStyle, &str)> {
    let primary = match &diagnostic.place {
        Place::Text(label) => Some((label.span, drawn::LabelStyle::Primary, &*label.text)),
        Place::File(_) | Place::Nowhere => None,
    };
    let others = diagnostic.labels.iter().map(|label| (label.span, drawn::LabelStyle::Secondary, &*label.text));
    primary.into_iter().chain(others).collect()
}

/// What stands below the drawing, each with a word that says what it is.
fn footnotes(diagnostic: &Diagnostic) -> Vec<String> {
    let notes = diagnostic.notes.iter().map(|note| ("note", &**note));
    let clauses = diagnostic.citations().into_iter().map(|citation| ("clause", citation));
    let help = diagnostic.help.iter().map(|help| ("help", &**help));
    let fix = diagnostic.fix.iter().map(|fix| ("fix", &*fix.title)).filter(|(_, title)| !said(diagnostic, title));
    notes
        .chain(clauses)
        .chain(help)
        .chain(fix)
        .map(|(word, text)| {
            // Later lines of a text stand below its first word.
            let text = words::paragraph(text).replace('\n', &format!("\n{}", " ".repeat(word.len() + 2)));
            format!("{word}: {text}")
        })
        .collect()
}

/// Whether the help says already what the fix would write: "did you mean `leeds`?" needs no "write `leeds`" after it.
fn said(diagnostic: &Diagnostic, title: &str) -> bool {
    match (&diagnostic.help, title.strip_prefix("write ")) {
        (Some(help), Some(written)) => help.contains(written),
        (Some(_) | None, _) => false,
    }
}

/// The excerpts of one diagnostic, as codespan-reporting asks for them; files are numbered by their place in the list.
struct Sheets<'a> {
    sources: &'a Sources,
    excerpts: Vec<Excerpt>,
}

impl Sheets<'_> {
    fn sheet(&self, id: usize) -> Result<&Excerpt, files::Error> {
        self.excerpts.get(id).ok_or(files::Error::FileMissing)
    }
}

impl<'a> Files<'a> for Sheets<'_> {
    type FileId = usize;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<String, files::Error> {
        let file = self.sources.file(self.sheet(id)?.file);
        Ok(words::line(file.name()).into_owned())
    }

    fn source(&'a self, id: usize) -> Result<&'a str, files::Error> {
        Ok(&self.sheet(id)?.text)
    }

    fn line_index(&'a self, id: usize, byte: usize) -> Result<usize, files::Error> {
        let lines = &self.sheet(id)?.lines;
        Ok(lines.partition_point(|line| line.range.start <= byte).saturating_sub(1))
    }

    fn line_number(&'a self, id: usize, index: usize) -> Result<usize, files::Error> {
        let lines = &self.sheet(id)?.lines;
        let line = lines.get(index).ok_or(files::Error::LineTooLarge { given: index, max: lines.len() })?;
        Ok(line.number)
    }

    fn location(&'a self, id: usize, byte: usize) -> Result<Location, files::Error> {
        // Only the starts of labels are asked for; their positions are those in the file, not in the excerpt.
        let marks = &self.sheet(id)?.marks;
        let mark = marks.iter().find(|mark| mark.range.start == byte).ok_or(files::Error::IndexTooLarge { given: byte, max: 0 })?;
        Ok(Location { line_number: mark.position.line, column_number: mark.position.column })
    }

    fn line_range(&'a self, id: usize, index: usize) -> Result<Range<usize>, files::Error> {
        let lines = &self.sheet(id)?.lines;
        let line = lines.get(index).ok_or(files::Error::LineTooLarge { given: index, max: lines.len() })?;
        Ok(line.range.start..line.range.end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::sample;
    use super::*;

    fn text(colour: Colour) -> String {
        let mut out = Vec::new();
        write(&sample().report(&[]), colour, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn diagnostics_are_drawn_with_their_lines() {
        insta::assert_snapshot!(text(Colour::Plain), @r#"
        error[E0006]: there is nothing to check

        error[E0001]: cannot read `model/old.sms`

        warning[ungoverned_party]: `acme` provides `hosting`, but nothing shows how it is governed
          ┌─ model/parties.sms:6:12
          │
        3 │ external_supplier acme {
          │                   ---- this party
          ·
        6 │     provides:   [hosting]
          │                 ^^^^^^^^^ provides this
          │
          = note: the answer for a service stays with the organisation
                  whoever provides it
          = clause: The Odds, 8.2 Parties
          = help: declare a `governance` for `acme`

        error[E0203]: `leed` is not in the model
          ┌─ model/services.sms:2:15
          │
        2 │   customers: [leed]
          │               ^^^^ not found
          │
          ┌─ model/parties.sms:1:10
          │
        1 │ customer leeds "Leeds" {}
          │          ----- `leeds` is declared here
          │
          = help: did you mean `leeds`?

        error[E0105]: `=` where `:` belongs
          ┌─ model/services.sms:3:9
          │
        3 │   stage = live
          │         ^
          │
          = fix: write `:` in place of `=`

        `sms explain E0006` says more about the first error
        checked 2 files, 3 entities: 4 errors, 1 warning
        "#);
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let coloured = text(Colour::Ansi);
        assert!(coloured.contains("\x1b["));
        let mut plain = String::new();
        let mut rest = &*coloured;
        while let Some((before, after)) = rest.split_once("\x1b[") {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        assert_eq!(plain + rest, text(Colour::Plain));
    }

    #[test]
    fn a_run_tells_at_most_the_cap_and_the_heaviest_of_all() {
        let mut sample = sample();
        let (light, heavy) = (sample.diagnostics[2].clone(), sample.diagnostics[3].clone());
        sample.diagnostics = vec![light; super::super::CAP + 100];
        sample.diagnostics.push(heavy);
        let mut out = Vec::new();
        write(&sample.report(&[]), Colour::Plain, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.matches("warning[ungoverned_party]").count(), super::super::CAP - 1);
        assert_eq!(out.matches("error[E0203]").count(), 1);
        assert!(out.contains("… and 101 more"), "{out}");
    }
}
