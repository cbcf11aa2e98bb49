//! Hash indexes: `some e in evidence where e.about == p` looks `p` up instead of asking every evidence.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::EntityId;
use crate::rules::program::{By, Lookup, Step};
use crate::rules::values::display::Style;
use crate::rules::values::{Key, Val};

use super::evaluator::Evaluator;

/// From values to the entities that have them, in order.
#[derive(Debug)]
pub struct Index<'a> {
    groups: FxHashMap<Key<'a>, (u32, u32)>,
    entities: Arc<[EntityId]>,
    /// Whether a value may be another than it seems, or missing, because of an error that has been told.
    doubtful: bool,
}

impl<'a> Index<'a> {
    /// The index of these values and entities; the entities of one value keep their order, and stand once.
    pub fn new(pairs: impl Iterator<Item = (Key<'a>, EntityId)>) -> Index<'a> {
        let mut numbers: FxHashMap<Key<'a>, u32> = FxHashMap::default();
        let mut numbered: Vec<(u32, EntityId)> = Vec::new();
        for (key, entity) in pairs {
            let next = numbers.len() as u32;
            numbered.push((*numbers.entry(key).or_insert(next), entity));
        }
        numbered.sort_unstable();
        numbered.dedup();
        let mut ranges = vec![(0, 0); numbers.len()];
        for (at, (number, _)) in numbered.iter().enumerate() {
            let at = at as u32;
            if let Some(range) = ranges.get_mut(*number as usize) {
                *range = if range.1 == 0 { (at, at + 1) } else { (range.0, at + 1) };
            }
        }
        let groups = numbers.into_iter().filter_map(|(key, number)| Some((key, *ranges.get(number as usize)?))).collect();
        Index { groups, entities: numbered.into_iter().map(|(_, entity)| entity).collect(), doubtful: false }
    }

    /// The entities with this value.
    pub fn get(&self, key: &Key<'a>) -> Found {
        let (start, end) = self.groups.get(key).copied().unwrap_or_default();
        Found { entities: Arc::clone(&self.entities), start: start as usize, end: end as usize }
    }
}

/// The entities of an index that have one value.
#[derive(Clone, Default, Debug)]
pub struct Found {
    entities: Arc<[EntityId]>,
    start: usize,
    end: usize,
}

impl Found {
    /// Those of several values together, each once, in order.
    fn joined(found: Vec<Found>) -> Found {
        let mut entities: Vec<EntityId> = found.iter().flat_map(|found| &found.entities[found.start..found.end]).copied().collect();
        entities.sort_unstable();
        entities.dedup();
        Found { start: 0, end: entities.len(), entities: entities.into() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// The entity at `place`.
    pub fn get(&self, place: usize) -> Option<EntityId> {
        self.entities.get(self.start..self.end)?.get(place).copied()
    }
}

impl<'a> Evaluator<'a> {
    /// The entities that have the value looked up.
    pub fn look_up(&mut self, lookup: &'a Lookup) -> Found {
        let made = self.frame.program.indexes.get(lookup.index).is_some_and(|spec| matches!(spec.by, By::Value(..)));
        // Texts are compared as one reader sees them, wherever this one goes.
        let style = if made { Style::Message } else { self.style() };
        let key = self.eval_as(style, &lookup.key);
        if self.frame.indexes.get(lookup.index).is_some_and(Option::is_none) {
            let index = self.index(lookup.index);
            if let Some(place) = self.frame.indexes.get_mut(lookup.index) {
                *place = Some(index);
            }
        }
        if self.shared.doubts.any()
            && let Some(spec) = self.frame.program.indexes.get(lookup.index)
            && let By::Steps(steps) = &spec.by
            && let [Step::Field(field)] = steps[..]
        {
            let (shared, mut targets) = (self.shared, key.elements().filter_map(|element| element.entity()));
            self.doubtful |= targets.any(|target| shared.doubts.meant(field, target, shared.model, shared.sources));
        }
        let Some(Some(index)) = self.frame.indexes.get(lookup.index) else { return Found::default() };
        self.doubtful |= index.doubtful;
        if !key.is_list() {
            return Key::of(&key).map_or_else(Found::default, |key| index.get(&key));
        }
        self.steps += key.len() as u64;
        let keys: FxHashSet<Key<'a>> = key.elements().filter_map(|element| Key::of(&element)).collect();
        Found::joined(keys.iter().map(|key| index.get(key)).collect())
    }

    fn index(&mut self, at: usize) -> Index<'a> {
        let Some(spec) = self.frame.program.indexes.get(at) else {
            return Index::new(std::iter::empty());
        };
        // What is in doubt here counts where the index is asked, not where it is built.
        let before = std::mem::replace(&mut self.doubtful, false);
        let mut pairs = Vec::new();
        for &id in self.shared.all(spec.extent) {
            if self.spent() {
                break;
            }
            let mut value = Val::Entity(id);
            match &spec.by {
                By::Steps(steps) => {
                    for step in steps {
                        self.steps += 1;
                        value = self.step(&value, step);
                    }
                }
                By::Value(variable, node) => {
                    self.bind(*variable, value);
                    value = self.eval_as(Style::Message, node);
                }
            }
            pairs.extend(value.elements().filter_map(|element| Key::of(&element)).map(|key| (key, id)));
        }
        // Which entity a reference that is lost was meant for shows where one is asked for; what becomes of a value does not.
        let doubtful = std::mem::replace(&mut self.doubtful, before) && matches!(spec.by, By::Value(..));
        self.steps += pairs.len() as u64;
        Index { doubtful, ..Index::new(pairs.into_iter()) }
    }
}
