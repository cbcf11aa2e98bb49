//! What a declaration of rows says.

use rustc_hash::FxHashMap;

use super::days::DayForm;
use super::figures::{Figures, time_unit};
use crate::model::{EntityId, FieldId, KindId, RecordLang, Schema, Target, Type, WITHHELD};
use crate::quantity::Currency;
use crate::source::{Sources, Span};
use crate::syntax::tree::EntityNode;

/// How a record is laid out, and which field stands where.
pub(super) struct Declaration<'t> {
    pub id: EntityId,
    pub node: &'t EntityNode,
    /// What each row is.
    pub kind: KindId,
    /// The path of the file, as written.
    pub file: Option<Span>,
    pub separator: u8,
    pub days: DayForm,
    /// The form of days as written, where it is.
    pub days_said: Option<String>,
    pub figures: Figures,
    /// The line of the headings, from 1.
    pub heading_line: usize,
    pub columns: Vec<Column>,
    /// The columns of the file that are read, by their places in it.
    pub used: Vec<usize>,
    /// Whether what it says, and what its record says, is private.
    pub is_private: bool,
    /// Whether a field that rows need has no column, so that all of them lack it.
    pub incomplete: bool,
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Holds {
    /// The names of the rows.
    Name,
    /// Their titles.
    Title,
    /// A field.
    Field(FieldId),
}

/// A column as it is declared.
pub(super) struct Column {
    pub holds: Holds,
    /// Where it is declared; in the headings of the file where nothing is.
    pub span: Span,
    pub heading: String,
    pub unit: Option<String>,
    /// The heading of the column with the last day.
    pub until: Option<(String, Span)>,
    /// The place of its cells among those that are used; nothing where the file has no such column, which has been told.
    pub place: Option<usize>,
    /// The same of the last day.
    pub until_place: Option<usize>,
    /// From what cells say, in small letters, to the word of the language.
    pub words: FxHashMap<String, Word>,
}

/// What a word of the organisation's means.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Word {
    /// As the language has it.
    pub means: String,
    /// Where that is written.
    pub span: Span,
}

/// What is there to read declarations with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub sources: &'a Sources,
    pub schema: &'a Schema,
    pub lang: RecordLang,
    /// The field of the file, which all evidence has.
    pub file: FieldId,
}

impl Declaration<'_> {
    /// The heading of a column as a message quotes it.
    pub fn heading(&self, at: usize) -> &str {
        quoted(self.is_private, self.columns.get(at).map_or("", |column| &column.heading))
    }
}

/// A text of a declaration as a message quotes it.
pub(super) fn quoted(is_private: bool, text: &str) -> &str {
    if is_private { WITHHELD } else { text }
}

/// Whether figures of a type can have this unit.
pub(super) fn takes_unit(ty: &Type, unit: &str) -> bool {
    match ty {
        Type::OneOf(targets) => targets.iter().any(|target| matches!(target, Target::Scalar(ty) if is_unit(ty, unit))),
        ty => is_unit(ty, unit),
    }
}

/// Whether a word is a unit that figures of a time, a sum or a share have.
fn is_unit(ty: &Type, unit: &str) -> bool {
    match ty {
        Type::Duration | Type::Interval => time_unit(unit).is_some(),
        Type::Money => Currency::by_code(unit).is_some(),
        Type::Percent => unit == "%",
        _ => false,
    }
}

/// A word as cells are compared: small letters, one blank where there are several.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}
