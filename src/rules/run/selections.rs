//! Selections: what of a set passes a condition.

use crate::model::EntityId;
use crate::rules::program::Selection;
use crate::rules::values::Val;

use super::evaluator::Evaluator;
use super::lookups::Found;

/// What a selection goes through.
pub enum Candidates<'a> {
    Set(Val<'a>),
    Found(Found),
}

impl<'a> Candidates<'a> {
    pub fn len(&self) -> usize {
        match self {
            Candidates::Set(set) => set.len(),
            Candidates::Found(found) => found.len(),
        }
    }

    pub fn get(&self, place: usize) -> Val<'a> {
        match self {
            Candidates::Set(set) => set.get(place),
            Candidates::Found(found) => found.get(place).map_or(Val::Missing, Val::Entity),
        }
    }
}

impl<'a> Evaluator<'a> {
    pub fn candidates(&mut self, selection: &'a Selection) -> Candidates<'a> {
        match &selection.lookup {
            Some(lookup) => Candidates::Found(self.look_up(lookup)),
            None => Candidates::Set(self.eval(&selection.set)),
        }
    }

    /// Whether an element passes the condition of a selection.
    pub fn passes(&mut self, selection: &'a Selection, element: Val<'a>) -> bool {
        self.steps += 1;
        self.bind(selection.variable, element);
        selection.condition.as_ref().is_none_or(|condition| self.truth(condition))
    }

    /// How many elements a selection has; stops at `enough`.
    pub fn count(&mut self, selection: &'a Selection, enough: usize) -> usize {
        let candidates = self.candidates(selection);
        let mut found = 0;
        for place in 0..candidates.len() {
            if found >= enough || self.spent() {
                break;
            }
            let element = candidates.get(place);
            if !matches!(element, Val::Missing) && self.passes(selection, element) {
                found += 1;
            }
        }
        found
    }

    pub fn every(&mut self, selection: &'a Selection) -> bool {
        let candidates = self.candidates(selection);
        for place in 0..candidates.len() {
            if self.spent() {
                break;
            }
            let element = candidates.get(place);
            if !matches!(element, Val::Missing) && !self.passes(selection, element) {
                return false;
            }
        }
        true
    }

    pub fn filtered(&mut self, selection: &'a Selection) -> Val<'a> {
        let candidates = self.candidates(selection);
        let mut passed = Vec::new();
        let mut entities = Vec::new();
        for place in 0..candidates.len() {
            if self.spent() {
                break;
            }
            match candidates.get(place) {
                Val::Missing => {}
                Val::Entity(id) => {
                    if self.passes(selection, Val::Entity(id)) {
                        entities.push(id);
                    }
                }
                other => {
                    if self.passes(selection, other.clone()) {
                        passed.push(other);
                    }
                }
            }
        }
        if passed.is_empty() {
            return Val::Found(entities.into());
        }
        passed.extend(entities.into_iter().map(Val::Entity));
        Val::List(passed.into())
    }

    /// The entities a selection gives.
    pub fn select(&mut self, selection: &'a Selection) -> Vec<EntityId> {
        self.filtered(selection).elements().filter_map(|element| element.entity()).collect()
    }
}
