//! What every configuration item needs, read once for all promises.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{EntityId, Model, PromiseLang, Value};
use crate::quantity::Scalar;

/// The dependencies of all configuration items.
#[derive(Debug)]
pub(super) struct System {
    needs: FxHashMap<EntityId, Needs>,
    /// Items that need each other, directly or by way of others; each ring in source order.
    rings: Vec<Vec<EntityId>>,
}

/// What one item needs.
#[derive(Debug)]
pub(super) struct Needs {
    /// Items it cannot work without, in source order.
    pub serial: Vec<EntityId>,
    /// Items that can stand in for each other, with how many of them have to work: at least one, at most all.
    pub groups: Vec<(usize, Vec<EntityId>)>,
    /// Whether something of it was lost to an error that has been told.
    pub doubtful: bool,
    /// What an item needs has a lower rank, but for items of one ring, which share theirs.
    pub rank: usize,
    /// Whether somebody provides it, or something that it needs.
    pub is_provided: bool,
    /// The ring it stands in, as a place in [`System::rings`].
    ring: Option<usize>,
}

/// What an item rests on.
#[derive(Debug)]
pub struct Below {
    /// All of it, and the item itself.
    pub items: FxHashSet<EntityId>,
    /// Whether something of it was lost to an error that has been told.
    pub doubtful: bool,
    /// How many looks at items it took.
    pub steps: u64,
}

impl Needs {
    /// Everything it needs, in any way.
    pub fn all(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.serial.iter().chain(self.groups.iter().flat_map(|(_, members)| members)).copied()
    }
}

impl System {
    /// Reads the dependencies of `model`.
    pub fn new(model: &Model, lang: &PromiseLang) -> System {
        let items = model.of_kind(lang.item);
        let mut system = System { needs: items.iter().map(|&item| (item, needs(model, lang, item))).collect(), rings: Vec::new() };
        system.rank(&items);
        system.provide(model, lang, items);
        system
    }

    /// Finds what is provided by somebody or rests on such a thing, what is needed first.
    fn provide(&mut self, model: &Model, lang: &PromiseLang, mut items: Vec<EntityId>) {
        let rank = |system: &System, item: &EntityId| system.needs(*item).map_or(0, |needs| needs.rank);
        items.sort_by_key(|item| rank(self, item));
        for together in
            items.chunk_by(|left, right| rank(self, left) == rank(self, right)).map(<[EntityId]>::to_vec).collect::<Vec<_>>()
        {
            let provided = |item: &EntityId| {
                let below = |below: EntityId| self.needs(below).is_some_and(|needs| needs.is_provided);
                !model.related(*item, lang.provided_by).is_empty() || self.needs(*item).is_some_and(|needs| needs.all().any(below))
            };
            let is_provided = together.iter().any(provided);
            for item in &together {
                if let Some(needs) = self.needs.get_mut(item) {
                    needs.is_provided = is_provided;
                }
            }
        }
    }

    /// Everything that `item` needs, in any way, with itself.
    pub fn at_or_below(&self, item: EntityId) -> Below {
        let mut below = Below { items: FxHashSet::from_iter([item]), doubtful: false, steps: 0 };
        let mut next = vec![item];
        while let Some(at) = next.pop() {
            let Some(needs) = self.needs(at) else { continue };
            below.doubtful |= needs.doubtful;
            below.steps += 1;
            next.extend(needs.all().filter(|&item| below.items.insert(item)));
        }
        below
    }

    /// What `item` needs; none where it is no configuration item.
    pub fn needs(&self, item: EntityId) -> Option<&Needs> {
        self.needs.get(&item)
    }

    /// The items that `item` needs and that need it in turn, with itself; itself alone where there are none.
    pub fn ring(&self, item: EntityId) -> Option<&[EntityId]> {
        self.needs(item)?.ring.and_then(|at| self.rings.get(at)).map(Vec::as_slice)
    }

