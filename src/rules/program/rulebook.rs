//! All rules and registers of a model, planned.

use std::sync::Arc;

use crate::diag::Severity;
use crate::model::EntityId;
use crate::source::{Origin, Sources, Span};
use crate::syntax::literal;
use crate::syntax::tree::Doc;

use super::{Check, Constraint, Listing, Procedures};

/// Every rule and register of a model, planned.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// The rules, in source order, the library's first; `Finding::rule` is a place in it.
    pub rules: Vec<Rule>,
    /// The registers, in source order.
    pub registers: Vec<Register>,
    /// The named expressions that they call.
    pub(in crate::rules) procedures: Procedures,
    /// What has to hold of the values of fields.
    pub(in crate::rules) constraints: Vec<Constraint>,
}

impl Rulebook {
    /// The rule of this name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// Notes that a rule was ended on this model: it does not count as one that ran.
    pub fn end(&mut self, rule: usize) {
        if let Some(rule) = self.rules.get_mut(rule) {
            rule.check = Body::Absent;
        }
    }

    /// The register of this name.
    pub fn register(&self, name: &str) -> Option<&Register> {
        self.registers.iter().find(|register| register.name == name)
    }
}

/// What there is to evaluate of a rule or register.
#[derive(Debug)]
pub enum Body<T> {
    /// Nothing: it has an error of its own, which has been told, or was ended.
    Absent,
    /// It is the library's, which is known to be sound, and was not planned: a rule because the model has nothing that it could look at,
    /// a register because it is planned when it is filled.
    Idle,
    /// A plan.
    Planned(Arc<T>),
}

// Not derived, because that would ask the same of what is planned.
impl<T> Clone for Body<T> {
    fn clone(&self) -> Body<T> {
        match self {
            Body::Absent => Body::Absent,
            Body::Idle => Body::Idle,
            Body::Planned(plan) => Body::Planned(Arc::clone(plan)),
        }
    }
}

/// What a documentation says, without marks: worked out where somebody reads it.
pub fn written(doc: Option<Doc>, sources: &Sources) -> String {
    doc.map(|doc| literal::doc(sources.text(doc.span))).unwrap_or_default()
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
    /// Its documentation, where it has some; see `written`.
    pub doc: Option<Doc>,
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
    pub(in crate::rules) unless: Vec<usize>,
    /// What to evaluate.
    pub(in crate::rules) check: Body<Check>,
}

impl Rule {
    /// Whether the rule can run: it has no error of its own, and was not ended.
    pub fn runs(&self) -> bool {
        match self.check {
            Body::Absent => false,
            Body::Idle | Body::Planned(_) => true,
        }
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
    /// Its documentation, where it has some; see `written`.
    pub doc: Option<Doc>,
    /// The clauses that ask for it.
    pub clauses: Vec<RuleClause>,
    /// The types of evidence that it is, where it has rows that show it.
    pub shows: Vec<RuleClause>,
    /// The profiles it belongs to, as written; empty for every profile.
    pub profiles: Vec<String>,
    /// The chapter of the dossier in which it stands, where it says so.
    pub chapter: Option<String>,
    /// The titles of its columns.
    pub columns: Vec<String>,
    /// Who wrote it.
    pub origin: Origin,
    /// The place of its declaration in [`crate::model::Model::registers`].
    pub declaration: usize,
    /// What to evaluate.
    pub(in crate::rules) listing: Body<Listing>,
}
