//! A worksheet for assessors: each requirement of a clause with what has to be asked, what is known, and room for the answer.

use serde::Serialize;

use super::{Head, Place, Remark, Thing, place, placed, remark};
use crate::artefact::document::{Cell, Column, Document, Level, Row, Section, Table};
use crate::artefact::{self, Input, wording};
use crate::assess::{Assessment, Currency, ItemResult, ItemRole, Rating, Status, ratings};
use crate::model::EntityId;

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("worksheet.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Worksheet {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The clause or requirement it is for.
    pub part: Thing,
    /// The requirements, or undivided clauses.
    pub items: Vec<Item>,
}

/// A requirement to be judged.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Item {
    /// Its number within its framework.
    pub number: String,
    /// What it is.
    #[serde(flatten)]
    pub thing: Thing,
    /// What an assessor has to answer, where rules cannot; its title else.
    pub question: String,
    /// The computed state.
    #[serde(serialize_with = "words")]
    pub state: Status,
    /// What that rests on.
    pub reasons: Vec<Remark>,
    /// What addresses it.
    pub addressed_by: Vec<Thing>,
    /// What is on file for it and counts today.
    pub on_file: Vec<Thing>,
    /// What assessors found so far, the oldest first.
    pub found: Vec<Found>,
}

/// What an assessor found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Found {
    /// The assessment.
    #[serde(flatten)]
    pub thing: Thing,
    /// Where it stands.
    pub place: Place,
    /// The day, as YYYY-MM-DD.
    pub on: Option<String>,
    /// Who assessed.
    pub by: Vec<Thing>,
    /// What was found.
    #[serde(serialize_with = "words")]
    pub rating: Status,
    /// Why.
    pub because: String,
    /// Whether that differs from the computed state.
    pub differs: bool,
}

fn words<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.words())
}

/// The worksheet for a clause or requirement; for everything that something follows from not meeting.
pub fn worksheet(input: &Input, assessment: &Assessment, part: EntityId) -> Worksheet {
    let rated = ratings::all(input.model, input.facts.today);
    let all = assessment.frameworks.iter().flat_map(|framework| framework.part(part));
    let is_judged = |item: &&ItemResult| {
        matches!(item.role, ItemRole::Requirement | ItemRole::Clause | ItemRole::Claim) && item.status != Status::Informative
    };
    let items = all.filter(is_judged).map(|result| item(input, result, rated.get(&result.entity).map_or(&[], |found| found)));
    Worksheet { head: Head::of(input), part: Thing::of(input, part), items: items.collect() }
}

fn item(input: &Input, result: &ItemResult, found: &[Rating]) -> Item {
    let thing = Thing::of(input, result.entity);
    let mut held: Vec<Thing> = Vec::new();
    held.extend(result.held.iter().filter(|held| held.currency == Currency::Current).map(|held| Thing::of(input, held.entity)));
    Item {
        number: result.number.clone(),
        question: wording::text(input, result.entity, "question").unwrap_or_else(|| thing.title.clone()),
        thing,
        state: result.status,
        reasons: result.reasons.iter().map(|reason| remark(wording::reason(input, reason))).collect(),
        addressed_by: result.links.iter().map(|link| Thing::of(input, link.entity)).collect(),
        on_file: held,
        found: found.iter().map(|rating| judged(input, result, rating)).collect(),
    }
}

fn judged(input: &Input, result: &ItemResult, rating: &Rating) -> Found {
    let by = wording::named(input.model, rating.assessment, "by").entities().map(|id| Thing::of(input, id));
    Found {
        thing: Thing::of(input, rating.assessment),
        place: place(input, input.model.entity(rating.assessment).name_span),
        on: rating.on.map(|on| on.to_string()),
        by: by.collect(),
        rating: rating.status,
        because: wording::text(input, rating.assessment, "because").unwrap_or_default(),
        differs: rating.status != result.status,
    }
}

impl Found {
    /// `Eve Moss on 2026-11-02: partial, because …; the model shows it as conformant`
    pub fn told(&self, state: Status) -> String {
        let by: Vec<&str> = self.by.iter().map(|thing| &*thing.title).collect();
        let who = if by.is_empty() { self.thing.title.clone() } else { by.join(", ") };
        let on = self.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
        let because = if self.because.is_empty() { String::new() } else { format!(", because {}", self.because) };
        let differs = if self.differs { format!("; the model shows it as {}", state.words()) } else { String::new() };
        format!("{who}{on}: {}{because}{differs}", self.rating.words())
    }
}

/// The worksheet as a page, or as a table to be filled in.
pub fn document(input: &Input, worksheet: &Worksheet) -> Document {
    let title = format!("Worksheet: {}", worksheet.part.title);
    let heads = [
        "Clause",
        "Question",
        "Computed",
        "Why",
        "Addressed by",
        "On file",
        "Found so far",
        "Rating",
        "Rationale",
        "Seen",
        "Assessor",
        "On",
    ];
    let mut table = Table::new("worksheet", heads.map(Column::text).to_vec(), "Nothing in it can be judged.").about_entity();
    table.rows = worksheet
        .items
        .iter()
        .map(|item| {
            let things = |things: &[Thing]| Cell::list(things.iter().map(|thing| Cell::text(&*thing.title)).collect());
            let found = |found: &Found| {
                let place = artefact::document::Place { file: found.place.file.clone(), line: found.place.line };
                Cell::text(found.told(item.state)).at(place)
            };
            let mut cells = vec![
                Cell::text(&*item.number),
                Cell::text(&*item.question),
                Cell::Status(wording::status(item.state)),
                Cell::list(item.reasons.iter().map(placed).collect()),
                things(&item.addressed_by),
                things(&item.on_file),
                Cell::list(item.found.iter().map(found).collect()),
            ];
            // Room for the answer.
            cells.extend(std::iter::repeat_n(Cell::Empty, 5));
            Row::new(cells).about(&*item.thing.path)
        })
        .collect();
    let mut document = artefact::begin(input, "worksheet", title.clone());
    document.sections.push(Section::new("worksheet", title, Level::Main).paragraph(HOW_TO_FILL).table(table));
    document
}

const HOW_TO_FILL: &str = "The rating is conformant, partial, nonconformant or not applicable. Say why, what was seen, who judged and when: \
nobody judges what they own or do. What is filled in becomes an assessment of the model, and stands beside the computed state.";
