//! What of a text leads out of the model: files on record and addresses.

use super::View;
use crate::model::{TextSort, Value};
use crate::source::{FileId, Origin, Span};
use crate::world::{Audience, FileState};

/// Something that leads out of the model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Where it is named, quotes included.
    pub place: Span,
    /// Where it leads.
    pub to: Outside,
}

/// What is outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outside {
    /// A file that is on record, by its path from the model's folder.
    File(String),
    /// An address.
    Address(String),
}

/// The links of a file, in order; files that are not on record are left out, since they lead nowhere.
pub fn links(view: &View, file: FileId) -> Vec<Link> {
    let checked = view.checked();
    let model = &checked.model;
    let reader = model.reader(Audience::Anybody);
    let named_in = checked.sources.file(file).name();
    let link = |value: &Value, place: Span| {
        // What is sealed says nothing, not even where it leads.
        let text = match value {
            Value::Sealed(_) => return None,
            value => reader.letters_of(value)?,
        };
        let to = match value.sort()? {
            TextSort::File if checked.facts.files.state(&text, named_in) == FileState::Present => Outside::File(text.into_owned()),
            TextSort::Url => Outside::Address(text.into_owned()),
            TextSort::File | TextSort::Text => return None,
        };
        Some(Link { place, to })
    };
    let mut found = Vec::new();
    let here = model.ids().filter(|&id| model.entity(id).origin == Origin::Model && model.entity(id).span.file == file);
    for slot in here.flat_map(|id| model.slots(id)) {
        match &slot.value {
            Value::List(items) => found.extend(items.iter().filter_map(|item| link(&item.value, item.span))),
            value => found.extend(link(value, slot.span)),
        }
    }
    found.sort_by_key(|link| link.place.start);
    found
}
