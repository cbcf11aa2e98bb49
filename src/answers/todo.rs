//! What is to do, in words: each step with who answers for it and the requirements that it lifts.

use serde::Serialize;

use super::{Head, Place, Thing, place};
use crate::artefact::document::{Cell, Column, Document, Level, Row, Section, Table};
use crate::artefact::{self, Input, wording};
use crate::assess::worklist::{Action, Task};
use crate::assess::{Currency, ItemResult};
use crate::model::EntityId;
use crate::rules::Finding;

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("todo.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Todo {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The steps, what lifts most first.
    pub steps: Vec<Step>,
}

/// Something to do.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Step {
    /// What sort of step it is.
    pub action: &'static str,
    /// What is to do.
    pub text: String,
    /// What the library advises.
    pub help: Option<String>,
    /// Where in the sources.
    pub place: Option<Place>,
    /// Who answers for it.
    pub owners: Vec<Thing>,
    /// The requirements in which nothing else is open.
    pub completes: Vec<Thing>,
    /// The requirements in which something else is open as well.
    pub furthers: Vec<Thing>,
}

/// Puts steps into words.
pub fn todo(input: &Input, tasks: &[Task], items: &[&ItemResult]) -> Todo {
    Todo { head: Head::of(input), steps: tasks.iter().map(|task| step(input, task, items)).collect() }
}

/// One step in words.
pub fn step(input: &Input, task: &Task, items: &[&ItemResult]) -> Step {
    let things = |ids: &[EntityId]| ids.iter().map(|&id| Thing::of(input, id)).collect();
    let (action, text, help) = said(input, &task.action, items);
    Step {
        action,
        text,
        help,
        place: task.place.map(|span| place(input, span)),
        owners: things(&task.owners),
        completes: things(&task.completes),
        furthers: things(&task.furthers),
    }
}

fn said(input: &Input, action: &Action, items: &[&ItemResult]) -> (&'static str, String, Option<String>) {
    let path = |id: EntityId| &*input.model.entity(id).path;
    let title = |id: EntityId| wording::title(input, id);
    match action {
        Action::Mend(key) => match input.waived.finding(key) {
            Some(finding) => mend("mend", finding, ""),
            None => ("mend", String::new(), None),
        },
        Action::MendAccepted(key) => match input.waived.silenced(key) {
            Some((finding, waiver)) => mend("mend", finding, &format!(", which `{}` only accepts", path(waiver))),
            None => ("mend", String::new(), None),
        },
        Action::Close(id) => {
            let text = format!("deal with the nonconformity `{}` {}, check that it worked, and close it", path(*id), title(*id));
            ("close", text, None)
        }
        Action::Address(id) => {
            let text = format!("put `{}` {} into practice", path(*id), title(*id));
            let help = format!("let the process that does it say so: `implements: [{}]`", path(*id));
            ("address", text, Some(help))
        }
        Action::File { types, about } => {
            let types: Vec<String> = types.iter().map(|&id| title(id)).collect();
            let what = if types.is_empty() { "what shows it at work".to_owned() } else { types.join(" or ") };
            ("file", format!("put on file for `{}` {}: {what}", path(*about), title(*about)), None)
        }
        Action::Renew(id) => {
            let held = items.iter().flat_map(|item| &item.held).find(|held| held.entity == *id);
            let why = held.map(|held| wording::currency(&held.currency)).unwrap_or_default();
            let verb = match held.map(|held| &held.currency) {
                Some(Currency::NotInForce(_)) => "bring into force",
                Some(Currency::FileMissing(_) | Currency::NoFile | Currency::Elsewhere(_)) => "put the file on record of",
                _ => "renew",
            };
            ("renew", format!("{verb} `{}` {}: {why}", path(*id), title(*id)), None)
        }
        Action::TakeBack(id) => {
            ("take_back", format!("take back the exclusion `{}`, which the framework does not allow", path(*id)), None)
        }
        Action::Judge(id) => {
            let text = format!("judge `{}` {}, which no rule decides", path(*id), title(*id));
            (
                "judge",
                text,
                Some(format!("record it: `assessment … {{ of: [{}], rating: …, on: …, by: …, because: … }}`", path(*id))),
            )
        }
    }
}

fn mend(action: &'static str, finding: &Finding, remark: &str) -> (&'static str, String, Option<String>) {
    let diagnostic = &finding.diagnostic;
    let text = format!("put right{remark}: {} [{}]", diagnostic.message, diagnostic.source.id());
    (action, text, diagnostic.help.clone())
}

impl Step {
    /// `completes 4 requirements, furthers 2`
    pub fn lifts(&self) -> String {
        let requirements = |count: usize| wording::counted(count, "requirement", "requirements");
        match (self.completes.len(), self.furthers.len()) {
            (0, 0) => "lifts a clause as a whole".to_owned(),
            (0, furthers) => format!("furthers {}", requirements(furthers)),
            (completes, 0) => format!("completes {}", requirements(completes)),
            (completes, furthers) => format!("completes {}, furthers {furthers}", requirements(completes)),
        }
    }

    /// The titles of those who answer for it.
    pub fn answered_by(&self) -> String {
        let titles: Vec<&str> = self.owners.iter().map(|owner| &*owner.title).collect();
        if titles.is_empty() { "nobody is named".to_owned() } else { titles.join(", ") }
    }
}

/// The steps as a document of one table.
pub fn document(input: &Input, todo: &Todo) -> Document {
    let mut document = artefact::begin(input, "todo", "What is to do");
    let mut heads = ["Step", "Advice", "Answers for it"].map(Column::text).to_vec();
    heads.extend(["Completes", "Furthers"].map(Column::figures));
    heads.push(Column::text("Requirements"));
    let mut table = Table::new("todo", heads, "Nothing is open.");
    let paths = |things: &[Thing]| things.iter().map(|thing| Cell::text(&*thing.path)).collect::<Vec<_>>();
    table.rows = todo
        .steps
        .iter()
        .map(|step| {
            let mut requirements = paths(&step.completes);
            requirements.extend(paths(&step.furthers));
            let cells = vec![
                Cell::text(&*step.text),
                Cell::text(step.help.clone().unwrap_or_default()),
                Cell::text(step.answered_by()),
                Cell::count(step.completes.len()),
                Cell::count(step.furthers.len()),
                Cell::list(requirements),
            ];
            let row = Row::new(cells);
            match &step.place {
                Some(place) => row.at(artefact::document::Place { file: place.file.clone(), line: place.line }),
                None => row,
            }
        })
        .collect();
    document.sections.push(Section::new("todo", "Steps, what lifts most first", Level::Main).table(table));
    document
}
