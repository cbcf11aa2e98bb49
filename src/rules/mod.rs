//! The expression language, rules and registers over a model.
//!
//! ```text
//! rule ungoverned_party {
//!   severity: error
//!   each:     p in party where p.operates or p.provides
//!   require:  some g in p.governed_by where g.accountable
//!   message:  "{p} operates {p.operates}, but nothing shows how it is governed"
//! }
//! ```
//!
//! [`plan()`] reads every rule and register once: names become kinds, fields, enum values and entities, every expression gets a type, and
//! what does not fit is told at the rule's own text. [`run()`] then asks the model, one rule a task, and gives [`Finding`]s;
//! [`table()`] fills a register. Every rule ends: there is no recursion, closures visit an entity once, and a budget of steps that
//! grows with the model ends what would take far too long.
//!
//! Beside what the example shows, expressions have these forms; `tests/spec` specifies them by examples:
//!
//! ```text
//! matches(s.id, "svc_[a-z]+")     // whether the whole text has this form; the pattern is written out
//! (x in any where x.owner == p)   // `any` is everything the organisation's own files declare, of whatever kind
//! referrers(x)                    // whatever refers to x, by any written field
//! (group s in service where s.owner by s.owner)  // a list of groups; each has a `key` and `members`
//! ```
//!
//! A rule can offer an edit with its findings: `insert` is a text as it would stand in a model, with values in braces as in a message. It
//! goes into the subject, `into` another entity, or stands as an entity of its own `after` one.
//!
//! ```text
//! insert:   "review: every 12 months"
//!
//! insert:   "governance {p.id}_governance {{ party: {p} }}"
//! after:    p
//! ```
//!
//! A rule that can never find anything, or that looks at every pair of entities, is warned of: see `lint`.
//!
//! A missing value is false as a condition, is empty, is equal to nothing, and stays missing in arithmetic.
//!
//! What was lost to an error that has been told (a broken entity, an unresolved reference) gives no finding: see `doubt`.

mod arithmetic;
mod builtins;
mod calling;
mod calls;
mod chains;
mod clause;
mod display;
mod doubt;
mod eval;
mod fallback;
mod finding;
mod frames;
mod grouping;
mod index;
mod kind_of;
mod lacking;
mod lint;
mod names;
mod narrow;
mod navigate;
mod node;
mod offer;
mod operators;
mod pattern;
mod place;
mod plan;
mod procedure;
mod referrers;
mod register;
mod settings;
mod template;
mod types;
mod value;
mod world;

use std::sync::Arc;

use crate::diag::Severity;
use crate::model::EntityId;
use crate::source::{Origin, Span};

pub use clause::cite;
pub use finding::{Counted, Finding, run, run_counted};
pub use plan::plan;
pub use register::{Cell, Row, Table, table, tables};
pub use value::{Group, Val};

/// The names of the functions that expressions know.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    builtins::Function::ALL.into_iter().map(|(name, _)| name).chain([
        crate::syntax::PATTERN_FUNCTION,
        referrers::NAME,
        lacking::NAME,
    ])
}

/// Every rule and register of a model, planned.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// The rules, in source order, the library's first; [`Finding::rule`] is a place in it.
    pub rules: Vec<Rule>,
    /// The registers, in source order.
    pub registers: Vec<Register>,
    /// The named expressions that they call.
    procedures: procedure::Procedures,
}

impl Rulebook {
    /// The rule of this name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// The register of this name.
    pub fn register(&self, name: &str) -> Option<&Register> {
        self.registers.iter().find(|register| register.name == name)
    }
}

/// A clause that a rule or register is tied to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleClause {
    /// The path as written: `house_rules.8.2.3.1`.
    pub path: String,
    /// Where it is written.
    pub span: Span,
    /// The clause, where its framework is loaded.
    pub entity: Option<EntityId>,
}

/// A rule, planned.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, as waivers and `sms explain` use it.
    pub name: String,
    /// Where its name is declared.
    pub span: Span,
    /// A title for lists, where one is given.
    pub title: Option<String>,
    /// Its documentation, without marks.
    pub doc: String,
    /// How much its findings weigh; [`Severity::Error`] where the rule does not say so rightly (which has been told).
    pub severity: Severity,
    /// The clauses that ask for it.
    pub clauses: Vec<RuleClause>,
    /// The profiles it belongs to, as written; empty for every profile.
    pub profiles: Vec<String>,
    /// Who wrote it.
    pub origin: Origin,
    /// The place of its declaration in [`crate::model::Model::rules`].
    pub declaration: usize,
    /// The rules (places in [`Rulebook::rules`]) whose findings on the same subject make this one's needless.
    unless: Vec<usize>,
    /// What to evaluate; `None` where the rule has an error of its own, which has been told.
    check: Option<Arc<settings::Check>>,
}

impl Rule {
    /// Whether the rule can run: it has no error of its own.
    pub fn runs(&self) -> bool {
        self.check.is_some()
    }
}

/// A register, planned.
#[derive(Clone, Debug)]
pub struct Register {
    /// Its name.
    pub name: String,
    /// Where its name is declared.
    pub span: Span,
    /// Its title, or its name with spaces for underscores.
    pub title: String,
    /// Its documentation, without marks.
    pub doc: String,
    /// The clauses that ask for it.
    pub clauses: Vec<RuleClause>,
    /// The profiles it belongs to, as written; empty for every profile.
    pub profiles: Vec<String>,
    /// The titles of its columns.
    pub columns: Vec<String>,
    /// Who wrote it.
    pub origin: Origin,
    /// The place of its declaration in [`crate::model::Model::registers`].
    pub declaration: usize,
    /// What to evaluate; `None` where the register has an error of its own, which has been told.
    listing: Option<Arc<settings::Listing>>,
}
