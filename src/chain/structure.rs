//! The parts of a promise and how they hang together.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Chains, Combination, Figure};
use crate::model::{EntityId, Value};

/// The parts of one promise. What a part needs stands before it; the last part is the promise itself.
#[derive(Debug)]
pub(super) struct Structure {
    pub parts: Vec<Part>,
    pub links: Vec<Link>,
    /// Parts of other parties about which nothing is promised.
    pub bare: Vec<EntityId>,
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
    /// At least one, at most all.
    pub needed: usize,
    pub members: Vec<usize>,
}

/// What one target promises about one part.
#[derive(Debug)]
pub(super) struct Link {
    pub target: EntityId,
    pub figure: Figure,
}

impl Structure {
    /// The promises about a part, but for what `without` promises.
    pub fn promised(&self, part: &Part, without: Option<EntityId>) -> impl Iterator<Item = &Link> {
        part.promised.iter().filter_map(|&at| self.links.get(at)).filter(move |link| Some(link.target) != without)
    }
}

/// Follows dependencies from `item`, one of those that `promise` is about, as the targets of `agreements` carry it; what `at_large` promises is
/// needed as well. None where something depends on itself.
pub(super) fn follow(
    chains: &Chains<'_>,
    promise: EntityId,
    combination: Combination,
    agreements: &BTreeSet<EntityId>,
    item: Option<EntityId>,
    at_large: &[EntityId],
) -> Option<Structure> {
    let mut builder = Builder::new(chains, promise, combination, agreements);
    builder.root(item, at_large);
    builder.finish()
}

struct Builder<'c, 'm> {
    chains: &'c Chains<'m>,
    promise: EntityId,
    combination: Combination,
    agreements: &'c BTreeSet<EntityId>,
    parts: Vec<Part>,
    links: Vec<Link>,
    /// The item of each part.
    items: Vec<EntityId>,
    places: FxHashMap<EntityId, Place>,
    steps: u64,
    circular: bool,
    doubtful: bool,
}

/// Whether an item has been followed to its end.
#[derive(Clone, Copy)]
enum Place {
    Open,
    Part(usize),
}

/// What an item needs, as the model says it.
struct Needs {
    item: EntityId,
    serial: Vec<EntityId>,
    groups: Vec<(usize, Vec<EntityId>)>,
}

impl Needs {
    fn all(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.serial.iter().chain(self.groups.iter().flat_map(|(_, members)| members)).copied()
    }
}

impl<'c, 'm> Builder<'c, 'm> {
    fn new(
        chains: &'c Chains<'m>,
        promise: EntityId,
        combination: Combination,
        agreements: &'c BTreeSet<EntityId>,
    ) -> Builder<'c, 'm> {
        Builder {
            chains,
            promise,
            combination,
            agreements,
            parts: Vec::new(),
            links: Vec::new(),
            items: Vec::new(),
            places: FxHashMap::default(),
            steps: 0,
            circular: false,
            doubtful: false,
        }
    }

    /// Adds the promise itself.
    fn root(&mut self, item: Option<EntityId>, at_large: &[EntityId]) {
        let mut root = Part::default();
        if let Some(item) = item {
            self.follow(item);
            root.needs.extend(self.part(item));
        }
        for &target in at_large {
            if let Some(link) = self.link(target) {
                self.parts.push(Part { promised: vec![link], ..Part::default() });
                root.needs.push(self.parts.len() - 1);
            }
        }
        self.parts.push(root);
    }

    fn finish(self) -> Option<Structure> {
        let bare = self.bare();
        let Builder { parts, links, doubtful, steps, .. } = self;
        (!self.circular).then_some(Structure { parts, links, bare, doubtful, steps })
    }

    fn part(&self, item: EntityId) -> Option<usize> {
        match self.places.get(&item) {
            Some(Place::Part(at)) => Some(*at),
            Some(Place::Open) | None => None,
        }
    }

