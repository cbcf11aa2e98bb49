//! How the states of a model were, and will be, from day to day.

use serde::Serialize;

use super::status::{Counts, Figures};
use super::{Head, Thing};
use crate::artefact::document::{Cell, Column, Document, Level, Row, Section, Table};
use crate::artefact::{self, Input, wording};
use crate::assess::{Assessment, Status, figures};
use crate::quantity::{Date, Scalar};

/// The JSON Schema of the answer.
pub const SCHEMA: &str = include_str!("timeline.schema.json");

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Timeline {
    /// What made it.
    #[serde(flatten)]
    pub head: Head,
    /// The days, in order.
    pub days: Vec<OnDay>,
}

/// How the frameworks stand on a day.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OnDay {
    /// The day, as YYYY-MM-DD.
    pub day: String,
    /// The frameworks, in the order of the model.
    pub frameworks: Vec<Standing>,
    #[serde(skip)]
    date: Date,
}

/// How a framework stands on a day.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Standing {
    /// The framework.
    #[serde(flatten)]
    pub thing: Thing,
    /// How many requirements have which state.
    pub counts: Counts,
    /// What that rests on.
    pub figures: Figures,
}

/// The states on one day.
pub fn on_day(input: &Input, assessment: &Assessment) -> OnDay {
    let standing = |framework: &crate::assess::FrameworkResult| Standing {
        thing: Thing::of(input, framework.framework),
        counts: Counts(framework.tally()),
        figures: Figures(figures(input.model, input.facts.today, &framework.items)),
    };
    let date = input.facts.today;
    OnDay { day: date.to_string(), frameworks: assessment.frameworks.iter().map(standing).collect(), date }
}

/// The days as an answer.
pub fn timeline(input: &Input, days: Vec<OnDay>) -> Timeline {
    Timeline { head: Head::of(input), days }
}

/// The answer as a document of one table.
pub fn document(input: &Input, timeline: &Timeline) -> Document {
    let mut document = artefact::begin(input, "timeline", "States over time");
    let mut columns = vec![Column::text("Framework"), Column::text("Day")];
    columns.extend(Status::ALL.map(|status| Column::figures(wording::capital(status.words()))));
    columns.extend(["All", "Shown by evidence", "Shown by the model alone"].map(Column::figures));
    let mut table = Table::new("timeline", columns, "No scope of the model names a framework.");
    for day in &timeline.days {
        table.rows.extend(day.frameworks.iter().map(|framework| {
            let mut cells = vec![Cell::text(&*framework.thing.title), Cell::Scalar(Scalar::Date(day.date))];
            cells.extend(Status::ALL.map(|status| Cell::count(framework.counts.0.of(status))));
            let figures = [framework.counts.0.total(), framework.figures.0.shown, framework.figures.0.declared];
            cells.extend(figures.map(Cell::count));
            Row::new(cells)
        }));
    }
    document.sections.push(Section::new("timeline", "States", Level::Main).table(table));
    document
}
