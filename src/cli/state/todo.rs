//! `sms todo`: what is to do, what lifts most requirements first.

use clap::Args;

use super::{Assessed, Form, Paths, read, say, say_document, say_json, subject};
use crate::answers::todo::{self, Step, Todo};
use crate::assess::worklist::Task;
use crate::assess::{people, worklist};
use crate::cli::Result;
use crate::cli::explain::text;
use crate::cli::output::Day;
use crate::model::EntityId;
use crate::report::count;
use crate::write::Format;

/// List what is to do, what lifts most requirements first
///
/// Each step stands once, however many requirements it lifts: what a rule finds, a nonconformity to close, evidence to put on file or to
/// renew, a clause that nothing addresses. A step completes the requirements in which nothing else is open, and furthers the others.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub whole: Paths,

    /// List only what this role, person, team or party answers for: its name or title
    #[arg(long, value_name = "ROLE", value_parser = crate::cli::name)]
    pub owner: Option<String>,

    /// List only what lifts this clause: a number, a path or a title
    #[arg(long, value_name = "CLAUSE", value_parser = crate::cli::name)]
    pub clause: Option<String>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    pub format: Form,

    #[command(flatten)]
    pub day: Day,
}

const EXAMPLES: &str = "\
Examples:
  sms todo                              everything, what lifts most first
  sms todo model --clause 8.6           what lifts one clause
  sms todo model --owner service_manager --format csv";

/// Lists the steps on standard output.
pub fn run(arguments: &Arguments) -> Result {
    let assessed = read(&arguments.whole.paths, &arguments.day)?;
    let part = arguments.clause.as_deref().map(|asked| subject::item(&assessed, asked)).transpose()?;
    let items = worklist::within(&assessed.assessment, part);
    let mut tasks = worklist::worklist(&assessed.checked.case(), items.iter().copied());
    if let Some(owner) = &arguments.owner {
        let owner = subject::actor(&assessed, owner)?;
        tasks.retain(|task| is_of(&assessed, task, owner));
    }
    let input = assessed.input();
    let answer = todo::todo(&input, &tasks, &items);
    match arguments.format {
        Form::Text => say(&shown(&answer)),
        Form::Json => say_json(&answer),
        Form::Markdown => say_document(&todo::document(&input, &answer), Format::Markdown),
        Form::Csv => say_document(&todo::document(&input, &answer), Format::Csv),
    }
}

/// Whether an actor answers for a task: itself, or as a person who holds the role that does.
fn is_of(assessed: &Assessed, task: &Task, owner: EntityId) -> bool {
    let checked = &assessed.checked;
    let holds = |actor: EntityId| people::people(&checked.model, actor, checked.facts.today).contains(&owner);
    task.owners.iter().any(|&actor| actor == owner || holds(actor))
}

fn shown(todo: &Todo) -> String {
    let mut out = match todo.steps.len() {
        0 => return format!("Nothing is to do, on {}\n", todo.head.as_of),
        steps => format!("{}, what lifts most first, on {}\n", count(steps, "step", "steps"), todo.head.as_of),
    };
    todo.steps.iter().enumerate().for_each(|(at, step)| describe(at + 1, step, &mut out));
    out
}

/// How many requirements a step names.
const NAMED: usize = 6;

fn describe(number: usize, step: &Step, out: &mut String) {
    out.push('\n');
    let place = step.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    text::wrapped(&format!("{}{place}", step.text), &format!("{number}. "), "     ", out);
    let lifted: Vec<&str> = step.completes.iter().chain(&step.furthers).map(|thing| &*thing.path).collect();
    let more = match lifted.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = lifted.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let lifts = if named.is_empty() { step.lifts() } else { format!("{}: {named}{more}", step.lifts()) };
    text::wrapped(&lifts, "     ", "       ", out);
    text::wrapped(&step.answered_by(), "     answers for it: ", "       ", out);
    if let Some(help) = &step.help {
        text::wrapped(help, "     what to do: ", "       ", out);
    }
}
