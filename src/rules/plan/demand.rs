//! What is planned at once, and what only where somebody asks for it.
//!
//! The library is larger than most models, and most of its rules look at kinds of which a small model has nothing: planning them would be
//! most of the work of a check. A rule without anything to look at finds nothing, whatever it says. What an organisation writes is always
//! planned, so that its errors are told.

use crate::model::{EntityId, KindId, Model};
use crate::source::Origin;
use crate::syntax::tree::{Expr, ExprKind};

use super::planner::Planner;

/// How much is planned of what the library declares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Demand {
    /// What the model has something to look at for.
    Needed,
    /// All of it.
    Everything,
}

impl Planner<'_> {
    /// Whether what is planned here can be left until somebody asks for it.
    pub fn is_left(&self, demand: Demand) -> bool {
        match demand {
            Demand::Needed => self.origin == Origin::Library,
            Demand::Everything => false,
        }
    }

    /// Whether a set, as it is written and with nothing else in scope, is one of entities of which the model has none.
    pub fn is_empty_set(&self, set: &Expr) -> bool {
        let model = self.model;
        match &set.kind {
            ExprKind::Path(names) => {
                let kind = names.first().and_then(|first| model.schema().kind_named(self.text(*first)));
                kind.is_some_and(|kind| has_none(model, kind))
            }
            ExprKind::List(parts) => parts.iter().all(|part| self.is_empty_set(part)),
            ExprKind::Filtered(binding) => self.is_empty_set(&binding.set),
            _ => false,
        }
    }
}

fn has_none(model: &Model, kind: KindId) -> bool {
    model.schema().family(kind).all(|kind| model.of_exact_kind(kind).is_empty())
}

/// Whether the organisation declares nothing of a kind.
pub fn has_none_of_its_own(model: &Model, kind: KindId) -> bool {
    let is_own = |&id: &EntityId| model.entity(id).origin == Origin::Model;
    !model.schema().family(kind).any(|kind| model.of_exact_kind(kind).iter().any(is_own))
}
