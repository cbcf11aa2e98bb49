//! Looking at the values of fields: what the kinds say has to hold of them.

use rayon::prelude::*;

use crate::diag::{Diagnostic, codes};
use crate::model::{EntityId, Model};
use crate::rules::program::{Constraint, Extent, Rulebook};
use crate::rules::values::display::Style;
use crate::source::{Origin, Sources};
use crate::world::{Facts, Patience};

use super::evaluator::Evaluator;
use super::shared::Shared;
use super::{one_line, text};

/// What is wrong with the values of fields, in the order of the constraints; nothing once nobody waits.
pub fn constraints(
    rulebook: &Rulebook,
    model: &Model,
    sources: &Sources,
    facts: &Facts,
    patience: Patience<'_>,
) -> Option<Vec<Diagnostic>> {
    let shared = Shared::new(model, sources, facts, &rulebook.procedures, patience);
    let told = rulebook.constraints.par_iter().flat_map_iter(|constraint| look_at(constraint, &shared)).collect();
    patience.lasts().then_some(told)
}

fn look_at<'a>(constraint: &'a Constraint, shared: &'a Shared<'a>) -> Vec<Diagnostic> {
    let model = shared.model;
    let owner = model.schema().field(constraint.field).owner;
    let mut evaluator = Evaluator::new(shared, &constraint.program, Style::Message);
    let mut told = Vec::new();
    if !shared.patience.lasts() {
        return told;
    }
    for &id in shared.all(Extent::Kind(owner)) {
        let entity = model.entity(id);
        let written = model.slot(id, constraint.field).is_some_and(|slot| !slot.value.has_hole());
        if entity.origin != Origin::Model || entity.broken || !written {
            continue;
        }
        evaluator.turn_to(id);
        let holds = evaluator.truth(&constraint.condition);
        if evaluator.spent() {
            let message = "this takes too many steps on this model and was not looked at to the end".to_string();
            return vec![Diagnostic::error(&codes::E0509, constraint.span, message, "")];
        }
        if !holds && !evaluator.doubtful {
            told.push(tell(constraint, id, &mut evaluator));
        }
    }
    told
}

fn tell<'a>(constraint: &'a Constraint, id: EntityId, evaluator: &mut Evaluator<'a>) -> Diagnostic {
    let model = evaluator.model();
    let message = one_line(&text(&constraint.message, evaluator));
    let told = Diagnostic::error(&codes::E0414, model.place(id, constraint.field), message, "");
    let beside = constraint.beside.iter().filter_map(|&field| {
        let name = &model.schema().field(field).name;
        model.slot(id, field).map(|slot| (slot.span, format!("`{name}` is given here")))
    });
    beside.fold(told, |told, (span, label)| told.label(span, label)).about(&*model.entity(id).path)
}
