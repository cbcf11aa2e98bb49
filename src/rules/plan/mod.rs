//! All rules and registers of a model, planned.

mod calling;
mod calls;
mod circles;
mod clauses;
mod computed;
mod constraints;
mod definitions;
mod demand;
mod fallback;
mod grouping;
mod guess;
mod hoist;
mod kind_of;
mod labels;
mod lacking;
mod lookups;
mod narrow;
mod offers;
mod operators;
mod order;
mod patterns;
mod planner;
mod referrers;
mod resolution;
mod settings;
mod templates;

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Severity, codes};
use crate::likeness::Vocabulary;
use crate::model::Model;
use crate::rules::program::{Body, Check, Procedures, Register, Rule, Rulebook};
use crate::source::{Origin, Sources, Span};
use crate::syntax::literal;
use crate::syntax::tree::{Name, RuleDecl};
use crate::world::Patience;

use definitions::{plan as plan_definitions, unused};
use demand::{Demand, Populated};
use guess::Guess;
use planner::{Call, Noted, Planner};
use settings::RuleParts;

/// Plans every rule and register of `model`; what is wrong with one is told at its own text (`E05xx`), and it is then not run.
///
/// Of two rules or two registers of one name the first is kept.
///
/// Of the library only what the model has something to look at for is planned; see `demand`.
pub fn plan(model: &Model, sources: &Sources) -> (Rulebook, Vec<Diagnostic>) {
    plan_while(model, sources, Patience::ENDLESS).unwrap_or_default()
}

/// As [`plan`], for as long as somebody waits; nothing once nobody does.
pub fn plan_while(model: &Model, sources: &Sources, patience: Patience<'_>) -> Option<(Rulebook, Vec<Diagnostic>)> {
    plan_on(Demand::Needed(&Populated::of(model)), model, sources, patience)
}

/// As [`plan`], with all that the library declares: what tells whether the library is sound.
pub fn plan_everything(model: &Model, sources: &Sources) -> (Rulebook, Vec<Diagnostic>) {
    plan_on(Demand::Everything, model, sources, Patience::ENDLESS).unwrap_or_default()
}

/// The register with what fills it, which is planned now if it was not before.
pub fn with_listing<'r>(rulebook: &Rulebook, register: &'r Register, model: &Model, sources: &Sources) -> Cow<'r, Register> {
    let declared = model.registers().get(register.declaration);
    let (Body::Idle, Some(declared)) = (&register.listing, declared) else { return Cow::Borrowed(register) };
    let mut planner = Planner::new(model, sources, &rulebook.procedures, register.origin);
    let listing = settings::register(&mut planner, declared, Demand::Everything).listing;
    Cow::Owned(Register { listing, ..register.clone() })
}

/// The check of a rule with all that its findings tell, where only what finds was planned.
pub fn whole(rulebook: &Rulebook, rule: &Rule, model: &Model, sources: &Sources) -> Option<Check> {
    let declared = model.rules().get(rule.declaration)?;
    let mut planner = Planner::new(model, sources, &rulebook.procedures, rule.origin);
    match settings::rule(&mut planner, declared, Demand::Everything).check {
        Body::Planned(check) => Arc::into_inner(check),
        Body::Absent | Body::Idle => None,
    }
}

fn plan_on(demand: Demand<'_>, model: &Model, sources: &Sources, patience: Patience<'_>) -> Option<(Rulebook, Vec<Diagnostic>)> {
    let mut diagnostics = Vec::new();
    let (procedures, mut noted) = plan_definitions(model, sources, &mut diagnostics);
    let planned = plan_each(model, sources, &procedures, demand, patience)?;
    let (rules, unless) = named_apart(planned, model, sources, &mut noted, &mut diagnostics);
    let registers = plan_registers(model, sources, &procedures, demand, &mut noted, &mut diagnostics);
    let constraints = constraints::plan(model, sources, &procedures, demand, &mut noted, &mut diagnostics);
    diagnostics.extend(unused(model, sources, &procedures, &noted.called));
    let mut rulebook = Rulebook { rules, registers, procedures, constraints };
    resolve_unless(model, &mut rulebook, unless, &mut diagnostics);
    guess::complete(model, sources, &noted.guesses, &mut diagnostics);
    patience.lasts().then_some((rulebook, diagnostics))
}

/// For each rule the names written after `unless`.
type Unless = Vec<Vec<(String, Span)>>;

/// A rule as its planner leaves it: what was read, told, called and not known.
type PlannedRule = (RuleParts, Vec<Diagnostic>, Vec<Call>, Vec<Guess>);

/// Plans every rule on all cores, in the order of the model; nothing once nobody waits.
fn plan_each(
    model: &Model,
    sources: &Sources,
    procedures: &Procedures,
    demand: Demand<'_>,
    patience: Patience<'_>,
) -> Option<Vec<PlannedRule>> {
    let plan = |declared: &Arc<RuleDecl>| {
        let mut planner = Planner::new(model, sources, procedures, origin(declared.name, sources));
        let parts = settings::rule(&mut planner, declared, demand);
        planner.diagnostics.append(&mut planner.warnings);
        (parts, planner.diagnostics, planner.called, planner.guesses)
    };
    model.rules().par_iter().map(|declared| patience.lasts().then(|| plan(declared))).collect()
}

