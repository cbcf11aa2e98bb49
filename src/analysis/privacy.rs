//! What is marked as private, so that what it says reaches nobody without a licence.
//!
//! The mark is a field `private` of the kind, true or false. In doubt something is private: where the mark is misspelt, or was lost to an
//! error that has been told, a text that gets out cannot be taken back.

use rustc_hash::FxHashMap;

use super::declare::Declared;
use super::references::Scene;
use crate::model::{EntityId, FieldRole, KindId, PRIVACY_MARK, Schema, Type, WITHHELD, is_nearly_mark, may_hold_mark};
use crate::source::{Sources, Span};
use crate::syntax::tree::{FieldDecl, Member, ValueKind};

/// What an entity is that bears no mark, by its kind; nothing for kinds without such a field.
pub(super) type Unmarked = Vec<Option<bool>>;

/// What entities of each kind are that bear no mark.
pub(super) fn unmarked(sources: &Sources, schema: &Schema, declared: &Declared) -> Unmarked {
    let fields = declared.kinds.iter().flat_map(|decl| &decl.fields).filter(|field| sources.text(field.name.span) == PRIVACY_MARK);
    let fields: FxHashMap<Span, &FieldDecl> = fields.map(|field| (field.name.span, field)).collect();
    let of_kind = |kind: u32| {
        let field = schema.field(schema.field_named(KindId(kind), PRIVACY_MARK)?);
        let node = fields.get(&field.span)?;
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
        if let Some(marked) = self.mark(id) {
            return marked;
        }
        if unmarked {
            // What holds it may say that it is open, and then for all that is in it.
            return self.above(id).find_map(|holder| self.mark(holder)).is_none_or(|marked| marked);
        }
        let is_misspelt = |member: &Member| match member {
            Member::Field(field) => {
                let name = self.sources.text(field.name.span);
                self.schema.field_named(entity.kind, name).is_none() && is_nearly_mark(name)
            }
            Member::Child(_) => false,
        };
        let Some(node) = self.placed.nodes.get(id.index()) else { return false };
        node.members.iter().any(is_misspelt) || entity.broken && may_hold_mark(self.sources.text(entity.span))
    }

    /// What the mark of an entity says, where it bears one.
    fn mark(&self, id: EntityId) -> Option<bool> {
        self.unmarked[self.placed.entities[id.index()].kind.index()]?;
        self.placed.nodes.get(id.index())?.members.iter().find_map(|member| match member {
            Member::Field(field) if self.sources.text(field.name.span) == PRIVACY_MARK => {
                Some(self.sources.text(field.value.span) != "false" || matches!(field.value.kind, ValueKind::Missing))
            }
            Member::Field(_) | Member::Child(_) => None,
        })
    }

    /// What holds an entity, from the nearest outwards.
    fn above(&self, id: EntityId) -> impl Iterator<Item = EntityId> + '_ {
        let parent = |id: &EntityId| self.placed.entities[id.index()].parent.map(|(parent, _)| parent);
        std::iter::successors(Some(id), parent).skip(1)
    }

    /// Whether the entity, or something it stands in, is marked as private.
    pub fn is_private(&self, id: EntityId) -> bool {
        self.marked_private(id) || self.above(id).any(|holder| self.marked_private(holder))
    }
}

impl Scene<'_> {
    /// What is written inside `from` as a message quotes it.
    pub fn quoted<'t>(&self, from: Option<EntityId>, text: &'t str) -> &'t str {
        if from.is_some_and(|from| self.is_private(from)) { WITHHELD } else { text }
    }
}
