//! The commands about the state of a model: what they share.

pub mod assess;
mod capability;
pub mod due;
pub mod evidence;
mod lock;
mod readiness;
mod span;
pub mod status;
mod subject;
mod table;
mod through;
pub mod timeline;
pub mod todo;
pub mod why;
pub mod why_not;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::output::Day;
use super::supposing::Supposing;
use super::{Outcome, lookup};
use crate::answers;
use crate::artefact::{Document, Input};
use crate::assess::{Assessment, assess};
use crate::diag::{Counts, Severity};
use crate::quantity::Date;
use crate::report::{count, printable};
use crate::workspace::{self, Checked, Clauses, Loaded, Telling, left_out_input};
use crate::write::{self, Format};

/// The model, of a command about all of it.
#[derive(Args, Debug)]
pub struct Paths {
    /// Files and folders of the model; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
}

/// The model, of a command that takes a thing of it first.
#[derive(Args, Debug)]
pub struct Beside {
    /// Files and folders of the model
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub model: Vec<PathBuf>,
}

/// A checked model and its assessment: worked out once, and read by whatever is asked.
struct Assessed {
    checked: Arc<Checked>,
    counts: Counts,
    assessment: Assessment,
}

impl Assessed {
    /// What was loaded, of which no rule is run: what asks for days and owners alone needs none.
    fn unchecked(loaded: Loaded, today: Date) -> Assessed {
        let checked = Arc::new(workspace::understood(loaded, today));
        Assessed { checked, counts: Counts::default(), assessment: Assessment::default() }
    }

    fn input(&self) -> Input<'_> {
        let Checked { sources, model, rulebook, waived, facts, .. } = &*self.checked;
        Input { model, sources, rulebook, waived, told: &[], counts: self.counts, facts }
    }
}

/// Reads, checks and assesses the model below `paths`. Fails where part of it cannot be read: what that shows would be said not to be there.
fn read(paths: &[PathBuf], day: &Day) -> Result<Assessed, Failure> {
    Ok(supposed(paths, day, &Supposing::default())?.0)
}

/// As [`read`], with what is supposed, and then the model as it is beside it.
fn supposed(paths: &[PathBuf], day: &Day, supposing: &Supposing) -> Result<(Assessed, Option<Assessed>), Failure> {
    let looked_at = supposing.check(loaded(paths)?, day.date())?;
    Ok((assessed(looked_at.checked), looked_at.as_it_is.map(assessed_quietly)))
}

/// The model below `paths`, where all of it could be read.
fn loaded(paths: &[PathBuf]) -> Result<Loaded, Failure> {
    whole(workspace::load(paths, &mut io::stdin().lock()))
}

/// What was loaded, where all of it could be read.
fn whole(loaded: Loaded) -> Result<Loaded, Failure> {
    let unread = loaded.snapshot.unread();
    match unread.iter().find(|told| told.severity == Severity::Error) {
        Some(told) if left_out_input(unread) => Err(lookup::unreadable(told)),
        _ => Ok(loaded),
    }
}

fn assessed(checked: Arc<Checked>) -> Assessed {
    let counts = checked.tell(&Telling { clauses: Clauses::AsLoaded, ..Telling::default() }).counts;
    let errors = checked.language.iter().filter(|told| told.severity == Severity::Error).count();
    if errors > 0 {
        let errors = count(errors, "error", "errors");
        let remark = format!(
            "the model has {errors} of the language, which `sms check` tells; states may be lower or higher than they are\n"
        );
        // Nothing can be done where standard error fails too.
        let _ = io::stderr().lock().write_all(printable(&remark).as_bytes());
    }
    let assessment = assess(&checked.case());
    Assessed { checked, counts, assessment }
}

fn assessed_quietly(checked: Arc<Checked>) -> Assessed {
    let assessment = assess(&checked.case());
    Assessed { checked, counts: Counts::default(), assessment }
}

/// The forms of an answer by the names users give them.
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
}

/// Writes text that is ready for a terminal.
fn say(text: &str) -> Result<Outcome, Failure> {
    io::stdout().lock().write_all(printable(text).as_bytes())?;
    Ok(Outcome::Clean)
}

/// Writes an answer as JSON.
fn say_json(answer: &impl serde::Serialize) -> Result<Outcome, Failure> {
    io::stdout().lock().write_all(answers::json(answer).as_bytes())?;
    Ok(Outcome::Clean)
}

/// Writes a document, of whose files only the first is asked for: the page, or the table.
fn say_document(document: &Document, format: Format) -> Result<Outcome, Failure> {
    if let Some(file) = write::write(document, format).into_iter().next() {
        io::stdout().lock().write_all(&file.bytes)?;
    }
    Ok(Outcome::Clean)
}
