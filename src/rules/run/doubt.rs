//! What a missing value may have been, so that an error that has been told brings no second message.
//!
//! ```text
//! governance acme_governance { party: acmee  … }    // told: `acmee` is not in the model
//! ```
//! The party `acme` then looks ungoverned, but it is not: the reference was meant for it. So an inverse field or an index is in doubt
//! for the entities that a lost reference was probably meant for: those named in the text of a broken entity, and the one whose name
//! is nearest to an unresolved reference. A finding that rests on such a doubt is left out; it comes back when the error is mended.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::likeness::Vocabulary;
use crate::model::{EntityId, FieldId, FieldRole, Model, Target, Type, Value};
use crate::source::{Sources, Span};

/// The most lost references of one field that are looked into; a model with more has other worries.
const LOOKED_INTO: usize = 200;

/// Which entities a field's lost references were probably meant for.
#[derive(Debug)]
pub struct Doubts {
    /// Whether anything at all was lost; decides in one look for a sound model.
    any: bool,
    by_field: Vec<OnceLock<FxHashSet<EntityId>>>,
    by_any_field: OnceLock<FxHashSet<EntityId>>,
}

impl Doubts {
    /// Looks over the model once.
    pub fn new(model: &Model) -> Doubts {
        let any = model.ids().any(|id| model.entity(id).broken || model.slots(id).iter().any(|slot| slot.value.has_hole()));
        let mut by_field = Vec::new();
        if any {
            by_field.resize_with(model.schema().fields.len(), OnceLock::new);
        }
        Doubts { any, by_field, by_any_field: OnceLock::new() }
    }

    /// Whether anything was lost to an error that has been told.
    pub fn any(&self) -> bool {
        self.any
    }

    /// Whether a reference by `field` to `target` may have been lost.
    pub fn meant(&self, field: FieldId, target: EntityId, model: &Model, sources: &Sources) -> bool {
        match self.by_field.get(field.index()) {
            Some(known) => known.get_or_init(|| lost_targets(field, model, sources)).contains(&target),
            None => false,
        }
    }

    /// Whether a reference to `target`, by whatever field, may have been lost.
    pub fn meant_by_any(&self, target: EntityId, model: &Model, sources: &Sources) -> bool {
        self.any && self.by_any_field.get_or_init(|| all_lost_targets(model, sources)).contains(&target)
    }
}

fn lost_targets(field: FieldId, model: &Model, sources: &Sources) -> FxHashSet<EntityId> {
    let mut targets = FxHashSet::default();
    let schema = model.schema();
    let owner = schema.field(field).owner;
    let contains = schema.field(field).role == FieldRole::Contains;
    let mut looked_into = 0;
    let mut known = None;
    for id in model.ids() {
        let entity = model.entity(id);
        if !schema.is_a(entity.kind, owner) || looked_into >= LOOKED_INTO {
            continue;
        }
        match model.slot(id, field) {
            None if entity.broken && !contains => {
                looked_into += 1;
                targets.extend(named(sources.text(entity.span), id, model));
            }
            None => {}
            Some(slot) => {
                for place in holes(&slot.value, slot.span) {
                    looked_into += 1;
                    targets.extend(nearest(sources.text(place), field, model, &mut known));
                }
            }
        }
    }
    targets
}

fn all_lost_targets(model: &Model, sources: &Sources) -> FxHashSet<EntityId> {
    let mut targets = FxHashSet::default();
    let mut looked_into = 0;
    let mut known = None;
    for id in model.ids() {
        if looked_into >= LOOKED_INTO {
            break;
        }
        if model.entity(id).broken {
            looked_into += 1;
            targets.extend(named(sources.text(model.entity(id).span), id, model));
        }
        for slot in model.slots(id) {
            for place in holes(&slot.value, slot.span) {
                looked_into += 1;
                targets.extend(nearest(sources.text(place), slot.field, model, &mut known));
            }
        }
    }
    targets
}

fn holes(value: &Value, span: Span) -> Vec<Span> {
    match value {
        Value::Missing => vec![span],
        Value::List(items) => items.iter().filter(|item| matches!(item.value, Value::Missing)).map(|item| item.span).collect(),
        _ => Vec::new(),
    }
}

/// The entities that a text names, as seen from the entity `from`.
fn named(text: &str, from: EntityId, model: &Model) -> Vec<EntityId> {
    let mut found = Vec::new();
    for word in text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.')) {
        if word.is_empty() {
            continue;
        }
        found.extend(model.find(word));
        let mut around = Some(from);
        while let Some(id) = around {
            found.extend(model.find(&format!("{}.{word}", model.entity(id).path)));
            around = model.entity(id).parent.map(|(parent, _)| parent);
        }
    }
    found
}

/// The paths of a model, which are sorted when the first is looked for.
type Known<'m> = Option<Vocabulary<'m, EntityId>>;

/// The entity that a mistyped reference by `field` was probably meant for.
fn nearest<'m>(written: &str, field: FieldId, model: &'m Model, known: &mut Known<'m>) -> Option<EntityId> {
    let schema = model.schema();
    let fits = |id: EntityId| match &schema.field(field).ty {
        Type::Any => true,
        Type::OneOf(targets) => targets.iter().any(|target| match target {
            Target::Kind(kind) => model.is_a(id, *kind),
            Target::Enum(_) | Target::Scalar(_) => false,
        }),
        _ => false,
    };
    let known = known.get_or_insert_with(|| Vocabulary::new(model.names().paths()));
    known.closest(written, field.index() as u32, fits).and_then(|path| model.names().candidates(path).find(|&id| fits(id)))
}
