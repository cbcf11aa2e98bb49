//! Values while an expression is evaluated; they borrow from the model where they can.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::model::{EntityId, EnumId, Item, Reader, Sealed, Text, TextKey, Value};
use crate::quantity::{Date, DateRange, Decimal, Duration, Money, Scalar};

/// A value, or a list of values.
#[derive(Clone, Debug)]
pub enum Val<'a> {
    /// Nothing.
    Missing,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact decimal.
    Number(Decimal),
    /// A percentage; 99.9 for `99.9%`.
    Percent(Decimal),
    /// A day.
    Date(Date),
    /// A range of days.
    Dates(DateRange),
    /// An amount of time.
    Duration(Duration),
    /// `every …`
    Interval(Duration),
    /// A sum of money.
    Money(Money),
    /// A value of an enum, by its place in the enum.
    Enum(EnumId, u16),
    /// A text of the model; also file paths and addresses.
    Text(&'a str),
    /// A text made by a function or a template.
    Made(Arc<str>),
    /// A text of something private, or one made from such: conditions see what it says, and readers what they may.
    Sealed(Sealed),
    /// An entity.
    Entity(EntityId),
    /// What has a key in common.
    Group(Arc<Group<'a>>),
    /// Several entities, as an index of the model holds them.
    Entities(&'a [EntityId]),
    /// Several entities, found by navigation or a filter.
    Found(Arc<[EntityId]>),
    /// A written list.
    Items(&'a [Item]),
    /// A list made by an expression; it holds no lists.
    List(Arc<[Val<'a>]>),
}

/// Some values with what they have in common.
#[derive(Clone, PartialEq, Debug)]
pub struct Group<'a> {
    /// What they have in common; a single value that is there.
    pub key: Val<'a>,
    /// The values: a list.
    pub members: Val<'a>,
}

impl<'a> Val<'a> {
    /// The value of a field.
    pub(crate) fn of(value: &'a Value) -> Val<'a> {
        match value {
            Value::Missing => Val::Missing,
            Value::Text(text) | Value::File(text) | Value::Url(text) => Val::Text(text),
            Value::Sealed(text) => Val::Sealed(text.clone()),
            Value::Scalar(value) => Val::of_scalar(*value),
            Value::Enum(id, place) => Val::Enum(*id, *place),
            Value::Entity(id) => Val::Entity(*id),
            Value::List(items) => Val::Items(items),
        }
    }

    pub(crate) fn of_scalar(value: Scalar) -> Val<'a> {
        match value {
            Scalar::Int(value) => Val::Int(value),
            Scalar::Number(value) => Val::Number(value),
            Scalar::Bool(value) => Val::Bool(value),
            Scalar::Percent(value) => Val::Percent(value),
            Scalar::Date(value) => Val::Date(value),
            Scalar::Dates(value) => Val::Dates(value),
            Scalar::Duration(value) => Val::Duration(value),
            Scalar::Interval(value) => Val::Interval(value),
            Scalar::Money(value) => Val::Money(value),
        }
    }

    /// A text of its own.
    pub(crate) fn made(text: impl Into<Arc<str>>) -> Val<'a> {
        Val::Made(text.into())
    }

    /// A text of the model, or one made from such.
    pub(crate) fn text(text: impl Into<Text<'a>>) -> Val<'a> {
        match text.into() {
            Text::Open(Cow::Borrowed(text)) => Val::Text(text),
            Text::Open(Cow::Owned(text)) => Val::made(text),
            Text::Sealed(text) => Val::Sealed(text),
        }
    }

    /// The same value with its texts as a reader may see them.
    pub(crate) fn open(self, reader: &Reader) -> Val<'a> {
        match self {
            Val::Sealed(text) => Val::made(reader.letters(&text)),
            Val::Items(items) if items.iter().any(|item| matches!(item.value, Value::Sealed(_))) => {
                Val::List(items.iter().map(|item| Val::of(&item.value).open(reader)).collect())
            }
            Val::List(items) if items.iter().any(Val::is_closed) => {
                Val::List(items.iter().map(|item| item.clone().open(reader)).collect())
            }
            Val::Group(group) if group.key.is_closed() || group.members.is_closed() => {
                let Group { key, members } = (*group).clone();
                Val::Group(Arc::new(Group { key: key.open(reader), members: members.open(reader) }))
            }
            other => other,
        }
    }

    /// Whether something of it may be sealed.
    fn is_closed(&self) -> bool {
        matches!(self, Val::Sealed(_) | Val::Items(_) | Val::List(_) | Val::Group(_))
    }

    /// The same value without borrowing.
    pub fn into_owned(self) -> Val<'static> {
        match self {
            Val::Missing => Val::Missing,
            Val::Bool(value) => Val::Bool(value),
            Val::Int(value) => Val::Int(value),
            Val::Number(value) => Val::Number(value),
            Val::Percent(value) => Val::Percent(value),
            Val::Date(value) => Val::Date(value),
            Val::Dates(value) => Val::Dates(value),
            Val::Duration(value) => Val::Duration(value),
            Val::Interval(value) => Val::Interval(value),
            Val::Money(value) => Val::Money(value),
            Val::Enum(id, place) => Val::Enum(id, place),
            Val::Text(text) => Val::Made(text.into()),
            Val::Made(text) => Val::Made(text),
            Val::Sealed(text) => Val::Sealed(text),
            Val::Entity(id) => Val::Entity(id),
            Val::Group(group) => {
                let Group { key, members } = (*group).clone();
                Val::Group(Arc::new(Group { key: key.into_owned(), members: members.into_owned() }))
            }
            Val::Entities(ids) => Val::Found(ids.into()),
            Val::Found(ids) => Val::Found(ids),
            Val::Items(items) => Val::List(items.iter().map(|item| Val::of(&item.value).into_owned()).collect()),
            Val::List(items) => Val::List(items.iter().map(|item| item.clone().into_owned()).collect()),
        }
    }

    /// How many elements: of a list its length, 1 for a single value, 0 for a missing one.
    pub fn len(&self) -> usize {
        match self {
            Val::Missing => 0,
            Val::Entities(ids) => ids.len(),
            Val::Found(ids) => ids.len(),
            Val::Items(items) => items.len(),
            Val::List(items) => items.len(),
            Val::Bool(_)
            | Val::Int(_)
            | Val::Number(_)
            | Val::Percent(_)
            | Val::Date(_)
            | Val::Dates(_)
            | Val::Duration(_)
            | Val::Interval(_)
            | Val::Money(_)
            | Val::Enum(..)
            | Val::Text(_)
            | Val::Made(_)
            | Val::Sealed(_)
            | Val::Entity(_)
            | Val::Group(_) => 1,
        }
    }

    /// How many letters its texts have together.
    pub(crate) fn letters(&self) -> usize {
        match self {
            Val::Text(text) => text.len(),
            Val::Made(text) => text.len(),
            Val::Sealed(text) => text.ask(str::len),
            Val::Items(_) | Val::List(_) => self.elements().map(|element| element.letters()).sum(),
            Val::Group(group) => group.key.letters(),
            Val::Missing
            | Val::Bool(_)
            | Val::Int(_)
            | Val::Number(_)
            | Val::Percent(_)
            | Val::Date(_)
            | Val::Dates(_)
            | Val::Duration(_)
            | Val::Interval(_)
            | Val::Money(_)
            | Val::Enum(..)
            | Val::Entity(_)
            | Val::Entities(_)
            | Val::Found(_) => 0,
        }
    }

    /// The element at `place`; a single value is its own only element.
    pub fn get(&self, place: usize) -> Val<'a> {
        match self {
            Val::Entities(ids) => ids.get(place).map_or(Val::Missing, |id| Val::Entity(*id)),
            Val::Found(ids) => ids.get(place).map_or(Val::Missing, |id| Val::Entity(*id)),
            Val::Items(items) => items.get(place).map_or(Val::Missing, |item| Val::of(&item.value)),
            Val::List(items) => items.get(place).cloned().unwrap_or(Val::Missing),
            Val::Missing
            | Val::Bool(_)
            | Val::Int(_)
            | Val::Number(_)
            | Val::Percent(_)
            | Val::Date(_)
            | Val::Dates(_)
            | Val::Duration(_)
            | Val::Interval(_)
            | Val::Money(_)
            | Val::Enum(..)
            | Val::Text(_)
            | Val::Made(_)
            | Val::Sealed(_)
            | Val::Entity(_)
            | Val::Group(_) => {
                if place == 0 {
                    self.clone()
                } else {
                    Val::Missing
                }
            }
        }
    }

    /// Whether it is a list, however long.
    pub fn is_list(&self) -> bool {
        matches!(self, Val::Entities(_) | Val::Found(_) | Val::Items(_) | Val::List(_))
    }

    /// Whether nothing is there: missing, an empty list, a text without letters.
    pub fn is_empty(&self) -> bool {
        self.ask(str::is_empty).unwrap_or_else(|| self.len() == 0)
    }

    /// As a condition: false for `false`, what is missing and what is empty.
    pub fn holds(&self) -> bool {
        match self {
            Val::Bool(value) => *value,
            _ => !self.is_empty(),
        }
    }

    /// The letters of a text that is open.
    pub fn open_text(&self) -> Option<&str> {
        match self {
            Val::Text(text) => Some(text),
            Val::Made(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a text, open or sealed.
    pub fn is_text(&self) -> bool {
        matches!(self, Val::Text(_) | Val::Made(_) | Val::Sealed(_))
    }

    /// The answer to a question about the letters of a text, open or sealed.
    pub(crate) fn ask<A: Copy + 'static>(&self, question: impl FnOnce(&str) -> A) -> Option<A> {
        match self {
            Val::Sealed(text) => Some(text.ask(question)),
            other => other.open_text().map(question),
        }
    }

    /// The letters of a text, open or sealed, to compare and to look up by.
    pub(crate) fn text_key(&self) -> Option<TextKey<'a>> {
        match self {
            Val::Text(text) => Some(TextKey::open(*text)),
            Val::Made(text) => Some(TextKey::open(text.to_string())),
            Val::Sealed(text) => Some(text.key()),
            _ => None,
        }
    }

    /// The entity, where it is one.
    pub fn entity(&self) -> Option<EntityId> {
        match self {
            Val::Entity(id) => Some(*id),
            _ => None,
        }
    }

    /// The elements that are there.
    pub fn elements(&self) -> impl Iterator<Item = Val<'a>> + '_ {
        (0..self.len()).map(|place| self.get(place)).filter(|element| !matches!(element, Val::Missing))
    }

    /// Whether both are there and the same. Lists are the same when their elements are, in order.
    pub(crate) fn same(&self, other: &Val<'a>) -> bool {
        if self.is_list() || other.is_list() {
            return self.len() == other.len() && (0..self.len()).all(|place| self.get(place).same(&other.get(place)));
        }
        self.compare(other) == Some(Ordering::Equal)
    }

    /// How two single values of one type compare; `None` where one is missing or they cannot be compared.
    pub(crate) fn compare(&self, other: &Val<'a>) -> Option<Ordering> {
        match (self, other) {
            (Val::Bool(left), Val::Bool(right)) => Some(left.cmp(right)),
            (Val::Int(left), Val::Int(right)) => Some(left.cmp(right)),
            (Val::Percent(left), Val::Percent(right)) => Some(left.cmp(right)),
            (Val::Date(left), Val::Date(right)) => Some(left.cmp(right)),
            (Val::Dates(left), Val::Dates(right)) => Some(left.cmp(right)),
            (Val::Duration(left) | Val::Interval(left), Val::Duration(right) | Val::Interval(right)) => Some(left.cmp(right)),
            (Val::Money(left), Val::Money(right)) if left.currency == right.currency => Some(left.amount.cmp(&right.amount)),
            (Val::Enum(left, at), Val::Enum(right, other)) if left == right => Some(at.cmp(other)),
            (Val::Entity(left), Val::Entity(right)) => Some(left.cmp(right)),
            _ => match (self.decimal(), other.decimal()) {
                (Some(left), Some(right)) => Some(left.cmp(&right)),
                _ => self.compare_texts(other),
            },
        }
    }

    fn compare_texts(&self, other: &Val<'a>) -> Option<Ordering> {
        match (self.open_text(), other.open_text()) {
            (Some(left), Some(right)) => Some(left.cmp(right)),
            _ => Some(self.text_key()?.cmp(&other.text_key()?)),
        }
    }

    /// The number of a whole number or a decimal.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        match self {
            Val::Int(value) => Some(Decimal::from(*value)),
            Val::Number(value) => Some(*value),
            _ => None,
        }
    }
}

impl PartialEq for Val<'_> {
    /// Equal as data: unlike in expressions, missing equals missing, and groups can be equal.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Val::Missing, Val::Missing) => true,
            (Val::Group(left), Val::Group(right)) => left == right,
            _ => self.same(other),
        }
    }
}
