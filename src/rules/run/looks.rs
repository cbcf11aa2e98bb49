//! What rules and registers see of a model: how much the silence of a rule is worth, and what a register is a record of.

use rayon::prelude::*;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{EntityId, Model};
use crate::rules::program::{Body, Program, Register, Rule, Rulebook};
use crate::rules::values::display::Style;
use crate::source::{Origin, Sources};
use crate::world::{Facts, Patience};

use super::Whole;
use super::evaluator::Evaluator;
use super::shared::Shared;

/// What a register is a record of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// The register, as a place in [`Rulebook::registers`].
    pub register: usize,
    /// The type of evidence.
    pub what: EntityId,
    /// How many of its rows show that.
    pub rows: usize,
    /// The subject of the first of them.
    pub first: EntityId,
}

/// For each rule of the rulebook, in order, and each of its clauses, whether it looks at anything there that the clause is about.
///
/// A rule that finds nothing because there is nothing to look at has decided nothing.
pub fn looks(rulebook: &Rulebook, model: &Model, sources: &Sources, facts: &Facts, whole: &Whole) -> Vec<Box<[bool]>> {
    let shared = Shared::new(model, sources, facts, &rulebook.procedures, Patience::ENDLESS);
    rulebook.rules.par_iter().map(|rule| look(rule, &shared, whole)).collect()
}

fn look<'a>(rule: &'a Rule, shared: &'a Shared<'a>, whole: &Whole) -> Box<[bool]> {
    let mut looks: Box<[bool]> = vec![false; rule.clauses.len()].into();
    let (Body::Planned(check), false) = (&rule.check, looks.is_empty()) else { return looks };
    let mut evaluator = Evaluator::new(shared, &check.program, Style::Message);
    evaluator.allow(rule.origin);
    let subjects = evaluator.select(&check.subjects);
    if subjects.is_empty() {
        return looks;
    }
    let check = check.whole(|| whole(rule));
    if check.ties.iter().all(Option::is_none) {
        looks.fill(true);
        return looks;
    }
    let mut evaluator = Evaluator::new(shared, &check.program, Style::Message);
    evaluator.allow(rule.origin);
    for subject in subjects {
        if looks.iter().all(|seen| *seen) || evaluator.spent() {
            break;
        }
        evaluator.turn_to(subject);
        for (seen, condition) in looks.iter_mut().zip(&check.ties) {
            *seen = *seen || condition.as_ref().is_none_or(|condition| evaluator.truth(condition));
        }
    }
    looks
}

/// Which of the library's definitions of these names, which take nothing, hold; names of no such definition are left out.
pub fn holds(
    rulebook: &Rulebook,
    names: BTreeSet<String>,
    model: &Model,
    sources: &Sources,
    facts: &Facts,
) -> BTreeMap<String, bool> {
    if names.is_empty() {
        return BTreeMap::new();
    }
    let shared = Shared::new(model, sources, facts, &rulebook.procedures, Patience::ENDLESS);
    let program = Program::default();
    let takes_nothing = |at: &usize| rulebook.procedures.all.get(*at).is_some_and(|named| named.parameters.is_empty());
    let holds = |at: usize| Evaluator::new(&shared, &program, Style::Message).call_with(at, Vec::new()).holds();
    let known = names.into_iter().filter_map(|name| {
        let at = rulebook.procedures.place(&name, Origin::Library).filter(takes_nothing)?;
        Some((name, holds(at)))
    });
    known.collect()
}

/// What registers whose listings are planned are records of, in their order; `registers` go with their places in the rulebook.
pub fn shown(
    rulebook: &Rulebook,
    registers: &[(usize, Cow<Register>)],
    model: &Model,
    sources: &Sources,
    facts: &Facts,
) -> Vec<Shown> {
    let shared = Shared::new(model, sources, facts, &rulebook.procedures, Patience::ENDLESS);
    registers.par_iter().flat_map_iter(|(at, register)| shows(*at, register, &shared)).collect()
}

fn shows<'a>(at: usize, register: &'a Register, shared: &'a Shared<'a>) -> Vec<Shown> {
    let Body::Planned(listing) = &register.listing else { return Vec::new() };
    let mut evaluator = Evaluator::new(shared, &listing.program, Style::Register);
    evaluator.allow(register.origin);
    let types: Vec<_> = register.shows.iter().map(|shown| shown.entity).zip(&listing.shows).collect();
    let mut counted: Vec<Option<(usize, EntityId)>> = vec![None; types.len()];
    for subject in evaluator.select(&listing.subjects) {
        evaluator.turn_to(subject);
        for ((_, condition), counted) in types.iter().zip(&mut counted) {
            if condition.as_ref().is_none_or(|condition| evaluator.truth(condition)) {
                counted.get_or_insert((0, subject)).0 += 1;
            }
        }
    }
    let found = types.iter().zip(counted).filter_map(|((what, _), counted)| Some(((*what)?, counted?)));
    found.map(|(what, (rows, first))| Shown { register: at, what, rows, first }).collect()
}
