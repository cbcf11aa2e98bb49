//! Entities and the model that holds them.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use rustc_hash::FxHashMap;

use super::sealed::{Guarded, Sealed, Text, TextSort};
use super::{Cardinality, FieldId, FieldRole, KindId, NameTable, Referrers, RuleNames, Schema, Type, Value};
use crate::source::{Origin, Sources, Span};
use crate::syntax::literal;
use crate::syntax::tree::{DefineDecl, Expr, Must, RegisterDecl, RuleDecl};

/// An entity within one [`Model`]; the order is that of the sources, library first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityId(pub(crate) u32);

impl EntityId {
    /// The entity's place in the model.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// What it is.
    pub kind: KindId,
    /// Its path: `incident_management.triage`. An entity without an id has a made-up last part such as `exclusion#1`.
    pub path: Arc<str>,
    /// Its title, where one is given; see [`Model::title`].
    pub title: Guarded<Option<Box<str>>>,
    /// The span of its id, or of its kind's word where it has no id.
    pub name_span: Span,
    /// The whole entity.
    pub span: Span,
    /// The span of its `///` lines; see [`Model::doc`].
    pub doc: Guarded<Option<Span>>,
    /// What contains it, and by which field.
    pub parent: Option<(EntityId, FieldId)>,
    /// Whether the file is the library's or the organisation's.
    pub origin: Origin,
    /// Whether something of it was lost to an error that has been told: what seems missing may have been there.
    pub broken: bool,
    /// Whether it is marked as private itself; what is inside it is private too, see [`Model::is_private`].
    pub marked_private: bool,
    /// Its former names, with their places.
    pub formerly: Box<[(Box<str>, Span)]>,
    pub(crate) slots: (u32, u32),
}

impl Entity {
    /// The last part of the path. For a dotted id such as a clause's `8.6.1` this is the last number; use the path where the whole matters.
    pub fn id(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }
}

/// A written field of an entity.
#[derive(Clone, PartialEq, Debug)]
pub struct Slot {
    /// Which field.
    pub field: FieldId,
    /// The place of its value.
    pub span: Span,
    /// The value; never [`Value::Missing`] unless an error was told.
    pub value: Value,
}

/// A value in a list, with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// What `analysis` hands over to make a model.
#[derive(Default, Debug)]
pub struct ModelParts {
    /// Kinds, fields and enums.
    pub schema: Schema,
    /// All entities; their order gives the ids.
    pub entities: Vec<Entity>,
    /// What each entity contains.
    pub children: Referrers,
    /// The written fields; `Entity::slots` are ranges of it.
    pub slots: Vec<Slot>,
    /// From paths to entities.
    pub names: NameTable,
    /// The keys of entities that have no name, or stand in one that has none; that of all others is their path.
    pub keys: FxHashMap<EntityId, Arc<str>>,
    /// The rules, in source order.
    pub rules: Vec<Arc<RuleDecl>>,
    /// What the rules were called formerly.
    pub rule_names: RuleNames,
    /// The registers, in source order.
    pub registers: Vec<Arc<RegisterDecl>>,
    /// The named expressions, in source order.
    pub defines: Vec<Definition>,
    /// What the computed fields are worked out from.
    pub computed: Vec<Computed>,
    /// What has to hold of the values of fields.
    pub constraints: Vec<Constraint>,
}

/// `name: type := EXPRESSION` in a kind.
#[derive(Clone, Debug)]
pub struct Computed {
    /// The field.
    pub field: FieldId,
    /// What it is worked out from.
    pub body: Arc<Expr>,
}

/// `must CONDITION "message"` at a field of a kind.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// The field.
    pub field: FieldId,
    /// As written.
    pub must: Arc<Must>,
}

/// `define NAME(…) = …`, with the types of its parameters.
#[derive(Clone, Debug)]
pub struct Definition {
    /// As written.
    pub decl: Arc<DefineDecl>,
    /// What may be given for each parameter, and how many of it.
    pub parameters: Vec<(Type, Cardinality)>,
}

