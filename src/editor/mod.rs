//! What an editor asks of a model: what stands at a place, what can stand there, who refers to it, and what it would be called.
//!
//! Answers are plain values with places in the sources; which protocol carries them is a matter of `lsp` alone. All of them work in a
//! text that is broken elsewhere, and in the middle of an unfinished line: where something stands is read from the
//! [tokens](crate::syntax::tokens), what it means from the model of the last check.

mod actions;
mod complete;
mod dependencies;
mod describe;
mod fold;
mod highlight;
mod library;
mod links;
mod mentions;
mod place;
mod references;
mod remarks;
mod selection;
mod standing;
mod symbols;
mod target;
mod view;

pub use actions::{Action, ActionSort, Renamed, actions};
pub use complete::{Offered, Part, Sort, offers};
pub use dependencies::{Dependency, dependent_at, needed_by, needs};
pub use describe::describe;
pub use fold::folds;
pub use highlight::{Class, Highlight, highlights};
pub use links::{Link, Outside, links};
pub use place::{Inside, Place, place};
pub use references::{Refusal, references, rename, renamed_at};
pub use remarks::{Remark, Wanted, above, behind};
pub use selection::selections;
pub use standing::{status, why};
pub use symbols::{Symbol, SymbolSort, search, symbols};
pub use target::{Target, declared_at, practised_at, sort_at, target};
pub use view::{Met, View};

use crate::model::{EntityId, Model};
use crate::source::{FileId, Span};
use crate::workspace::Checked;

/// The innermost entity whose text holds `offset`.
fn entity_at(checked: &Checked, file: FileId, offset: usize) -> Option<EntityId> {
    let model = &checked.model;
    let holds = |id: &EntityId| holds(model.entity(*id).span, file, offset);
    model.ids().filter(holds).min_by_key(|&id| model.entity(id).span.end - model.entity(id).span.start)
}

/// Whether `span` holds `offset`, its end included: the cursor behind a name is still at it.
fn holds(span: Span, file: FileId, offset: usize) -> bool {
    span.file == file && (span.start as usize..=span.end as usize).contains(&offset)
}

/// The places of an entity's references, each with what it leads to.
fn written_references(model: &Model, id: EntityId) -> Vec<(Span, EntityId)> {
    let mut found = Vec::new();
    for slot in model.slots(id) {
        match &slot.value {
            crate::model::Value::Entity(to) => found.push((slot.span, *to)),
            crate::model::Value::List(items) => found.extend(items.iter().filter_map(|item| match item.value {
                crate::model::Value::Entity(to) => Some((item.span, to)),
                _ => None,
            })),
            _ => {}
        }
    }
    found
}
