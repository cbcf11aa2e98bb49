//! Kinds, their fields and types, and enums: what entities may look like.

use rustc_hash::FxHashMap;

use super::{Lang, Value};
use crate::quantity::Scalar;
use crate::source::Span;

/// A kind within one [`Schema`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KindId(pub(crate) u32);

/// A field within one [`Schema`]; a kind that inherits a field shares its id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FieldId(pub(crate) u32);

/// An enum within one [`Schema`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EnumId(pub(crate) u32);

impl KindId {
    /// The kind's place in [`Schema::kinds`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl FieldId {
    /// The field's place in [`Schema::fields`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl EnumId {
    /// The enum's place in [`Schema::enums`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A kind of entity.
#[derive(Clone, Debug)]
pub struct Kind {
    /// The word users write.
    pub name: Box<str>,
    /// What it is, for users.
    pub doc: Box<str>,
    /// Where its name is declared.
    pub span: Span,
    /// The kind it extends.
    pub parent: Option<KindId>,
    /// Its fields, inherited ones first, in order of declaration.
    pub fields: Vec<FieldId>,
    /// Place in a walk over the tree of kinds; with `last`, the kinds that extend this one are those numbered `first..=last`.
    pub(crate) first: u32,
    /// See `first`.
    pub(crate) last: u32,
    pub(crate) by_name: FxHashMap<Box<str>, FieldId>,
}

/// A field of a kind.
#[derive(Clone, Debug)]
pub struct Field {
    /// The word users write.
    pub name: Box<str>,
    /// What it is for.
    pub doc: Box<str>,
    /// Where it is declared.
    pub span: Span,
    /// The kind that declares it.
    pub owner: KindId,
    /// The type of one value.
    pub ty: Type,
    /// How many values.
    pub cardinality: Cardinality,
    /// Where its values come from.
    pub role: FieldRole,
    /// What it holds when nothing is written.
    pub default: Option<Value>,
}

impl Field {
    /// Whether the field takes texts, paths or addresses.
    pub fn takes_texts(&self) -> bool {
        let is_text = |ty: &Type| matches!(ty, Type::Text | Type::File | Type::Url);
        match &self.ty {
            Type::OneOf(targets) => targets.iter().any(|target| matches!(target, Target::Scalar(ty) if is_text(ty))),
            ty => is_text(ty),
        }
    }

    /// Whether the field holds a list.
    pub fn is_list(&self) -> bool {
        match self.cardinality {
            Cardinality::List | Cardinality::AtLeastOne => true,
            Cardinality::One | Cardinality::Optional => false,
        }
    }
}

/// How many values a field takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cardinality {
    /// Exactly one.
    One,
    /// One or none.
    Optional,
    /// Any number.
    List,
    /// One or more.
    AtLeastOne,
}

/// Where the values of a field come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldRole {
    /// Written as `name: value`.
    Written,
    /// The child entities of the field's kinds.
    Contains,
    /// Computed: the entities that refer to this one by the given field.
    Inverse(FieldId),
    /// Worked out from the expression that the kind declares: see [`super::Computed`].
    Computed,
}

/// The type of one value of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// `text`
    Text,
    /// `int`
    Int,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `date`
    Date,
    /// `dates`
    Dates,
    /// `duration`
    Duration,
    /// `interval`
    Interval,
    /// `percent`
    Percent,
    /// `money`
    Money,
    /// `file`
    File,
    /// `url`
    Url,
    /// `rule_name`: the name of a rule, held as a text
    RuleName,
    /// `kind_name`: the name of a kind, held as a text
    KindName,
    /// `any`: a reference to an entity of any kind
    Any,
    /// One of or several enums and kinds: `stage`, `role | party`, `text | file` (see [`Target`]).
    OneOf(Box<[Target]>),
    /// A type that could not be resolved; told already, accepts anything.
    Unknown,
}