/// All entities of all files, with indexes.
#[derive(Default, Debug)]
pub struct Model {
    parts: ModelParts,
    by_kind: Vec<Vec<EntityId>>,
    inverse: Vec<Option<Referrers>>,
    /// Whether an entity holds licensed text; empty where none does.
    private: Vec<bool>,
}

impl Model {
    /// Builds the indexes over `parts`. Reverse references are indexed for the fields that some inverse field is computed from.
    pub fn new(parts: ModelParts) -> Model {
        let mut by_kind = vec![Vec::new(); parts.schema.kinds.len()];
        for (index, entity) in parts.entities.iter().enumerate() {
            by_kind[entity.kind.index()].push(EntityId(index as u32));
        }
        let mut inverse: Vec<Option<Referrers>> = Vec::new();
        inverse.resize_with(parts.schema.fields.len(), || None);
        let mut wanted: Vec<FieldId> = parts
            .schema
            .fields
            .iter()
            .filter_map(|field| match field.role {
                FieldRole::Inverse(of) => Some(of),
                FieldRole::Written | FieldRole::Contains | FieldRole::Computed => None,
            })
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut model = Model { parts, by_kind, inverse, private: Vec::new() };
        let reverses = model.reverse(&wanted);
        for (field, reverse) in wanted.into_iter().zip(reverses) {
            model.inverse[field.index()] = Some(reverse);
        }
        model.private = model.find_private();
        model.seal();
        model
    }

    /// What is marked as private, and everything inside it: each entity asks what contains it, wherever that stands.
    fn find_private(&self) -> Vec<bool> {
        let entities = &self.parts.entities;
        if entities.iter().all(|entity| !entity.marked_private) {
            return Vec::new();
        }
        let mut known: Vec<Option<bool>> = entities.iter().map(|entity| entity.marked_private.then_some(true)).collect();
        let mut way = Vec::new();
        for start in 0..entities.len() {
            let mut at = Some(start);
            let private = loop {
                let Some(index) = at else { break false };
                if let Some(private) = known[index] {
                    break private;
                }
                way.push(index);
                at = entities[index].parent.map(|(parent, _)| parent.index());
            };
            way.drain(..).for_each(|index| known[index] = Some(private));
        }
        known.into_iter().map(|private| private == Some(true)).collect()
    }

    /// Seals the texts of what is private. Names of rules are no texts: waivers and tests need them, and nobody licenses them.
    fn seal(&mut self) {
        let ModelParts { schema, entities, slots, .. } = &mut self.parts;
        for (entity, _) in entities.iter().zip(&self.private).filter(|(_, private)| **private) {
            for slot in &mut slots[entity.slots.0 as usize..entity.slots.1 as usize] {
                if !matches!(schema.field(slot.field).ty, Type::RuleName | Type::KindName) {
                    slot.value.seal();
                }
            }
        }
    }

    /// Reverse references of several fields, in one pass over the model.
    fn reverse(&self, fields: &[FieldId]) -> Vec<Referrers> {
        let mut place = vec![usize::MAX; self.parts.schema.fields.len()];
        for (at, field) in fields.iter().enumerate() {
            place[field.index()] = at;
        }
        let mut pairs: Vec<Vec<(EntityId, EntityId)>> = vec![Vec::new(); fields.len()];
        for (index, entity) in self.parts.entities.iter().enumerate() {
            let source = EntityId(index as u32);
            for slot in &self.parts.slots[entity.slots.0 as usize..entity.slots.1 as usize] {
                if let Some(pairs) = pairs.get_mut(place[slot.field.index()]) {
                    pairs.extend(slot.value.entities().map(|target| (target, source)));
                }
            }
            if let Some((parent, field)) = entity.parent
                && let Some(pairs) = pairs.get_mut(place[field.index()])
            {
                // A containing field refers from the parent to the child.
                pairs.push((source, parent));
            }
        }
        pairs.par_iter().map(|pairs| Referrers::new(pairs)).collect()
    }

