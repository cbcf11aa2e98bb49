//! The share of time in which a whole works, when what is promised about its parts is known.
//!
//! Parts work or fail independently of each other. A whole that needs all of its parts works with the product of their odds; of parts
//! that can stand in for each other enough have to work. What two such parts share, a data hall under both of two platforms say, is one
//! part and fails once. All of that is what [`Diagrams`] count.
//!
//! A promise about a part covers what stands beneath it. So what the part itself may lose is only what its promise leaves after that:
//! the odds of the part alone are the promise divided by the odds of what it needs, and at most one.
//!
//! One target may promise something about several parts. Where all of them are needed it is taken as one promise about all together, since
//! that is how such agreements are kept; of parts that stand in for each other it is taken to hold for each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::FxHashMap;

use super::Figure;
use super::diagram::{ALWAYS, Diagram, Diagrams, Event, WORK};
use super::structure::{Group, Structure};
use crate::model::EntityId;
use crate::quantity::{Decimal, RoundingStrategy};

/// What division and multiplication leave in the last digits must not decide a comparison.
const DIGITS: u32 = 18;

/// For each root the share of time in which it works, in percent, as if what `without` promises were perfect, none where nothing is
/// promised; and how many looks at parts it took.
pub(super) fn figures(structure: &Structure, without: Option<EntityId>) -> (Vec<Option<Figure>>, u64) {
    let promised = promised(structure, without);
    if promised.iter().all(Option::is_none) {
        return (vec![None; structure.roots.len()], structure.parts.len() as u64);
    }
    let events = Events::new(structure, &promised);
    let (mut odds, mut steps) = odds(structure, &promised, &events);
    if events.is_choice {
        // Parts may be needed together in one place and stand in for each other in another: whatever is better.
        let (apart, more) = self::odds(structure, &promised, &events.apart());
        odds = odds.into_iter().zip(apart).map(|(together, apart)| together.max(apart)).collect();
        steps += more;
    }
    let figure = |odds: Decimal| {
        let share = odds.checked_mul(Decimal::ONE_HUNDRED)?;
        Some(Figure::Share(share.round_dp_with_strategy(DIGITS, RoundingStrategy::MidpointNearestEven)))
    };
    (odds.into_iter().map(figure).collect(), steps)
}

/// How likely each root works, and how many steps it took.
fn odds(structure: &Structure, promised: &[Option<(Decimal, EntityId)>], events: &Events) -> (Vec<Decimal>, u64) {
    let mut diagrams = Diagrams::new();
    let mut apart = Apart::new(structure, events);
    let mut known: Vec<Diagram> = Vec::with_capacity(structure.parts.len());
    let mut together: FxHashMap<Event, Decimal> = FxHashMap::default();
    for (at, part) in structure.parts.iter().enumerate() {
        diagrams.steps += 1;
        let mut whole = part.needs.iter().fold(ALWAYS, |whole, &need| diagrams.both(whole, known[need]));
        for group in &part.groups {
            let enough = apart.enough(group, &known, &mut diagrams);
            whole = diagrams.both(whole, enough);
        }
        let beneath = diagrams.odds(whole);
        if let Some((share, _)) = promised[at].filter(|(share, _)| *share < beneath) {
            let own = share.checked_div(beneath).unwrap_or(Decimal::ONE);
            let sound = match events.of(at) {
                Counting::Alone(event) => diagrams.event(event, own),
                Counting::Together(event) => {
                    let first = *together.entry(event).or_insert(own);
                    let counted = diagrams.event(event, first);
                    // Where this part makes the promise worse than the first did, the rest is its own.
                    match own.checked_div(first) {
                        Some(rest) if rest < Decimal::ONE => {
                            let rest = diagrams.event(alone(at), rest);
                            diagrams.both(counted, rest)
                        }
                        _ => counted,
                    }
                }
                Counting::Never => ALWAYS,
            };
            whole = diagrams.both(sound, whole);
        }
        known.push(whole);
    }
    (structure.roots.iter().map(|&root| diagrams.odds(known[root])).collect(), diagrams.steps)
}

/// For each part the worst share that is promised about it, as a number between 0 and 1, and by which target.
fn promised(structure: &Structure, without: Option<EntityId>) -> Vec<Option<(Decimal, EntityId)>> {
    let share = |figure: Figure| match figure {
        Figure::Share(share) => share.checked_div(Decimal::ONE_HUNDRED),
        Figure::Time(_) | Figure::Amount(_) => None,
    };
    let worst = |part| structure.promised(part, without).filter_map(|link| Some((share(link.figure)?, link.target))).min();
    structure.parts.iter().map(worst).collect()
}

