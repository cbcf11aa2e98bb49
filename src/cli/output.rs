//! Options that several commands share, and how reports reach the terminal.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::assess::waivers::{self, Terms};
use crate::diag::{Counts, Diagnostic, Severity};
use crate::model::EntityId;
use crate::quantity::Date;
use crate::report::{self, Closing, Colour, Format, Report, Silenced};
use crate::source::Veil;
use crate::workspace::{Checked, Loaded, Told};
use crate::world::Audience;

/// How findings are shown.
#[derive(Args, Debug)]
pub struct Showing {
    /// How findings are shown
    #[arg(long, value_enum, default_value_t = FormatName::Terminal, value_name = "FORM")]
    pub format: FormatName,

    /// When to use colours; the environment variable NO_COLOR turns them off too
    #[arg(long, value_enum, default_value_t = ColorName::Auto, value_name = "WHEN")]
    pub color: ColorName,

    /// Leave out the last line with the counts
    #[arg(long, short)]
    pub quiet: bool,
}

/// The day that counts as today.
#[derive(Args, Debug)]
pub struct Day {
    /// The day that counts as today, as YYYY-MM-DD; without it the current day in the time zone of this machine, or in UTC where it has none
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
}

/// The forms by the names users give them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FormatName {
    /// With the lines of text that are meant
    Terminal,
    /// One line each, for editors and grep
    Short,
    /// One JSON object, for tools
    Json,
    /// Whole sentences, for screen readers
    Narrated,
    /// SARIF 2.1.0, for tools that show findings
    Sarif,
    /// Annotations of GitHub
    Github,
    /// The code quality report of GitLab
    Gitlab,
    /// JUnit, as test results
    Junit,
}

/// When colours are used, by the names users give.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ColorName {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The severities by the names users give them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum SeverityName {
    /// Errors only
    Error,
    /// Warnings and errors
    Warning,
    /// Anything
    Note,
}

impl SeverityName {
    /// The severity meant.
    pub fn severity(self) -> Severity {
        match self {
            SeverityName::Error => Severity::Error,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Note => Severity::Note,
        }
    }
}

impl Day {
    /// The day given, or the current one by the clock on the wall: a waiver ends with the day of those who work by it.
    pub fn date(&self) -> Date {
        self.as_of.unwrap_or_else(|| jiff::Zoned::now().date())
    }
}

/// Writes what is `told` of `checked` to `out`; `terminal` says whether a person looks at it.
pub fn show(showing: &Showing, checked: &Checked, told: &Told, terminal: Terminal, out: &mut dyn Write) -> Result<(), Failure> {
    let waived: Vec<Silenced> = told.waived.iter().filter_map(|(finding, waiver)| silenced(checked, finding, *waiver)).collect();
    let veil = match showing.format {
        FormatName::Terminal | FormatName::Narrated => veil(checked, told),
        _ => Veil::default(),
    };
    let report = Report {
        sources: &checked.sources,
        veil: &veil,
        diagnostics: &told.diagnostics,
        known: &told.known,
        waived: &waived,
        summary: told.counts,
        as_of: checked.facts.today,
        closing: if showing.quiet { Closing::Nothing } else { Closing::Counts },
    };
    let format = match showing.format {
        FormatName::Terminal => Format::Terminal,
        FormatName::Short => Format::Short,
        FormatName::Json => Format::Json,
        FormatName::Narrated => Format::Narrated,
        FormatName::Sarif => Format::Sarif,
        FormatName::Github => Format::Github,
        FormatName::Gitlab => Format::Gitlab,
        FormatName::Junit => Format::Junit,
    };
    let mut buffered = io::BufWriter::new(out);
    report::write(&report, format, colour(showing.color, terminal), &mut buffered)?;
    Ok(buffered.flush()?)
}

/// Tells on standard error what of a model could not be read.
pub fn tell_unread(loaded: &Loaded) -> Result<(), Failure> {
    if loaded.snapshot.unread().is_empty() {
        return Ok(());
    }
    let told: Vec<Cow<'_, Diagnostic>> = loaded.snapshot.unread().iter().map(Cow::Borrowed).collect();
    let veil = Veil::default();
    let report = Report {
        sources: loaded.snapshot.sources(),
        veil: &veil,
        diagnostics: &told,
        known: &[],
        waived: &[],
        summary: Counts::default(),
        as_of: crate::quantity::day(1970, 1, 1),
        closing: Closing::Nothing,
    };
    let mut err = io::stderr().lock();
    let terminal = terminal(&err);
    Ok(report::write(&report, Format::Short, colour(ColorName::Auto, terminal), &mut err)?)
}

/// What nobody may read in the lines that are quoted.
fn veil(checked: &Checked, told: &Told) -> Veil {
    let labels = told.diagnostics.iter().flat_map(|told| told.span().into_iter().chain(told.labels.iter().map(|label| label.span)));
    let is_error = |told: &&Diagnostic| told.severity == Severity::Error;
    let faulty = checked.language.iter().filter(is_error).filter_map(|told| told.span()).map(|span| span.file).collect();
    checked.model.veil(&checked.sources, labels.map(|span| span.file), &faulty)
}

fn silenced<'a>(checked: &'a Checked, finding: &'a Diagnostic, waiver: EntityId) -> Option<Silenced<'a>> {
    let entity = checked.model.entity(waiver);
    let Terms { because, accepted_by, until } = waivers::terms(&checked.model.reader(Audience::Anybody), waiver)?;
    Some(Silenced { finding, waiver: &entity.path, place: entity.name_span, because, accepted_by, until })
}

/// Whether a stream leads to a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Terminal {
    /// A person looks at it.
    Yes,
    /// A file or another program takes it.
    No,
}

/// Whether `stream` leads to a terminal.
pub fn terminal(stream: &impl IsTerminal) -> Terminal {
    if stream.is_terminal() { Terminal::Yes } else { Terminal::No }
}

fn colour(name: ColorName, terminal: Terminal) -> Colour {
    let set = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    // Source: no-color.org; TERM is `dumb` where escape sequences would be printed as they are.
    let unwanted = set("NO_COLOR") || std::env::var_os("TERM").as_deref() == Some(OsStr::new("dumb"));
    match (name, terminal) {
        (ColorName::Always, _) => Colour::Ansi,
        (ColorName::Auto, Terminal::Yes) if !unwanted => Colour::Ansi,
        (ColorName::Auto | ColorName::Never, _) => Colour::Plain,
    }
}

/// A day as it is typed: YYYY-MM-DD.
pub fn date(text: &str) -> Result<Date, String> {
    let shaped = text.len() == "2026-03-01".len()
        && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if !shaped {
        return Err("a day is written as YYYY-MM-DD, for example 2026-03-01".to_owned());
    }
    text.parse().map_err(|_| "there is no such day in the calendar".to_owned())
}
