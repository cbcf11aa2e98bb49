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
//! What was lost to an error that has been told (a broken entity, an unresolved reference) gives no finding: see `run::doubt`.
//!
//! The rooms, each of which uses only those before it; planning and running know nothing of one another:
//!
//! ```text
//! values     what expressions give, their types, how they print and are looked up
//! functions  the functions and the arithmetic of the language
//! program    plans as plain data: expressions, rules, registers
//! lint       what is right in form and hardly meant
//! plan       from the text of rules to plans           run    from plans to findings and tables
//! ```

mod functions;
mod lint;
mod plan;
mod program;
mod run;
mod values;

pub use functions::names as function_names;
pub use functions::{About as FunctionAbout, about as function_about};
pub use plan::{plan, plan_everything, plan_while};
pub use program::{Readers, Register, Rule, RuleClause, Rulebook, cite, written};
pub use run::{Cell, Counted, Ended, Finding, FindingKey, Row, Shown, Table, holds};
pub use values::{Group, Val};

use crate::diag::Diagnostic;
use crate::model::Model;
use crate::source::Sources;
use crate::world::{Facts, Patience};

/// Runs every rule on all cores. The findings stand in the order of the rules, and of the subjects within a rule.
///
/// A broken subject gives no finding, nor does one whose fault may lie in something lost to an error that has been told.
pub fn run(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts) -> (Vec<Finding>, Vec<Ended>) {
    let Counted { findings, ended, .. } = run_counted(rulebook, model, sources, facts);
    (findings, ended)
}

/// As [`run`], with the number of steps each rule took: growth is tested by counting, not by time.
pub fn run_counted(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts) -> Counted {
    run_while(rulebook, model, sources, facts, Patience::ENDLESS).unwrap_or_default()
}

/// As [`run_counted`], for as long as somebody waits; nothing once nobody does.
pub fn run_while(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts, patience: Patience<'_>) -> Option<Counted> {
    let whole = |rule: &Rule| plan::whole(rulebook, rule, model, sources);
    run::run(rulebook, model, sources, facts, &whole, patience)
}

/// What is wrong with the values of fields by what their kinds say has to hold of them (`E0414`), in the order of the constraints.
///
/// A value that is missing satisfies; nothing is told of an entity of which something was lost to an error that has been told.
pub fn constraints(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts) -> Vec<Diagnostic> {
    constraints_while(rulebook, model, sources, facts, Patience::ENDLESS).unwrap_or_default()
}

/// As [`constraints`], for as long as somebody waits; nothing once nobody does.
pub fn constraints_while(
    rulebook: &Rulebook,
    model: &Model,
    sources: &Sources,
    facts: &Facts,
    patience: Patience<'_>,
) -> Option<Vec<Diagnostic>> {
    run::constraints(rulebook, model, sources, facts, patience)
}

/// For each rule of the rulebook, in order, and each of its clauses, whether it looks at anything in the model that the clause is about: how
/// much its silence is worth.
pub fn looks(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts) -> Vec<Box<[bool]>> {
    let whole = |rule: &Rule| plan::whole(rulebook, rule, model, sources);
    run::looks(rulebook, model, sources, facts, &whole)
}

/// The types of evidence that the registers of the rulebook are, as far as they have rows that show it.
pub fn shown(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts) -> Vec<Shown> {
    let showing = rulebook.registers.iter().enumerate().filter(|(_, register)| !register.shows.is_empty());
    let planned: Vec<_> = showing.map(|(at, register)| (at, plan::with_listing(rulebook, register, model, sources))).collect();
    run::shown(rulebook, &planned, model, sources, facts)
}

/// Fills every register of the rulebook, in order.
pub fn tables(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts) -> Vec<Table> {
    tables_of(rulebook, &rulebook.registers.iter().collect::<Vec<_>>(), model, sources, facts)
}

/// Fills these registers of the rulebook, in order.
pub fn tables_of(rulebook: &Rulebook, registers: &[&Register], model: &Model, sources: &Sources, facts: &Facts) -> Vec<Table> {
    let planned: Vec<_> = registers.iter().map(|register| plan::with_listing(rulebook, register, model, sources)).collect();
    run::fill(rulebook, &planned, model, sources, facts)
}

/// Fills one register of the rulebook. A register with an error of its own has no rows.
pub fn table(rulebook: &Rulebook, register: &Register, model: &Model, sources: &Sources, facts: &Facts) -> Table {
    let planned = [plan::with_listing(rulebook, register, model, sources)];
    run::fill(rulebook, &planned, model, sources, facts).pop().unwrap_or_default()
}
