//! The edits that take an entity out of a model, with all that refers to it.
//!
//! References to what is gone are taken out as well, since the model would otherwise be full of unknown names and say little. Where a field
//! that refers to it has to be there, such as the party that a contract is made with, what has the field goes too.

use std::collections::BTreeSet;

use crate::model::{Cardinality, EntityId, Model, Slot, Value};
use crate::source::{Origin, SourceFile, Sources, Span};

use super::edits::TextEdit;

/// What takes an entity out of a model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removed {
    /// The edits.
    pub edits: Vec<TextEdit>,
    /// What goes with it because it cannot stand without it, in the order of the model.
    pub with_it: Vec<EntityId>,
}

/// The edits after which a model has no `entity`; it must be the organisation's own.
pub fn without(model: &Model, sources: &Sources, entity: EntityId) -> Removed {
    let mut gone: BTreeSet<EntityId> = BTreeSet::new();
    let mut next = vec![entity];
    let mut with_it = BTreeSet::new();
    let references = model.references();
    while let Some(id) = next.pop() {
        if !gone.insert(id) {
            continue;
        }
        next.extend(model.children(id));
        let needing = references.of(id).iter().copied().filter(|&other| needs(model, other, &gone));
        for other in needing.filter(|other| !gone.contains(other)).collect::<Vec<_>>() {
            if model.entity(other).origin == Origin::Model {
                with_it.insert(other);
                next.push(other);
            }
        }
    }
    let mut edits: Vec<TextEdit> = Vec::new();
    for &id in &gone {
        let is_inside = model.entity(id).parent.is_some_and(|(parent, _)| gone.contains(&parent));
        if !is_inside {
            edits.push(TextEdit::replace(whole(sources, model.entity(id).span), ""));
        }
        for other in references.of(id).iter().copied().filter(|other| !gone.contains(other)) {
            for slot in model.slots(other) {
                edits.extend(unsaid(sources, slot, &gone));
            }
        }
    }
    edits.sort_by_key(|edit| (edit.file, edit.range.start, edit.range.end));
    edits.dedup();
    Removed { edits, with_it: with_it.into_iter().collect() }
}

/// Whether an entity has a field that has to be there and names nothing but what is gone.
fn needs(model: &Model, entity: EntityId, gone: &BTreeSet<EntityId>) -> bool {
    model.slots(entity).iter().any(|slot| {
        let must = matches!(model.schema().field(slot.field).cardinality, Cardinality::One | Cardinality::AtLeastOne);
        let mut named = slot.value.entities().peekable();
        must && named.peek().is_some() && named.all(|id| gone.contains(&id))
    })
}

/// The edits that take what is gone out of a field; the whole field where it names nothing else.
fn unsaid(sources: &Sources, slot: &Slot, gone: &BTreeSet<EntityId>) -> Vec<TextEdit> {
    let file = sources.file(slot.span.file);
    let field = || field_span(file, slot.span).map(|span| TextEdit::replace(span, ""));
    let is_gone = |value: &Value| matches!(value, Value::Entity(id) if gone.contains(id));
    match &slot.value {
        value if is_gone(value) => field().into_iter().collect(),
        Value::List(items) if items.iter().any(|item| is_gone(&item.value)) => {
            if items.iter().all(|item| is_gone(&item.value)) {
                return field().into_iter().collect();
            }
            let out = items.iter().filter(|item| is_gone(&item.value));
            out.map(|item| TextEdit::replace(listed(file, item.span), "")).collect()
        }
        _ => Vec::new(),
    }
}

/// An item of a list, with the comma that parts it from a neighbour.
fn listed(file: &SourceFile, item: Span) -> Span {
    let text = file.text();
    let after = text.get(item.end as usize..).unwrap_or_default();
    let blank = after.len() - after.trim_start().len();
    if after.trim_start().starts_with(',') {
        let rest = after.get(blank + 1..).unwrap_or_default();
        let end = item.end as usize + blank + 1 + (rest.len() - rest.trim_start().len());
        return Span::new(item.file, item.start as usize, end);
    }
    let before = text.get(..item.start as usize).unwrap_or_default().trim_end();
    let start = if before.ends_with(',') { before.len() - 1 } else { item.start as usize };
    Span::new(item.file, start, item.end as usize)
}

/// A field with its name and a comma behind it, by the place of its value.
pub(super) fn field_span(file: &SourceFile, value: Span) -> Option<Span> {
    let text = file.text();
    let before = text.get(..value.start as usize)?.trim_end().strip_suffix(':')?.trim_end();
    let name = before.len()
        - before.chars().rev().take_while(|letter| letter.is_alphanumeric() || *letter == '_').map(char::len_utf8).sum::<usize>();
    (name < before.len()).then(|| Span::new(value.file, name, behind(text, value.end as usize)))
}

/// An entity with the lines of documentation before it and a comma behind it.
fn whole(sources: &Sources, span: Span) -> Span {
    let text = sources.file(span.file).text();
    let mut start = span.start as usize;
    loop {
        let line = text.get(..start).unwrap_or_default().trim_end();
        let begin = line.rfind('\n').map_or(0, |at| at + 1);
        match line.get(begin..) {
            Some(doc) if doc.trim_start().starts_with("///") => start = begin,
            _ => break,
        }
    }
    Span::new(span.file, start, behind(text, span.end as usize))
}

/// The place behind a comma that follows `end`, or `end`.
fn behind(text: &str, end: usize) -> usize {
    let after = text.get(end..).unwrap_or_default();
    let blank = after.len() - after.trim_start().len();
    if after.trim_start().starts_with(',') { end + blank + 1 } else { end }
}
