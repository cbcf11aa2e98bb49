//! What the commands about the state of a model answer: where it stands, why, what is to do, what falls due.
//!
//! An answer is made of an [`Assessment`](crate::assess::Assessment) and holds words and places, ready for any form: the terminal, a
//! document, or JSON, whose forms are published as JSON Schemas. Nothing is worked out here, and no form knows more than another.

pub mod appraisal;
pub mod capability;
pub mod due;
pub mod evidence;
pub mod readiness;
pub mod status;
pub mod through;
pub mod timeline;
pub mod todo;
pub mod why;
pub mod worksheet;

use serde::Serialize;

use crate::artefact::document::Cell;
use crate::artefact::{self, Input, wording};
use crate::model::EntityId;
use crate::source::{Span, letters};

/// The version of the JSON forms; it changes when a reader of an old form could misread the new one. A key more does not change it.
pub const VERSION: u32 = 1;

/// What made an answer, and for which day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Head {
    /// The version of the form.
    pub version: u32,
    /// The program, with its version.
    pub tool: String,
    /// The day that counted as today, as YYYY-MM-DD.
    pub as_of: String,
}

impl Head {
    /// The head of an answer on this model and day.
    pub fn of(input: &Input) -> Head {
        Head { version: VERSION, tool: concat!("sms ", env!("CARGO_PKG_VERSION")).to_owned(), as_of: input.facts.today.to_string() }
    }
}

/// A line of a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Place {
    /// The file's name as shown to users.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}", self.file, self.line)
    }
}

impl From<artefact::document::Place> for Place {
    fn from(place: artefact::document::Place) -> Place {
        Place { file: place.file, line: place.line }
    }
}

/// Something of the model as an answer names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Thing {
    /// Its path.
    pub path: String,
    /// What readers call it.
    pub title: String,
}

impl Thing {
    /// An entity as an answer names it.
    pub fn of(input: &Input, id: EntityId) -> Thing {
        Thing { path: input.model.entity(id).path.to_string(), title: wording::title(input, id) }
    }
}

/// A few words with the line that they are about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Remark {
    /// The words.
    pub text: String,
    /// The line; nowhere for what is absent.
    pub place: Option<Place>,
}

/// A cell as words with a place.
fn remark(cell: Cell) -> Remark {
    match cell {
        Cell::At(cell, place) => Remark { text: remark(*cell).text, place: Some(place.into()) },
        Cell::Text(text) => Remark { text, place: None },
        Cell::Entity(entity) => Remark { text: entity.title, place: None },
        Cell::List(cells) => {
            let texts: Vec<String> = cells.into_iter().map(|cell| remark(cell).text).collect();
            Remark { text: texts.join(", "), place: None }
        }
        Cell::File(text) | Cell::Url(text) => Remark { text, place: None },
        Cell::Scalar(scalar) => Remark { text: scalar.to_string(), place: None },
        Cell::Status(status) => Remark { text: status.word.to_owned(), place: None },
        Cell::Empty => Remark { text: String::new(), place: None },
    }
}

/// Words with the line that they are about.
fn placed(remark: &Remark) -> Cell {
    let cell = Cell::text(&*remark.text);
    match &remark.place {
        Some(place) => cell.at(artefact::document::Place { file: place.file.clone(), line: place.line }),
        None => cell,
    }
}

/// The line of a span.
fn place(input: &Input, span: Span) -> Place {
    artefact::place(input, span).into()
}

/// An answer as JSON, indented, with a line break at its end; letters that cannot be seen are written as escapes.
pub fn json(answer: &impl Serialize) -> String {
    // No key is anything but a text and no value anything but plain data, so that this cannot fail.
    let mut text = serde_json::to_string_pretty(answer).unwrap_or_default();
    text.push('\n');
    letters::escaped(&text).into_owned()
}
