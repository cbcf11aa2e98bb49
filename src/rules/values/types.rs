//! The static types of expressions.

use crate::model::describe::with_article;
use crate::model::{Builtin, EnumId, Field, KindId, Schema, Target, Type};
use crate::quantity;

/// What an expression can give: some of several scalars, enums and kinds, one or many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ty {
    /// Which scalars, as bits of [`ScalarTy`].
    pub scalars: u16,
    /// Which enums.
    pub enums: Vec<EnumId>,
    /// Which entities.
    pub entities: Entities,
    /// Groups: the types of their keys and of their members.
    pub group: Option<Box<(Ty, Ty)>>,
    /// One value or a list.
    pub shape: Shape,
    /// Nothing is known because of an error that has been told; fits everything.
    pub unknown: bool,
}

/// One value or a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    One,
    Many,
}

impl Shape {
    /// A list, if either is one.
    pub fn or(self, other: Shape) -> Shape {
        match (self, other) {
            (Shape::One, Shape::One) => Shape::One,
            (Shape::Many, _) | (_, Shape::Many) => Shape::Many,
        }
    }
}

/// The entities a type allows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entities {
    None,
    /// Of any of these kinds, or of kinds that extend them.
    Of(Vec<KindId>),
    /// Of any kind at all.
    Any,
}

/// The types without parts; each is a bit of [`Ty::scalars`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScalarTy {
    Text,
    Int,
    Number,
    Bool,
    Date,
    Dates,
    Duration,
    Interval,
    Percent,
    Money,
}

impl ScalarTy {
    /// The type of such a value.
    pub fn of(value: &quantity::Scalar) -> ScalarTy {
        match value {
            quantity::Scalar::Int(_) => ScalarTy::Int,
            quantity::Scalar::Number(_) => ScalarTy::Number,
            quantity::Scalar::Bool(_) => ScalarTy::Bool,
            quantity::Scalar::Percent(_) => ScalarTy::Percent,
            quantity::Scalar::Date(_) => ScalarTy::Date,
            quantity::Scalar::Dates(_) => ScalarTy::Dates,
            quantity::Scalar::Duration(_) => ScalarTy::Duration,
            quantity::Scalar::Interval(_) => ScalarTy::Interval,
            quantity::Scalar::Money(_) => ScalarTy::Money,
        }
    }

    pub const ALL: [ScalarTy; 10] = [
        ScalarTy::Text,
        ScalarTy::Int,
        ScalarTy::Number,
        ScalarTy::Bool,
        ScalarTy::Date,
        ScalarTy::Dates,
        ScalarTy::Duration,
        ScalarTy::Interval,
        ScalarTy::Percent,
        ScalarTy::Money,
    ];

    pub const fn bit(self) -> u16 {
        1 << self as u16
    }

    fn one(self) -> &'static str {
        match self {
            ScalarTy::Text => "a text",
            ScalarTy::Int => "a whole number",
            ScalarTy::Number => "a number",
            ScalarTy::Bool => "true or false",
            ScalarTy::Date => "a date",
            ScalarTy::Dates => "a range of dates",
            ScalarTy::Duration => "a duration",
            ScalarTy::Interval => "an interval",
            ScalarTy::Percent => "a percentage",
            ScalarTy::Money => "a sum of money",
        }
    }

    fn many(self) -> &'static str {
        match self {
            ScalarTy::Text => "texts",
            ScalarTy::Int => "whole numbers",
            ScalarTy::Number => "numbers",
            ScalarTy::Bool => "true-or-false values",
            ScalarTy::Date => "dates",
            ScalarTy::Dates => "ranges of dates",
            ScalarTy::Duration => "durations",
            ScalarTy::Interval => "intervals",
            ScalarTy::Percent => "percentages",
            ScalarTy::Money => "sums of money",
        }
    }
}

const NUMBERS: u16 = ScalarTy::Int.bit() | ScalarTy::Number.bit();
const SPANS: u16 = ScalarTy::Duration.bit() | ScalarTy::Interval.bit();

impl Ty {
    const NOTHING: Ty =
        Ty { scalars: 0, enums: Vec::new(), entities: Entities::None, group: None, shape: Shape::One, unknown: false };

    pub fn unknown() -> Ty {
        Ty { unknown: true, ..Ty::NOTHING }
    }

    pub fn scalar(scalar: ScalarTy) -> Ty {
        Ty { scalars: scalar.bit(), ..Ty::NOTHING }
    }

    pub fn bool() -> Ty {
        Ty::scalar(ScalarTy::Bool)
    }

    pub fn text() -> Ty {
        Ty::scalar(ScalarTy::Text)
    }

    pub fn of_enum(id: EnumId) -> Ty {
        Ty { enums: vec![id], ..Ty::NOTHING }
    }

    pub fn of_kind(kind: KindId) -> Ty {
        Ty { entities: Entities::Of(vec![kind]), ..Ty::NOTHING }
    }

