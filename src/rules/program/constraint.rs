//! What has to hold of the value of a field: `reported: date must reported <= today`.

use crate::model::FieldId;
use crate::source::Span;

use super::{Node, Program};

/// A constraint, planned. The entity is its first variable.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// The field it stands at.
    pub field: FieldId,
    /// Where it is declared.
    pub span: Span,
    pub program: Program,
    /// What has to hold where the field is written.
    pub condition: Node,
    /// What to tell where it does not.
    pub message: Node,
    /// The other fields of the entity that it compares.
    pub beside: Vec<FieldId>,
}
