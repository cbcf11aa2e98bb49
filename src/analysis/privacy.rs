//! What is marked as private, so that what it says reaches nobody without a licence.
//!
//! The mark is a field `private` of the kind, true or false. In doubt something is private: where the mark is misspelt, or was lost to an
//! error that has been told, a text that gets out cannot be taken back.

use super::declare::Declared;
use super::references::Scene;
use crate::model::{EntityId, FieldRole, KindId, PRIVACY_MARK, Schema, Type, WITHHELD, may_be_marked};
use crate::source::Sources;
use crate::syntax::tree::{Member, ValueKind};

/// What an entity is that bears no mark, by its kind; nothing for kinds without such a field.
pub(super) type Unmarked = Vec<Option<bool>>;

/// What entities of each kind are that bear no mark.
pub(super) fn unmarked(sources: &Sources, schema: &Schema, declared: &Declared) -> Unmarked {
    let fields = declared.kinds.iter().flat_map(|decl| &decl.fields).filter(|field| sources.text(field.name.span) == PRIVACY_MARK);
    let fields: Vec<_> = fields.collect();
    let of_kind = |kind: u32| {
        let field = schema.field(schema.field_named(KindId(kind), PRIVACY_MARK)?);
        let node = fields.iter().find(|node| node.name.span == field.span)?;
        let default = node.default.as_ref().is_some_and(|value| sources.text(value.span) == "true");
        (field.role == FieldRole::Written && field.ty == Type::Bool).then_some(default)
    };
    (0..schema.kinds.len() as u32).map(of_kind).collect()
}

impl Scene<'_> {
    /// Whether the entity is marked as private itself.
    pub fn marked_private(&self, id: EntityId) -> bool {
        let entity = &self.placed.entities[id.index()];
        let Some(unmarked) = self.unmarked[entity.kind.index()] else { return false };
        let mut lost = entity.broken;
        for member in &self.placed.nodes[id.index()].members {
            let Member::Field(field) = member else { continue };
            match self.sources.text(field.name.span) {
                PRIVACY_MARK => {
                    return self.sources.text(field.value.span) != "false" || matches!(field.value.kind, ValueKind::Missing);
                }
                name => lost |= self.schema.field_named(entity.kind, name).is_none() && may_be_marked(name),
            }
        }
        unmarked || lost && may_be_marked(self.sources.text(entity.span))
    }

    /// Whether the entity, or something it stands in, is marked as private.
    pub fn is_private(&self, id: EntityId) -> bool {
        let parent = |id: &EntityId| self.placed.entities[id.index()].parent.map(|(parent, _)| parent);
        std::iter::successors(Some(id), parent).any(|id| self.marked_private(id))
    }
}

impl Scene<'_> {
    /// What is written inside `from` as a message quotes it.
    pub fn quoted<'t>(&self, from: Option<EntityId>, text: &'t str) -> &'t str {
        if from.is_some_and(|from| self.is_private(from)) { WITHHELD } else { text }
    }
}
