//! What human assessors found, beside what is computed.

use rustc_hash::FxHashMap;

use crate::model::{EntityId, Model, Value};
use crate::quantity::{Date, Scalar};
use crate::source::Origin;

use super::Status;

/// The latest rating of a clause or requirement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rating {
    /// The assessment that gives it.
    pub assessment: EntityId,
    /// What was found.
    pub status: Status,
    /// The day, where it is given.
    pub on: Option<Date>,
}

/// The latest rating of everything that was rated up to `today`.
pub(super) fn latest(model: &Model, today: Date) -> FxHashMap<EntityId, Rating> {
    let last = |(target, ratings): (EntityId, Vec<Rating>)| Some((target, *ratings.last()?));
    all(model, today).into_iter().filter_map(last).collect()
}

/// All ratings up to `today` of everything that was rated, the oldest first; of two on one day, or without one, the later in the sources is
/// the later. A library may lack the kind.
pub fn all(model: &Model, today: Date) -> FxHashMap<EntityId, Vec<Rating>> {
    let mut ratings: FxHashMap<EntityId, Vec<Rating>> = FxHashMap::default();
    let schema = model.schema();
    let Some(kind) = schema.kind_named("assessment") else { return ratings };
    for assessment in model.of_kind(kind).into_iter().filter(|&id| model.entity(id).origin == Origin::Model) {
        let value = |name| schema.field_named(model.entity(assessment).kind, name).map(|field| model.value(assessment, field));
        let Some(status) = value("rating").and_then(|rating| status(model, rating)) else { continue };
        let on = match value("on") {
            Some(Value::Scalar(Scalar::Date(date))) => Some(*date),
            _ => None,
        };
        if on.is_some_and(|on| on > today) {
            continue;
        }
        for target in value("of").into_iter().flat_map(Value::entities) {
            ratings.entry(target).or_default().push(Rating { assessment, status, on });
        }
    }
    ratings.values_mut().for_each(|of_one| of_one.sort_by_key(|rating| rating.on));
    ratings
}

fn status(model: &Model, rating: &Value) -> Option<Status> {
    let Value::Enum(id, at) = rating else { return None };
    let variant = model.schema().enumeration(*id).variants.get(usize::from(*at))?;
    match &*variant.name {
        "conformant" => Some(Status::Conformant),
        "partial" => Some(Status::Partial),
        "nonconformant" => Some(Status::Nonconformant),
        "not_applicable" => Some(Status::NotApplicable),
        _ => None,
    }
}
