//! What is promised about the parts of a whole by those who provide them.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Promises, System};
use crate::model::EntityId;

/// What stands behind one promise: the targets, in its measure, about each item.
///
/// An agreement says under `underpins` which promise it stands behind. One that says so of none stands behind whatever needs the item that
/// it is about, unless another agreement about that item names the promise.
pub(super) struct Carried<'p, 'm> {
    promises: &'p Promises<'m>,
    promise: EntityId,
    /// Of agreements that underpin the promise.
    named: FxHashMap<EntityId, Vec<EntityId>>,
    /// The items that such an agreement is about, in any measure.
    bound: FxHashSet<EntityId>,
}

impl<'m> Carried<'_, 'm> {
    /// The targets about an item.
    pub fn about(&self, item: EntityId) -> Vec<EntityId> {
        if let Some(named) = self.named.get(&item) {
            return named.clone();
        }
        if self.bound.contains(&item) {
            return Vec::new();
        }
        let unbound = self.promises.unbound.get(&item).into_iter().flatten();
        unbound.copied().filter(|&target| self.promises.is_like(target, self.promise)).collect()
    }

    /// The lowest rank of an item about which something may be promised; what ranks below rests on no promise.
    pub fn floor(&self, system: &System) -> usize {
        let lowest = |ranks: &mut dyn Iterator<Item = &EntityId>| {
            ranks.filter_map(|&item| system.needs(item)).map(|needs| needs.rank).min().unwrap_or(usize::MAX)
        };
        let unbound = self.promises.unbound_floor.get_or_init(|| lowest(&mut self.promises.unbound.keys()));
        lowest(&mut self.named.keys()).min(*unbound)
    }
}

impl<'m> Promises<'m> {
    /// What the parties that provide something promise about it, in the measure of `promise`, which stands in `agreement`.
    pub(super) fn carried(&self, promise: EntityId, agreement: EntityId) -> Carried<'_, 'm> {
        let mut carried = Carried { promises: self, promise, named: FxHashMap::default(), bound: FxHashSet::default() };
        for below in self.underpinning(agreement) {
            for (target, items) in self.about.get(&below).into_iter().flatten() {
                carried.bound.extend(items);
                if self.is_like(*target, promise) {
                    items.iter().for_each(|&item| carried.named.entry(item).or_default().push(*target));
                }
            }
            carried.bound.extend(self.named_by(below));
        }
        carried
    }

    /// Whether an agreement in force with somebody who provides something does not say what it underpins.
    pub(super) fn is_unbound(&self, agreement: EntityId) -> bool {
        !self.model.is_a(agreement, self.lang.sla)
            && self.model.related(agreement, self.lang.underpins).is_empty()
            && self.is_in_force(agreement)
    }

    /// The agreements that an agreement builds on, directly or through others; those that are not in force are left out.
    fn underpinning(&self, agreement: EntityId) -> BTreeSet<EntityId> {
        let mut found = BTreeSet::new();
        let mut next = vec![agreement];
        while let Some(id) = next.pop() {
            let below = self.model.related(id, self.lang.underpinned_by);
            next.extend(below.into_iter().filter(|&id| self.is_in_force(id) && found.insert(id)));
        }
        // What goes round in a circle rests on nothing of its own.
        found.remove(&agreement);
        found
    }
}
