//! What an entity needs, and what needs it, as far as the model says `depends_on`.

use super::target::Target;
use super::{View, target, written_references};
use crate::model::{EntityId, Value};
use crate::source::{FileId, Origin, Span};

/// One thing that another depends on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dependency {
    /// The other end.
    pub entity: EntityId,
    /// Where it is written.
    pub places: Vec<Span>,
}

/// The entity at `offset` that can depend on others.
pub fn dependent_at(view: &View, file: FileId, offset: usize) -> Option<EntityId> {
    let checked = view.checked();
    let lang = checked.model.schema().lang?;
    match target(checked, file, offset)?.0 {
        Target::Entity(id) if checked.model.is_a(id, lang.promises.item) => Some(id),
        _ => None,
    }
}

/// What an entity depends on, in the order written.
pub fn needs(view: &View, id: EntityId) -> Vec<Dependency> {
    let model = &view.checked().model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let Some(slot) = model.slot(id, lang.promises.depends_on) else { return Vec::new() };
    let mut found: Vec<Dependency> = Vec::new();
    let mut add = |entity: EntityId, place: Span| match found.iter_mut().find(|known| known.entity == entity) {
        Some(known) => known.places.push(place),
        None => found.push(Dependency { entity, places: vec![place] }),
    };
    match &slot.value {
        Value::Entity(to) => add(*to, slot.span),
        Value::List(items) => items.iter().for_each(|item| {
            item.value.entities().for_each(|to| add(to, item.span));
        }),
        _ => {}
    }
    found
}

/// What depends on an entity, in the order of the model.
pub fn needed_by(view: &View, id: EntityId) -> Vec<Dependency> {
    let model = &view.checked().model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let own = model
        .ids()
        .filter(|&other| model.entity(other).origin == Origin::Model && model.slot(other, lang.promises.depends_on).is_some());
    own.filter_map(|other| {
        let of_field = model.slot(other, lang.promises.depends_on)?.span;
        let within = |span: &Span| span.file == of_field.file && of_field.start <= span.start && span.end <= of_field.end;
        let references = written_references(model, other).into_iter();
        let places: Vec<Span> = references.filter(|(span, to)| *to == id && within(span)).map(|(span, _)| span).collect();
        (!places.is_empty()).then_some(Dependency { entity: other, places })
    })
    .collect()
}
