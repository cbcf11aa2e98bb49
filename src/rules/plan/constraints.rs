//! Constraints on fields: `share: percent? must share in 0% .. 100%`.
//!
//! Where a value that is compared is missing, the constraint is satisfied: whether it has to be there is another matter.

use crate::diag::Diagnostic;
use crate::model::{self, FieldId, Model};
use crate::rules::program::{Constraint, Node, Order, Piece, Procedures, Step, Template};
use crate::rules::values::{ScalarTy, Ty};
use crate::source::Sources;
use crate::syntax::tree::{Expr, ExprKind, Operator};

use super::demand::Demand;
use super::hoist::hoist;
use super::planner::{Noted, Planner};

/// Plans all constraints of a model; what is wrong with one is told at its own text, and it is then not looked at.
pub fn plan(
    model: &Model,
    sources: &Sources,
    procedures: &Procedures,
    demand: Demand<'_>,
    noted: &mut Noted,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Constraint> {
    let mut constraints = Vec::new();
    for constraint in model.constraints() {
        let owner = model.schema().field(constraint.field).owner;
        let origin = sources.file(constraint.must.span.file).origin();
        let mut planner = Planner::new(model, sources, procedures, origin);
        if planner.is_left(demand).is_some_and(|populated| !populated.has_own(owner)) {
            continue;
        }
        constraints.extend(planner.constraint(constraint));
        diagnostics.append(&mut planner.diagnostics);
        diagnostics.append(&mut planner.warnings);
        noted.add(&planner.called, planner.guesses);
    }
    constraints
}

impl Planner<'_> {
    fn constraint(&mut self, constraint: &model::Constraint) -> Option<Constraint> {
        let model::Constraint { field, must } = constraint;
        self.enter(*field);
        let mut condition = self.condition(&must.condition);
        let mut message = match must.message {
            Some(text) => self.template(text.span),
            None => self.default_message(*field, &must.condition, &condition),
        };
        if !self.is_sound() {
            return None;
        }
        let beside = beside(&condition, *field);
        lenient(&mut condition, Holds::Wanted);
        let mut program = std::mem::take(&mut self.program);
        hoist(&mut condition, 1, &mut program.onces);
        hoist(&mut message, 1, &mut program.onces);
        Some(Constraint { field: *field, span: must.span, program, condition, message, beside })
    }

    /// What is told where the kind says nothing: what is written, and what has to hold.
    fn default_message(&self, field: FieldId, expr: &Expr, condition: &Node) -> Node {
        let name = &*self.model.schema().field(field).name;
        let value = || Piece::Value(Node::Step(Box::new(Node::Variable(0)), Step::Field(field)));
        let is_field =
            |expr: &Expr| matches!(&expr.kind, ExprKind::Path(names) if matches!(names[..], [one] if self.text(one) == name));
        let mut pieces = vec![Piece::Text(format!("`{name}` is ").into()), value()];
        match (&expr.kind, condition) {
            (ExprKind::Binary(operator, left, right), Node::Order(order, _, bound)) if is_field(left) => {
                let is_day = Ty::of_field(self.model.schema().field(field)).has(ScalarTy::Date);
                let words = match (order, is_day, operator) {
                    (Order::AtMost, true, _) => "cannot be after",
                    (Order::AtLeast, true, _) => "cannot be before",
                    (Order::Less, true, _) => "has to be before",
                    (Order::Greater, true, _) => "has to be after",
                    (Order::AtMost, false, _) => "cannot be more than",
                    (Order::AtLeast, false, _) => "cannot be less than",
                    (Order::Less, false, _) => "has to be less than",
                    (Order::Greater, false, _) => "has to be more than",
                };
                pieces.push(Piece::Text(format!(", but {words} ").into()));
                pieces.extend(self.named_value(right, bound));
            }
            (ExprKind::Binary(Operator::In, left, range), Node::Within(parts)) if is_field(left) => {
                let [_, low, high] = &**parts;
                if let ExprKind::Range(first, last) = &range.kind {
                    pieces.push(Piece::Text(", but has to lie between ".into()));
                    pieces.extend(self.named_value(first, low));
                    pieces.push(Piece::Text(" and ".into()));
                    pieces.extend(self.named_value(last, high));
                }
            }
            _ => pieces.push(Piece::Text(format!(", but it has to hold that {}", self.quote(expr.span)).into())),
        }
        Node::Template(Template { pieces })
    }

    /// A value as it stands in a message: a literal as it is, anything else with what it is called.
    fn named_value(&self, expr: &Expr, node: &Node) -> Vec<Piece> {
        match node {
            Node::Constant(_) => vec![Piece::Value(node.clone())],
            Node::Today => vec![Piece::Text("the day that is looked at, ".into()), Piece::Value(Node::Today)],
            _ => vec![Piece::Text(format!("{}, ", self.quote(expr.span)).into()), Piece::Value(node.clone())],
        }
    }
}

/// The other fields of the entity itself that a condition asks for.
fn beside(condition: &Node, field: FieldId) -> Vec<FieldId> {
    let mut found = Vec::new();
    condition.walk(&mut |node| {
        if let Node::Step(of, Step::Field(asked)) = node
            && matches!(**of, Node::Variable(0))
            && *asked != field
            && !found.contains(asked)
        {
            found.push(*asked);
        }
    });
    found
}

/// Whether a part of a condition has to hold, or has not to.
#[derive(Clone, Copy)]
enum Holds {
    Wanted,
    Unwanted,
}

/// Lets comparisons hold where a side is missing. Where one must not hold, a missing side makes it false anyway.
fn lenient(node: &mut Node, holds: Holds) {
    match (&mut *node, holds) {
        (Node::Not(inner), Holds::Wanted) => lenient(inner, Holds::Unwanted),
        (Node::Not(inner), Holds::Unwanted) => lenient(inner, Holds::Wanted),
        (Node::And(parts) | Node::Or(parts), holds) => parts.iter_mut().for_each(|part| lenient(part, holds)),
        (Node::If(parts), holds) => {
            let [_, yes, no] = &mut **parts;
            lenient(yes, holds);
            lenient(no, holds);
        }
        (Node::Order(_, left, right) | Node::Equal(left, right) | Node::In(left, right), Holds::Wanted) => {
            let sides = [(**left).clone(), (**right).clone()];
            or_missing(node, sides);
        }
        (Node::Within(parts), Holds::Wanted) => {
            let sides = (**parts).clone();
            or_missing(node, sides);
        }
        _ => {}
    }
}

fn or_missing<const N: usize>(node: &mut Node, sides: [Node; N]) {
    let comparison = std::mem::replace(node, Node::Missing);
    let is_known = |side: &Node| matches!(side, Node::Constant(_) | Node::Today | Node::List(_));
    let missing = sides.into_iter().filter(|side| !is_known(side)).map(|side| Node::IsEmpty(Box::new(side)));
    *node = Node::Or(missing.chain([comparison]).collect());
}
