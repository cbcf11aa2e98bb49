//! Times and amounts along a chain.
//!
//! Recovery times add up along the longest way, and a promise about several parts on that way counts once: whoever promises that two parts
//! are back within three hours has three hours for both. So what a part adds depends on what has been counted above it, and each part is
//! looked at once for every set of promises that are counted already where it is reached.

use rustc_hash::{FxHashMap, FxHashSet};

use super::structure::{Group, Link, Part, Structure};
use super::{Combination, Figure};
use crate::model::EntityId;
use crate::quantity::{Decimal, Duration};

/// How many sets of counted promises are kept apart for one part. Beyond that everything that stands on several parts counts as counted,
/// so that the figure errs to the good side.
const SETS: usize = 64;

/// A set of targets that are counted already: bits as [`Several`] numbers them.
type Counted = u64;

/// The figure of each root, as if what `without` promises were perfect, none where no promise decides it; and how many looks at parts it
/// took.
pub(super) fn figures(structure: &Structure, combination: Combination, without: Option<EntityId>) -> (Vec<Option<Figure>>, u64) {
    let several = match combination {
        Combination::LongestPath => Several::new(structure),
        Combination::Product | Combination::Greatest | Combination::Least => Several::none(structure),
    };
    let own = |at: usize, counted| several.own(structure, at, counted, without);
    let sets = sets(structure, &several, own);
    let mut known: Vec<FxHashMap<Counted, Option<Figure>>> = Vec::with_capacity(structure.parts.len());
    let mut steps = 0;
    for (at, part) in structure.parts.iter().enumerate() {
        let mut figures = FxHashMap::default();
        for &counted in &sets[at] {
            steps += 1 + part.below().count() as u64;
            let link = own(at, counted);
            let counted_below = counted | link.map_or(0, |link| several.bit(link.target));
            let below = |part: usize| {
                let figures: &FxHashMap<Counted, Option<Figure>> = &known[part];
                figures
                    .get(&(counted_below & several.at_or_below[part]))
                    .or_else(|| figures.get(&several.at_or_below[part]))
                    .copied()
                    .flatten()
            };
            let starts = link.and_then(|link| structure.starts(link, without)).map(Figure::Time);
            figures.insert(counted, figure(link, starts, beneath(part, combination, below), combination));
        }
        known.push(figures);
    }
    (structure.roots.iter().map(|&root| known[root].get(&0).copied().flatten()).collect(), steps)
}

/// What comes of a promise about a part that starts at a time of its own, and of all that the part needs.
fn figure(own: Option<&Link>, starts: Option<Figure>, beneath: Option<Figure>, combination: Combination) -> Option<Figure> {
    let Some(own) = own.map(|link| link.figure) else { return beneath };
    let from = |start: Option<Figure>| start.map_or(own, |start| after(start, own));
    Some(match combination {
        Combination::LongestPath => from([starts, beneath].into_iter().flatten().reduce(worse)),
        Combination::Product | Combination::Greatest | Combination::Least => {
            let alone = from(starts);
            beneath.map_or(alone, |beneath| worse(alone, beneath))
        }
    })
}

/// For each part the sets of promises that can be counted already where it is reached from a root.
fn sets<'s>(structure: &'s Structure, several: &Several, own: impl Fn(usize, Counted) -> Option<&'s Link>) -> Vec<Vec<Counted>> {
    let mut sets: Vec<FxHashSet<Counted>> = vec![FxHashSet::default(); structure.parts.len()];
    for &root in &structure.roots {
        sets[root].insert(0);
    }
    // What a part needs stands before it, so all that reaches a part has been seen when it is its turn.
    let mut sorted = vec![Vec::new(); structure.parts.len()];
    for (at, part) in structure.parts.iter().enumerate().rev() {
        let mut here: Vec<Counted> = std::mem::take(&mut sets[at]).into_iter().collect();
        here.sort_unstable();
        for &counted in &here {
            let counted_below = counted | own(at, counted).map_or(0, |link| several.bit(link.target));
            for below in part.below() {
                let all = several.at_or_below[below];
                let set = &mut sets[below];
                set.insert(if set.len() < SETS { counted_below & all } else { all });
            }
        }
        sorted[at] = here;
    }
    sorted
}

/// The targets that promise something about several parts, numbered; and where they stand.
struct Several {
    bits: FxHashMap<EntityId, Counted>,
    /// For each part the numbered targets about it or anything beneath it.
    at_or_below: Vec<Counted>,
    /// Links that never count: of targets on several parts, beyond those that have a number, all but the first link.
    passed_over: FxHashSet<usize>,
}

