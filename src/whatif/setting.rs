//! The edit that gives a field of an entity another value.

use crate::model::{EntityId, FieldRole, Model, Type};
use crate::source::Sources;
use crate::syntax::insertion;

use super::edits::TextEdit;

/// Why a field cannot be given a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The kind of the entity has no such field; the names that it has.
    NoSuchField(Vec<String>),
    /// The field is worked out, and never written.
    NotWritten,
    /// The text of the entity takes no field.
    NoPlace,
}

/// The edit after which the field `name` of `entity` has the value `value`, as it would be written; a text may stand without its quotation
/// marks.
pub fn set(model: &Model, sources: &Sources, entity: EntityId, name: &str, value: &str) -> Result<TextEdit, Refused> {
    let schema = model.schema();
    let kind = model.entity(entity).kind;
    let Some(field) = schema.field_named(kind, name) else {
        let fields = schema.kind(kind).fields.iter().map(|&field| schema.field(field));
        let written = fields.filter(|field| field.role == FieldRole::Written);
        return Err(Refused::NoSuchField(written.map(|field| field.name.to_string()).collect()));
    };
    let about = schema.field(field);
    if about.role != FieldRole::Written {
        return Err(Refused::NotWritten);
    }
    let is_bare = !value.starts_with(['"', '[']);
    let value = match about.ty {
        Type::Text | Type::File | Type::Url if is_bare => quoted(value),
        _ => value.to_owned(),
    };
    if let Some(slot) = model.slot(entity, field) {
        return Ok(TextEdit::replace(slot.span, value));
    }
    let span = model.entity(entity).span;
    let text = sources.file(span.file).text();
    let change = insertion::into_body(text, span.range(), &format!("{name}: {value}")).ok_or(Refused::NoPlace)?;
    Ok(TextEdit { file: span.file, range: change.range, text: change.text })
}

/// A text as it is written in a model.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