    /// Who refers to each entity by any written field. Made anew at each call.
    pub fn references(&self) -> Referrers {
        let written = |source| self.slots(source).iter().flat_map(move |slot| slot.value.entities().map(move |to| (to, source)));
        Referrers::new(&self.ids().flat_map(written).collect::<Vec<_>>())
    }

    /// The kinds, fields and enums.
    pub fn schema(&self) -> &Schema {
        &self.parts.schema
    }

    /// From names to entities.
    pub fn names(&self) -> &NameTable {
        &self.parts.names
    }

    /// The rules, in source order.
    pub fn rules(&self) -> &[Arc<RuleDecl>] {
        &self.parts.rules
    }

    /// What the rules were called formerly.
    pub fn rule_names(&self) -> &RuleNames {
        &self.parts.rule_names
    }

    /// The registers, in source order.
    pub fn registers(&self) -> &[Arc<RegisterDecl>] {
        &self.parts.registers
    }

    /// The named expressions, in source order.
    pub fn defines(&self) -> &[Definition] {
        &self.parts.defines
    }

    /// What the computed fields are worked out from, in source order.
    pub fn computed(&self) -> &[Computed] {
        &self.parts.computed
    }

    /// What has to hold of the values of fields, in source order.
    pub fn constraints(&self) -> &[Constraint] {
        &self.parts.constraints
    }

    /// How many entities there are, the library's included.
    pub fn len(&self) -> usize {
        self.parts.entities.len()
    }

    /// Whether there is no entity at all.
    pub fn is_empty(&self) -> bool {
        self.parts.entities.is_empty()
    }