    /// Adds an item and all it needs, what is needed first. A loop and not a recursion: chains may be long.
    fn follow(&mut self, item: EntityId) {
        if self.places.contains_key(&item) {
            return;
        }
        let mut path: Vec<(Needs, Vec<EntityId>)> = Vec::new();
        let mut next = Some(item);
        loop {
            if let Some(item) = next.take() {
                self.places.insert(item, Place::Open);
                let needs = self.needs(item);
                let left = needs.all().collect();
                path.push((needs, left));
            }
            let Some((_, left)) = path.last_mut() else { return };
            match left.pop() {
                Some(below) => match self.places.get(&below) {
                    Some(Place::Open) => self.circular = true,
                    Some(Place::Part(_)) => {}
                    None => next = Some(below),
                },
                None => {
                    if let Some((needs, _)) = path.pop() {
                        self.add(&needs);
                    }
                }
            }
        }
    }

    fn needs(&mut self, item: EntityId) -> Needs {
        let (model, lang) = (self.chains.model, &self.chains.lang);
        self.doubtful |= model.entity(item).broken;
        let mut groups = Vec::new();
        let mut stand_in = BTreeSet::new();
        for redundancy in model.related(item, lang.redundancies) {
            let members: BTreeSet<EntityId> = model.related(redundancy, lang.between).into_iter().collect();
            self.doubtful |= model.entity(redundancy).broken;
            // A stand-in whose name could not be resolved may be what keeps the promise.
            self.doubtful |= model.value(redundancy, lang.between).has_hole();
            stand_in.extend(members.iter().copied());
            if !members.is_empty() {
                let needed = match model.value(redundancy, lang.needed) {
                    Value::Int(needed) => usize::try_from(*needed).unwrap_or(1).clamp(1, members.len()),
                    _ => 1,
                };
                groups.push((needed, members.into_iter().collect()));
            }
        }
        let serial: BTreeSet<EntityId> =
            model.related(item, lang.depends_on).into_iter().filter(|id| !stand_in.contains(id)).collect();
        self.steps += 1 + (serial.len() + stand_in.len()) as u64;
        Needs { item, serial: serial.into_iter().collect(), groups }
    }

    fn add(&mut self, needs: &Needs) {
        let mut part = Part {
            needs: needs.serial.iter().filter_map(|&item| self.part(item)).collect(),
            groups: Vec::new(),
            promised: Vec::new(),
        };
        for (needed, members) in &needs.groups {
            let members: Vec<usize> = members.iter().filter_map(|&item| self.part(item)).collect();
            part.groups.push(Group { needed: *needed, members });
        }
        let chains = self.chains;
        for &target in chains.about.get(&needs.item).into_iter().flatten() {
            self.steps += 1;
            let of_chain = chains.model.entity(target).parent.is_some_and(|(agreement, _)| self.agreements.contains(&agreement));
            if of_chain {
                part.promised.extend(self.link(target));
            }
        }
        self.parts.push(part);
        // Parts are added one by one, so the item of a part stands at the same place.
        self.items.push(needs.item);
        self.places.insert(needs.item, Place::Part(self.parts.len() - 1));
    }

    fn link(&mut self, target: EntityId) -> Option<usize> {
        if !self.chains.is_like(target, self.promise) {
            return None;
        }
        let figure = self.chains.figure(target, self.combination, self.promise)?;
        self.links.push(Link { target, figure });
        Some(self.links.len() - 1)
    }

    /// What others provide and nobody promises: followed from the promise down to the first part that something is promised about, since a
    /// promise covers what stands beneath. What the one who makes the promise provides is promised by that.
    fn bare(&self) -> Vec<EntityId> {
        let (model, lang) = (self.chains.model, &self.chains.lang);
        let Some(root) = self.parts.len().checked_sub(1) else { return Vec::new() };
        let promising: Vec<EntityId> =
            model.entity(self.promise).parent.into_iter().flat_map(|(agreement, _)| model.related(agreement, lang.with)).collect();
        let mut seen = BTreeSet::from([root]);
        let mut bare = Vec::new();
        let mut next = vec![root];
        while let Some(at) = next.pop() {
            let Some(part) = self.parts.get(at) else { continue };
            if !part.promised.is_empty() {
                continue;
            }
            if let Some(&item) = self.items.get(at) {
                let providers = model.related(item, lang.provided_by);
                if providers.iter().any(|party| promising.contains(party)) {
                    continue;
                }
                if !providers.is_empty() {
                    bare.push(item);
                }
            }
            let below = part.needs.iter().chain(part.groups.iter().flat_map(|group| &group.members)).copied();
            next.extend(below.filter(|&at| seen.insert(at)));
        }
        bare.sort_unstable();
        bare
    }
}
