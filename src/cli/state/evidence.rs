//! `sms evidence`: what is on file, held against the calendar.

use clap::{Args, Subcommand};

use super::lock::{self, LockArguments, VerifyArguments};
use super::{Assessed, Form, Paths, say, say_document, say_json, whole};
use crate::answers::evidence::{self, Evidence, Process, Recurring};
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::failure::failure;
use crate::cli::output::{self, Day};
use crate::quantity::{Date, DateRange, Duration, Unit};
use crate::report::count;
use crate::workspace;
use crate::write::Format;

/// Show which times the evidence on file covers, and which nothing does
///
/// Of each process stands what is on file for a window of time, its first and last day, and the days that nothing covers: the history that a
/// stage 2 audit asks for. Of everything with an interval (reviews, reports, audits, measurements) stand its periods, and those that are
/// over and have nothing. What comes round is a list of the library (`sms lib recurrence`), and a model may add to it.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(flatten)]
    pub whole: Paths,

    /// The days to look at, first and last; without it the twelve months up to today
    #[arg(long, value_name = "FIRST..LAST")]
    pub window: Option<String>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,

    #[command(flatten)]
    pub day: Day,

    #[command(subcommand)]
    act: Option<Act>,
}

/// What else can be done with the files on record.
#[derive(Subcommand, Debug)]
enum Act {
    Lock(LockArguments),
    Verify(VerifyArguments),
}

const EXAMPLES: &str = "\
Examples:
  sms evidence                                          the twelve months up to today
  sms evidence model --window 2026-01-01..2026-06-30    the history of half a year
  sms evidence model --format csv                       for a spreadsheet
  sms evidence lock model                               write down what each file holds
  sms evidence verify model                             tell what was changed since";

/// Shows the evidence on standard output.
pub fn run(arguments: &Arguments) -> Result {
    match &arguments.act {
        Some(Act::Lock(arguments)) => return lock::lock(arguments),
        Some(Act::Verify(arguments)) => return lock::verify(arguments),
        None => {}
    }
    let today = arguments.day.date();
    let window = match &arguments.window {
        Some(typed) => window(typed)?,
        None => DateRange { first: Duration::of(12, Unit::Months).before(today).tomorrow().unwrap_or(today), last: today },
    };
    let loaded = whole(workspace::load_with_library(&arguments.whole.paths, &mut std::io::stdin().lock()))?;
    let assessed = Assessed::unchecked(loaded, today);
    let input = assessed.input();
    let answer = evidence::evidence(&input, window);
    match arguments.format {
        Form::Text => say(&shown(&answer)),
        Form::Json => say_json(&answer),
        Form::Markdown => say_document(&evidence::document(&input, &answer), Format::Markdown),
        Form::Csv => say_document(&evidence::table(&input, &answer), Format::Csv),
    }
}

/// The window as it is typed: `2026-01-01..2026-06-30`.
fn window(typed: &str) -> std::result::Result<DateRange, super::Failure> {
    let form = |why: String| {
        failure("wrong-window", format!("`{typed}` is no window: {why}"))
            .help("write its first and last day: `2026-01-01..2026-06-30`")
    };
    let (first, last) = typed.split_once("..").ok_or_else(|| form("it has no `..` between two days".to_owned()))?;
    let day = |text: &str| -> std::result::Result<Date, super::Failure> { output::date(text.trim()).map_err(form) };
    let (first, last) = (day(first)?, day(last)?);
    if last < first {
        return Err(failure("window-ends-first", format!("the window ends on {last}, before it begins on {first}"))
            .help(format!("give the earlier day first: `{last}..{first}`")));
    }
    Ok(DateRange { first, last })
}

fn shown(evidence: &Evidence) -> String {
    let mut out = String::new();
    let lacking = match evidence.lacking() {
        0 => "nothing that comes round lacks a period".to_owned(),
        one => format!(
            "{} in periods that are over",
            count(one, "thing that comes round has nothing", "things that come round have nothing")
        ),
    };
    text::wrapped(&format!("Evidence from {}, on {}: {lacking}", span(evidence), evidence.head.as_of), "", "  ", &mut out);
    if !evidence.processes.is_empty() {
        out.push_str("\nProcesses\n");
        evidence.processes.iter().for_each(|process| describe(process, &mut out));
    }
    let (open, whole): (Vec<&Recurring>, Vec<&Recurring>) = evidence.calendar.iter().partition(|row| row.is_open());
    if !evidence.calendar.is_empty() {
        out.push_str("\nWhat comes round\n");
        open.iter().for_each(|row| describe_row(row, &mut out));
        let others = if open.is_empty() { "" } else { "other " };
        match count(whole.len(), &format!("{others}thing lacks nothing"), &format!("{others}things lack nothing")) {
            _ if whole.is_empty() => {}
            said => text::wrapped(&said, "  ", "      ", &mut out),
        }
    }
    out
}

fn span(evidence: &Evidence) -> String {
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    format!("{} to {}", day(&evidence.window.first), day(&evidence.window.last))
}

fn describe(process: &Process, out: &mut String) {
    let on_file = match &process.covered {
        None => "nothing is on file for this time".to_owned(),
        Some(days) => format!("{}, {days}", count(process.evidence.len(), "piece of evidence", "pieces of evidence")),
    };
    text::wrapped(&format!("{}: {on_file} ({})", process.thing.title, process.place), "  ", "      ", out);
    if process.covered.is_some() && !process.gaps.is_empty() {
        text::wrapped(&format!("no record covers the time {}", process.gaps_in_words.join(", nor ")), "      ", "      ", out);
    }
}

fn describe_row(row: &Recurring, out: &mut String) {
    let said = format!("{} ({}), {} every {}: {} ({})", row.thing.title, row.kind, row.what, row.every, row.says(), row.place);
    text::wrapped(&said, "  ", "      ", out);
}
