//! Steps from values to others: fields of entities, parts of values.

use crate::model::{Builtin, EntityId, FieldId, Model, Schema};
use crate::rules::values::Ty;

/// One step of navigation.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A field that every entity has.
    Builtin(Builtin),
    /// A declared field.
    Field(FieldId),
    /// Fields of one name that several kinds declare apart, by kind.
    ByKind(Box<[Option<FieldId>]>),
    /// A part of a value that is no entity; `fields` for the entities of a union.
    Part(Part, Option<Box<Step>>),
}

impl Step {
    /// Calls `act` with each declared field that the step may lead through.
    pub fn each_field(&self, act: &mut dyn FnMut(FieldId)) {
        match self {
            Step::Field(field) => act(*field),
            Step::ByKind(fields) => fields.iter().flatten().for_each(|field| act(*field)),
            Step::Part(_, Some(step)) => step.each_field(act),
            Step::Builtin(_) | Step::Part(_, None) => {}
        }
    }
}

/// The parts of values that are no entities.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The first day of a range.
    First,
    /// The last day of a range.
    Last,
    /// The number of a sum of money.
    Amount,
    /// The currency of a sum of money.
    Currency,
    /// The title of a value of an enum.
    Title,
    /// What the members of a group have in common.
    Key,
    /// The members of a group.
    Members,
}

impl Step {
    /// The declared field the step leads through, from this entity.
    pub fn field_of(&self, model: &Model, id: EntityId) -> Option<FieldId> {
        match self {
            Step::Field(field) => Some(*field),
            Step::ByKind(fields) => fields.get(model.entity(id).kind.index()).copied().flatten(),
            Step::Part(_, Some(fields)) => fields.field_of(model, id),
            Step::Builtin(_) | Step::Part(_, None) => None,
        }
    }

    /// Whether the step can give a list.
    pub fn gives_list(&self, schema: &Schema) -> bool {
        match self {
            Step::Builtin(builtin) => matches!(builtin, Builtin::Children | Builtin::Formerly),
            Step::Field(field) => schema.field(*field).is_list(),
            Step::ByKind(fields) => fields.iter().flatten().any(|field| schema.field(*field).is_list()),
            Step::Part(Part::Members, _) => true,
            Step::Part(_, fields) => fields.as_ref().is_some_and(|step| step.gives_list(schema)),
        }
    }

    /// Whether every value behind the step is an entity.
    pub fn only_leads_to_entities(&self, schema: &Schema) -> bool {
        match self {
            Step::Builtin(builtin) => Ty::of_builtin(*builtin).only_entities(),
            Step::Field(field) => Ty::of_field(schema.field(*field)).only_entities(),
            Step::ByKind(fields) => fields.iter().flatten().all(|field| Ty::of_field(schema.field(*field)).only_entities()),
            Step::Part(..) => false,
        }
    }
}
