//! How ready a system is for an audit: `sms status --readiness`.

use serde::Serialize;

use super::{Head, Remark, Thing, remark};
use crate::artefact::document::{Document, Level, Section};
use crate::artefact::{self, Input, checklists as words};
use crate::assess::checklists::{Answer, Checklist, ItemAnswer, Readiness};

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("readiness.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Ready {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The stage.
    pub stage: String,
    /// What it is called.
    pub title: String,
    /// The verdict; nothing where no item is of this stage.
    pub verdict: Option<&'static str>,
    /// The items of all lists.
    pub items: Vec<Item>,
}

/// An item of a checklist.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Item {
    /// The item.
    #[serde(flatten)]
    pub thing: Thing,
    /// The list it stands in.
    pub list: Thing,
    /// How it stands.
    #[serde(serialize_with = "answer")]
    pub stands: Answer,
    /// What that rests on.
    pub why: Vec<Remark>,
    /// What would put it in place.
    pub flips: Vec<String>,
    /// What an assessor last found, beside what is worked out.
    pub assessed: Option<&'static str>,
}

fn answer<S: serde::Serializer>(answer: &Answer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(answer.words())
}

/// Puts the checklists of a stage into words.
pub fn ready(input: &Input, stage: &str, found: &[Checklist]) -> Ready {
    let all = || found.iter().flat_map(|list| list.items.iter().map(move |item| (list, item)));
    Ready {
        head: Head::of(input),
        stage: stage.to_owned(),
        title: words::stage_title(input, stage),
        verdict: Readiness::of(all().map(|(_, item)| item)).map(Readiness::words),
        items: all().map(|(list, found)| item(input, list, found)).collect(),
    }
}

fn item(input: &Input, list: &Checklist, found: &ItemAnswer) -> Item {
    Item {
        thing: Thing::of(input, found.item),
        list: Thing::of(input, list.list),
        stands: found.answer,
        why: found.grounds.iter().filter_map(|ground| words::why(input, found, ground)).map(remark).collect(),
        flips: words::flips(input, found),
        assessed: found.rating.map(|rating| rating.status.words()),
    }
}

/// The answer as a document.
pub fn document(input: &Input, stage: &str, found: &[Checklist]) -> Document {
    let ready = ready(input, stage, found);
    let title = format!("Readiness for {}", ready.title);
    let mut document = artefact::begin(input, "readiness", title.clone());
    let verdict = ready.verdict.map_or_else(|| "No item is of this stage.".to_owned(), |verdict| format!("Verdict: {verdict}."));
    let section = Section::new("readiness", title, Level::Main).paragraph(verdict);
    document.sections.push(section.table(words::table(input, "readiness", found)));
    document
}
