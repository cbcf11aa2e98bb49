//! What falls due, ends or goes stale, and on which day.
//!
//! ```sms
//! due_day process_review { of: "process", says: "its review falls due", every: "review", after: ["last_review"] }
//! ```
//!
//! The library says which fields of which kinds give a day; this finds the days. A model's own `due_day`s count like those of the library.

use std::collections::BTreeMap;

use crate::model::{EntityId, FieldId, KindId, Model, Value};
use crate::quantity::{Date, Duration, Scalar};
use crate::source::{Origin, Span};

use super::{editions, people};

/// Something that falls due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// The day.
    pub day: Date,
    /// What it is about.
    pub entity: EntityId,
    /// The `due_day` that says so.
    pub sort: EntityId,
    /// Where the day, or what it is worked out from, stands.
    pub place: Span,
    /// Who answers for it; nobody where that cannot be told.
    pub owners: Vec<EntityId>,
}

/// Everything that falls due up to and including `until`, and what is overdue on `today`; by day, then in the order of the model.
pub fn due(model: &Model, today: Date, until: Date) -> Vec<Due> {
    let Some(kind) = model.schema().kind_named("due_day") else { return Vec::new() };
    let mut all: Vec<Due> = model.of_kind(kind).into_iter().flat_map(|sort| of_sort(model, sort)).collect();
    all.retain(|due| due.day <= until && (due.day >= today || !ends(model, due.sort)));
    all.sort_by_key(|due| (due.day, due.entity, due.sort));
    all.dedup_by_key(|due| (due.day, due.entity, due.sort));
    all
}

/// What a sort of due day says: the words for readers, and whether the thing ends.
pub fn says(model: &Model, sort: EntityId) -> &Value {
    field(model, sort, "says")
}

/// Whether the thing ends on the day, so that nothing is overdue afterwards.
pub fn ends(model: &Model, sort: EntityId) -> bool {
    matches!(field(model, sort, "ends"), Value::Scalar(Scalar::Bool(true)))
}

fn of_sort(model: &Model, sort: EntityId) -> Vec<Due> {
    let Some(kind) = named_kind(model, sort) else { return Vec::new() };
    let own = model.of_kind(kind).into_iter().filter(|&id| model.entity(id).origin == Origin::Model && !model.entity(id).broken);
    let open = own.filter(|&id| !texts(model, sort, "unless").iter().any(|name| !value(model, id, name).is_empty()));
    let found = open.filter_map(|id| Some((id, day_of(model, sort, id)?)));
    let due = |(entity, (day, place)): (EntityId, (Date, Span))| Due {
        day,
        entity,
        sort,
        place,
        owners: people::answerable(model, entity),
    };
    last_of_each_row(model, sort, found.map(due).collect())
}

/// Of things in a row, such as the records of one quarter after the other, the last.
fn last_of_each_row(model: &Model, sort: EntityId, all: Vec<Due>) -> Vec<Due> {
    let Some(row) = model.schema().field_named(model.entity(sort).kind, "latest_of").and_then(|field| model.slot(sort, field))
    else {
        return all;
    };
    let by: Vec<String> = texts_of(&row.value);
    let mut last: BTreeMap<Vec<Vec<EntityId>>, Due> = BTreeMap::new();
    for due in all {
        let key = by.iter().map(|name| value(model, due.entity, name).entities().collect()).collect();
        match last.get(&key) {
            Some(other) if other.day > due.day => {}
            _ => _ = last.insert(key, due),
        }
    }
    last.into_values().collect()
}

/// The day of one thing, and where it stands.
fn day_of(model: &Model, sort: EntityId, entity: EntityId) -> Option<(Date, Span)> {
    let place = |name: &str| place(model, entity, name);
    let day = texts(model, sort, "day").into_iter().find_map(|name| Some((last_day(value(model, entity, &name))?, place(&name))));
    let day = day.or_else(|| {
        let every = interval(model, sort, entity)?;
        let done = texts(model, sort, "after").into_iter();
        let done = done.filter_map(|name| Some((last_day(value(model, entity, &name))?, place(&name))));
        let (last, place) = done.max_by_key(|(day, _)| *day)?;
        Some((every.after(last), place))
    })?;
    match text(model, sort, "before") {
        None => Some(day),
        Some(name) => match value(model, entity, &name) {
            Value::Scalar(Scalar::Duration(time) | Scalar::Interval(time)) => {
                Some((time.times(-1)?.after(day.0), self::place(model, entity, &name)))
            }
            // Nothing has to be seen to beforehand.
            _ => None,
        },
    }
}

/// How often it comes round. Evidence that does not say counts as long as the library says.
fn interval(model: &Model, sort: EntityId, entity: EntityId) -> Option<Duration> {
    let name = text(model, sort, "every")?;
    if let Value::Scalar(Scalar::Duration(time) | Scalar::Interval(time)) = value(model, entity, &name) {
        return Some(*time);
    }
    let lang = model.schema().lang?;
    match model.value(editions::library(model)?, lang.evidence_counts) {
        Value::Scalar(Scalar::Duration(life)) if model.is_a(entity, lang.evidence) => Some(*life),
        _ => None,
    }
}

fn last_day(value: &Value) -> Option<Date> {
    match value {
        Value::Scalar(Scalar::Date(day)) => Some(*day),
        Value::Scalar(Scalar::Dates(days)) => Some(days.last),
        _ => None,
    }
}

fn named_kind(model: &Model, sort: EntityId) -> Option<KindId> {
    model.schema().kind_named(&text(model, sort, "of")?)
}

/// The field of this name that is written.
fn written(model: &Model, entity: EntityId, name: &str) -> Option<FieldId> {
    model.schema().field_named(model.entity(entity).kind, name)
}

fn value<'m>(model: &'m Model, entity: EntityId, name: &str) -> &'m Value {
    written(model, entity, name).map_or(&Value::Missing, |field| model.value(entity, field))
}

fn place(model: &Model, entity: EntityId, name: &str) -> Span {
    written(model, entity, name).map_or(model.entity(entity).name_span, |field| model.place(entity, field))
}

fn field<'m>(model: &'m Model, sort: EntityId, name: &str) -> &'m Value {
    value(model, sort, name)
}

fn text(model: &Model, sort: EntityId, name: &str) -> Option<String> {
    texts(model, sort, name).into_iter().next()
}

/// The texts in a field of an entity of the library that names kinds and fields.
pub(super) fn texts(model: &Model, sort: EntityId, name: &str) -> Vec<String> {
    texts_of(field(model, sort, name))
}

/// The texts of a value; what is sealed names no field.
fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.to_string()],
        Value::List(items) => items.iter().flat_map(|item| texts_of(&item.value)).collect(),
        _ => Vec::new(),
    }
}
