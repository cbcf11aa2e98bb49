//! What leads back to itself: the circles of a relation, found once a rule.
//!
//! ```text
//! let ring = circle(c.depends_on)
//! require:   first(ring) != c         // message: "{c} depends on itself by way of {ring}"
//! ```
//! Entities that lead to each other, by however many steps, make a *knot*. Every entity is in one knot at most, so all knots are found in
//! one walk over the relation (after Tarjan), and a question about any of them has its answer there: asking of each entity costs no more
//! than asking of one.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::EntityId;
use crate::rules::functions::Round;
use crate::rules::program::Step;
use crate::rules::values::Val;

use super::evaluator::Evaluator;

/// The knots of one relation, as far as they were asked for.
#[derive(Default)]
pub struct Knots {
    /// The places of entities among what was visited.
    places: FxHashMap<EntityId, usize>,
    visited: Vec<Visited>,
    knots: Vec<Knot>,
}

/// An entity that the walk has come to.
struct Visited {
    id: EntityId,
    /// Where it leads to directly; forgotten once its knot is known.
    leads_to: Vec<EntityId>,
    /// The earliest place that it leads back to.
    low: usize,
    /// The place of its knot, once that is known.
    knot: Option<usize>,
    /// Whether something on its way may have been lost to an error.
    doubtful: bool,
}

/// Entities that lead to each other.
#[derive(Default)]
struct Knot {
    /// All of them, in the order of the sources; none where an entity does not lead to itself.
    members: Arc<[EntityId]>,
    /// A shortest way round from the first of them by path.
    circle: Arc<[EntityId]>,
    doubtful: bool,
}

/// An entity whose ways on are being walked.
struct Open {
    place: usize,
    /// How many of its ways were taken.
    taken: usize,
}

