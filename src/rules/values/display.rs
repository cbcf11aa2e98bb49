//! How values print: in messages with names in backticks, in registers as titles.
//!
//! What comes out is woven of open and sealed texts; a reader makes words of it where it leaves the rules.

use crate::model::{Model, Text, Woven};
use crate::quantity::Decimal;

use super::Val;

/// Where a text goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Style {
    /// A diagnostic: entities by path, values of enums by name, in backticks; long lists are cut.
    Message,
    /// A register: titles.
    Register,
    /// A model: as it would be written there.
    Source,
}

/// The most elements of a list that a message names.
const NAMED: usize = 5;

/// A value as it goes there.
pub fn woven(value: &Val, style: Style, model: &Model) -> Woven {
    match style {
        Style::Message => message(value, model),
        Style::Register => plain(value, model),
        Style::Source => source(value, model),
    }
}

/// A value as a message says it.
pub fn message(value: &Val, model: &Model) -> Woven {
    if !value.is_list() {
        return spoken(value, model);
    }
    let mut names: Vec<Woven> = value.elements().map(|element| spoken(&element, model)).collect();
    if names.len() > NAMED {
        let more = names.len() - NAMED;
        names.truncate(NAMED);
        names.push(Woven::open(format!("{more} more")));
    }
    match names.split_last() {
        None => Woven::open("nothing"),
        Some((only, [])) => only.clone(),
        Some((last, others)) => {
            let mut all = Woven::joined(others, &Woven::open(", "));
            all.push(" and ");
            all.append(last);
            all
        }
    }
}

/// A value as a model would hold it: paths, names of values, lists in brackets, and the letters of a text without its quotes.
fn source(value: &Val, model: &Model) -> Woven {
    if value.is_list() {
        let elements: Vec<Woven> = value.elements().map(|element| source(&element, model)).collect();
        let mut list = Woven::open("[");
        list.append(&Woven::joined(&elements, &Woven::open(", ")));
        list.push("]");
        return list;
    }
    match value {
        Val::Missing => Woven::default(),
        Val::Entity(id) => Woven::open(&*model.entity(*id).path),
        Val::Enum(id, place) => {
            let variant = model.schema().enumeration(*id).variants.get(usize::from(*place));
            Woven::open(variant.map_or("", |variant| &variant.name))
        }
        Val::Bool(value) => Woven::open(value.to_string()),
        Val::Group(group) => source(&group.key, model),
        Val::Text(_) | Val::Made(_) => Woven::open(escaped(value.open_text().unwrap_or_default())),
        Val::Sealed(text) => Text::Sealed(text.map(escaped)).into(),
        _ => scalar(value),
    }
}

/// The letters of a text as they stand between its quotes.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t")
}

/// A value as a register shows it; the elements of a list are joined by commas.
pub fn plain(value: &Val, model: &Model) -> Woven {
    Woven::joined(&parts(value, model), &Woven::open(", "))
}

/// The elements of a list, or a single value, each as a register shows it. What is missing has no part.
pub fn parts(value: &Val, model: &Model) -> Vec<Woven> {
    value.elements().map(|element| shown(&element, model)).collect()
}

fn spoken(value: &Val, model: &Model) -> Woven {
    match value {
        Val::Missing => Woven::open("nothing"),
        Val::Entity(id) => Woven::open(format!("`{}`", model.entity(*id).path)),
        Val::Enum(id, place) => match model.schema().enumeration(*id).variants.get(usize::from(*place)) {
            Some(variant) => Woven::open(format!("`{}`", variant.name)),
            None => Woven::open("nothing"),
        },
        Val::Group(group) => spoken(&group.key, model),
        _ => scalar(value),
    }
}

fn shown(value: &Val, model: &Model) -> Woven {
    match value {
        Val::Missing => Woven::default(),
        Val::Entity(id) => model.title(*id).into(),
        Val::Enum(id, place) => {
            let variant = model.schema().enumeration(*id).variants.get(usize::from(*place));
            Woven::open(variant.map_or("", |variant| &variant.title))
        }
        Val::Group(group) => shown(&group.key, model),
        _ => scalar(value),
    }
}

fn scalar(value: &Val) -> Woven {
    Woven::open(match value {
        Val::Sealed(text) => return Text::Sealed(text.clone()).into(),
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
    })
}

/// A decimal without needless digits: a quotient that does not end is cut to six places.
fn number(value: Decimal) -> String {
    if value.scale() > 10 { value.round_dp(6).normalize().to_string() } else { value.to_string() }
}
