//! Values of fields.

use super::sealed::{Sealed, TextSort, WITHHELD};
use super::{EntityId, EnumId, Item};
use crate::quantity::Scalar;

/// What a field holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing: not given, or lost to an error that has been told already.
    Missing,
    /// A text, cooked.
    Text(Box<str>),
    /// A path of a file below the model's folder, with `/`.
    File(Box<str>),
    /// An address.
    Url(Box<str>),
    /// A text, path or address of something private, which only a [`Reader`](super::Reader) opens.
    Sealed(Sealed),
    /// A number, a day, an amount: what stands for itself.
    Scalar(Scalar),
    /// A value of an enum, by its place in the enum.
    Enum(EnumId, u16),
    /// A reference.
    Entity(EntityId),
    /// A list, with the place of each item.
    List(Box<[Item]>),
}

impl Value {
    /// Whether nothing is there: missing, or an empty list.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Missing => true,
            Value::List(items) => items.is_empty(),
            Value::Text(_)
            | Value::File(_)
            | Value::Url(_)
            | Value::Sealed(_)
            | Value::Scalar(_)
            | Value::Enum(..)
            | Value::Entity(_) => false,
        }
    }

    /// Whether the value or an element of it was lost to an error that has been told.
    pub fn has_hole(&self) -> bool {
        match self {
            Value::Missing => true,
            Value::List(items) => items.iter().any(|item| matches!(item.value, Value::Missing)),
            _ => false,
        }
    }

    /// The entities referred to: one, several or none.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> + '_ {
        let one = match self {
            Value::Entity(id) => Some(*id),
            _ => None,
        };
        let many = match self {
            Value::List(items) => &items[..],
            _ => &[],
        };
        one.into_iter().chain(many.iter().filter_map(|item| match item.value {
            Value::Entity(id) => Some(id),
            _ => None,
        }))
    }

    /// What sort of text it is, open or sealed; nothing where it is none.
    pub fn sort(&self) -> Option<TextSort> {
        match self {
            Value::Text(_) => Some(TextSort::Text),
            Value::File(_) => Some(TextSort::File),
            Value::Url(_) => Some(TextSort::Url),
            Value::Sealed(text) => Some(text.sort()),
            _ => None,
        }
    }

    /// The answer to a question about the letters of a text, open or sealed.
    pub fn ask<A: Copy + 'static>(&self, question: impl FnOnce(&str) -> A) -> Option<A> {
        match self {
            Value::Text(text) | Value::File(text) | Value::Url(text) => Some(question(text)),
            Value::Sealed(text) => Some(text.ask(question)),
            _ => None,
        }
    }

    /// The name of a rule, which is open wherever it stands.
    pub fn rule_name(&self) -> Option<&str> {
        match self {
            Value::Text(name) => Some(name),
            _ => None,
        }
    }

    /// Seals every text in it.
    pub(super) fn seal(&mut self) {
        match self {
            Value::Text(letters) | Value::File(letters) | Value::Url(letters) => {
                let letters = std::mem::take(letters);
                let sort = self.sort().unwrap_or(TextSort::Text);
                *self = Value::Sealed(Sealed::new(&letters, WITHHELD, sort));
            }
            Value::List(items) => items.iter_mut().for_each(|item| item.value.seal()),
            _ => {}
        }
    }
}
