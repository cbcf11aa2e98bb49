//! Where labels go: `at: p.operates` points at the written value, `also: p` at an entity's name.

use crate::diag::{Diagnostic, codes};
use crate::model::{EntityId, FieldRole, Schema, Value};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Name, Quantifier};

use super::eval::Evaluator;
use super::index::hoist;
use super::names::Planner;
use super::node::{Node, Selection, Step};
use super::types::Ty;

/// A planned place for a label.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// The names of these entities.
    Names(Node),
    /// The written value of a field, or what a computed field leads to.
    Field(Node, Step),
    /// Those items of a written list that a filter lets through: `(x in p.operates where …)`.
    Items(Node, Step, Box<Selection>),
    /// One or the other.
    Either(Node, Box<[Place; 2]>),
}

impl Planner<'_> {
    /// Plans a place that `also` names. It differs from `at` for a reference that the subject itself holds: the subject is at hand, so
    /// `also: p.owner "declared here"` points at the owner, not at the word in the subject's own text.
    pub fn further_place(&mut self, expr: &Expr) -> Option<Place> {
        match self.place(expr)? {
            Place::Field(Node::Variable(0), step) => match step.only_leads_to_entities(self.model.schema()) {
                true => Some(Place::Names(Node::Step(Box::new(Node::Variable(0)), step))),
                false => Some(Place::Field(Node::Variable(0), step)),
            },
            place => Some(place),
        }
    }

    /// Plans the place an `at` names; `None` after telling that it is none.
    pub fn place(&mut self, expr: &Expr) -> Option<Place> {
        match &expr.kind {
            ExprKind::Path(names) => self.place_of_path(names, expr),
            ExprKind::Field(inner, name) => {
                let (owner, ty) = self.expression(inner, None);
                match self.step(&ty, self.text(*name)) {
                    Some((step @ (Step::Field(_) | Step::ByKind(_)), _)) => Some(Place::Field(owner, step)),
                    _ => self.place_of_value(expr),
                }
            }
            ExprKind::Filtered(binding) => {
                let before = self.diagnostics.len();
                let list = match &binding.set.kind {
                    ExprKind::Path(_) | ExprKind::Field(..) => self.place(&binding.set),
                    _ => None,
                };
                // Whatever is wrong with the set is told once, by the filter as a whole.
                self.diagnostics.truncate(before);
                let (selection, _) = self.bind(binding, Quantifier::Some);
                self.variables.truncate(selection.variable);
                match list {
                    Some(Place::Field(owner, step)) => Some(Place::Items(owner, step, Box::new(selection))),
                    Some(Place::Names(_) | Place::Items(..) | Place::Either(..)) | None => {
                        Some(Place::Names(Node::Filtered(Box::new(selection))))
                    }
                }
            }
            ExprKind::If(condition, yes, no) => {
                let condition = self.condition(condition);
                Some(Place::Either(condition, Box::new([self.place(yes)?, self.place(no)?])))
            }
            ExprKind::Missing => None,
            _ => self.place_of_value(expr),
        }
    }

    fn place_of_path(&mut self, names: &[Name], expr: &Expr) -> Option<Place> {
        if let Some((&last, owners)) = names.split_last()
            && let (Some(first), Some(end)) = (owners.first(), owners.last())
        {
            let before = self.diagnostics.len();
            let span = first.span.to(end.span);
            let owner = Expr { span, kind: ExprKind::Path(owners.to_vec()) };
            let (node, ty) = self.expression(&owner, None);
            if self.diagnostics.len() == before {
                match self.step(&ty, self.text(last)) {
                    Some((step @ (Step::Field(_) | Step::ByKind(_)), _)) => return Some(Place::Field(node, step)),
                    // The members of a group stand where their names do.
                    Some((Step::Part(..), of)) if of.has_entities() => {}
                    // A part of a value stands where the value stands, and the title or path of an entity where its name does.
                    Some((Step::Part(..), _)) => return self.place_of_path(owners, &owner),
                    Some((Step::Builtin(_), of)) if !of.has_entities() => return Some(Place::Names(node)),
                    Some((Step::Builtin(_), _)) | None => {}
                }
            }
            // The path may be an entity's, or have a fault: the whole of it is looked at afresh.
            self.diagnostics.truncate(before);
        }
        self.place_of_value(expr)
    }

    fn place_of_value(&mut self, expr: &Expr) -> Option<Place> {
        let (node, ty) = self.expression(expr, None);
        if !ty.has_entities() {
            let message = format!("{} is {}, which stands nowhere", self.quote(expr.span), ty.words(self.model.schema()));
            let diagnostic = Diagnostic::error(&codes::E0505, expr.span, message, "");
            let help = self.its_members(expr, &ty).unwrap_or("name an entity, or a field of one as in `p.operates`".to_string());
            self.told(diagnostic.help(help));
            return None;
        }
        Some(Place::Names(node))
    }
}

