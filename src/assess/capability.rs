//! The capability of processes by rated attributes: the level each reaches, what is aimed at, and what stands between.
//!
//! A scale of the library or of a model says which attributes belong to a level, which values let it be reached, which values the attributes
//! of lower levels need, and which share of achievement is which value. This is the arithmetic between them, and it names no scale.

use crate::model::{EntityId, Model, Value};
use crate::quantity::{Date, Decimal, Scalar};
use crate::source::Origin;

/// How a process stands on a scale.
#[derive(Clone, PartialEq, Debug)]
pub struct ProcessProfile {
    /// The process.
    pub process: EntityId,
    /// The level that is aimed at.
    pub target: Option<i64>,
    /// Its assessments up to today, the oldest first.
    pub history: Vec<Rated>,
}

impl ProcessProfile {
    /// The latest assessment.
    pub fn latest(&self) -> Option<&Rated> {
        self.history.last()
    }

    /// How many levels are missing to what is aimed at; nothing where nothing is aimed at.
    pub fn gap(&self) -> Option<i64> {
        let reached = self.latest().map_or(0, |rated| rated.level);
        self.target.map(|target| (target - reached).max(0))
    }
}

/// What an assessment of a process comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Rated {
    /// The assessment.
    pub assessment: EntityId,
    /// The day.
    pub on: Option<Date>,
    /// The level that the ratings reach.
    pub level: i64,
    /// The level that the assessment states by itself.
    pub stated: Option<i64>,
    /// The attributes of all levels, in order, each with its value.
    pub attributes: Vec<Attribute>,
    /// What keeps the process from the next level.
    pub blocked: Vec<Attribute>,
}

/// An attribute with its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// The attribute.
    pub attribute: EntityId,
    /// The value, where it was rated; a finer value counts as the one it lies in.
    pub value: Option<EntityId>,
}

/// The profiles of all processes that were rated on a scale or are aimed at a level, in the order of the model.
pub fn profiles(model: &Model, today: Date, scale: EntityId) -> Vec<ProcessProfile> {
    let schema = model.schema();
    let (Some(process_kind), Some(kind)) = (schema.kind_named("process"), schema.kind_named("assessment")) else {
        return Vec::new();
    };
    let is_own = |id: &EntityId| model.entity(*id).origin == Origin::Model && !model.entity(*id).broken;
    let read = Scale::read(model, scale);
    let assessments: Vec<EntityId> = model
        .of_kind(kind)
        .into_iter()
        .filter(is_own)
        .filter(|&id| one(model, id, "scale") == Some(scale) && date(model, id, "on").is_none_or(|on| on <= today))
        .collect();
    let profile = |process: EntityId| {
        let of_process = assessments.iter().filter(|&&id| many(model, id, "of").contains(&process));
        let mut history: Vec<Rated> = of_process.map(|&id| read.rated(model, id)).collect();
        // Of two on one day the later in the sources counts.
        history.sort_by_key(|rated| rated.on);
        ProcessProfile { process, target: number(model, process, "target_level"), history }
    };
    let all = model.of_kind(process_kind).into_iter().filter(is_own).map(profile);
    all.filter(|profile| profile.target.is_some() || !profile.history.is_empty()).collect()
}

/// The scales whose levels are reached by rated attributes, in order.
pub fn scales(model: &Model) -> Vec<EntityId> {
    let Some(kind) = model.schema().kind_named("scale") else { return Vec::new() };
    let all = model.of_kind(kind).into_iter();
    all.filter(|&scale| !many(model, scale, "reaches").is_empty() && !many(model, scale, "carries").is_empty()).collect()
}

/// What a level of one scale means for something else, as a comparison of scales pairs it with a level that has a verdict. Advice.
pub fn reading(model: &Model, scale: EntityId, rank: i64) -> Option<EntityId> {
    let level = levels(model, scale).into_iter().find(|level| level.rank == rank)?.entity;
    let rows = model.schema().kind_named("scale_row").map_or_else(Vec::new, |kind| model.of_kind(kind));
    let of_row = rows.into_iter().map(|row| many(model, row, "levels")).find(|levels| levels.contains(&level))?;
    of_row.into_iter().find(|&other| other != level && !field(model, other, "verdict").is_empty())
}

/// A scale, read once.
struct Scale {
    levels: Vec<Level>,
    reaches: Vec<EntityId>,
    carries: Vec<EntityId>,
    values: Vec<Bounds>,
}

struct Level {
    entity: EntityId,
    rank: i64,
    attributes: Vec<EntityId>,
}

/// The shares of achievement that a value stands for.
struct Bounds {
    value: EntityId,
    above: Decimal,
    up_to: Decimal,
    lower_included: bool,
}