    /// All entities in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = EntityId> + ExactSizeIterator + use<> {
        (0..self.parts.entities.len() as u32).map(EntityId)
    }

    /// The entity with this id.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.parts.entities[id.index()]
    }

    /// The entity with this full path: the organisation's, or else the library's.
    pub fn find(&self, path: &str) -> Option<EntityId> {
        self.parts.names.find(path)
    }

    /// What the entity is known by across edits: its path, and for what has no name its place, its kind and a mark of what stands in it, such
    /// as `sla.target#5f0c2a91`. Baselines, comparisons and links share it.
    pub fn key(&self, id: EntityId) -> &Arc<str> {
        self.parts.keys.get(&id).unwrap_or(&self.entity(id).path)
    }

    /// The entities of exactly this kind.
    pub fn of_exact_kind(&self, kind: KindId) -> &[EntityId] {
        &self.by_kind[kind.index()]
    }

    /// The entities of this kind and of the kinds that extend it, in order.
    pub fn of_kind(&self, kind: KindId) -> Vec<EntityId> {
        let mut all: Vec<EntityId> = self.parts.schema.family(kind).flat_map(|kind| self.of_exact_kind(kind)).copied().collect();
        all.sort_unstable();
        all
    }

    /// Whether the entity is of `kind` or of one that extends it.
    pub fn is_a(&self, id: EntityId, kind: KindId) -> bool {
        self.parts.schema.is_a(self.entity(id).kind, kind)
    }

    /// The written fields of an entity, in the order written.
    pub fn slots(&self, id: EntityId) -> &[Slot] {
        let (start, end) = self.entity(id).slots;
        &self.parts.slots[start as usize..end as usize]
    }

    /// The written field `field` of an entity.
    pub fn slot(&self, id: EntityId, field: FieldId) -> Option<&Slot> {
        self.slots(id).iter().find(|slot| slot.field == field)
    }

    /// The value of a written field, or its default, or [`Value::Missing`]. For the other roles see [`Model::related`].
    pub fn value(&self, id: EntityId, field: FieldId) -> &Value {
        match self.slot(id, field) {
            Some(slot) => &slot.value,
            None => self.parts.schema.field(field).default.as_ref().unwrap_or(&Value::Missing),
        }
    }

    /// The entities that a field of any role leads to: referred to, contained, or referring.
    pub fn related(&self, id: EntityId, field: FieldId) -> Vec<EntityId> {
        match self.parts.schema.field(field).role {
            FieldRole::Written => self.value(id, field).entities().collect(),
            FieldRole::Contains => self.contained(id, field).collect(),
            FieldRole::Inverse(of) => self.found_by(id, field, of).into_owned(),
            // What an expression gives only rules can tell.
            FieldRole::Computed => Vec::new(),
        }
    }

    /// The entities contained in this one, in order.
    pub fn children(&self, id: EntityId) -> &[EntityId] {
        self.parts.children.of(id)
    }

    /// The entities contained by this field.
    pub fn contained(&self, id: EntityId, field: FieldId) -> impl Iterator<Item = EntityId> + '_ {
        self.children(id).iter().copied().filter(move |&child| self.entity(child).parent.is_some_and(|(_, by)| by == field))
    }

    /// The declaration of the record whose row this entity is, where it is one.
    pub fn record_of(&self, id: EntityId) -> Option<EntityId> {
        let (record, field) = self.entity(id).parent?;
        (field == self.parts.schema.lang?.records.entries).then_some(record)
    }

    /// The rows of a record.
    pub fn rows_of(&self, record: EntityId) -> impl Iterator<Item = EntityId> + '_ {
        self.children(record).iter().copied().filter(|&id| self.record_of(id).is_some())
    }

    /// What the inverse field `field` finds of this entity, in order: those who refer to it by `of`, and of these the ones of the field's own
    /// kind.
    pub fn found_by(&self, id: EntityId, field: FieldId, of: FieldId) -> Cow<'_, [EntityId]> {
        let referrers = self.referrers(id, of);
        match self.parts.schema.narrowed_by(field, of) {
            Some(kind) if !referrers.iter().all(|&other| self.is_a(other, kind)) => {
                Cow::Owned(referrers.iter().copied().filter(|&other| self.is_a(other, kind)).collect())
            }
            _ => Cow::Borrowed(referrers),
        }
    }

    /// Who refers to this entity by `field`, in order; known only for fields that some inverse field is computed from.
    pub fn referrers(&self, id: EntityId, field: FieldId) -> &[EntityId] {
        self.inverse[field.index()].as_ref().map_or(&[], |reverse| reverse.of(id))
    }

    /// The place to point at for a field: its value where it is written, the entity's name otherwise.
    pub fn place(&self, id: EntityId, field: FieldId) -> Span {
        self.slot(id, field).map_or(self.entity(id).name_span, |slot| slot.span)
    }

    /// Whether the entity, or something it stands in, is marked `private: true`: its texts are licensed, and reach nobody who has no
    /// licence.
    pub fn is_private(&self, id: EntityId) -> bool {
        self.private.get(id.index()).copied().unwrap_or_default()
    }

    /// Whether a title is written.
    pub fn has_title(&self, id: EntityId) -> bool {
        self.entity(id).title.get().is_some()
    }

    /// The title, or the last part of the path with spaces for underscores. The path stands in for the title of something private.
    pub fn title(&self, id: EntityId) -> Text<'_> {
        let entity = self.entity(id);
        match entity.title.get() {
            Some(title) if self.is_private(id) => Text::Sealed(Sealed::new(title, entity.path.to_string(), TextSort::Text)),
            Some(title) => Text::Open(Cow::Borrowed(title)),
            None if entity.id().contains('_') => Text::Open(Cow::Owned(entity.id().replace('_', " "))),
            None => Text::Open(Cow::Borrowed(entity.id())),
        }
    }

    /// Whether documentation is written before it.
    pub fn has_doc(&self, id: EntityId) -> bool {
        self.entity(id).doc.get().is_some()
    }

    /// The documentation before the entity, without its marks. Nothing stands in for that of something private.
    pub fn doc(&self, id: EntityId, sources: &Sources) -> Option<Text<'static>> {
        let doc = literal::doc(sources.text((*self.entity(id).doc.get())?));
        Some(match self.is_private(id) {
            true => Text::Sealed(Sealed::new(&doc, "", TextSort::Text)),
            false => Text::Open(Cow::Owned(doc)),
        })
    }
}
