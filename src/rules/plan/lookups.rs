//! Which selections are answered from an index: `some e in evidence where e.about == p` need not ask every evidence.

use crate::model::FieldId;
use crate::rules::program::{Extent, IndexSpec, Lookup, Node, Step};
use crate::rules::values::{Scalar, Ty};
use crate::syntax::tree::Quantifier;

use super::planner::Planner;

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
