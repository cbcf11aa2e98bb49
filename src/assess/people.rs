//! Who answers for something, and which people that comes down to on a day.

use crate::model::{EntityId, Model, Value};
use crate::quantity::{Date, Scalar};

/// The actors that answer for an entity: its owner or whoever is accountable for it, or else those of what contains it.
///
/// Fields are asked for by name, since many kinds have one of that name; a library may lack them.
pub fn answerable(model: &Model, entity: EntityId) -> Vec<EntityId> {
    let parent = |id: EntityId| model.entity(id).parent.map(|(parent, _)| parent);
    let named = |id: EntityId, name: &str| match model.schema().field_named(model.entity(id).kind, name) {
        Some(field) => model.value(id, field).entities().collect(),
        None => Vec::new(),
    };
    let own = |id: EntityId| {
        let owners: Vec<EntityId> = named(id, "owner");
        if owners.is_empty() { named(id, "accountable") } else { owners }
    };
    std::iter::successors(Some(entity), |&id| parent(id)).map(own).find(|actors| !actors.is_empty()).unwrap_or_default()
}

/// The people that an actor comes down to on a day: a person alone, and of a role those who hold it or stand in for its holder. None where
/// nobody can be told, as with a team or a party.
pub fn people(model: &Model, actor: EntityId, today: Date) -> Vec<EntityId> {
    let schema = model.schema();
    let (Some(person), Some(role)) = (schema.kind_named("person"), schema.kind_named("role")) else { return Vec::new() };
    if model.is_a(actor, person) {
        return vec![actor];
    }
    if !model.is_a(actor, role) {
        return Vec::new();
    }
    let related =
        |name| schema.field_named(model.entity(actor).kind, name).map_or_else(Vec::new, |field| model.related(actor, field));
    let always = related("given_to").into_iter().chain(related("stood_in_by"));
    let for_a_time = related("holdings").into_iter().filter(|&holding| is_within(model, holding, ["from", "to"], today));
    let of_holding = for_a_time.filter_map(|holding| model.entity(holding).parent.map(|(holder, _)| holder));
    let mut people: Vec<EntityId> =
        always.chain(of_holding).filter(|&holder| is_within(model, holder, ["joined", "left"], today)).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// Whether a day lies between those of two fields, of which either may be missing.
fn is_within(model: &Model, entity: EntityId, bounds: [&str; 2], today: Date) -> bool {
    let day = |name: &str| {
        let field = model.schema().field_named(model.entity(entity).kind, name)?;
        match model.value(entity, field) {
            Value::Scalar(Scalar::Date(day)) => Some(*day),
            _ => None,
        }
    };
    let [first, last] = bounds.map(day);
    first.is_none_or(|first| first <= today) && last.is_none_or(|last| today <= last)
}