    pub fn any_entity() -> Ty {
        Ty { entities: Entities::Any, ..Ty::NOTHING }
    }

    /// A group of values of one type, by a key of another.
    pub fn of_group(key: &Ty, member: &Ty) -> Ty {
        Ty { group: Some(Box::new((key.element(), member.clone().many()))), ..Ty::NOTHING }
    }

    /// A list with nothing in it yet.
    pub fn empty_list() -> Ty {
        Ty { shape: Shape::Many, ..Ty::NOTHING }
    }

    pub fn many(self) -> Ty {
        Ty { shape: Shape::Many, ..self }
    }

    /// The type of an element.
    pub fn element(&self) -> Ty {
        Ty { shape: Shape::One, ..self.clone() }
    }

    pub fn shaped(self, shape: Shape) -> Ty {
        Ty { shape, ..self }
    }

    /// The type of what a field holds.
    pub fn of_field(field: &Field) -> Ty {
        let ty = Ty::of_type(&field.ty);
        if field.is_list() { ty.many() } else { ty }
    }

    /// The type of one value of a declared type.
    pub fn of_type(ty: &Type) -> Ty {
        match ty {
            Type::Text | Type::File | Type::Url | Type::RuleName | Type::KindName => Ty::scalar(ScalarTy::Text),
            Type::Any => Ty::any_entity(),
            Type::Int => Ty::scalar(ScalarTy::Int),
            Type::Number => Ty::scalar(ScalarTy::Number),
            Type::Bool => Ty::scalar(ScalarTy::Bool),
            Type::Date => Ty::scalar(ScalarTy::Date),
            Type::Dates => Ty::scalar(ScalarTy::Dates),
            Type::Duration => Ty::scalar(ScalarTy::Duration),
            Type::Interval => Ty::scalar(ScalarTy::Interval),
            Type::Percent => Ty::scalar(ScalarTy::Percent),
            Type::Money => Ty::scalar(ScalarTy::Money),
            Type::OneOf(targets) => targets.iter().fold(Ty::NOTHING, |ty, target| {
                ty.or(match target {
                    Target::Kind(kind) => Ty::of_kind(*kind),
                    Target::Enum(id) => Ty::of_enum(*id),
                    Target::Scalar(ty) => Ty::of_type(ty),
                })
            }),
            Type::Unknown => Ty::unknown(),
        }
    }

    /// The type of a field that every entity has.
    pub fn of_builtin(builtin: Builtin) -> Ty {
        match builtin {
            Builtin::Id | Builtin::Path | Builtin::Title | Builtin::Kind | Builtin::Doc | Builtin::Source => Ty::text(),
            Builtin::Parent => Ty::any_entity(),
            Builtin::Children => Ty::any_entity().many(),
            Builtin::Formerly => Ty::text().many(),
        }
    }

    /// Either of two types.
    pub fn or(mut self, other: Ty) -> Ty {
        self.scalars |= other.scalars;
        for id in other.enums {
            if !self.enums.contains(&id) {
                self.enums.push(id);
            }
        }
        self.entities = match (self.entities, other.entities) {
            (Entities::Any, _) | (_, Entities::Any) => Entities::Any,
            (Entities::None, entities) | (entities, Entities::None) => entities,
            (Entities::Of(mut kinds), Entities::Of(more)) => {
                for kind in more {
                    if !kinds.contains(&kind) {
                        kinds.push(kind);
                    }
                }
                Entities::Of(kinds)
            }
        };
        self.group = match (self.group, other.group) {
            (Some(left), Some(right)) => Some(Box::new((left.0.or(right.0), left.1.or(right.1)))),
            (group, None) | (None, group) => group,
        };
        self.shape = self.shape.or(other.shape);
        self.unknown |= other.unknown;
        self
    }

    /// Whether whatever can be asked of a value of the other type can be asked of one of this: it differs in nothing but its kinds.
    pub fn is_like(&self, other: &Ty) -> bool {
        self.shape == other.shape
            && self.scalars & !other.scalars == 0
            && self.enums.iter().all(|id| other.enums.contains(id))
            && (self.entities == Entities::None || other.entities != Entities::None)
            && !self.unknown
    }

    pub fn is_many(&self) -> bool {
        self.shape == Shape::Many
    }

    /// Whether a value of the type can be an entity.
    pub fn has_entities(&self) -> bool {
        self.unknown || self.entities != Entities::None
    }

    /// Whether every value of the type is an entity.
    pub fn only_entities(&self) -> bool {
        self.unknown || (self.entities != Entities::None && self.scalars == 0 && self.enums.is_empty() && self.group.is_none())
    }

    /// Whether every value of the type is true or false.
    pub fn only_bool(&self) -> bool {
        self.scalars == ScalarTy::Bool.bit() && self.enums.is_empty() && self.entities == Entities::None && self.group.is_none()
    }