impl Several {
    /// No promise needs to be remembered.
    fn none(structure: &Structure) -> Several {
        Several { bits: FxHashMap::default(), at_or_below: vec![0; structure.parts.len()], passed_over: FxHashSet::default() }
    }

    fn new(structure: &Structure) -> Several {
        let mut several = Several::none(structure);
        let mut first: FxHashMap<EntityId, usize> = FxHashMap::default();
        for (at, part) in structure.parts.iter().enumerate() {
            for &link in &part.promised {
                let target = structure.links[link].target;
                let number = several.bits.len();
                if *first.entry(target).or_insert(at) == at || several.bits.contains_key(&target) {
                    continue;
                }
                match 1_u64.checked_shl(number as u32) {
                    Some(bit) => _ = several.bits.insert(target, bit),
                    None => _ = several.passed_over.insert(link),
                }
            }
        }
        if !several.bits.is_empty() {
            for (at, part) in structure.parts.iter().enumerate() {
                let own = part.promised.iter().map(|&link| several.bit(structure.links[link].target));
                let beneath = part.below().map(|below| several.at_or_below[below]);
                several.at_or_below[at] = own.chain(beneath).fold(0, |all, bits| all | bits);
            }
        }
        several
    }

    fn bit(&self, target: EntityId) -> Counted {
        self.bits.get(&target).copied().unwrap_or(0)
    }

    /// The worst of what is promised about a part and is not counted already.
    fn own<'s>(&self, structure: &'s Structure, at: usize, counted: Counted, without: Option<EntityId>) -> Option<&'s Link> {
        let part = &structure.parts[at];
        let links = part.promised.iter().filter(|link| !self.passed_over.contains(link)).map(|&link| &structure.links[link]);
        links
            .filter(|link| Some(link.target) != without && self.bit(link.target) & counted == 0)
            .map(|link| (link, figure(Some(link), structure.starts(link, without).map(Figure::Time), None, Combination::Greatest)))
            .reduce(|left, right| if left.1.zip(right.1).is_some_and(|(a, b)| worse(a, b) == a) { left } else { right })
            .map(|(link, _)| link)
    }
}

/// The worst of what a part needs.
fn beneath(part: &Part, combination: Combination, below: impl Fn(usize) -> Option<Figure>) -> Option<Figure> {
    let needs = part.needs.iter().filter_map(|&at| below(at));
    let groups = part.groups.iter().filter_map(|group| {
        let members: Vec<Option<Figure>> = group.members.iter().map(|&at| below(at)).collect();
        match combination {
            Combination::Least => together(group, &members),
            Combination::Product | Combination::Greatest | Combination::LongestPath => nth_best(group, &members),
        }
    });
    needs.chain(groups).reduce(worse)
}

/// The time after which enough of the members are there; one about which nothing is promised is there at once.
fn nth_best(group: &Group, members: &[Option<Figure>]) -> Option<Figure> {
    let mut times: Vec<Option<Duration>> = members
        .iter()
        .map(|figure| match figure {
            Some(Figure::Time(time)) => Some(*time),
            _ => None,
        })
        .collect();
    times.sort();
    let last = group.needed.checked_sub(group.free)?.checked_sub(1)?;
    times.get(last).copied().flatten().map(Figure::Time)
}

/// What the weakest members carry together, as many as are needed; one about which nothing is promised carries anything.
fn together(group: &Group, members: &[Option<Figure>]) -> Option<Figure> {
    let mut amounts: Vec<Decimal> = members
        .iter()
        .filter_map(|figure| match figure {
            Some(Figure::Amount(amount)) => Some(*amount),
            _ => None,
        })
        .collect();
    if amounts.len() < group.needed {
        return None;
    }
    amounts.sort();
    amounts.iter().take(group.needed).try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(*amount)).map(Figure::Amount)
}

/// One time after the other; the longer alone where both together are more than can be held.
fn after(first: Figure, then: Figure) -> Figure {
    match (first, then) {
        (Figure::Time(before), Figure::Time(after)) => before.plus(after).map_or_else(|| worse(first, then), Figure::Time),
        (first, _) => first,
    }
}

fn worse(left: Figure, right: Figure) -> Figure {
    match (left, right) {
        (Figure::Time(a), Figure::Time(b)) if b > a => right,
        (Figure::Amount(a), Figure::Amount(b)) if b < a => right,
        _ => left,
    }
}
