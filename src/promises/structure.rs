//! The parts of a promise and how they hang together.

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::carried::Carried;
use super::causes::Causes;
use super::steps::Before;
use super::system::System;
use super::{Combination, Figure, Promises};
use crate::model::EntityId;
use crate::quantity::Duration;

/// The parts of one promise. What a part needs stands before it.
#[derive(Default, Debug)]
pub(super) struct Structure {
    pub parts: Vec<Part>,
    pub links: Vec<Link>,
    /// A part for each thing that the promise is about; one alone where it is about nothing in particular.
    pub roots: Vec<usize>,
    /// What the targets of links, and the steps before them, start after.
    before: FxHashMap<EntityId, Before>,
    /// All that something starts after.
    stepping: FxHashSet<EntityId>,
    /// Whether something on the way was lost to an error that has been told.
    pub doubtful: bool,
    pub steps: u64,
}

/// Something that has to work, with what it needs.
#[derive(Default, Debug)]
pub(super) struct Part {
    /// Other parts it cannot work without.
    pub needs: Vec<usize>,
    /// Parts of which one can stand in for another.
    pub groups: Vec<Group>,
    /// What is promised about it: places in [`Structure::links`].
    pub promised: Vec<usize>,
}

/// Parts of which `needed` have to work.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// At least one; at most all, the free ones with the others.
    pub needed: usize,
    /// How many members besides rest on no promise: they count as perfect.
    pub free: usize,
    /// Whether so many of them hang on one thing that all can fail together.
    pub is_common: bool,
    pub members: Vec<usize>,
}

/// What one target promises about one part.
#[derive(Debug)]
pub(super) struct Link {
    pub target: EntityId,
    pub figure: Figure,
}

impl Part {
    /// Every part it needs, in any way.
    pub fn below(&self) -> impl Iterator<Item = usize> + '_ {
        self.needs.iter().chain(self.groups.iter().flat_map(|group| &group.members)).copied()
    }
}

impl Structure {
    /// The promises about a part, but for what `without` promises.
    pub fn promised(&self, part: &Part, without: Option<EntityId>) -> impl Iterator<Item = &Link> {
        part.promised.iter().map(|&at| &self.links[at]).filter(move |link| Some(link.target) != without)
    }

    /// When what a link promises starts, as if the step `without` took no time; none where it does so at once.
    pub fn starts(&self, link: &Link, without: Option<EntityId>) -> Option<Duration> {
        let before = self.before.get(&link.target)?;
        match without.filter(|step| self.stepping.contains(step)) {
            None => Some(before.starts),
            Some(without) => {
                let steps = self.way(link.target).filter(|before| before.step != without);
                steps.map(|before| before.takes).reduce(|sum, takes| sum.plus(takes).unwrap_or(sum))
            }
        }
    }

    /// The steps before a target, the nearest first.
    fn way(&self, target: EntityId) -> impl Iterator<Item = Before> + '_ {
        let before = |target: EntityId| self.before.get(&target).copied();
        std::iter::successors(before(target), move |last| before(last.step))
    }

    /// The step that a target starts after.
    pub fn step_before(&self, target: EntityId) -> Option<EntityId> {
        self.before.get(&target).map(|before| before.step)
    }

    /// All steps that come before something, with the time that each takes.
    pub fn steps_before(&self) -> impl Iterator<Item = (EntityId, Duration)> + '_ {
        self.before.values().map(|before| (before.step, before.takes))
    }

    /// The targets that stand behind one of the roots, and the steps that they start after, in source order.
    pub fn carriers(&self, root: usize) -> BTreeSet<EntityId> {
        let mut seen = FxHashSet::from_iter([root]);
        let mut next = vec![root];
        let mut carriers = BTreeSet::new();
        while let Some(at) = next.pop() {
            let part = &self.parts[at];
            for target in part.promised.iter().map(|&link| self.links[link].target) {
                carriers.insert(target);
                // What a step starts after is there already where the step is.
                self.way(target).map(|before| before.step).take_while(|&step| carriers.insert(step)).count();
            }
            next.extend(part.below().filter(|&below| seen.insert(below)));
        }
        carriers
    }
}

/// Follows dependencies from `items`, which `promise` is about, down to what the agreements that underpin it promise about parts
/// (`carried`: the targets about each item); what `at_large` promises is needed by all of them.
pub(super) fn follow<'c, 'm>(
    promises: &'c Promises<'m>,
    promise: EntityId,
    combination: Combination,
    items: &[EntityId],
    carried: &'c Carried<'c, 'm>,
    at_large: &[EntityId],
    causes: Option<&mut Causes<'_, 'm>>,
) -> Structure {
    let system = promises.system();
    // What ranks below everything that something is promised about rests on no promise, and is not followed.
    let floor = carried.floor(system);
    let mut builder = Builder {
        promises,
        system,
        promise,
        combination,
        carried,
        causes,
        floor,
        structure: Structure::default(),
        places: FxHashMap::default(),
    };
    for &item in items {
        builder.follow(item);
    }
    let at_large: Vec<usize> = at_large.iter().filter_map(|&target| builder.promise_alone(target)).collect();
    let roots: Vec<Option<EntityId>> = if items.is_empty() { vec![None] } else { items.iter().copied().map(Some).collect() };
    for item in roots {
        let needs = item.and_then(|item| builder.part(item)).into_iter().chain(at_large.iter().copied()).collect();
        let root = builder.push(Part { needs, ..Part::default() });
        builder.structure.roots.push(root);
    }
    builder.structure
}

