//! Names of the model that look the same and are not.

use rustc_hash::{FxHashMap, FxHashSet};

use super::entities::Placed;
use crate::diag::{Diagnostic, codes};
use crate::likeness::{look_alike, looks, odd_letter};
use crate::model::{Entity, EntityId};
use crate::source::Origin;

/// Warns of names beside one another that the eye does not tell apart: a reference to one of them is easily written as the other.
pub(super) fn tell_look_alikes(placed: &Placed, diagnostics: &mut Vec<Diagnostic>) {
    let own = || placed.entities.iter().filter(|entity| entity.origin == Origin::Model);
    // Only letters beyond ASCII look like others, and most models have none in names.
    let foreign = || own().filter(|entity| !name(placed, entity).is_ascii());
    let mut seen: FxHashMap<(Option<EntityId>, String), Option<&Entity>> =
        foreign().map(|entity| (key(placed, entity), None)).collect();
    if seen.is_empty() {
        return;
    }
    let parents: FxHashSet<Option<EntityId>> = seen.keys().map(|(parent, _)| *parent).collect();
    for entity in own().filter(|entity| parents.contains(&parent(entity))) {
        let Some(first) = seen.get_mut(&key(placed, entity)) else { continue };
        let Some(first) = *first else {
            *first = Some(entity);
            continue;
        };
        let (left, right) = (name(placed, first), name(placed, entity));
        if look_alike(left, right) {
            // It is told at the one that is harder to type.
            let swapped = right.is_ascii();
            diagnostics.push(if swapped { looks_like(placed, first, entity) } else { looks_like(placed, entity, first) });
        }
    }
}

fn looks_like(placed: &Placed, odd: &Entity, other: &Entity) -> Diagnostic {
    let (written, plain) = (name(placed, odd), name(placed, other));
    let message = format!("`{written}` looks like `{plain}`, and is another name");
    let told =
        Diagnostic::warning(&codes::E0208, odd.name_span, message, "looks like the other").label(other.name_span, "the other");
    let told = match odd_letter(written, plain).or_else(|| odd_letter(plain, written)) {
        Some(letter) => told.note(letter),
        None => told,
    };
    told.help("write both in letters of one script, as one name or as two that can be told apart").about(&*odd.path)
}

fn parent(entity: &Entity) -> Option<EntityId> {
    entity.parent.map(|(parent, _)| parent)
}

/// The name of an entity without the path that leads to it.
fn name<'a>(placed: &'a Placed, entity: &'a Entity) -> &'a str {
    let above = parent(entity).and_then(|parent| placed.entities.get(parent.index())).map_or(0, |above| above.path.len() + 1);
    entity.path.get(above..).unwrap_or(&entity.path)
}

fn key(placed: &Placed, entity: &Entity) -> (Option<EntityId>, String) {
    (parent(entity), looks(name(placed, entity)))
}
