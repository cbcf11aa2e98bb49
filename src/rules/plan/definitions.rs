//! Expressions that have a name: `define in_force(a: agreement) = …`.
//!
//! Each is planned once, in an order in which it stands behind those it calls, and called from then on, so that definitions that build on
//! each other many times over stay small. None leads back to itself.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, codes};
use crate::model::{Cardinality, Definition, Model};
use crate::rules::functions;
use crate::rules::lint;
use crate::rules::program::{Named, Node, Procedure, Procedures};
use crate::rules::values::{Shape, Ty};
use crate::source::{Origin, Sources, Span};
use crate::syntax::tree::{Expr, Name};

use super::calling::calls;
use super::hoist;
use super::planner::{Planned, Planner, lost};

/// Plans all definitions of a model; of two of one name the first counts. Gives too which definitions others call.
pub fn plan(model: &Model, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> (Procedures, Vec<usize>) {
    let mut procedures = Procedures::default();
    let mut seen = FxHashMap::default();
    for (at, definition) in model.defines().iter().enumerate() {
        let parameters = definition.parameters.iter().map(|(ty, cardinality)| {
            let ty = Ty::of_type(ty);
            match cardinality {
                Cardinality::One | Cardinality::Optional => ty,
                Cardinality::List | Cardinality::AtLeastOne => ty.many(),
            }
        });
        procedures.all.push(Named { parameters: parameters.collect(), procedure: None });
        let name = definition.decl.name;
        if is_function(name, sources, diagnostics) || super::is_repeated("definition", name, sources, &mut seen, diagnostics) {
            continue;
        }
        procedures.by_name.insert(sources.text(name.span).into(), at);
    }
    let mut called = Vec::new();
    let mut told: Vec<(usize, Vec<Diagnostic>)> = Vec::new();
    for step in order(model, sources, &procedures) {
        match step {
            Step::Plan(at) => {
                let Some(definition) = model.defines().get(at) else { continue };
                let mut planner = Planner::new(model, sources, &procedures);
                let procedure = planner.define(definition);
                called.append(&mut planner.called);
                planner.diagnostics.append(&mut planner.warnings);
                told.push((at, planner.diagnostics));
                if let Some(named) = procedures.all.get_mut(at) {
                    named.procedure = procedure;
                }
            }
            Step::Ring(ring) => told.extend(circle(model, sources, &ring)),
        }
    }
    told.sort_by_key(|(at, _)| *at);
    diagnostics.extend(told.into_iter().flat_map(|(_, told)| told));
    (procedures, called)
}

/// What to do next with the definitions.
enum Step {
    Plan(usize),
    /// Each calls the next, and the last the first.
    Ring(Vec<usize>),
}

/// An order in which each definition comes after those it calls; those that lead back to themselves come as rings.
fn order(model: &Model, sources: &Sources, procedures: &Procedures) -> Vec<Step> {
    let count = model.defines().len();
    let callees: Vec<Vec<usize>> = (model.defines().iter())
        .map(|definition| {
            let names = calls(&definition.decl.body, sources);
            let mut places: Vec<usize> = names.iter().filter_map(|name| procedures.by_name.get(*name).copied()).collect();
            places.sort_unstable();
            places.dedup();
            places
        })
        .collect();
    let mut callers: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut open: Vec<usize> = callees.iter().map(Vec::len).collect();
    for (at, callees) in callees.iter().enumerate() {
        for &callee in callees {
            callers[callee].push(at);
        }
    }
    let mut steps = Vec::new();
    let mut done = vec![false; count];
    let mut ready: Vec<usize> = (0..count).rev().filter(|&at| open[at] == 0).collect();
    let mut next = 0;
    loop {
        while let Some(at) = ready.pop() {
            if std::mem::replace(&mut done[at], true) {
                continue;
            }
            steps.push(Step::Plan(at));
            settle(&callers[at], &mut open, &mut ready);
        }
        while next < count && done[next] {
            next += 1;
        }
        if next == count {
            return steps;
        }
        // All that is left calls something that is left: going on from one to the next leads round in the end.
        let ring = ring(next, &callees, &done);
        for &at in &ring {
            done[at] = true;
            settle(&callers[at], &mut open, &mut ready);
        }
        steps.push(Step::Ring(ring));
    }
}

/// Notes that something is done for those that call it.
fn settle(callers: &[usize], open: &mut [usize], ready: &mut Vec<usize>) {
    for &caller in callers {
        open[caller] -= 1;
        if open[caller] == 0 {
            ready.push(caller);
        }
    }
}

/// A ring among the definitions that are not done, which can be reached from `start`; it begins with the one that is declared first.
fn ring(start: usize, callees: &[Vec<usize>], done: &[bool]) -> Vec<usize> {
    let mut places = FxHashMap::default();
    let mut way = Vec::new();
    let mut at = start;
    while !places.contains_key(&at) {
        places.insert(at, way.len());
        way.push(at);
        at = callees[at].iter().copied().find(|&callee| !done[callee]).unwrap_or(start);
    }
    let mut ring = way.split_off(places.get(&at).copied().unwrap_or_default());
    let first = ring.iter().enumerate().min_by_key(|(_, at)| **at).map_or(0, |(place, _)| place);
    ring.rotate_left(first);
    ring
}

/// The most definitions of a ring that a message names.
const NAMED: usize = 6;

/// What to tell of a ring, and of which definition.
fn circle(model: &Model, sources: &Sources, ring: &[usize]) -> Option<(usize, Vec<Diagnostic>)> {
    let names: Vec<Name> = ring.iter().filter_map(|&at| model.defines().get(at)).map(|definition| definition.decl.name).collect();
    let mut words: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{}`", sources.text(name.span))).collect();
    let first = words.first()?.clone();
    if names.len() > NAMED {
        words.push(format!("{} more", names.len() - NAMED));
    }
    words.push(first.clone());
    let message = format!("{first} leads back to itself: {}", words.join(" calls "));
    let told = Diagnostic::error(&codes::E0520, names.first()?.span, message, "");
    let told = names.iter().take(NAMED).skip(1).fold(told, |told, name| told.label(name.span, "on the way"));
    let told =
        told.help("let one of them say it without the others; to follow a field any number of times write a star: `s.depends_on*`");
    ring.first().map(|&first| (first, vec![told]))
}

/// Tells of a definition with the name of a function.
fn is_function(name: Name, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let word = sources.text(name.span);
    let taken = functions::names().any(|known| known == word);
    if taken {
        let told = Diagnostic::error(&codes::E0307, name.span, format!("`{word}` cannot be used as a name here"), "reserved");
        diagnostics.push(told.note("the language has a function of this name").help("choose another name"));
    }
    taken
}

/// A warning for each of the organisation's own definitions that nothing calls.
pub fn unused(model: &Model, sources: &Sources, procedures: &Procedures, called: &[usize]) -> Vec<Diagnostic> {
    let mut is_called = vec![false; procedures.len()];
    called.iter().for_each(|&at| is_called[at] = true);
    let mut warnings = Vec::new();
    for (at, definition) in model.defines().iter().enumerate() {
        let name = definition.decl.name;
        let counts = procedures.by_name.get(sources.text(name.span)) == Some(&at) && procedures.get(at).is_some();
        if counts && !is_called[at] && sources.file(name.span.file).origin() == Origin::Model {
            let message = format!("nothing uses the definition `{}`", sources.text(name.span));
            warnings.push(
                Diagnostic::warning(&codes::E0521, name.span, message, "").help("use it in a rule or register, or delete it"),
            );
        }
    }
    warnings
}

impl Planner<'_> {
    /// Plans a definition; nothing where it has an error, which is told.
    fn define(&mut self, definition: &Definition) -> Option<Procedure> {
        for (parameter, (ty, cardinality)) in definition.decl.parameters.iter().zip(&definition.parameters) {
            let name = self.text(parameter.name);
            if let Some(place) = self.variables.iter().position(|(known, _)| *known == name)
                && let Some(first) = definition.decl.parameters.get(place)
            {
                let told =
                    Diagnostic::error(&codes::E0404, parameter.name.span, format!("`{name}` is given twice"), "given again here");
                self.told(told.label(first.name.span, "given here first"));
            }
            let ty = Ty::of_type(ty);
            let ty = if matches!(cardinality, Cardinality::List | Cardinality::AtLeastOne) { ty.many() } else { ty };
            self.variables.push((name, ty));
        }
        let bound = self.variables.len();
        self.program.variables = bound;
        let (mut body, ty) = self.expression(&definition.decl.body, None);
        let pairs = std::mem::take(&mut self.pairs);
        if bound > 0 {
            self.warnings.extend(lint::pairs_of_definition(self.sources, pairs.into_iter().map(|(_, span)| span)));
        }
        if definition.decl.broken || !self.is_sound() || ty.unknown {
            return None;
        }
        let mut program = std::mem::take(&mut self.program);
        hoist::hoist(&mut body, bound, &mut program.onces);
        Some(Procedure { program, body, ty, depth: self.deepest })
    }

    /// `in_force(a)`; nothing where there is no definition of this name.
    pub fn call_definition(&mut self, name: Name, arguments: &[Expr], span: Span) -> Option<Planned> {
        let procedures = self.procedures;
        let at = *procedures.by_name.get(self.text(name))?;
        let named = procedures.all.get(at)?;
        self.called.push(at);
        let mut nodes = Vec::with_capacity(arguments.len());
        let mut fits = true;
        for (place, argument) in arguments.iter().enumerate() {
            let parameter = named.parameters.get(place);
            let expect = parameter.map(Ty::element);
            let (node, ty) = self.expression(argument, expect.as_ref());
            fits &= !ty.unknown && parameter.is_some_and(|parameter| self.fits(name, argument, &ty, parameter));
            nodes.push(node);
        }
        let wanted = named.parameters.len();
        if arguments.len() != wanted {
            let values = |count: usize| match count {
                0 => "nothing".to_string(),
                1 => "one value".to_string(),
                count => format!("{count} values"),
            };
            let message = format!(
                "`{}` takes {}, and {} given",
                self.text(name),
                values(wanted),
                match arguments.len() {
                    1 => "one is".to_string(),
                    count => format!("{count} are"),
                }
            );
            self.told(Diagnostic::error(&codes::E0505, span, message, ""));
            return Some(lost());
        }
        let Some(procedure) = named.procedure.as_ref().filter(|_| fits) else {
            self.is_founded &= named.procedure.is_some();
            return Some(lost());
        };
        if !self.deepens(procedure.depth) {
            let message = format!("`{}` builds on too many definitions that build on each other", self.text(name));
            self.told(Diagnostic::error(&codes::E0505, name.span, message, ""));
            return Some(lost());
        }
        Some((Node::Define(at, nodes), procedure.ty.clone()))
    }

    /// Whether a value can be given for a parameter; tells why not.
    fn fits(&mut self, name: Name, argument: &Expr, ty: &Ty, parameter: &Ty) -> bool {
        let schema = self.model.schema();
        let word = self.text(name);
        if ty.is_many() && parameter.shape == Shape::One {
            let source = self.sources.text(argument.span);
            let message = format!("`{word}` takes one value, and {} is {}", self.quote(argument.span), ty.words(schema));
            let told = Diagnostic::error(&codes::E0505, argument.span, message, "");
            self.told(told.help(format!("ask it of each of them, as in `some x in {source} where {word}(x)`")));
            return false;
        }
        if !ty.meets(parameter, schema) {
            let message =
                format!("`{word}` takes {}, and {} is {}", parameter.words(schema), self.quote(argument.span), ty.words(schema));
            self.told(Diagnostic::error(&codes::E0505, argument.span, message, ""));
            return false;
        }
        true
    }
}
