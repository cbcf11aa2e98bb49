//! Which selections are answered from an index: `some e in evidence where e.about == p` need not ask every evidence.

use crate::model::FieldId;
use crate::rules::functions::Function;
use crate::rules::program::{Answers, By, Extent, IndexSpec, Lookup, Node, Side, Step, Way};
use crate::rules::values::{ScalarTy, Ty};
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
        let single = single.or_else(|| parts.iter().find_map(|(at, part)| Some((*at, self.by_what_is_made(variable, part)?))));
        let (part, (by, key)) =
            single.or_else(|| parts.iter().find_map(|(at, part)| Some((*at, self.by_membership(variable, part)?))))?;
        let way = if every { Way::Different } else { Way::Equal };
        Some(Lookup { index: self.index_of(*extent, by), key: Node::Missing, answers: Answers { part, key, way } })
    }

    /// `x.f in e`: what has any of the values of a list that something outside gives.
    fn by_membership(&self, variable: usize, part: &Node) -> Option<(By, Side)> {
        let Node::In(value, list) = part else { return None };
        let steps = steps_from(variable, value).filter(|steps| !steps.is_empty() && !list.uses(variable))?;
        let mut from_outside = false;
        list.walk(&mut |node| from_outside |= matches!(node, Node::Variable(_) | Node::Let(_)));
        let schema = self.model.schema();
        let single = !steps.iter().any(|step| step.gives_list(schema));
        (from_outside && single && self.by_value(&steps)).then_some((By::Steps(steps), Side::Right))
    }

    /// `made(x) == e`: a single value that is worked out from nothing but the entity, such as a text of several of its fields.
    fn by_what_is_made(&self, variable: usize, part: &Node) -> Option<(By, Side)> {
        let Node::Equal(left, right) = part else { return None };
        let made = |node: &Node, key: &Node| (!key.uses(variable) && self.is_made_of(variable, node)).then(|| node.clone());
        match (made(left, right), made(right, left)) {
            (Some(node), _) => Some((By::Value(variable, node), Side::Right)),
            (None, Some(node)) => Some((By::Value(variable, node), Side::Left)),
            (None, None) => None,
        }
    }

    /// Whether an expression gives a single value, and sees this variable and no other.
    fn is_made_of(&self, variable: usize, node: &Node) -> bool {
        let (mut uses, mut alone) = (false, true);
        node.walk(&mut |inner| match inner {
            Node::Variable(at) => {
                uses |= *at == variable;
                alone &= *at == variable;
            }
            // What goes through sets is completed later, with what stands around it.
            Node::Let(_) | Node::Quantified(..) | Node::Filtered(_) | Node::Grouped(_) | Node::Once(..) => alone = false,
            _ => {}
        });
        // That the entity itself is asked for needs no index.
        uses && alone && !matches!(node, Node::Variable(_)) && self.is_single(node)
    }

    fn is_single(&self, node: &Node) -> bool {
        match node {
            Node::Template(_) | Node::Variable(_) | Node::Today => true,
            Node::Define(at, _) => self.procedures.get(*at).is_some_and(|procedure| !procedure.ty.is_many()),
            Node::Step(from, step) => self.is_single(from) && !step.gives_list(self.model.schema()),
            Node::Call(Function::Lower | Function::Upper | Function::Trim | Function::Title | Function::Length, arguments) => {
                arguments.iter().all(|argument| self.is_single(argument))
            }
            Node::OrElse(parts) => parts.iter().all(|part| self.is_single(part)),
            _ => false,
        }
    }

    /// Whether what the steps lead to is found by equality: a day is also in the ranges of days that hold it.
    fn by_value(&self, steps: &[Step]) -> bool {
        let schema = self.model.schema();
        let days = |field: &FieldId| {
            let ty = Ty::of_field(schema.field(*field));
            ty.has(ScalarTy::Date) || ty.has(ScalarTy::Dates)
        };
        match steps.last() {
            Some(Step::Field(field)) => !days(field),
            Some(Step::ByKind(fields)) => !fields.iter().flatten().any(days),
            Some(Step::Builtin(_)) => true,
            Some(Step::Part(..)) | None => false,
        }
    }

    fn by_equality(&self, variable: usize, part: &Node) -> Option<(By, Side)> {
        let schema = self.model.schema();
        let (steps, key) = match part {
            Node::Equal(left, right) => match (steps_from(variable, left), steps_from(variable, right)) {
                (Some(steps), _) if !right.uses(variable) => (steps, Side::Right),
                (_, Some(steps)) if !left.uses(variable) => (steps, Side::Left),
                _ => return None,
            },
            Node::In(key, list) => {
                let steps = steps_from(variable, list).filter(|steps| !key.uses(variable) && self.by_value(steps))?;
                return Some((By::Steps(steps), Side::Left));
            }
            _ => return None,
        };
        // Two lists are compared as wholes; an index knows their elements only.
        let elements = steps.is_empty() || steps.iter().any(|step| step.gives_list(schema));
        (!elements).then_some((By::Steps(steps), key))
    }

    /// The place of the index by this, which is made if need be.
    fn index_of(&mut self, extent: Extent, by: By) -> usize {
        let spec = IndexSpec { extent, by };
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
