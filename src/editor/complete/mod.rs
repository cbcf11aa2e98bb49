//! What can stand at a place.

mod expressions;
mod items;
mod values;

pub(super) use items::{blank_entity, is_required};

use super::place::{Inside, Place};
use super::view::View;
use crate::quantity::Date;

/// Something that can stand at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offered {
    /// What is shown, and what is typed to find it.
    pub label: String,
    /// What else finds it: a title, the words of a clause.
    pub also: String,
    /// A few words about it.
    pub detail: String,
    /// Its documentation.
    pub doc: String,
    /// What it is.
    pub sort: Sort,
    /// What is written: words, and blanks that somebody fills in.
    pub parts: Vec<Part>,
}

/// A part of what is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// As it is.
    Words(String),
    /// To be filled in, with what could stand there.
    Blank(String),
}

/// What is offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
    /// A field that has to be written.
    Required,
    /// A value of an enum, or a form of a literal.
    Value,
    /// A variable.
    Variable,
    /// A field.
    Field,
    /// An entity.
    Entity,
    /// A kind.
    Kind,
    /// A word of the language.
    Word,
    /// A function or definition.
    Function,
    /// A rule.
    Rule,
}

/// What can stand at `place` of `text`, which may be newer than the model of `view`, where the day is `today`: all that fits what was typed,
/// the best first.
pub fn offers(view: &View, text: &str, place: &Place, today: Date) -> Vec<Offered> {
    let checked = view.checked();
    let schema = checked.model.schema();
    let found = match &place.inside {
        Inside::Nothing => Vec::new(),
        Inside::File => items::items(schema),
        Inside::Body { kinds, written } => match kinds.last().and_then(|kind| schema.kind_named(kind)) {
            Some(kind) => items::members(schema, kind, written),
            None => Vec::new(),
        },
        Inside::Value { kinds, field, before, list } => {
            let kind = kinds.last().and_then(|kind| schema.kind_named(kind));
            match kind.and_then(|kind| schema.field_named(kind, field)) {
                Some(field) => values::values(checked, field, before.as_deref(), *list, today),
                None => Vec::new(),
            }
        }
        Inside::Declaration { word, setting } => expressions::expressions(checked, text, place, word, setting.as_deref()),
    };
    fitting(found, &place.typed)
}

/// Those that `typed` finds, by how they begin: with what was typed, then with a word that begins so, then anywhere.
fn fitting(found: Vec<Offered>, typed: &str) -> Vec<Offered> {
    let typed = typed.to_lowercase();
    let rank = |text: &str| {
        let text = text.to_lowercase();
        let at = text.find(&typed)?;
        let inner = text.get(..at).and_then(|before| before.chars().next_back());
        Some(match inner {
            None => 0,
            Some(letter) if !letter.is_alphanumeric() => 1,
            Some(_) => 2,
        })
    };
    let ranked = found.into_iter().filter_map(|offered| {
        let rank = [rank(&offered.label), rank(&offered.also).map(|rank| rank.max(1))].into_iter().flatten().min()?;
        Some((rank, offered))
    });
    let mut ranked: Vec<(i32, Offered)> = ranked.collect();
    ranked.sort_by(|(one, left), (other, right)| (one, left.sort, &left.label).cmp(&(other, right.sort, &right.label)));
    ranked.dedup_by(|(_, left), (_, right)| left.label == right.label && left.sort == right.sort);
    ranked.into_iter().map(|(_, offered)| offered).collect()
}

fn words(text: impl Into<String>) -> Vec<Part> {
    vec![Part::Words(text.into())]
}

fn word(label: &str, detail: &str, sort: Sort) -> Offered {
    Offered {
        label: label.to_owned(),
        also: String::new(),
        detail: detail.to_owned(),
        doc: String::new(),
        sort,
        parts: words(label),
    }
}