/// How the failing of a part itself is counted.
#[derive(Clone, Copy)]
enum Counting {
    /// For itself.
    Alone(Event),
    /// With that of other parts about which the same target promises something.
    Together(Event),
    /// Not at all: another part of the same target counts wherever this one does.
    Never,
}

/// The event of a part alone. What stands nearer to the whole is asked first, which keeps the diagrams of plain chains small.
fn alone(part: usize) -> Event {
    2 * part as Event + 2
}

/// Events of targets about several parts are asked before those of parts.
const TOGETHER: Event = 1 << 40;
/// How each part of a structure counts.
struct Events {
    counting: Vec<Counting>,
    /// Whether to count each part alone is another way to look at it, which may come to a better figure.
    is_choice: bool,
}

impl Events {
    fn of(&self, part: usize) -> Counting {
        self.counting[part]
    }

    /// Each part counts alone.
    fn apart(&self) -> Events {
        Events { counting: (0..self.counting.len()).map(|at| Counting::Alone(alone(at))).collect(), is_choice: false }
    }

    fn new(structure: &Structure, promised: &[Option<(Decimal, EntityId)>]) -> Events {
        let mut counting: Vec<Counting> = (0..promised.len()).map(|at| Counting::Alone(alone(at))).collect();
        let mut parts_of: FxHashMap<EntityId, Vec<usize>> = FxHashMap::default();
        for (at, promised) in promised.iter().enumerate() {
            if let Some((_, target)) = promised {
                parts_of.entry(*target).or_default().push(at);
            }
        }
        let mut several: Vec<Vec<usize>> = parts_of.into_values().filter(|parts| parts.len() > 1).collect();
        several.sort_unstable();
        if several.is_empty() {
            return Events { counting, is_choice: false };
        }
        if structure.parts.iter().all(|part| part.groups.is_empty()) {
            // Everything is needed, so every target counts once.
            for (number, parts) in several.iter().enumerate() {
                parts.iter().for_each(|&part| counting[part] = Counting::Together(TOGETHER + number as Event));
            }
            return Events { counting, is_choice: false };
        }
        let Some(together) = Together::new(structure, &several) else {
            several.iter().flat_map(|parts| &parts[1..]).for_each(|&part| counting[part] = Counting::Never);
            return Events { counting, is_choice: false };
        };
        let mut within = TOGETHER + several.len() as Event;
        for (number, parts) in several.iter().enumerate() {
            let event = TOGETHER + number as Event;
            // Of the parts that some root needs in any case, all count as one; what is needed only now and then is covered by it.
            let always: Vec<usize> = together.needed_by(&structure.roots, parts);
            if always.len() > 1 {
                parts.iter().for_each(|&part| counting[part] = Counting::Never);
                always.iter().for_each(|&part| counting[part] = Counting::Together(event));
                continue;
            }
            if let [only] = always[..] {
                parts.iter().filter(|&&part| part != only).for_each(|&part| counting[part] = Counting::Never);
                continue;
            }
            let mut settled = vec![false; parts.len()];
            for &member in &together.members {
                let here: Vec<usize> = together.needed_of(member, parts);
                if here.len() < 2 {
                    continue;
                }
                // One promise counts once for each member, by its first part that has been settled or by all of them together.
                let is_first = here.iter().all(|&place| !settled[place]);
                within += 1;
                for place in here {
                    if !std::mem::replace(&mut settled[place], true) {
                        counting[parts[place]] = if is_first { Counting::Together(within) } else { Counting::Never };
                    }
                }
            }
        }
        Events { counting, is_choice: true }
    }
}

/// Which of the parts that share a target are needed together.
struct Together {
    /// For each part, which of the parts that share a target it cannot work without.
    needed: Vec<BTreeSet<usize>>,
    /// The members of groups, each once, in order.
    members: Vec<usize>,
}

impl Together {
    /// None where it would take more than [`WORK`].
    fn new(structure: &Structure, several: &[Vec<usize>]) -> Option<Together> {
        let shared: BTreeSet<usize> = several.iter().flatten().copied().collect();
        let mut needed: Vec<BTreeSet<usize>> = Vec::with_capacity(structure.parts.len());
        let (mut members, mut work) = (BTreeSet::new(), 0);
        for (at, part) in structure.parts.iter().enumerate() {
            let mut here: BTreeSet<usize> = part.needs.iter().flat_map(|&need| &needed[need]).copied().collect();
            here.extend(shared.get(&at));
            for group in &part.groups {
                members.extend(&group.members);
                here.extend(common(group, &needed));
            }
            work += here.len() as u64;
            if work > WORK {
                return None;
            }
            needed.push(here);
        }
        Some(Together { needed, members: members.into_iter().collect() })
    }

