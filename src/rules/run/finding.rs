//! What rules find, and what a finding is known by.

use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::model::EntityId;

/// What a rule found about one entity.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// What it is known by.
    pub key: FindingKey,
    /// The rule, as a place in [`crate::rules::Rulebook::rules`].
    pub rule: usize,
    /// The entity it is about.
    pub subject: EntityId,
    /// The clauses that it counts against, as places in [`crate::rules::Rule::clauses`].
    pub ties: Box<[usize]>,
    /// The rules (places in [`crate::rules::Rulebook::rules`]) that find on the same subject what makes this needless to tell: `unless` names
    /// them. It is true all the same, so it counts against its clauses; who tells findings leaves it out where one of those is told.
    pub needless: Vec<usize>,
    /// Whether it is found of every row that the rule asks of the record that its subject is a row of: then it is mostly a matter of the
    /// whole record.
    pub of_all_rows: bool,
    /// What to tell.
    pub diagnostic: Diagnostic,
}

/// What a finding is known by in this model and in any other state of it: a rule finds once on an entity. Baselines, statuses, comparisons and
/// links speak of findings by it; places in lists and in texts change with every edit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FindingKey {
    /// The name of the rule.
    pub rule: Arc<str>,
    /// What the entity is known by: see [`Model::key`](crate::model::Model::key).
    pub subject: Arc<str>,
}
