//! Expressions that have a name: `define in_force(a: agreement) = …`, and computed fields: `in_force: bool := …`.
//!
//! Each is planned once, in an order in which it stands behind those it calls, and called from then on, so that definitions that build on
//! each other many times over stay small. None leads back to itself.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Severity, codes};
use crate::model::{Cardinality, Definition, Model, Type};
use crate::rules::functions;
use crate::rules::lint;
use crate::rules::program::{Named, Node, Procedure, Procedures};
use crate::rules::values::{Shape, Ty};
use crate::source::{Origin, Sources, Span};
use crate::syntax::tree::{Expr, Name};

use super::calling::calls;
use super::hoist;
use super::order::{Next, order};
use super::planner::{Call, DEPTH, Noted, Planned, Planner, lost};

/// Plans all definitions and computed fields of a model; of two definitions of one name the first counts. Gives too what planning them noted.
pub fn plan(model: &Model, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> (Procedures, Noted) {
    let mut guesses = Vec::new();
    let mut procedures = declared(model, sources, diagnostics);
    let mut told: Vec<(usize, Vec<Diagnostic>)> = Vec::new();
    let mut calls: Vec<Vec<Call>> = vec![Vec::new(); procedures.all.len()];
    for step in in_turn(model, sources, &procedures) {
        match step {
            Next::One(at) => {
                let mut planner = Planner::new(model, sources, &procedures, origin(model, sources, at));
                let procedure = match model.defines().get(at) {
                    Some(definition) => planner.define(definition),
                    None => at.checked_sub(model.defines().len()).and_then(|at| planner.computed(model.computed().get(at)?)),
                };
                planner.diagnostics.append(&mut planner.warnings);
                told.push((at, planner.diagnostics));
                guesses.append(&mut planner.guesses);
                calls[at] = planner.called;
                procedures.all[at].procedure = procedure;
            }
            Next::Ring(ring) => told.extend(circle(model, sources, &ring)),
        }
    }
    settle(model, sources, &mut procedures, &calls, &mut told);
    told.sort_by_key(|(at, _)| *at);
    diagnostics.extend(told.into_iter().flat_map(|(_, told)| told));
    (procedures, Noted { called: calls.into_iter().flatten().map(|call| call.at).collect(), guesses })
}

/// The definitions and then the computed fields, with what they take; nothing is planned yet.
fn declared(model: &Model, sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Procedures {
    let mut procedures = Procedures::default();
    let mut seen = FxHashMap::default();
    for (at, definition) in model.defines().iter().enumerate() {
        let parameters = definition.parameters.iter().map(parameter).collect();
        procedures.all.push(Named { parameters, procedure: None });
        let name = definition.decl.name;
        let word = sources.text(name.span);
        if let Some(first) = of_library(name, sources, &seen) {
            diagnostics.push(shadows(name, first, sources));
            procedures.in_library.extend(procedures.by_name.remove_entry(word));
            seen.remove(word);
        }
        if is_function(name, sources, diagnostics) || super::is_repeated("definition", name, sources, &mut seen, diagnostics) {
            continue;
        }
        procedures.by_name.insert(word.into(), at);
    }
    for computed in model.computed() {
        let owner = Ty::of_kind(model.schema().field(computed.field).owner);
        procedures.by_field.insert(computed.field, procedures.all.len());
        procedures.all.push(Named { parameters: vec![owner], procedure: None });
    }
    procedures
}

/// Where the library declares what the organisation declares under the same name.
fn of_library(name: Name, sources: &Sources, seen: &FxHashMap<&str, Span>) -> Option<Span> {
    let first = *seen.get(sources.text(name.span))?;
    let origin = |span: Span| sources.file(span.file).origin();
    (origin(first) == Origin::Library && origin(name.span) == Origin::Model).then_some(first)
}

/// A note, so that what the library calls in a later edition ends no model.
fn shadows(name: Name, first: Span, sources: &Sources) -> Diagnostic {
    let message = format!("the library has a definition `{}`, too", sources.text(name.span));
    let told = Diagnostic::error(&codes::E0508, name.span, message, "the organisation's own");
    let told = told.label(first, "the library's").help("the rules of the organisation use its own, those of the library theirs");
    Diagnostic { severity: Severity::Note, ..told }
}

fn parameter((ty, cardinality): &(Type, Cardinality)) -> Ty {
    let ty = Ty::of_type(ty);
    match cardinality {
        Cardinality::One | Cardinality::Optional => ty,
        Cardinality::List | Cardinality::AtLeastOne => ty.many(),
    }
}

/// The order in which to plan them: what a definition gives follows from those it calls. Of what a field gives the kind tells the type.
fn in_turn(model: &Model, sources: &Sources, procedures: &Procedures) -> Vec<Next> {
    let bodies = model.defines().iter().map(|definition| &definition.decl.body);
    let bodies = bodies.chain(model.computed().iter().map(|computed| &*computed.body));
    let needs = bodies.enumerate().map(|(at, body)| {
        let names = calls(body, sources);
        let origin = origin(model, sources, at);
        unique(names.iter().filter_map(|name| procedures.place(name, origin)).collect())
    });
    order(&needs.collect::<Vec<_>>())
}

/// Leaves out what leads back to itself over a computed field, what is too deep, and what builds on something that is left out.
fn settle(
    model: &Model,
    sources: &Sources,
    procedures: &mut Procedures,
    calls: &[Vec<Call>],
    told: &mut Vec<(usize, Vec<Diagnostic>)>,
) {
    let planned = |at: usize| procedures.get(at).is_some();
    let needs = calls.iter().map(|calls| unique(calls.iter().map(|call| call.at).filter(|&at| planned(at)).collect()));
    for step in order(&needs.collect::<Vec<_>>()) {
        match step {
            Next::One(at) => {
                let callees = calls[at].iter().map(|call| Some(call.depth + procedures.get(call.at)?.depth));
                let deepest = callees.collect::<Option<Vec<usize>>>().map(|depths| depths.into_iter().max().unwrap_or(0));
                let Some(procedure) = procedures.all[at].procedure.as_mut() else { continue };
                match deepest.map(|deepest| deepest.max(procedure.depth)) {
                    Some(depth) if depth <= DEPTH => procedure.depth = depth,
                    too_deep => {
                        procedures.all[at].procedure = None;
                        if let (Some(_), Some((word, span))) = (too_deep, name(model, sources, at)) {
                            let message = format!("{word} builds on too many definitions that build on each other");
                            told.push((at, vec![Diagnostic::error(&codes::E0505, span, message, "")]));
                        }
                    }
                }
            }
            Next::Ring(ring) => {
                ring.iter().for_each(|&at| procedures.all[at].procedure = None);
                told.extend(circle(model, sources, &ring));
            }
        }
    }
    procedures.settled = true;
}

fn unique(mut places: Vec<usize>) -> Vec<usize> {
    places.sort_unstable();
    places.dedup();
    places
}

/// What users call a definition or a computed field, and where it is declared.
fn name(model: &Model, sources: &Sources, at: usize) -> Option<(String, Span)> {
    let schema = model.schema();
    let computed = || model.computed().get(at.checked_sub(model.defines().len())?);
    match (model.defines().get(at), computed()) {
        (Some(definition), _) => Some((format!("`{}`", sources.text(definition.decl.name.span)), definition.decl.name.span)),
        (None, Some(computed)) => {
            let field = schema.field(computed.field);
            Some((format!("`{}.{}`", schema.kind(field.owner).name, field.name), field.span))
        }
        (None, None) => None,
    }
}

/// Who declares the definition or computed field at this place.
fn origin(model: &Model, sources: &Sources, at: usize) -> Origin {
    name(model, sources, at).map_or(Origin::Library, |(_, span)| sources.file(span.file).origin())
}

/// The most definitions of a ring that a message names.
const NAMED: usize = 6;

/// What to tell of a ring, and of which definition.
fn circle(model: &Model, sources: &Sources, ring: &[usize]) -> Option<(usize, Vec<Diagnostic>)> {
    let names: Vec<(String, Span)> = ring.iter().take(NAMED).filter_map(|&at| name(model, sources, at)).collect();
    let mut words: Vec<String> = names.iter().map(|(word, _)| word.clone()).collect();
    let (first, span) = names.first()?.clone();
    if ring.len() > NAMED {
        words.push(format!("{} more", ring.len() - NAMED));
    }
    words.push(first.clone());
    let message = format!("{first} leads back to itself: {}", words.join(" needs "));
    let told = Diagnostic::error(&codes::E0520, span, message, "");
    let told = names.iter().skip(1).fold(told, |told, (_, span)| told.label(*span, "on the way"));
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
        for (declared, taken) in definition.decl.parameters.iter().zip(&definition.parameters) {
            let name = self.text(declared.name);
            if let Some(place) = self.variables.iter().position(|(known, _)| *known == name)
                && let Some(first) = definition.decl.parameters.get(place)
            {
                let told =
                    Diagnostic::error(&codes::E0404, declared.name.span, format!("`{name}` is given twice"), "given again here");
                self.told(told.label(first.name.span, "given here first"));
            }
            self.variables.push((name, parameter(taken)));
        }
        let (body, ty) = self.expression(&definition.decl.body, None);
        if definition.decl.broken || ty.unknown {
            return None;
        }
        self.procedure(body, ty)
    }

    /// What was planned, with the variables that are bound as its parameters; nothing where there is an error, which is told.
    pub fn procedure(&mut self, mut body: Node, ty: Ty) -> Option<Procedure> {
        let bound = self.variables.len();
        let pairs = std::mem::take(&mut self.pairs);
        if bound > 0 {
            self.warnings.extend(lint::pairs_of_definition(self.sources, pairs.into_iter().map(|(_, span)| span)));
        }
        if !self.is_sound() {
            return None;
        }
        let mut program = std::mem::take(&mut self.program);
        program.variables = program.variables.max(bound);
        hoist::hoist(&mut body, bound, &mut program.onces);
        Some(Procedure { program, body, ty, depth: self.deepest })
    }

    /// `in_force(a)`; nothing where there is no definition of this name.
    pub fn call_definition(&mut self, name: Name, arguments: &[Expr], span: Span) -> Option<Planned> {
        let procedures = self.procedures;
        let at = procedures.place(self.text(name), self.origin)?;
        let named = procedures.all.get(at)?;
        self.called.push(Call { at, depth: self.depth });
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
        if procedures.settled && !self.deepens(procedure.depth) {
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
