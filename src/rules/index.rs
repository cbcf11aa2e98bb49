//! Hash indexes: `some e in evidence where e.about == p` looks `p` up instead of asking every evidence.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Builtin, EntityId, EnumId, FieldId, Schema, TextKey};
use crate::quantity::{Currency, Date, DateRange, Decimal};
use crate::syntax::tree::Quantifier;

use super::eval::Evaluator;
use super::names::Planner;
use super::node::{Extent, IndexSpec, Lookup, Node, Part, Selection, Step};
use super::types::{Scalar, Ty};
use super::value::Val;

/// A single value as it is looked up; two keys are equal exactly when [`Val::same`] says so.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Key<'a> {
    Bool(bool),
    Number(Decimal),
    Percent(Decimal),
    Date(Date),
    Dates(DateRange),
    Tenths(i128),
    Money(Decimal, Currency),
    Enum(EnumId, u16),
    Text(TextKey<'a>),
    Entity(EntityId),
}

impl<'a> Key<'a> {
    /// The key of a single value; none for what is missing, for groups and for lists.
    pub fn of(value: &Val<'a>) -> Option<Key<'a>> {
        Some(match value {
            Val::Bool(value) => Key::Bool(*value),
            Val::Int(value) => Key::Number(Decimal::from(*value)),
            Val::Number(value) => Key::Number(*value),
            Val::Percent(value) => Key::Percent(*value),
            Val::Date(value) => Key::Date(*value),
            Val::Dates(value) => Key::Dates(*value),
            Val::Duration(value) | Val::Interval(value) => Key::Tenths(value.tenths()),
            Val::Money(value) => Key::Money(value.amount, value.currency),
            Val::Enum(id, place) => Key::Enum(*id, *place),
            Val::Text(_) | Val::Made(_) | Val::Sealed(_) => Key::Text(value.text_key()?),
            Val::Entity(id) => Key::Entity(*id),
            Val::Missing | Val::Group(_) | Val::Entities(_) | Val::Found(_) | Val::Items(_) | Val::List(_) => return None,
        })
    }
}

/// From values to the entities that have them, in order.
#[derive(Debug)]
pub(super) struct Index<'a> {
    groups: FxHashMap<Key<'a>, (u32, u32)>,
    entities: Arc<[EntityId]>,
}