struct Builder<'c, 'm, 'b, 'd> {
    promises: &'c Promises<'m>,
    system: &'c System,
    promise: EntityId,
    combination: Combination,
    carried: &'c Carried<'c, 'm>,
    causes: Option<&'b mut Causes<'d, 'm>>,
    floor: usize,
    structure: Structure,
    /// The part of each item that has been met; none while what it needs is followed, and for good where it rests on no promise.
    places: FxHashMap<EntityId, Option<usize>>,
}

impl Builder<'_, '_, '_, '_> {
    fn part(&self, item: EntityId) -> Option<usize> {
        self.places.get(&item).copied().flatten()
    }

    fn push(&mut self, part: Part) -> usize {
        self.structure.parts.push(part);
        self.structure.parts.len() - 1
    }

    /// Adds an item and all it needs, what is needed first. A loop and not a recursion: chains may be long. Items that need each other are
    /// met as one.
    fn follow(&mut self, item: EntityId) {
        let system = self.system;
        let mut path: Vec<(Vec<EntityId>, VecDeque<EntityId>)> = Vec::new();
        let mut next = Some(item);
        loop {
            if let Some(item) = next.take()
                && !self.places.contains_key(&item)
                && system.needs(item).is_some_and(|needs| needs.rank >= self.floor)
            {
                let together = system.ring(item).map_or_else(|| vec![item], <[EntityId]>::to_vec);
                let mut left = VecDeque::new();
                for &item in &together {
                    self.places.insert(item, None);
                    let Some(needs) = system.needs(item) else { continue };
                    self.structure.doubtful |= needs.doubtful;
                    left.extend(needs.all());
                }
                self.structure.steps += 1 + left.len() as u64;
                path.push((together, left));
            }
            let Some((_, left)) = path.last_mut() else { return };
            match left.pop_front() {
                Some(below) => next = Some(below),
                None => {
                    if let Some((together, _)) = path.pop() {
                        self.add(&together);
                    }
                }
            }
        }
    }

    /// Adds one item, or items that need each other: none of them works without all of them, so each becomes a part that stands under one
    /// for the whole ring.
    fn add(&mut self, together: &[EntityId]) {
        let system = self.system;
        let mut whole = Part::default();
        for &item in together {
            let Some(needs) = system.needs(item) else { continue };
            whole.needs.extend(needs.serial.iter().filter_map(|&item| self.part(item)));
            for (needed, members) in &needs.groups {
                // A member of the ring works whenever the ring does, and one that rests on no promise always.
                let standing: Vec<usize> = members.iter().filter_map(|&item| self.part(item)).collect();
                let is_common = match &mut self.causes {
                    Some(causes) => causes.are_common(system, *needed, members),
                    None => false,
                };
                let free = members.len() - standing.len();
                whole.groups.push(Group { needed: *needed, free, is_common, members: standing });
            }
        }
        for &item in together {
            let promised: Vec<usize> = self.carried.about(item).into_iter().filter_map(|target| self.link(target)).collect();
            match together {
                [_] => whole.promised = promised,
                _ if promised.is_empty() => {}
                _ => {
                    let part = self.push(Part { promised, ..Part::default() });
                    whole.needs.push(part);
                }
            }
        }
        whole.needs.sort_unstable();
        whole.needs.dedup();
        let part = self.push(whole);
        for &item in together {
            self.places.insert(item, Some(part));
        }
    }

    /// A part that is nothing but what a target promises.
    fn promise_alone(&mut self, target: EntityId) -> Option<usize> {
        let link = self.link(target)?;
        Some(self.push(Part { promised: vec![link], ..Part::default() }))
    }

    fn link(&mut self, target: EntityId) -> Option<usize> {
        self.structure.steps += 1;
        let figure = self.promises.figure(target, self.combination, self.promise)?;
        if let Figure::Time(_) = figure {
            let mut at = target;
            while let Some(before) = self.promises.steps.before(at) {
                if self.structure.before.insert(at, before).is_some() {
                    break;
                }
                self.structure.stepping.insert(before.step);
                self.structure.steps += 1;
                at = before.step;
            }
        }
        self.structure.links.push(Link { target, figure });
        Some(self.structure.links.len() - 1)
    }
}
