//! What all rules of a run share: the model, the facts, and what is worked out when a rule first asks.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::model::{EntityId, Model, Reader, Referrers};
use crate::promises::Promises;
use crate::rules::program::{Extent, Procedures, severities};
use crate::source::{Origin, Sources};
use crate::world::{Facts, Patience};

use super::doubt::Doubts;

/// What all rules of a run share.
#[derive(Debug)]
pub struct Shared<'m> {
    pub model: &'m Model,
    pub sources: &'m Sources,
    pub facts: &'m Facts,
    pub procedures: &'m Procedures,
    pub patience: Patience<'m>,
    pub doubts: Doubts,
    pub references: OnceLock<Referrers>,
    by_kind: Vec<OnceLock<Vec<EntityId>>>,
    own: OnceLock<Vec<EntityId>>,
    chains: OnceLock<Option<Promises<'m>>>,
    severities: OnceLock<FxHashMap<Box<str>, Severity>>,
}

impl<'m> Shared<'m> {
    pub fn new(
        model: &'m Model,
        sources: &'m Sources,
        facts: &'m Facts,
        procedures: &'m Procedures,
        patience: Patience<'m>,
    ) -> Shared<'m> {
        let mut by_kind = Vec::new();
        by_kind.resize_with(model.schema().kinds.len(), OnceLock::new);
        Shared {
            model,
            sources,
            facts,
            procedures,
            patience,
            doubts: Doubts::new(model),
            references: OnceLock::new(),
            by_kind,
            own: OnceLock::new(),
            chains: OnceLock::new(),
            severities: OnceLock::new(),
        }
    }

    /// Who makes words of the model for those who read what is found.
    pub fn reader(&self) -> Reader<'m> {
        self.model.reader(self.facts.audience)
    }

    /// All entities of a set, in order.
    pub fn all(&self, extent: Extent) -> &[EntityId] {
        let is_own = |id: &EntityId| self.model.entity(*id).origin == Origin::Model;
        match extent {
            Extent::Kind(kind) => self.by_kind.get(kind.index()).map_or(&[], |all| all.get_or_init(|| self.model.of_kind(kind))),
            Extent::Own => self.own.get_or_init(|| self.model.ids().filter(is_own).collect()),
        }
    }

    /// What the promises of the model rest on; read when a rule first asks.
    pub fn chains(&self) -> Option<&Promises<'m>> {
        self.chains.get_or_init(|| Promises::new(self.model, self.facts.today)).as_ref()
    }

    /// How much the rule of this name weighs, where there is one and it says so.
    pub fn severity(&self, rule: &str) -> Option<Severity> {
        self.severities.get_or_init(|| severities(self.model, self.sources)).get(rule).copied()
    }

    /// How many steps one rule may take: far more than any rule that looks at a few things for each entity.
    pub fn budget(&self) -> u64 {
        2_000 * (self.model.len() as u64 + 1_000)
    }
}
