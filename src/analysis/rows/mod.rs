//! Rows of records on file become entities: what a declaration says of a CSV file is read, and each row is placed and checked like an
//! entity that is written.
//!
//! ```text
//! rows tickets { each: incident, file: "records/tickets.csv", column id "Ticket", column raised "Opened" }
//! ```
//!
//! The core reads no disk. It says which files it wants ([`records`](super::Laid::records)), and whoever has them puts their texts among the
//! sources and says which is which ([`Records`]). From then on a row is an entity whose places are those of its file: what is found of it
//! stands at its line. A fault of a cell makes a hole, as an error in a text does, and a fault of a row costs that row; neither is told
//! again by what looks at the rest.

mod cells;
mod days;
mod declaration;
mod figures;
mod names;
mod place;
mod reading;
mod split;
mod tally;
mod told;

pub(super) use cells::check;
pub(super) use place::place;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{EntityId, KindId, Lang, RecordLang, Schema};
use crate::source::{FileId, Origin, Sources, Span};
use crate::syntax::tree::EntityNode;

use super::declare::Declared;
use declaration::{Declaration, Reading};
use split::Cell;

/// The most rows of one record that are read.
pub const MOST_ROWS: usize = 1_000_000;

/// A file that a declaration says holds rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The path, as it is written.
    pub path: String,
    /// Where it is written: the file that this stands in says what the path is read from.
    pub span: Span,
    /// How it is stored.
    pub encoding: Encoding,
}

/// How the letters of a record are stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// Windows-1252, and with it Latin 1.
    Windows1252,
    /// Latin 9.
    Latin9,
    /// UTF-16, of either order.
    Utf16,
}

impl Encoding {
    fn by_place(lang: &RecordLang, place: u16) -> Encoding {
        match place {
            place if place == lang.windows_1252 || place == lang.latin_1 => Encoding::Windows1252,
            place if place == lang.latin_9 => Encoding::Latin9,
            place if place == lang.utf_16 => Encoding::Utf16,
            _ => Encoding::Utf8,
        }
    }
}

/// The texts of the records that were asked for, by where their paths are written. What is not among them could not be read, which is told
/// by whoever tried.
#[derive(Clone, Default, Debug)]
pub struct Records {
    texts: FxHashMap<Span, FileId>,
}

impl Records {
    /// Says that what is asked for at `span` is this file.
    pub fn insert(&mut self, span: Span, file: FileId) {
        self.texts.insert(span, file);
    }

    fn get(&self, span: Span) -> Option<FileId> {
        self.texts.get(&span).copied()
    }
}

/// What the declarations of a model give.
#[derive(Default)]
pub(super) struct Rows<'t> {
    /// The records, in the order of their declarations.
    pub tables: Vec<Table<'t>>,
    /// What the rows without a name are known by.
    pub keys: Vec<(EntityId, Arc<str>)>,
}

/// A record with its rows.
pub(super) struct Table<'t> {
    declaration: Declaration<'t>,
    /// The text; nothing where it could not be read, and then nothing is known of its rows.
    file: Option<FileId>,
    /// The first of its rows; the others follow it.
    first: EntityId,
    /// Where each row begins and ends.
    rows: Vec<Span>,
    /// Of every row the cells that fields are read from: as many as [`Declaration::used`] has.
    cells: Vec<Cell>,
}

impl Table<'_> {
    /// The cells of the row at this place that fields are read from.
    fn cells(&self, row: usize) -> &[Cell] {
        let width = self.declaration.used.len();
        self.cells.get(row * width..(row + 1) * width).unwrap_or_default()
    }

    /// What the rows are.
    fn kind(&self) -> KindId {
        self.declaration.kind
    }
}

/// The files that declarations say hold rows.
pub(super) fn asked(sources: &Sources, schema: &Schema, declared: &Declared) -> Vec<Asked> {
    let Some(Lang { records: lang, evidence_file: file, .. }) = schema.lang else { return Vec::new() };
    let reading = Reading { sources, schema, lang, file };
    let own = declared.entities.iter().filter(|top| top.origin == Origin::Model);
    let is_rows = |node: &&EntityNode| schema.kind_named(sources.text(node.kind.span)).is_some_and(|kind| reading.is_rows(kind));
    own.map(|top| top.node).filter(is_rows).filter_map(|node| reading.asked(node)).collect()
}

/// What a row is called in references: what its cell says, with `_` for all that cannot stand in a name.
fn row_name(said: &str) -> String {
    said.chars().map(|letter| if unicode_ident::is_xid_continue(letter) { letter } else { '_' }).collect()
}
