//! How likely it is that a whole works when the odds of its parts are known.
//!
//! Parts work or fail independently of each other. A whole that needs all of its parts works with the product of their odds; of parts
//! that can stand in for each other enough have to work. What two such parts share, a data hall under both of two platforms say, is one
//! part and fails once: multiplying the odds of the platforms would count it twice and promise too much. So what is shared is taken
//! apart by cases: once as if it worked, once as if it failed.
//!
//! One target may promise something about several parts. Where all of them are needed it is taken as one promise about all together, since
//! that is how such agreements are kept; of parts that stand in for each other it is taken to hold for each.
//!
//! The cases double with everything shared. Where they would take more than [`WORK`] looks at parts, or nest deeper than [`DEPTH`], what is
//! shared counts as if it never failed, so that the result errs to the good side only.

use rustc_hash::FxHashMap;

use super::Figure;
use super::structure::{Group, Structure};
use crate::model::EntityId;
use crate::quantity::{Decimal, RoundingStrategy};

/// The most looks at parts for one figure.
pub const WORK: u64 = 200_000;

/// How deep cases, and parts that stand in for each other within such parts, are followed.
pub const DEPTH: u32 = 48;

/// What division and multiplication leave in the last digits must not decide a comparison.
const DIGITS: u32 = 18;

/// The share of time in which the whole works, in percent, as if what `without` promises were perfect; none where nothing is promised.
///
/// A promise about a part covers what stands beneath it. So what the part itself may lose is only what its promise leaves after that:
/// the odds of the part alone are the promise divided by the odds of what it needs, and at most one.
///
/// The number says how many looks at parts it took.
pub(super) fn share(structure: &Structure, without: Option<EntityId>) -> (Option<Decimal>, u64) {
    let mut odds = Odds::new(structure);
    let share = odds.of_whole(without);
    (share, odds.work)
}

/// What is taken to be so while one case is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// Nothing yet.
    Open,
    /// The part itself does not fail; what it needs may.
    Sound,
    /// The part, and so all it needs, works.
    Works,
    /// The part fails.
    Fails,
}

/// What something was before a case was looked at.
enum Change {
    Fate(usize, Fate),
    Counted(EntityId, Option<Decimal>),
}

struct Odds<'s> {
    structure: &'s Structure,
    /// The odds of each part alone, without what it needs; 1 for what nobody promises.
    own: Vec<Decimal>,
    /// Which target the odds of a part come from.
    promised_by: FxHashMap<usize, EntityId>,
    fate: Vec<Fate>,
    /// By target: the worst odds that are multiplied in already, of parts that are all needed.
    counted: FxHashMap<EntityId, Decimal>,
    /// What was changed, to take it back.
    trail: Vec<Change>,
    work: u64,
    depth: u32,
}

