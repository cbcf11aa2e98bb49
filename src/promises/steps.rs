//! Targets that start where others end: a second line that has its time from the hand-over, a recovery that waits for another.
//!
//! Times add up along steps, and of steps that run beside each other the longest counts.

use rustc_hash::FxHashMap;

use crate::model::{EntityId, Model, PromiseLang, Value};
use crate::quantity::{Duration, Scalar};

/// When each target that starts after others does so.
#[derive(Default, Debug)]
pub(super) struct Steps {
    before: FxHashMap<EntityId, Before>,
}

/// What a target waits for before it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    /// The step that is over last.
    pub step: EntityId,
    /// What that step takes by itself.
    pub takes: Duration,
    /// How long all steps take that come before, one after the other.
    pub starts: Duration,
}

impl Steps {
    /// Reads the steps of all targets. Steps that lead back to themselves begin nowhere: those are left out, and a rule tells of them.
    pub fn new(model: &Model, lang: &PromiseLang, targets: &[EntityId]) -> Steps {
        let mut steps = Steps::default();
        // Whether each target that has been met is settled, or its steps are still being followed.
        let mut settled: FxHashMap<EntityId, bool> = FxHashMap::default();
        for &target in targets {
            if settled.contains_key(&target) {
                continue;
            }
            // A loop and not a recursion, because steps may be many.
            settled.insert(target, false);
            let mut path = vec![(target, model.related(target, lang.after))];
            while let Some((at, left)) = path.last_mut() {
                let at = *at;
                if let Some(step) = left.pop() {
                    if let std::collections::hash_map::Entry::Vacant(new) = settled.entry(step) {
                        new.insert(false);
                        path.push((step, model.related(step, lang.after)));
                    }
                    continue;
                }
                path.pop();
                settled.insert(at, true);
                steps.add(model, lang, at, model.related(at, lang.after).iter().filter(|step| **step != at && settled[step]));
            }
        }
        steps
    }

    fn add<'s>(&mut self, model: &Model, lang: &PromiseLang, target: EntityId, after: impl Iterator<Item = &'s EntityId>) {
        let ends = after.filter_map(|&step| {
            let takes = time(model, lang, step)?;
            let starts = match self.before.get(&step) {
                Some(before) => before.starts.plus(takes)?,
                None => takes,
            };
            Some(Before { step, takes, starts })
        });
        // Of several that are over at once the first.
        if let Some(last) = ends.reduce(|first, next| if next.starts > first.starts { next } else { first }) {
            self.before.insert(target, last);
        }
    }

    /// What a target waits for; none where it starts at once.
    pub fn before(&self, target: EntityId) -> Option<Before> {
        self.before.get(&target).copied()
    }

    /// The steps before a target, the nearest first, along the way that takes longest.
    pub fn way(&self, target: EntityId) -> impl Iterator<Item = Before> + '_ {
        std::iter::successors(self.before(target), |before| self.before(before.step))
    }
}

/// The time that a target names; none where it is about something else.
fn time(model: &Model, lang: &PromiseLang, target: EntityId) -> Option<Duration> {
    match model.value(target, lang.at_most) {
        Value::Scalar(Scalar::Duration(time)) if time.millis() >= 0 => Some(*time),
        _ => None,
    }
}