    /// Whether a value of the type can be of this scalar type. An interval is also a duration, a whole number also a number.
    pub fn has(&self, scalar: ScalarTy) -> bool {
        let accepted = match scalar {
            ScalarTy::Number => NUMBERS,
            ScalarTy::Duration => SPANS,
            ScalarTy::Text
            | ScalarTy::Int
            | ScalarTy::Bool
            | ScalarTy::Date
            | ScalarTy::Dates
            | ScalarTy::Interval
            | ScalarTy::Percent
            | ScalarTy::Money => scalar.bit(),
        };
        self.unknown || self.scalars & accepted != 0
    }

    /// Whether nothing can be of this type: the elements of `[]`.
    pub fn is_nothing(&self) -> bool {
        !self.unknown && self.scalars == 0 && self.enums.is_empty() && self.entities == Entities::None && self.group.is_none()
    }

    /// Whether a value of one type can equal a value of the other, their shapes aside.
    pub fn meets(&self, other: &Ty, schema: &Schema) -> bool {
        if self.unknown || other.unknown || self.is_nothing() || other.is_nothing() {
            return true;
        }
        self.scalars_meet(other)
            || self.enums.iter().any(|id| other.enums.contains(id))
            || match (&self.entities, &other.entities) {
                (Entities::None, _) | (_, Entities::None) => false,
                (Entities::Any, _) | (_, Entities::Any) => true,
                (Entities::Of(left), Entities::Of(right)) => {
                    left.iter().any(|&a| right.iter().any(|&b| schema.is_a(a, b) || schema.is_a(b, a)))
                }
            }
    }

    /// Whether one can come before the other: numbers, dates, durations, money, texts, values of one enum.
    pub fn is_ordered_with(&self, other: &Ty) -> bool {
        let unordered = ScalarTy::Bool.bit() | ScalarTy::Dates.bit();
        let left = Ty { scalars: self.scalars & !unordered, ..self.clone() };
        let right = Ty { scalars: other.scalars & !unordered, ..other.clone() };
        self.unknown || other.unknown || left.scalars_meet(&right) || self.enums.iter().any(|id| other.enums.contains(id))
    }

    fn scalars_meet(&self, other: &Ty) -> bool {
        [NUMBERS, SPANS].into_iter().any(|class| self.scalars & class != 0 && other.scalars & class != 0)
            || self.scalars & other.scalars != 0
    }

    /// The type in plain words, after "is": `a date`, `a list of dates`, `a role or a text`.
    pub fn words(&self, schema: &Schema) -> String {
        let parts = match self.shape {
            Shape::One => self.parts(
                schema,
                ScalarTy::one,
                |name| format!("a value of `{name}`"),
                |name| format!("{} `{name}`", article(name)),
                "an entity",
            ),
            Shape::Many => self.parts(
                schema,
                ScalarTy::many,
                |name| format!("values of `{name}`"),
                |name| format!("`{name}` entities"),
                "entities",
            ),
        };
        match (parts.is_empty(), self.shape) {
            (true, _) => "nothing".to_string(),
            (false, Shape::One) => either(&parts),
            (false, Shape::Many) => format!("a list of {}", either(&parts)),
        }
    }

    /// The type of each of several values in plain words: `dates`, `roles or texts`.
    pub fn plural(&self, schema: &Schema) -> String {
        let words = self.clone().many().words(schema);
        words.strip_prefix("a list of ").map_or_else(|| "nothing".to_string(), str::to_string)
    }

    fn parts(
        &self,
        schema: &Schema,
        scalar: impl Fn(ScalarTy) -> &'static str,
        enumeration: impl Fn(&str) -> String,
        kind: impl Fn(&str) -> String,
        any: &str,
    ) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        match &self.entities {
            Entities::None => {}
            Entities::Of(kinds) => parts.extend(kinds.iter().map(|&id| kind(&schema.kind(id).name))),
            Entities::Any => parts.push(any.to_string()),
        }
        parts.extend(self.enums.iter().map(|&id| enumeration(&schema.enumeration(id).name)));
        parts.extend(ScalarTy::ALL.into_iter().filter(|one| self.scalars & one.bit() != 0).map(|one| scalar(one).to_string()));
        parts.extend(self.group.iter().map(|group| {
            // What is within groups of groups is not said: the words would grow with each level.
            let members = match &group.1.group {
                Some(within) if within.1.group.is_some() => "groups of groups".to_string(),
                _ => group.1.plural(schema),
            };
            match self.shape {
                Shape::One => format!("a group of {members}"),
                Shape::Many => format!("groups of {members}"),
            }
        }));
        parts
    }
}

fn either(parts: &[String]) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// "a" or "an" before the name of a kind.
pub fn article(name: &str) -> &'static str {
    if with_article(name).starts_with("an ") { "an" } else { "a" }
}
