//! Groups: what has a key in common.

use crate::rules::program::Grouping;
use crate::rules::values::{Group, Key, Val};

use super::evaluator::Evaluator;

use std::sync::Arc;

use rustc_hash::FxHashMap;

impl<'a> Evaluator<'a> {
    /// The groups of what a selection lets through.
    pub fn grouped(&mut self, grouping: &'a Grouping) -> Val<'a> {
        let candidates = self.candidates(&grouping.selection);
        let mut places: FxHashMap<Key<'a>, usize> = FxHashMap::default();
        // The key, the members, and the place of the candidate that came last.
        let mut groups: Vec<(Val<'a>, Vec<Val<'a>>, usize)> = Vec::new();
        for place in 0..candidates.len() {
            if self.spent() {
                break;
            }
            let element = candidates.get(place);
            if element == Val::Missing || !self.passes(&grouping.selection, element.clone()) {
                continue;
            }
            let keys = self.eval(&grouping.key);
            for key in keys.elements() {
                self.steps += 1;
                let Some(known) = Key::of(&key) else { continue };
                let next = groups.len();
                let at = *places.entry(known).or_insert(next);
                match groups.get_mut(at) {
                    // A list may name a key twice.
                    Some((_, _, last)) if *last == place => {}
                    Some((_, members, last)) => {
                        members.push(element.clone());
                        *last = place;
                    }
                    None => groups.push((key, vec![element.clone()], place)),
                }
            }
        }
        let group = |(key, members, _): (Val<'a>, Vec<Val<'a>>, usize)| {
            let entities: Option<Arc<[_]>> = members.iter().map(Val::entity).collect();
            let members = entities.map_or_else(|| Val::List(members.into()), Val::Found);
            Val::Group(Arc::new(Group { key, members }))
        };
        Val::List(groups.into_iter().map(group).collect())
    }
}
