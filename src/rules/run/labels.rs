//! The places of labels in the text of a model.

use crate::model::{EntityId, FieldRole, Value};
use crate::rules::program::{Anchor, Step};
use crate::source::Span;

use super::evaluator::Evaluator;

/// The places of a further label, in order; none where the field it names is not written, since there is nothing to say about it.
pub fn further_spans<'a>(place: &'a Anchor, evaluator: &mut Evaluator<'a>) -> Vec<Span> {
    match place {
        Anchor::Either(condition, places) => {
            let [yes, no] = &**places;
            if evaluator.truth(condition) { further_spans(yes, evaluator) } else { further_spans(no, evaluator) }
        }
        Anchor::Field(owner, step) => {
            let model = evaluator.model();
            let is_there = |owner: &EntityId| {
                step.field_of(model, *owner).is_some_and(|field| match model.schema().field(field).role {
                    FieldRole::Written => model.slot(*owner, field).is_some(),
                    FieldRole::Contains | FieldRole::Inverse(_) | FieldRole::Computed => true,
                })
            };
            let owners: Vec<EntityId> =
                evaluator.eval(owner).elements().filter_map(|element| element.entity()).filter(is_there).collect();
            let mut found = Vec::new();
            owners.into_iter().for_each(|owner| field_places(owner, step, evaluator, &mut found));
            once(found)
        }
        Anchor::Names(_) | Anchor::Items(..) => spans(place, evaluator),
    }
}

/// The places in order; the same place stands once.
pub fn spans<'a>(place: &'a Anchor, evaluator: &mut Evaluator<'a>) -> Vec<Span> {
    let model = evaluator.model();
    let mut found = Vec::new();
    match place {
        Anchor::Either(condition, places) => {
            let [yes, no] = &**places;
            return if evaluator.truth(condition) { spans(yes, evaluator) } else { spans(no, evaluator) };
        }
        Anchor::Names(node) => {
            let value = evaluator.eval(node);
            found.extend(value.elements().filter_map(|element| element.entity()).map(|id| model.entity(id).name_span));
        }
        Anchor::Field(owner, step) => {
            let owners = evaluator.eval(owner);
            for owner in owners.elements().filter_map(|element| element.entity()) {
                field_places(owner, step, evaluator, &mut found);
            }
        }
        Anchor::Items(owner, step, selection) => {
            let owners = evaluator.eval(owner);
            let passed = evaluator.select(selection);
            for owner in owners.elements().filter_map(|element| element.entity()) {
                let slot = step.field_of(model, owner).and_then(|field| model.slot(owner, field));
                match slot.map(|slot| (&slot.value, slot.span)) {
                    Some((Value::Entity(id), span)) if passed.contains(id) => found.push(span),
                    Some((Value::List(items), _)) => found.extend(
                        items
                            .iter()
                            .filter(|item| matches!(item.value, Value::Entity(id) if passed.contains(&id)))
                            .map(|item| item.span),
                    ),
                    _ => {}
                }
            }
            if found.is_empty() {
                found.extend(passed.iter().map(|&id| model.entity(id).name_span));
            }
        }
    }
    once(found)
}

fn once(mut found: Vec<Span>) -> Vec<Span> {
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|span| seen.insert(*span));
    found
}

fn field_places<'a>(owner: EntityId, step: &'a Step, evaluator: &mut Evaluator<'a>, found: &mut Vec<Span>) {
    let model = evaluator.model();
    let Some(field) = step.field_of(model, owner) else {
        return;
    };
    let name = model.entity(owner).name_span;
    match model.schema().field(field).role {
        FieldRole::Written => found.push(model.place(owner, field)),
        FieldRole::Computed => found.push(name),
        FieldRole::Contains | FieldRole::Inverse(_) => {
            let related = model.related(owner, field);
            if related.is_empty() {
                found.push(name);
            }
            found.extend(related.into_iter().map(|id| model.entity(id).name_span));
        }
    }
}