impl<'s> Odds<'s> {
    fn new(structure: &'s Structure) -> Odds<'s> {
        let parts = structure.parts.len();
        let (own, fate) = (vec![Decimal::ONE; parts], vec![Fate::Open; parts]);
        Odds {
            structure,
            own,
            promised_by: FxHashMap::default(),
            fate,
            counted: FxHashMap::default(),
            trail: Vec::new(),
            work: 0,
            depth: 0,
        }
    }

    fn of_whole(&mut self, without: Option<EntityId>) -> Option<Decimal> {
        let structure = self.structure;
        let mut any = false;
        for (at, part) in structure.parts.iter().enumerate() {
            let promised = structure.promised(part, without).filter_map(|link| match link.figure {
                Figure::Share(share) => Some((share.checked_div(Decimal::ONE_HUNDRED)?, link.target)),
                Figure::Time(_) | Figure::Amount(_) => None,
            });
            let Some((promised, target)) = promised.min() else { continue };
            any = true;
            let beneath = self.all(&[at]);
            if promised < beneath
                && !self.is_spent()
                && let Some(place) = self.own.get_mut(at)
            {
                *place = promised.checked_div(beneath).unwrap_or(Decimal::ONE);
                self.promised_by.insert(at, target);
            }
        }
        let root = structure.parts.len().checked_sub(1).filter(|_| any)?;
        let share = self.all(&[root]).checked_mul(Decimal::ONE_HUNDRED)?;
        Some(share.round_dp_with_strategy(DIGITS, RoundingStrategy::MidpointNearestEven))
    }

    fn is_spent(&self) -> bool {
        self.work > WORK
    }

    fn is(&self, at: usize) -> Fate {
        self.fate.get(at).copied().unwrap_or(Fate::Open)
    }

    fn own(&self, at: usize) -> Decimal {
        self.own.get(at).copied().unwrap_or(Decimal::ONE)
    }

    fn settle(&mut self, at: usize, fate: Fate) {
        if let Some(place) = self.fate.get_mut(at) {
            self.trail.push(Change::Fate(at, *place));
            *place = fate;
        }
    }

    /// What the odds of a needed part add to the product: all of them for the first part of a target, for another part of the same one only
    /// what it makes worse.
    fn counting(&mut self, at: usize) -> Decimal {
        let own = self.own(at);
        let Some(&target) = self.promised_by.get(&at) else { return own };
        let before = self.counted.get(&target).copied();
        if before.is_some_and(|before| before <= own) {
            return Decimal::ONE;
        }
        self.trail.push(Change::Counted(target, before));
        self.counted.insert(target, own);
        own.checked_div(before.unwrap_or(Decimal::ONE)).unwrap_or(Decimal::ONE)
    }

    fn take_back(&mut self, to: usize) {
        while self.trail.len() > to {
            match self.trail.pop() {
                Some(Change::Fate(at, fate)) => {
                    if let Some(place) = self.fate.get_mut(at) {
                        *place = fate;
                    }
                }
                Some(Change::Counted(target, Some(before))) => {
                    self.counted.insert(target, before);
                }
                Some(Change::Counted(target, None)) => {
                    self.counted.remove(&target);
                }
                None => {}
            }
        }
    }

    /// The odds that all of these parts work.
    fn all(&mut self, goals: &[usize]) -> Decimal {
        if self.depth >= DEPTH {
            return Decimal::ONE;
        }
        let before = self.trail.len();
        self.depth += 1;
        let odds = self.all_settled(goals);
        self.depth -= 1;
        self.take_back(before);
        odds
    }

    fn all_settled(&mut self, goals: &[usize]) -> Decimal {
        let structure = self.structure;
        let mut odds = Decimal::ONE;
        let mut next = goals.to_vec();
        let mut groups: Vec<Group> = Vec::new();
        // What must work makes its needs work; a group of which all are left to work is no choice any more.
        while !next.is_empty() {
            while let Some(at) = next.pop() {
                self.work += 1;
                match self.is(at) {
                    Fate::Works => continue,
                    Fate::Fails => return Decimal::ZERO,
                    Fate::Open => odds *= self.counting(at),
                    Fate::Sound => {}
                }
                self.settle(at, Fate::Works);
                if let Some(part) = structure.parts.get(at) {
                    next.extend(&part.needs);
                    groups.extend(part.groups.iter().cloned());
                }
            }
            groups = std::mem::take(&mut groups).into_iter().filter_map(|group| self.reduced(group, &mut next)).collect();
        }
        odds * self.groups(groups)
    }

    /// The group without the members that are known to work; what has to work of it without choice goes to `next`.
    fn reduced(&self, mut group: Group, next: &mut Vec<usize>) -> Option<Group> {
        let all = group.members.len();
        group.members.retain(|&at| self.is(at) != Fate::Works);
        group.needed = group.needed.saturating_sub(all - group.members.len());
        if group.needed == 0 {
            return None;
        }
        if group.needed >= group.members.len() {
            next.extend(group.members);
            return None;
        }
        Some(group)
    }

    /// The odds that enough of each group work.
    fn groups(&mut self, groups: Vec<Group>) -> Decimal {
        let mut odds = Decimal::ONE;
        for cluster in self.clusters(groups) {
            odds *= match cluster.shared[..] {
                [] => cluster.groups.iter().map(|group| self.enough(group)).product(),
                [most, ..] if self.depth < DEPTH && !self.is_spent() => self.by_cases(most, cluster.groups),
                [..] => self.as_if_sound(&cluster),
            };
        }
        odds
    }

    /// Groups that hang together through what they share: once as if it worked, once as if it failed.
    fn by_cases(&mut self, shared: usize, groups: Vec<Group>) -> Decimal {
        let before = self.trail.len();
        self.depth += 1;
        self.settle(shared, Fate::Sound);
        let sound = self.groups(groups.clone());
        self.take_back(before);
        self.settle(shared, Fate::Fails);
        let failed = self.groups(groups);
        self.take_back(before);
        self.depth -= 1;
        self.own(shared) * sound + (Decimal::ONE - self.own(shared)) * failed
    }

    /// Groups that hang together through too much: as if what they share never failed.
    fn as_if_sound(&mut self, cluster: &Cluster) -> Decimal {
        let before = self.trail.len();
        for &at in &cluster.shared {
            self.settle(at, Fate::Sound);
        }
        let odds = cluster.groups.iter().map(|group| self.enough(group)).product();
        self.take_back(before);
        odds
    }

    /// The odds that `needed` of a group's members work, which share nothing that can fail.
    fn enough(&mut self, group: &Group) -> Decimal {
        // `exactly[n]`: the odds that n of the members looked at so far work.
        let mut exactly = vec![Decimal::ONE];
        for &member in &group.members {
            let works = self.all(&[member]);
            let mut with = vec![Decimal::ZERO; exactly.len() + 1];
            for (number, odds) in exactly.iter().enumerate() {
                with[number] += odds * (Decimal::ONE - works);
                with[number + 1] += odds * works;
            }
            exactly = with;
        }
        exactly.iter().skip(group.needed).sum()
    }

    /// The groups parted so that no two clusters share anything that can fail.
    fn clusters(&mut self, groups: Vec<Group>) -> Vec<Cluster> {
        let mut clusters: Vec<Cluster> = Vec::new();
        for group in groups {
            let mut joined = Cluster { groups: vec![group], uses: FxHashMap::default(), shared: Vec::new() };
            for &member in joined.groups.iter().flat_map(|group| &group.members) {
                for at in self.what_can_fail(member) {
                    *joined.uses.entry(at).or_default() += 1;
                }
            }
            let (touching, apart): (Vec<Cluster>, Vec<Cluster>) =
                clusters.into_iter().partition(|known| known.uses.keys().any(|at| joined.uses.contains_key(at)));
            clusters = apart;
            for known in touching {
                joined.groups.splice(0..0, known.groups);
                for (at, times) in known.uses {
                    *joined.uses.entry(at).or_default() += times;
                }
            }
            clusters.push(joined);
        }
        for cluster in &mut clusters {
            // What most have in common parts the most; of equals the first, so that the order of the table never shows.
            let mut shared: Vec<(usize, usize)> =
                cluster.uses.iter().filter(|(_, times)| **times > 1).map(|(at, times)| (*at, *times)).collect();
            shared.sort_unstable_by_key(|&(at, times)| (std::cmp::Reverse(times), at));
            cluster.shared = shared.into_iter().map(|(at, _)| at).collect();
        }
        clusters
    }

    /// The parts at and beneath `from` of which it is open whether they fail.
    fn what_can_fail(&mut self, from: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut next = vec![from];
        let structure = self.structure;
        while let Some(at) = next.pop() {
            self.work += 1;
            let Some(part) = structure.parts.get(at) else { continue };
            if self.is(at) == Fate::Works || !seen.insert(at) {
                continue;
            }
            if self.is(at) == Fate::Open && self.own(at) < Decimal::ONE {
                found.push(at);
            }
            if self.is(at) != Fate::Fails {
                next.extend(part.needs.iter().chain(part.groups.iter().flat_map(|group| &group.members)));
            }
        }
        found
    }
}

/// Groups that share something that can fail.
struct Cluster {
    groups: Vec<Group>,
    /// How many members use each part that can fail.
    uses: FxHashMap<usize, usize>,
    /// What several members use, what most use first.
    shared: Vec<usize>,
}