impl Step {
    /// Whether every value behind the step is an entity.
    fn only_leads_to_entities(&self, schema: &Schema) -> bool {
        match self {
            Step::Builtin(builtin) => Ty::of_builtin(*builtin).only_entities(),
            Step::Field(field) => Ty::of_field(schema.field(*field)).only_entities(),
            Step::ByKind(fields) => fields.iter().flatten().all(|field| Ty::of_field(schema.field(*field)).only_entities()),
            Step::Part(..) => false,
        }
    }
}

impl Place {
    /// Hoists what mentions no variable.
    pub fn hoist(&mut self, bound: usize, onces: &mut usize) {
        match self {
            Place::Names(node) | Place::Field(node, _) => hoist(node, bound, onces),
            Place::Items(node, _, selection) => {
                hoist(node, bound, onces);
                super::index::hoist_selection(selection, bound, onces);
            }
            Place::Either(condition, places) => {
                hoist(condition, bound, onces);
                places.iter_mut().for_each(|place| place.hoist(bound, onces));
            }
        }
    }
}

/// The places of a further label, in order; none where the field it names is not written, since there is nothing to say about it.
pub(super) fn further_spans<'a>(place: &'a Place, evaluator: &mut Evaluator<'a>) -> Vec<Span> {
    match place {
        Place::Either(condition, places) => {
            let [yes, no] = &**places;
            if evaluator.truth(condition) { further_spans(yes, evaluator) } else { further_spans(no, evaluator) }
        }
        Place::Field(owner, step) => {
            let model = evaluator.model();
            let is_there = |owner: &EntityId| {
                step.field_of(model, *owner).is_some_and(|field| match model.schema().field(field).role {
                    FieldRole::Written => model.slot(*owner, field).is_some(),
                    FieldRole::Contains | FieldRole::Inverse(_) => true,
                })
            };
            let owners: Vec<EntityId> =
                evaluator.eval(owner).elements().filter_map(|element| element.entity()).filter(is_there).collect();
            let mut found = Vec::new();
            owners.into_iter().for_each(|owner| field_places(owner, step, evaluator, &mut found));
            once(found)
        }
        Place::Names(_) | Place::Items(..) => spans(place, evaluator),
    }
}

/// The places in order; the same place stands once.
pub(super) fn spans<'a>(place: &'a Place, evaluator: &mut Evaluator<'a>) -> Vec<Span> {
    let model = evaluator.model();
    let mut found = Vec::new();
    match place {
        Place::Either(condition, places) => {
            let [yes, no] = &**places;
            return if evaluator.truth(condition) { spans(yes, evaluator) } else { spans(no, evaluator) };
        }
        Place::Names(node) => {
            let value = evaluator.eval(node);
            found.extend(value.elements().filter_map(|element| element.entity()).map(|id| model.entity(id).name_span));
        }
        Place::Field(owner, step) => {
            let owners = evaluator.eval(owner);
            for owner in owners.elements().filter_map(|element| element.entity()) {
                field_places(owner, step, evaluator, &mut found);
            }
        }
        Place::Items(owner, step, selection) => {
            let owners = evaluator.eval(owner);
            let passed = evaluator.select(selection);
            for owner in owners.elements().filter_map(|element| element.entity()) {
                let slot = step.field_of(model, owner).and_then(|field| model.slot(owner, field));
                match slot.map(|slot| (&slot.value, slot.span)) {
                    Some((Value::Entity(id), span)) if passed.contains(id) => found.push(span),
                    Some((Value::List(items), _)) => found.extend(
                        items
                            .iter()
                            .filter(|item| matches!(item.value, Value::Entity(id) if passed.contains(&id)))
                            .map(|item| item.span),
                    ),
                    _ => {}
                }
            }
            if found.is_empty() {
                found.extend(passed.iter().map(|&id| model.entity(id).name_span));
            }
        }
    }
    once(found)
}

fn once(mut found: Vec<Span>) -> Vec<Span> {
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|span| seen.insert(*span));
    found
}

fn field_places<'a>(owner: EntityId, step: &'a Step, evaluator: &mut Evaluator<'a>, found: &mut Vec<Span>) {
    let model = evaluator.model();
    let Some(field) = step.field_of(model, owner) else {
        return;
    };
    let name = model.entity(owner).name_span;
    match model.schema().field(field).role {
        FieldRole::Written => found.push(model.place(owner, field)),
        FieldRole::Contains | FieldRole::Inverse(_) => {
            let related = model.related(owner, field);
            if related.is_empty() {
                found.push(name);
            }
            found.extend(related.into_iter().map(|id| model.entity(id).name_span));
        }
    }
}
