//! From names to entities, and from mistyped names to likely ones.

use rustc_hash::FxHashMap;

use super::EntityId;
use crate::source::Origin;

/// The paths of all entities.
///
/// The organisation's names and the library's are kept apart: a model may call a plan `continuity_plan` although the library has an
/// evidence type of that name, and a later version of the library may add names without breaking models. A reference takes the
/// organisation's entity first; where its kind does not fit and the library's does, it takes the library's.
#[derive(Default, Debug)]
pub struct NameTable {
    model: FxHashMap<Box<str>, EntityId>,
    library: FxHashMap<Box<str>, EntityId>,
    former: FxHashMap<Box<str>, EntityId>,
}

impl NameTable {
    /// Enters a path; gives the entity that already has it, which then keeps it.
    pub fn insert(&mut self, path: &str, id: EntityId, origin: Origin) -> Option<EntityId> {
        let table = match origin {
            Origin::Model => &mut self.model,
            Origin::Library => &mut self.library,
        };
        if let Some(&first) = table.get(path) {
            return Some(first);
        }
        table.insert(path.into(), id);
        None
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

    /// The entity that had this path formerly.
    pub fn former(&self, path: &str) -> Option<EntityId> {
        self.former.get(path).copied()
    }

    /// Every path with its entity, in no useful order: sort what you make of it.
    pub fn paths(&self) -> impl Iterator<Item = (&str, EntityId)> {
        self.model.iter().chain(&self.library).map(|(path, id)| (&**path, *id))
    }
}

/// A name that resembles another, and how much.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Similar<'a> {
    /// Edit distance; 0 for names that differ only in case or separators.
    pub distance: usize,
    /// The name.
    pub name: &'a str,
}

/// The known name that `typed` was most likely meant to be, if any is near enough.
///
/// Near enough is one edit for short names and about a third of the letters for long ones; of two equally near names the one that
/// sorts first is taken, so the answer does not depend on the order of `known`.
pub fn closest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (typed.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .filter(|name| name.len().abs_diff(typed.len()) <= limit * 4)
        .filter_map(|name| distance(typed, name, limit).map(|distance| Similar { distance, name }))
        .min()
        .map(|similar| similar.name)
}

/// The number of letters to insert, delete, replace or swap with their neighbour to make one name of the other; `None` beyond `limit`.
fn distance(left: &str, right: &str, limit: usize) -> Option<usize> {
    let fold = |text: &str| -> Vec<char> {
        text.chars().map(|c| if c == '-' || c == ' ' { '_' } else { c.to_ascii_lowercase() }).collect()
    };
    let (left, right) = (fold(left), fold(right));
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let width = right.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (row, &a) in left.iter().enumerate() {
        let mut current = vec![row + 1; width];
        for (column, &b) in right.iter().enumerate() {
            let replaced = above[column] + usize::from(a != b);
            let mut best = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && a == right[column - 1] && left[row - 1] == b;
            if swapped {
                best = best.min(before[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        if current.iter().min().is_some_and(|&best| best > limit) {
            return None;
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().filter(|&distance| distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["incident_management", "problem_management", "hosting"];
        assert_eq!(closest("incident_managment", known), Some("incident_management"));
        assert_eq!(closest("Hosting", known), Some("hosting"));
        assert_eq!(closest("hsoting", known), Some("hosting"));
        assert_eq!(closest("backup", known), None);
    }
}