impl Scale {
    fn read(model: &Model, scale: EntityId) -> Scale {
        let kind = model.schema().kind_named("rating_value");
        let values = model.children(scale).iter().copied().filter(|&child| kind.is_some_and(|kind| model.is_a(child, kind)));
        // A finer value only splits another one.
        let whole = values.filter(|&value| one(model, value, "within").is_none());
        let bounds = |value: EntityId| {
            Some(Bounds {
                value,
                above: percent(model, value, "above")?,
                up_to: percent(model, value, "up_to")?,
                lower_included: matches!(field(model, value, "lower_included"), Value::Scalar(Scalar::Bool(true))),
            })
        };
        Scale {
            levels: levels(model, scale),
            reaches: many(model, scale, "reaches"),
            carries: many(model, scale, "carries"),
            values: whole.filter_map(bounds).collect(),
        }
    }

    /// The value that a share of achievement stands for.
    fn value(&self, achieved: Decimal) -> Option<EntityId> {
        let fits = |bounds: &&Bounds| {
            achieved <= bounds.up_to && (achieved > bounds.above || (bounds.lower_included && achieved == bounds.above))
        };
        self.values.iter().find(fits).map(|bounds| bounds.value)
    }

    fn rated(&self, model: &Model, assessment: EntityId) -> Rated {
        let kind = model.schema().kind_named("attribute_rating");
        let ratings: Vec<EntityId> =
            model.children(assessment).iter().copied().filter(|&child| kind.is_some_and(|kind| model.is_a(child, kind))).collect();
        let value = |attribute: EntityId| {
            let rating = ratings.iter().rev().find(|&&rating| one(model, rating, "attribute") == Some(attribute))?;
            let named = one(model, *rating, "rating").map(|value| one(model, value, "within").unwrap_or(value));
            named.or_else(|| self.value(percent(model, *rating, "achieved")?))
        };
        let rate = |&attribute: &EntityId| Attribute { attribute, value: value(attribute) };
        let (mut level, mut blocked) = (self.levels.first().map_or(0, |level| level.rank), Vec::new());
        for (at, next) in self.levels.iter().enumerate().filter(|(_, level)| !level.attributes.is_empty()) {
            let lower = self.levels.iter().take(at).flat_map(|level| &level.attributes).map(rate);
            let lacks = |attribute: &Attribute, good: &[EntityId]| attribute.value.is_none_or(|value| !good.contains(&value));
            blocked = lower.filter(|attribute| lacks(attribute, &self.carries)).collect();
            blocked.extend(next.attributes.iter().map(rate).filter(|attribute| lacks(attribute, &self.reaches)));
            if !blocked.is_empty() {
                break;
            }
            level = next.rank;
        }
        Rated {
            assessment,
            on: date(model, assessment, "on"),
            level,
            stated: number(model, assessment, "level"),
            attributes: self.levels.iter().flat_map(|level| &level.attributes).map(rate).collect(),
            blocked,
        }
    }
}

/// The levels of a scale from the lowest up.
fn levels(model: &Model, scale: EntityId) -> Vec<Level> {
    let Some(kind) = model.schema().kind_named("level") else { return Vec::new() };
    let all = model.children(scale).iter().copied().filter(|&child| model.is_a(child, kind));
    let read = |entity| Some(Level { entity, rank: number(model, entity, "rank")?, attributes: many(model, entity, "attributes") });
    let mut levels: Vec<Level> = all.filter_map(read).collect();
    levels.sort_by_key(|level| level.rank);
    levels
}

fn field<'m>(model: &'m Model, id: EntityId, name: &str) -> &'m Value {
    let field = model.schema().field_named(model.entity(id).kind, name);
    field.map_or(&Value::Missing, |field| model.value(id, field))
}

fn one(model: &Model, id: EntityId, name: &str) -> Option<EntityId> {
    field(model, id, name).entities().next()
}

fn many(model: &Model, id: EntityId, name: &str) -> Vec<EntityId> {
    field(model, id, name).entities().collect()
}

fn number(model: &Model, id: EntityId, name: &str) -> Option<i64> {
    match field(model, id, name) {
        Value::Scalar(Scalar::Int(number)) => Some(*number),
        _ => None,
    }
}

fn date(model: &Model, id: EntityId, name: &str) -> Option<Date> {
    match field(model, id, name) {
        Value::Scalar(Scalar::Date(day)) => Some(*day),
        _ => None,
    }
}

fn percent(model: &Model, id: EntityId, name: &str) -> Option<Decimal> {
    match field(model, id, name) {
        Value::Scalar(Scalar::Percent(share)) => Some(*share),
        _ => None,
    }
}
