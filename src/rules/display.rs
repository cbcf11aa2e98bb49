//! How values print: in messages with names in backticks, in registers as titles.

use crate::model::Model;
use crate::quantity::Decimal;

use super::value::Val;

/// Where a text goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    /// A diagnostic: entities by path, values of enums by name, in backticks; long lists are cut.
    Message,
    /// A register: titles.
    Register,
    /// A model: as it would be written there.
    Source,
}

/// The most elements of a list that a message names.
const NAMED: usize = 5;

/// A value as a message says it.
pub(super) fn message(value: &Val, model: &Model) -> String {
    if !value.is_list() {
        return spoken(value, model);
    }
    let mut names: Vec<String> = value.elements().map(|element| spoken(&element, model)).collect();
    if names.len() > NAMED {
        let more = names.len() - NAMED;
        names.truncate(NAMED);
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        None => "nothing".to_string(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// A value as a model would hold it: paths, names of values, lists in brackets, and the letters of a text without its quotes.
pub(super) fn source(value: &Val, model: &Model) -> String {
    if value.is_list() {
        let elements: Vec<String> = value.elements().map(|element| source(&element, model)).collect();
        return format!("[{}]", elements.join(", "));
    }
    match value {
        Val::Missing => String::new(),
        Val::Entity(id) => model.entity(*id).path.to_string(),
        Val::Enum(id, place) => {
            let variant = model.schema().enumeration(*id).variants.get(usize::from(*place));
            variant.map(|variant| variant.name.to_string()).unwrap_or_default()
        }
        Val::Bool(value) => value.to_string(),
        Val::Group(group) => source(&group.key, model),
        Val::Text(_) | Val::Made(_) => escaped(value.text().unwrap_or_default()),
        _ => scalar(value),
    }
}

/// The letters of a text as they stand between its quotes.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t")
}

/// A value as a register shows it; the elements of a list are joined by commas.
pub(super) fn plain(value: &Val, model: &Model) -> String {
    parts(value, model).join(", ")
}

/// The elements of a list, or a single value, each as a register shows it. What is missing has no part.
pub(super) fn parts(value: &Val, model: &Model) -> Vec<String> {
    value.elements().map(|element| shown(&element, model)).collect()
}

fn spoken(value: &Val, model: &Model) -> String {
    match value {
        Val::Missing => "nothing".to_string(),
        Val::Entity(id) => format!("`{}`", model.entity(*id).path),
        Val::Enum(id, place) => match model.schema().enumeration(*id).variants.get(usize::from(*place)) {
            Some(variant) => format!("`{}`", variant.name),
            None => "nothing".to_string(),
        },
        Val::Group(group) => spoken(&group.key, model),
        _ => scalar(value),
    }
}

fn shown(value: &Val, model: &Model) -> String {
    match value {
        Val::Missing => String::new(),
        Val::Entity(id) => model.title(*id),
        Val::Enum(id, place) => model
            .schema()
            .enumeration(*id)
            .variants
            .get(usize::from(*place))
            .map(|variant| variant.title.to_string())
            .unwrap_or_default(),
        Val::Group(group) => shown(&group.key, model),
        _ => scalar(value),
    }
}

fn scalar(value: &Val) -> String {
    match value {
        Val::Bool(true) => "yes".to_string(),
        Val::Bool(false) => "no".to_string(),
        Val::Int(value) => value.to_string(),
        Val::Number(value) => number(*value),
        Val::Percent(value) => format!("{value}%"),
        Val::Date(value) => value.to_string(),
        Val::Dates(value) => value.to_string(),
        Val::Duration(value) => value.to_string(),
        Val::Interval(value) => format!("every {value}"),
        Val::Money(value) => value.to_string(),
        Val::Text(value) => value.to_string(),
        Val::Made(value) => value.to_string(),
        Val::Missing
        | Val::Enum(..)
        | Val::Entity(_)
        | Val::Group(_)
        | Val::Entities(_)
        | Val::Found(_)
        | Val::Items(_)
        | Val::List(_) => String::new(),
    }
}

/// A decimal without needless digits: a quotient that does not end is cut to six places.
fn number(value: Decimal) -> String {
    if value.scale() > 10 { value.round_dp(6).normalize().to_string() } else { value.to_string() }
}