impl<'a> Index<'a> {
    /// The index of these values and entities; the entities of one value keep their order, and stand once.
    pub fn new(pairs: impl Iterator<Item = (Key<'a>, EntityId)>) -> Index<'a> {
        let mut numbers: FxHashMap<Key<'a>, u32> = FxHashMap::default();
        let mut numbered: Vec<(u32, EntityId)> = Vec::new();
        for (key, entity) in pairs {
            let next = numbers.len() as u32;
            numbered.push((*numbers.entry(key).or_insert(next), entity));
        }
        numbered.sort_unstable();
        numbered.dedup();
        let mut ranges = vec![(0, 0); numbers.len()];
        for (at, (number, _)) in numbered.iter().enumerate() {
            let at = at as u32;
            if let Some(range) = ranges.get_mut(*number as usize) {
                *range = if range.1 == 0 { (at, at + 1) } else { (range.0, at + 1) };
            }
        }
        let groups = numbers.into_iter().filter_map(|(key, number)| Some((key, *ranges.get(number as usize)?))).collect();
        Index { groups, entities: numbered.into_iter().map(|(_, entity)| entity).collect() }
    }

    /// The entities with this value.
    pub fn get(&self, key: &Key<'a>) -> Found {
        let (start, end) = self.groups.get(key).copied().unwrap_or_default();
        Found { entities: Arc::clone(&self.entities), start: start as usize, end: end as usize }
    }
}

/// The entities of an index that have one value.
#[derive(Clone, Default, Debug)]
pub(super) struct Found {
    entities: Arc<[EntityId]>,
    start: usize,
    end: usize,
}

impl Found {
    /// Those of several values together, each once, in order.
    fn joined(found: Vec<Found>) -> Found {
        let mut entities: Vec<EntityId> = found.iter().flat_map(|found| &found.entities[found.start..found.end]).copied().collect();
        entities.sort_unstable();
        entities.dedup();
        Found { start: 0, end: entities.len(), entities: entities.into() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// The entity at `place`.
    pub fn get(&self, place: usize) -> Option<EntityId> {
        self.entities.get(self.start..self.end)?.get(place).copied()
    }
}

impl<'a> Evaluator<'a> {
    /// The entities that have the value looked up.
    pub fn look_up(&mut self, lookup: &'a Lookup) -> Found {
        let key = self.eval(&lookup.key);
        if self.frame.indexes.get(lookup.index).is_some_and(Option::is_none) {
            let index = self.index(lookup.index);
            if let Some(place) = self.frame.indexes.get_mut(lookup.index) {
                *place = Some(index);
            }
        }
        if self.world.doubts.any()
            && let Some(spec) = self.frame.program.indexes.get(lookup.index)
            && let [Step::Field(field)] = spec.steps[..]
        {
            let (world, mut targets) = (self.world, key.elements().filter_map(|element| element.entity()));
            self.doubtful |= targets.any(|target| world.doubts.meant(field, target, world.model, world.sources));
        }
        let Some(Some(index)) = self.frame.indexes.get(lookup.index) else { return Found::default() };
        if !key.is_list() {
            return Key::of(&key).map_or_else(Found::default, |key| index.get(&key));
        }
        self.steps += key.len() as u64;
        let keys: FxHashSet<Key<'a>> = key.elements().filter_map(|element| Key::of(&element)).collect();
        Found::joined(keys.iter().map(|key| index.get(key)).collect())
    }

    fn index(&mut self, at: usize) -> Index<'a> {
        let Some(spec) = self.frame.program.indexes.get(at) else {
            return Index::new(std::iter::empty());
        };
        // What is in doubt here counts where the index is asked, not where it is built.
        let before = self.doubtful;
        let mut pairs = Vec::new();
        for &id in self.world.all(spec.extent) {
            if self.spent() {
                break;
            }
            let mut value = Val::Entity(id);
            for step in &spec.steps {
                self.steps += 1;
                value = self.step(&value, step);
            }
            pairs.extend(value.elements().filter_map(|element| Key::of(&element)).map(|key| (key, id)));
        }
        self.doubtful = before;
        self.steps += pairs.len() as u64;
        Index::new(pairs.into_iter())
    }
}

impl Planner<'_> {
    /// How the selection of `variable` over `set` can be answered from an index, if it can.
    ///
    /// For most quantifiers the index gives the entities that pass an equality of the condition, which all others fail. `every` is the
    /// other way round: `every x in k where x.f != e or …` holds for all entities that the index does not give.
    pub fn lookup(&mut self, variable: usize, set: &Node, condition: &Node, quantifier: Quantifier) -> Option<Lookup> {
        let Node::All(extent) = set else {
            return None;
        };
        let parts = match (condition, quantifier) {
            (Node::And(parts), Quantifier::Some | Quantifier::No | Quantifier::One) => parts.as_slice(),
            (Node::Or(parts), Quantifier::Every) => parts.as_slice(),
            (other, _) => std::slice::from_ref(other),
        };
        let parts: Vec<&Node> = (parts.iter())
            .filter_map(|part| match (part, quantifier) {
                (part, Quantifier::Some | Quantifier::No | Quantifier::One) => Some(part),
                (Node::Not(part), Quantifier::Every) => Some(&**part),
                (_, Quantifier::Every) => None,
            })
            .collect();
        // One value narrows more than a list of them.
        let single = parts.iter().find_map(|part| self.by_equality(variable, *extent, part));
        single.or_else(|| parts.iter().find_map(|part| self.by_membership(variable, *extent, part)))
    }

    /// `x.f in e`: what has any of the values of a list that something outside gives.
    fn by_membership(&mut self, variable: usize, extent: Extent, part: &Node) -> Option<Lookup> {
        let Node::In(value, list) = part else { return None };
        let steps = steps_from(variable, value).filter(|steps| !steps.is_empty() && !list.uses(variable))?;
        let mut from_outside = false;
        list.walk(&mut |node| from_outside |= matches!(node, Node::Variable(_) | Node::Let(_)));
        let schema = self.model.schema();
        let single = !steps.iter().any(|step| step.gives_list(schema));
        (from_outside && single && self.by_value(&steps)).then(|| self.lookup_in(extent, steps, list))
    }

    /// Whether what the steps lead to is found by equality: a day is also in the ranges of days that hold it.
    fn by_value(&self, steps: &[Step]) -> bool {
        let schema = self.model.schema();
        let days = |field: &FieldId| {
            let ty = Ty::of_field(schema.field(*field));
            ty.has(Scalar::Date) || ty.has(Scalar::Dates)
        };
        match steps.last() {
            Some(Step::Field(field)) => !days(field),
            Some(Step::ByKind(fields)) => !fields.iter().flatten().any(days),
            Some(Step::Builtin(_)) => true,
            Some(Step::Part(..)) | None => false,
        }
    }

    fn by_equality(&mut self, variable: usize, extent: Extent, part: &Node) -> Option<Lookup> {
        let schema = self.model.schema();
        let (steps, key) = match part {
            Node::Equal(left, right) => match (steps_from(variable, left), steps_from(variable, right)) {
                (Some(steps), _) if !right.uses(variable) => (steps, right),
                (_, Some(steps)) if !left.uses(variable) => (steps, left),
                _ => return None,
            },
            Node::In(key, list) => {
                let steps = steps_from(variable, list).filter(|steps| !key.uses(variable) && self.by_value(steps))?;
                return Some(self.lookup_in(extent, steps, key));
            }
            _ => return None,
        };
        // Two lists are compared as wholes; an index knows their elements only.
        if steps.is_empty() || steps.iter().any(|step| step.gives_list(schema)) {
            return None;
        }
        Some(self.lookup_in(extent, steps, key))
    }

    fn lookup_in(&mut self, extent: Extent, steps: Vec<Step>, key: &Node) -> Lookup {
        let spec = IndexSpec { extent, steps };
        let indexes = &mut self.program.indexes;
        let index = indexes.iter().position(|known| *known == spec).unwrap_or_else(|| {
            indexes.push(spec);
            indexes.len() - 1
        });
        Lookup { index, key: key.clone() }
    }
}

/// The steps of `x.f.g` for the variable `x`, in order.
fn steps_from(variable: usize, node: &Node) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = node;
    while let Node::Step(inner, step) = rest {
        steps.push(step.clone());
        rest = inner;
    }
    steps.reverse();
    matches!(rest, Node::Variable(at) if *at == variable).then_some(steps)
}

impl Step {
    /// Whether the step can give a list.
    pub fn gives_list(&self, schema: &Schema) -> bool {
        match self {
            Step::Builtin(builtin) => matches!(builtin, Builtin::Children | Builtin::Formerly),
            Step::Field(field) => schema.field(*field).is_list(),
            Step::ByKind(fields) => fields.iter().flatten().any(|field| schema.field(*field).is_list()),
            Step::Part(Part::Members, _) => true,
            Step::Part(_, fields) => fields.as_ref().is_some_and(|step| step.gives_list(schema)),
        }
    }
}

/// Wraps the parts of `node` that mention no variable and are worth it, so that they are evaluated once a run and not once a subject.
///
/// `bound` is how many variables are in scope where the node stands.
pub(super) fn hoist(node: &mut Node, bound: usize, onces: &mut usize) {
    if matches!(node, Node::All(_) | Node::Once(..)) {
        return;
    }
    let (mut fixed, mut costly) = (true, false);
    node.walk(&mut |inner| match inner {
        Node::Variable(at) => fixed &= *at >= bound,
        Node::Let(_) => fixed = false,
        Node::All(_) | Node::Closure(..) | Node::Define(..) | Node::Referrers(_) => costly = true,
        _ => {}
    });
    if !costly {
        return;
    }
    if fixed {
        let inner = std::mem::replace(node, Node::Missing);
        *node = Node::Once(*onces, Box::new(inner));
        *onces += 1;
        return;
    }
    match node {
        Node::Constant(_)
        | Node::Variants(_)
        | Node::Today
        | Node::Variable(_)
        | Node::Let(_)
        | Node::All(_)
        | Node::Once(..)
        | Node::Missing => {}
        Node::Template(template) => template.nodes_mut().for_each(|node| hoist(node, bound, onces)),
        Node::Step(node, _)
        | Node::Closure(node, _)
        | Node::Not(node)
        | Node::Negate(node)
        | Node::IsEmpty(node)
        | Node::HasKind(node, _)
        | Node::Referrers(node)
        | Node::Matches(node, _) => hoist(node, bound, onces),
        Node::List(nodes)
        | Node::And(nodes)
        | Node::Or(nodes)
        | Node::OrElse(nodes)
        | Node::Call(_, nodes)
        | Node::Define(_, nodes) => {
            nodes.iter_mut().for_each(|node| hoist(node, bound, onces));
        }
        Node::Lacking(parts) => parts.iter_mut().for_each(|(label, value)| {
            hoist(label, bound, onces);
            hoist(value, bound, onces);
        }),
        Node::Equal(left, right) | Node::Order(_, left, right) | Node::In(left, right) | Node::Arithmetic(_, left, right) => {
            hoist(left, bound, onces);
            hoist(right, bound, onces);
        }
        Node::Quantified(_, selection) | Node::Filtered(selection) => hoist_selection(selection, bound, onces),
        Node::Grouped(grouping) => {
            hoist_selection(&mut grouping.selection, bound, onces);
            hoist(&mut grouping.key, grouping.selection.variable + 1, onces);
        }
        Node::If(parts) | Node::Within(parts) => parts.iter_mut().for_each(|node| hoist(node, bound, onces)),
    }
}

/// As [`hoist`], for the parts of a selection that stands where `bound` variables are in scope.
pub(super) fn hoist_selection(selection: &mut Selection, bound: usize, onces: &mut usize) {
    hoist(&mut selection.set, bound, onces);
    let inside = selection.variable + 1;
    if let Some(condition) = &mut selection.condition {
        hoist(condition, inside, onces);
    }
    if let Some(lookup) = &mut selection.lookup {
        hoist(&mut lookup.key, bound, onces);
    }
}
