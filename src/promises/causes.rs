//! What can make parts fail together that stand in for each other: a subcontractor of both, a party beneath both, a site both stand at.
//!
//! Promises are taken to be kept and missed independently of each other. Where two parts share a cause nobody can count on that: whatever
//! one of them may lose it may lose in the same hour as the other.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::diagram::WORK;
use super::system::System;
use super::{Chain, Combination, Figure, Promises, figures};
use crate::model::{EntityId, Model, PromiseLang};

/// What a promise comes to where parts that stand in for each other fail together.
#[derive(Debug)]
pub struct Common {
    /// The figure of the whole then; none where nothing limits it.
    pub reachable: Option<Figure>,
    /// The parties and sites that the parts share, in source order.
    pub causes: Vec<EntityId>,
    /// How many looks at parts it took.
    pub steps: u64,
}

/// Looks for what the members of groups share.
pub(super) struct Causes<'c, 'm> {
    model: &'m Model,
    lang: &'c PromiseLang,
    found: BTreeSet<EntityId>,
    steps: u64,
}

impl Causes<'_, '_> {
    /// Whether more members hang on one thing than can be spared. That one party provides all of them is no secret to whoever chose it, and
    /// does not count.
    pub fn are_common(&mut self, system: &System, needed: usize, members: &[EntityId]) -> bool {
        let spare = members.len().saturating_sub(needed);
        let mut times: BTreeMap<EntityId, usize> = BTreeMap::new();
        for &member in members {
            for cause in self.of(system, member) {
                *times.entry(cause).or_default() += 1;
            }
        }
        for party in members.iter().flat_map(|&member| self.model.related(member, self.lang.provided_by)).collect::<BTreeSet<_>>() {
            if members.iter().all(|&member| self.model.related(member, self.lang.provided_by).contains(&party)) {
                times.remove(&party);
            }
        }
        let common: Vec<EntityId> = times.into_iter().filter(|&(_, times)| times > spare).map(|(cause, _)| cause).collect();
        self.found.extend(&common);
        !common.is_empty()
    }

    /// Who an item and what it needs in any case come from, by way of subcontractors too, and where they stand. What would take more
    /// steps than one figure may is left out.
    fn of(&mut self, system: &System, item: EntityId) -> FxHashSet<EntityId> {
        let (model, lang) = (self.model, self.lang);
        let mut causes = FxHashSet::default();
        let mut seen = FxHashSet::from_iter([item]);
        let mut next = vec![item];
        while let Some(at) = next.pop() {
            self.steps += 1;
            if self.steps > WORK {
                break;
            }
            causes.extend(model.related(at, lang.site));
            let mut parties = model.related(at, lang.provided_by);
            while let Some(party) = parties.pop() {
                if causes.insert(party) {
                    parties.extend(model.related(party, lang.subcontractors));
                }
            }
            next.extend(system.needs(at).into_iter().flat_map(|needs| &needs.serial).copied().filter(|&item| seen.insert(item)));
        }
        causes
    }
}

impl Promises<'_> {
    /// What `chain`, that of `target`, comes to where parts that stand in for each other fail together; none where they share nothing, or
    /// where it is about something else than a share of time.
    pub fn common(&self, target: EntityId, chain: &Chain) -> Option<Common> {
        let stand_in = chain.structure.parts.iter().any(|part| !part.groups.is_empty());
        if chain.combination != Combination::Product || !stand_in {
            return None;
        }
        let (agreement, _) = self.model.entity(target).parent?;
        let mut causes = Causes { model: self.model, lang: &self.lang, found: BTreeSet::new(), steps: 0 };
        let structure = self.structure(target, agreement, chain.combination, Some(&mut causes));
        let (figures, work) = figures(&structure, chain.combination, None);
        let worst = figures.into_iter().flatten().min_by_key(|figure| figure.merit());
        let steps = causes.steps + structure.steps + work;
        let reachable = worst.and_then(|whole| chain.shown(whole));
        (!causes.found.is_empty()).then(|| Common { reachable, causes: causes.found.into_iter().collect(), steps })
    }
}
