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
    let mut summed = Summed::default();
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
        if !holds && !evaluator.doubtful && summed.is_told(model.record_of(id)) {
            told.push(tell(constraint, id, &mut evaluator));
        }
    }
    let name = &model.schema().field(constraint.field).name;
    told.extend(summed.rest().map(|(record, more)| {
        let entity = model.entity(record);
        let rows = if more == 1 { "one more row".to_owned() } else { format!("{more} more rows") };
        let message = format!("the same is wrong with `{name}` in {rows} of `{}`", entity.path);
        Diagnostic::error(&codes::E0414, entity.name_span, message, "not told one by one").about(&*entity.path)
    }));
    told
}

/// How many rows of each record break a constraint.
#[derive(Default)]
struct Summed {
    rows: Vec<(EntityId, usize)>,
}

impl Summed {
    /// How many rows of a record are told one by one.
    const TOLD: usize = 10;

    /// Counts an entity, which may be a row of `record`; whether it is one of those that are told.
    fn is_told(&mut self, record: Option<EntityId>) -> bool {
        let Some(record) = record else { return true };
        if self.rows.last().is_none_or(|(last, _)| *last != record) {
            self.rows.push((record, 0));
        }
        self.rows.last_mut().is_some_and(|(_, count)| {
            *count += 1;
            *count <= Summed::TOLD
        })
    }

    /// The records with rows that were not told, and how many.
    fn rest(self) -> impl Iterator<Item = (EntityId, usize)> {
        self.rows.into_iter().filter(|(_, count)| *count > Summed::TOLD).map(|(record, count)| (record, count - Summed::TOLD))
    }
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
