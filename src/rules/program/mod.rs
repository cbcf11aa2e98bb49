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

pub use anchor::Anchor;
pub use clause::cite;
pub use constraint::Constraint;
pub use node::{Answers, Extent, Grouping, Lookup, Node, Order, Selection, Side, Way};
pub use offer::{Beside, Offer};
pub use pattern::Pattern;
pub use procedure::{Named, Procedure, Procedures};
pub use quote::quoted;
pub use readers::Readers;
pub use rulebook::{Body, Register, Rule, RuleClause, Rulebook};
pub use severity::{SEVERITIES, by_word, severities};
pub use step::{Part, Step};
pub use template::{Agreement, Piece, Template};

/// What a rule evaluates.
#[derive(Debug)]
pub struct Check {
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

/// What a register evaluates.
#[derive(Debug)]
pub struct Listing {
    pub program: Program,
    pub subjects: Selection,
    pub columns: Vec<Node>,
    pub sort: Vec<Node>,
    pub group: Option<Node>,
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
}

/// Which entities of a kind have which value at the end of some steps.
#[derive(Clone, PartialEq, Debug)]
pub struct IndexSpec {
    /// Over these entities.
    pub extent: Extent,
    /// By what these steps lead to.
    pub steps: Vec<Step>,
}