impl Type {
    /// The type whose values are such scalars.
    pub fn of(value: &Scalar) -> Type {
        match value {
            Scalar::Int(_) => Type::Int,
            Scalar::Number(_) => Type::Number,
            Scalar::Bool(_) => Type::Bool,
            Scalar::Percent(_) => Type::Percent,
            Scalar::Date(_) => Type::Date,
            Scalar::Dates(_) => Type::Dates,
            Scalar::Duration(_) => Type::Duration,
            Scalar::Interval(_) => Type::Interval,
            Scalar::Money(_) => Type::Money,
        }
    }
}

/// One alternative of a type that is not a plain scalar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A reference to an entity of this kind.
    Kind(KindId),
    /// A value of this enum.
    Enum(EnumId),
    /// A scalar among the alternatives of a union.
    Scalar(Type),
}

/// An enum.
#[derive(Clone, Debug)]
pub struct EnumDef {
    /// The word users write in types.
    pub name: Box<str>,
    /// What it is, for users.
    pub doc: Box<str>,
    /// Where its name is declared.
    pub span: Span,
    /// Its values, in order; comparison follows this order.
    pub variants: Vec<VariantDef>,
    pub(crate) by_name: FxHashMap<Box<str>, u16>,
}

impl EnumDef {
    /// The place of the variant of this name.
    pub fn variant(&self, name: &str) -> Option<u16> {
        self.by_name.get(name).copied()
    }
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct VariantDef {
    /// The word users write.
    pub name: Box<str>,
    /// How artefacts print it: its title, or its name with spaces for underscores.
    pub title: Box<str>,
    /// What it means.
    pub doc: Box<str>,
    /// Where it is declared.
    pub span: Span,
}

/// All kinds, fields and enums of a model.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The kinds; [`KindId`]s are places in it.
    pub kinds: Vec<Kind>,
    /// The fields; [`FieldId`]s are places in it.
    pub fields: Vec<Field>,
    /// The enums; [`EnumId`]s are places in it.
    pub enums: Vec<EnumDef>,
    pub(crate) kind_names: FxHashMap<Box<str>, KindId>,
    pub(crate) enum_names: FxHashMap<Box<str>, EnumId>,
    /// The kinds and fields the compiler knows; `None` when the library lacks one, which has then been told.
    pub lang: Option<Lang>,
}

impl Schema {
    /// The kind with this id.
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.index()]
    }

    /// The field with this id.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    /// The enum with this id.
    pub fn enumeration(&self, id: EnumId) -> &EnumDef {
        &self.enums[id.index()]
    }

    /// The kind of this name.
    pub fn kind_named(&self, name: &str) -> Option<KindId> {
        self.kind_names.get(name).copied()
    }

    /// The enum of this name.
    pub fn enum_named(&self, name: &str) -> Option<EnumId> {
        self.enum_names.get(name).copied()
    }

    /// The field of this name that `kind` has or inherits.
    pub fn field_named(&self, kind: KindId, name: &str) -> Option<FieldId> {
        self.kind(kind).by_name.get(name).copied()
    }

    /// Whether `kind` is `ancestor` or extends it.
    pub fn is_a(&self, kind: KindId, ancestor: KindId) -> bool {
        let ancestor = self.kind(ancestor);
        (ancestor.first..=ancestor.last).contains(&self.kind(kind).first)
    }

    /// The kind of what an inverse field finds, where the field it is computed from belongs to others as well: `incidents: [incident]
    /// inverse of services`, while `services` is a field of every record.
    pub fn narrowed_by(&self, inverse: FieldId, of: FieldId) -> Option<KindId> {
        match &self.field(inverse).ty {
            Type::OneOf(targets) => match &targets[..] {
                [Target::Kind(kind)] if !self.is_a(self.field(of).owner, *kind) => Some(*kind),
                _ => None,
            },
            _ => None,
        }
    }

    /// `kind` and all kinds that extend it, in order of declaration.
    pub fn family(&self, kind: KindId) -> impl Iterator<Item = KindId> + '_ {
        (0..self.kinds.len() as u32).map(KindId).filter(move |&other| self.is_a(other, kind))
    }
}
