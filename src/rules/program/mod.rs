//! Plans as plain data: what planning makes of the text of rules and registers, and what a run evaluates.
//!
//! Nothing here plans or runs anything.

mod anchor;
mod clause;
mod constraint;
mod node;
mod offer;
mod pattern;
mod procedure;
mod quote;
mod readers;
mod rulebook;
mod severity;
mod step;
mod template;

use std::sync::OnceLock;

pub use anchor::Anchor;
pub use clause::cite;
pub use constraint::Constraint;
pub use node::{Answers, Extent, Grouping, Lookup, Node, Order, Selection, Side, Way};
pub use offer::{Beside, Offer};
pub use pattern::Pattern;
pub use procedure::{Named, Procedure, Procedures};
pub use quote::quoted;
pub use readers::Readers;
pub use rulebook::{Body, Register, Rule, RuleClause, Rulebook, written};
pub use severity::{SEVERITIES, by_word, severities};
pub use step::{Part, Step};
pub use template::{Agreement, Piece, Template};

/// What a rule evaluates.
#[derive(Debug)]
pub struct Check {
    /// Where it is planned so far as findings are found, the whole of it, which is planned when the first is told.
    pub whole: Option<OnceLock<Option<Box<Check>>>>,
    pub program: Program,
    pub subjects: Selection,
    pub require: Node,
    pub message: Node,
    /// The subject's name where it is `None`.
    pub at: Option<Anchor>,
    pub also: Vec<(Anchor, Node)>,
    pub help: Option<Node>,
    pub offer: Option<Offer>,
    /// The conditions of the clauses, in their order; a clause without one always counts.
    pub ties: Vec<Option<Node>>,
}

impl Check {
    /// The check with all that its findings tell. `plan` plans it, where that was left until now.
    pub fn whole(&self, plan: impl FnOnce() -> Option<Check>) -> &Check {
        let Some(whole) = &self.whole else { return self };
        whole.get_or_init(|| plan().map(Box::new)).as_deref().unwrap_or(self)
    }
}

/// What a register evaluates.
#[derive(Debug)]
pub struct Listing {
    pub program: Program,
    pub subjects: Selection,
    pub columns: Vec<Node>,
    pub sort: Vec<Node>,
    pub group: Option<Node>,
    /// For each type of evidence that the register is, which of its rows show it; all where it is `None`.
    pub shows: Vec<Option<Node>>,
}

/// What all expressions of one rule or register share.
#[derive(Clone, Default, Debug)]
pub struct Program {
    /// How many variables can be bound at once; the subject is the first.
    pub variables: usize,
    /// The `let` expressions in order.
    pub lets: Vec<Node>,
    /// How many expressions are evaluated once a run.
    pub onces: usize,
    /// The indexes its selections use.
    pub indexes: Vec<IndexSpec>,
    /// The fields that are followed round.
    pub relations: Vec<Step>,
}

/// Which entities of a kind have which value.
#[derive(Clone, PartialEq, Debug)]
pub struct IndexSpec {
    /// Over these entities.
    pub extent: Extent,
    /// By what.
    pub by: By,
}

/// What an index goes by.
#[derive(Clone, PartialEq, Debug)]
pub enum By {
    /// What these steps lead to.
    Steps(Vec<Step>),
    /// A single value worked out from the entity, which is this variable.
    Value(usize, Node),
}
