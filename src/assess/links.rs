//! What in the model addresses a clause or requirement.

use rustc_hash::FxHashMap;

use crate::model::{EntityId, FieldId, KindId, Lang, Model, Schema, Target, Type, Value};
use crate::source::{Origin, Span};

/// An entity of the organisation that addresses a clause or requirement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The entity.
    pub entity: EntityId,
    /// The field by which it refers.
    pub field: FieldId,
    /// Where the reference stands.
    pub span: Span,
    /// What exactly it refers to.
    pub target: EntityId,
    /// How that relates to what is asked about.
    pub reach: Reach,
}

/// How what is referred to relates to the clause or requirement that is asked about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// It is the one.
    Itself,
    /// A clause that holds it.
    Above,
    /// Something that it holds.
    Below,
}

/// Kinds whose references to a clause judge it, cite it or relate it to another, but do not put it into practice. A library may lack some
/// of them.
const ONLOOKERS: [&str; 11] = [
    "assessment",
    "nonconformity",
    "mapping",
    "link",
    "internal_audit",
    "audit_finding",
    "management_review",
    "appraisal",
    "area_target",
    "practice_instance",
    "team_judgement",
];

/// From clauses and requirements to the references that the organisation's entities make to them.
#[derive(Debug)]
pub(super) struct Index {
    direct: FxHashMap<EntityId, Vec<Link>>,
}

impl Index {
    pub(super) fn new(model: &Model, lang: &Lang) -> Index {
        let mut direct: FxHashMap<EntityId, Vec<Link>> = FxHashMap::default();
        let onlookers = onlookers(model, lang);
        for entity in model.ids() {
            if model.entity(entity).origin == Origin::Library || onlookers.iter().any(|&kind| model.is_a(entity, kind)) {
                continue;
            }
            for slot in model.slots(entity) {
                if !addresses(model.schema(), lang, slot.field) {
                    continue;
                }
                for (target, span) in references(&slot.value, slot.span) {
                    if model.is_a(target, lang.clause) || model.is_a(target, lang.requirement) {
                        let link = Link { entity, field: slot.field, span, target, reach: Reach::Itself };
                        direct.entry(target).or_default().push(link);
                    }
                }
            }
        }
        Index { direct }
    }

    /// What addresses `item` through itself or a clause that holds it, each entity once, in order. A reference to the whole framework
    /// says only that it is followed, and addresses nothing.
    pub(super) fn of(&self, model: &Model, lang: &Lang, item: EntityId) -> Vec<Link> {
        let above = holders(model, lang, item).flat_map(|holder| self.at(holder)).map(|link| Link { reach: Reach::Above, ..*link });
        once_each(self.at(item).iter().copied().chain(above).collect())
    }

    fn at(&self, item: EntityId) -> &[Link] {
        self.direct.get(&item).map_or(&[], |links| links)
    }
}

/// The same links as those of something below.
pub(super) fn below(links: &[Link]) -> impl Iterator<Item = Link> + '_ {
    links.iter().map(|link| match link.reach {
        Reach::Itself | Reach::Below => Link { reach: Reach::Below, ..*link },
        Reach::Above => *link,
    })
}

/// Each entity once, with its nearest reference; in the order of the model.
pub(super) fn once_each(mut links: Vec<Link>) -> Vec<Link> {
    // What refers in one entity stands in one file.
    links.sort_by_key(|link| (link.entity, link.reach, link.span.start, link.span.end));
    links.dedup_by_key(|link| link.entity);
    links
}

/// The clauses that hold `item`, from the nearest outwards.
pub(super) fn holders<'a>(model: &'a Model, lang: &'a Lang, item: EntityId) -> impl Iterator<Item = EntityId> + 'a {
    let parent = |id: EntityId| model.entity(id).parent.map(|(parent, _)| parent).filter(|&parent| model.is_a(parent, lang.clause));
    std::iter::successors(parent(item), move |&id| parent(id))
}

/// An item with all that stands under it, in no order.
pub(super) fn with_all_under<'a>(model: &'a Model, lang: &'a Lang, item: EntityId) -> impl Iterator<Item = EntityId> + 'a {
    let mut open = vec![item];
    std::iter::from_fn(move || {
        let next = open.pop()?;
        let under = model.children(next).iter().filter(|&&id| model.is_a(id, lang.clause) || model.is_a(id, lang.requirement));
        open.extend(under);
        Some(next)
    })
}

/// The entities that the field of this name leads to; none where the library lacks it.
pub fn related(model: &Model, id: EntityId, name: &str) -> Vec<EntityId> {
    model.schema().field_named(model.entity(id).kind, name).map_or_else(Vec::new, |field| model.related(id, field))
}

/// The references in a value, each with its place.
pub(super) fn references(value: &Value, span: Span) -> impl Iterator<Item = (EntityId, Span)> + '_ {
    let one = match value {
        Value::Entity(id) => Some((*id, span)),
        _ => None,
    };
    let many = match value {
        Value::List(items) => &items[..],
        _ => &[],
    };
    one.into_iter().chain(many.iter().filter_map(|item| match item.value {
        Value::Entity(id) => Some((id, item.span)),
        _ => None,
    }))
}

/// Whether a field is made for naming clauses: its type names them. A field that takes any entity at all may lead to a clause by chance.
fn addresses(schema: &Schema, lang: &Lang, field: FieldId) -> bool {
    match &schema.field(field).ty {
        Type::OneOf(targets) => targets.iter().any(|target| match target {
            Target::Kind(kind) => schema.is_a(*kind, lang.clause) || schema.is_a(*kind, lang.requirement),
            Target::Enum(_) | Target::Scalar(_) => false,
        }),
        Type::Text
        | Type::Int
        | Type::Number
        | Type::Bool
        | Type::Date
        | Type::Dates
        | Type::Duration
        | Type::Interval
        | Type::Percent
        | Type::Money
        | Type::File
        | Type::Url
        | Type::RuleName
        | Type::KindName
        | Type::Any
        | Type::Unknown => false,
    }
}

fn onlookers(model: &Model, lang: &Lang) -> Vec<KindId> {
    let known = [lang.framework, lang.clause, lang.requirement, lang.scope, lang.exclusion, lang.evidence, lang.waiver];
    known.into_iter().chain(ONLOOKERS.iter().filter_map(|name| model.schema().kind_named(name))).collect()
}
