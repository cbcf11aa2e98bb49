//! From names to entities.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::EntityId;
use crate::source::Origin;

/// What sets the number apart in the made-up name of an entity without one: `sla.target#2`. No name that is written has it.
pub const MADE_UP: char = '#';

/// Whether a path can stand in a model: none of its names is made up.
pub fn can_be_written(path: &str) -> bool {
    !path.as_bytes().contains(&(MADE_UP as u8))
}

/// The paths of all entities.
///
/// The organisation's names and the library's are kept apart: a model may call a plan `continuity_plan` although the library has an
/// evidence type of that name, and a later version of the library may add names without breaking models. A reference takes the
/// organisation's entity first; where its kind does not fit and the library's does, it takes the library's.
#[derive(Default, Debug)]
pub struct NameTable {
    model: FxHashMap<Arc<str>, EntityId>,
    library: FxHashMap<Arc<str>, EntityId>,
    former: FxHashMap<Box<str>, EntityId>,
}

impl NameTable {
    /// Enters a path; gives the entity that already has it, which then keeps it.
    pub fn insert(&mut self, path: &Arc<str>, id: EntityId, origin: Origin) -> Option<EntityId> {
        let table = match origin {
            Origin::Model => &mut self.model,
            Origin::Library => &mut self.library,
        };
        match table.entry(path.clone()) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(place) => {
                place.insert(id);
                None
            }
        }
    }

    /// Enters a former path; the first entity to claim it keeps it.
    pub fn insert_former(&mut self, path: &str, id: EntityId) {
        self.former.entry(path.into()).or_insert(id);
    }

    /// Makes room for `more` entities of the organisation.
    pub fn reserve(&mut self, more: usize) {
        self.model.reserve(more);
    }

    /// The entity with this path: the organisation's, or else the library's.
    pub fn find(&self, path: &str) -> Option<EntityId> {
        self.candidates(path).next()
    }

    /// The entities with this path: the organisation's first, then the library's.
    pub fn candidates(&self, path: &str) -> impl Iterator<Item = EntityId> + use<> {
        self.model.get(path).copied().into_iter().chain(self.library.get(path).copied())
    }

    /// Whether any entity had another path formerly.
    pub fn has_former(&self) -> bool {
        !self.former.is_empty()
    }

    /// The entity that had this path formerly.
    pub fn former(&self, path: &str) -> Option<EntityId> {
        self.former.get(path).copied()
    }

    /// Every path that can be written with its entity, in no useful order: sort what you make of it.
    pub fn paths(&self) -> impl Iterator<Item = (&str, EntityId)> {
        self.model.iter().chain(&self.library).map(|(path, id)| (&**path, *id)).filter(|(path, _)| can_be_written(path))
    }
}