    /// The places of those of `parts`, which stand in order, that `part` cannot work without.
    fn needed_of(&self, part: usize, parts: &[usize]) -> Vec<usize> {
        let needed = &self.needed[part];
        match needed.len() < parts.len() {
            true => needed.iter().filter_map(|part| parts.binary_search(part).ok()).collect(),
            false => (0..parts.len()).filter(|&place| needed.contains(&parts[place])).collect(),
        }
    }

    /// Those of `parts` that one of the roots cannot work without.
    fn needed_by(&self, roots: &[usize], parts: &[usize]) -> Vec<usize> {
        let places: BTreeSet<usize> = roots.iter().flat_map(|&root| self.needed_of(root, parts)).collect();
        places.into_iter().map(|place| parts[place]).collect()
    }
}

/// What a group needs whichever of its members work: what stands under more of them than can be spared.
fn common(group: &Group, needed: &[BTreeSet<usize>]) -> Vec<usize> {
    let spare = (group.members.len() + group.free).saturating_sub(group.needed);
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for &part in group.members.iter().flat_map(|&member| &needed[member]) {
        *times.entry(part).or_default() += 1;
    }
    times.into_iter().filter(|&(_, times)| times > spare).map(|(part, _)| part).collect()
}

/// Groups whose members share nothing with each other or with anything else: a count decides them, without a diagram of all choices.
struct Apart {
    /// The event of the last such group.
    last: Event,
    /// Whether a part and all beneath it is used by one other part alone, and none of it counts together with others.
    alone: Vec<bool>,
}

impl Apart {
    fn new(structure: &Structure, events: &Events) -> Apart {
        let mut users = vec![0_usize; structure.parts.len()];
        structure.parts.iter().flat_map(|part| part.below()).for_each(|below| users[below] += 1);
        let mut alone: Vec<bool> = Vec::with_capacity(users.len());
        for (at, part) in structure.parts.iter().enumerate() {
            let is_alone = match events.of(at) {
                Counting::Alone(_) | Counting::Never => true,
                Counting::Together(_) => false,
            };
            alone.push(is_alone && users[at] <= 1 && part.below().all(|below| alone[below]));
        }
        // These lie between the events of parts and those of targets.
        Apart { last: TOGETHER / 2, alone }
    }

    /// Works when enough of a group do; what a count decides is one event.
    fn enough(&mut self, group: &Group, known: &[Diagram], diagrams: &mut Diagrams) -> Diagram {
        let needed = group.needed.saturating_sub(group.free);
        if group.is_common {
            // The ones that fail least, since whatever the others lose is lost together with these.
            let mut members: Vec<Diagram> = group.members.iter().map(|&member| known[member]).collect();
            members.sort_by_key(|&member| std::cmp::Reverse(diagrams.odds(member)));
            return needed.checked_sub(1).and_then(|last| members.get(last).copied()).unwrap_or(ALWAYS);
        }
        if group.members.len() < SMALL || needed == 0 || !group.members.iter().all(|&member| self.alone[member]) {
            let members: Vec<Diagram> = group.members.iter().map(|&member| known[member]).collect();
            return diagrams.enough(needed, &members);
        }
        let members: Vec<Decimal> = group.members.iter().map(|&member| diagrams.odds(known[member])).collect();
        let (odds, steps) = enough(needed, &members);
        diagrams.steps += steps;
        self.last += 1;
        diagrams.event(self.last, odds)
    }
}

/// Groups that a diagram of all choices is small enough for.
const SMALL: usize = 9;

/// The odds that `needed` of members work that share nothing, and how many steps it took.
fn enough(needed: usize, members: &[Decimal]) -> (Decimal, u64) {
    // `exactly[n]`: the odds that `first + n` of the members looked at so far work. What cannot be told from zero is left out, so that the
    // list stays as long as the odds are spread, and not as long as there are members.
    let mut exactly = VecDeque::from([Decimal::ONE]);
    let (mut first, mut steps) = (0, 0);
    for &works in members {
        let fails = Decimal::ONE - works;
        let mut carried = Decimal::ZERO;
        for odds in &mut exactly {
            let with = *odds * works;
            *odds = *odds * fails + carried;
            carried = with;
        }
        exactly.push_back(carried);
        steps += exactly.len() as u64;
        while exactly.back().is_some_and(Decimal::is_zero) {
            exactly.pop_back();
        }
        while exactly.front().is_some_and(Decimal::is_zero) {
            exactly.pop_front();
            first += 1;
        }
    }
    (exactly.iter().skip(needed.saturating_sub(first)).sum::<Decimal>().min(Decimal::ONE), steps)
}
