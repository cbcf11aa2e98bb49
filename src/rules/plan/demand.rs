//! What is planned at once, and what only where somebody asks for it.
//!
//! The library is larger than most models, and most of its rules look at kinds of which a small model has nothing: planning them would be
//! most of the work of a check. A rule without anything to look at finds nothing, whatever it says. What an organisation writes is always
//! planned, so that its errors are told.

use crate::model::{KindId, Model};
use crate::source::Origin;
use crate::syntax::tree::{Expr, ExprKind};

use super::planner::Planner;

/// How much is planned of what the library declares.
#[derive(Clone, Copy, Debug)]
pub enum Demand<'p> {
    /// What the model has something to look at for.
    Needed(&'p Populated),
    /// All of it.
    Everything,
}

/// Of which kinds a model has entities, those of the kinds that extend them included.
#[derive(Debug)]
pub struct Populated {
    /// By kind: whether there are any.
    any: Vec<bool>,
    /// By kind: whether the organisation declares any.
    own: Vec<bool>,
}

impl Populated {
    pub fn of(model: &Model) -> Populated {
        let schema = model.schema();
        let none = vec![false; schema.kinds.len()];
        let mut populated = Populated { any: none.clone(), own: none };
        for kind in (0..schema.kinds.len() as u32).map(KindId) {
            let entities = model.of_exact_kind(kind);
            let own = entities.iter().any(|&id| model.entity(id).origin == Origin::Model);
            let mut above = Some(kind).filter(|_| !entities.is_empty());
            while let Some(kind) = above {
                mark(&mut populated.any, kind, true);
                mark(&mut populated.own, kind, own);
                above = schema.kind(kind).parent;
            }
        }
        populated
    }

    fn has(&self, kind: KindId) -> bool {
        self.any.get(kind.index()).copied().unwrap_or_default()
    }

    /// Whether the organisation declares something of a kind.
    pub fn has_own(&self, kind: KindId) -> bool {
        self.own.get(kind.index()).copied().unwrap_or_default()
    }
}

fn mark(kinds: &mut [bool], kind: KindId, is_so: bool) {
    if let Some(place) = kinds.get_mut(kind.index()) {
        *place |= is_so;
    }
}

impl Planner<'_> {
    /// What the model has entities of, where what is planned here can be left until somebody asks for it.
    pub fn is_left<'p>(&self, demand: Demand<'p>) -> Option<&'p Populated> {
        match demand {
            Demand::Needed(populated) => Some(populated).filter(|_| self.origin == Origin::Library),
            Demand::Everything => None,
        }
    }

    /// Whether a set, as it is written and with nothing else in scope, is one of entities of which the model has none.
    pub fn is_empty_set(&self, set: &Expr, populated: &Populated) -> bool {
        match &set.kind {
            ExprKind::Path(names) => {
                let kind = names.first().and_then(|first| self.model.schema().kind_named(self.text(*first)));
                kind.is_some_and(|kind| !populated.has(kind))
            }
            ExprKind::List(parts) => parts.iter().all(|part| self.is_empty_set(part, populated)),
            ExprKind::Filtered(binding) => self.is_empty_set(&binding.set, populated),
            _ => false,
        }
    }
}
