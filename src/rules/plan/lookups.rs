//! Which selections are answered from an index: `some e in evidence where e.about == p` need not ask every evidence.

use crate::model::FieldId;
use crate::rules::program::{Answers, Extent, IndexSpec, Lookup, Node, Side, Step, Way};
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
        let every = quantifier == Quantifier::Every;
        let parts = match condition {
            Node::And(parts) if !every => parts.as_slice(),
            Node::Or(parts) if every => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let parts: Vec<(usize, &Node)> = (parts.iter().enumerate())
            .filter_map(|(at, part)| match part {
                part if !every => Some((at, part)),
                Node::Not(part) => Some((at, &**part)),
                _ => None,
            })
            .collect();
        // One value narrows more than a list of them.
        let single = parts.iter().find_map(|(at, part)| Some((*at, self.by_equality(variable, part)?)));
        let (part, (steps, key)) =
            single.or_else(|| parts.iter().find_map(|(at, part)| Some((*at, self.by_membership(variable, part)?))))?;
        let way = if every { Way::Different } else { Way::Equal };
        Some(Lookup { index: self.index_of(*extent, steps), key: Node::Missing, answers: Answers { part, key, way } })
    }

    /// `x.f in e`: what has any of the values of a list that something outside gives.
    fn by_membership(&self, variable: usize, part: &Node) -> Option<(Vec<Step>, Side)> {
        let Node::In(value, list) = part else { return None };
        let steps = steps_from(variable, value).filter(|steps| !steps.is_empty() && !list.uses(variable))?;
        let mut from_outside = false;
        list.walk(&mut |node| from_outside |= matches!(node, Node::Variable(_) | Node::Let(_)));
        let schema = self.model.schema();
        let single = !steps.iter().any(|step| step.gives_list(schema));
        (from_outside && single && self.by_value(&steps)).then_some((steps, Side::Right))
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

    fn by_equality(&self, variable: usize, part: &Node) -> Option<(Vec<Step>, Side)> {
        let schema = self.model.schema();
        let (steps, key) = match part {
            Node::Equal(left, right) => match (steps_from(variable, left), steps_from(variable, right)) {
                (Some(steps), _) if !right.uses(variable) => (steps, Side::Right),
                (_, Some(steps)) if !left.uses(variable) => (steps, Side::Left),
                _ => return None,
            },
            Node::In(key, list) => {
                let steps = steps_from(variable, list).filter(|steps| !key.uses(variable) && self.by_value(steps))?;
                return Some((steps, Side::Left));
            }
            _ => return None,
        };
        // Two lists are compared as wholes; an index knows their elements only.
        let elements = steps.is_empty() || steps.iter().any(|step| step.gives_list(schema));
        (!elements).then_some((steps, key))
    }

    /// The place of the index by these steps, which is made if need be.
    fn index_of(&mut self, extent: Extent, steps: Vec<Step>) -> usize {
        let spec = IndexSpec { extent, steps };
        let indexes = &mut self.program.indexes;
        indexes.iter().position(|known| *known == spec).unwrap_or_else(|| {
            indexes.push(spec);
            indexes.len() - 1
        })
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
