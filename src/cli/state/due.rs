//! `sms due`: what falls due, ends or goes stale.

use std::io::{self, Write};

use clap::{Args, ValueEnum};

use super::{Assessed, Paths, say, say_document, say_json, span, subject, whole};
use crate::answers::due::{self, DueDay, DueDays};
use crate::assess::due::due;
use crate::assess::people;
use crate::cli::explain::text;
use crate::cli::output::Day;
use crate::cli::{Outcome, Result};
use crate::quantity::Duration;
use crate::report::count;
use crate::workspace;
use crate::write::Format;

/// List what falls due, ends or goes stale, by day
///
/// Reviews, audits, tests and reports that come round; actions, decisions and improvements with a day; agreements, waivers, qualifications
/// and terms that end, with the last day to give notice; evidence that will count no longer. What is overdue stands first. The list of what
/// falls due is the library's (`sms lib due_day`), and a model may add to it.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub whole: Paths,

    /// How far ahead to look: `90 days`, `3 months`, `1 year`
    #[arg(long, value_name = "TIME", default_value = "90 days", value_parser = span::duration)]
    pub within: Duration,

    /// List only what this role, person, team or party answers for: its name or title
    #[arg(long, value_name = "ROLE", value_parser = crate::cli::name)]
    pub owner: Option<String>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,

    #[command(flatten)]
    pub day: Day,
}

/// The forms by the names users give them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Form {
    /// For people, in a terminal
    Text,
    /// One JSON object, for tools
    Json,
    /// A page for forges and wikis
    Markdown,
    /// One table, for spreadsheets
    Csv,
    /// A calendar that other programs read (RFC 5545)
    Ics,
}

const EXAMPLES: &str = "\
Examples:
  sms due                                     the next 90 days
  sms due model --within \"1 year\" --owner service_manager
  sms due model --within 365 --format ics > due.ics";

/// Lists the days on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let today = arguments.day.date();
    let until = arguments.within.after(today);
    let loaded = whole(workspace::load_with_library(&arguments.whole.paths, &mut io::stdin().lock()))?;
    let assessed = Assessed::unchecked(loaded, today);
    let mut found = due(&assessed.checked.model, today, until);
    if let Some(owner) = &arguments.owner {
        let owner = subject::actor(&assessed, owner)?;
        let model = &assessed.checked.model;
        found.retain(|due| due.owners.iter().any(|&actor| actor == owner || people::people(model, actor, today).contains(&owner)));
    }
    let input = assessed.input();
    let answer = due::days(&input, &found, until);
    match arguments.format {
        Form::Text => say(&shown(&answer)),
        Form::Json => say_json(&answer),
        Form::Markdown => say_document(&due::document(&input, &answer), Format::Markdown),
        Form::Csv => say_document(&due::document(&input, &answer), Format::Csv),
        Form::Ics => {
            io::stdout().lock().write_all(due::calendar(&answer).as_bytes())?;
            Ok(Outcome::Clean)
        }
    }
}

fn shown(due: &DueDays) -> String {
    let overdue = due.days.iter().filter(|day| day.overdue).count();
    let ahead = due.days.len() - overdue;
    let head = format!("From {} to {}: {} to come, {overdue} overdue", due.head.as_of, due.until, count(ahead, "day", "days"));
    let mut out = format!("{head}\n");
    let mut part = None;
    for day in &due.days {
        if part != Some(day.overdue) {
            out.push_str(if day.overdue { "\nOverdue\n" } else { "\nTo come\n" });
            part = Some(day.overdue);
        }
        describe(day, &mut out);
    }
    out
}

fn describe(day: &DueDay, out: &mut String) {
    let said = format!("{} ({}): {}; {} ({})", day.thing.title, day.kind, day.says, day.answered_by(), day.place);
    text::wrapped(&said, &format!("  {}  ", day.day), "              ", out);
}
