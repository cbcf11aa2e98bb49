//! The one door by which titles, texts and documentation leave a model: whoever wants words for somebody says for whom.

use std::borrow::Cow;

use super::sealed::{Sealed, Text, TextSort, Woven};
use super::{EntityId, FieldId, Item, Model, Value};
use crate::source::Sources;
use crate::world::Audience;

/// Gives what is said in a model to an audience.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'m> {
    model: &'m Model,
    audience: Audience,
}

impl Model {
    /// The model as `audience` may read it.
    pub fn reader(&self, audience: Audience) -> Reader<'_> {
        Reader { model: self, audience }
    }
}

impl<'m> Reader<'m> {
    /// The model.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// A text, or what stands in for it.
    pub fn read<'t>(&self, text: impl Into<Text<'t>>) -> Cow<'t, str> {
        match text.into() {
            Text::Open(text) => text,
            Text::Sealed(text) => Cow::Owned(self.letters(&text).to_owned()),
        }
    }

    /// A sealed text, or what stands in for it.
    pub fn letters<'t>(&self, text: &'t Sealed) -> &'t str {
        match self.audience {
            Audience::Anybody => text.stand_in(),
            Audience::Licensed => text.letters(),
        }
    }

    /// Whether the audience may read what this entity says.
    pub fn may_read(&self, id: EntityId) -> bool {
        match self.audience {
            Audience::Anybody => !self.model.is_private(id),
            Audience::Licensed => true,
        }
    }

    /// The title, or the last part of the path with spaces for underscores; the path where there is a title that may not be read.
    pub fn title(&self, id: EntityId) -> Cow<'m, str> {
        self.read(self.model.title(id))
    }

    /// The title that is written, where there is one that may be read.
    pub fn written_title(&self, id: EntityId) -> Option<Cow<'m, str>> {
        (self.model.has_title(id) && self.may_read(id)).then(|| self.title(id))
    }

    /// The documentation, where there is any that may be read.
    pub fn doc(&self, id: EntityId, sources: &Sources) -> Option<Cow<'m, str>> {
        let doc = self.read(self.model.doc(id, sources)?);
        (!doc.is_empty()).then_some(doc)
    }

    /// The value of a written field, or its default, with the texts in it as they may be read.
    pub fn value(&self, id: EntityId, field: FieldId) -> Cow<'m, Value> {
        self.open(self.model.value(id, field))
    }

    /// The text of a field that holds one text.
    pub fn text(&self, id: EntityId, field: FieldId) -> Option<Cow<'m, str>> {
        self.letters_of(self.model.value(id, field))
    }

    /// The letters of a value that is a text.
    pub fn letters_of<'v>(&self, value: &'v Value) -> Option<Cow<'v, str>> {
        match value {
            Value::Text(text) | Value::File(text) | Value::Url(text) => Some(Cow::Borrowed(text)),
            Value::Sealed(text) => Some(Cow::Borrowed(self.letters(text))),
            _ => None,
        }
    }

    /// A value with the texts in it as they may be read. What stands in for a text is a text, whatever the field takes.
    pub fn open<'v>(&self, value: &'v Value) -> Cow<'v, Value> {
        match value {
            Value::Sealed(text) => {
                let letters = self.letters(text).into();
                Cow::Owned(match (self.audience, text.sort()) {
                    (Audience::Anybody, _) | (Audience::Licensed, TextSort::Text) => Value::Text(letters),
                    (Audience::Licensed, TextSort::File) => Value::File(letters),
                    (Audience::Licensed, TextSort::Url) => Value::Url(letters),
                })
            }
            Value::List(items) if items.iter().any(|item| matches!(item.value, Value::Sealed(_))) => {
                let open = |item: &Item| Item { value: self.open(&item.value).into_owned(), span: item.span };
                Cow::Owned(Value::List(items.iter().map(open).collect()))
            }
            other => Cow::Borrowed(other),
        }
    }
}

impl From<Woven> for Text<'_> {
    fn from(woven: Woven) -> Self {
        woven.text()
    }
}