/// The rules as they were planned, of two with one name the first.
fn named_apart(
    planned: Vec<PlannedRule>,
    model: &Model,
    sources: &Sources,
    noted: &mut Noted,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Rule>, Unless) {
    let mut rules = Vec::new();
    let mut unless = Vec::new();
    let mut seen = FxHashMap::default();
    for (declaration, (declared, (parts, told, calls, guesses))) in model.rules().iter().zip(planned).enumerate() {
        let name = sources.text(declared.name.span);
        if is_repeated("rule", declared.name, sources, &mut seen, diagnostics) {
            continue;
        }
        noted.add(&calls, guesses);
        diagnostics.extend(told);
        unless.push(parts.unless);
        rules.push(Rule {
            name: name.to_string(),
            span: declared.name.span,
            title: parts.title,
            doc: declared.doc,
            severity: parts.severity.unwrap_or(Severity::Error),
            clauses: parts.clauses,
            profiles: parts.profiles,
            origin: origin(declared.name, sources),
            declaration,
            unless: Vec::new(),
            check: parts.check,
        });
    }
    (rules, unless)
}

fn plan_registers(
    model: &Model,
    sources: &Sources,
    procedures: &Procedures,
    demand: Demand<'_>,
    noted: &mut Noted,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Register> {
    let mut registers = Vec::new();
    let mut seen = FxHashMap::default();
    for (declaration, declared) in model.registers().iter().enumerate() {
        let name = sources.text(declared.name.span);
        if is_repeated("register", declared.name, sources, &mut seen, diagnostics) {
            continue;
        }
        let mut planner = Planner::new(model, sources, procedures, origin(declared.name, sources));
        let parts = settings::register(&mut planner, declared, demand);
        diagnostics.append(&mut planner.diagnostics);
        diagnostics.append(&mut planner.warnings);
        noted.add(&planner.called, planner.guesses);
        registers.push(Register {
            name: name.to_string(),
            span: declared.name.span,
            title: match declared.title {
                Some(title) => literal::cooked(sources.text(title.span)).into_owned(),
                None => name.replace('_', " "),
            },
            doc: declared.doc,
            clauses: parts.clauses,
            shows: parts.shows,
            profiles: parts.profiles,
            chapter: parts.chapter,
            columns: parts.columns,
            origin: origin(declared.name, sources),
            declaration,
            listing: parts.listing,
        });
    }
    registers
}

/// Whether something of this name was declared before, which is told.
fn is_repeated<'s>(
    what: &str,
    name: Name,
    sources: &'s Sources,
    seen: &mut FxHashMap<&'s str, Span>,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let word = sources.text(name.span);
    let Some(&first) = seen.get(word) else {
        seen.insert(word, name.span);
        return false;
    };
    let of_library = sources.file(first.file).origin() == Origin::Library && origin(name, sources) == Origin::Model;
    let message = match of_library {
        true => format!("the library has a {what} `{word}` already"),
        false => format!("{what} `{word}` is declared twice"),
    };
    diagnostics.push(
        Diagnostic::error(&codes::E0508, name.span, message, "declared again here")
            .label(first, "declared here first")
            .help(format!("give this {what} another name")),
    );
    true
}

/// A warning that a rule has another name now.
fn former_rule(span: Span, name: &str, now: &str) -> Diagnostic {
    let message = format!("the rule `{name}` is now called `{now}`");
    Diagnostic::warning(&codes::E0205, span, message, "").replace(span, now, format!("write `{now}`"))
}

fn resolve_unless(model: &Model, rulebook: &mut Rulebook, unless: Unless, diagnostics: &mut Vec<Diagnostic>) {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    if unless.iter().any(|names| !names.is_empty()) {
        for (at, rule) in rulebook.rules.iter().enumerate() {
            places.entry(rule.name.clone()).or_insert(at);
        }
    }
    let mut known: Option<Vocabulary<()>> = None;
    for (at, names) in unless.into_iter().enumerate() {
        let mut resolved = Vec::new();
        for (name, span) in names {
            let present = model.rule_names().present(&name);
            if let Some(now) = present {
                diagnostics.push(former_rule(span, &name, now));
            }
            match places.get(present.unwrap_or(&name)) {
                Some(&other) => resolved.push(other),
                None => {
                    let words = || {
                        let mut names: Vec<&str> = places.keys().map(String::as_str).collect();
                        names.sort_unstable();
                        Vocabulary::new(names.into_iter().map(|name| (name, ())))
                    };
                    let nearest = known.get_or_insert_with(words).closest(&name, 0, |()| true);
                    let message = format!("there is no rule `{name}`");
                    let diagnostic = Diagnostic::error(&codes::E0503, span, message, "");
                    diagnostics.push(match nearest {
                        Some(near) => diagnostic.did_you_mean(span, near),
                        None => diagnostic.help("`sms explain --list` names all rules"),
                    });
                }
            }
        }
        if let Some(rule) = rulebook.rules.get_mut(at) {
            rule.unless = resolved;
        }
    }
}

fn origin(name: Name, sources: &Sources) -> Origin {
    sources.file(name.span.file).origin()
}