    /// Numbers the items so that what is needed comes first, and finds the rings: Tarjan's algorithm, without recursion because chains may
    /// be long.
    fn rank(&mut self, items: &[EntityId]) {
        let mut found: FxHashMap<EntityId, Visit> = FxHashMap::default();
        let mut open: Vec<EntityId> = Vec::new();
        let mut rank = 0;
        for &start in items {
            if found.contains_key(&start) {
                continue;
            }
            let mut path = vec![self.enter(start, &mut found, &mut open)];
            while let Some((item, left)) = path.last_mut() {
                let item = *item;
                if let Some(below) = left.pop() {
                    match found.get(&below).copied() {
                        None if self.needs.contains_key(&below) => path.push(self.enter(below, &mut found, &mut open)),
                        Some(Visit { number, open: true, .. }) => lower(&mut found, item, number),
                        None | Some(_) => {}
                    }
                    continue;
                }
                path.pop();
                let Some(&Visit { number, lowest, .. }) = found.get(&item) else { continue };
                if let Some((above, _)) = path.last() {
                    lower(&mut found, *above, lowest);
                }
                if lowest == number {
                    let from = open.iter().rposition(|&other| other == item).unwrap_or(open.len());
                    self.close(open.split_off(from), rank, &mut found);
                    rank += 1;
                }
            }
        }
    }

    fn enter(&self, item: EntityId, found: &mut FxHashMap<EntityId, Visit>, open: &mut Vec<EntityId>) -> (EntityId, Vec<EntityId>) {
        let number = found.len();
        found.insert(item, Visit { number, lowest: number, open: true });
        open.push(item);
        (item, self.needs(item).map(|needs| needs.all().collect()).unwrap_or_default())
    }

    /// Items that turn out to need each other, or one that stands alone.
    fn close(&mut self, mut together: Vec<EntityId>, rank: usize, found: &mut FxHashMap<EntityId, Visit>) {
        together.sort_unstable();
        let ring = (together.len() > 1).then_some(self.rings.len());
        for item in &together {
            if let Some(needs) = self.needs.get_mut(item) {
                (needs.rank, needs.ring) = (rank, ring);
            }
            if let Some(visit) = found.get_mut(item) {
                visit.open = false;
            }
        }
        if ring.is_some() {
            self.rings.push(together);
        }
    }
}

/// How far an item has been followed.
#[derive(Clone, Copy)]
struct Visit {
    number: usize,
    /// The earliest item that can be reached from it and is still open.
    lowest: usize,
    open: bool,
}

fn lower(found: &mut FxHashMap<EntityId, Visit>, item: EntityId, to: usize) {
    if let Some(visit) = found.get_mut(&item) {
        visit.lowest = visit.lowest.min(to);
    }
}

fn needs(model: &Model, lang: &PromiseLang, item: EntityId) -> Needs {
    let mut doubtful = model.entity(item).broken;
    let mut groups = Vec::new();
    let mut stand_in = BTreeSet::new();
    for redundancy in model.related(item, lang.redundancies) {
        let members: BTreeSet<EntityId> = model.related(redundancy, lang.between).into_iter().collect();
        // A stand-in whose name could not be resolved may be what keeps the promise.
        doubtful |= model.entity(redundancy).broken || model.value(redundancy, lang.between).has_hole();
        stand_in.extend(members.iter().copied());
        if !members.is_empty() {
            let needed = match model.value(redundancy, lang.needed) {
                Value::Scalar(Scalar::Int(needed)) => usize::try_from(*needed).unwrap_or(1).clamp(1, members.len()),
                _ => 1,
            };
            groups.push((needed, members.into_iter().collect()));
        }
    }
    let serial: BTreeSet<EntityId> =
        model.related(item, lang.depends_on).into_iter().filter(|id| *id != item && !stand_in.contains(id)).collect();
    Needs { serial: serial.into_iter().collect(), groups, doubtful, rank: 0, is_provided: false, ring: None }
}