impl<'a> Evaluator<'a> {
    /// What `of` is asked, by the relation at this place.
    pub fn round(&mut self, round: Round, of: &Val<'a>, relation: usize) -> Val<'a> {
        let Some(step) = self.frame.program.relations.get(relation) else { return Val::Missing };
        let Some(of) = of.entity() else { return Val::Missing };
        // Kept outside of the frame while the walk reads fields, which may call named expressions.
        let mut all = std::mem::take(&mut self.frame.knots);
        all.resize_with(all.len().max(relation + 1), Knots::default);
        let mut answer = Val::Missing;
        if let Some(knots) = all.get_mut(relation) {
            if !knots.places.contains_key(&of) {
                self.walk(knots, step, of);
            }
            if let Some(knot) = knots.of(of) {
                // A circle that was found stands, whatever was lost.
                let certain = round == Round::Circle && !knot.circle.is_empty();
                self.doubtful |= knot.doubtful && !certain;
                answer = Val::Found(Arc::clone(match round {
                    Round::Circle => &knot.circle,
                    Round::Entangled => &knot.members,
                }));
            }
        }
        self.frame.knots = all;
        answer
    }

    /// Finds the knots of all that `from` leads to.
    fn walk(&mut self, knots: &mut Knots, step: &'a Step, from: EntityId) {
        // What was visited and belongs to no knot yet, in order.
        let mut unbound: Vec<usize> = Vec::new();
        let mut open = vec![self.visit(knots, step, from, &mut unbound)];
        while let Some(Open { place, taken }) = open.last_mut() {
            if self.spent() {
                return;
            }
            let (place, way) = (*place, *taken);
            *taken += 1;
            let Some(visited) = knots.visited.get(place) else { return };
            let Some(&next) = visited.leads_to.get(way) else {
                open.pop();
                self.leave(knots, place, &mut unbound);
                if let Some(Open { place: before, .. }) = open.last() {
                    knots.lead(*before, place);
                }
                continue;
            };
            match knots.places.get(&next) {
                Some(&known) => knots.lead(place, known),
                None => open.push(self.visit(knots, step, next, &mut unbound)),
            }
        }
    }

    fn visit(&mut self, knots: &mut Knots, step: &'a Step, id: EntityId, unbound: &mut Vec<usize>) -> Open {
        let before = std::mem::replace(&mut self.doubtful, false);
        let leads_to: Vec<EntityId> = self.read(&Val::Entity(id), step).elements().filter_map(|element| element.entity()).collect();
        let doubtful = std::mem::replace(&mut self.doubtful, before);
        self.steps += 1 + leads_to.len() as u64;
        let place = knots.visited.len();
        knots.places.insert(id, place);
        knots.visited.push(Visited { id, leads_to, low: place, knot: None, doubtful });
        unbound.push(place);
        Open { place, taken: 0 }
    }

    /// Where nothing earlier is led back to, what was visited since is a knot.
    fn leave(&mut self, knots: &mut Knots, place: usize, unbound: &mut Vec<usize>) {
        if knots.visited.get(place).is_none_or(|visited| visited.low != place) {
            return;
        }
        let start = unbound.iter().rposition(|&other| other == place).unwrap_or_default();
        let places = unbound.split_off(start);
        let at = knots.knots.len();
        let mut knot = Knot::default();
        for &place in &places {
            if let Some(visited) = knots.visited.get_mut(place) {
                visited.knot = Some(at);
                knot.doubtful |= visited.doubtful;
            }
        }
        if places.len() > 1 || knots.leads_to_itself(place) {
            knot.circle = self.shortest(knots, &places, at).into();
            let mut members: Vec<EntityId> = places.iter().filter_map(|&place| Some(knots.visited.get(place)?.id)).collect();
            members.sort_unstable();
            knot.members = members.into();
        }
        self.steps += places.len() as u64;
        knots.knots.push(knot);
        for place in places {
            if let Some(visited) = knots.visited.get_mut(place) {
                visited.leads_to = Vec::new();
            }
        }
    }

    /// A shortest way round within a knot, from the first by path. Steps from an entity to itself are no way to others.
    fn shortest(&mut self, knots: &Knots, places: &[usize], knot: usize) -> Vec<EntityId> {
        let model = self.shared.model;
        let members = places.iter().filter_map(|&place| knots.visited.get(place));
        let Some(first) = members.map(|visited| visited.id).min_by_key(|&id| &*model.entity(id).path) else { return Vec::new() };
        // By whom each was come to.
        let mut came: FxHashMap<EntityId, EntityId> = FxHashMap::default();
        let mut found = vec![first];
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            next += 1;
            let Some(visited) = knots.places.get(&id).and_then(|&place| knots.visited.get(place)) else { continue };
            self.steps += visited.leads_to.len() as u64;
            for &to in visited.leads_to.iter().filter(|&&to| to != id) {
                if to == first {
                    return way(&came, first, id);
                }
                let within =
                    knots.places.get(&to).and_then(|&place| knots.visited.get(place)).is_some_and(|to| to.knot == Some(knot));
                if within && !came.contains_key(&to) {
                    came.insert(to, id);
                    found.push(to);
                }
            }
        }
        vec![first]
    }
}

/// The way from `first` to `last`, by whom each was come to.
fn way(came: &FxHashMap<EntityId, EntityId>, first: EntityId, last: EntityId) -> Vec<EntityId> {
    let mut way = vec![last];
    let mut at = last;
    while at != first {
        let Some(&before) = came.get(&at) else { break };
        way.push(before);
        at = before;
    }
    way.reverse();
    way
}

impl Knots {
    fn of(&self, id: EntityId) -> Option<&Knot> {
        let visited = self.visited.get(*self.places.get(&id)?)?;
        self.knots.get(visited.knot?)
    }

    /// Notes that `from` leads to what was visited already.
    fn lead(&mut self, from: usize, to: usize) {
        let Some(target) = self.visited.get(to) else { return };
        // What belongs to a knot leads back to nothing that is open.
        let (low, doubtful) = match target.knot {
            Some(knot) => (usize::MAX, self.knots.get(knot).is_some_and(|knot| knot.doubtful)),
            None => (target.low, target.doubtful),
        };
        if let Some(visited) = self.visited.get_mut(from) {
            visited.low = visited.low.min(low);
            visited.doubtful |= doubtful;
        }
    }

    fn leads_to_itself(&self, place: usize) -> bool {
        self.visited.get(place).is_some_and(|visited| visited.leads_to.contains(&visited.id))
    }
}
