//! Values as they are looked up.

use crate::model::{EntityId, EnumId, TextKey};
use crate::quantity::{Currency, Date, DateRange, Decimal};

use super::Val;

/// A single value as it is looked up; two keys are equal exactly when [`Val::same`] says so.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Key<'a> {
    Bool(bool),
    Number(Decimal),
    Percent(Decimal),
    Date(Date),
    Dates(DateRange),
    Millis(i128),
    Money(Decimal, Currency),
    Enum(EnumId, u16),
    Text(TextKey<'a>),
    Entity(EntityId),
}

impl<'a> Key<'a> {
    /// The key of a single value; none for what is missing, for groups and for lists.
    pub fn of(value: &Val<'a>) -> Option<Key<'a>> {
        Some(match value {
            Val::Bool(value) => Key::Bool(*value),
            Val::Int(value) => Key::Number(Decimal::from(*value)),
            Val::Number(value) => Key::Number(*value),
            Val::Percent(value) => Key::Percent(*value),
            Val::Date(value) => Key::Date(*value),
            Val::Dates(value) => Key::Dates(*value),
            Val::Duration(value) | Val::Interval(value) => Key::Millis(value.millis()),
            Val::Money(value) => Key::Money(value.amount, value.currency),
            Val::Enum(id, place) => Key::Enum(*id, *place),
            Val::Text(_) | Val::Made(_) | Val::Sealed(_) => Key::Text(value.text_key()?),
            Val::Entity(id) => Key::Entity(*id),
            Val::Missing | Val::Group(_) | Val::Entities(_) | Val::Found(_) | Val::Items(_) | Val::List(_) => return None,
        })
    }
}
