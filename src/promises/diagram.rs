//! Binary decision diagrams: how likely a whole works, where its parts work or fail independently of each other and may be shared.
//!
//! A diagram asks one event after the other, "does this part work?", and branches on the answer; equal branches are one, so that a part
//! which many others share is asked once. The odds of a diagram are known when it is made.

use rustc_hash::FxHashMap;

use crate::quantity::Decimal;

/// The most steps for one figure. What would take more errs to the good side.
pub const WORK: u64 = 200_000;

/// A diagram within one [`Diagrams`].
pub(super) type Diagram = u32;

/// Fails whatever happens.
pub(super) const NEVER: Diagram = 0;
/// Works whatever happens.
pub(super) const ALWAYS: Diagram = 1;

/// Something that works or fails; of two events the one with the higher number is asked first.
pub(super) type Event = u64;

/// All diagrams of one figure, equal ones once.
pub(super) struct Diagrams {
    nodes: Vec<Node>,
    places: FxHashMap<(Event, Diagram, Diagram), Diagram>,
    chosen: FxHashMap<(Diagram, Diagram, Diagram), Diagram>,
    pub steps: u64,
}

struct Node {
    event: Event,
    works: Diagram,
    fails: Diagram,
    /// How likely the whole works.
    odds: Decimal,
    /// How likely the event alone happens.
    own: Decimal,
}

impl Diagrams {
    pub fn new() -> Diagrams {
        let end = |odds| Node { event: 0, works: NEVER, fails: NEVER, odds, own: Decimal::ONE };
        Diagrams {
            nodes: vec![end(Decimal::ZERO), end(Decimal::ONE)],
            places: FxHashMap::default(),
            chosen: FxHashMap::default(),
            steps: 0,
        }
    }

    /// Whether no more steps are left.
    pub fn is_spent(&self) -> bool {
        self.steps > WORK
    }

    /// How likely the whole works.
    pub fn odds(&self, diagram: Diagram) -> Decimal {
        self.nodes[diagram as usize].odds
    }

    /// Works when the event does, which is as likely as `own` says. Events count from 1; one event always has the same odds.
    pub fn event(&mut self, event: Event, own: Decimal) -> Diagram {
        self.node(event, own, ALWAYS, NEVER)
    }

    /// Works when both work.
    pub fn both(&mut self, left: Diagram, right: Diagram) -> Diagram {
        if self.is_spent() {
            // Both together work at most as often as either.
            return if self.odds(left) <= self.odds(right) { left } else { right };
        }
        self.choose(left, right, NEVER)
    }

    /// Works when at least `needed` of these do.
    pub fn enough(&mut self, needed: usize, members: &[Diagram]) -> Diagram {
        // `reached[n]`: whether n of the members looked at so far work, up to as many as are needed.
        let mut reached = vec![NEVER; needed + 1];
        reached[0] = ALWAYS;
        for (seen, &member) in members.iter().enumerate() {
            // What cannot be reached any more, or has been reached for sure, is not worked out.
            let least = needed.saturating_sub(members.len() - seen).max(1);
            for number in (least..=needed.min(seen + 1)).rev() {
                if self.is_spent() {
                    return ALWAYS;
                }
                reached[number] = self.choose(member, reached[number - 1], reached[number]);
            }
        }
        reached[needed]
    }

    fn node(&mut self, event: Event, own: Decimal, works: Diagram, fails: Diagram) -> Diagram {
        if works == fails {
            return works;
        }
        self.steps += 1;
        if let Some(&known) = self.places.get(&(event, works, fails)) {
            return known;
        }
        let odds = own * self.odds(works) + (Decimal::ONE - own) * self.odds(fails);
        let made = self.nodes.len() as Diagram;
        self.nodes.push(Node { event, works, fails, odds, own });
        self.places.insert((event, works, fails), made);
        made
    }

    /// Works as `then` where `when` works, and as `otherwise` where it fails. A stack of its own and no recursion: diagrams may be deep.
    fn choose(&mut self, when: Diagram, then: Diagram, otherwise: Diagram) -> Diagram {
        enum Task {
            Choose(Diagram, Diagram, Diagram),
            Join(Event, Decimal, (Diagram, Diagram, Diagram)),
        }
        let mut tasks = vec![Task::Choose(when, then, otherwise)];
        let mut done: Vec<Diagram> = Vec::new();
        while let Some(task) = tasks.pop() {
            self.steps += 1;
            match task {
                Task::Choose(ALWAYS, then, _) => done.push(then),
                Task::Choose(NEVER, _, otherwise) => done.push(otherwise),
                Task::Choose(_, then, otherwise) if then == otherwise => done.push(then),
                Task::Choose(when, ALWAYS, NEVER) => done.push(when),
                Task::Choose(..) if self.is_spent() => done.push(ALWAYS),
                Task::Choose(when, then, otherwise) => match self.chosen.get(&(when, then, otherwise)) {
                    Some(&known) => done.push(known),
                    None => {
                        let first = [when, then, otherwise].into_iter().max_by_key(|&at| self.nodes[at as usize].event);
                        let first = &self.nodes[first.unwrap_or(when) as usize];
                        let (event, own) = (first.event, first.own);
                        let branch = |at: Diagram, works: bool| {
                            let node = &self.nodes[at as usize];
                            match (node.event == event, works) {
                                (true, true) => node.works,
                                (true, false) => node.fails,
                                (false, _) => at,
                            }
                        };
                        let [works, fails] = [true, false]
                            .map(|works| Task::Choose(branch(when, works), branch(then, works), branch(otherwise, works)));
                        tasks.extend([Task::Join(event, own, (when, then, otherwise)), fails, works]);
                    }
                },
                Task::Join(event, own, key) => {
                    let (Some(fails), Some(works)) = (done.pop(), done.pop()) else { return ALWAYS };
                    let joined = self.node(event, own, works, fails);
                    self.chosen.insert(key, joined);
                    done.push(joined);
                }
            }
        }
        done.pop().unwrap_or(ALWAYS)
    }
}
