//! The writers: one file a format. They know [`Document`]s and nothing of the model behind them.

mod csv;
mod homes;
pub mod html;
mod json;
mod markdown;
pub mod workbook;

pub use json::{SCHEMA, VERSION};

// A name of its own, since a crate has the module's; that crate is used in this one file only.
use self::csv as separated;
use crate::artefact::document::{Cell, Document};
use crate::quantity::Scalar;
use crate::source::letters;

/// A format in which documents are written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// Text that reads well as it is and that forges and wikis show as pages.
    Markdown,
    /// One file a table, for spreadsheets and databases.
    Csv,
    /// Everything with its type, for programs; see [`SCHEMA`].
    Json,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 3] = [Format::Markdown, Format::Csv, Format::Json];

    /// The name that `--format` takes.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }

    /// The format of this name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// A file to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The files of `document` in `format`; their names begin with the document's name, and no two are alike.
pub fn write(document: &Document, format: Format) -> Vec<File> {
    match format {
        Format::Markdown => {
            let text = markdown::write(document);
            vec![File { name: format!("{}.md", document.name), bytes: letters::shown(&text).into_owned().into_bytes() }]
        }
        Format::Csv => separated::write(document),
        Format::Json => vec![File { name: format!("{}.json", document.name), bytes: json::write(document).into_bytes() }],
    }
}

/// A cell of one piece as text; lists and places are for each format to lay out.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::List(_) => String::new(),
        Cell::Text(text) | Cell::File(text) | Cell::Url(text) => text.clone(),
        Cell::Entity(entity) => entity.title.clone(),
        Cell::Scalar(Scalar::Dates(dates)) => match (dates.start(), dates.end()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            (Some(first), None) => format!("from {first}"),
            (None, Some(last)) => format!("until {last}"),
            (None, None) => String::new(),
        },
        Cell::Scalar(Scalar::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Cell::Scalar(value) => value.to_string(),
        Cell::Status(status) => status.word.to_owned(),
        Cell::At(cell, _) => plain(cell),
    }
}

/// Whether a spreadsheet takes what begins with this sign for a formula: those of ASCII everywhere, their wide forms in East Asia.
fn begins_formula(sign: char) -> bool {
    matches!(sign, '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}
