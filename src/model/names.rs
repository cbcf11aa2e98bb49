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
    former: Former,
    library_former: Former,
}

/// From former paths to those who had them, or say so.
type Former = FxHashMap<Box<str>, Vec<EntityId>>;

/// How many ways to read a path of former names are tried. Each part of a path may have been renamed, and may be disputed.
const WAYS: usize = 64;

impl NameTable {
    /// Enters a path; gives the entity that already has it, which then keeps it.
    pub fn insert(&mut self, path: &Arc<str>, id: EntityId, origin: Origin) -> Option<EntityId> {
        let table = match origin {
            Origin::Model | Origin::Record => &mut self.model,
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

    /// Enters a former path; whether the entity had not claimed it yet. Several may, and then it leads to none of them.
    pub fn insert_former(&mut self, path: &str, id: EntityId, origin: Origin) -> bool {
        let table = match origin {
            Origin::Model | Origin::Record => &mut self.former,
            Origin::Library => &mut self.library_former,
        };
        let claimants = table.entry(path.into()).or_default();
        let is_new = !claimants.contains(&id);
        if is_new {
            claimants.push(id);
        }
        is_new
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
        !self.former.is_empty() || !self.library_former.is_empty()
    }

    /// The entity that had this path formerly, where one alone says so.
    pub fn former(&self, path: &str) -> Option<EntityId> {
        match *self.claimants(path) {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The entities that say that they had this path formerly: the organisation's, or else the library's.
    pub fn claimants(&self, path: &str) -> &[EntityId] {
        self.former.get(path).or_else(|| self.library_former.get(path)).map_or(&[], Vec::as_slice)
    }

    /// What a path of former names leads to, each with its path now. Any part of it may have been renamed: the longest that was is taken
    /// first, and what follows it is looked for where it stands now. `path_of` gives the present path of an entity.
    pub fn renamed<'a>(&self, path: &str, path_of: impl Fn(EntityId) -> &'a str) -> Vec<(EntityId, String)> {
        let mut found: Vec<(EntityId, String)> = Vec::new();
        let mut ways = 0;
        // Each part is renamed at most once on a way.
        let parts = path.matches('.').count() + 1;
        let mut open: Vec<(String, usize)> = vec![(path.to_owned(), parts)];
        while let Some((path, parts)) = open.pop() {
            ways += 1;
            if let Some(id) = self.find(&path) {
                if !found.iter().any(|(known, _)| *known == id) {
                    found.push((id, path));
                }
                continue;
            }
            if parts == 0 || ways > WAYS {
                continue;
            }
            let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
            let renamed: Vec<usize> = ends.filter(|&end| !self.claimants(&path[..end]).is_empty()).collect();
            // What is pushed last is followed first.
            for end in renamed {
                let claimants = self.claimants(&path[..end]).iter().rev();
                open.extend(claimants.map(|&id| (format!("{}{}", path_of(id), &path[end..]), parts - 1)));
            }
        }
        found
    }

    /// Every path that can be written with its entity, in no useful order: sort what you make of it.
    pub fn paths(&self) -> impl Iterator<Item = (&str, EntityId)> {
        self.model.iter().chain(&self.library).map(|(path, id)| (&**path, *id)).filter(|(path, _)| can_be_written(path))
    }
}
